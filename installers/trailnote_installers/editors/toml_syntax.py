"""Find where each table header and each pair of a TOML text stands.

`tomllib` says what a text means but not where; this walks the statements of a text that `tomllib` has already accepted,
and so need not judge it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

Path = tuple[str, ...]

_KEY = re.compile(r"""[ \t]*(?:([A-Za-z0-9_-]+)|("(?:[^"\\\n]|\\.)*")|'([^'\n]*)')[ \t]*""")
_STRINGS = (
    re.compile(r'"""(?:[^\\]|\\.)*?"{3,5}', re.DOTALL),
    re.compile(r"'''.*?'{3,5}", re.DOTALL),
    re.compile(r'"(?:[^"\\\n]|\\.)*"'),
    re.compile(r"'[^'\n]*'"),
)


@dataclass(frozen=True, slots=True)
class Statement:
    """One header (`kind` table or array) or pair, with its whole path from the root.

    `text[start:end]` are its lines, their last line end included. A pair's value is `text[value_start:value_end]`.
    """

    kind: str
    path: Path
    start: int
    end: int
    value_start: int = 0
    value_end: int = 0


def statements(text: str) -> list[Statement]:
    """Return the statements of a valid TOML text, in order."""
    found: list[Statement] = []
    table: Path = ()
    at = 1 if text.startswith("\ufeff") else 0
    while at < len(text):
        start = at
        at = _spaces(text, at)
        if at >= len(text) or text[at] in "#\r\n":
            at = _line_end(text, at)
        elif text[at] == "[":
            double = text.startswith("[[", at)
            table, at = keys(text, at + (2 if double else 1))
            at = _line_end(text, at)
            found.append(Statement("array" if double else "table", table, start, at))
        else:
            path, at = keys(text, at)
            value = _spaces(text, at + 1)
            value_end = value_stop(text, value)
            at = _line_end(text, value_end)
            found.append(Statement("pair", table + path, start, at, value, value_end))
    return found


def keys(text: str, at: int) -> tuple[Path, int]:
    """Return the dotted key at `at` and where it ends."""
    parts: list[str] = []
    while True:
        found = _KEY.match(text, at)
        if not found:
            return tuple(parts), at
        bare, basic, literal = found.groups()
        parts.append(bare if bare is not None else _unquoted(basic) if basic is not None else literal)
        at = found.end()
        if text[at : at + 1] != ".":
            return tuple(parts), at
        at += 1


def _unquoted(basic: str) -> str:
    import tomllib

    return str(tomllib.loads("k = " + basic)["k"])


def value_stop(text: str, at: int) -> int:
    """Return where the value that begins at `at` ends: before a comma, a closing bracket, a comment or a line end."""
    depth, end = 0, at
    while at < len(text):
        char = text[at]
        if char in "\"'":
            at = end = _string_end(text, at)
            continue
        if depth == 0 and char in ",]}#\r\n":
            return end
        if char == "#":
            at = _line_end(text, at)
            continue
        depth += (char in "[{") - (char in "]}")
        at += 1
        if char not in " \t":
            end = at
    return end


def _string_end(text: str, at: int) -> int:
    for pattern in _STRINGS:
        found = pattern.match(text, at)
        if found:
            return found.end()
    return len(text)


def _spaces(text: str, at: int) -> int:
    while text[at : at + 1] in (" ", "\t"):
        at += 1
    return at


def _line_end(text: str, at: int) -> int:
    stop = text.find("\n", at)
    return len(text) if stop < 0 else stop + 1


def inline_pairs(text: str, start: int) -> list[Statement]:
    """Return the pairs of the inline table whose brace stands at `start`, each ending before its comma."""
    found: list[Statement] = []
    at = _gap(text, start + 1)
    while text[at] != "}":
        begin = at
        path, at = keys(text, at)
        value = _gap(text, at + 1)
        end = value_stop(text, value)
        found.append(Statement("pair", path, begin, end, value, end))
        at = _gap(text, end)
        if text[at] == ",":
            at = _gap(text, at + 1)
    return found


def _gap(text: str, at: int) -> int:
    while text[at] in " \t\r\n#":
        at = _line_end(text, at) if text[at] == "#" else at + 1
    return at
