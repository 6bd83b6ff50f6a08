"""Opening the database: pragmas, migration, and what is done with one that is newer or corrupt."""

from __future__ import annotations

import os
import sqlite3
import time

from trailnote.capture import log
from trailnote.errors import CorruptError, NewerSchemaError, StoreError

NAME = "trailnote.db"
DRAIN_LOCK = "drain.lock"  # there once a database was used
_LEAST_BYTES = 512  # SQLite's smallest page


def open_database(folder: str, *, wait_ms: int = 5000, create: bool = True) -> sqlite3.Connection:
    """Return a connection to the database in `folder`, migrated to this version's schema.

    `wait_ms` is how long a statement waits for another process's lock: hooks give a few milliseconds and then go
    without. Raises StoreError (locked, unreadable, absent with `create` false), NewerSchemaError, and CorruptError for
    a file that is no database of ours: see `recovery.opened`.
    """
    path = os.path.join(folder, NAME)
    if not create and not os.path.exists(path):
        raise StoreError(f"{path}: there is no memory here yet; nothing was read")
    try:
        return _open(path, wait_ms)
    except sqlite3.DatabaseError as exc:
        if isinstance(exc, sqlite3.OperationalError) and not any(words in str(exc) for words in _MISSHAPEN):
            raise StoreError(
                f"{path}: {exc}; nothing was read or written. Try again when no other process holds it."
            ) from exc
        raise CorruptError(f"{path}: {exc}; nothing was read or written. Try again, or move the file away.") from exc


# What a migration says of a file that has another shape than its version number tells.
_MISSHAPEN = ("already exists", "duplicate column", "no such table", "no such column")


def _open(path: str, wait_ms: int) -> sqlite3.Connection:
    if os.path.islink(path):
        raise StoreError(f"{path}: is a symbolic link; remove it so that Trailnote may make its database")
    size = os.path.getsize(path) if os.path.exists(path) else -1
    if 0 < size < _LEAST_BYTES:
        raise sqlite3.DatabaseError(f"is cut off after {size} bytes")  # SQLite takes it for a new one
    emptied = size == 0 and os.path.exists(os.path.join(os.path.dirname(path), DRAIN_LOCK))
    if size < 0:
        # The file is made by us first, so that it is never readable by others, not even for a moment.
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    db = sqlite3.connect(path, timeout=wait_ms / 1000, isolation_level=None)
    try:
        db.execute(f"PRAGMA busy_timeout={int(wait_ms)}")
        version = db.execute("PRAGMA user_version").fetchone()[0]
        steps = _steps()
        if version > len(steps):
            raise NewerSchemaError(
                f"{path}: written by a newer Trailnote (schema {version}, this one knows {len(steps)}); "
                "nothing was read or changed. Upgrade Trailnote here."
            )
        if version < len(steps):
            _migrate(db, steps)
            if emptied:
                # Not set aside: another process may just have made the file. What git knows can come back.
                db.execute("INSERT OR REPLACE INTO meta VALUES('learn_again', '1')")
                log.write([os.path.dirname(path)], "database", "was empty; what git knows is learned again")
        # A write-ahead log lets readers go on while one process writes. NORMAL survives the death of processes;
        # only a power cut may take the last transactions.
        db.execute("PRAGMA synchronous=NORMAL")
        db.execute("PRAGMA temp_store=MEMORY")
    except BaseException:
        db.close()
        raise
    return db


def _steps() -> tuple[str, ...]:
    # The schema gathers the tables of modules that themselves use `transaction` from here.
    from trailnote.store import schema

    return schema.STEPS


def _migrate(db: sqlite3.Connection, steps: tuple[str, ...]) -> None:
    # Switching the journal needs a moment of exclusive access and does not wait by itself when two start at once.
    for _ in range(50):
        try:
            db.execute("PRAGMA journal_mode=WAL")
            break
        except sqlite3.OperationalError:
            time.sleep(0.01)
    db.execute("BEGIN IMMEDIATE")
    try:
        version = db.execute("PRAGMA user_version").fetchone()[0]
        for number, step in enumerate(steps[version:], start=version + 1):
            for statement in split_script(step):
                db.execute(statement)
            db.execute(f"PRAGMA user_version={number}")
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


def split_script(script: str) -> list[str]:
    """Return the statements of an SQL script (triggers included), so that they can run inside one transaction."""
    statements, current = [], ""
    for line in script.splitlines(keepends=True):
        current += line
        if sqlite3.complete_statement(current):
            if current.strip():
                statements.append(current)
            current = ""
    if current.strip():
        statements.append(current)
    return statements


def set_aside(path: str) -> str:
    """Rename a database that cannot be read, with its log files, and return its new path."""
    stem = f"{path}.corrupt-{time.strftime('%Y%m%dT%H%M%S')}-{os.getpid()}"
    aside, number = stem, 1
    while os.path.lexists(aside):
        number += 1
        aside = f"{stem}-{number}"
    for suffix in ("-wal", "-shm", ""):
        try:
            os.replace(path + suffix, aside + suffix)
        except FileNotFoundError:
            continue
    return aside


class savepoint:
    """`with savepoint(db):` inside a transaction: on any error what was done since is undone, and only that."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db

    def __enter__(self) -> sqlite3.Connection:
        self.db.execute("SAVEPOINT part")
        return self.db

    def __exit__(self, kind: object, value: object, trace: object) -> None:
        if kind is not None and self.db.in_transaction:
            self.db.execute("ROLLBACK TO part")
        if self.db.in_transaction:
            self.db.execute("RELEASE part")


class snapshot:
    """`with snapshot(db):` what is read inside is of one moment, while others write; in a transaction it is anyway."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db
        self.begun = False

    def __enter__(self) -> sqlite3.Connection:
        self.begun = not self.db.in_transaction
        if self.begun:
            self.db.execute("BEGIN")
        return self.db

    def __exit__(self, kind: object, value: object, trace: object) -> None:
        if self.begun and self.db.in_transaction:
            self.db.execute("ROLLBACK")


class transaction:
    """`with transaction(db):` BEGIN IMMEDIATE … COMMIT, rolled back on any error; nested, it joins the outer one."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db
        self.outer = False

    def __enter__(self) -> sqlite3.Connection:
        self.outer = not self.db.in_transaction
        if self.outer:
            self.db.execute("BEGIN IMMEDIATE")
        return self.db

    def __exit__(self, kind: object, value: object, trace: object) -> None:
        if self.outer:
            self.db.execute("ROLLBACK" if kind is not None and self.db.in_transaction else "COMMIT")
