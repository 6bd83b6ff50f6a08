"""Two statements word by word: the same sentence about another thing, or the same sentence narrowed.

Paraphrases seldom keep a sentence and change one noun, or keep it whole and add where it holds; two rules of one
author often do.
"""

from __future__ import annotations

from difflib import SequenceMatcher

from .align import align
from .clauses import PURPOSE, Reading, Term
from .reading import read

_LITERAL_SHARE = 0.5
_HEAVY = 0.5
_JOINING = frozenset({"and", "or", "always", "so", "because", "to"})


def other_wording(left: Reading, right: Reading) -> str:
    """Return how the sentence of one was changed into the other's, or '' where they are worded apart or mean the
    same."""
    matcher = SequenceMatcher(None, left.words, right.words, autojunk=False)
    if matcher.ratio() < _LITERAL_SHARE:
        return ""
    edits = [edit for edit in matcher.get_opcodes() if edit[0] != "equal"]
    for tag, a, b, c, d in edits:
        if tag == "replace" and _another(left.words[a:b], right.words[c:d]):
            return "the same sentence about another thing"
    for shorter, longer in ((left, right), (right, left)):
        if _narrowed(shorter.words, longer.words):
            return "the same sentence narrowed"
    return ""


def _another(left: tuple[str, ...], right: tuple[str, ...]) -> bool:
    found = align(read(" ".join(left)), read(" ".join(right)))
    return any(map(_tells, found.left)) and any(map(_tells, found.right))


def _tells(term: Term) -> bool:
    return term.concept.speech != "act" or term.concept.weight >= _HEAVY


def _narrowed(shorter: tuple[str, ...], longer: tuple[str, ...]) -> bool:
    """Tell whether `longer` is `shorter` with where, when or for what behind it; a purpose or another quality narrows
    nothing."""
    if len(longer) <= len(shorter) or longer[: len(shorter)] != shorter:
        return False
    added = longer[len(shorter) :]
    if added[0] in _JOINING:
        return False
    return any(
        term.concept.weight >= _HEAVY and term.role != PURPOSE for term in read(" ".join(("x", *added))).terms[1:]
    )
