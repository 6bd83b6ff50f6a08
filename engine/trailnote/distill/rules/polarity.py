"""Whether two aligned readings pull the same way: signs, flips, alternatives swapped, steps in another order."""

from __future__ import annotations

from .align import Alignment
from .clauses import FIRST, PURPOSE, REJECTED, REPLACED, THEN, WHEN, Reading

AGREE, OPPOSE, UNCLEAR = 1, -1, 0
_HEAVY = 0.5
_RANKS = {FIRST: 1, WHEN: 1, THEN: 2}

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .align import Pair


def direction(left: Reading, right: Reading, found: Alignment) -> int:
    """Return AGREE, OPPOSE, or UNCLEAR where only a part of one statement is negated by the other."""
    signs = _signs(left), _signs(right)
    if len(signs[0]) < 2 and len(signs[1]) < 2:
        return _plain(min(signs[0], default=1) * min(signs[1], default=1), found)
    same, opposed, rejected = _tally(found)
    if len(signs[0]) > 1 and len(signs[1]) > 1:
        return AGREE if same > 2 * opposed else OPPOSE if opposed > same else UNCLEAR
    if min(signs[0] if len(signs[0]) == 1 else signs[1]) < 0:
        # "never Y" beside "X instead of Y": Y must be what both reject
        return AGREE if rejected >= _HEAVY else OPPOSE if opposed >= _HEAVY else UNCLEAR
    if opposed < _HEAVY:
        return AGREE
    return OPPOSE if opposed > same else UNCLEAR


def _signs(reading: Reading) -> set[int]:
    telling = (term for term in reading.terms if term.role not in (PURPOSE, REPLACED))
    return {term.sign for term in telling if term.concept.weight >= _HEAVY}


def _plain(sign: int, found: Alignment) -> int:
    """Two statements of one sign each: opposites turn the sign, and one such turn makes a double negation."""
    turned = [(one.flipped, other.flipped) for one, other, _ in found.pairs if one.flipped != other.flipped]
    if any("that" in pair for pair in turned):
        return UNCLEAR
    flips = len(found.opposites) + len(turned)
    if flips > 1:
        return UNCLEAR if sign > 0 else OPPOSE
    if (sign > 0) == (flips == 0):
        return AGREE
    # "document public functions" and "document private functions" are two rules, not a quarrel
    return UNCLEAR if found.opposites and found.opposites[0][0].concept.speech != "act" else OPPOSE


def _tally(found: Alignment) -> tuple[float, float, float]:
    """Return the weights said with the same sign, with opposite signs, and rejected by both."""
    same = opposed = rejected = 0.0
    for pairs, turn in ((found.pairs, 1), (found.opposites, -1)):
        grouped: dict[tuple[str, str], list[Pair]] = {}
        for pair in pairs:
            if pair[0].role not in (PURPOSE, REPLACED) and pair[1].role not in (PURPOSE, REPLACED):
                grouped.setdefault((pair[0].concept.name, pair[1].concept.name), []).append(pair)
        for group in grouped.values():
            left = {-one.sign if one.flipped else one.sign for one, _, _ in group}
            right = {-turn * other.sign if other.flipped else turn * other.sign for _, other, _ in group}
            weight = max(weight for _, _, weight in group)
            if len(left) > 1 or len(right) > 1:
                continue
            if left == right:
                same += weight
                rejected += weight if left == {-1} else 0.0
            else:
                sure = any(term.role == REJECTED for one, other, _ in group for term in (one, other))
                opposed += weight if sure else weight / 2
    return same, opposed, rejected


def steps(found: Alignment) -> int:
    """Return AGREE when both tell one order of steps, OPPOSE when it is turned, UNCLEAR when none is told."""
    kept = later = earlier = 0.0
    pairs = found.pairs + found.opposites
    if any(one.stage == WHEN for one, _, _ in pairs) != any(other.stage == WHEN for _, other, _ in pairs):
        return UNCLEAR
    for one, other, weight in pairs:
        first, second = _RANKS.get(one.stage, 0), _RANKS.get(other.stage, 0)
        if first and second:
            kept += weight if first == second else 0.0
            later += weight if first < second else 0.0
            earlier += weight if first > second else 0.0
    if later and earlier and later + earlier > kept:
        return OPPOSE
    return AGREE if kept else UNCLEAR
