"""A scripted model that speaks Anthropic's Messages API, as Claude Code calls it."""

from __future__ import annotations

import itertools
import json
import os
import re
from collections.abc import Iterator

from tests.clients.loopback import Answer, ScriptedModel
from tests.clients.script import Action, Edit, Hang, Json, Kind, Mcp, Read, Request, Say, Shell, Write

# Phrases of Claude Code's compaction prompt (2.1.329); a request that ends with one asks for a summary.
COMPACTION_PHRASES = ("create a detailed summary of", "summary of the conversation so far")
FILE_TOOLS = frozenset({"Bash", "Read", "Write", "Edit"})
SUMMARY = "<summary>The work so far was summarised.</summary>"
SIDE_ANSWER = '{"title": "a title", "isNewTopic": false}'
MCP_ATTEMPTS = 60  # of half a second: what a server may take to start on a busy machine


class MessagesModel(ScriptedModel):
    """Plays actions to Claude Code; compaction, titles and other side requests take none."""

    _ids = itertools.count(1)

    def __init__(self, actions: list[Action], *, cwd: str) -> None:
        super().__init__(actions, cwd=cwd)
        self._attempts = 0
        self._searched = False

    def steps(self, action: Action) -> Iterator[Action]:
        """Read before an edit: the client refuses to edit what the model has not read."""
        if isinstance(action, Edit):
            yield Read(action.path_rel)
        yield action

    def classify(self, path: str, headers: dict[str, str], body: Json) -> Kind:
        """Tell the main loop (it offers file tools and streams) from what runs beside it."""
        if path != "/v1/messages":
            return "other"
        if _asks_for_summary(body):
            return "compaction"
        if "x-claude-code-agent-id" in headers:
            return "subagent"
        names = {tool.get("name") for tool in body.get("tools") or []}
        return "main" if body.get("stream") and names & FILE_TOOLS else "side"

    def answer_get(self, path: str) -> Answer:
        """List no models."""
        return Answer(payload={"data": [], "has_more": False})

    def answer_post(self, path: str, kind: Kind, body: Json) -> Answer:
        """Answer with the next action of the script, or with a constant for what is not the main loop."""
        if path.endswith("/count_tokens"):
            return Answer(payload={"input_tokens": len(json.dumps(body)) // 4})
        if kind == "other":
            return Answer()
        if kind == "main":
            action = self.take()
            self.wait_if_hanging(action)
            return self._reply(body, [self._block(action, body)], action.input_tokens)
        text = {"compaction": SUMMARY, "subagent": "done"}.get(kind, SIDE_ANSWER)
        return self._reply(body, [{"type": "text", "text": text}], 100)

    def _block(self, action: Action, body: Json) -> Json:
        """Return the content block that makes the client do the action."""
        match action:
            case Say(text=text):
                return {"type": "text", "text": text}
            case Hang():
                return {"type": "text", "text": "late"}
            case Shell(command=command):
                return self._tool("Bash", {"command": command, "description": "run it"})
            case Write(path_rel=path_rel, text=text):
                return self._tool("Write", {"file_path": self._path(path_rel), "content": text})
            case Read(path_rel=path_rel):
                return self._tool("Read", {"file_path": self._path(path_rel)})
            case Edit(path_rel=path_rel, old=old, new=new):
                return self._tool("Edit", {"file_path": self._path(path_rel), "old_string": old, "new_string": new})
            case Mcp():
                return self._mcp(action, body)

    def _mcp(self, action: Mcp, body: Json) -> Json:
        """Call the tool if it is offered; search for it if it is deferred; else let time pass and try again."""
        pattern = re.compile(rf"\bmcp__\w*trailnote\w*__{action.tool}\b")
        offered = [str(tool.get("name")) for tool in body.get("tools") or []]
        name = next((name for name in offered if pattern.fullmatch(name)), None)
        if name:
            return self._tool(name, action.arguments)
        deferred = pattern.search("\n".join(Request("main", "", {}, body).texts))
        if deferred and self._searched:
            return self._tool(deferred.group(), action.arguments)
        self.give_back(action)
        if deferred:
            self._searched = True
            return self._tool("ToolSearch", {"query": f"select:{deferred.group()}", "max_results": 3})
        self._attempts += 1
        if self._attempts > MCP_ATTEMPTS:
            self.take()
            return {"type": "text", "text": f"the tool {action.tool} was never offered"}
        return self._tool("Bash", {"command": "sleep 0.5", "description": "wait"})

    def _path(self, path_rel: str) -> str:
        return os.path.join(self.cwd, path_rel)

    def _tool(self, name: str, arguments: Json) -> Json:
        return {"type": "tool_use", "id": f"toolu_{next(self._ids):08d}", "name": name, "input": arguments}

    def _reply(self, body: Json, blocks: list[Json], input_tokens: int) -> Answer:
        """Wrap content blocks in a message, streamed when the client asked for a stream."""
        usage = {"input_tokens": input_tokens, "output_tokens": 20}
        usage |= {"cache_creation_input_tokens": 0, "cache_read_input_tokens": 0}
        reason = "tool_use" if any(block["type"] == "tool_use" for block in blocks) else "end_turn"
        message: Json = {"id": f"msg_{next(self._ids):08d}", "type": "message", "role": "assistant", "usage": usage}
        message |= {"model": body.get("model"), "stop_sequence": None}
        if not body.get("stream"):
            return Answer(payload={**message, "content": blocks, "stop_reason": reason})
        opening = {**message, "content": [], "stop_reason": None}
        closing = {"delta": {"stop_reason": reason, "stop_sequence": None}, "usage": usage}
        events = [("message_start", {"message": opening}), *_block_events(blocks)]
        events += [("message_delta", closing), ("message_stop", {})]
        return Answer(events=tuple((name, {"type": name, **data}) for name, data in events))


def _block_events(blocks: list[Json]) -> Iterator[tuple[str, Json]]:
    """Yield the events that stream content blocks."""
    for index, block in enumerate(blocks):
        if block["type"] == "text":
            empty, delta = {**block, "text": ""}, {"type": "text_delta", "text": block["text"]}
        else:
            empty = {**block, "input": {}}
            delta = {"type": "input_json_delta", "partial_json": json.dumps(block["input"])}
        yield "content_block_start", {"index": index, "content_block": empty}
        yield "content_block_delta", {"index": index, "delta": delta}
        yield "content_block_stop", {"index": index}


def _asks_for_summary(body: Json) -> bool:
    """Tell whether the last message of the user, or the system text, is the compaction prompt."""
    users = [message for message in body.get("messages") or [] if message.get("role") == "user"]
    last = Request("other", "", {}, {"system": body.get("system"), "messages": users[-1:]}).texts
    return any(phrase in text.lower() for text in last for phrase in COMPACTION_PHRASES)
