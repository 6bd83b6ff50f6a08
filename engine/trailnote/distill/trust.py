"""Which commits are this user's own ground, and which are somebody's who may be a stranger.

A commit counts as from outside when neither the default branch nor a branch that this user committed to leads to it:
the checkout of a pull request to look at must not put its words into the next session. Who committed is told by git's
logs of HEAD and of the branches, which no clone or fetch brings along; the addresses in a commit are whatever its maker
wrote there.
"""

from __future__ import annotations

import os
import re

from trailnote import git, paths
from trailnote.errors import GitError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# What a log entry says when a commit came into being with it. A fast-forward with `-m` says so in more words.
MADE = re.compile(
    r"(?:commit\b.*?|cherry-pick|revert|am)(?: \([a-z -]+\))?:"
    r"|merge (?!.*: Fast-forward(?: \(.*\))?$)"
    r"|(?:pull\b.*?)?rebase\b.*?\((?:pick|squash|fixup|reword|edit|continue|merge)\):"
    r"|pull\b.*? \((?:pick|squash|fixup|reword|edit|continue)\):"
)
_MERGED = re.compile(r"pull\b.*: Merge made by ")
_DEFAULTS = ("main", "master", "trunk")
_MAX_LOG_BYTES = 4 << 20
_MAX_BRANCHES = 30  # beside the one that is checked out
_LOCAL = "refs/heads/"


def strange_commits(worktree: str, *, limit: int = 100_000) -> frozenset[str]:
    """Return the ids of commits that HEAD leads to but that came from outside; see above. Raises GitError.

    Where no default branch is known, a repository without remotes is the user's own, and of a clone what was cloned
    counts as reviewed. Without logs only what the default branch leads to does.
    """
    ground = _ground(worktree)
    if ground is None:
        return frozenset()
    beyond = _beyond(worktree, ["HEAD"], ground, limit=limit)
    return frozenset(beyond - _own(worktree, beyond, ground)) if beyond else frozenset()


def _ground(worktree: str) -> list[str] | None:
    """Return the names or ids of what counts as reviewed; None when everything is the user's own."""
    remotes = git.run(worktree, "remote").split()
    remote = "origin" if "origin" in remotes else remotes[0] if len(remotes) == 1 else ""
    there = f"refs/remotes/{remote}/"
    named = git.run(worktree, "for-each-ref", "--format=%(symref)", f"{there}HEAD").strip() if remote else ""
    names = [named.removeprefix(there)] if named.startswith(there) else [*_configured(worktree), *_DEFAULTS]
    wanted = [base + name for name in names for base in (there, _LOCAL) if base != there or remote]
    known = set(git.run(worktree, "for-each-ref", "--format=%(refname)", *map(git.checked, wanted)).split())
    for name in names:
        found = [ref for ref in (there + name, _LOCAL + name) if ref in known]
        if found:
            return found
    if not remotes:
        return None
    first = next(_entries(worktree, "HEAD"), None)
    return [first[0]] if first and first[2].startswith("clone: ") else []


def _configured(worktree: str) -> list[str]:
    try:
        return git.run(worktree, "config", "init.defaultBranch").split()[:1]
    except GitError:
        return []


def _beyond(worktree: str, tips: Iterable[str], ground: Iterable[str], *, limit: int = 100_000) -> set[str]:
    """Return the ids of the commits that `tips` lead to and `ground` does not; names that lead nowhere are left out."""
    names = "".join(f"{git.checked(tip)}\n" for tip in tips) + "".join(f"^{git.checked(name)}\n" for name in ground)
    options = (f"--max-count={limit}", "--ignore-missing", "--stdin")
    return set(git.run(worktree, "rev-list", *options, data=names, limit=1 << 30, timeout_s=60).split())


def _own(worktree: str, beyond: set[str], ground: list[str]) -> set[str]:
    """Return those of `beyond`, the commits between the default branch and HEAD, that the user's own branches lead to:
    where a commit was made, as the branch's log says, that is still on it."""
    mine = _addresses(worktree)
    current = _branch(worktree)
    if current and _made(worktree, _LOCAL + current, mine) & beyond:
        return beyond
    tips = [*(_made(worktree, "HEAD", mine) & beyond)]
    layout = ("--sort=-committerdate", f"--count={_MAX_BRANCHES + 1}", "--format=%(refname)")
    for branch in git.run(worktree, "for-each-ref", *layout, _LOCAL).split():
        made = _made(worktree, branch, mine) if branch != _LOCAL + current and branch not in ground else None
        if made and made & _beyond(worktree, [branch], ground):
            tips.append(branch)
    return beyond - _beyond(worktree, ["HEAD"], [*ground, *tips]) if tips else set()


def _made(worktree: str, ref: str, mine: frozenset[str]) -> set[str]:
    """Return the ids of the commits that this user made, as the log of `ref` says."""
    return {
        new
        for new, address, message in _entries(worktree, ref)
        if (not mine or address.lower() in mine) and (MADE.match(message) or _MERGED.match(message))
    }


def _addresses(worktree: str) -> frozenset[str]:
    """Return the addresses under which this user commits, in lower case; none when git makes one up.

    They tell nothing of a commit. In a log they tell this user from others who work in the same checkout.
    """
    try:
        found = git.run(worktree, "config", "--get-regexp", r"^(user|author|committer)\.email$").splitlines()
    except GitError:
        found = []
    named = [line.partition(" ")[2] for line in found]
    named += [os.environ.get(name, "") for name in ("GIT_COMMITTER_EMAIL", "GIT_AUTHOR_EMAIL", "EMAIL")]
    return frozenset(address.strip().lower() for address in named if address.strip())


def _branch(worktree: str) -> str:
    try:
        return git.run(worktree, "symbolic-ref", "-q", "HEAD").strip().removeprefix(_LOCAL)
    except GitError:
        return ""  # detached


def _entries(worktree: str, ref: str) -> Iterator[tuple[str, str, str]]:
    """Yield (new commit, address, message) of each entry in the log of HEAD or a branch, oldest first."""
    gitdir, common = paths.git_dirs(_top(worktree))
    if os.path.isdir(os.path.join(common, "reftable")):
        yield from _asked(worktree, ref)
        return
    path = os.path.join(gitdir if ref == "HEAD" else common, "logs", *ref.split("/"))
    try:
        with open(path, "rb") as f:
            f.seek(max(0, os.fstat(f.fileno()).st_size - _MAX_LOG_BYTES))
            raw = f.read(_MAX_LOG_BYTES)
    except OSError:
        return
    for line in raw.decode("utf-8", "replace").split("\n"):
        head, _, message = line.partition("\t")
        parts = head.split(" ", 2)
        if len(parts) == 3 and len(parts[1]) in (40, 64):
            yield parts[1], parts[2].rpartition("> ")[0].rpartition("<")[2], message


def _asked(worktree: str, ref: str) -> Iterator[tuple[str, str, str]]:
    """The same from git, for a reference storage that keeps no such files."""
    try:
        out = git.run(worktree, "log", "-g", "--max-count=10000", "--format=%H%x00%ge%x00%gs", ref)
    except GitError:
        return
    for line in reversed(out.splitlines()):
        new, _, rest = line.partition("\0")
        address, _, message = rest.partition("\0")
        yield new, address, message


def _top(folder: str) -> str:
    folder = os.path.realpath(folder)
    while not os.path.exists(os.path.join(folder, ".git")) and os.path.dirname(folder) != folder:
        folder = os.path.dirname(folder)
    return folder
