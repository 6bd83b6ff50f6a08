"""Clients that have sessions here and report nothing: the hooks that are never run at all."""

from __future__ import annotations

import time
from collections.abc import Sequence

from ..context import Context
from ..target import Target
from . import Finding, claude_code, codex, fail
from .heard import Heard
from .wired import Place

SILENT_S = 24 * 3600.0


def check(context: Context, target: Target, found: Sequence[Place], known: Heard) -> list[Finding]:
    """Return one finding for each client with a session here that is a day younger than its last event."""
    results = []
    hooks = {place.client.name: place for place in found if place.file.holds == "hooks" and place.is_wired}
    for name, place in hooks.items():
        session, event = _session_at(context, target, name), known.events.get(name, 0.0)
        if session - max(event, known.installed_at) > SILENT_S:
            title = place.client.title
            last = f"its last event came at {_shown(event)}" if event else "no event of it ever came"
            message = f"{title} had a session here at {_shown(session)}, and {last}."
            results.append(fail("silent", message, f"Start {title} anew; then see its own /hooks."))
    return results


def _session_at(context: Context, target: Target, name: str) -> float:
    """Return when a client's session in this project last wrote its transcript; 0 for never, or where nobody knows."""
    if target.project is None:
        return 0.0
    if name == "claude-code":
        return claude_code.last_session_at(context, target.project.worktree)
    return codex.last_session_at(context, target.project.worktree) if name == "codex" else 0.0


def _shown(at: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at))
