"""What each session was told, so that nothing is told twice and no budget is exceeded."""

from __future__ import annotations

import sqlite3

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


def ids(db: sqlite3.Connection, session: str, epoch: int) -> frozenset[str]:
    """Return the ids told in this session since its context last began anew."""
    rows = db.execute("SELECT id FROM told WHERE session = ? AND epoch = ?", (session, epoch))
    return frozenset(r[0] for r in rows)


def tokens(db: sqlite3.Connection, session: str) -> int:
    """Return how many tokens this session was told in all."""
    return int(db.execute("SELECT coalesce(sum(tokens), 0) FROM told WHERE session = ?", (session,)).fetchone()[0])


def note(
    db: sqlite3.Connection, session: str, epoch: int, told: Iterable[tuple[str, int]], *, moment: str, at_ns: int
) -> list[str]:
    """Note (id, tokens) as told, and return the ids that were new: of two processes that would tell the same at the
    same time, one gets each."""
    new = []
    for id, cost in told:
        cursor = db.execute(
            "INSERT OR IGNORE INTO told(session, epoch, id, at_ns, moment, tokens) VALUES(?, ?, ?, ?, ?, ?)",
            (session, epoch, id, at_ns, moment, cost),
        )
        if cursor.rowcount == 1:
            new.append(id)
    return new


def spend(db: sqlite3.Connection, *, since_ns: int) -> tuple[int, int]:
    """Return (tokens, sessions) told since then."""
    row = db.execute(
        "SELECT coalesce(sum(tokens), 0), count(DISTINCT session) FROM told WHERE at_ns >= ?", (since_ns,)
    ).fetchone()
    return int(row[0]), int(row[1])
