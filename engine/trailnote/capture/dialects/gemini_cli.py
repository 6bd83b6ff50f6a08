"""Gemini CLI's payloads, after https://geminicli.com/docs/hooks/reference and as 0.61.0 sends them.

A tool call has no id, and a shell call's exit code stands in the text that the model is given: `Output: …`, then
`Exit Code: N` where it is not 0. A session's first prompt begins with what our SessionStart hook said, escaped. There
is no event after a compaction, and PreCompress is sent before every request: the installer asks for the manual one.
"""

from __future__ import annotations

import json
import re

from trailnote.model import digest, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

EVENTS = {
    "BeforeAgent": "UserPromptSubmit",
    "AfterTool": "PostToolUse",
    "AfterAgent": "Stop",
    "PreCompress": "PreCompact",
}
TOOLS = {"run_shell_command": "Bash", "read_file": "Read", "write_file": "Write", "replace": "Edit"}
_SAID = re.compile(r"\A(?:<hook_context>.*?</hook_context>\s*)+", re.DOTALL)
_WRAP = re.compile(r"\A<untrusted_context>\n|\n</untrusted_context>\Z")
_TRAILER = re.compile(r"\n(Error|Exit Code|Signal|Background PIDs|Process Group PGID): (.*)\Z")
_NAMES = {"session_start": "SessionStart", "prompt": "BeforeAgent", "tool": "AfterTool", "tool_failure": "AfterTool"}


def plain(fields: Mapping[str, object]) -> dict[str, object]:
    """Return the event in Claude Code's form."""
    found = dict(fields)
    name = text_of(fields, "hook_event_name")
    found["hook_event_name"] = EVENTS.get(name, name)
    moment = text_of(fields, "timestamp")
    if name == "AfterTool":
        return _tool(fields, found, moment)
    found["prompt_id"] = moment
    found["prompt"] = "" if name == "AfterAgent" else _SAID.sub("", text_of(fields, "prompt"))
    found["last_assistant_message"] = text_of(fields, "prompt_response")
    return found


def _tool(fields: Mapping[str, object], found: dict[str, object], moment: str) -> dict[str, object]:
    tool, given, response = text_of(fields, "tool_name"), fields.get("tool_input"), fields.get("tool_response")
    inputs = given if isinstance(given, dict) else {}
    # One event has one time, also where two scopes hold our hook; calls of the same moment differ in what they do.
    does = json.dumps(inputs, sort_keys=True, ensure_ascii=False)
    found["tool_use_id"] = digest(moment, tool, does) if moment else ""
    found["tool_name"] = TOOLS.get(tool, tool)
    result: Mapping[str, object] = response if isinstance(response, dict) else {}
    if tool == "run_shell_command":
        return _shell(result, found)
    error = result.get("error")
    if isinstance(error, dict):
        found["hook_event_name"] = "PostToolUseFailure"
        found["error"] = text_of(error, "message") or text_of(result, "llmContent")
    found["tool_response"] = {}
    return found


def _shell(result: Mapping[str, object], found: dict[str, object]) -> dict[str, object]:
    text = _WRAP.sub("", text_of(result, "llmContent"))
    if not text.startswith("Output: "):
        # Cancelled, moved to the background, refused: nothing tells how it ended.
        found["tool_response"] = {"stdout": text, "stderr": "", "interrupted": True}
        return found
    # What the person sees is the output alone, which tells a command's own last lines from the client's.
    display, output = text_of(result, "returnDisplay"), "Output: "
    if display and text.startswith(output + display):
        output += display
    elif text.startswith(f"{output}(empty)"):
        output += "(empty)"
    text, trailers = text[len(output) :], {}
    while trailer := _TRAILER.search(text):
        trailers[trailer.group(1)] = trailer.group(2)
        text = text[: trailer.start()]
    output = (output + text).removeprefix("Output: ").removeprefix("(empty)")
    code = trailers.get("Exit Code", "-1" if "Signal" in trailers or "Error" in trailers else "0")
    output = "\n".join(part for part in (output, trailers.get("Error", "")) if part)
    if code == "0":
        found["tool_response"] = {"stdout": output, "stderr": "", "interrupted": False}
    else:
        found["hook_event_name"] = "PostToolUseFailure"
        found["error"] = f"Exit code {code}\n{output}"
    return found


def answer(kind: str, text: str) -> dict[str, object]:
    """Return what Gemini CLI adds to its request, escaped and between `<hook_context>` marks."""
    return {"hookSpecificOutput": {"hookEventName": _NAMES[kind], "additionalContext": text}}


def shown(text: str) -> dict[str, object]:
    """Return what the person is shown at a turn's end."""
    return {"systemMessage": text}
