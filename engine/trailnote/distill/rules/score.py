"""How likely two aligned statements that no gate keeps apart are one rule.

A logistic score over a few shares. Its constants were fitted on the tuning half of `bench/rule_pairs/` with `bench/rules_fit.py`.
"""

from __future__ import annotations

from math import exp

from .align import Alignment, weight_of
from .reading import PURPOSE, Reading, Term

NAMES = ("overlap", "said", "swapped", "extra", "restricting", "unknown", "opposite", "alike", "slot", "literal", "narrowed")
_BIAS, _WEIGHTS = 0.9, (0.0, 0.5, 0.0, -0.56, 0.0, 0.0, 0.0, 0.0, -3.7, -0.45, -1.53)


def overlap_of(found: Alignment) -> float:
    """Return what both statements say as a share of what either says, 0..1."""
    both = 2 * found.weight
    return both / (both + sum(alone_of(found))) if both else 0.0


def alone_of(found: Alignment) -> tuple[float, float]:
    """Return the weights of what only the left and only the right statement says."""
    return sum(map(weight_of, found.left)), sum(map(weight_of, found.right))


def features_of(left: Reading, right: Reading, found: Alignment) -> tuple[float, ...]:
    """Return the numbers that `NAMES` names."""
    alone = alone_of(found)
    return (
        overlap_of(found),
        min(found.weight, 3.0),
        min(alone),
        max(alone) - min(alone),
        max(_restricting(found.left), _restricting(found.right)),
        float(min(_unknown(found.left), _unknown(found.right))),
        float(bool(found.opposites)),
        _alike(found),
        _slots(left, right, found),
        _literal(found) * min(alone),
        _literal(found) * max(_restricting(found.left), _restricting(found.right)),
    )


def score_of(left: Reading, right: Reading, found: Alignment) -> float:
    """Return the chance, 0..1, that the two are one rule."""
    z = _BIAS + sum(weight * value for weight, value in zip(_WEIGHTS, features_of(left, right, found), strict=True))
    return 1 / (1 + exp(-z))


def _restricting(terms: list[Term]) -> float:
    """What is added behind a preposition or as a step narrows a rule more than an adjective does."""
    return sum(weight_of(term) for term in terms if (term.prep or term.stage) and term.role != PURPOSE)


def _unknown(terms: list[Term]) -> int:
    return sum(1 for term in terms if not term.known)


def _alike(found: Alignment) -> float:
    """Weight of what each says alone in words of the same part of speech: a thing for a thing is another rule, a thing for an act may
    be another way to put it."""
    total = 0.0
    for speech in ("act", "thing", "quality", ""):
        sides = [sum(weight_of(term) for term in side if term.concept.speech == speech) for side in (found.left, found.right)]
        total += min(sides)
    return total


def _slots(left: Reading, right: Reading, found: Alignment) -> float:
    """Weight of what stands alone on both sides between the same neighbours: the same sentence about something else."""
    paired = {id(term) for pair in found.pairs + found.opposites for term in pair[:2]}
    canon = {other.concept.name: one.concept.name for one, other, _ in found.pairs + found.opposites}
    frames = []
    for reading, names in ((left, {}), (right, canon)):
        heavy = [term for term in reading.terms if term.concept.weight >= 0.25]
        seen: dict[tuple[str, str], float] = {}
        for at, term in enumerate(heavy):
            if id(term) in paired:
                continue
            before = next((names.get(t.concept.name, t.concept.name) for t in reversed(heavy[:at]) if id(t) in paired), "")
            after = next((names.get(t.concept.name, t.concept.name) for t in heavy[at + 1 :] if id(t) in paired), "")
            seen[before, after] = seen.get((before, after), 0.0) + max(weight_of(term), 0.7)
        frames.append(seen)
    return sum(min(weight, frames[1][frame]) for frame, weight in frames[0].items() if frame in frames[1])


def _literal(found: Alignment) -> float:
    """Share of what both say that both say in the same word."""
    total = sum(weight for _, _, weight in found.pairs)
    return sum(weight for one, other, weight in found.pairs if one.word == other.word) / total if total else 0.0
