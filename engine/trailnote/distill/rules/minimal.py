"""Minimal pairs: two statements in the same words but for one or two, where what differs is not one thing under two names.

Paraphrases seldom keep a sentence word for word and change one noun; two different rules of one author often do.
"""

from __future__ import annotations

from difflib import SequenceMatcher

from .align import align
from .reading import Reading, Term, read

_LITERAL_SHARE = 0.5


def one_word_apart(left: Reading, right: Reading) -> bool:
    """Tell whether the statements are one sentence with another word in some place of it."""
    matcher = SequenceMatcher(None, left.words, right.words, autojunk=False)
    if matcher.ratio() < _LITERAL_SHARE:
        return False
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "replace" and _other(" ".join(left.words[a:b]), " ".join(right.words[c:d])):
            return True
    return False


def _other(left: str, right: str) -> bool:
    found = align(read(left), read(right))
    return any(map(_tells, found.left)) and any(map(_tells, found.right))


def _tells(term: Term) -> bool:
    return term.concept.speech != "act" or term.concept.weight >= 0.5
