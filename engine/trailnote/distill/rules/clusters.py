"""Learnings into rules, one at a time: each is compared with the few wordings that share its rarest terms.

What holds, in any order of arrival: learnings of equal words are one rule; none joins a rule that a wording of
contradicts it; an id, once minted, stays with its rule. `add_all` sorts what it is given, so that a rebuild of the
same learnings gives the same rules and ids; and where "says the same" is transitive over the learnings, any order
gives the same rules.
"""

from __future__ import annotations

import zlib
from datetime import date as Date
from functools import lru_cache
from itertools import combinations

from trailnote.model import digest
from trailnote.store import rules
from trailnote.store.rules import Wording

from .clauses import Reading, Term
from .compare import CONTRADICTS, OTHER_CONTENT, SAME, compare_readings
from .reading import read
from .wording import other_wording

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Sequence

    Similarity = Callable[[str, Sequence[str]], Sequence[float]]

HIGH, MEDIUM, LOW = "high", "medium", "low"
_HIGH_SOURCES = 3
_RECENT_DAYS = 30
_TERMS = 6
_SINGLES = 3
_TELLING = 0.25
_SURE = 0.85
_RARITY = {"": 0, "thing": 1, "quality": 2, "act": 3}


class Learning:
    """One statement to learn from. `id` is its memory's, `source` where it was said, `date` `YYYY-MM-DD`."""

    __slots__ = ("category", "date", "id", "source", "tags", "text")

    def __init__(
        self, id: str, *, text: str, source: str, date: str, category: str = "", tags: Iterable[str] = ()
    ) -> None:
        self.id = id
        self.text = text
        self.source = source
        self.date = date
        self.category = category
        self.tags = tuple(tags)


class Clusters:
    """The rules in a database, grown by one learning after another. The caller holds the transaction.

    `similarity` gives the cosines of one text with others, from a local sentence model, when there is one.
    """

    def __init__(self, db: sqlite3.Connection, similarity: Similarity | None = None) -> None:
        self._db = db
        self._similarity = similarity

    def add(self, learning: Learning) -> str:
        """Put a learning into the rule that says the same, or into a new one; return the rule's id.

        A learning that is there already is left as it is; one whose text, source or date changed is put in anew.
        """
        known = rules.has_learning(self._db, learning.id)
        if known is not None:
            if (known.text, known.source, known.date) == (learning.text, learning.source, learning.date):
                return known.rule
            rules.drop_learning(self._db, learning.id)
        reading = _read(learning.text)
        words = digest(*reading.words) if reading.words else digest(learning.text)
        wording = Wording(
            learning=learning.id,
            text=learning.text,
            source=learning.source,
            date=learning.date,
            category=learning.category,
            tags=learning.tags,
            words=words,
            numbers=_numbers(reading),
        )
        rule = rules.of_words(self._db, words)
        if rule is not None:
            rules.add_wording(self._db, rule, wording, ())
            return rule
        terms = terms_of(reading)
        rule, quarrels = self._place(learning.text, reading, wording.numbers, terms)
        if rule is None:
            rule = rules.mint(self._db, digest(words, "rule"), wording=wording).id
        rules.add_wording(self._db, rule, wording, terms)
        for other in quarrels:
            rules.link(self._db, rule, other)
        return rule

    def add_all(self, learnings: Iterable[Learning]) -> None:
        """Put learnings in, oldest first, so that the same ones give the same rules in whatever order they come."""
        for learning in sorted(learnings, key=lambda each: (each.date, each.source, each.text, each.id)):
            self.add(learning)

    def remove(self, learning_id: str) -> None:
        """Take a learning out. An undecided rule goes with its last one; what a person decided stays."""
        rules.drop_learning(self._db, learning_id)

    def _place(self, text: str, reading: Reading, numbers: str, terms: list[int]) -> tuple[str | None, set[str]]:
        """Return the rule that says the same as `reading` or None, and the rules that contradict it."""
        near = [wording for wording in rules.near(self._db, terms) if wording.numbers == numbers]
        cosines: Sequence[float | None] = [None] * len(near)
        if self._similarity is not None and near:
            cosines = self._similarity(text, [wording.text for wording in near])
        same: list[tuple[float, int, str]] = []
        quarrels: set[str] = set()
        other: set[str] = set()  # rules of which a wording differs for a reason that no likeness outweighs
        settled = 0  # how many terms the wording shared that surely says the same
        for wording, cosine in zip(near, cosines, strict=True):
            if wording.shared < settled:
                break
            verdict = compare_readings(reading, _read(wording.text), cosine)
            if verdict.kind == SAME:
                same.append((-verdict.score, wording.n, wording.rule))
                settled = wording.shared if verdict.score >= _SURE else settled
            elif verdict.kind == CONTRADICTS:
                quarrels.add(wording.rule)
            elif verdict.reason != OTHER_CONTENT:
                other.add(wording.rule)
        for _, _, rule in sorted(same):
            said = [wording.text for wording in near if wording.rule == rule]
            if rule not in quarrels and rule not in other and self._fits(reading, rule, said):
                return rule, quarrels
        return None, quarrels

    def _fits(self, reading: Reading, rule: str, said: Sequence[str]) -> bool:
        """Tell whether nothing keeps `reading` apart from a rule's first wording and the nearest others.

        Without this, likeness would wander from wording to wording.
        """
        found = rules.get(self._db, rule)
        if found is None:
            return False
        verdict = compare_readings(reading, _read(found.text))
        alike = verdict.kind == SAME or verdict.reason == OTHER_CONTENT
        return alike and not any(other_wording(reading, _read(text)) for text in {found.text, *said})


def confidence(sources: int, last_date: str, today: Date) -> str:
    """Return high (3 or more sources, seen within 30 days), medium (2 or more) or low."""
    if sources >= _HIGH_SOURCES and _days_since(last_date, today) <= _RECENT_DAYS:
        return HIGH
    return MEDIUM if sources > 1 else LOW


def _days_since(date: str, today: Date) -> int:
    try:
        return (today - Date.fromisoformat(date)).days
    except ValueError:
        return _RECENT_DAYS + 1


@lru_cache(maxsize=8192)
def _read(text: str) -> Reading:
    """Read the statement itself: its first line, without the nested ones that explain it."""
    return read(text.partition("\n")[0])


def terms_of(reading: Reading) -> list[int]:
    """Return what a statement is found by: numbers for each two of its six rarest terms, and for each of a few alone.

    Rarity is told by the kind of word, never by counts, so that both sides of a comparison choose alike.
    """
    telling = {term.concept.name: term for term in reading.terms if term.concept.weight >= _TELLING}
    rarest = sorted(telling.values(), key=_rarity)[:_TERMS]
    names = sorted(term.concept.name for term in rarest)
    keys = ["\0".join(pair) for pair in combinations(names, 2)]
    if len(names) <= _SINGLES:
        keys += names
    return [zlib.crc32(key.encode()) for key in keys]


def _rarity(term: Term) -> tuple[int, float, str]:
    return _RARITY[term.concept.speech], -term.concept.weight, term.concept.name


def _numbers(reading: Reading) -> str:
    return " ".join(sorted(f"{value:g}{unit}" for value, unit in (n.key() for n in reading.numbers if not n.loose)))
