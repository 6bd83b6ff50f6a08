"""Which notes speak of work that is not in what is checked out: a note from an unmerged branch says so."""

from __future__ import annotations

from trailnote import git, paths
from trailnote.errors import GitError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from trailnote.model import Memory
    from trailnote.paths import Project


def mark_unmerged(notes: Iterable[Memory], project: Project, branch: str, *, timeout_s: float = 1.0) -> None:
    """Set the fact `unmerged` of the notes whose commit, or else whose branch's tip, HEAD does not lead to.

    Runs git only for notes that another branch brought. A branch that is gone, and a repository that is too slow to
    ask, leave a note as it is.
    """
    wanted: dict[str, list[Memory]] = {}
    for memory in notes:
        if memory.scope != "project" or memory.branch in ("", branch) or not project.gitdir:
            continue
        commit = (
            memory.key if memory.namespace == "resolutions" else paths.read_branch(project.commondir, memory.branch)
        )
        if len(commit) in (40, 64) and commit.isalnum():
            wanted.setdefault(commit, []).append(memory)
    if not wanted:
        return
    try:
        out = git.run(project.worktree, "rev-list", "--ignore-missing", *wanted, "--not", "HEAD", timeout_s=timeout_s)
    except GitError:
        return
    for commit in set(out.split()) & set(wanted):
        for memory in wanted[commit]:
            memory.facts["unmerged"] = True
