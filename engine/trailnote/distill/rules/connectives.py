"""Words that join or turn what a statement says: negations, alternatives, conditions, orders of steps, bounds.

The table is `words/connectives.txt`: a job and the words or phrases that do it.
"""

from __future__ import annotations

from .tables import table_lines

_LONGEST = 3


class Connectives:
    """The table, indexed by the words of each phrase."""

    __slots__ = ("_heads", "_jobs")

    def __init__(self) -> None:
        self._jobs: dict[tuple[str, ...], str] = {}
        for line in table_lines("connectives"):
            job, _, rest = line.partition(": ")
            for phrase in rest.split(", "):
                self._jobs[tuple(phrase.split())] = job
        self._heads = frozenset(words[0] for words in self._jobs)

    def at(self, words: list[str], start: int) -> tuple[str, int]:
        """Return the job of the longest connective at `start` and how many words it takes; ('', 1) where there is
        none."""
        if words[start] in self._heads:
            for size in range(_LONGEST, 0, -1):
                job = self._jobs.get(tuple(words[start : start + size]))
                if job:
                    return job, size
        return "", 1

    def __contains__(self, word: object) -> bool:
        return (word,) in self._jobs


_connectives: Connectives | None = None


def connectives() -> Connectives:
    """Return the table, read once per process."""
    global _connectives
    if _connectives is None:
        _connectives = Connectives()
    return _connectives
