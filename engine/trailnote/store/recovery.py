"""A database that turned out corrupt: set aside under a name that is told, and what can be read of it carried over.

The word index is built anew from the memories. Whoever rebuilds holds the drain lock, so that no event can be moved
into the file that is being set aside; the spool is not touched.
"""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing

from trailnote.capture import log
from trailnote.errors import CorruptError
from trailnote.store import index, memories, schema
from trailnote.store.database import NAME, open_database, set_aside, transaction
from trailnote.store.drain import DrainLock

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_STRETCH = 1000
_DERIVED = ("recall_doc", "posting")
_LIMIT_S = 20.0


def is_corrupt(exc: sqlite3.Error) -> bool:
    """Return whether an error says that the file itself is damaged or lacks a table, and not that it is busy or
    full."""
    if isinstance(exc, sqlite3.OperationalError):
        return str(exc).startswith(("no such table", "no such column")) or "has no column named" in str(exc)
    return isinstance(exc, sqlite3.DatabaseError) and not isinstance(
        exc, sqlite3.IntegrityError | sqlite3.ProgrammingError
    )


def opened(local_dir: str, *, wait_ms: int = 5000) -> sqlite3.Connection:
    """Open the database in `local_dir` as `open_database` does; one that is corrupt is rebuilt first.

    Raises StoreError and NewerSchemaError.
    """
    try:
        return open_database(local_dir, wait_ms=wait_ms)
    except CorruptError:
        rebuild(local_dir, wait_ms=wait_ms, sound=_opens)
        return open_database(local_dir, wait_ms=wait_ms)


def rebuild(local_dir: str, *, wait_ms: int = 2000, sound: Callable[[str], bool] | None = None) -> bool:
    """Set the database in `local_dir` aside as `trailnote.db.corrupt-<time>`, and carry over what can be read of it and
    of git; return whether that was done.

    False when another process is at it, or has done it already, as `sound` finds. The new database's `set_aside` and
    the log name the old file.
    """
    with DrainLock(local_dir, wait_ms=wait_ms) as held:
        if not held or (sound or _sound)(local_dir):
            return False
        aside = set_aside(os.path.join(local_dir, NAME))
        db = open_database(local_dir)
        try:
            carried = _carry_over(aside, db)
            note = f"{os.path.basename(aside)}; {carried} rows were carried over"
            db.execute("INSERT OR REPLACE INTO meta VALUES('set_aside', ?), ('learn_again', '1')", (note,))
        finally:
            db.close()
    log.write([local_dir], "database", f"was corrupt and is set aside as {note}")
    return True


def _opens(local_dir: str) -> bool:
    try:
        open_database(local_dir).close()
    except CorruptError:
        return False
    return True


def _sound(local_dir: str) -> bool:
    path = os.path.join(local_dir, NAME)
    try:
        db = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=1)
        try:
            return bool(db.execute("PRAGMA quick_check(1)").fetchone() == ("ok",)) and _is_whole(db)
        finally:
            db.close()
    except sqlite3.Error:
        return False


def _is_whole(db: sqlite3.Connection) -> bool:
    """Return whether every table and column of this version is there, whatever `user_version` says: a build between
    two releases may have written it."""
    with closing(sqlite3.connect(":memory:")) as fresh:
        for step in schema.STEPS:
            fresh.executescript(step)
        return _columns(fresh) <= _columns(db)


def _columns(db: sqlite3.Connection) -> set[tuple[str, str]]:
    query = "SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'"
    return set(db.execute(query))


def _carry_over(aside: str, db: sqlite3.Connection) -> int:
    """Copy every row that can be read into the fresh database `db`; return how many."""
    deadline = time.monotonic() + _LIMIT_S
    try:
        old = sqlite3.connect(f"file:{aside}?mode=ro", uri=True, timeout=1)
    except sqlite3.Error:
        return 0
    carried = 0
    try:
        tables = [
            row[0]
            for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if row[0] not in _DERIVED and not row[0].startswith("sqlite_") and row[0] != "meta"
        ]
        # What cannot be learned again comes first, in case that time runs out.
        for table in sorted(tables, key=lambda t: (t not in ("memory", "event", "memory_version", "tombstone"), t)):
            carried += _copy(old, db, table, deadline)
        _reindex(db)
    finally:
        old.close()
    return carried


def _copy(old: sqlite3.Connection, db: sqlite3.Connection, table: str, deadline: float) -> int:
    """Copy the rows of a table that both have; a column that the old one lacks and that must hold something holds
    nothing, "" or 0."""
    wanted = list(db.execute(f"PRAGMA table_info({table})"))
    try:
        there = {row[1] for row in old.execute(f"PRAGMA table_info({table})")}
    except sqlite3.Error:
        return 0
    if not there:
        return 0
    names = [row[1] for row in wanted if row[1] in there]
    lacked = {row[1]: "''" if row[2] == "TEXT" else "0" for row in wanted if row[3] and row[4] is None}
    lacked = {name: nothing for name, nothing in lacked.items() if name not in there}
    columns = ", ".join([*names, *(f"{nothing} AS {name}" for name, nothing in lacked.items())])
    names += lacked
    put = f"INSERT OR IGNORE INTO {table}({', '.join(names)}) VALUES({', '.join('?' * len(names))})"
    copied = 0
    for rows in _readable(old, table, columns, deadline):
        good = [row for row in rows if row]
        try:
            with transaction(db):
                copied += db.executemany(put, good).rowcount
        except sqlite3.Error:
            continue  # a stretch whose values no longer fit the schema
    return copied


def _readable(old: sqlite3.Connection, table: str, columns: str, deadline: float) -> list[list[tuple[object, ...]]]:
    """Return the rows that can be read: a stretch of row numbers at a time, damaged stretches in halves."""
    try:
        low, high = old.execute(f"SELECT min(rowid), max(rowid) FROM {table}").fetchone()  # noqa: S608
    except sqlite3.Error:
        return [_scan(old, f"SELECT {columns} FROM {table}")]  # noqa: S608  a table without row numbers
    if low is None:
        return []
    stretches = [(start, min(start + _STRETCH - 1, high)) for start in range(low, high + 1, _STRETCH)][::-1]
    found = []
    while stretches and time.monotonic() < deadline:
        first, last = stretches.pop()
        try:
            query = f"SELECT {columns} FROM {table} WHERE rowid BETWEEN ? AND ?"  # noqa: S608
            found.append(old.execute(query, (first, last)).fetchall())
        except sqlite3.Error:
            if first < last:
                middle = (first + last) // 2
                stretches += [(middle + 1, last), (first, middle)]
    return found


def _scan(old: sqlite3.Connection, query: str) -> list[tuple[object, ...]]:
    rows = []
    try:
        for row in old.execute(query):
            rows.append(row)  # noqa: PERF402  what was read before the damage counts
    except sqlite3.Error:
        pass
    return rows


def _reindex(db: sqlite3.Connection) -> None:
    with transaction(db):
        rows = list(memories.select(db, "1 ORDER BY n"))
        index.index_rows(db, ((m.n, m.title, m.text, m.files, m.symbols, m.tags) for m in rows))
