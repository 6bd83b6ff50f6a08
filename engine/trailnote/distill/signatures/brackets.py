"""Reading a printed literal or expression without being led astray by what stands in its quotes and brackets."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


def top_level(text: str) -> Iterator[int]:
    """Yield the indices of `text` that stand outside of every bracket and every quoted string."""
    depth, quote, escaped = 0, "", False
    for i, c in enumerate(text):
        if quote:
            if not escaped and c == quote:
                quote = ""
            escaped = not escaped and c == "\\"
        elif c in "'\"":
            quote = c
        elif c in "([{":
            depth += 1
        elif c in ")]}":
            depth -= 1
        elif depth == 0:
            yield i
