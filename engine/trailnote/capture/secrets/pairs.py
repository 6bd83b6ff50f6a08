"""Names and values that stand apart: pairs spelled out, cells of a row, columns of an insert, nested objects."""

from __future__ import annotations

from trailnote.capture.secrets import names
from trailnote.capture.secrets.judge import is_secret
from trailnote.capture.secrets.stand_ins import is_stand_in
from trailnote.capture.secrets.syntax import value_at
from trailnote.capture.secrets.values import is_opaque

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Add = Callable[[int, int, str], None]

_PAIR_CHARS = 240
_MARKS = ("value", "Value", "VALUE", "default", "Default", "<string>", "<Value>", "return", "content")


def take_pair(text: str, start: int, end: int, kind: str, add: Add) -> bool:
    """Add the value that goes with the name at `start:end` in a pair, and say whether there was one.

    Pairs are `{"name": "X", "value": "…"}` in either order, `- name: X` above `value: …`, elements of a plist or a row
    of an HTML table, `INSERT INTO t (a, X) VALUES (1, '…')`, `{"X": {"host": "…"}}`.
    """
    name = text[start:end]
    if _take_marked(text, name, end, kind, add) or _take_before(text, name, start, kind, add):
        return True
    follows = text[end : end + 1]
    if follows == "<" and _take_cell(text, name, end, kind, add):
        return True
    if follows in (",", ")", '"', "`") and _take_inserted(text, name, start, end, kind, add):
        return True
    return follows in ('"', "\\", "'") and _take_nested(text, name, end, kind, add)


def _take_marked(text: str, name: str, end: int, kind: str, add: Add) -> bool:
    window = text[end : end + _PAIR_CHARS]
    close = window.find("}")
    for mark in _MARKS:
        at = window.find(mark)
        if at < 0 or (0 <= close < at) or window[:at].count("\n") > 4:
            continue
        at += len(mark)
        at += len(window[at:]) - len(window[at:].lstrip("\\\"' "))
        plain = mark[0] == "<" or (mark == "return" and window[:1] == "(")
        if not plain and window[at : at + 1] not in (":", "="):
            continue
        begin = end + at - (window[at - 1] in "\"'" if plain else -1)
        begin += len(text[begin : begin + 40]) - len(text[begin : begin + 40].lstrip(" "))
        if _take_literal(text, begin, ">" if mark[0] == "<" else "=", name, kind, add):
            return True
    return False


def _take_before(text: str, name: str, start: int, kind: str, add: Add) -> bool:
    before = text[max(0, start - _PAIR_CHARS) : start]
    at = max(before.rfind('"value"'), before.rfind('"Value"'), before.rfind("value:"), before.rfind("'value'"))
    if at < 0 or "}" in before[at:]:
        return False
    begin = start - len(before) + at + 6
    lead = len(text[begin : begin + 9]) - len(text[begin : begin + 9].lstrip("\"' :"))
    if before[at] != "v" and ":" not in text[begin : begin + lead]:
        return False
    begin += lead
    if text[begin - 1] in "\"'":
        begin -= 1
    return _take_literal(text, begin, "=", name, kind, add)


def _take_cell(text: str, name: str, end: int, kind: str, add: Add) -> bool:
    """Add the text of the next element: `<td>X</td><td>…</td>`."""
    at = end
    for _ in range(6):
        close = text.find(">", at, at + 60)
        if close < 0 or text[at] != "<":
            return False
        at = close + 1
        at += len(text[at : at + 40]) - len(text[at : at + 40].lstrip())
        if text[at : at + 1] != "<":
            return _take_literal(text, at, ">", name, kind, add)
    return False


def _take_inserted(text: str, name: str, start: int, end: int, kind: str, add: Add) -> bool:
    """Add the value of a column of an SQL insert."""
    begin = text.rfind("(", max(0, start - 400), start)
    close = text.find(")", end, end + 400)
    if begin < 0 or close < 0:
        return False
    values = text[close + 1 : close + 30]
    if not values.lstrip().lower().startswith("values"):
        return False
    at = text.find("(", close + 1, close + 60) + 1
    column = text[begin:start].count(",")
    for _ in range(column):
        _, last, quoted = value_at(text, at + len(text[at : at + 9]) - len(text[at : at + 9].lstrip(" ")), ",")
        comma = text.find(",", last + quoted, last + 20)
        if comma < 0:
            return False
        at = comma + 1
    at += len(text[at : at + 9]) - len(text[at : at + 9].lstrip(" "))
    return _take_literal(text, at, "=", name, kind, add)


def _take_nested(text: str, name: str, end: int, kind: str, add: Add) -> bool:
    """Add the opaque string that an object under the name holds: `"github-oauth": {"github.com": "…"}`."""
    at = text.find("{", end, end + 8)
    if at < 0 or kind == names.PASSWORD:
        return False
    colon = text.find(":", at, at + 60)
    if colon < 0:
        return False
    start, last, quoted = value_at(text, colon + 1 + (text[colon + 1 : colon + 2] == " "), "=")
    value = text[start:last]
    if (
        quoted
        and is_opaque(value, 16)
        and not is_stand_in(value)
        and is_secret(value, kind, join="=", quoted=True, name=name)
    ):
        add(start, last, "secret")
        return True
    return False


def _take_literal(text: str, begin: int, join: str, name: str, kind: str, add: Add) -> bool:
    start, end, quoted = value_at(text, begin, join)
    value = text[start:end]
    if (
        "\n" in value
        or not value
        or (value.isalpha() and value.islower())
        or is_stand_in(value)
        or not is_secret(value, kind, join=":", quoted=quoted, name=name)
    ):
        return False
    add(start, end, "password" if kind == names.PASSWORD else "secret")
    return True
