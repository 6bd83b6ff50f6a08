"""Put Trailnote's hooks and its MCP server into a client's JSON text, find them there again, take them out.

Both clients know `{"hooks": {EVENT: [{"matcher": ..., "hooks": [{"type": "command", "command": ...}]}]}}` and
`{"mcpServers": {NAME: {"command": ..., "args": [...]}}}`. Hooks go last in their list: Codex keeps a person's trust
under the position of a hook, so whatever stood there must keep its place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .editors import TextError, json_text, line_of
from .editors.json_syntax import Node, parse
from .recognise import SERVER_NAME, hook_command, runs_hook, runs_server

Existing = frozenset[tuple[str, ...]]
NONE: Existing = frozenset()


@dataclass(frozen=True, slots=True)
class Hook:
    """One event of a client and the script that serves it; `timeout_s` is whole seconds."""

    event: str
    script: str
    timeout_s: int

    def handler(self) -> dict[str, object]:
        """Return the entry of the inner list."""
        return {"type": "command", "command": hook_command(self.script), "timeout": self.timeout_s}


RULES = "trailnote"


def wire_hooks(text: str, hooks: Sequence[Hook]) -> str:
    """Return `text` with each of `hooks` there once: added last, or brought up to date where it stands."""
    wanted = {hook.event: hook for hook in hooks}
    for event in _events(text):
        if event not in wanted:
            text = _take_out_of_event(text, event, keep=0, existing=NONE)
    for hook in hooks:
        found = _ours(text, hook.event)
        if not found:
            text = json_text.add(text, ("hooks", hook.event), {"hooks": [hook.handler()]})
            continue
        text = _take_out_of_event(text, hook.event, keep=1, existing=NONE)
        group, item = found[0]
        path = ("hooks", hook.event, group, "hooks", item)
        command = json_text.find(text, (*path, "command"))
        if command is not None and command.string() != hook_command(hook.script):
            text = json_text.replace(text, path, hook.handler())
    return text


def unwire_hooks(text: str, existing: Existing = NONE) -> str:
    """Return `text` without our hooks, and without the containers that this empties unless they are in `existing`."""
    for event in _events(text):
        text = _take_out_of_event(text, event, keep=0, existing=existing)
    return _without_rules(text)


def _without_rules(text: str) -> str:
    """Return `text` without the rules that `trailnote promote --to settings` put under a key of ours."""
    node = json_text.find(text, (RULES,))
    ours = node is not None and node.kind == "object" and [entry.key for entry in node.entries] == ["rules"]
    return json_text.remove(text, (RULES,)) if ours else text


def _events(text: str) -> list[str]:
    node = json_text.container(text, ("hooks",), "object")
    return [] if node is None else list(dict.fromkeys(str(entry.key) for entry in node.entries))


def _ours(text: str, event: str) -> list[tuple[int, int]]:
    """Return the places (group, item) of our entries of `event`."""
    groups = json_text.container(text, ("hooks", event), "array")
    found = []
    for number, group in enumerate(groups.entries if groups else []):
        inner = group.value.member("hooks") if group.value.kind == "object" else None
        for item, entry in enumerate(inner.entries if inner is not None and inner.kind == "array" else []):
            command = entry.value.member("command") if entry.value.kind == "object" else None
            if command is not None and runs_hook(command.string() or ""):
                found.append((number, item))
    return found


def _take_out_of_event(text: str, event: str, *, keep: int, existing: Existing) -> str:
    found = _ours(text, event)[keep:]
    for group, item in reversed(found):
        inner = json_text.find(text, ("hooks", event, group, "hooks"))
        is_alone = inner is not None and len(inner.entries) == 1
        text = json_text.remove(text, ("hooks", event, group) if is_alone else ("hooks", event, group, "hooks", item))
    if found:
        text = _prune(text, ("hooks", event), existing)
    return text


def _prune(text: str, path: tuple[str, ...], existing: Existing) -> str:
    while path and path not in existing and _is_empty(text, path):
        text = json_text.remove(text, path)
        path = path[:-1]
    return text


def _is_empty(text: str, path: json_text.Path) -> bool:
    node = json_text.find(text, path)
    return node is not None and node.kind in ("object", "array") and not node.entries


Keys = tuple[str, ...]
SERVERS: Keys = ("mcpServers",)


def wire_server(text: str, value: dict[str, object], *, at: Keys = SERVERS) -> str:
    """Return `text` with our MCP server there once, in the object at the path `at`.

    Raise TextError where the name belongs to somebody else's.
    """
    found = _servers(text, at)
    if not found:
        _refuse_stranger(text, at)
        return json_text.add(text, at, value, name=SERVER_NAME)
    for name in found[1:]:
        text = json_text.remove(text, (*at, name))
    node = json_text.find(text, (*at, found[0]))
    if node is not None and _command(node) != _words(value):
        text = json_text.replace(text, (*at, found[0]), value)
    return text


def unwire_server(text: str, existing: Existing = NONE, *, at: Keys = SERVERS) -> str:
    """Return `text` without our MCP server, and without the container that this empties unless it is in `existing`."""
    found = _servers(text, at)
    for name in found:
        text = json_text.remove(text, (*at, name))
    return _prune(text, at, existing) if found else text


def _servers(text: str, at: Keys) -> list[str]:
    node = json_text.container(text, at, "object")
    names = [str(entry.key) for entry in node.entries] if node is not None else []
    found = []
    for entry in node.entries if node is not None else []:
        if entry.value.kind == "object" and _is_ours(entry.value):
            if names.count(str(entry.key)) > 1:
                raise TextError(
                    line_of(text, entry.start), f'the server "{entry.key}" is there twice; keep one of the two'
                )
            found.append(str(entry.key))
    return found


def _is_ours(node: Node) -> bool:
    words = _command(node)
    return bool(words) and runs_server(words[0], words[1:])


def _words(value: dict[str, object]) -> list[object]:
    """Return command and arguments of an entry, which some clients keep in one list."""
    command, args = value.get("command"), value.get("args")
    return [*(command if isinstance(command, list) else [command]), *(args if isinstance(args, list) else [])]


def _command(node: Node) -> list[str | None]:
    command, words = node.member("command"), []
    for part in (command, node.member("args")):
        if part is not None and part.kind == "array":
            words += [entry.value.string() for entry in part.entries]
        elif part is not None and part is command:
            words.append(part.string())
    return words


def _refuse_stranger(text: str, at: Keys) -> None:
    node = json_text.find(text, (*at, SERVER_NAME))
    if node is not None:
        raise TextError(
            line_of(text, node.start), f'there is another MCP server named "{SERVER_NAME}"; rename it or take it out'
        )


def containers(text: str, *, at: Keys = SERVERS) -> Existing:
    """Return the paths of the containers that our entries would lie in and that `text` has already."""
    found: set[tuple[str, ...]] = set()
    hooks = json_text.container(text, ("hooks",), "object")
    if hooks is not None:
        found.add(("hooks",))
        found.update(("hooks", str(entry.key)) for entry in hooks.entries if entry.value.kind == "array")
    for depth in range(1, len(at) + 1):
        if json_text.container(text, at[:depth], "object") is not None:
            found.add(at[:depth])
    return frozenset(found)


def has_nothing(text: str) -> bool:
    """Return whether `text` says nothing: white space, or an empty object without a comment."""
    root = parse(text)
    return "".join(text.strip("\ufeff").split()) in ("", "{}") and (root is None or not root.entries)
