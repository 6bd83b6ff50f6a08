"""What a turn that just ended brought: what was recorded of it, and what of the memory it used."""

from __future__ import annotations

import sqlite3

from trailnote.distill import commands
from trailnote.model import Event
from trailnote.store import executions as rows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from trailnote.store.executions import Turn


class Ended:
    """A turn and its counts. `tests` are those of its last test run, `mended` the names of failures that it fixed,
    `told` how many notes it was told and `used` how many of them bore on it."""

    __slots__ = ("commands", "commits", "edited", "mended", "recorded", "tests", "told", "turn", "used")

    def __init__(self, turn: Turn) -> None:
        self.turn = turn
        self.recorded = False
        self.edited = 0
        self.commands = 0
        self.commits = 0
        self.tests: dict[str, int] = {}
        self.mended: Sequence[str] = ()
        self.told = 0
        self.used = 0


def turn(db: sqlite3.Connection, event: Event) -> Ended | None:
    """Return the turn that the stop `event` ended, None when it left nothing."""
    last = rows.latest(db, event.session)
    if last is None or last.ended_ns is None or last.ended_ns < event.at_ns:
        return None
    found = Ended(last)
    found.recorded = (
        db.execute("SELECT 1 FROM memory WHERE namespace = 'executions' AND key = ?", (last.id,)).fetchone() is not None
    )
    found.edited = sum(1 for f in rows.touched(db, last.n) if f.edited)
    runs = rows.runs(db, "execution = ? ORDER BY at_ns, n", last.n)
    found.commands = sum(1 for run in runs if run.effect != commands.READS)
    found.tests = next((run.tests for run in reversed(runs) if run.kind == "test"), {})
    found.commits = int(db.execute("SELECT count(*) FROM made WHERE execution = ?", (last.n,)).fetchone()[0])
    found.mended = [
        str(name)
        for (name,) in db.execute(
            "SELECT DISTINCT f.name FROM sighting AS s JOIN failure AS f ON f.n = s.failure "
            "JOIN memory AS m ON m.id = f.id WHERE s.session = ? AND s.mended_ns >= ?",
            (last.session, last.started_ns),
        )
    ]
    before = db.execute(
        "SELECT coalesce(max(ended_ns), 0) FROM execution WHERE session = ? AND n < ?", (last.session, last.n)
    ).fetchone()
    row = db.execute(  # what its session's start told counts for the first turn
        "SELECT count(*), coalesce(sum(used), 0) FROM told WHERE session = ? AND at_ns > ? AND id LIKE 'm-%'",
        (last.session, before[0]),
    ).fetchone()
    found.told, found.used = int(row[0]), int(row[1])
    return found
