"""The word tables in `words/`: text files of one entry a line, `#` before a comment."""

from __future__ import annotations

import os

_FOLDER = os.path.join(os.path.dirname(__file__), "words")


def table_lines(table: str) -> list[str]:
    """Return the lines of a table, without comments and blanks."""
    with open(os.path.join(_FOLDER, table + ".txt"), encoding="utf-8") as file:
        return [line.strip() for line in file if line.strip() and not line.startswith("#")]


def table_words(table: str) -> frozenset[str]:
    """Return the words of a table that is a plain list."""
    return frozenset(word for line in table_lines(table) for word in line.split())
