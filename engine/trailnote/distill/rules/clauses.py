"""The parts of one statement: terms in their places, segments between connectives, and what place gives a term.

Negation counts per clause, so that `must never be made without a timeout` is two negations and none.
"""

from __future__ import annotations

from .lexicon import Concept, lexicon

MAIN, REJECTED, PURPOSE, REPLACED = "main", "rejected", "purpose", "replaced"
FIRST, THEN, WHEN = "first", "then", "when"
_ASKING = frozenset({"main", "rest", "first", "then"})

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .quantities import Quantity


class Term:
    """One meaning in its place.

    `word` is the first stem it was said with; `sign` is +1 or -1; `role` is one of MAIN, REJECTED, PURPOSE, REPLACED;
    `stage` is FIRST, THEN, WHEN or empty; `prep` is the preposition that leads it in; `flipped` is `non` for `non-
    root` and `that` for `that are not idempotent`: said of the thing, not of the rule.
    """

    __slots__ = ("concept", "flipped", "known", "name", "prep", "role", "sign", "stage", "word")

    def __init__(self, concept: Concept, word: str, *, known: bool = True, name: bool = False, prep: str = "") -> None:
        self.concept = concept
        self.word = word
        self.known = known
        self.name = name
        self.prep = prep
        self.role = MAIN
        self.sign = 1
        self.flipped = ""
        self.stage = ""


class Segment:
    """A run of words that one connective opens; `beyond` when it speaks of more than a number."""

    __slots__ = ("beyond", "negations", "opener", "terms")

    def __init__(self, opener: str) -> None:
        self.opener = opener
        self.negations = 0
        self.beyond = False
        self.terms: list[Term] = []


class Reading:
    """What one statement means. Two statements of equal `words` are the same; `marks` are `may`, `only`, `unless`,
    `some`; `bounds` are `limit`, `least`, `beyond`, `up`, `down`; `universal` tells of `all` or `every`."""

    __slots__ = ("_by_name", "bounds", "marks", "numbers", "terms", "universal", "words")

    def __init__(self, words: tuple[str, ...]) -> None:
        self.words = words
        self.terms: list[Term] = []
        self.numbers: list[Quantity] = []
        self.marks: set[str] = set()
        self.bounds: set[str] = set()
        self.universal = False
        self._by_name: dict[str, list[Term]] | None = None

    def by_name(self) -> dict[str, list[Term]]:
        """Return the terms by the name of their class; to be called when all are in."""
        if self._by_name is None:
            self._by_name = {}
            for term in self.terms:
                self._by_name.setdefault(term.concept.name, []).append(term)
        return self._by_name


def place(segments: list[Segment], reading: Reading) -> None:
    """Give the terms of every segment their sign, role and stage, and put them into `reading`."""
    clause: list[Segment] = []
    for segment in segments:
        if segment.opener == "main" and clause:
            _place_clause(clause, reading)
            clause = []
        clause.append(segment)
    _place_clause(clause, reading)


def _place_clause(clause: list[Segment], reading: Reading) -> None:
    openers = [segment.opener for segment in clause]
    sign = _sign(clause, openers, reading)
    if sign > 0 and any(segment.negations for segment in clause):
        openers = ["main" if opener in ("without", "unless") else opener for opener in openers]
    elif "unless" in openers:
        reading.marks.add("unless")
    for segment, opener, stage in zip(clause, openers, _stages(openers), strict=True):
        for term in segment.terms:
            term.stage = stage
            if opener in _ASKING:
                term.sign = sign
            elif opener in ("rejected", "without"):
                term.role, term.sign = REJECTED, -1
            elif opener == "purpose":
                term.role = PURPOSE
            else:
                term.sign = -sign if segment.negations % 2 else sign
            reading.terms.append(term)
    _mark_replaced(clause)
    _reject_guesses(clause)


def _sign(clause: list[Segment], openers: list[str], reading: Reading) -> int:
    negations = sum(segment.negations for segment in clause if segment.opener in _ASKING)
    if negations % 2 and any(segment.beyond for segment in clause):
        negations += 1  # "no file longer than N" is "files of at most N"
        reading.bounds = (reading.bounds - {"beyond"}) | {"limit"}
        clause[0].terms.append(Term(lexicon().concepts["limit"], "limit"))
    if negations % 2 and "until" in openers:
        negations += 1  # "not A until B" asks for A, after B
    if negations % 2 and ("without" in openers or "unless" in openers):
        negations += 1  # "never A without B" and "never A unless B" ask for both
    return -1 if negations % 2 else 1


def _stages(openers: list[str]) -> list[str]:
    """Return for each segment whether it comes first, then, or at a condition; '' throughout where no order is told."""
    main = ""
    stages: list[str] = []
    for opener in openers:
        stage = ""
        if opener == "before":
            stage, main = THEN, FIRST
        elif opener in ("until", "after"):
            stage, main = FIRST, THEN
        elif opener == "when":
            stage, main = WHEN, main or THEN
        elif opener == "then":
            stage, main = THEN, main or FIRST
        elif opener == "first" and len(openers) > 1:
            stage = FIRST
        stages.append(stage)
    told = ("main", "rest", "first")
    return [stage or (main if opener in told else "") for stage, opener in zip(stages, openers, strict=True)]


def _mark_replaced(clause: list[Segment]) -> None:
    """In `replace X with Y`, X is what goes: neither asked for nor plainly rejected."""
    for segment in clause:
        names = [term.concept.name for term in segment.terms]
        if "replace" not in names:
            continue
        at = names.index("replace")
        given = [index for index, term in enumerate(segment.terms) if index > at and term.prep in ("with", "by")]
        if given:
            for term in segment.terms[at + 1 : given[0]]:
                term.role = REPLACED


def _reject_guesses(clause: list[Segment]) -> None:
    """Read `look it up before guessing` as `instead of guessing`."""
    for segment in clause:
        if segment.opener == "before" and [term.concept.name for term in segment.terms][:1] == ["guess"]:
            for term in segment.terms:
                term.role, term.sign, term.stage = REJECTED, -1, ""
