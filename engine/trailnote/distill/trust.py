"""Which commits are this user's own ground, and which are somebody's who may be a stranger.

A commit counts as from outside when neither the default branch nor a branch that this user committed to leads to it:
the checkout of a pull request to look at must not put its words into the next session.
"""

from __future__ import annotations

from trailnote import git
from trailnote.errors import GitError

_DEFAULTS = ("refs/remotes/origin/HEAD", "refs/heads/main", "refs/heads/master", "refs/heads/trunk")


def strange_commits(worktree: str, *, limit: int = 100_000) -> frozenset[str]:
    """Return the ids of commits that HEAD leads to but that came from outside; see above.

    Where no default branch is known there is nothing to tell strangers by, and none is one.
    """
    try:
        lines = git.run(worktree, "for-each-ref", "--format=%(refname)", *_DEFAULTS, "refs/remotes/origin/main",
                        "refs/remotes/origin/master")  # fmt: skip
        known = lines.split()
        if not known:
            return frozenset()
        beyond = git.run(
            worktree,
            "rev-list",
            f"--max-count={limit}",
            "HEAD",
            "--not",
            *[git.checked(k) for k in known],
            timeout_s=60,
        ).split()
        return frozenset() if not beyond or _committed_to(worktree, known) else frozenset(beyond)
    except GitError:
        return frozenset()


def _committed_to(worktree: str, known: list[str]) -> bool:
    """Return whether one of the commits beyond the default branches was committed under this user's address."""
    try:
        mine = git.run(worktree, "config", "user.email").strip().lower()
    except GitError:
        mine = ""
    if not mine:
        return False
    addresses = git.run(worktree, "log", "--max-count=1000", "--format=%ce", "HEAD", "--not", *known)
    return mine in addresses.lower().split()
