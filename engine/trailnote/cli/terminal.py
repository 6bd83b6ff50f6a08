"""What a person is shown: text from outside without what steers a terminal, hides or turns letters around.

Whatever a verb prints goes through `Seen`, to a terminal and to a pipe alike: what is piped is read by a person too, in
a pager. What another program is to read (`--json`, an export, a patch) is written by `exact`.
"""

from __future__ import annotations

import os
import sys
from typing import Any, TextIO, cast

from trailnote.render.quoting import seen


def shown(text: str) -> str:
    """Return `text` of several lines without control, escape, bidirectional, zero-width and tag characters."""
    if text.isascii() and text.replace("\n", "").isprintable():
        return text
    return seen(text)


class Seen:
    """A text stream that writes to `stream` only what can be seen."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    def write(self, text: str) -> int:
        """Write `text` as `shown` gives it; return its length."""
        self.stream.write(shown(text))
        return len(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)


def guard() -> None:
    """Put `Seen` before standard output and standard error; it has what print, click and rich use of one."""
    sys.stdout, sys.stderr = cast("TextIO", Seen(sys.stdout)), cast("TextIO", Seen(sys.stderr))


def _under(stream: TextIO) -> TextIO:
    return stream.stream if isinstance(stream, Seen) else stream


def exact(text: str) -> None:
    """Write `text` to standard output as it is; on a terminal as `shown` gives it."""
    stream = _under(sys.stdout)
    stream.write(shown(text) if stream.isatty() else text)
    stream.flush()


def console(*, err: bool = False) -> Any:
    """Return a rich console for standard output, or standard error: plain text where that is no terminal, and
    with NO_COLOR. Its texts are `shown`, and neither markup nor the name of an emoji is read out of them."""
    from rich.console import Console
    from rich.text import Text

    class Shown(Console):
        def render_str(self, text: str, **more: Any) -> Text:
            return super().render_str(shown(text), **more)

    # The stream itself: the styles that rich writes to it are our own.
    file = _under(sys.stderr if err else sys.stdout)
    plain = bool(os.environ.get("NO_COLOR"))  # rich would leave bold in
    system: Any = None if plain else "auto"
    return Shown(file=file, highlight=False, soft_wrap=True, markup=False, emoji=False, color_system=system)
