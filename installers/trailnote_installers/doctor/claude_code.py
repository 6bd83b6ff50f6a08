"""What in Claude Code's own settings keeps Trailnote from working, or works beside it. Measured on 2.1.329."""

from __future__ import annotations

import glob
import json
import os
import re

from ..context import Context
from ..recognise import SERVER_NAME
from ..target import Target
from . import Finding, fail, note
from .wired import Place

MANAGED = "/etc/claude-code/managed-settings.json"


def check(context: Context, target: Target, found: list[Place]) -> list[Finding]:
    """Return what is found of Claude Code, when it is wired."""
    ours = [place for place in found if place.client.name == "claude-code" and place.is_wired]
    if not ours:
        return []
    return [
        *_switched_off(context, target),
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


def _switched_off(context: Context, target: Target) -> list[Finding]:
    return [
        fail("feature", f"{path}: {name} keeps Claude Code from running our hooks.", f"Take {name} out there.")
        for path, settings in _settings(context, target).items()
        for name in ("disableAllHooks", *(["allowManagedHooksOnly"] if path == MANAGED else []))
        if settings.get(name) is True
    ]


def _refused(context: Context, target: Target) -> list[Finding]:
    """Find a "no" to the question whether the project's server may run."""
    values = dict(_settings(context, target))
    state = os.path.join(os.path.dirname(folder_of(context)), ".claude.json")
    if context.env.get("CLAUDE_CONFIG_DIR"):
        state = os.path.join(folder_of(context), ".claude.json")
    projects = read(state).get("projects")
    if target.project is not None and isinstance(projects, dict):
        here = projects.get(target.project.worktree)
        values[state] = here if isinstance(here, dict) else {}
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
