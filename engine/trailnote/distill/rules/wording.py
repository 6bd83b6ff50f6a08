"""Two statements word by word: the same sentence about another thing, or the same sentence narrowed.

Paraphrases seldom keep a sentence and change one noun, or keep it whole and add where it holds; two rules of one
author often do.
"""

from __future__ import annotations

from difflib import SequenceMatcher

from .align import RELATED_SHARE, align, nearness
from .clauses import PURPOSE, Reading, Term
from .reading import read
from .stem import stem

_LITERAL_SHARE = 0.5
_CLOSE_SHARE = 0.65
_HEAVY = 0.5
_QUESTIONS = frozenset({"who", "what", "when", "where", "why", "how", "which"})
_JOINING = frozenset({"and", "or", "always", "so", "because"})


def other_wording(left: Reading, right: Reading) -> str:
    """Return how one sentence was changed into the other, or '' where they are worded apart or mean the same."""
    ours, theirs = _stems(left), _stems(right)
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    if matcher.ratio() < _LITERAL_SHARE:
        return ""
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "replace" and _another(left.words[a:b], right.words[c:d], opening=a == c == 0):
            return "the same sentence about another thing"
    changed = [edit for edit in matcher.get_opcodes() if edit[0] != "equal"]
    gone = [word for _, a, b, _, _ in changed for word in left.words[a:b]]
    come = [word for _, _, _, c, d in changed for word in right.words[c:d]]
    if _asks(gone) and _asks(come) and _asks(gone) != _asks(come):
        return "the same sentence about another question"
    if matcher.ratio() >= _CLOSE_SHARE and _another(tuple(gone), tuple(come), opening=True):
        return "the same sentence about another thing"
    if _narrowed(left, ours, theirs) or _narrowed(right, theirs, ours):
        return "the same sentence narrowed"
    return ""


def _stems(reading: Reading) -> list[str]:
    return [stem(word) for word in reading.words]


def _asks(words: list[str]) -> frozenset[str]:
    return _QUESTIONS.intersection(words)


def _another(left: tuple[str, ...], right: tuple[str, ...], *, opening: bool) -> bool:
    """Tell whether two pieces in the same place of a sentence name two things; being related is not being the same.

    A sentence may open with any of the verbs that carry little.
    """
    found = align(read(" ".join(left)), read(" ".join(right)))
    related = [pair for pair in found.pairs if nearness(pair[0].concept.name, pair[1].concept.name) == RELATED_SHARE]
    alone = [*found.left, *(one for one, _, _ in related)], [*found.right, *(other for _, other, _ in related)]
    telling = [any(map(_tells, side)) for side in alone]
    return all(telling) or (not opening and any(telling) and all(alone))


def _tells(term: Term) -> bool:
    return term.concept.speech != "act" or term.concept.weight >= _HEAVY


def _narrowed(shorter: Reading, ours: list[str], theirs: list[str]) -> bool:
    """Tell whether the other sentence is this one with where, when or for what behind it.

    A purpose or another quality narrows nothing.
    """
    if len(theirs) <= len(ours) or theirs[: len(ours)] != ours:
        return False
    added = theirs[len(ours) :]
    if not shorter.terms or added[0] in _JOINING:
        return False
    terms = read(" ".join(("x", *added))).terms[1:]
    if added[0] == "to" and terms and terms[0].concept.speech == "act":
        return False
    return any(term.concept.weight >= _HEAVY and term.role != PURPOSE for term in terms)
