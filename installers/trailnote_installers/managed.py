"""The configuration files that Trailnote writes into, each with how its entries go in and come out.

A `ManagedFile` is the one thing that the planner knows of a client: it knows no format, and the client no disk.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from . import entries
from .editors import TextError, markdown_block, toml_text
from .editors.json_syntax import holds, liberties, parse
from .entries import NONE, Existing, Hook
from .recognise import SERVER_NAME, runs_server, server_words

SKILL = os.path.join(".claude", "skills", "trailnote", "SKILL.md")  # of `promote --to skill`
UNION = "trailnote.md merge=union"  # what `share on` adds to .claude/rules/.gitattributes
PLUGIN_MARK = "// trailnote: written by Trailnote's installer"
SERVER_TABLE = ("mcp_servers", SERVER_NAME)
LIBERTIES = {"mark": "begins with a byte order mark", "comment": "has comments", "comma": "has a trailing comma"}
# Measured on Claude Code 2.1.329 and Codex 0.169.0: either ignores such a file whole, in silence.
REFUSED = ("comment", "comma")


@dataclass(frozen=True, slots=True)
class ManagedFile:
    """A client's file and the edits on its text.

    `wire` puts our entries in, once; `unwire` takes them out and leaves alone the containers it is given; `containers`
    tells which of those a text has; `is_within(inner, outer)` says whether all values of one text are in another.
    """

    path: str
    holds: str
    wire: Callable[[str], str]
    unwire: Callable[[str, Existing], str]
    containers: Callable[[str], Existing]
    has_nothing: Callable[[str], bool]
    is_within: Callable[[str, str], bool]
    unread: Callable[[str], str] = lambda _text: ""  # why its client would read nothing of a text, "" if it reads it
    mode: int = 0o644
    made_by_us: bool = False  # without a receipt: the file is ours by its name
    promoted: bool = False  # `trailnote promote` made the file


def both(hooks: ManagedFile, server: ManagedFile) -> ManagedFile:
    """Return the one JSON file that holds our hooks and our MCP server."""
    return replace(
        server,
        holds=f"{hooks.holds} and {server.holds}",
        wire=lambda text: server.wire(hooks.wire(text)),
        unwire=lambda text, existing: server.unwire(hooks.unwire(text, existing), existing),
        containers=lambda text: hooks.containers(text) | server.containers(text),
    )


def json_hooks(path: str, hooks: tuple[Hook, ...], *, mark_is_read: bool = True) -> ManagedFile:
    """Return the JSON file at `path` as the holder of `hooks`; `mark_is_read`: the client takes a byte order mark."""
    return ManagedFile(
        path,
        "hooks",
        lambda text: entries.wire_hooks(text, hooks),
        entries.unwire_hooks,
        entries.hook_containers,
        entries.has_nothing,
        _json_within,
        lambda text: _why_unread(text, REFUSED if mark_is_read else (*REFUSED, "mark")),
    )


def json_server(
    path: str,
    extra: dict[str, object],
    *,
    at: entries.Keys = entries.SERVERS,
    one_list: bool = False,
    takes_comments: bool = False,
    refuses: tuple[str, ...] = (),
    mode: int = 0o644,
    platform: str = sys.platform,
) -> ManagedFile:
    """Return the JSON file at `path` as the holder of the MCP server; `extra` are members that the client asks for.

    The entry lies in the object at `at`; with `one_list` its command is one list with the arguments. With
    `takes_comments` the client reads all that `json_syntax.liberties` names but what `refuses` says.
    """
    command, args = server_words(platform)
    words: dict[str, object] = {"command": [command, *args]} if one_list else {"command": command, "args": args}
    value: dict[str, object] = {**extra, **words}
    return ManagedFile(
        path,
        "MCP server",
        lambda text: entries.wire_server(text, value, at=at),
        lambda text, existing: entries.unwire_server(text, existing, at=at),
        lambda text: entries.server_containers(text, at=at),
        entries.has_nothing,
        _json_within,
        lambda text: _why_unread(text, refuses if takes_comments else REFUSED),
        mode,
    )


def _why_unread(text: str, refused: Sequence[str]) -> str:
    """Return what of `text` a client refuses, "" for nothing."""
    try:
        found = liberties(text)
        if not found & {"comment", "comma"}:  # Python's own reader is a second opinion on what we wrote
            json.loads(text.strip("\ufeff \t\r\n") or "{}")
    except (TextError, ValueError):
        return "is not JSON"
    return " and ".join(words for liberty, words in LIBERTIES.items() if liberty in found and liberty in refused)


def _json_within(inner: str, outer: str) -> bool:
    # A text without a value says as much as an empty object.
    return holds(parse(outer) or parse("{}"), parse(inner))


def markdown_block_in(path: str, *, made: bool = False) -> ManagedFile:
    """Return the Markdown file at `path` as the holder of the block that `trailnote promote` writes.

    A file of our own name, and one that `promote` made, goes with its block; a person's stays, if empty.
    """
    own = made or os.path.basename(path) == "trailnote.md" or path.endswith(SKILL)
    return ManagedFile(
        path,
        "managed block",
        lambda text: text,
        lambda text, _existing: _without_block(text, path),
        lambda _text: NONE,
        lambda text: own and not text.strip("\ufeff \t\r\n"),
        lambda inner, outer: len(inner) <= len(outer),
        made_by_us=own,
    )


def _without_block(text: str, path: str) -> str:
    rest = markdown_block.take_out(text)
    ours = path.endswith(SKILL) and rest.startswith("---\nname: trailnote\n")
    return "" if ours and rest.rstrip().endswith("\n# Rules of this project") else rest


def plugin_at(path: str, text: str) -> ManagedFile:
    """Return the file at `path` that is to be `text` as a whole; its first line begins with PLUGIN_MARK."""

    def wire(found: str) -> str:
        if found.strip() and not found.startswith(PLUGIN_MARK):
            raise TextError(1, "is not Trailnote's plugin; rename it or take it out")
        return text

    return ManagedFile(
        path,
        "plugin",
        wire,
        lambda found, _existing: "" if found.startswith(PLUGIN_MARK) else found,
        lambda _text: NONE,
        lambda found: not found.strip(),
        lambda inner, outer: len(inner) <= len(outer),
        made_by_us=True,
    )


def merge_attributes_in(path: str) -> ManagedFile:
    """Return the attributes file beside the rules, to which `trailnote share` adds one line."""
    return ManagedFile(
        path,
        "merge attribute",
        lambda text: text,
        lambda text, _existing: "".join(line for line in text.splitlines(keepends=True) if line.strip() != UNION),
        lambda _text: NONE,
        lambda text: not text.strip("\ufeff \t\r\n"),
        lambda inner, outer: len(inner) <= len(outer),
        made_by_us=True,
    )


def toml_server(path: str, extra: dict[str, toml_text.Value], *, platform: str = sys.platform) -> ManagedFile:
    """Return the TOML file at `path` as the holder of the MCP server; `extra` are keys that the client asks for."""
    command, args = server_words(platform)
    values: dict[str, toml_text.Value] = {"command": command, "args": args, **extra}

    def wire(text: str) -> str:
        found = _toml_servers(text)
        if not found:
            if toml_text.table_at(text, SERVER_TABLE) is not None:
                line = toml_text.line_of_table(text, SERVER_TABLE)
                raise TextError(line, f'there is another MCP server named "{SERVER_NAME}"; rename it or take it out')
            return toml_text.add_table(text, SERVER_TABLE, values)
        for name in found[1:]:
            text = toml_text.remove_table(text, ("mcp_servers", name))
        table = toml_text.table_at(text, ("mcp_servers", found[0])) or {}
        for key in ("command", "args"):
            if table.get(key) != values[key]:
                text = toml_text.set_value(text, ("mcp_servers", found[0], key), values[key])
        return text

    def unwire(text: str, _existing: Existing = NONE) -> str:
        for name in _toml_servers(text):
            text = toml_text.remove_table(text, ("mcp_servers", name))
        return text

    return ManagedFile(
        path,
        "MCP server",
        wire,
        unwire,
        lambda _text: NONE,
        lambda text: not text.strip("\ufeff \t\r\n"),
        _toml_within,
        _toml_unread,
    )


def _toml_unread(text: str) -> str:
    try:
        toml_text.load(text)
    except TextError as error:
        return f"is not TOML (line {error.line}: {error.reason})"
    return ""


def _toml_servers(text: str) -> list[str]:
    servers = toml_text.table_at(text, ("mcp_servers",)) or {}
    return [
        name
        for name, table in servers.items()
        if isinstance(table, dict) and runs_server(table.get("command"), table.get("args"))
    ]


def _toml_within(inner: str, outer: str) -> bool:
    return _value_within(toml_text.load(inner), toml_text.load(outer))


def _value_within(inner: object, outer: object) -> bool:
    if isinstance(inner, dict) and isinstance(outer, dict):
        return all(
            (key in outer and _value_within(value, outer[key])) or (key not in outer and value == {})
            for key, value in inner.items()
        )
    # repr, since a not-a-number is unequal to itself.
    return repr(inner) == repr(outer)
