"""What each client sends to a hook, as recorded from the clients themselves, or as their makers document it."""

from __future__ import annotations

import os
from collections.abc import Mapping

Payload = dict[str, object]
MOMENT = "2026-01-02T03:04:05.678Z"


def of(client: str, event: str, folder: str) -> Payload:
    """Return the payload of a client's event in a session that works in `folder`."""
    common: Payload = {
        "session_id": "trailnote-doctor",
        "transcript_path": os.path.join(folder, "transcript.jsonl"),
        "cwd": folder,
        "hook_event_name": event,
    }
    if client == "codex":
        common["turn_id"] = "turn-1"
    if client == "gemini-cli":
        return {**common, "timestamp": MOMENT, **GEMINI.get(event, {})}
    if client == "cursor":
        session: Payload = {"conversation_id": "doctor", "generation_id": "turn-1", "cursor_version": "3.0.0"}
        return {**session, "hook_event_name": event, "workspace_roots": [folder], **CURSOR.get(event, {})}
    if client in ("copilot-cli", "vscode"):
        del common["transcript_path"]
        return {**common, "timestamp": MOMENT, **COPILOT.get(event, {})}
    if client == "opencode":
        return {"session_id": "ses_doctor", "agent_id": "", "cwd": folder, **OPENCODE.get(event, {})}
    return {**common, **CLAUDE.get(event, {})}


_SHELL: Payload = {"tool_name": "Bash", "tool_use_id": "call-1", "tool_input": {"command": "true"}}
# Claude Code 2.1.329 and Codex 0.169.0.
CLAUDE: Mapping[str, Payload] = {
    "SessionStart": {"source": "startup"},
    "UserPromptSubmit": {"prompt": "a check of the installation"},
    "PostToolUse": {**_SHELL, "tool_response": {"stdout": "", "stderr": "", "interrupted": False}},
    "PostToolUseFailure": {**_SHELL, "error": "Exit code 1\n", "is_interrupt": False},
    "PreCompact": {"trigger": "manual", "custom_instructions": ""},
    "Stop": {"stop_hook_active": False, "last_assistant_message": "checked"},
    "SessionEnd": {"reason": "other"},
}
# Gemini CLI 0.61.0.
GEMINI: Mapping[str, Payload] = {
    "SessionStart": {"source": "startup"},
    "BeforeAgent": {"prompt": "a check of the installation"},
    "AfterTool": {
        "tool_name": "run_shell_command",
        "tool_input": {"command": "true"},
        "tool_response": {"llmContent": "Output: (empty)\nProcess Group PGID: 1", "returnDisplay": ""},
    },
    "PreCompress": {"trigger": "manual"},
    "AfterAgent": {"prompt": "a check", "prompt_response": "checked", "stop_hook_active": False},
    "SessionEnd": {"reason": "exit"},
}
# Trailnote's own plugin in OpenCode, by hook script.
_OPENCODE_SHELL: Payload = {"tool_name": "bash", "tool_use_id": "call-1", "tool_input": {"command": "true"}}
OPENCODE: Mapping[str, Payload] = {
    "session_start": {"source": "startup"},
    "user_prompt_submit": {"prompt": "a check of the installation", "prompt_id": "msg_1"},
    "post_tool_use": {**_OPENCODE_SHELL, "tool_response": {"output": "", "exit": 0}},
    "post_tool_use_failure": {**_OPENCODE_SHELL, "tool_response": {"output": "", "exit": 1}},
    "pre_compact": {"trigger": "auto"},
    "stop": {"last_assistant_message": "checked", "prompt_id": "msg_2"},
    "session_end": {"reason": "exit"},
}
# Copilot CLI 1.0.102, for events named as Claude Code names them.
_COPILOT_SHELL: Payload = {"tool_name": "Bash", "tool_input": {"command": "true"}}
COPILOT: Mapping[str, Payload] = {
    "SessionStart": {"source": "new", "initial_prompt": "a check"},
    "UserPromptSubmit": {"prompt": "a check of the installation"},
    "PostToolUse": {
        **_COPILOT_SHELL,
        "tool_result": {
            "result_type": "success",
            "text_result_for_llm": "<shellId: 0 completed with exit code 0>",
        },
    },
    "PostToolUseFailure": {**_COPILOT_SHELL, "error": "refused"},
    "PreCompact": {"trigger": "manual", "custom_instructions": ""},
    "Stop": {"stop_reason": "end_turn", "stop_hook_active": False},
    "SessionEnd": {"reason": "complete"},
}
# Cursor, after https://cursor.com/docs/agent/hooks.
_CURSOR_SHELL: Payload = {"tool_name": "Shell", "tool_use_id": "call-1", "tool_input": {"command": "true"}}
CURSOR: Mapping[str, Payload] = {
    "sessionStart": {"session_id": "doctor", "is_background_agent": False},
    "beforeSubmitPrompt": {"prompt": "a check of the installation", "attachments": []},
    "postToolUse": {**_CURSOR_SHELL, "tool_output": '{"exitCode":0,"stdout":""}', "cwd": "", "duration": 5},
    "postToolUseFailure": {**_CURSOR_SHELL, "error_message": "timed out", "failure_type": "timeout"},
    "preCompact": {"trigger": "manual"},
    "stop": {"status": "completed", "loop_count": 0},
    "sessionEnd": {"session_id": "doctor", "reason": "completed"},
}
