"""Where Trailnote was put on this machine: the repositories, and what it made outside of them.

`<user dir>/registry.json`; `uninstall` goes by it.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field

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
