"""A project that was moved or copied: the paths that its rows hold are led to where it lies now."""

from __future__ import annotations

import os
import sqlite3

from trailnote.store.database import transaction

_PATHS = (("session", "cwd"), ("session", "worktree"), ("handoff", "cwd"), ("handoff", "worktree"), ("head", "gitdir"))


def follow(db: sqlite3.Connection, root: str) -> bool:
    """Note that the project lies at `root`; return whether it lay elsewhere before, and its paths were rewritten."""
    row = db.execute("SELECT value FROM meta WHERE name = 'root'").fetchone()
    if row is not None and row[0] == root:
        return False
    with transaction(db):
        db.execute("INSERT OR REPLACE INTO meta VALUES('root', ?)", (root,))
        if row is None:
            return False
        old = str(row[0])
        for table, column in _PATHS:
            db.execute(
                f"UPDATE OR REPLACE {table} SET {column} = ? || substr({column}, ?) "  # noqa: S608  the names are ours
                f"WHERE {column} = ? OR substr({column}, 1, ?) = ?",
                (root, len(old) + 1, old, len(old) + 1, old + os.sep),
            )
    return True
