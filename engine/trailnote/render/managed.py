"""The managed block: the part of a user's Markdown file that is ours, one entry an approved text.

    <!-- trailnote:begin -->
    - Freeze the clock in tests that retry <!-- r-7c1e -->
    <!-- trailnote:end -->

An entry is found by the id in its comment, which the clients strip before a model sees it. Lines of the block that
carry no id of ours are somebody's and stay where they are.
"""

from __future__ import annotations

import re

from trailnote.errors import RefusedError, SettingsError
from trailnote.render.quoting import seen

BEGIN, END = "<!-- trailnote:begin -->", "<!-- trailnote:end -->"
_ENTRY = re.compile(r"^- (.*) <!-- ([a-z]-[0-9a-f]{4,32}) -->$", re.DOTALL)
_ID = re.compile(r"<!-- ([a-z]-[0-9a-f]{4,32}) -->$")


class Block:
    """A Markdown text split around its managed block. `before` and `after` are never changed."""

    def __init__(self, text: str, *, path: str) -> None:
        self.newline = "\r\n" if "\r\n" in text else "\n"
        lines = text.splitlines(keepends=True)
        plain, open_fence = _outside_fences(lines)
        begins = [i for i in plain if lines[i].strip() == BEGIN]
        ends = [i for i in plain if lines[i].strip() == END]
        if text.endswith("\r"):
            raise SettingsError(
                f"{path}:{len(lines)}: the last line ends with a lone carriage return; nothing was changed. "
                "End it with a line feed."
            )
        if open_fence and not begins:
            raise SettingsError(
                f"{path}:{open_fence}: a code fence is opened and never closed, so what follows would be code; "
                "nothing was changed. Close it."
            )
        if len(begins) > 1 or len(ends) > 1 or len(begins) != len(ends) or (begins and ends[0] < begins[0]):
            number = (begins + ends)[-1] + 1
            raise SettingsError(
                f"{path}:{number}: the managed block is not one pair of '{BEGIN}' and '{END}'; nothing was changed. "
                "Leave one pair, or delete both lines."
            )
        self.found = bool(begins)
        if begins:
            self.before = "".join(lines[: begins[0]])
            self.inside = [line.rstrip("\r\n") for line in lines[begins[0] + 1 : ends[0]]]
            self.after = "".join(lines[ends[0] + 1 :])
            self._end_open = not lines[ends[0]].endswith("\n")
        else:
            self.before, self.inside, self.after, self._end_open = text, [], "", False

    def entries(self) -> dict[str, str]:
        """Return the entries as {id: text}, in their order."""
        found: dict[str, str] = {}
        for start, stop in self._spans():
            match = _ENTRY.match("\n".join(self.inside[start:stop]))
            if match:
                found[match[2]] = "\n".join(
                    line[2:] if n and line.startswith("  ") else line for n, line in enumerate(match[1].split("\n"))
                )
        return found

    def add(self, id: str, text: str) -> None:
        """Append an entry, its text verbatim but for what nobody sees. RefusedError when the text would break the
        block."""
        if "<!--" in text or "-->" in text:
            raise RefusedError(
                f"{id}: its text holds an HTML comment, which would break the managed block; not written"
            )
        self.inside += _lines(id, text)

    def replace(self, id: str, text: str) -> None:
        """Give the entry of `id` another text, in its place."""
        for start, stop in self._spans():
            match = _ID.search(self.inside[stop - 1])
            if match and match[1] == id:
                self.inside[start:stop] = _lines(id, text)
                return

    def remove(self, id: str) -> bool:
        """Take the entry of `id` out; return whether there was one."""
        for start, stop in self._spans():
            match = _ID.search(self.inside[stop - 1])
            if match and match[1] == id:
                del self.inside[start:stop]
                return True
        return False

    def _spans(self) -> list[tuple[int, int]]:
        spans, start = [], -1
        for i, line in enumerate(self.inside):
            if line.startswith("- "):
                start = i
            elif start >= 0 and line and not line.startswith("  "):
                start = -1
            if start >= 0 and _ID.search(line):
                spans.append((start, i + 1))
                start = -1
        return spans

    def text(self) -> str:
        """Return the whole file. A block without any line is taken out, with the line breaks that set it apart: a blank
        line above it, and where the file had no final line break, the one that it was given."""
        if not any(line.strip() for line in self.inside):
            if not self.found or self.after:
                return self.before + self.after
            breaks = bool(self.before.strip()) + self._end_open
            apart = not self.before.strip() or self.before.endswith("\n" + self.newline)
            return self.before.removesuffix(self.newline * breaks) if apart else self.before
        before, end = self.before, END if self._end_open else END + self.newline
        if not self.found and before and not before.endswith("\n"):
            before, end = before + self.newline, END
        if not self.found and before.strip():
            before += self.newline
        body = "".join(line + self.newline for line in self.inside)
        return before + BEGIN + self.newline + body + end + self.after


def _lines(id: str, text: str) -> list[str]:
    rest = seen(text).strip().split("\n")
    body = "\n".join([rest[0], *("  " + line if line.strip() else "" for line in rest[1:])])
    return f"- {body} <!-- {id} -->".split("\n")


def _outside_fences(lines: list[str]) -> tuple[list[int], int]:
    """Return the indexes of the lines outside fenced code, and the number of the line of a fence left open, else 0."""
    plain, fence, opened = [], "", 0
    for i, line in enumerate(lines):
        bare = line.lstrip(" ")
        mark = bare[: len(bare) - len(bare.lstrip(bare[:1]))] if bare[:1] in ("`", "~") else ""
        if fence:
            if mark.startswith(fence) and not bare.strip().strip(mark[0]):
                fence, opened = "", 0
        elif len(mark) >= 3 and len(line) - len(bare) < 4:
            fence, opened = mark, i + 1
        else:
            plain.append(i)
    return plain, opened
