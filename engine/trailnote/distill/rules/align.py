"""Bring the terms of two readings together: what both say, what they say in opposite words, and what only one says."""

from __future__ import annotations

from functools import lru_cache

from .clauses import PURPOSE, Reading, Term
from .lexicon import lexicon

_OPPOSITE_SHARE = 0.9
RELATED_SHARE = 0.6
_SPELLING_SHARE = 0.8
_PURPOSE_SHARE = 0.3

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Pair = tuple[Term, Term, float]
    Nearness = Callable[[str, str], float]


class Alignment:
    """Pairs of terms with their weight, and the terms left alone on either side.

    `opposites` pair words that negate each other; `weight` sums both lists.
    """

    __slots__ = ("left", "opposites", "pairs", "right", "weight")

    def __init__(self) -> None:
        self.pairs: list[Pair] = []
        self.opposites: list[Pair] = []
        self.left: list[Term] = []
        self.right: list[Term] = []
        self.weight = 0.0


def align(left: Reading, right: Reading) -> Alignment:
    """Pair the terms of two readings: the same class first, then opposites, then related classes and spellings."""
    found = Alignment()
    rest_left, rest_right = _same_class(left, right, found)
    rest_left, rest_right = _pair_up(rest_left, rest_right, found.opposites, _opposed)
    found.left, found.right = _pair_up(rest_left, rest_right, found.pairs, nearness)
    found.weight = sum(weight for _, _, weight in found.pairs) + sum(weight for _, _, weight in found.opposites)
    return found


def weight_of(term: Term) -> float:
    """Return what a statement loses without `term`; a purpose explains and weighs little."""
    return term.concept.telling * (_PURPOSE_SHARE if term.role == PURPOSE else 1.0)


@lru_cache(maxsize=65536)
def nearness(left: str, right: str) -> float:
    """Return how near two classes are, 0..1: related in the tables, a compound and its part, or spelled alike."""
    if right in lexicon().related.get(left, ()):
        return RELATED_SHARE
    if " " in left or " " in right:
        return RELATED_SHARE if right in left.split() or left in right.split() else 0.0
    shorter = min(len(left), len(right))
    if shorter < 5 or left[:5] != right[:5] or not (left.isalpha() and right.isalpha()):
        return 0.0  # `shop17` and `shop18` are two shops
    common = next((at for at in range(shorter) if left[at] != right[at]), shorter)
    return _SPELLING_SHARE if common == shorter or (common == shorter - 1 and shorter > 6) else 0.0


@lru_cache(maxsize=65536)
def _opposed(left: str, right: str) -> float:
    return _OPPOSITE_SHARE if right in lexicon().opposites.get(left, ()) else 0.0


def _same_class(left: Reading, right: Reading, found: Alignment) -> tuple[list[Term], list[Term]]:
    theirs = right.by_name()
    taken: set[str] = set()
    rest: dict[str, Term] = {}
    for term in left.terms:
        name = term.concept.name
        others = theirs.get(name)
        if others is None:
            rest[name] = term
            continue
        for other in others:  # a class said twice counts once, but every sign and place of it is looked at
            found.pairs.append((term, other, 0.0 if name in taken else (weight_of(term) + weight_of(other)) / 2))
            taken.add(name)
    return list(rest.values()), [terms[-1] for name, terms in theirs.items() if name not in taken]


def _pair_up(left: list[Term], right: list[Term], into: list[Pair], near: Nearness) -> tuple[list[Term], list[Term]]:
    if not left or not right:
        return left, right
    rest: list[Term] = []
    remaining = list(right)
    for term in left:
        best, share = None, 0.0
        for other in remaining:
            shared = near(term.concept.name, other.concept.name)
            if shared > share:
                best, share = other, shared
        if best is None:
            rest.append(term)
            continue
        remaining.remove(best)
        into.append((term, best, share * (weight_of(term) + weight_of(best)) / 2))
    return rest, remaining
