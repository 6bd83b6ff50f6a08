"""Keep one managed block in a Markdown text: between two marker lines, every other byte as it stands."""

from __future__ import annotations

import re

from . import TextError, line_of, newline_of

BEGIN = "<!-- trailnote:begin -->"
END = "<!-- trailnote:end -->"

_MARKER = re.compile(r"^[ \t]*<!--[ \t]*trailnote:(begin|end)[ \t]*-->[ \t]*(?:\r?\n|\Z)", re.MULTILINE)
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})[^\r\n]*$", re.MULTILINE)


def span(text: str) -> tuple[int, int] | None:
    """Return where the block stands, marker lines included, or None. Markers inside a code fence are text.

    Raise TextError for two blocks, or a marker without its partner: nobody can tell which text is whose.
    """
    found = [marker for marker in _MARKER.finditer(text) if not _fenced(text, marker.start())]
    kinds = [marker.group(1) for marker in found]
    if not kinds:
        return None
    if kinds == ["begin", "end"]:
        return found[0].start(), found[1].end()
    if kinds.count("begin") > 1:
        second = [marker for marker in found if marker.group(1) == "begin"][1]
        raise TextError(line_of(text, second.start()), "a second trailnote:begin; keep one block and delete the other")
    lonely = found[0]
    raise TextError(
        line_of(text, lonely.start()), f"trailnote:{lonely.group(1)} without its partner; restore or delete it"
    )


def _fenced(text: str, offset: int) -> bool:
    fence = ""
    for found in _FENCE.finditer(text, 0, offset):
        mark = found.group(1)
        if not fence:
            fence = mark
        elif mark[0] == fence[0] and len(mark) >= len(fence) and not found.group().strip(" `~"):
            fence = ""
    return bool(fence)


def put(text: str, body: str) -> str:
    """Return `text` with the block holding `body`: in its place where it is, else after a blank line at the end."""
    newline = newline_of(text)
    lines = [BEGIN, *body.strip("\n").split("\n"), END]
    block = newline.join(line.rstrip("\r") for line in lines)
    there = span(text)
    if there is not None:
        old_end = "" if not text[: there[1]].endswith("\n") else newline
        return text[: there[0]] + block + old_end + text[there[1] :]
    if not text.strip("\ufeff \t\r\n"):
        return text + block + newline
    if text.endswith("\n"):
        return text + newline + block + newline
    # A file whose last line had no line end gets it back that way when the block goes.
    return text + newline + newline + block


def take_out(text: str) -> str:
    """Return `text` without the block and the blank line before it; `text` itself when there is none."""
    there = span(text)
    if there is None:
        return text
    head, tail = text[: there[0]], text[there[1] :]
    blank = re.search(r"\n(\r?\n)\Z", head)
    if blank and head.strip("\ufeff \t\r\n") and (not tail or tail.startswith(("\n", "\r\n"))):
        head = head[: blank.start(1)]
    if not tail and not text.endswith("\n"):
        head = re.sub(r"\r?\n\Z", "", head)
    return head + tail
