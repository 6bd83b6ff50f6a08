"""Columns under a secret-like heading: CSV, tab-separated, psql and Markdown tables."""

from __future__ import annotations

from trailnote.capture.secrets import names
from trailnote.capture.secrets.judge import is_secret
from trailnote.capture.secrets.syntax import line_begin

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Add = Callable[[int, int, str], None]

_LINE_CHARS = 1000
_ROWS = 200


def take_column(text: str, start: int, end: int, kind: str, add: Add, rows: set[int]) -> None:
    """Add the secrets in the column whose heading stands at `start:end`, if its line is the heading of a table.

    `rows` has the starts of the lines that were rows of a table before; those of this one are put in.
    """
    line_start = line_begin(text, start, _LINE_CHARS)
    if line_start in rows:
        return
    line_end = text.find("\n", end, end + _LINE_CHARS)
    if line_end < 0:
        return
    line = text[line_start:line_end]
    sign = next((s for s in ("|", ",", "\t", ";", "│") if s in line), "")
    if not sign or any(c in line for c in "={}()[]:<>$'") or ('"' in line and sign != ","):
        return
    heads = line.split(sign)
    inner = heads[1:-1] if not heads[0].strip() and not heads[-1].strip() else heads
    if len(inner) < 2 or not all(0 < len(head.strip()) < 40 for head in inner):
        return
    column = text[line_start:start].count(sign)
    pos = line_end + 1
    for _ in range(_ROWS):
        stop = text.find("\n", pos, pos + _LINE_CHARS)
        row = text[pos : stop if stop >= 0 else pos + _LINE_CHARS]
        if row.strip("-+|: ─┼├┤│"):
            rows.add(pos)
            cells = row.split(sign)
            if len(cells) != len(heads):
                return
            value = cells[column].strip(" \"'`\r")
            if value and is_secret(value, kind, join=":", quoted=True, name=text[start:end]):
                begin = pos + sum(len(cell) + 1 for cell in cells[:column]) + cells[column].find(value)
                add(begin, begin + len(value), "password" if kind == names.PASSWORD else "secret")
        if stop < 0:
            return
        pos = stop + 1
