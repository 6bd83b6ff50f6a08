"""The classes of words with one meaning, looked up by stem: `cached`, `memoise` and `keep result` are one class,
`cache`.

The tables are text files in `words/`; `actions.txt` tells their format.
"""

from __future__ import annotations

from math import log10

from .stem import stem
from .tables import table_lines
from .tokens import words_of

_SPEECH = {"actions": "act", "things": "thing", "qualities": "quality"}
_UNKNOWN_WEIGHT = 1.0
_NAME_WEIGHT = 1.2
_RAREST_SHARE, _COMMONEST_SHARE = 1.25, 0.45

TYPE_CHECKING = False
if TYPE_CHECKING:
    Stems = tuple[str, ...]


class Concept:
    """One class of words.

    `weight` 0..1.5 is what a statement loses without it, `telling` the same but less for what rules often speak of,
    `kind` names the siblings that exclude it, `speech` is `act`, `thing`, `quality`, or empty for a word outside the
    tables.
    """

    __slots__ = ("kind", "name", "speech", "telling", "weight")

    def __init__(self, name: str, weight: float, kind: str, *, speech: str = "") -> None:
        self.name = name
        self.weight = weight
        self.kind = kind
        self.speech = speech
        self.telling = weight * _RAREST_SHARE


class Lexicon:
    """The tables, indexed.

    `phrases` maps a first stem to the rest of each phrase and its class, longest phrase first; `words` single words as
    they are written, since `duplicate` and `duplication`, `order` and `orderly` share a stem and no more.
    """

    __slots__ = ("concepts", "opposites", "phrases", "related", "words")

    def __init__(self) -> None:
        self.concepts: dict[str, Concept] = {}
        self.words: dict[str, Concept] = {}
        found: dict[Stems, Concept] = {}
        members: list[tuple[Stems, Concept]] = []
        for table, speech in _SPEECH.items():
            self._read(table, speech, found, members)
        for stems, concept in members:
            found.setdefault(stems, concept)
        self.phrases: dict[str, list[tuple[Stems, Concept]]] = {}
        for stems, concept in sorted(found.items(), key=lambda item: (-len(item[0]), item[0])):
            self.phrases.setdefault(stems[0], []).append((stems[1:], concept))
        self._weigh()
        self.opposites = _pairs("opposites")
        self.related = _pairs("related")

    def _read(self, table: str, speech: str, found: dict[Stems, Concept], members: list[tuple[Stems, Concept]]) -> None:
        weight, kind = 1.0, ""
        for line in table_lines(table):
            if line.startswith("["):
                number, _, kind = line.strip("[]").partition(" ")
                weight = float(number)
                continue
            name, _, rest = line.partition(":")
            concept = self.concepts.get(name)
            if concept is None:
                concept = self.concepts[name] = Concept(name, weight, kind, speech=speech)
                found.setdefault(stems_of(name), concept)
                self.words[name] = concept
            elif kind and not concept.kind:
                concept.kind = kind
            for word in filter(None, map(str.strip, rest.split(","))):
                members.append((stems_of(word), concept))
                self.words.setdefault(word, concept)

    def _weigh(self) -> None:
        for line in table_lines("common"):
            count, _, names = line.partition(": ")
            for name in names.split(", "):
                concept = self.concepts[name]
                concept.telling = concept.weight * _share(int(count))

    def longest(self, words: list[str], stems: list[str], start: int) -> tuple[Concept, int] | None:
        """Return the class of the longest phrase at `start` and how many words it takes, or None."""
        rows = self.phrases.get(stems[start], ())
        for rest, concept in rows:
            end = start + 1 + len(rest)
            if not rest:
                break
            if tuple(stems[start + 1 : end]) == rest:
                return concept, end - start
        written = self.words.get(words[start])
        if written is not None:
            return written, 1
        if rows and not rows[-1][0]:
            return rows[-1][1], 1
        return self._compared(stems[start])

    def _compared(self, word: str) -> tuple[Concept, int] | None:
        """Look up the quality that `simplest` and `smaller` compare."""
        for ending in ("est", "er"):
            if word.endswith(ending) and len(word) > 5:
                base = word[: -len(ending)]
                for short in (stem(base + "e"), stem(base), stem(base[:-1])):
                    for rest, concept in self.phrases.get(short, ()):
                        if not rest and concept.speech == "quality":
                            return concept, 1
        return None


def _share(in_a_thousand: int) -> float:
    """Return what is left of a class's weight: that two rules both speak of tests says little."""
    return max(_COMMONEST_SHARE, min(_RAREST_SHARE, 1 - 0.5 * log10(in_a_thousand / 4)))


def stems_of(text: str) -> Stems:
    """Return the stems of a phrase of the tables."""
    return tuple(stem(token.word) for token in words_of(text))


def _pairs(table: str) -> dict[str, frozenset[str]]:
    gathered: dict[str, set[str]] = {}
    for line in table_lines(table):
        left, _, right = line.partition(": ")
        gathered.setdefault(left, set()).add(right)
        gathered.setdefault(right, set()).add(left)
    return {name: frozenset(names) for name, names in gathered.items()}


_lexicon: Lexicon | None = None


def lexicon() -> Lexicon:
    """Return the tables, read once per process."""
    global _lexicon
    if _lexicon is None:
        _lexicon = Lexicon()
    return _lexicon


def unknown(word: str, *, name: bool) -> Concept:
    """Return a class of its own for a word outside the tables; a proper name counts for more than a common word."""
    return Concept(word, _NAME_WEIGHT if name else _UNKNOWN_WEIGHT, "")
