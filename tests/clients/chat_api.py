"""A scripted model that speaks OpenAI's chat completions, as OpenCode and Copilot CLI call a provider of one's own."""

from __future__ import annotations

import itertools
import json
import os
from collections.abc import Callable, Mapping
from typing import TypeAlias

from tests.clients.loopback import Answer, ScriptedModel
from tests.clients.script import Action, Edit, Hang, Json, Kind, Mcp, Say, Shell, Write

Call: TypeAlias = tuple[str, Json]
ToolOf: TypeAlias = Callable[[Action, str], Call]


def opencode_tool(action: Action, path: str) -> Call:
    """Return (name, arguments) of OpenCode's tool for an action on the file at `path`."""
    match action:
        case Shell(command=command):
            return "bash", {"command": command, "description": "run it"}
        case Write(text=text):
            return "write", {"filePath": path, "content": text}
        case Edit(old=old, new=new):
            return "edit", {"filePath": path, "oldString": old, "newString": new}
    return "read", {"filePath": path}


def copilot_tool(action: Action, path: str) -> Call:
    """Return (name, arguments) of Copilot CLI's tool for an action on the file at `path`."""
    match action:
        case Shell(command=command):
            return "bash", {"command": command, "description": "run it"}
        case Write(text=text):
            return "create", {"path": path, "file_text": text}
        case Edit(old=old, new=new):
            return "edit", {"path": path, "old_str": old, "new_str": new}
    return "view", {"path": path}


class ChatModel(ScriptedModel):
    """Plays actions by the tools that `tool_of` names; requests without tools (titles, summaries) take none."""

    _ids = itertools.count(1)

    def __init__(self, actions: list[Action], *, cwd: str, tool_of: ToolOf) -> None:
        super().__init__(actions, cwd=cwd)
        self.tool_of = tool_of

    def classify(self, path: str, headers: dict[str, str], body: Json) -> Kind:
        """Tell the main loop, which offers tools, from what runs beside it."""
        return "main" if path.endswith("/chat/completions") and body.get("tools") else "side"

    def answer_get(self, path: str) -> Answer:
        """List no models."""
        return Answer(payload={"data": []})

    def answer_post(self, path: str, kind: Kind, body: Json) -> Answer:
        """Answer with the next action of the script, or with a constant for what is not the main loop."""
        action = self.take() if kind == "main" else Say("A title")
        self.wait_if_hanging(action)
        message, reason = self._message(action, body)
        usage = {"prompt_tokens": action.input_tokens, "completion_tokens": 2, "total_tokens": action.input_tokens + 2}
        frame = {"id": "chatcmpl-1", "created": 1, "model": body.get("model")}
        if not body.get("stream"):
            choice = {"index": 0, "message": message, "finish_reason": reason}
            return Answer(payload={**frame, "object": "chat.completion", "choices": [choice], "usage": usage})
        chunk: Mapping[str, Json] = {**frame, "object": "chat.completion.chunk"}
        first = {**chunk, "choices": [{"index": 0, "delta": message, "finish_reason": None}]}
        last = {**chunk, "choices": [{"index": 0, "delta": {}, "finish_reason": reason}], "usage": usage}
        return Answer(events=(("", first), ("", last)))

    def _message(self, action: Action, body: Json) -> tuple[Json, str]:
        match action:
            case Say(text=text):
                return {"role": "assistant", "content": text}, "stop"
            case Hang():
                return {"role": "assistant", "content": "late"}, "stop"
            case Mcp(tool=tool, arguments=arguments):
                offered = [str(one["function"]["name"]) for one in body["tools"]]
                name = next(name for name in offered if "trailnote" in name and name.endswith(tool))
                call: Call = (name, arguments)
            case _:
                call = self.tool_of(action, os.path.join(self.cwd, getattr(action, "path_rel", "")))
        function = {"name": call[0], "arguments": json.dumps(call[1])}
        one = {"index": 0, "id": f"call_{next(self._ids):08d}", "type": "function", "function": function}
        return {"role": "assistant", "content": None, "tool_calls": [one]}, "tool_calls"
