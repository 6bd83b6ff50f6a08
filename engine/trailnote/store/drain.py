"""Taking events out of the spool into the database: one process at a time, each event once."""

from __future__ import annotations

import os
import sqlite3
import time

from trailnote.capture import log, spool
from trailnote.model import Event
from trailnote.store.database import DRAIN_LOCK, transaction

_CHUNK = 200

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


class DrainLock:
    """The right to drain, held through an open file: it ends with the process, however that ends.

    `with DrainLock(folder, wait_ms=5) as held:` gives False when another process drains; the caller then reads what
    is there.
    """

    def __init__(self, folder: str, *, wait_ms: int) -> None:
        self.path = os.path.join(folder, DRAIN_LOCK)
        self.wait_ms = wait_ms
        self.descriptor = -1

    def __enter__(self) -> bool:
        try:
            self.descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError:
            return False
        deadline = time.monotonic() + self.wait_ms / 1000
        while not _try_lock(self.descriptor):
            if time.monotonic() >= deadline:
                return False
            time.sleep(0.001)
        return True

    def __exit__(self, kind: object, value: object, trace: object) -> None:
        if self.descriptor >= 0:
            os.close(self.descriptor)
            self.descriptor = -1


def _try_lock(descriptor: int) -> bool:
    try:
        import fcntl
    except ImportError:
        import msvcrt

        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]  # Windows only
        except OSError:
            return False
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def drain(db: sqlite3.Connection, local_dir: str) -> int:
    """Move every waiting event into the database and return how many were new. The caller holds the DrainLock.

    A spool file is deleted only after the transaction that holds its event is committed; one that is met again is
    ignored by its id. A file that is no event is moved to `spool/bad/`, with a line in the log.
    """
    new = 0
    found = spool.names(local_dir)
    for start in range(0, len(found), _CHUNK):
        done: list[str] = []
        with transaction(db):
            for path, event in spool.read(local_dir, found[start : start + _CHUNK]):
                if event is None:
                    _set_aside(local_dir, path)
                    continue
                try:
                    new += _insert(db, event)
                except (ValueError, OverflowError):  # half a surrogate pair, a moment beyond 64 bits
                    _set_aside(local_dir, path)
                    continue
                done.append(path)
        for path in done:
            try:
                os.unlink(path)
            except FileNotFoundError:
                continue
    return new


def _insert(db: sqlite3.Connection, event: Event) -> int:
    cursor = db.execute(
        "INSERT OR IGNORE INTO event(id, session, client, kind, at_ns, body) VALUES(?, ?, ?, ?, ?, ?)",
        (event.id, event.session, event.client, event.kind, event.at_ns, event.to_json()),
    )
    if cursor.rowcount != 1:
        return 0
    db.execute(
        "INSERT INTO client VALUES(?, ?, 1) ON CONFLICT(name) DO UPDATE SET "
        "last_event_ns = max(last_event_ns, excluded.last_event_ns), events = events + 1",
        (event.client, event.at_ns),
    )
    return 1


def _set_aside(local_dir: str, path: str) -> None:
    bad = os.path.join(spool.folder_of(local_dir), "bad")
    try:
        os.makedirs(bad, mode=0o700, exist_ok=True)
        os.replace(path, os.path.join(bad, os.path.basename(path)))
        log.write([local_dir], "drain", f"{os.path.basename(path)}: not an event; moved to spool/bad")
    except OSError as exc:
        log.write([local_dir], "drain", f"{os.path.basename(path)}: not an event, and not moved: {exc}")


def pending(db: sqlite3.Connection, limit: int = 1000) -> Iterator[Event]:
    """Yield the events that are stored but not distilled yet, oldest first, at most `limit`."""
    rows = db.execute("SELECT id, body FROM event WHERE distilled = 0 ORDER BY at_ns, id LIMIT ?", (limit,)).fetchall()
    for id, body in rows:
        try:
            yield Event.from_json(body)
        except (ValueError, TypeError):
            db.execute("UPDATE event SET distilled = 2 WHERE id = ?", (id,))


def events_of(db: sqlite3.Connection, session: str) -> Iterator[Event]:
    """Yield the stored events of a session, oldest first."""
    for (body,) in db.execute("SELECT body FROM event WHERE session = ? ORDER BY at_ns, id", (session,)):
        try:
            yield Event.from_json(body)
        except (ValueError, TypeError):
            continue


def prune(db: sqlite3.Connection, *, before_ns: int) -> int:
    """Delete distilled events older than `before_ns` and return how many."""
    with transaction(db):
        return db.execute("DELETE FROM event WHERE at_ns < ? AND distilled > 0", (before_ns,)).rowcount
