"""Tell whether two statements say the same, say opposite things, or speak of different things.

Gates first, score after. What tells two rules apart for certain (polarity, numbers, order, modality, scope, two
members of one kind) settles it; what is left is scored by how much of each statement the other one says.
"""

from __future__ import annotations

from .align import Alignment, align
from .clauses import Reading
from .gates import apart, measured_apart
from .polarity import AGREE, OPPOSE, direction, steps
from .reading import read
from .score import alone_of, overlap_of, score_of
from .wording import other_wording

SAME, CONTRADICTS, DIFFERENT = "same", "contradicts", "different"
OTHER_CONTENT = "other content"  # the one reason for DIFFERENT that is a matter of degree
_QUARREL_OVERLAP = 0.85
_QUARREL_ALONE = 0.5
_THRESHOLD = 0.5
# Cosines of all-MiniLM-L6-v2: what the words leave open, a near one settles for and a far one against.
_NEAR_COSINE, _FAR_COSINE = 0.75, 0.5
_OPEN_SCORE, _SURE_SCORE = 0.05, 0.8


class Verdict:
    """How two statements stand: `kind` is `same`, `contradicts` or `different`, `reason` a few words, `score` 0..1."""

    __slots__ = ("kind", "reason", "score")

    def __init__(self, kind: str, reason: str, score: float = 0.0) -> None:
        self.kind = kind
        self.reason = reason
        self.score = score

    def __repr__(self) -> str:
        return f"Verdict({self.kind!r}, {self.reason!r}, {self.score:.3f})"


def compare(left: str, right: str, similarity: float | None = None) -> Verdict:
    """Return how `left` and `right` stand; `similarity` is the cosine of a sentence model (-1..1), None without one."""
    return compare_readings(read(left), read(right), similarity)


def compare_readings(left: Reading, right: Reading, similarity: float | None = None) -> Verdict:
    """Compare two statements that have been read already."""
    if left.words == right.words:
        return Verdict(SAME, "same words", 1.0)
    if not left.terms or not right.terms:
        return Verdict(DIFFERENT, "nothing said")
    reason = measured_apart(left, right)
    if reason:
        return Verdict(DIFFERENT, reason)
    found = align(left, right)
    reason = apart(left, right, found)
    if reason:
        return Verdict(DIFFERENT, reason)
    pull, order = direction(left, right, found), steps(found)
    if OPPOSE in (pull, order):
        return _quarrel(left, right, found, "opposite polarity" if pull == OPPOSE else "opposite order")
    if pull != AGREE:
        return Verdict(DIFFERENT, "one rejects a part of the other")
    score = score_of(left, right, found)
    if not _enough(score, similarity):
        return Verdict(DIFFERENT, OTHER_CONTENT, score)
    reason = other_wording(left, right)
    return Verdict(DIFFERENT, reason, score) if reason else Verdict(SAME, "same meaning", max(score, similarity or 0.0))


def _enough(score: float, similarity: float | None) -> bool:
    if similarity is None:
        return score >= _THRESHOLD
    if score >= _THRESHOLD:
        return similarity >= _FAR_COSINE or score >= _SURE_SCORE
    return score >= _OPEN_SCORE and similarity >= _NEAR_COSINE


def _quarrel(left: Reading, right: Reading, found: Alignment, reason: str) -> Verdict:
    """Opposite signs contradict when the rest is the same; else they are two rules that happen to differ in sign."""
    overlap = overlap_of(found)
    turned_twice = reason == "opposite order" and bool(found.opposites)
    near = overlap >= _QUARREL_OVERLAP and min(alone_of(found)) < _QUARREL_ALONE and not turned_twice
    if near and sorted(left.words) != sorted(right.words) and other_wording(left, right):
        near = False
    return Verdict(CONTRADICTS if near else DIFFERENT, reason, overlap)
