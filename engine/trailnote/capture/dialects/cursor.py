"""Cursor's payloads, after https://cursor.com/docs/agent/hooks; the editor and its command line send the same fields.

The workspace stands in `workspace_roots` and `cwd` may be empty; a session is a `conversation_id`, a turn a
`generation_id`; a tool's result is a JSON text (`exitCode`, `stdout`, `stderr` of a shell). Where Cursor runs the hooks
of Claude Code's settings it sends its own fields too. The command line's `-p` reports no prompt and no end of a turn.
"""

from __future__ import annotations

import json
import os

from trailnote.model import digest, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

EVENTS = {
    "sessionStart": "SessionStart",
    "beforeSubmitPrompt": "UserPromptSubmit",
    "postToolUse": "PostToolUse",
    "postToolUseFailure": "PostToolUseFailure",
    "preCompact": "PreCompact",
    "stop": "Stop",
    "sessionEnd": "SessionEnd",
}
TOOLS = {"Shell": "Bash", "StrReplace": "Edit", "Delete": "Edit"}
ARGUMENTS = {"path": "file_path", "contents": "content"}
_TAIL_BYTES = 64 << 10


def plain(fields: Mapping[str, object]) -> dict[str, object]:
    """Return the event in Claude Code's form."""
    found = dict(fields)
    name = text_of(fields, "hook_event_name")
    name = EVENTS.get(name, name)
    found["hook_event_name"] = name
    found["session_id"] = text_of(fields, "conversation_id") or text_of(fields, "session_id")
    roots = fields.get("workspace_roots")
    if not text_of(fields, "cwd") and isinstance(roots, list) and roots:
        found["cwd"] = roots[0]
    turn = text_of(fields, "generation_id")
    if name in ("PostToolUse", "PostToolUseFailure"):
        return _tool(fields, found, turn)
    found["prompt_id"] = turn
    if name == "SessionStart":
        found["source"] = "startup"
    elif name == "Stop":
        found["last_assistant_message"] = _last_message(text_of(fields, "transcript_path"))
    return found


def _tool(fields: Mapping[str, object], found: dict[str, object], turn: str) -> dict[str, object]:
    tool, inputs = text_of(fields, "tool_name"), _object(fields.get("tool_input"))
    call = text_of(fields, "tool_use_id")
    found["tool_use_id"] = call or digest(turn, tool, json.dumps(inputs, sort_keys=True, ensure_ascii=False))
    found["agent_id"] = text_of(fields, "parent_tool_call_id")
    found["tool_name"] = TOOLS.get(tool, "Edit" if tool == "Write" and "old_string" in inputs else tool)
    found["tool_input"] = {ARGUMENTS.get(name, name): value for name, value in inputs.items()}
    duration = fields.get("duration")
    if isinstance(duration, int | float):
        found["duration_ms"] = int(duration)
    if found["hook_event_name"] == "PostToolUseFailure":
        found["error"] = text_of(fields, "error_message")
        found["is_interrupt"] = fields.get("is_interrupt") is True or fields.get("failure_type") == "permission_denied"
    elif found["tool_name"] == "Bash":
        _shell(fields.get("tool_output"), found)
    return found


def _shell(output: object, found: dict[str, object]) -> None:
    result = _object(output)
    code = result.get("exitCode")
    parts = [text_of(result, name) for name in ("output", "stdout", "stderr")]
    text = "\n".join(part for part in parts if part)
    if not isinstance(code, int):
        found["tool_response"] = text or (output if isinstance(output, str) and not result else "")
    elif code:
        found["hook_event_name"] = "PostToolUseFailure"
        found["error"] = f"Exit code {code}\n{text}"
    else:
        found["tool_response"] = {"stdout": text, "stderr": "", "interrupted": False}


def _object(value: object) -> dict[str, object]:
    """Return an object that is given as such or as a JSON text, {} for anything else."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return {}
    return {str(name): each for name, each in value.items()} if isinstance(value, dict) else {}


def _last_message(transcript: str) -> str:
    """Return the model's last text in a transcript of lines `{"role": "assistant", "message": {"content": [...]}}`."""
    if not transcript.endswith(".jsonl"):
        return ""
    try:
        with open(transcript, "rb") as file:
            file.seek(max(0, os.fstat(file.fileno()).st_size - _TAIL_BYTES))
            lines = file.read(_TAIL_BYTES).splitlines()
    except OSError:
        return ""
    for line in reversed(lines):
        said = _object(line.decode("utf-8", "replace"))
        if said.get("role") == "user":
            return ""
        content = _object(said.get("message")).get("content")
        for part in reversed(content if isinstance(content, list) else []):
            text = text_of(part, "text") if isinstance(part, dict) else ""
            if text:
                return text
    return ""


def answer(kind: str, text: str) -> dict[str, object]:  # noqa: ARG001  the same for a start and a tool call
    """Return what Cursor adds to a session's first context, or after a tool's result."""
    return {"additional_context": text}


def shown(text: str) -> dict[str, object]:  # noqa: ARG001  nothing is shown
    """Return nothing: what a `stop` hook may say is sent to the model as the next prompt."""
    return {}
