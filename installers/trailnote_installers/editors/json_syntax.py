"""Read JSON with comments, trailing commas and a byte order mark into nodes that know where they stand in the text.

Accepted beyond RFC 8259: `//` and `/* */` comments, one trailing comma per container, a leading U+FEFF, and a text
without any value. Everything else (unquoted keys, single quotes, NaN) is refused, since the clients refuse it too.
"""

from __future__ import annotations

import functools
import json
import re
from dataclasses import dataclass

from . import TextError, line_of

MAX_DEPTH = 150  # the deepest settings file seen has 9 levels; Python's own stack ends near 1,000

_TRIVIA = re.compile(r"(?:[ \t\r\n]+|//[^\r\n]*|/\*.*?\*/)*", re.DOTALL)
_STRING = re.compile(r'"[^"\\\x00-\x1f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*)*"')
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_LITERAL = re.compile(r"(?:true|false|null)\b")


@dataclass(slots=True)
class Entry:
    """A member of an object (`key` is a string) or an item of an array (`key` is None).

    `start` is where the key, or the item, begins; `comma` is where its following comma stands, or None.
    """

    key: str | None
    start: int
    key_end: int
    value: Node
    comma: int | None = None


@dataclass(slots=True)
class Node:
    """A value: `kind` is object, array, string, number or literal; `text[start:end]` is what it says.

    What a container holds is read when it is asked for: where Python's own reader finds its end (`is_strict`), that is
    a hundred times as fast, and a client's file may have megabytes of which an edit touches a line.
    """

    kind: str
    start: int
    end: int
    raw: str = ""
    text: str = ""
    depth: int = 0
    is_strict: bool = False
    inner: list[Entry] | None = None

    @property
    def entries(self) -> list[Entry]:
        """The members of an object, the items of an array; none of any other value."""
        if self.inner is None:
            self.inner = []
            if self.is_strict:
                self.inner = _container(self.text, self.start, depth=self.depth).inner or []
        return self.inner

    def member(self, key: str) -> Node | None:
        """Return the value of the last member named `key` (the one that clients read), or None."""
        found = None
        for entry in self.entries:
            if entry.key == key:
                found = entry.value
        return found

    def string(self) -> str | None:
        """Return a string's value, or None when this is no string."""
        return str(json.loads(self.raw)) if self.kind == "string" else None


@functools.lru_cache(maxsize=4)  # an edit asks several questions of one text
def parse(text: str) -> Node | None:
    """Return the root value of `text`, or None when it holds no value; not to be changed by the caller.

    Raise TextError where the text is not JSON.
    """
    at = _skip(text, 1 if text.startswith("\ufeff") else 0)
    if at == len(text):
        return None
    root = _value(text, at, depth=0)
    at = _skip(text, root.end)
    if at != len(text):
        raise TextError(line_of(text, at), "there is more text after the end of the value")
    return root


def _skip(text: str, at: int) -> int:
    found = _TRIVIA.match(text, at)
    end = found.end() if found else at
    if text.startswith("/*", end):
        raise TextError(line_of(text, end), "a comment is not closed")
    return end


def _value(text: str, at: int, *, depth: int) -> Node:
    if depth > MAX_DEPTH:
        raise TextError(line_of(text, at), f"nested deeper than {MAX_DEPTH} levels")
    first = text[at : at + 1]
    if first in ("{", "["):
        return (_passed_over(text, at, depth=depth) if depth else None) or _container(text, at, depth=depth)
    for kind, pattern in (("string", _STRING), ("number", _NUMBER), ("literal", _LITERAL)):
        found = pattern.match(text, at)
        if found:
            return Node(kind, at, found.end(), found.group())
    what = f"{first!r}" if first else "the end of the file"
    raise TextError(line_of(text, at), f"expected a value, found {what}")


def _refused(constant: str) -> None:
    raise ValueError(constant)


_READER = json.JSONDecoder(parse_constant=_refused)
_NO_BRACKET = re.compile(r'"(?:[^"\\]|\\.)*"|[^][{}"]+', re.DOTALL)


def _passed_over(text: str, at: int, *, depth: int) -> Node | None:
    """Return a container whose inside is not looked at yet; None where it is not RFC 8259's, or too deep."""
    try:
        _, end = _READER.raw_decode(text, at)
    except (ValueError, RecursionError):
        return None
    if depth + _levels(text[at:end]) > MAX_DEPTH:
        return None
    return Node("object" if text[at] == "{" else "array", at, end, text=text, depth=depth, is_strict=True)


