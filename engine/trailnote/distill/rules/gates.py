"""What keeps two aligned statements apart whatever their likeness: numbers, bounds, modality, scope, direction."""

from __future__ import annotations

from .align import Alignment
from .clauses import PURPOSE, Reading, Term

_HEAVY = 0.5
_SCOPES = frozenset({"environment", "stage", "language", "test level", "frequency"})
_ANY = 0.25
_TOWARDS = frozenset({"to", "into"})
_FROM = frozenset({"from"})
_NARROWING = frozenset({"to", "of", "in", "for"})
_PASSIVE = frozenset({"be", "is", "are", "by"})


def apart(left: Reading, right: Reading, found: Alignment) -> str:
    """Return why two aligned statements cannot be one rule, or ''."""
    return _scoped(left, right, found) or _turned(left, right, found)


def measured_apart(left: Reading, right: Reading) -> str:
    """Return which number, bound or modality keeps two statements apart, or ''; it takes no alignment."""
    loose = _numbers(left, loose=True), _numbers(right, loose=True)
    if _numbers(left, loose=False) != _numbers(right, loose=False) or (all(loose) and loose[0] != loose[1]):
        return "other numbers"
    either = left.bounds | right.bounds
    if {"limit", "least"} <= either and left.bounds != right.bounds:
        return "other bounds"
    if {"up", "down"} <= left.bounds ^ right.bounds:
        return "up and down"
    return "other modality" if left.marks - {"only"} != right.marks - {"only"} else ""


def _numbers(reading: Reading, *, loose: bool) -> list[tuple[float, str]]:
    return sorted({number.key() for number in reading.numbers if number.loose == loose})


def _scoped(left: Reading, right: Reading, found: Alignment) -> str:
    kinds = [{term.concept.kind for term in side} - {""} for side in (found.left, found.right)]
    if kinds[0] & kinds[1]:
        return f"other {min(kinds[0] & kinds[1])}"
    scope = (kinds[0] | kinds[1]) & _SCOPES
    if scope:
        return f"other scope: {min(scope)}"
    if (
        left.universal != right.universal
        and _narrowed(found.right if left.universal else found.left)
        and _literal(found)
    ):
        return "one for all, one for some"
    if "only" in left.marks ^ right.marks:
        other = right if "only" in left.marks else left
        if other.universal or (not (found.left or found.right) and _literal(found)):
            return "one only, one also"
    if _other_member(left, right, found):
        return "another of its kind"
    if any(term.name for term in found.left) and any(term.name for term in found.right):
        return "other names"
    return ""


def _literal(found: Alignment) -> bool:
    return all(one.word == other.word for one, other, _ in found.pairs)


def _narrowed(alone: list[Term]) -> bool:
    heavy = [term for term in alone if term.concept.weight >= _HEAVY]
    return any(term.concept.name in ("new", "existing") for term in alone) or any(
        term.prep in _NARROWING for term in heavy
    )


def _other_member(left: Reading, right: Reading, found: Alignment) -> bool:
    """Tell `main branch` from `release branches`: a compound, and its last word with another word before it."""
    for one, other, _ in found.pairs:
        for whole, part, reading, alone in ((one, other, right, found.right), (other, one, left, found.left)):
            compound = whole.concept.name.split()
            if len(compound) > 1 and compound[-1] == part.concept.name:
                at = reading.terms.index(part)
                return at > 0 and reading.terms[at - 1] in alone and reading.terms[at - 1].concept.weight >= _HEAVY
    return False


def _turned(left: Reading, right: Reading, found: Alignment) -> str:
    """Tell `from A to B` from `from B to A`, `A into B` from `B into A`, `A calls B` from `B calls A`."""
    turned = "" if found.opposites else _swapped(found)
    if turned or found.left or found.right or _PASSIVE & {*left.words, *right.words}:
        return turned
    common = {one.concept.name for one, other, _ in found.pairs if one.concept.name == other.concept.name}
    first, second = _sequence(left, common), _sequence(right, common)
    for at in range(min(len(first), len(second)) - 2):
        ours, theirs = first[at : at + 3], second[at : at + 3]
        names, other_names = [term.concept.name for term in ours], [term.concept.name for term in theirs]
        if names == other_names[::-1] and _plain(ours) and _plain(theirs):
            return "turned round"
    return ""


def _swapped(found: Alignment) -> str:
    for preps in (_TOWARDS, _FROM):
        ours = theirs = False
        for one, other, weight in found.pairs:
            if {one.prep, other.prep} & _FROM and {one.prep, other.prep} & _TOWARDS:
                return "turned round"
            if weight >= _ANY and "" in (one.prep, other.prep):
                ours = ours or one.prep in preps
                theirs = theirs or other.prep in preps
        if ours and theirs:
            return "turned round"
    return ""


def _sequence(reading: Reading, names: set[str]) -> list[Term]:
    return [
        term
        for term in reading.terms
        if term.concept.name in names and term.concept.weight >= _HEAVY and term.role != PURPOSE
    ]


def _plain(terms: list[Term]) -> bool:
    names = {term.concept.name for term in terms}
    return len(names) == len(terms) and not any(term.prep or term.stage for term in terms)
