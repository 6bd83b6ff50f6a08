"""What commits and sessions state as learned or decided, in their own words.

Learned: freeze the clock in tests that retry Learned (tool usage): `git log -S` finds the commit that removed a line
Decision: sessions live in Postgres

In a commit message such a statement may run over several lines, to the next blank line, label or trailer; a category
of the notebook may stand in brackets behind the label. Nothing in a code fence or a quotation counts.
"""

from __future__ import annotations

import re

from trailnote.distill import said
from trailnote.distill.notebook import CATEGORIES, UNCATEGORISED

_LABEL = re.compile(
    r"(?P<label>[A-Za-z]+(?:[ -][A-Za-z]+)?)[ ]?(?:[(\[](?P<category>[^)\]]{3,24})[)\]])?:[ \t]+(?P<text>.*)"
)
_TRAILER = re.compile(r"[A-Z][A-Za-z]*(?:-[A-Za-z]+)*:[ \t]")
_LEAST_WORDS = 2
_LIMIT = 1000
_MOST = 20


class Stated:
    """One statement: `namespace` is learnings or decisions, `category` one of the notebook's or `uncategorised`."""

    __slots__ = ("category", "namespace", "text")

    def __init__(self, text: str, *, namespace: str, category: str = UNCATEGORISED) -> None:
        self.text = text
        self.namespace = namespace
        self.category = category


def in_commit(message: str) -> list[Stated]:
    """Return what a commit message states, in order, each once, at most twenty."""
    found: dict[tuple[str, str], Stated] = {}
    current: list[str] = []
    head: tuple[str, str] | None = None
    for line in [*said.prose(message), ""]:
        match = _LABEL.fullmatch(line.lstrip("-*+ ")) if line.strip() else None
        namespace = said.LABELS.get(match["label"].lower().replace("-", " ")) if match else None
        if head is not None and (namespace or not line.strip() or _TRAILER.match(line)):
            _keep(found, " ".join(current), head)
            head = None
        if match and namespace:
            head, current = (namespace, category_named(match["category"] or "")), [match["text"]]
        elif head is not None:
            current.append(line.strip())
    return list(found.values())[:_MOST]


def in_session(text: str) -> list[Stated]:
    """Return what a message of a session states on lines of their own, in order."""
    return [Stated(each.text, namespace=each.namespace) for each in said.statements(text)]


def category_named(text: str) -> str:
    """Return the notebook's category that `text` names in any spelling, else `uncategorised`."""
    key = re.sub(r"[\W_]+", "_", text.strip().casefold())
    return key if key in CATEGORIES else UNCATEGORISED


def _keep(found: dict[tuple[str, str], Stated], text: str, head: tuple[str, str]) -> None:
    plain = " ".join(text.split())[:_LIMIT]
    # A script without spaces has no words to count.
    if len(plain.split()) >= _LEAST_WORDS or (not plain.isascii() and len(plain) > _LEAST_WORDS):
        found.setdefault((head[0], plain.casefold()), Stated(plain, namespace=head[0], category=head[1]))
