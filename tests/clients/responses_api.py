"""A scripted model that speaks OpenAI's Responses API, as Codex calls it.

Codex advertises its tools in one of three ways, chosen by the model's name: classic functions with MCP tools among
them (an unknown model), classic functions with MCP tools behind a search (`gpt-5.5`), and one JavaScript tool that
calls all others (`gpt-6.1-sol`). An action becomes whichever call the request at hand allows.
"""

from __future__ import annotations

import json
import re
import time
import uuid
from collections.abc import Iterator

from tests.clients.loopback import Answer, ScriptedModel
from tests.clients.script import Action, Edit, Hang, Json, Kind, Mcp, Read, Request, Say, Shell, Write

COMPACTION_PHRASE = "context checkpoint compaction"  # opens Codex's own summarising prompt (0.169.0)
SUMMARY = "The work so far was summarised."
MCP_ATTEMPTS = 60  # of half a second: what a server may take to start on a busy machine


class ResponsesModel(ScriptedModel):
    """Plays actions to Codex; compaction and side requests take none."""

    def __init__(self, actions: list[Action], *, cwd: str) -> None:
        super().__init__(actions, cwd=cwd)
        self._attempts = 0
        self._searched = False

    def classify(self, path: str, headers: dict[str, str], body: Json) -> Kind:
        """Tell the main loop from compaction and from what Codex asks beside it."""
        if path.endswith("/responses/compact"):
            return "compaction"
        if not path.endswith("/responses"):
            return "other"
        users = [item for item in body.get("input") or [] if item.get("role") == "user"]
        if any(COMPACTION_PHRASE in text.lower() for text in Request("other", "", {}, {"input": users[-1:]}).texts):
            return "compaction"
        beside = headers.get("x-openai-subagent")
        if beside:
            return "subagent" if beside == "collab_spawn" else "side"
        return "main"

    def answer_get(self, path: str) -> Answer:
        """List no models, and refuse web sockets, so that Codex falls back to server-sent events."""
        if path.endswith("/models"):
            return Answer(payload={"object": "list", "data": [], "models": []})
        return Answer(status=426, payload={"error": {"message": "plain HTTP only"}})

    def answer_post(self, path: str, kind: Kind, body: Json) -> Answer:
        """Answer with the next action of the script, or with a constant for what is not the main loop."""
        if kind == "other":
            return Answer(status=404, payload={"error": {"message": "not served"}})
        if path.endswith("/compact"):
            return Answer(payload={"output": [_message(SUMMARY)]})
        if kind == "main":
            action = self.take()
            self.wait_if_hanging(action)
            return _reply(body, self._item(action, body), action.input_tokens)
        return _reply(body, _message({"compaction": SUMMARY, "subagent": "done"}.get(kind, "{}")), 100)

    def _item(self, action: Action, body: Json) -> Json:
        """Return the output item that makes the client do the action."""
        tools = _Tools(body)
        match action:
            case Say(text=text):
                return _message(text)
            case Hang():
                return _message("late")
            case Shell(command=command):
                return tools.shell(command)
            case Read(path_rel=path_rel):
                return tools.shell(f"cat {path_rel}")
            case Write(path_rel=path_rel, text=text):
                lines = "".join(f"+{line}\n" for line in text.splitlines())
                return tools.patch(f"*** Begin Patch\n*** Add File: {path_rel}\n{lines}*** End Patch")
            case Edit(path_rel=path_rel, old=old, new=new):
                lines = "".join(f"-{line}\n" for line in old.splitlines())
                lines += "".join(f"+{line}\n" for line in new.splitlines())
                return tools.patch(f"*** Begin Patch\n*** Update File: {path_rel}\n@@\n{lines}*** End Patch")
            case Mcp():
                return self._mcp(action, tools)

    def _mcp(self, action: Mcp, tools: _Tools) -> Json:
        """Call the tool if it is offered; search for it if it is deferred; else let time pass and try again."""
        call = tools.mcp(action.tool, action.arguments)
        if call is not None:
            return call
        self.give_back(action)
        if "tool_search" in tools.names and not self._searched:
            self._searched = True
            return tools.search(f"trailnote {action.tool}")
        self._searched = False
        self._attempts += 1
        if self._attempts > MCP_ATTEMPTS:
            self.take()
            return _message(f"the tool {action.tool} was never offered")
        return tools.shell("sleep 0.5")


