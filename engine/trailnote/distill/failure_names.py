"""What a failure is called when it is told: with the line that the program printed, not with its skeleton.

A signature's message has signs in the place of what differs from run to run (`bad token * stream`, `local:5432`). Good
for telling two failures apart, it is bad to read; so the line that it was made of is found again in the output.
"""

from __future__ import annotations

import math

from trailnote.distill.signature import Signature, describe
from trailnote.distill.signatures.text import read_lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_NAME_CHARS = 120
_LEAST_SHARE = 0.8  # of the message's words that its line must have


def name_of(found: Signature, output: str) -> str:
    """Return the name of a failure whose signature is `found`, in the words of its redacted `output`."""
    name = describe(found)
    message = found.items[0].message if found.items else ""
    if not message or message in output:
        return name
    short = message.replace(" <- ", ", from ")[:40]
    if short not in name:
        return name
    line = _line_of(message, output)
    head, _, rest = name.partition(short)
    told = _told(line, head.rstrip(": ")) if line else ""
    if not told:
        return name
    if len(told) > _NAME_CHARS:
        told = told[:_NAME_CHARS].rsplit(" ", 1)[0] + "…"
    place = rest.rpartition(" in ")[2] if "…" not in rest else ""
    return told if not place or place in told or place in message else f"{told} in {place}"


def _told(line: str, head: str) -> str:
    """Return what `line` says, with the kind of error `head` before it; "" if it says nothing more."""
    if head and head in line:
        said = line[line.index(head) + len(head) :].lstrip(")]}")
    elif "error: " in line:
        said = line[line.rindex("error: ") + 7 :]
    else:
        said = line
    if head and said.startswith("("):  # as Python shows an exception: Error("…")
        said = said[1:].partition('")')[0].strip("(\"'")
    said = said.strip().lstrip(": ")
    if len(said) < 4:
        return ""
    return f"{head}: {said}" if head and not said.startswith(head) else said


def _line_of(message: str, output: str) -> str:
    """Return the line of `output` that `message` was made of: the first with the most of its words, "" if none has."""
    wanted = set(_words(message))
    best, most = "", max(1, math.ceil(len(wanted) * _LEAST_SHARE)) - 1
    for line in read_lines(output):
        share = len(wanted.intersection(_words(line)))
        if share > most:
            best, most = line, share
    best = best.strip().lstrip("│┃|> \t")
    return " ".join(best.removeprefix("E  ").split())


def _words(text: str) -> Iterator[str]:
    for word in "".join([c if c.isalpha() else " " for c in text.lower()]).split():
        if len(word) > 2:
            yield word
