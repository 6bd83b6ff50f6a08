"""From stored events to memories: each event once, in order, whole or not at all."""

from __future__ import annotations

import os
import sqlite3
import time

from trailnote import clones, paths
from trailnote.capture import log, spool
from trailnote.distill import commits, executions, failures, sessions
from trailnote.model import DAY_NS, Event, digest
from trailnote.store import drain, memories, naming, relocation
from trailnote.store.database import savepoint, transaction

_AGAIN = 100  # commits: some hundred milliseconds
PATIENT_S = 1.0  # how long a reader that is no hook learns commits that came from elsewhere
_CLAIMS_NS = 60 * 10**9
MANY = 100  # events are learned from together; fewer are each safe as soon as they are done
# How long they are in one transaction, so that a writer who waits 50 ms comes to its turn, and the pause for it.
_TOGETHER_S, _PAUSE_S = 0.03, 0.0005
# What a rule may raise at an event that it did not foresee. A locked or full database is none of these: it is told.
_UNEXPECTED = (
    ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError, sqlite3.IntegrityError
)  # fmt: skip

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from trailnote.config import Config


def sync(db: sqlite3.Connection, project: paths.Project, config: Config, *, wait_ms: int, arrived_s: float = 0) -> bool:
    """Drain the spool and distil what is new; return False when another process is at it. For at most `arrived_s`
    seconds also learn the commits that came from elsewhere; 0 leaves them to another reader.

    Idempotent: an event is marked in the transaction that holds what came of it.
    """
    local = project.local_dir
    with drain.DrainLock(local, wait_ms=wait_ms) as held:
        if not held:
            return False
        relocation.follow(db, project.root)
        drain.drain(db, local)
        _distil(db, project)
        _learn_again(db, project)
        if arrived_s:
            from trailnote.distill import arrivals

            if arrived_s >= PATIENT_S:  # no hook: the first after an upgrade may take a second
                naming.renew(db)
            arrivals.learn(db, project, now_ns=time.time_ns(), within_s=arrived_s)
        _keep_house(db, local, config)
    return True


def _distil(db: sqlite3.Connection, project: paths.Project) -> None:
    while True:
        batch = list(drain.pending(db))
        waiting = iter(batch)
        together_s = _TOGETHER_S if len(batch) >= MANY else 0.0
        while _distil_some(db, project, waiting, together_s=together_s):
            if together_s:
                time.sleep(_PAUSE_S)  # in which another process may write
        if len(batch) < 1000:
            return


def _distil_some(
    db: sqlite3.Connection, project: paths.Project, waiting: Iterator[Event], *, together_s: float
) -> bool:
    """Learn from the next event, and from those after it for `together_s`, in one transaction; return whether there may
    be more."""
    until = time.monotonic() + together_s
    with transaction(db):
        for event in waiting:
            try:
                with savepoint(db):
                    take(db, event, project)
                    db.execute("UPDATE event SET distilled = 1 WHERE id = ?", (event.id,))
            except _UNEXPECTED as exc:
                # One event that no rule expected must not stop all that come after it.
                db.execute("UPDATE event SET distilled = 2 WHERE id = ?", (event.id,))
                log.write([project.local_dir], "distil", f"{event.kind} {event.id}: {type(exc).__name__}: {exc}")
            if time.monotonic() >= until:
                return True
    return False


def take(db: sqlite3.Connection, event: Event, project: paths.Project) -> None:
    """Learn from one event. The caller holds the transaction."""
    if event.kind != "run":  # a wrapped command is no session of a client
        sessions.note(db, event)
    made = commits.take(db, event, local_dir=project.local_dir)
    run = executions.take(db, event)
    executions.committed(db, event, made)
    if run is not None:
        failures.take(db, event, run)
    failures.committed(db, event, made)
    executions.settle(db, event)
    if event.kind in ("tool", "tool_failure"):
        _elsewhere(db, event, project)
    if event.kind in ("session_start", "session_end", "checkpoint"):
        from trailnote.distill import handoffs

        handoffs.take(db, event)


def _elsewhere(db: sqlite3.Connection, event: Event, project: paths.Project) -> None:
    """Follow a command into the other checkouts that it names."""
    for other in commits.other_checkouts(event, os.environ):
        head, branch = paths.read_head(other.gitdir, other.commondir)
        fields: dict[str, object] = {
            "id": digest(event.id, other.gitdir),
            "client": event.client,
            "session": event.session,
            "kind": event.kind,
            "at_ns": event.at_ns,
            "cwd": other.worktree,
            "head": head,
            "branch": branch,
            "gitdir": other.gitdir,
            "reflog": paths.reflog_size(other.gitdir),
            "worktree": other.worktree,
            "duration_ms": event.duration_ms,
            "tool": event.tool,
        }
        there = Event(**fields)
        if other.root == project.root:
            commits.take(db, there, local_dir=project.local_dir)
        elif not paths.ignored(other.worktree):
            why = clones.refusal(other, paths.user_dir(os.environ), reading=False)
            if why:
                log.write([project.local_dir], "commits", why)
                continue
            try:
                paths.ensure_local(other, user=paths.user_dir(os.environ))
                spool.write(other.local_dir, there)
            except OSError as exc:
                log.write([project.local_dir], "commits", f"{other.root}: event not handed over: {exc}")


def _learn_again(db: sqlite3.Connection, project: paths.Project) -> None:
    """After a database was lost take back from git what a hook has time for; `trailnote bootstrap` learns the rest."""
    if db.execute("SELECT 1 FROM meta WHERE name = 'learn_again'").fetchone() is None:
        return
    commits.learn_recent(db, project, limit=_AGAIN, now_ns=time.time_ns())
    db.execute("DELETE FROM meta WHERE name = 'learn_again'")


def _keep_house(db: sqlite3.Connection, local_dir: str, config: Config) -> None:
    now = time.time_ns()
    row = db.execute("SELECT value FROM meta WHERE name = 'swept_ns'").fetchone()
    if row is not None and abs(now - int(row[0])) < DAY_NS // 24:  # the clock may have been set back by years
        return
    memories.sweep(db, now_ns=now)
    from trailnote.distill import handoffs
    from trailnote.store import decay

    decay.sweep(db, now_ns=now)
    handoffs.keep_house(db, now_ns=now)
    executions.keep_house(db, now_ns=now)
    from trailnote.distill import adoption

    with transaction(db):
        adoption.adopt(db)
    drain.prune(db, before_ns=now - config.event_days * DAY_NS)
    spool.sweep_claims(local_dir, now_ns=now, older_ns=_CLAIMS_NS)
    spool.sweep_halves(local_dir, now_ns=now, older_ns=_CLAIMS_NS)
    db.execute("INSERT OR REPLACE INTO meta VALUES('swept_ns', ?)", (str(now),))
