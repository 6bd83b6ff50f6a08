"""How likely two aligned statements that no gate keeps apart are one rule.

A logistic score over a few shares. Its constants were fitted on the tuning half of `bench/rule_pairs/` with `bench/rules_fit.py`.
"""

from __future__ import annotations

from math import exp

from .align import Alignment, weight_of
from .reading import PURPOSE, Term

NAMES = ("overlap", "said", "swapped", "extra", "restricting", "unknown", "opposite")
_BIAS, _WEIGHTS = -6.0, (8.0, 0.0, -1.5, 0.0, 0.0, 0.0, 0.0)


def overlap_of(found: Alignment) -> float:
    """Return what both statements say as a share of what either says, 0..1."""
    both = 2 * found.weight
    return both / (both + sum(alone_of(found))) if both else 0.0


def alone_of(found: Alignment) -> tuple[float, float]:
    """Return the weights of what only the left and only the right statement says."""
    return sum(map(weight_of, found.left)), sum(map(weight_of, found.right))


def features_of(found: Alignment) -> tuple[float, ...]:
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
    )


def score_of(found: Alignment, similarity: float | None) -> float:
    """Return the chance, 0..1, that the two are one rule."""
    z = _BIAS + sum(weight * value for weight, value in zip(_WEIGHTS, features_of(found), strict=True))
    return 1 / (1 + exp(-z))


def _restricting(terms: list[Term]) -> float:
    """What is added behind a preposition or as a step narrows a rule more than an adjective does."""
    return sum(weight_of(term) for term in terms if (term.prep or term.stage) and term.role != PURPOSE)


def _unknown(terms: list[Term]) -> int:
    return sum(1 for term in terms if not term.known)
