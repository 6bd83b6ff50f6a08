"""Put Trailnote's hooks and its MCP server into a client's JSON text, find them there again, take them out.

Clients know `{"hooks": {EVENT: [{"matcher": ..., "hooks": [{"type": "command", "command": ...}]}]}}`, or the inner
entries alone in the list of the event, and `{"mcpServers": {NAME: {"command": ..., "args": [...]}}}`. Hooks go last in
their list: Codex keeps a person's trust under the position of a hook, so whatever stood there must keep its place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from . import windows
from .editors import TextError, json_text, line_of
from .editors.json_syntax import Node, parse
from .recognise import SERVER_NAME, hook_command, runs_hook, runs_server

Existing = frozenset[tuple[str, ...]]
NONE: Existing = frozenset()


@dataclass(frozen=True, slots=True)
class Shape:
    """How a client writes a hook: the names of its members, in how many parts of a second a time limit is given,
    whether entries stand in groups, which `version` the file must name (0 for none)."""

    command: str = "command"
    timeout: str = "timeout"
    per_second: int = 1
    typed: bool = True
    named: bool = False
    grouped: bool = True
    version: int = 0
    windows: str = ""  # the member that is run in the place of the command on Windows


CLAUDE = Shape()


@dataclass(frozen=True, slots=True)
class Hook:
    """One event of a client and the script that serves it; `timeout_s` is whole seconds.

    `client` is the word that the command passes on, `matcher` what the event is narrowed to ("" for all).
    """

    event: str
    script: str
    timeout_s: int
    client: str = ""
    matcher: str = ""
    shape: Shape = CLAUDE

    @property
    def command(self) -> str:
        """Return the command that is run."""
        return hook_command(self.script, self.client)

    def handler(self) -> dict[str, object]:
        """Return the innermost entry."""
        shape = self.shape
        found: dict[str, object] = {"type": "command"} if shape.typed else {}
        if shape.named:
            found["name"] = f"{SERVER_NAME} {self.script}"
        found |= {shape.command: self.command}
        if shape.windows:
            found[shape.windows] = windows.hook_command(" ".join(filter(None, (self.script, self.client))))
        return found | {shape.timeout: self.timeout_s * shape.per_second}

    def entry(self) -> dict[str, object]:
        """Return what goes into the list of the event."""
        outer: dict[str, object] = {"matcher": self.matcher} if self.matcher else {}
        return outer | ({"hooks": [self.handler()]} if self.shape.grouped else self.handler())


RULES = "trailnote"
VERSION = "version"
COMMANDS = ("command", "bash")


def wire_hooks(text: str, hooks: Sequence[Hook]) -> str:
    """Return `text` with each of `hooks` there once: added last, or brought up to date where it stands."""
    wanted = {hook.event: hook for hook in hooks}
    for event in _events(text):
        if event not in wanted:
            text = _take_out_of_event(text, event, keep=0, existing=NONE)
    version = hooks[0].shape.version
    if version and json_text.find(text, (VERSION,)) is None:
        text = json_text.add(text, (), version, name=VERSION)
    for hook in hooks:
        found = _ours(text, hook.event)
        if not found:
            text = json_text.add(text, ("hooks", hook.event), hook.entry())
            continue
        text = _take_out_of_event(text, hook.event, keep=1, existing=NONE)
        command = json_text.find(text, (*found[0], hook.shape.command))
        if command is None or command.string() != hook.command:
            # An entry that stands alone in its list is its own group.
            text = json_text.replace(text, found[0], hook.handler() if hook.shape.grouped else hook.entry())
    return text


def unwire_hooks(text: str, existing: Existing = NONE) -> str:
    """Return `text` without our hooks, and without the containers that this empties unless they are in `existing`."""
    before = text
    for event in _events(text):
        text = _take_out_of_event(text, event, keep=0, existing=existing)
    # Without a receipt `existing` is empty, and a version goes with the last of the hooks alone.
    is_last = bool(existing) or json_text.find(text, ("hooks",)) is None
    if text != before and (VERSION,) not in existing and is_last:
        version = json_text.find(text, (VERSION,))
        text = json_text.remove(text, (VERSION,)) if version is not None and version.raw == "1" else text
    return _without_rules(text)


def _without_rules(text: str) -> str:
    """Return `text` without the rules that `trailnote promote --to settings` put under a key of ours."""
    node = json_text.find(text, (RULES,))
    ours = node is not None and node.kind == "object" and [entry.key for entry in node.entries] == ["rules"]
    return json_text.remove(text, (RULES,)) if ours else text


def _events(text: str) -> list[str]:
    node = json_text.container(text, ("hooks",), "object")
    return [] if node is None else list(dict.fromkeys(str(entry.key) for entry in node.entries))


def _ours(text: str, event: str) -> list[json_text.Path]:
    """Return the paths of our entries of `event`, in groups and alone."""
    groups = json_text.container(text, ("hooks", event), "array")
    found: list[json_text.Path] = []
    for number, group in enumerate(groups.entries if groups else []):
        if group.value.kind != "object":
            continue
        at = ("hooks", event, number)
        if _runs_ours(group.value):
            found.append(at)
        inner = group.value.member("hooks")
        for item, entry in enumerate(inner.entries if inner is not None and inner.kind == "array" else []):
            if entry.value.kind == "object" and _runs_ours(entry.value):
                found.append((*at, "hooks", item))
    return found


def _runs_ours(entry: Node) -> bool:
    commands = (entry.member(name) for name in COMMANDS)
    return any(command is not None and runs_hook(command.string() or "") for command in commands)


def _take_out_of_event(text: str, event: str, *, keep: int, existing: Existing) -> str:
    found = _ours(text, event)[keep:]
    for path in reversed(found):
        inner = json_text.find(text, path[:-1])
        is_alone = len(path) > 3 and inner is not None and len(inner.entries) == 1
        text = json_text.remove(text, path[:3] if is_alone else path)
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


def hook_containers(text: str) -> Existing:
    """Return the paths of the containers that our hooks would lie in and that `text` has already."""
    found: set[tuple[str, ...]] = set()
    hooks = json_text.container(text, ("hooks",), "object")
    if hooks is not None:
        found.add(("hooks",))
        found.update(("hooks", str(entry.key)) for entry in hooks.entries if entry.value.kind == "array")
    if json_text.find(text, (VERSION,)) is not None:
        found.add((VERSION,))
    return frozenset(found)


def server_containers(text: str, *, at: Keys = SERVERS) -> Existing:
    """Return the paths of the containers that our MCP server would lie in and that `text` has already."""
    depths = range(1, len(at) + 1)
    return frozenset(at[:depth] for depth in depths if json_text.container(text, at[:depth], "object") is not None)


def has_nothing(text: str) -> bool:
    """Return whether `text` says nothing: white space, or an empty object without a comment."""
    root = parse(text)
    return "".join(text.strip("\ufeff").split()) in ("", "{}") and (root is None or not root.entries)
