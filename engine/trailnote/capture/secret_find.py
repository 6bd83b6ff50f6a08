"""All finders over one text, and what continues on the next line."""

from __future__ import annotations

from trailnote.capture.secret_assignments import find_named
from trailnote.capture.secret_names import FOREIGN_ASCII
from trailnote.capture.secret_patterns import find_shapes
from trailnote.capture.secret_values import is_opaque
from trailnote.capture.secret_vendors import find_vendor_tokens, words_of

_MARGIN = " \t>+|#*-"
_JOINS = ("\\", "=", '" + \\', "' + \\", '"+ \\', '"', "'", "`", '" \\', "' \\", '" +', "' +", '"+', "'+", '",', "',", '" .', "' .", ")", "")
_LINES = 40


def find(text: str) -> list[tuple[int, int, str]]:
    """Return start, end and kind of each secret in `text`, unsorted; they can overlap."""
    spans: list[tuple[int, int, str]] = []

    def add(start: int, end: int, kind: str) -> None:
        if end > start:
            spans.append((start, end, kind))

    words = words_of(text)
    long = find_vendor_tokens(text, words, add)
    find_shapes(text, words, long, add)
    low = text.lower()
    if len(low) != len(text):  # İ becomes two characters
        low = text.replace("İ", "I").lower()
    low_words = b" ".join(words).decode().lower()
    find_named(text, low, low_words, add)
    from trailnote.capture.secret_prose import find_told

    find_told(text, low, low_words, add)
    if not text.isascii() or any(word in low_words for word in FOREIGN_ASCII):
        from trailnote.capture.secret_prose import find_foreign

        find_foreign(text, low, add)
    from trailnote.capture.secret_commands import find_in_commands, find_in_formats

    find_in_commands(text, low, words, low_words, add)
    find_in_formats(text, low, low_words, add)
    for start, end, kind in tuple(spans):
        if "\n" in text[end : end + 12]:
            _continue(text, start, end, kind, spans)
    return spans


def _continue(text: str, start: int, end: int, kind: str, spans: list[tuple[int, int, str]]) -> None:
    """Add the rest of a token that goes on behind a line break."""
    if kind in ("private-key", "password-hash", "aws-key-id") or " " in text[start:end]:
        return
    at = end - (text[end - 1] in "=\\")
    for _ in range(_LINES):
        line_end = text.find("\n", at, at + 12)
        if line_end < 0 or text[at:line_end].strip(" \r") not in _JOINS:
            return
        joined = text[at:line_end].strip(" \r")
        begin = line_end + 1
        begin += len(text[begin : begin + 80]) - len(text[begin : begin + 80].lstrip(_MARGIN))
        quoted = text[begin : begin + 1] in ('"', "'", "`")
        begin += quoted
        window = text[begin : begin + 4096]
        size = len(window) - len(window.lstrip("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+/=.%~"))
        value = window[:size]
        behind = window[size : size + 1]
        certain = joined in ("\\", "=") or (quoted and joined)
        if size < (4 if certain else 12) or behind not in ("", "\n", "\r", '"', "'", "`", " ", ")", ";", ",", "\\"):
            return
        if not (certain and (any(c.isdigit() for c in value) or is_opaque(value, 8))) and not (
            is_opaque(value, 12) and behind in ("", "\n", "\r") and line_end - start > 15
        ):
            return
        spans.append((begin, begin + size, kind))
        at = begin + size
