"""What in Gemini CLI's own settings keeps our hooks from running: switched off, or a folder that nobody trusts.

After https://geminicli.com/docs/hooks and https://geminicli.com/docs/cli/trusted-folders; seen on 0.61.0: in a folder
that is not trusted no hook runs, the person's own included. The longest rule that covers a folder counts.
"""

from __future__ import annotations

import os

from ..context import Context
from ..snapshot import is_inside
from ..target import Target
from . import Finding, fail, ok, warn
from .heard import Heard
from .wired import Place, value_of

SYSTEM = "/etc/gemini-cli/settings.json"
TRUSTED = ("TRUST_FOLDER", "TRUST_PARENT")


def check(context: Context, target: Target, found: list[Place], known: Heard) -> list[Finding]:
    """Return what is found of Gemini CLI, when it is wired."""
    ours = [place for place in found if place.client.name == "gemini-cli" and place.is_wired]
    if not ours:
        return []
    folder = ours[0].client.user_folders(context.machine)[0]
    paths = [SYSTEM, os.path.join(folder, "settings.json")]
    if target.project is not None:
        paths.append(os.path.join(target.project.worktree, ".gemini", "settings.json"))
    settings = {path: value_of(path) for path in paths}
    return [*_switched_off(settings), *_untrusted(context, target, folder, settings, known)]


def _switched_off(settings: dict[str, dict[str, object]]) -> list[Finding]:
    found = []
    for path, values in settings.items():
        hooks = values.get("hooksConfig")
        config = hooks if isinstance(hooks, dict) else {}
        if config.get("enabled") is False:
            message = f"{path}: hooksConfig.enabled = false keeps Gemini CLI from running any hook."
            found.append(fail("feature", message, "Take it out there."))
        disabled = config.get("disabled")
        names = [str(name) for name in disabled if "trailnote" in str(name)] if isinstance(disabled, list) else []
        if names:
            message = f"{path}: hooksConfig.disabled names {', '.join(names)}."
            found.append(fail("feature", message, "Type /hooks enable-all in Gemini CLI, or take that out."))
    return found


def _untrusted(
    context: Context, target: Target, folder: str, settings: dict[str, dict[str, object]], known: Heard
) -> list[Finding]:
    if target.project is None or context.env.get("GEMINI_CLI_TRUST_WORKSPACE") == "true" or not _asks(settings):
        return []
    path = context.env.get("GEMINI_CLI_TRUSTED_FOLDERS_PATH") or os.path.join(folder, "trustedFolders.json")
    worktree, level, longest = os.path.realpath(target.project.worktree), "", -1
    for rule, said in value_of(path).items():
        covered = os.path.realpath(os.path.dirname(rule) if said == "TRUST_PARENT" else rule)
        if len(rule) > longest and is_inside(worktree, covered):
            level, longest = str(said), len(rule)
    if level in TRUSTED:
        return [ok("trust", f"Gemini CLI trusts {target.project.worktree}")]
    message = f"Gemini CLI does not trust {target.project.worktree}, so it runs no hook there."
    remedy = "Start gemini there and say yes when it asks whether you trust the folder (or type /permissions)."
    if level:
        return [fail("trust", message, remedy)]
    # Where it was heard it was trusted: for one session, or by the environment of another terminal.
    return [] if known.since_install("gemini-cli") else [warn("trust", message, remedy)]


def _asks(settings: dict[str, dict[str, object]]) -> bool:
    """Return whether folders are to be trusted at all, as is the default."""
    answers = []
    for values in settings.values():
        security = values.get("security")
        trust = security.get("folderTrust") if isinstance(security, dict) else None
        answers += [trust.get("enabled")] if isinstance(trust, dict) else []
    return False not in answers