class _Tools:
    """The tools that one request offers, and how to call them."""

    def __init__(self, body: Json) -> None:
        self.namespaced: dict[tuple[str, str], Json] = {}
        self.names: dict[str, Json] = {}
        self._add(body.get("tools") or [])
        for item in body.get("input") or []:
            if isinstance(item, dict) and item.get("type") in ("additional_tools", "tool_search_output"):
                self._add(item.get("tools") or [])
        leaves = {*self.names, *(name for _, name in self.namespaced)}
        self.code_mode = "exec" in leaves and "exec_command" not in leaves
        self.text = json.dumps(body)

    def _add(self, tools: list[Json]) -> None:
        for tool in tools:
            if tool.get("type") == "namespace":
                self.namespaced |= {(tool["name"], inner["name"]): inner for inner in tool.get("tools", [])}
            else:
                self.names[tool.get("name") or tool["type"]] = tool

    def shell(self, command: str) -> Json:
        if self.code_mode:
            return _script("exec_command", {"cmd": command})
        return _function("exec_command", {"cmd": command})

    def patch(self, patch: str) -> Json:
        if self.code_mode:
            return _script("apply_patch", patch)
        if "apply_patch" in self.names:
            return _custom("apply_patch", patch)
        return self.shell(f"apply_patch <<'END_OF_PATCH'\n{patch}\nEND_OF_PATCH")

    def mcp(self, tool: str, arguments: Json) -> Json:
        """Return a call of Trailnote's tool, or None when the request does not offer it."""
        if self.code_mode:
            found = re.search(rf"\bmcp__\w*trailnote\w*__{tool}\b", self.text)
            return _script(found.group(), arguments) if found else None
        for space, name in self.namespaced:
            if "trailnote" in space and name.rpartition("__")[2] == tool:
                return _function(name, arguments, namespace=space)
        for name in self.names:
            if re.fullmatch(rf"mcp__\w*trailnote\w*__{tool}", name):
                return _function(name, arguments)
        return None

    def search(self, query: str) -> Json:
        call = {"type": "tool_search_call", "id": _new_id("tsc"), "call_id": _new_id("call"), "status": "completed"}
        return {**call, "execution": "client", "arguments": {"query": query, "limit": 20}}


def _new_id(prefix: str) -> str:
    return f"{prefix}_{uuid.uuid4().hex[:24]}"


def _message(text: str) -> Json:
    content = [{"type": "output_text", "text": text, "annotations": []}]
    return {"type": "message", "id": _new_id("msg"), "role": "assistant", "status": "completed", "content": content}


def _function(name: str, arguments: Json, *, namespace: str | None = None) -> Json:
    call = {"type": "function_call", "id": _new_id("fc"), "call_id": _new_id("call"), "status": "completed"}
    call |= {"name": name, "arguments": json.dumps(arguments)}
    return {**call, "namespace": namespace} if namespace else call


def _custom(name: str, text: str) -> Json:
    call = {"type": "custom_tool_call", "id": _new_id("ctc"), "call_id": _new_id("call"), "status": "completed"}
    return {**call, "name": name, "input": text}


def _script(tool: str, argument: Json) -> Json:
    """Return a call of the JavaScript tool that calls another and prints its result."""
    lines = f"const result = await tools.{tool}({json.dumps(argument)});"
    return _custom("exec", lines + " text(typeof result === 'string' ? result : JSON.stringify(result));")


def _reply(body: Json, item: Json, input_tokens: int) -> Answer:
    """Wrap one output item in the events of a response."""
    usage: Json = {"input_tokens": input_tokens, "output_tokens": 10, "total_tokens": input_tokens + 10}
    usage |= {"input_tokens_details": {"cached_tokens": 0}, "output_tokens_details": {"reasoning_tokens": 0}}
    base = {"id": _new_id("resp"), "object": "response", "created_at": int(time.time()), "model": body.get("model")}
    finished = {**base, "status": "completed", "output": [item], "usage": usage}
    if not body.get("stream", True):
        return Answer(payload=finished)
    return Answer(events=tuple(_events(item, {**base, "status": "in_progress", "output": []}, finished)))


def _events(item: Json, started: Json, finished: Json) -> Iterator[tuple[str, Json]]:
    """Yield the numbered events of a response with one item."""
    steps: list[tuple[str, Json]] = [("response.created", {"response": started})]
    if item["type"] == "message":
        place = {"item_id": item["id"], "output_index": 0, "content_index": 0}
        opened = {**item, "content": [], "status": "in_progress"}
        steps.append(("response.output_item.added", {"output_index": 0, "item": opened}))
        steps.append(("response.output_text.delta", {**place, "delta": item["content"][0]["text"]}))
    else:
        steps.append(("response.output_item.added", {"output_index": 0, "item": item}))
    steps.append(("response.output_item.done", {"output_index": 0, "item": item}))
    steps.append(("response.completed", {"response": finished}))
    for number, (name, data) in enumerate(steps):
        yield name, {"type": name, "sequence_number": number, **data}
