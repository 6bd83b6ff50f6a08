"""Add a table to a TOML text, or take one out, and leave every other byte as it stands.

A table is added as the last lines of the file, where it can swallow no root key; a table inside an inline table is
added there. `tomllib` reads the result again, and the edit is refused unless every other value is still the same.

Not through `tomlkit`, which would do this in fewer lines: of 3,000 generated files (`tests/installers/configs.py`), its
release 0.15.2 added and removed one table byte for byte in 880; it could not read 294 (byte order mark), printed 394
otherwise than it had read them, changed another value of 385, raised in 408 and mixed the line ends of 519. It is also
not there before the private environment is, and a file must be refused before anything is built.
"""

from __future__ import annotations

import re
import tomllib

from . import TextError, line_of, newline_of
from .toml_syntax import Path, Statement, inline_pairs, statements

Value = str | int | list[str]


def load(text: str) -> dict[str, object]:
    """Return what the text says. Raise TextError with the line where it is not TOML."""
    try:
        return tomllib.loads(text.removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"at line (\d+)", str(error))
        line = int(at.group(1)) if at else text.count("\n") + 1
        raise TextError(line, re.sub(r"\s*\(at .*\)$", "", str(error))) from error
    except RecursionError as error:
        raise TextError(1, "nested too deep") from error


def table_at(text: str, path: Path) -> dict[str, object] | None:
    """Return the table at `path`, or None where it is missing. Raise TextError where something else stands there."""
    node: object = load(text)
    for depth, step in enumerate(path, start=1):
        if not isinstance(node, dict) or step not in node:
            return None
        node = node[step]
        if not isinstance(node, dict):
            raise TextError(_line_of_path(text, path[:depth]), f'"{".".join(path[:depth])}" is not a table')
    return node if isinstance(node, dict) else None


def line_of_table(text: str, path: Path) -> int:
    """Return the line that first speaks of the table at `path`."""
    return _line_of_path(text, path)


def _line_of_path(text: str, path: Path) -> int:
    for statement in statements(text):
        if statement.path[: len(path)] == path or (
            statement.path == path[: len(statement.path)] and statement.kind == "pair"
        ):
            return line_of(text, statement.start)
    return 1


def add_table(text: str, path: Path, values: dict[str, Value]) -> str:
    """Return `text` with the table `path` holding `values`, which must not be there yet."""
    before = load(text)
    if table_at(text, path) is not None:
        raise TextError(_line_of_path(text, path), f"[{'.'.join(path)}] is there already")
    inline = _inline_around(text, path)
    if inline is not None:
        result = _add_inline(text, inline, path[len(inline.path) :], values)
    else:
        result = _append(text, path, values)
    _same_otherwise(before, load(result), path)
    return result


def _append(text: str, path: Path, values: dict[str, Value]) -> str:
    newline = newline_of(text)
    lines = [f"[{'.'.join(_key(part) for part in path)}]"]
    lines += [f"{_key(name)} = {literal(value)}" for name, value in values.items()]
    block = newline.join(lines)
    if not text.strip("\ufeff \t\r\n"):
        # Spaces without a line end would become the block's own indentation.
        open_line = text.strip("\ufeff") and not text.endswith("\n")
        return text + newline + block if open_line else text + block + newline
    if text.endswith("\n"):
        return text + newline + block + newline
    # A file whose last line had no line end gets it back that way when the block goes.
    return text + newline + newline + block


def _add_inline(text: str, around: Statement, path: Path, values: dict[str, Value]) -> str:
    body = ", ".join(f"{_key(name)} = {literal(value)}" for name, value in values.items())
    added = f"{'.'.join(_key(part) for part in path)} = {{ {body} }}"
    pairs = inline_pairs(text, around.value_start)
    if not pairs:
        return text[: around.value_start] + f"{{ {added} }}" + text[around.value_end :]
    return text[: pairs[-1].end] + f", {added}" + text[pairs[-1].end :]


def _inline_around(text: str, path: Path) -> Statement | None:
    """Return the pair that holds an inline table in which `path` must lie, or None."""
    for statement in statements(text):
        size = len(statement.path)
        if statement.kind == "pair" and 0 < size < len(path) and statement.path == path[:size]:
            return statement
    return None


def remove_table(text: str, path: Path) -> str:
    """Return `text` without the table at `path`, its pairs and its sub-tables; `text` itself when it is not there."""
    before = load(text)
    if table_at(text, path) is None:
        return text
    inline = _inline_around(text, path)
    if inline is not None:
        result = _remove_inline(text, inline, path[len(inline.path) :])
    else:
        result = text
        for start, end in reversed(_runs(text, path)):
            result = _cut(result, start, end)
    after = load(result)
    if _lookup(after, path) is not None:
        raise TextError(_line_of_path(text, path), f"[{'.'.join(path)}] could not be taken out; remove it by hand")
    _same_otherwise(before, after, path)
    return result


