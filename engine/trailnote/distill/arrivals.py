"""Commits that came to the checked-out branch from elsewhere: by a pull, a merge, a fast-forward, another checkout.

They are the repository's history and learned as `bootstrap` learns it: of no session, with the origin that
`distill.trust` gives. A mark for each checkout says up to where it is known, so that a reader at whose moment nothing
came compares two strings. Standard library alone: a session's start does this too.
"""

from __future__ import annotations

import time

from trailnote import git, paths
from trailnote.capture import log
from trailnote.distill import commits, history, trailers, trust
from trailnote.errors import GitError
from trailnote.model import digest
from trailnote.store import memories
from trailnote.store.database import transaction

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

AT_ONCE = 500  # commits that one reader learns at the most
MOST = 5_000  # commits of one arrival that are learned so; the rest is left to `trailnote bootstrap`
_MARK = "learned:"  # with the checkout's git folder: see _state
_TRIED = "arrivals_tried:"  # the state at which a start's time was too short for a single commit
_SLOW = "arrivals_slow:"  # commits that took a second
_PATIENT_S = 1.0  # what a reader has that is no hook
_CHUNK = 20  # commits a transaction: a hook that writes at that moment waits for no more
_GROWS = ("commit:", "commit (initial):", "commit (amend):", "cherry-pick:", "revert:")


def learn(db: sqlite3.Connection, project: paths.Project, *, now_ns: int, within_s: float) -> int:
    """Learn what came since the checkout's history was last learned, newest first; return how many commits were new.

    At most AT_ONCE commits and `within_s` seconds; what is left then is learned by the next reader. The first look at a
    checkout learns nothing: history before that is `bootstrap`'s.
    """
    if not project.gitdir:
        return 0
    head, branch = paths.read_head(project.gitdir, project.commondir)
    state, known = _state(head, branch), _meta(db, _MARK + project.gitdir)
    if not head or known == state:
        return 0
    if known is None:
        mark(db, project.gitdir, head, branch)
        return 0
    last = known.partition(" ")[0]
    try:
        listed = _since(project.worktree, head, last) if head != last else []
        admit_merged(db, project.worktree, head)
    except GitError as exc:
        log.write([project.local_dir], "commits", str(exc))
        return 0
    slow = (_meta(db, _SLOW + project.gitdir) or "").split()
    todo = [id for id in _unknown(db, listed[:MOST]) if id not in slow]
    new, left = _take(db, project, todo, branch=branch, now_ns=now_ns, within_s=within_s, state=state)
    if not left:
        mark(db, project.gitdir, head, branch)
        if len(listed) > MOST:
            message = f"{MOST} of the commits that came are learned; `trailnote bootstrap` learns the others"
            log.write([project.local_dir], "commits", message)
    return new


def mark(db: sqlite3.Connection, gitdir: str, head: str, branch: str) -> None:
    """Note that what leads to `head`, the commit of `branch`, is learned."""
    db.execute("INSERT OR REPLACE INTO meta VALUES(?, ?)", (_MARK + gitdir, _state(head, branch)))


def _state(head: str, branch: str) -> str:
    """Return what is noted of a checkout. The branch stands in it by its digest: a name may hold a secret."""
    return f"{head} {digest(branch)[:12]}"


def made_here(db: sqlite3.Connection, gitdir: str, entries: Sequence[commits.Entry], branch: str) -> None:
    """Move the mark of a checkout along with commits that were made in it one after another: nothing came with them."""
    known = _meta(db, _MARK + gitdir)
    if known is None or not entries:
        return
    tip = known.partition(" ")[0]
    for entry in entries:
        if entry.new == entry.old:
            continue  # a branch begun here
        if entry.old != tip or not entry.message.startswith(_GROWS):
            return
        tip = entry.new
    mark(db, gitdir, tip, branch)


