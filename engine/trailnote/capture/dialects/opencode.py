"""What Trailnote's plugin for OpenCode sends (installers/.../opencode_plugin.js), after https://opencode.ai/docs/plugins
and as 1.18.33 tells its plugins.

The plugin passes on a tool's own name, arguments and result; an event's kind is that of the hook script.
"""

from __future__ import annotations

from trailnote.model import text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

TOOLS = {"bash": "Bash", "read": "Read", "write": "Write", "edit": "Edit", "patch": "apply_patch"}
ARGUMENTS = {
    "filePath": "file_path", "oldString": "old_string", "newString": "new_string", "patchText": "command",
}  # fmt: skip


def plain(fields: Mapping[str, object]) -> dict[str, object]:
    """Return the event in Claude Code's form."""
    found = dict(fields)
    tool, prompt = text_of(fields, "tool_name"), text_of(fields, "prompt")
    if not tool:
        # `opencode run` puts a prompt of several words in quotation marks.
        if len(prompt) > 1 and prompt[0] == prompt[-1] == '"' and '"' not in prompt[1:-1]:
            found["prompt"] = prompt[1:-1]
        return found
    given, response = fields.get("tool_input"), fields.get("tool_response")
    found["tool_name"] = TOOLS.get(tool, tool)
    inputs = given if isinstance(given, dict) else {}
    found["tool_input"] = {ARGUMENTS.get(str(name), str(name)): value for name, value in inputs.items()}
    if not isinstance(response, dict):
        return found
    output, code = text_of(response, "output"), response.get("exit")
    if isinstance(code, int) and code:
        found["error"] = f"Exit code {code}\n{output}"
    else:
        found["tool_response"] = {"stdout": output, "interrupted": tool == "bash" and code is None}
    return found


def answer(kind: str, text: str) -> dict[str, object]:  # noqa: ARG001  the plugin knows what it asked
    """Return what the plugin adds to the prompt or to the tool's output."""
    return {"additionalContext": text}


def shown(text: str) -> dict[str, object]:  # noqa: ARG001  nothing is shown
    """Return nothing: a plugin's word at a turn's end has no place in OpenCode's screen."""
    return {}