def set_value(text: str, path: Path, value: Value) -> str:
    """Return `text` with the pair at `path` saying `value`; it is added where its table lacks it."""
    before = load(text)
    pair = _pair_at(text, statements(text), path)
    if pair is not None:
        result = text[: pair.value_start] + literal(value) + text[pair.value_end :]
    else:
        table = table_at(text, path[:-1]) or {}
        kept = {key: old for key, old in table.items() if isinstance(old, str | int | list)}
        result = add_table(remove_table(text, path[:-1]), path[:-1], {**kept, path[-1]: value})
    _same_otherwise(before, load(result), path)
    return result


def _pair_at(text: str, pairs: list[Statement], path: Path) -> Statement | None:
    for pair in pairs:
        size = len(pair.path)
        if pair.kind != "pair" or pair.path != path[:size]:
            continue
        if size == len(path):
            return pair
        if text[pair.value_start] == "{":
            return _pair_at(text, inline_pairs(text, pair.value_start), path[size:])
    return None


def _runs(text: str, path: Path) -> list[tuple[int, int]]:
    """Return the stretches of text that belong to the table at `path`, comments between its own lines included."""
    found: list[tuple[int, int]] = []
    adjoining = False
    for statement in statements(text):
        ours = statement.path[: len(path)] == path
        if ours and adjoining and statement.kind == "pair":
            found[-1] = (found[-1][0], statement.end)
        elif ours:
            found.append((statement.start, statement.end))
        adjoining = ours
    return found


def _cut(text: str, start: int, end: int) -> str:
    """Return `text` without `text[start:end]` and without the blank line that was put before it."""
    head, tail = text[:start], text[end:]
    last_line_open = end == len(text) and not text.endswith("\n")
    blank = re.search(r"\n(\r?\n)\Z", head)
    if blank and head.strip("\ufeff \t\r\n") and (not tail or tail.startswith(("\n", "\r\n"))):
        head = head[: blank.start(1)]
    if last_line_open:
        head = re.sub(r"\r?\n\Z", "", head)
    return head + tail


def _remove_inline(text: str, around: Statement, path: Path) -> str:
    pairs = inline_pairs(text, around.value_start)
    for index, pair in reversed(list(enumerate(pairs))):
        if pair.path[: len(path)] != path:
            continue
        if index:
            text = text[: pairs[index - 1].end] + text[pair.end :]
        elif len(pairs) > 1:
            text = text[: pair.start] + text[pairs[1].start :]
        else:
            text = text[: around.value_start] + "{}" + text[around.value_end :]
    return text


def literal(value: Value) -> str:
    """Return `value` as TOML: a literal string where that needs no escape."""
    if isinstance(value, list):
        return "[" + ", ".join(literal(item) for item in value) + "]"
    if isinstance(value, int):
        return str(value).lower()
    if '"' in value and "'" not in value and value.isprintable():
        return f"'{value}'"
    return _basic(value)


def _basic(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(char if char.isprintable() else f"\\u{ord(char):04X}" for char in escaped) + '"'


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else _basic(name)


def _lookup(data: object, path: Path) -> object:
    for step in path:
        if not isinstance(data, dict) or step not in data:
            return None
        data = data[step]
    return data


def _without(data: object, path: Path) -> object:
    """Return `data` without the value at `path`, and without the tables on the way that it alone had filled."""
    if not isinstance(data, dict) or path[0] not in data:
        return data
    rest = {key: value for key, value in data.items() if key != path[0]}
    inner = _without(data[path[0]], path[1:]) if len(path) > 1 else {}
    return {**rest, path[0]: inner} if inner else rest


def _same_otherwise(before: object, after: object, path: Path) -> None:
    # repr, since a not-a-number is unequal to itself; dictionaries are sorted, since order carries no meaning in TOML.
    if _ordered(_without(before, path)) != _ordered(_without(after, path)):
        raise TextError(1, "the edit would have changed another value, so it was not made")


def _ordered(data: object) -> str:
    if isinstance(data, dict):
        return "{" + ", ".join(f"{key!r}: {_ordered(data[key])}" for key in sorted(data)) + "}"
    if isinstance(data, list):
        return "[" + ", ".join(_ordered(item) for item in data) + "]"
    return repr(data)
