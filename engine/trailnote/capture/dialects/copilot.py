"""Payloads of Copilot CLI and of VS Code, which read the same hook files.

After https://docs.github.com/en/copilot/reference/hooks-reference, and as Copilot CLI 1.0.102 sends them for events
named as Claude Code names them; VS Code after https://code.visualstudio.com/docs/agents/reference/hooks-reference. A
tool call has no id in Copilot CLI, and a shell's exit code stands in the last line of its output. Copilot CLI reads an
answer's outer `additionalContext`, VS Code the one in `hookSpecificOutput`; either leaves the other alone.
"""

from __future__ import annotations

import json
import os
import re
import time

from trailnote.model import digest, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

TOOLS = {
    "bash": "Bash", "powershell": "PowerShell", "view": "Read", "create": "Write", "edit": "Edit",
    "run_in_terminal": "Bash", "runTerminalCommand": "Bash", "read_file": "Read", "create_file": "Write",
    "replace_string_in_file": "Edit", "insert_edit_into_file": "Edit",
}  # fmt: skip
ARGUMENTS = {
    "path": "file_path", "filePath": "file_path", "file_text": "content",
    "old_str": "old_string", "oldString": "old_string", "new_str": "new_string", "newString": "new_string",
}  # fmt: skip
_NAMES = {
    "session_start": "SessionStart", "prompt": "UserPromptSubmit", "tool": "PostToolUse",
    "tool_failure": "PostToolUseFailure",
}  # fmt: skip
_ENDED = re.compile(r"\n?<shellId: \S+ completed with exit code (-?\d+)>\s*\Z")
_TAIL_BYTES = 64 << 10
_WAIT_S, _STEP_S = 0.4, 0.02


def client_of(fields: Mapping[str, object]) -> str:
    """Return `vscode` where a payload is as only VS Code sends it, else `copilot-cli`."""
    transcript = text_of(fields, "transcript_path")
    is_code = "hookEventName" in fields or "tool_response" in fields or "tool_use_id" in fields
    return "vscode" if is_code or (transcript and not transcript.endswith("events.jsonl")) else "copilot-cli"


def plain(fields: Mapping[str, object]) -> dict[str, object]:
    """Return the event in Claude Code's form."""
    found = dict(fields)
    found["session_id"] = text_of(fields, "session_id") or text_of(fields, "sessionId")
    found["hook_event_name"] = text_of(fields, "hook_event_name") or text_of(fields, "hookEventName")
    moment = str(fields.get("timestamp") or "")
    tool = text_of(fields, "tool_name")
    if not tool:
        # Whether VS Code gives each of two hooks the same time is not told; by their words the two are known.
        found["prompt_id"] = moment if client_of(fields) == "copilot-cli" else ""
        if found.get("source") == "new":
            found["source"] = "startup"
        if found["hook_event_name"] == "Stop":
            found["last_assistant_message"] = _last_message(text_of(fields, "transcript_path"))
        return found
    given = fields.get("tool_input")
    inputs = given if isinstance(given, dict) else {"command": given} if isinstance(given, str) else {}
    if not text_of(fields, "tool_use_id") and moment:
        # One event has one time, whichever files hold our hook; calls of the same moment differ in what they do.
        found["tool_use_id"] = digest(moment, tool, json.dumps(inputs, sort_keys=True, ensure_ascii=False))
    found["tool_name"] = TOOLS.get(tool, tool)
    found["tool_input"] = {ARGUMENTS.get(str(name), str(name)): value for name, value in inputs.items()}
    return _result(fields, found)


def _result(fields: Mapping[str, object], found: dict[str, object]) -> dict[str, object]:
    result, response = fields.get("tool_result"), fields.get("tool_response")
    output = text_of(result, "text_result_for_llm") if isinstance(result, dict) else ""
    output = output or (response if isinstance(response, str) else "")
    found.pop("tool_response", None)
    if found["tool_name"] not in ("Bash", "PowerShell") or found["hook_event_name"] == "PostToolUseFailure":
        return found
    ended = _ENDED.search(output)
    if ended is None:
        found["tool_response"] = output  # a string tells no exit code
        return found
    output, code = output[: ended.start()], ended.group(1)
    if code == "0":
        found["tool_response"] = {"stdout": output, "stderr": "", "interrupted": False}
    else:
        found["hook_event_name"] = "PostToolUseFailure"
        found["error"] = f"Exit code {code}\n{output}"
    return found


def _last_message(transcript: str) -> str:
    """Return the model's last text in Copilot CLI's `events.jsonl`, "" where there is none.

    Copilot CLI 1.0.102 runs the hook before the line of that text has reached the file: wait for it, but not long.
    """
    if not transcript.endswith("events.jsonl"):
        return ""
    until = time.monotonic() + _WAIT_S
    while True:
        text = _last_text(transcript)
        if text or time.monotonic() > until:
            return text
        time.sleep(_STEP_S)


def _last_text(transcript: str) -> str:
    try:
        with open(transcript, "rb") as file:
            file.seek(max(0, os.fstat(file.fileno()).st_size - _TAIL_BYTES))
            lines = file.read(_TAIL_BYTES).splitlines()
    except OSError:
        return ""
    for line in reversed(lines):
        if line.startswith((b'{"type":"tool.', b'{"type":"user.message"')):
            return ""  # what the model said before that is not its last word
        if line.startswith(b'{"type":"assistant.message"'):
            try:
                return text_of(json.loads(line)["data"], "content")
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
                return ""
    return ""


def answer(kind: str, text: str) -> dict[str, object]:
    """Return what either client adds to its request."""
    inner = {"hookEventName": _NAMES[kind], "additionalContext": text}
    return {"additionalContext": text, "hookSpecificOutput": inner}


def shown(text: str) -> dict[str, object]:
    """Return what the person is shown at a turn's end, which VS Code does."""
    return {"systemMessage": text}
