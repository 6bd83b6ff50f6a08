"""What in Claude Code's own settings keeps Trailnote from working, or works beside it. Measured on 2.1.329."""

from __future__ import annotations

import glob
import json
import os
import re
from collections.abc import Iterator

from ..context import Context
from ..recognise import SERVER_NAME
from ..target import Target
from . import Finding, fail, note, warn
from .heard import Heard
from .wired import Place

MANAGED = "/etc/claude-code/managed-settings.json"


def check(context: Context, target: Target, found: list[Place], known: Heard) -> list[Finding]:
    """Return what is found of Claude Code, when it is wired."""
    ours = [place for place in found if place.client.name == "claude-code" and place.is_wired]
    if not ours:
        return []
    return [
        *switched_off(context, target),
        *untrusted(context, target, known),
        *_refused(context, target),
        *_twice(context, target, ours),
        *_memory(context, target),
    ]


def folder_of(context: Context) -> str:
    """Return Claude Code's configuration folder."""
    return context.env.get("CLAUDE_CONFIG_DIR") or os.path.join(context.home, ".claude")


def _settings(context: Context, target: Target) -> dict[str, dict[str, object]]:
    """Return the settings files that a session here reads, by path."""
    paths = [MANAGED, os.path.join(folder_of(context), "settings.json")]
    if target.project is not None:
        inside = os.path.join(target.project.worktree, ".claude")
        paths += [os.path.join(inside, "settings.json"), os.path.join(inside, "settings.local.json")]
    return {path: read(path) for path in paths}


def read(path: str) -> dict[str, object]:
    """Return a JSON file's object; an empty one where there is none."""
    try:
        with open(path, encoding="utf-8-sig") as file:
            value = json.load(file)
    except (OSError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}


def switched_off(context: Context, target: Target) -> list[Finding]:
    """Return the settings that keep Claude Code from running hooks of ours."""
    return [
        fail("feature", f"{path}: {name} keeps Claude Code from running our hooks.", f"Take {name} out there.")
        for path, settings in _settings(context, target).items()
        for name in ("disableAllHooks", *(["allowManagedHooksOnly"] if path == MANAGED else []))
        if settings.get(name) is True
    ]


def _projects(context: Context) -> tuple[str, dict[str, dict[str, object]]]:
    """Return the state file's path and what it says of each folder, by its path."""
    inside = folder_of(context) if context.env.get("CLAUDE_CONFIG_DIR") else os.path.dirname(folder_of(context))
    path = os.path.join(inside, ".claude.json")
    listed = read(path).get("projects")
    known = listed.items() if isinstance(listed, dict) else ()
    return path, {str(folder): value for folder, value in known if isinstance(value, dict)}


def untrusted(context: Context, target: Target, known: Heard) -> list[Finding]:
    """Return whether the person has still to say that Claude Code may trust the folder.

    An interactive session asks at its start and runs no hook before the yes, which it keeps for the repository's root
    or a folder above it; `claude -p` does not ask and runs them. So an event that came tells enough.
    """
    if target.project is None or known.since_install("claude-code") or context.env.get("CLAUDE_CODE_SANDBOXED"):
        return []
    _, projects = _projects(context)
    asked = {path for folder in (target.project.worktree, target.project.root) for path in _and_above(folder)}
    if any(projects.get(path, {}).get("hasTrustDialogAccepted") is True for path in asked):
        return []
    message = f"Claude Code was not told yet to trust {target.project.worktree}, and runs no hook in it before that."
    remedy = f"Start claude in {target.project.worktree} and say yes when it asks whether you trust the folder."
    return [warn("trust", message, remedy)]


def _and_above(folder: str) -> Iterator[str]:
    for path in (os.path.abspath(folder), os.path.realpath(folder)):
        yield path
        while os.path.dirname(path) != path:
            path = os.path.dirname(path)
            yield path


def _refused(context: Context, target: Target) -> list[Finding]:
    """Find a "no" to the question whether the project's server may run."""
    values = dict(_settings(context, target))
    state, projects = _projects(context)
    if target.project is not None:
        values[state] = projects.get(target.project.worktree, {})
    found = []
    for path, settings in values.items():
        for name in ("disabledMcpjsonServers", "disabledMcpServers"):
            names = settings.get(name)
            if isinstance(names, list) and SERVER_NAME in names:
                remedy = 'Type /mcp in Claude Code and enable "trailnote".'
                found.append(fail("trust", f"{path}: {name} keeps the MCP server from starting.", remedy))
    return found


def plugins(context: Context, target: Target) -> list[str]:
    """Return the names (plugin@marketplace) of our plugins that are enabled for a session here."""
    enabled: dict[str, bool] = {}
    for settings in _settings(context, target).values():
        named = settings.get("enabledPlugins")
        enabled |= {str(name): bool(value) for name, value in named.items()} if isinstance(named, dict) else {}
    return [name for name, value in enabled.items() if value and name.startswith(f"{SERVER_NAME}@")]


def _twice(context: Context, target: Target, ours: list[Place]) -> list[Finding]:
    enabled = plugins(context, target)
    hooks = [place.file.path for place in ours if place.file.holds == "hooks"]
    if not enabled or not hooks:
        return []
    message = (
        f"Claude Code runs the hooks of {hooks[0]} and those of the plugin {enabled[0]}. "
        "Each event is recorded and answered once: whichever comes second yields; but every hook runs twice."
    )
    return [fail("twice", message, "Run: trailnote uninstall; or: claude plugin uninstall trailnote@trailnote")]


def _memory(context: Context, target: Target) -> list[Finding]:
    """Find notes of Claude Code's own memory on this project, which its sessions are told beside ours."""
    if target.project is None or context.env.get("CLAUDE_CODE_DISABLE_AUTO_MEMORY") == "1":
        return []
    if any(settings.get("autoMemoryEnabled") is False for settings in _settings(context, target).values()):
        return []
    folder = os.path.join(session_folder(context, target.project.root), "memory")
    files = glob.glob(os.path.join(glob.escape(folder), "*.md"))
    if not files:
        return []
    message = f"Claude Code's own memory of this project ({folder}, {len(files)} files) is told to sessions too."
    return [note("other memory", message, 'Where the two contradict, set "autoMemoryEnabled": false in its settings.')]


def session_folder(context: Context, worktree: str) -> str:
    """Return where Claude Code keeps the transcripts of sessions that started in `worktree`."""
    return os.path.join(folder_of(context), "projects", re.sub(r"[^A-Za-z0-9]", "-", worktree))


def last_session_at(context: Context, worktree: str) -> float:
    """Return when a session of this folder last wrote its transcript, in seconds since the epoch; 0 for never."""
    files = glob.glob(os.path.join(glob.escape(session_folder(context, worktree)), "*.jsonl"))
    return max((os.path.getmtime(path) for path in files), default=0.0)
