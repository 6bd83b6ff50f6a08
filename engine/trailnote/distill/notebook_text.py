"""An entry's text as its writer sees it: without front matter and comments, every line in its place."""

from __future__ import annotations

import re

_FENCE = re.compile(r" {0,3}(?:[-*+>] +)*(`{3,}|~{3,})")
_FRONT = re.compile(r"---\n(?:.*\n)*?(?:---|\.\.\.)[ \t]*\n")
_DOT = re.compile(r"^([ \t]*)[•‣◦][ \t]+", re.MULTILINE)
_PLAIN = re.compile(r"[^`<]*(?:`+[^`]*`+|<(?!!--)|`)*")


def read_by_eye(text: str) -> tuple[str, bool]:
    """Return the text without front matter and comments, with `•` as the bullet it is meant as, and whether all
    comments end.

    Markdown ends a comment that stands in a paragraph at the blank line; whoever wrote it meant it to end at its
    arrow.
    """
    text, ended = _visible(text)
    front = _FRONT.match(text)
    if front and ":" in front[0]:
        text = "\n" * front[0].count("\n") + text[front.end() :]
    return _DOT.sub(r"\1- ", text), ended


def _visible(text: str) -> tuple[str, bool]:
    if "<!--" not in text:
        return text, True
    kept: list[str] = []
    fence, hidden = "", False
    for line in text.split("\n"):
        opened = _FENCE.match(line)
        if not hidden and opened and (not fence or (opened[1].startswith(fence) and not line.strip(" -*+>`~"))):
            fence = "" if fence else opened[1]
        elif not fence:
            line, hidden = _uncommented(line, hidden=hidden)
        kept.append(line)
    return "\n".join(kept), not hidden


def _uncommented(line: str, *, hidden: bool) -> tuple[str, bool]:
    shown = ""
    while line:
        if hidden:
            _, arrow, line = line.partition("-->")
            hidden = not arrow
            continue
        code = _PLAIN.match(line)
        end = code.end() if code else 0
        if end == 0 and line.startswith("<!--"):
            hidden, line = True, line[4:]
            continue
        shown, line = shown + line[: end or 1], line[end or 1 :]
    return shown, hidden
