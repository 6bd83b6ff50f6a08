"""What a person's terminal is shown: text from outside without what steers it, hides or turns letters around."""

from __future__ import annotations

import os
import re
import sys
from typing import Any, TextIO

from trailnote.render.quoting import seen

# colours and weights, as rich writes them; all but the one that conceals
_STYLE = re.compile(r"(\x1b\[(?:(?!8m|8;)[0-9;])*m)")


class Seen:
    """A text stream that writes to `stream` only what can be seen, styles apart."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write `text` without control, escape, bidirectional, zero-width and tag characters; return its length."""
        if text.isascii() and text.replace("\n", "").isprintable():
            self._stream.write(text)
        else:
            parts = _STYLE.split(text)
            self._stream.write("".join([part if at % 2 else seen(part) for at, part in enumerate(parts)]))
        return len(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def guard() -> None:
    """Put `Seen` before standard output where that is a terminal; what goes to a file or a pipe stays exact."""
    if os.isatty(1) and sys.stdout.isatty():
        sys.stdout = Seen(sys.stdout)  # it has what print, click and rich use of one
