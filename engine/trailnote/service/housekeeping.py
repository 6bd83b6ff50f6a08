"""Collecting what nobody will ask for again."""

from __future__ import annotations

import dataclasses
import sqlite3
from collections.abc import Callable

from trailnote import git
from trailnote.capture import spool
from trailnote.distill import executions, handoffs
from trailnote.errors import GitError
from trailnote.model import DAY_NS, NAMESPACES, Memory
from trailnote.service.notes import check_namespace, seconds
from trailnote.service.workspace import Workspace
from trailnote.store import decay, drain, memories
from trailnote.store.database import transaction

UNREACHABLE_NS = 90 * DAY_NS  # how long the note of a commit outlives the last branch or tag that led to it
_CLAIMS_NS = 60 * 10**9
_BATCH = 500
_WASTE = 0.2  # share of free pages from which the file is worth writing anew


@dataclasses.dataclass(frozen=True, slots=True)
class Collected:
    """What `gc` deleted. `unreachable` are the notes of commits that no branch or tag leads to any more; they stay
    until 90 days after that was first seen."""

    expired: int = 0
    decayed: int = 0
    old: int = 0
    resolutions: int = 0
    unreachable: int = 0
    handoffs: int = 0
    events: int = 0


def collect(workspace: Workspace, *, older_than: str = "", namespace: str = "") -> Collected:
    """Delete what expired, what decayed, handoffs and events past their time, and notes of commits that are gone.

    With `older_than` (90d) also what was neither changed nor used for that long: in `namespace`, or in those that have
    a time to live. What is pinned, promoted or rejected stays. Raises UsageError.
    """
    db, now = workspace.database(), workspace.now_ns()
    before = now - seconds(older_than) * 10**9 if older_than else None
    spaces = (check_namespace(namespace),) if namespace else tuple(n for n, days in NAMESPACES.items() if days)
    executions.keep_house(db, now_ns=now)
    commits = _resolutions(workspace, now) if namespace in ("", "resolutions") else (0, 0)
    result = Collected(
        expired=_repeated(lambda: memories.sweep(db, now_ns=now, limit=_BATCH)),
        decayed=_repeated(lambda: decay.sweep(db, now_ns=now, limit=_BATCH)),
        old=0 if before is None else _repeated(lambda: _old(db, spaces, before)),
        resolutions=commits[0],
        unreachable=commits[1],
        handoffs=handoffs.keep_house(db, now_ns=now),
        events=drain.prune(db, before_ns=now - workspace.config.event_days * DAY_NS),
    )
    spool.sweep_claims(workspace.project.local_dir, now_ns=now, older_ns=_CLAIMS_NS)
    _give_back_space(db)
    return result


def pin(workspace: Workspace, name: str, *, on: bool) -> Memory:
    """Pin a memory by id or key, or let it go; return it. Raises NotFoundError."""
    memory, db = workspace.find(name)
    with transaction(db):
        memories.pin(db, memory, on=on, now_ns=workspace.now_ns())
    return memory


def _repeated(step: Callable[[], int]) -> int:
    """Run a step that deletes a batch until it finds nothing, so that no transaction is long; return the sum."""
    total = 0
    while found := step():
        total += found
    return total


def _old(db: sqlite3.Connection, spaces: tuple[str, ...], before_ns: int) -> int:
    marks = ",".join("?" * len(spaces))
    with transaction(db):
        rows = db.execute(
            f"SELECT n, id FROM memory WHERE namespace IN ({marks}) AND pinned = 0 "  # noqa: S608
            "AND state IN ('candidate', 'superseded') AND max(created_ns, updated_ns, used_ns) < ? LIMIT ?",
            (*spaces, before_ns, _BATCH),
        ).fetchall()
        return memories.delete(db, rows)


def _resolutions(workspace: Workspace, now_ns: int) -> tuple[int, int]:
    """Mark the notes of commits that nothing leads to, delete those marked for long; return (deleted, marked)."""
    reachable = _reachable(workspace)
    if reachable is None:
        return 0, 0
    db = workspace.database()
    gone: list[tuple[int, str]] = []
    lost: list[tuple[int, int]] = []
    found_again: list[tuple[int]] = []
    for n, id, key, since in db.execute(
        "SELECT n, id, key, json_extract(facts, '$.unreachable_ns') FROM memory "
        "WHERE namespace = 'resolutions' AND pinned = 0 AND state IN ('candidate', 'superseded')"
    ):
        if key in reachable:
            if since is not None:
                found_again.append((n,))
        elif not isinstance(since, int):  # an import may bring anything
            lost.append((now_ns, n))
        elif now_ns - since > UNREACHABLE_NS:
            gone.append((n, id))
    with transaction(db):
        db.executemany("UPDATE memory SET facts = json_set(facts, '$.unreachable_ns', ?) WHERE n = ?", lost)
        db.executemany("UPDATE memory SET facts = json_remove(facts, '$.unreachable_ns') WHERE n = ?", found_again)
        memories.delete(db, gone)
    marked = db.execute(
        "SELECT count(*) FROM memory WHERE namespace = 'resolutions' AND json_extract(facts, '$.unreachable_ns') > 0"
    ).fetchone()
    return len(gone), int(marked[0])


def _reachable(workspace: Workspace) -> set[str] | None:
    """Return the ids of the commits that any branch, tag, remote, stash or checkout leads to; None when git cannot
    tell, or has only a part of the history (a shallow clone)."""
    project = workspace.project
    if not project.gitdir:
        return None
    try:
        if git.run(project.worktree, "rev-parse", "--is-shallow-repository").strip() == "true":
            return None
        listed = git.run(project.worktree, "worktree", "list", "--porcelain")
        heads = [line[5:] for line in listed.splitlines() if line.startswith("HEAD ") and line[5:].strip("0")]
        return set(git.lines(project.worktree, "rev-list", "--all", *(git.checked(head) for head in heads)))
    except GitError as exc:
        workspace.log("gc", str(exc))
        return None


def _give_back_space(db: sqlite3.Connection) -> None:
    """Shrink the file when a good part of it is free; while another process writes, leave it for the next time."""
    pages = int(db.execute("PRAGMA page_count").fetchone()[0])
    free = int(db.execute("PRAGMA freelist_count").fetchone()[0])
    if pages > 100 and free / pages > _WASTE:
        try:
            db.execute("VACUUM")
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.OperationalError:
            return
