"""Putting candidates in order, and saying how sure it is that one is meant.

Order and sureness are two questions. The order within one answer comes from trees over features that are mostly
relative to the other candidates. Sureness must hold across questions and stores, so it is a logistic function of
absolute evidence: what part of the question the store knows, and what part of it one memory holds.
"""

from __future__ import annotations

from math import exp, log

from trailnote.recall.features import NAMES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

FLOOR = 0.7
# What is ranked by the trees at all: the best by a plain sum, nearly always with the right one among them.
_MOST_RANKED = 150
_LINEAR = {"words_of_best": 1.0, "newer": -0.08, "files_share": 0.45, "folders_share": 0.15, "area": 0.02}
_WEIGHTS = tuple((NAMES.index(name), weight) for name, weight in _LINEAR.items())
_AT = {name: i for i, name in enumerate(NAMES)}
_RISING = tuple(
    _AT[name]
    for name in (
        *("terms", "title_share", "symbols_share", "path_share", "files_share", "files_weight", "area"),
        *("asked_mass", "total"),
    )
)
_WORDS, _COVER, _COVER_KNOWN = _AT["words_share"], _AT["cover_share"], _AT["cover_of_known"]
_BACKGROUND_RANK = 20
_LARGEST_TRAINED = 4.3  # log10 of the largest store that sureness was fitted on


def rank(
    rows: Sequence[Sequence[float]],
    authority: Sequence[float] = (),
    *,
    known_share: float = 1.0,
    most: int = 10,
    least: float = 0.0,
) -> list[tuple[int, float]]:
    """Return (row, score in 0..1) for the best `most` rows of `features.matrix`, best first.

    `authority` is added to a row's sum of trees (which spread over some ten units), `known_share` the part of the
    question's weight whose terms the store knows. A list is as sure as its surest: a hit's score is at least that of
    the hits after it. Nothing is returned where none can score `least`.
    """
    shares = sorted([row[0] for row in rows], reverse=True)
    background = shares[min(_BACKGROUND_RANK, len(shares) - 1)] if shares else 0.0
    if least > 0.0 and _at_most(rows, known_share=known_share, background=background) < least:
        return []
    from trailnote.recall import trees  # a large module, which a question that finds nothing never needs

    near = [sum([row[i] * w for i, w in _WEIGHTS]) for row in rows]
    chosen = sorted(range(len(rows)), key=near.__getitem__, reverse=True)[:_MOST_RANKED]
    totals = {i: trees.total(rows[i]) + (authority[i] if authority else 0.0) for i in chosen}
    best = sorted(chosen, key=totals.__getitem__, reverse=True)[:most]
    ranked: list[tuple[int, float]] = []
    surest = 0.0
    for i in reversed(best):
        surest = max(surest, sureness(rows[i], known_share=known_share, background=background))
        ranked.append((i, surest))
    ranked.reverse()
    return ranked


def _at_most(rows: Sequence[Sequence[float]], *, known_share: float, background: float) -> float:
    """Return what the sureness of no row exceeds: that of a row with the best of each column."""
    if not rows:
        return 0.0
    row = [0.0] * len(NAMES)
    for i in _RISING:
        row[i] = max([each[i] for each in rows])
    surest = 0.0
    # What of these is best hangs on the question; each is so at one of its ends.
    words, covers = [each[_WORDS] for each in rows], [each[_COVER] for each in rows]
    for row[_WORDS] in (min(words), max(words)):
        for cover in (min(covers), max(covers)):
            row[_COVER], row[_COVER_KNOWN] = cover, cover / (known_share or 1.0)
            surest = max(surest, sureness(row, known_share=known_share, background=background))
    return surest


def sureness(row: Sequence[float], *, known_share: float, background: float) -> float:
    """Return how likely the memory of a row answers the question, in 0..1.

    `background` is the share of words that the 21st best candidate has. Fitted on questions of five public histories
    to their own and each other's stores of 1 to 20,000 memories, and on prompts about nothing in them; the tests hold
    the line that it draws.
    """
    f = _AT
    mass = 10 ** row[f["asked_mass"]] - 1
    if mass <= 0:
        # Only files were asked about: whoever touched one of them has something to say of it.
        return 0.6 + 0.4 * row[f["files_share"]] if row[f["files_weight"]] > 0 else 0.3
    z = (
        _BIAS
        - 5.030 * row[f["cover_share"]]
        + 3.108 * row[f["cover_of_known"]]
        + 6.356 * known_share
        + 1.825 * log(1 + row[f["terms"]])
        + 2.316 * log(1 + row[f["words_share"]] * mass)
        + 0.639 * log(1 + row[f["title_share"]] * mass)
        + 0.273 * log(1 + row[f["symbols_share"]] * mass)
        + 0.680 * log(1 + row[f["path_share"]] * mass)
        + 10.10 * row[f["files_share"]]
        + 0.424 * row[f["area"]]
        - 2.682 * log(1 + mass)
        - 1.198 * min(row[f["total"]], _LARGEST_TRAINED)
        - 1.089 * log((row[f["words_share"]] + 0.01) / (background + 0.01))
    )
    return 1 / (1 + exp(-max(-30.0, min(30.0, z))))


_BIAS = -1.664