@functools.lru_cache(maxsize=64)  # of one text after the other, most of which stays
def _levels(value: str) -> int:
    deepest = level = 0
    for bracket in _NO_BRACKET.sub("", value):
        level += 1 if bracket in "[{" else -1
        deepest = max(deepest, level)
    return deepest


def _container(text: str, at: int, *, depth: int) -> Node:
    is_object = text[at] == "{"
    close = "}" if is_object else "]"
    entries: list[Entry] = []
    node = Node("object" if is_object else "array", at, at, text=text, depth=depth, inner=entries)
    at = _skip(text, at + 1)
    while text[at : at + 1] != close:
        if entries and entries[-1].comma is None:
            raise TextError(line_of(text, at), f"expected ',' or '{close}'")
        entry = _entry(text, at, is_object=is_object, depth=depth)
        entries.append(entry)
        at = _skip(text, entry.value.end)
        if text[at : at + 1] == ",":
            entry.comma = at
            at = _skip(text, at + 1)
    node.end = at + 1
    return node


def _entry(text: str, at: int, *, is_object: bool, depth: int) -> Entry:
    if not is_object:
        return Entry(None, at, at, _value(text, at, depth=depth + 1))
    found = _STRING.match(text, at)
    if not found:
        raise TextError(line_of(text, at), "expected a member name in double quotes")
    colon = _skip(text, found.end())
    if text[colon : colon + 1] != ":":
        raise TextError(line_of(text, colon), "expected ':' after the member name")
    value = _value(text, _skip(text, colon + 1), depth=depth + 1)
    return Entry(str(json.loads(found.group())), at, found.end(), value)


_COMMENT = re.compile(r'"(?:[^"\\]|\\.)*"|(//|/\*)', re.DOTALL)


def liberties(text: str) -> frozenset[str]:
    """Return what `text` takes beyond RFC 8259: "mark" (a byte order mark), "comment", "comma" (a trailing one).

    Raise TextError where the text is not JSON even so.
    """
    root, found = parse(text), set()
    if text.startswith("\ufeff"):
        found.add("mark")
    if any(match.group(1) for match in _COMMENT.finditer(text)):
        found.add("comment")
    nodes = [] if root is None else [root]
    while nodes:
        node = nodes.pop()
        if node.is_strict:
            continue
        nodes += [entry.value for entry in node.entries]
        if node.entries and node.entries[-1].comma is not None:
            found.add("comma")
    return frozenset(found)


def last_comment_end(text: str, start: int, end: int) -> tuple[int, bool]:
    """Return where the last comment of `text[start:end]` ends (`start` without one), and whether it is a `//` one."""
    at, kept, line_comment = start, start, False
    while at < end:
        if text.startswith("//", at) or text.startswith("/*", at):
            line_comment = text[at + 1] == "/"
            found = re.compile(r"//[^\r\n]*" if line_comment else r"/\*.*?\*/", re.DOTALL).match(text, at, end)
            at = kept = found.end() if found else end
        else:
            at += 1
    return kept, line_comment


def canonical(node: Node | None) -> object:
    """Return a value to compare nodes by: numbers as written, members in order, repeated names kept."""
    if node is None:
        return None
    if node.kind == "object":
        return ("object", tuple((entry.key, canonical(entry.value)) for entry in node.entries))
    if node.kind == "array":
        return ("array", tuple(canonical(entry.value) for entry in node.entries))
    return (node.kind, node.string() if node.kind == "string" else node.raw)


def holds(outer: Node | None, inner: Node | None) -> bool:
    """Return whether every value of `inner` is still in `outer`: members by name, items in their order."""
    if inner is None:
        return True
    if outer is None or outer.kind != inner.kind:
        return False
    if inner.text and outer.text[outer.start : outer.end] == inner.text[inner.start : inner.end]:
        return True
    if inner.kind == "object":
        return _members_held(outer, inner)
    if inner.kind == "array":
        rest = iter(outer.entries)
        return all(any(holds(candidate.value, entry.value) for candidate in rest) for entry in inner.entries)
    return canonical(outer) == canonical(inner)


def _members_held(outer: Node, inner: Node) -> bool:
    rest = iter(outer.entries)
    return all(
        any(candidate.key == entry.key and holds(candidate.value, entry.value) for candidate in rest)
        for entry in inner.entries
    )
