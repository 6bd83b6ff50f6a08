"""Where Trailnote was put on this machine: the repositories, and what it made outside of them.

`<user dir>/registry.json`; `uninstall` goes by it.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field

from trailnote import paths

NAME = "registry.json"


@dataclass(slots=True)
class Registry:
    """`repositories` maps a project's root to its wired checkouts; `link` is where `trailnote` was linked to, `source`
    the clone that was installed from last ("" for none)."""

    repositories: dict[str, list[str]] = field(default_factory=dict)
    link: str = ""
    folders: list[str] = field(default_factory=list)
    source: str = ""

    def add(self, root: str, worktree: str) -> None:
        """Note that `worktree` of the project at `root` was wired."""
        known = self.repositories.setdefault(root, [])
        if worktree not in known:
            known.append(worktree)

    def dump(self) -> bytes:
        """Return the registry as the bytes of its file."""
        value = {
            "version": 1,
            "repositories": [{"root": root, "worktrees": trees} for root, trees in sorted(self.repositories.items())],
            "link": self.link,
            "folders": self.folders,
            "source": self.source,
        }
        return (json.dumps(value, indent=1, sort_keys=True) + "\n").encode()


def load(user_dir: str) -> Registry:
    """Return the registry; an empty one where it is missing or cannot be read."""
    try:
        with open(os.path.join(user_dir, NAME), encoding="utf-8") as file:
            value = json.load(file)
        return Registry(
            {str(one["root"]): [str(tree) for tree in one["worktrees"]] for one in value["repositories"]},
            str(value["link"]),
            [str(folder) for folder in value["folders"]],
            str(value.get("source", "")),  # not noted by releases before this one
        )
    except (OSError, ValueError, TypeError, KeyError):
        return Registry()


def seen(user_dir: str) -> list[str]:
    """Return the roots of the projects whose memory a hook found to be this user's own: one that was moved since its
    install is among them, by the place where it is now."""
    folder, roots = os.path.join(user_dir, paths.SEEN), []
    for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else ():
        try:
            with open(os.path.join(folder, name), encoding="utf-8", errors="surrogateescape") as file:
                verdict, *_, local, _ = file.read().split("\n")
        except (OSError, ValueError):
            continue
        memory_dir, inside = os.path.split(local)
        if verdict == "ours" and inside == "local" and os.path.basename(memory_dir) == paths.MARKER:
            roots.append(os.path.dirname(memory_dir))
    return roots
