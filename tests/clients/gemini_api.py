"""A scripted model that speaks the Gemini API, as Gemini CLI calls it."""

from __future__ import annotations

import html
import os
import re
from dataclasses import replace

from tests.clients.loopback import Answer, ScriptedModel
from tests.clients.script import Action, Edit, Hang, Json, Kind, Mcp, Read, Request, Say, Shell, Write

ADDED = re.compile(r"(?<=<hook_context>).*?(?=</hook_context>)", re.DOTALL)


class GeminiModel(ScriptedModel):
    """Plays actions to Gemini CLI; requests without tools (titles, summaries) take none."""

    def classify(self, path: str, headers: dict[str, str], body: Json) -> Kind:
        """Tell the main loop, which streams and offers tools, from what runs beside it."""
        return "main" if path.endswith(":streamGenerateContent") and body.get("tools") else "side"

    def record(self, request: Request) -> None:
        """Keep a request as the model understands it: the client escapes what a hook adds."""
        super().record(replace(request, body=_unescaped(request.body)))

    def answer_get(self, path: str) -> Answer:
        """List nothing."""
        return Answer()

    def answer_post(self, path: str, kind: Kind, body: Json) -> Answer:
        """Answer with the next action of the script, or with a constant for what is not the main loop."""
        if path.endswith(":countTokens"):
            return Answer(payload={"totalTokens": 10})
        action = self.take() if kind == "main" else Say("A title")
        self.wait_if_hanging(action)
        usage = {"promptTokenCount": action.input_tokens, "candidatesTokenCount": 2, "totalTokenCount": 0}
        content = {"role": "model", "parts": [self._part(action, body)]}
        payload = {"candidates": [{"content": content, "finishReason": "STOP", "index": 0}], "usageMetadata": usage}
        return Answer(events=(("", payload),)) if "stream" in path else Answer(payload=payload)

    def _part(self, action: Action, body: Json) -> Json:
        match action:
            case Say(text=text):
                return {"text": text}
            case Hang():
                return {"text": "late"}
            case Shell(command=command):
                return _call("run_shell_command", {"command": command, "description": "run it"})
            case Write(path_rel=path_rel, text=text):
                return _call("write_file", {"file_path": self._path(path_rel), "content": text})
            case Read(path_rel=path_rel):
                return _call("read_file", {"file_path": self._path(path_rel)})
            case Edit(path_rel=path_rel, old=old, new=new):
                change = {"file_path": self._path(path_rel), "old_string": old, "new_string": new}
                return _call("replace", {**change, "instruction": "change it"})
            case Mcp(tool=tool, arguments=arguments):
                offered = [one["name"] for group in body["tools"] for one in group.get("functionDeclarations", [])]
                return _call(next(name for name in offered if name.endswith(tool) and "trailnote" in name), arguments)

    def _path(self, path_rel: str) -> str:
        return os.path.join(self.cwd, path_rel)


def _call(name: str, arguments: Json) -> Json:
    return {"functionCall": {"name": name, "args": arguments}}


def _unescaped(value: Json) -> Json:
    if isinstance(value, str):
        return ADDED.sub(lambda found: html.unescape(found.group()), value)
    if isinstance(value, list):
        return [_unescaped(item) for item in value]
    return {name: _unescaped(item) for name, item in value.items()} if isinstance(value, dict) else value
