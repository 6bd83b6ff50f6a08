"""What notes and the clients' own memory files state, and which of it says the same or contradicts.

Whole notes of one statement are compared, and the items and lines of Markdown. Only statements with half of their words
in common are looked at closely.
"""

from __future__ import annotations

import dataclasses
import os

from trailnote.distill import said
from trailnote.distill.rules.compare import CONTRADICTS, SAME, compare

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

DUPLICATE, CONTRADICTED = "duplicate", "contradicted"
_STATEMENT_CHARS = 400  # a longer text says more than one thing
_LEAST_WORDS = 3
_COMMON = 0.5  # of the words of two statements that are compared
_MOST = 2_000  # statements that are compared
_MOST_PER_WORD = 60  # of them that a word tells apart
_MARKS = "-*+0123456789.) \t>"
_SIGNS = ",.;:!?()[]{}\"'`"


@dataclasses.dataclass(frozen=True, slots=True)
class Statement:
    """One thing said. `where` is a memory's id or a file's path, `group` what it is compared within: a namespace."""

    text: str
    where: str
    advice: str
    group: str = ""


def of_markdown(text: str, path: str) -> list[Statement]:
    """Return what the lines of a client's memory file state, headings and code left out."""
    lines = (line.strip(_MARKS) for line in said.prose(text) if not line.startswith("#"))
    return [Statement(line, path, "edit the file") for line in lines if len(line.split()) >= _LEAST_WORDS]


def gone_paths(text: str, worktree: str) -> list[str]:
    """Return the files that `text` names in backticks, in folders that `worktree` has, which are not there."""
    named = [part for part in text.split("`")[1::2] if "/" in part and "." in part.rpartition("/")[2]]
    paths = [part.partition(":")[0] for part in named if not part.startswith(("/", "~", ".")) and " " not in part]
    return [
        path
        for path in dict.fromkeys(paths)
        if ".." not in path.split("/")
        and os.path.isdir(os.path.join(worktree, path.partition("/")[0]))
        and not os.path.exists(os.path.join(worktree, path))
    ]


def compared(held: Sequence[Statement]) -> Iterator[tuple[str, Statement, Statement]]:
    """Yield (duplicate or contradicted, statement, an earlier one) for each statement that another stands against.

    Notes are taken for duplicates within one namespace, the clients' lines with all.
    """
    earlier: list[tuple[Statement, frozenset[str]]] = []
    by_word: dict[str, list[int]] = {}
    for statement in held[:_MOST]:
        words = frozenset(word for part in statement.text.lower().split() if (word := part.strip(_SIGNS)))
        if not words or len(statement.text) > _STATEMENT_CHARS:
            continue
        near = {n for word in words for n in by_word.get(word, ())[-_MOST_PER_WORD:]}
        for n in sorted(near):
            other, theirs = earlier[n]
            if len(words & theirs) >= _COMMON * len(words | theirs):
                kind = _kind(statement, other)
                if kind:
                    yield kind, statement, other
                    break
        for word in words:
            by_word.setdefault(word, []).append(len(earlier))
        earlier.append((statement, words))


def _kind(statement: Statement, other: Statement) -> str:
    """Return how a statement stands to an earlier one: duplicate, contradicted or neither."""
    verdict = compare(statement.text, other.text).kind
    if verdict == CONTRADICTS:
        return CONTRADICTED
    apart = statement.group and other.group and statement.group != other.group
    return DUPLICATE if verdict == SAME and not apart and statement.where != other.where else ""
