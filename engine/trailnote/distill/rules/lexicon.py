"""The classes of words with one meaning, looked up by stem: `cached`, `memoise` and `keep result` are the class `cache`."""

from __future__ import annotations

from .stem import stem
from .tokens import words_of
from .words_actions import ACTIONS
from .words_qualities import OPPOSITES, QUALITIES, RELATED
from .words_things import THINGS

_UNKNOWN_WEIGHT = 1.0


class Concept:
    """One class of words: `weight` 0..1.5 is what a statement loses without it, `kind` names the siblings that exclude it,
    `speech` is `act`, `thing`, `quality`, or '' for a word outside the tables."""

    __slots__ = ("kind", "name", "speech", "weight")

    def __init__(self, name: str, weight: float, kind: str, *, speech: str = "") -> None:
        self.speech = speech
        self.name = name
        self.weight = weight
        self.kind = kind


class Lexicon:
    """The tables, indexed. `phrases` maps a first stem to its (rest of the stems, concept), longest first."""

    __slots__ = ("concepts", "opposites", "phrases", "related")

    def __init__(self) -> None:
        self.concepts: dict[str, Concept] = {}
        found: dict[tuple[str, ...], Concept] = {}
        members: list[tuple[tuple[str, ...], Concept]] = []
        for table, speech in ((ACTIONS, "act"), (THINGS, "thing"), (QUALITIES, "quality")):
            self._read(table, speech, found, members)
        for stems, concept in members:
            found.setdefault(stems, concept)
        self.phrases: dict[str, list[tuple[tuple[str, ...], Concept]]] = {}
        for stems, concept in sorted(found.items(), key=lambda item: (-len(item[0]), item[0])):
            self.phrases.setdefault(stems[0], []).append((stems[1:], concept))
        self.opposites = self._pairs(OPPOSITES)
        self.related = self._pairs(RELATED)

    def _read(
        self, table: str, speech: str, found: dict[tuple[str, ...], Concept], members: list[tuple[tuple[str, ...], Concept]]
    ) -> None:
        weight, kind = 1.0, ""
        for line in table.splitlines():
            if not line.strip():
                continue
            if line.startswith("["):
                number, _, kind = line.strip("[] ").partition(" ")
                weight = float(number)
                continue
            name, _, rest = line.partition(": ")
            name = name.strip()
            concept = self.concepts.get(name)
            if concept is None:
                concept = self.concepts[name] = Concept(name, weight, kind, speech=speech)
                found.setdefault(stems_of(name), concept)
            elif kind and not concept.kind:
                concept.kind = kind
            members.extend((stems_of(word), concept) for word in rest.split(", ") if word.strip())

    def _pairs(self, table: str) -> dict[str, frozenset[str]]:
        gathered: dict[str, set[str]] = {}
        for line in table.splitlines():
            left, colon, right = line.partition(": ")
            if colon:
                gathered.setdefault(left.strip(), set()).add(right.strip())
                gathered.setdefault(right.strip(), set()).add(left.strip())
        return {name: frozenset(names) for name, names in gathered.items()}

    def longest(self, stems: list[str], start: int) -> tuple[Concept, int] | None:
        """Return the class of the longest phrase at `start` and how many stems it takes, or None."""
        for rest, concept in self.phrases.get(stems[start], ()):
            end = start + 1 + len(rest)
            if not rest or tuple(stems[start + 1 : end]) == rest:
                return concept, end - start
        word = stems[start]
        for ending in ("est", "er"):  # "simplest", "smaller"
            if word.endswith(ending) and len(word) > 5:
                base = stem(word[: -len(ending)] + "e"), stem(word[: -len(ending)]), stem(word[: -len(ending) - 1])
                for rest, concept in (entry for short in base for entry in self.phrases.get(short, ())):
                    if not rest and concept.speech == "quality":
                        return concept, 1
        return None


def stems_of(text: str) -> tuple[str, ...]:
    """Return the stems of a phrase of the tables."""
    return tuple(stem(token.word) for token in words_of(text))


_lexicon: Lexicon | None = None


def lexicon() -> Lexicon:
    """Return the tables, read once per process."""
    global _lexicon
    if _lexicon is None:
        _lexicon = Lexicon()
    return _lexicon


def unknown(word: str, *, name: bool) -> Concept:
    """Return a class of its own for a word outside the tables; a proper name counts for more than a common word."""
    return Concept(word, 1.2 if name else _UNKNOWN_WEIGHT, "")
