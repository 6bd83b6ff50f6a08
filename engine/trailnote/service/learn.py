"""Learning what a repository's history already knows."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import git as gitpython

from trailnote import git
from trailnote.distill import arrivals, commits, history, trailers, trust
from trailnote.errors import GitError, RefusedError
from trailnote.service.survey import Surveyed, survey
from trailnote.service.workspace import Workspace
from trailnote.store import memories

_BATCH = 500


@dataclasses.dataclass(frozen=True, slots=True)
class Learned:
    """What `bootstrap` did: commits seen, memories new, how many commits it left for another run, and what it learned
    beside the commits."""

    seen: int
    new: int
    left: int
    beside: Surveyed = dataclasses.field(default_factory=Surveyed)


def bootstrap(
    workspace: Workspace, *, limit: int = 20_000, progress: Callable[[int, int], None] | None = None
) -> Learned:
    """Learn one resolution from each commit that HEAD leads to, newest first, at most `limit` of them; then what
    `survey` finds beside them.

    Merges are passed over: what they bring has commits of its own. Idempotent; a run that was ended goes on where the
    next one begins, since what is known is skipped. `progress` is called with (done, of how many). Outside a git
    repository RefusedError; a repository without a commit has nothing to learn.
    """
    if not workspace.project.gitdir:
        raise RefusedError(f"{workspace.directory}: is no git repository; there is no history to learn from")
    here = workspace.project.worktree
    try:
        repository = gitpython.Repo(here)
        if not repository.head.is_valid():
            return Learned(0, 0, 0)
        branch = "" if repository.head.is_detached else repository.active_branch.name
    except (gitpython.exc.InvalidGitRepositoryError, gitpython.exc.NoSuchPathError, ValueError) as exc:
        raise GitError(f"{here}: git cannot read this repository ({exc}); nothing was learned") from exc
    db = workspace.database()
    known = {r[0] for r in db.execute("SELECT key FROM memory WHERE namespace = 'resolutions'")}
    known |= {r[0] for r in db.execute("SELECT key FROM tombstone WHERE namespace = 'resolutions'")}
    ids = git.run(here, "rev-list", "--no-merges", "HEAD", limit=1 << 30, timeout_s=120).split()
    if ids:
        arrivals.admit_merged(db, here, "HEAD")
    todo = [id for id in ids if id not in known]
    wanted = todo[:limit]
    new = _learn(workspace, wanted, branch=branch, progress=progress)
    arrivals.mark(db, workspace.project.gitdir, repository.head.commit.hexsha, branch)
    return Learned(seen=len(wanted), new=new, left=len(todo) - len(wanted), beside=survey(workspace))


def _learn(workspace: Workspace, wanted: list[str], *, branch: str, progress: Callable[[int, int], None] | None) -> int:
    db, now, new, done = workspace.database(), workspace.now_ns(), 0, 0
    strange = trust.strange_commits(workspace.project.worktree)
    # Oldest first, so that the order of rows is the order of history.
    wanted = wanted[::-1]
    for start in range(0, len(wanted), _BATCH):
        batch = wanted[start : start + _BATCH]
        found = [
            commits.to_memory(c, branch=branch, origin="outside" if c.id in strange else "own")
            for c in history.read(workspace.project.worktree, batch)
        ]
        new += memories.put_all(db, found, now_ns=now)
        trailers.put(db, found, now_ns=now)
        done += len(batch)
        if progress is not None:
            progress(done, len(wanted))
    return new
