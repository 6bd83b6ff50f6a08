"""What in Copilot CLI's own settings keeps our hooks from running: switched off, or a project that nobody trusts.

After https://docs.github.com/en/copilot/reference/hooks-reference; seen on 1.0.102: a project's hooks wait for the
trust of its folder, the person's own do not.
"""

from __future__ import annotations

import os

from ..clients.copilot_cli import home_of
from ..context import Context
from ..snapshot import is_inside
from ..target import Target
from . import Finding, fail, ok, warn
from .heard import Heard
from .wired import Place, value_of


def check(context: Context, target: Target, found: list[Place], known: Heard) -> list[Finding]:
    """Return what is found of Copilot CLI, when it is wired."""
    ours = [place for place in found if place.client.name == "copilot-cli" and place.is_wired]
    if not ours:
        return []
    folder = home_of(context.machine)
    paths = [os.path.join(folder, name) for name in ("settings.json", "config.json")]
    paths += [place.file.path for place in ours if place.file.holds == "hooks"]
    if target.project is not None:
        inside = os.path.join(target.project.worktree, ".github", "copilot")
        paths += [os.path.join(inside, name) for name in ("settings.json", "settings.local.json")]
    off = [path for path in paths if value_of(path).get("disableAllHooks") is True]
    results = [
        fail("feature", f"{path}: disableAllHooks keeps Copilot CLI from running our hooks.", "Take it out there.")
        for path in off
    ]
    return [*results, *_untrusted(target, folder, ours, known)]


def _untrusted(target: Target, folder: str, ours: list[Place], known: Heard) -> list[Finding]:
    if target.project is None or not any(place.scope == "project" for place in ours):
        return []
    worktree = os.path.realpath(target.project.worktree)
    for name in ("config.json", "settings.json"):
        values = value_of(os.path.join(folder, name))
        for key in ("trusted_folders", "trustedFolders"):
            named = values.get(key)
            folders = [os.path.realpath(str(each)) for each in named] if isinstance(named, list) else []
            if any(is_inside(worktree, each) for each in folders):
                return [ok("trust", f"Copilot CLI trusts {target.project.worktree}")]
    message = f"Copilot CLI does not trust {target.project.worktree}, so it reads nothing of its .github."
    remedy = "Start copilot there once and say yes when it asks whether you trust the folder."
    # Where it was heard it was trusted, if only for that session.
    return [] if known.since_install("copilot-cli") else [warn("trust", message, remedy)]
