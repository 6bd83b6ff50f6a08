"""Output as lines to read: bounded, without colours, progress bars and log prefixes."""

from __future__ import annotations

from trailnote.distill.signatures.patterns import compiled

_ANSI = r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\^_])"
HEAD_CHARS = 24 * 1024
"""How much of the beginning of an output is read; compilers and collectors name the first error there."""
TAIL_CHARS = 48 * 1024
"""How much of the end is read; runners summarise there. What lies between is never looked at."""
LINE_CHARS = 2000


def _without_colours(text: str) -> str:
    return compiled(_ANSI).sub("", text)


def window(output: str) -> str:
    """Return the head and the tail of `output`, cut at line ends, when it is longer than both together."""
    if len(output) <= HEAD_CHARS + TAIL_CHARS:
        return output
    head_end = output.rfind("\n", 0, HEAD_CHARS)
    tail_start = output.find("\n", len(output) - TAIL_CHARS)
    head = output[: head_end if head_end > 0 else HEAD_CHARS]
    return head + "\n" + output[tail_start + 1 if tail_start >= 0 else len(output) - TAIL_CHARS :]


def _last_overwrite(line: str) -> str:
    parts = [part for part in line.split("\r") if part.strip()]
    return parts[-1] if parts else ""


def read_lines(output: str) -> list[str]:
    """Return the lines of `output` that a terminal would show, right-stripped, each at most 2,000 characters."""
    text = window(output)
    if "\x1b" in text:
        text = _without_colours(text)
    if "\r" in text:
        text = text.replace("\r\n", "\n")
    lines: list[str] = []
    for raw in text.split("\n"):
        line = _last_overwrite(raw) if "\r" in raw else raw
        if len(line) > LINE_CHARS:
            line = line[: LINE_CHARS - 500] + line[-500:]
        lines.append(line.rstrip())
    return _without_stamps(lines)


def _stamp_end(line: str) -> int:
    """Return where the text after `2026-11-20T14:29:26.123Z ` or `2026-11-20 14:29:26,123 ` begins, else 0."""
    date, _, rest = line.partition(" ")
    if len(date) < 10 or date[4] != "-" or date[7] != "-" or not date[:4].isdigit():
        return 0
    clock = rest.partition(" ")[0]
    if "T" not in date and clock[2:3] == ":":
        return len(date) + 1 + len(clock) + 1
    return len(date) + 1 if "T" in date else 0


def _without_stamps(lines: list[str]) -> list[str]:
    """Drop the time at the head of each line where a log collector put one before nearly all of them."""
    head = [line for line in lines[:60] if line]
    if len(head) < 2 or sum(_stamp_end(line) > 0 for line in head) < 0.8 * len(head):
        return lines
    return [line[_stamp_end(line) :] for line in lines]
