"""Change one value of a JSON text and leave every other byte as it stands.

A path is a tuple of member names and item numbers. What is added comes last in its container, in the container's own
manner (one line or many, its indentation, its line ends, a trailing comma where one was); what is taken out takes its
comma and its white space with it, comments stay. Taking out what was added gives back the text that was there before,
an empty container's inner white space excepted.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from . import TextError, line_of, newline_of
from .json_syntax import Entry, Node, last_comment_end, parse

type_names = {
    "object": "an object",
    "array": "a list",
    "string": "a string",
    "number": "a number",
    "literal": "a literal",
}

Path = tuple[str | int, ...]
_LOOKED_AT = 1000  # entries, for the manner of a text


@dataclass(frozen=True, slots=True)
class Style:
    """How a text is laid out: one indentation step, the line end, what follows a name and what parts inline entries."""

    unit: str
    newline: str
    colon: str
    comma: str
    one_line: bool


def style_of(text: str, root: Node | None) -> Style:
    """Return the layout of `text`; two spaces and line feeds where it does not show one."""
    colon, comma = ": ", ", "
    entries = list(islice(_all_entries(root), _LOOKED_AT))
    for entry in entries:
        if entry.key is not None:
            colon = ":" if text[entry.value.start - 1] == ":" else ": "
            break
    for entry in entries:
        if entry.comma is not None and text[entry.comma + 1 : entry.comma + 2] not in ("\r", "\n"):
            comma = ", " if text[entry.comma + 1 : entry.comma + 2] in (" ", "\t", "/", "") else ","
            break
    one_line = root is not None and bool(root.entries) and "\n" not in text[root.start : root.end]
    unit = "" if root is None else _unit(text, root)
    return Style(unit or "  ", newline_of(text), colon, comma, one_line)


def _all_entries(node: Node | None) -> Iterator[Entry]:
    for entry in node.entries if node is not None else ():
        yield entry
        yield from _all_entries(entry.value)


def _unit(text: str, node: Node) -> str:
    if text.find("\n", node.start, node.end) < 0:
        return ""
    outer = _indent_at(text, node.start)
    for entry in node.entries:
        if _begins_line(text, entry.start):
            inner = _indent_at(text, entry.start)
            if inner.startswith(outer) and len(inner) > len(outer):
                return inner[len(outer) :]
    for entry in node.entries:
        unit = _unit(text, entry.value) if entry.value.entries else ""
        if unit:
            return unit
    return ""


def _line_start(text: str, at: int) -> int:
    return max(text.rfind("\n", 0, at) + 1, 1 if text.startswith("\ufeff") else 0)


def _indent_at(text: str, at: int) -> str:
    start = end = _line_start(text, at)
    while end < at and text[end] in " \t":
        end += 1
    return text[start:end]


def _begins_line(text: str, at: int) -> bool:
    while at > 0 and text[at - 1] in " \t":
        at -= 1
    return at > 0 and _line_start(text, at) == at


def render(value: object, style: Style, *, indent: str, inline: bool) -> str:
    """Return `value` as JSON in the manner of `style`, its first line at `indent`."""
    if inline or not isinstance(value, dict | list) or not value:
        return json.dumps(value, ensure_ascii=False, separators=(style.comma, style.colon))
    deeper = indent + style.unit
    if isinstance(value, dict):
        parts = [_name(key, style) + render(item, style, indent=deeper, inline=False) for key, item in value.items()]
    else:
        parts = [render(item, style, indent=deeper, inline=False) for item in value]
    open_, close = ("{", "}") if isinstance(value, dict) else ("[", "]")
    body = ("," + style.newline + deeper).join(parts)
    return f"{open_}{style.newline}{deeper}{body}{style.newline}{indent}{close}"


def _name(key: str, style: Style) -> str:
    return json.dumps(key, ensure_ascii=False) + style.colon


def find(text: str, path: Path) -> Node | None:
    """Return the value at `path`, or None where a part of the path is missing."""
    node = parse(text)
    for step in path:
        if node is None:
            return None
        if isinstance(step, str):
            node = node.member(step)
        else:
            node = node.entries[step].value if 0 <= step < len(node.entries) else None
    return node


def container(text: str, path: Path, kind: str) -> Node | None:
    """Return the object or list (`kind`) at `path`, or None when it is missing.

    Raise TextError where something else stands there, or where a name on the way is there twice.
    """
    node, shown = parse(text), "the top level"
    for step in (*path, None):
        wanted = kind if step is None else ("object" if isinstance(step, str) else "array")
        if node is None:
            return None
        if node.kind != wanted:
            raise TextError(line_of(text, node.start), f"{shown} is {type_names[node.kind]}, not {type_names[wanted]}")
        if step is None:
            return node
        if isinstance(step, str):
            twice = [entry for entry in node.entries if entry.key == step]
            if len(twice) > 1:
                raise TextError(line_of(text, twice[1].start), f'"{step}" is there twice; keep one of the two')
            node = twice[0].value if twice else None
        else:
            node = node.entries[step].value if 0 <= step < len(node.entries) else None
        shown = f'"{step}"'
    return None


def add(text: str, path: Path, value: object, *, name: str | None = None) -> str:
    """Return `text` with `value` added last in the container at `path`: as member `name`, or as an item without one.

    Objects on the way that are missing are made. A text without a value becomes an object first.
    """
    root = parse(text)
    if root is None:
        return _fill_empty_text(text, _wrapped(path, value, name))
    for depth in range(len(path) + 1):
        kind = "array" if depth == len(path) and name is None else "object"
        if container(text, path[:depth], kind) is None:
            missing = path[depth - 1 :]
            return add(text, path[: depth - 1], _wrapped(missing[1:], value, name), name=str(missing[0]))
    node = container(text, path, "array" if name is None else "object")
    if node is None:
        raise TextError(1, "the text has no value")
    style = style_of(text, root)
    return _add_entry(text, node, value, name=name, style=style)


def _wrapped(path: Path, value: object, name: str | None) -> object:
    inner: object = {name: value} if name is not None else [value]
    for step in reversed(path):
        inner = {str(step): inner}
    return inner


def _fill_empty_text(text: str, value: object) -> str:
    style = style_of(text, None)
    body = render(value, style, indent="", inline=False)
    if not text.strip("\ufeff \t\r\n"):
        return text + body + style.newline
    return text + ("" if text.endswith("\n") else style.newline) + body + style.newline


def _add_entry(text: str, node: Node, value: object, *, name: str | None, style: Style) -> str:
    last = node.entries[-1] if node.entries else None
    inline = style.one_line if last is None else not _begins_line(text, last.start)
    after = node.start + 1 if last is None else (last.value.end if last.comma is None else last.comma + 1)
    kept, in_line_comment = last_comment_end(text, after, node.end - 1)
    own_line = not inline or in_line_comment
    beside = node.start if last is None or inline else last.start
    indent = _indent_at(text, beside) + (style.unit if beside == node.start else "")
    body = (_name(name, style) if name is not None else "") + render(value, style, indent=indent, inline=inline)
    if last is not None and last.comma is not None:
        body += ","
    gap = style.comma[1:] if last is not None else ""
    lead = style.newline + indent if own_line else gap
    tail = text[kept : node.end - 1]
    if last is None and own_line and "\n" not in tail:
        tail = style.newline + _indent_at(text, node.start)
    comma = "," if last is not None and last.comma is None else ""
    return text[:after] + comma + text[after:kept] + lead + body + tail + text[node.end - 1 :]


def replace(text: str, path: Path, value: object) -> str:
    """Return `text` with the value at `path` replaced, in the layout of what was there."""
    node = find(text, path)
    if node is None:
        raise TextError(1, "nothing stands at " + "/".join(map(str, path)))
    style = style_of(text, parse(text))
    inline = "\n" not in text[node.start : node.end] if node.entries else style.one_line
    return (
        text[: node.start] + render(value, style, indent=_indent_at(text, node.start), inline=inline) + text[node.end :]
    )


def remove(text: str, path: Path) -> str:
    """Return `text` without the member or item at `path` and without its comma; comments beside it stay."""
    parent = find(text, path[:-1])
    index = -1 if parent is None else _index(parent, path[-1])
    if parent is None or index < 0:
        raise TextError(1, "nothing stands at " + "/".join(map(str, path)))
    entry = parent.entries[index]
    before = parent.entries[index - 1] if index else None
    opening = parent.start + 1 if before is None else int(before.comma or before.value.end) + 1
    kept, in_line_comment = last_comment_end(text, opening, entry.start)
    end, rest = entry.value.end, ""
    if entry.comma is not None:
        rest, end = text[entry.value.end : entry.comma], entry.comma + 1
        if before is None and opening == entry.start and not rest:
            end += len(text[end:]) - len(text[end:].lstrip(" \t"))
    head = text[:kept]
    if entry.comma is None and before is not None and before.comma is not None:
        head = text[: before.comma] + text[before.comma + 1 : kept]
    tail = rest + text[end:]
    if in_line_comment and not tail.lstrip(" \t").startswith(("\n", "\r")):
        tail = newline_of(text) + tail
    if len(parent.entries) == 1 and kept == opening and not (rest + text[end : parent.end - 1]).strip():
        tail = text[parent.end - 1 :]
    return head + tail


def _index(parent: Node, step: str | int) -> int:
    if isinstance(step, int):
        return step if 0 <= step < len(parent.entries) else -1
    found = [index for index, entry in enumerate(parent.entries) if entry.key == step]
    return found[-1] if found else -1
