"""How likely two aligned statements that no gate keeps apart are one rule.

A logistic score over what they share and what they do not. `bench/rules_fit.py` fitted its weights on the tuning
pairs and on strangers that share terms, with words left out of the tables at random, since the next repository uses
words that no table has; the bias was then moved to where few strangers are called the same.
"""

from __future__ import annotations

from math import exp

from .align import RELATED_SHARE, Alignment, weight_of
from .clauses import PURPOSE, Reading, Term

NAMES = ("overlap", "said", "slots", "literal", "narrowed", "related")
_BIAS = -5.15
_WEIGHTS = (4.78, 1.44, -1.57, -0.14, -0.28, -0.61)
_SAID_CAP = 3.0
_SLOT_FLOOR = 0.7
_HEAVY = 0.25
_UNRELATED = (1 - RELATED_SHARE) / RELATED_SHARE  # what pairs of related words do not share, from what they do


def overlap_of(found: Alignment) -> float:
    """Return what both statements say as a share of what either says, 0..1."""
    both = 2 * found.weight
    return both / (both + sum(alone_of(found))) if both else 0.0


def alone_of(found: Alignment) -> tuple[float, float]:
    """Return the weights of what only the left and only the right statement says."""
    return sum(map(weight_of, found.left)), sum(map(weight_of, found.right))


def features_of(left: Reading, right: Reading, found: Alignment) -> tuple[float, ...]:
    """Return the numbers that `NAMES` names: the share and the weight of what both say, the weights of what stands in
    place of something else, stands alone beside words that are the same letter by letter, is added behind a
    preposition to such words, and is only related."""
    literal = _literal(found)
    return (
        overlap_of(found),
        min(found.weight, _SAID_CAP),
        _slots(left, right, found),
        literal * min(alone_of(found)),
        literal * max(_restricting(found.left), _restricting(found.right)),
        sum(weight for one, other, weight in found.pairs if one.concept.name != other.concept.name) * _UNRELATED,
    )


def score_of(left: Reading, right: Reading, found: Alignment) -> float:
    """Return the chance, 0..1, that the two are one rule."""
    seen = features_of(left, right, found)
    z = _BIAS + sum(weight * value for weight, value in zip(_WEIGHTS, seen, strict=True))
    return 1 / (1 + exp(-z))


def _restricting(terms: list[Term]) -> float:
    """What is added behind a preposition or as a step narrows a rule more than an adjective does."""
    return sum(weight_of(term) for term in terms if (term.prep or term.stage) and term.role != PURPOSE)


def _literal(found: Alignment) -> float:
    """Share of what both say that both say in the same word."""
    total = sum(weight for _, _, weight in found.pairs)
    return sum(weight for one, other, weight in found.pairs if one.word == other.word) / total if total else 0.0


def _slots(left: Reading, right: Reading, found: Alignment) -> float:
    """Weight of what stands alone on both sides between the same neighbours: the same sentence about something else."""
    pairs = found.pairs + found.opposites
    names = {other.concept.name: one.concept.name for one, other, _ in pairs}
    ours = _frames(left, {id(one) for one, _, _ in pairs}, {})
    theirs = _frames(right, {id(other) for _, other, _ in pairs}, names)
    return sum(min(weight, theirs[frame]) for frame, weight in ours.items() if frame in theirs)


def _frames(reading: Reading, paired: set[int], names: dict[str, str]) -> dict[tuple[str, str], float]:
    """Weight of the terms outside `paired`, by the nearest paired classes before and after them."""
    heavy = [term for term in reading.terms if term.concept.weight >= _HEAVY]
    found: dict[tuple[str, str], float] = {}
    for at, term in enumerate(heavy):
        if id(term) not in paired:
            before = next((near for near in reversed(heavy[:at]) if id(near) in paired), None)
            after = next((near for near in heavy[at + 1 :] if id(near) in paired), None)
            frame = _name(before, names), _name(after, names)
            found[frame] = found.get(frame, 0.0) + max(weight_of(term), _SLOT_FLOOR)
    return found


def _name(term: Term | None, names: dict[str, str]) -> str:
    return names.get(term.concept.name, term.concept.name) if term else ""
