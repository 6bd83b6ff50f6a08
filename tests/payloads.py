"""Hook payloads as both clients send them (Claude Code 2.1.329, Codex CLI 0.169.0), with values of our own.

`claude("PostToolUse", cwd=..., tool_name="Bash", ...)` returns the fields that every event of that client has, those of
the event, and what the caller adds or replaces; a value of `None` takes a field out.
"""

from __future__ import annotations

import os
from typing import Any, TypeAlias

Payload: TypeAlias = dict[str, Any]

CLAUDE_SESSION = "c1a0de00-0000-4000-8000-000000000001"
CODEX_SESSION = "c0de0000-0000-7000-8000-000000000001"

_CLAUDE: dict[str, Payload] = {
    "SessionStart": {"source": "startup"},
    "UserPromptSubmit": {"prompt": "make the cart total right", "permission_mode": "default", "prompt_id": "p-1"},
    "PostToolUse": {
        "prompt_id": "p-1",
        "permission_mode": "default",
        "effort": {"level": "medium"},
        "tool_name": "Bash",
        "tool_input": {"command": "ls", "description": "list"},
        "tool_response": {"stdout": "cart.py", "stderr": "", "interrupted": False, "isImage": False},
        "tool_use_id": "toolu_01",
        "duration_ms": 12,
    },
    "PostToolUseFailure": {
        "prompt_id": "p-1",
        "permission_mode": "default",
        "effort": {"level": "medium"},
        "tool_name": "Bash",
        "tool_input": {"command": "pytest -q", "description": "test"},
        "tool_use_id": "toolu_02",
        "error": "Exit code 1\nE   AssertionError: assert 3 == 4",
        "is_interrupt": False,
        "duration_ms": 300,
    },
    "PreCompact": {"prompt_id": "p-1", "trigger": "auto", "custom_instructions": None},
    "Stop": {
        "prompt_id": "p-1",
        "permission_mode": "default",
        "stop_hook_active": False,
        "last_assistant_message": "The cart adds up now.",
        "background_tasks": [],
        "session_crons": [],
    },
    "SessionEnd": {"prompt_id": "p-1", "reason": "other"},
}

_CODEX: dict[str, Payload] = {
    "SessionStart": {"source": "startup", "permission_mode": "default"},
    "UserPromptSubmit": {"turn_id": "t-1", "permission_mode": "default", "prompt": "make the cart total right"},
    "PostToolUse": {
        "turn_id": "t-1",
        "permission_mode": "default",
        "tool_name": "Bash",
        "tool_input": {"command": "ls"},
        "tool_response": "cart.py\n",
        "tool_use_id": "call_01",
    },
    "PreCompact": {"turn_id": "t-1", "trigger": "auto"},
    "Stop": {
        "turn_id": "t-1",
        "permission_mode": "default",
        "stop_hook_active": False,
        "last_assistant_message": "The cart adds up now.",
    },
    "SessionEnd": {"reason": "other"},
}


def _built(common: Payload, event_fields: Payload, changes: Payload) -> Payload:
    merged = {**common, **event_fields, **changes}
    # `custom_instructions` of an automatic compaction is null on the wire, so only the caller's None removes.
    return {name: value for name, value in merged.items() if name not in changes or value is not None}


def claude(event: str, cwd: str | os.PathLike[str], *, session: str = CLAUDE_SESSION, **changes: Any) -> Payload:
    """Return what Claude Code sends for an event, such as `SessionStart`."""
    common = {"session_id": session, "transcript_path": f"/nowhere/{session}.jsonl", "cwd": os.fspath(cwd)}
    return _built({**common, "hook_event_name": event}, _CLAUDE[event], changes)


def codex(event: str, cwd: str | os.PathLike[str], *, session: str = CODEX_SESSION, **changes: Any) -> Payload:
    """Return what Codex sends for an event; it has no `PostToolUseFailure`, and a tool's response is a plain string."""
    common = {"session_id": session, "transcript_path": f"/nowhere/{session}.jsonl", "cwd": os.fspath(cwd)}
    common |= {"hook_event_name": event, "model": "gpt-5.5"}
    return _built(common, _CODEX[event], changes)