def admit_merged(db: sqlite3.Connection, worktree: str, head: str) -> int:
    """Let in what came from a stranger's branch and has been merged since: the merge was its review. Returns how many
    commits. Raises GitError."""
    rows = db.execute("SELECT key FROM memory WHERE namespace = 'resolutions' AND origin = 'outside'")
    outside = {str(key) for (key,) in rows}
    if not outside:
        return 0
    names = "".join(f"{key}\n" for key in outside) + f"^{git.checked(head)}\n"
    beyond = set(git.run(worktree, "rev-list", "--ignore-missing", "--stdin", data=names, limit=1 << 30).split())
    merged = outside - beyond - trust.strange_commits(worktree)
    with transaction(db):
        for key in merged:
            memory = memories.find(db, "resolutions", key)
            if memory is not None:
                memory.origin = "own"
                db.execute("UPDATE memory SET origin = 'own' WHERE n = ?", (memory.n,))
                trailers.put(db, [memory], now_ns=memory.updated_ns)
    return len(merged)


def _since(worktree: str, head: str, last: str) -> list[str]:
    """Return the ids of the commits that `head` leads to and `last` does not, newest first, one more than MOST at the
    most. A `last` that git has thrown away since is one that leads nowhere."""
    return git.run(
        worktree, "rev-list", "--no-merges", f"--max-count={MOST + 1}", "--ignore-missing", git.checked(head),
        f"^{git.checked(last)}",
    ).split()  # fmt: skip


def _unknown(db: sqlite3.Connection, ids: Sequence[str]) -> list[str]:
    found = []
    for id in ids:
        known = "SELECT 1 FROM memory WHERE namespace = 'resolutions' AND key = ?"
        if db.execute(known, (id,)).fetchone() is None:
            found.append(id)
    gone = {key for (key,) in db.execute("SELECT key FROM tombstone WHERE namespace = 'resolutions'")} if found else ()
    return [id for id in found if id not in gone]


def _take(
    db: sqlite3.Connection,
    project: paths.Project,
    todo: Sequence[str],
    *,
    branch: str,
    now_ns: int,
    within_s: float,
    state: str,
) -> tuple[int, int]:
    """Learn the first of `todo`; return (how many are new, how many are left)."""
    tried = f"{within_s:g} {state}"
    if not todo or _meta(db, _TRIED + project.gitdir) == tried:
        return 0, len(todo)
    try:
        strange = trust.strange_commits(project.worktree)
    except GitError as exc:
        log.write([project.local_dir], "commits", f"{exc}; what came is learned when git tells whose it is")
        return 0, len(todo)
    until, found = time.monotonic() + within_s, []
    try:
        for commit in history.read(project.worktree, todo[:AT_ONCE], within_s=within_s):
            origin = "outside" if commit.id in strange else "own"
            found.append(commits.to_memory(commit, branch=branch, origin=origin))
            if time.monotonic() > until:
                break
    except GitError as exc:
        if not found:
            _pass_over(db, project, todo[0], exc, tried=tried, within_s=within_s)
    new, found = 0, found[::-1]  # oldest first, as history has them
    for start in range(0, len(found), _CHUNK):
        with transaction(db):
            for memory in found[start : start + _CHUNK]:
                new += memories.put(db, memory, now_ns=now_ns)
                trailers.put(db, [memory], now_ns=now_ns)
    return new, len(todo) - len(found)


def _pass_over(
    db: sqlite3.Connection, project: paths.Project, id: str, why: GitError, *, tried: str, within_s: float
) -> None:
    """Note that one commit takes longer than a reader may: a start does not try again, another leaves out that one."""
    if within_s < _PATIENT_S:
        db.execute("INSERT OR REPLACE INTO meta VALUES(?, ?)", (_TRIED + project.gitdir, tried))
        return
    known = (_meta(db, _SLOW + project.gitdir) or "").split()
    db.execute("INSERT OR REPLACE INTO meta VALUES(?, ?)", (_SLOW + project.gitdir, " ".join([*known[-50:], id])))
    log.write([project.local_dir], "commits", f"{id[:12]} was not learned: {why}. `trailnote bootstrap` learns it.")


def _meta(db: sqlite3.Connection, name: str) -> str | None:
    row = db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    return None if row is None else str(row[0])
