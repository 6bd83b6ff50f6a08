"""What is worth saying when a command fails: what mended the same failure before, or that nothing was changed since."""

from __future__ import annotations

import sqlite3

from trailnote.distill import between, commands, failures
from trailnote.distill.endings import CHECKS, FAILED
from trailnote.distill.fixes import describable, split
from trailnote.model import Event
from trailnote.recall.ranking import LEAST_SALIENCE
from trailnote.store import executions as rows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from trailnote.store.executions import Attempt, Run

_FIXES = 2
_VAIN = 2
_LOOKED_BACK = 40  # runs of a session that are read to find a row of failures


class Known:
    """A failure that was met before: its memory's id and name, in how many earlier sightings, what mended it (the most
    trusted first) and what did not help."""

    __slots__ = ("failure", "fixes", "id", "name", "seen", "vain")

    def __init__(
        self, id: str, name: str, *, failure: int, seen: int, fixes: list[Attempt], vain: list[Attempt]
    ) -> None:
        self.id = id
        self.name = name
        self.failure = failure
        self.seen = seen
        self.fixes = fixes
        self.vain = vain


class Repeated:
    """The same command failed `times` times in a row with nothing changed in between."""

    __slots__ = ("command", "id", "times")

    def __init__(self, id: str, command: str, *, times: int) -> None:
        self.id = id
        self.command = command
        self.times = times


def recognise(db: sqlite3.Connection, event: Event, *, epoch: int) -> Known | None:
    """Return what earlier sessions know of the failure that `event` reports, None when there is nothing to tell.

    What this very session found out it still has in its context, unless that began anew (`epoch` above 0).
    """
    failure = _failure_of(db, event)
    if failure is None:
        return None
    row = db.execute(
        "SELECT f.id, f.name FROM failure AS f JOIN memory AS m ON m.id = f.id WHERE f.n = ? AND "
        "m.state IN ('candidate', 'promoted') AND m.origin = 'own' AND m.salience >= ?",
        (failure, LEAST_SALIENCE),
    ).fetchone()
    if row is None:
        return None
    attempts = rows.attempts(db, "failure = ?", failure)
    if not epoch:
        attempts = [a for a in attempts if a.session != event.session]
    fixes, vain = split(a for a in attempts if a.raised - a.demoted > -2)
    vain = [a for a in vain if describable(a) and not a.worked]
    if not fixes and not vain:
        return None
    return Known(
        str(row[0]),
        str(row[1]),
        failure=failure,
        seen=_seen(db, failure, event),
        fixes=fixes[:_FIXES],
        vain=vain[:_VAIN],
    )


def _failure_of(db: sqlite3.Connection, event: Event) -> int | None:
    run = rows.runs(db, "event = ?", event.id)
    if run:
        return run[0].failure
    # Another process is distilling at this moment: recognise it without the row.
    found = failures.read(event)
    there = failures.known(db, found) if found is not None else None
    return there[0] if there else None


def _seen(db: sqlite3.Connection, failure: int, event: Event) -> int:
    """Return how often the failure was met before this time; an open sighting of this session is this time."""
    row = db.execute(
        "SELECT count(*) FROM sighting WHERE failure = ? AND NOT (session = ? AND mended_ns IS NULL)",
        (failure, event.session),
    ).fetchone()
    return int(row[0])


def repeated(db: sqlite3.Connection, event: Event, *, least: int, told: frozenset[str]) -> Repeated | None:
    """Return the row of failures that `event` continues, None when it is shorter than `least`, was `told` or something
    changed: an edit, by hand too, a command that changes things, or a program whose effect cannot be told."""
    if least < 2:
        return None
    recent = rows.runs(
        db,
        "session = ? AND at_ns <= ? AND at_ns > ? ORDER BY at_ns DESC, n DESC LIMIT ?",
        event.session,
        event.at_ns,
        _last_change(db, event),
        _LOOKED_BACK,
    )
    if not recent or recent[0].event != event.id or recent[0].outcome != FAILED:
        return None
    row = _row(recent)
    id = f"repeat-{row[-1].n}"
    if len(row) < least or id in told:
        return None
    if between.changed_since(event.worktree, event.gitdir, row[-1].at_ns, event.at_ns):
        return None
    return Repeated(id, event.command, times=len(row))


def _row(recent: list[Run]) -> list[Run]:
    """Return the latest run and those before it that are the same, as long as only looks lie between; newest first."""
    row = [recent[0]]
    for run in recent[1:]:
        if run.canonical == row[0].canonical:
            if run.outcome != FAILED:
                break
            row.append(run)
        elif run.effect != commands.READS and run.kind not in CHECKS:
            break
    return row


def _last_change(db: sqlite3.Connection, event: Event) -> int:
    """Return when the session last edited a file or made a commit before `event`."""
    found = db.execute(
        "SELECT max(at_ns) FROM (SELECT max(at_ns) AS at_ns FROM edit WHERE session = ? AND at_ns < ? UNION ALL "
        "SELECT max(at_ns) FROM made WHERE session = ? AND at_ns < ?)",
        (event.session, event.at_ns, event.session, event.at_ns),
    ).fetchone()
    return int(found[0] or 0)


def note_suggested(db: sqlite3.Connection, event: Event, told: Known) -> None:
    """Note which fixes are told now, so that what comes of them raises or demotes them."""
    failures.suggested(db, event.session, told.failure, [a.n for a in told.fixes], at_ns=event.at_ns)
