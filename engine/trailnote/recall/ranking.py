"""Putting candidates in order, and saying how sure it is that one is meant.

Order and sureness are two questions. The order within one answer comes from trees over features that are mostly
relative to the other candidates. Sureness must hold across questions and stores, so it is a logistic function of
absolute evidence: what part of the question the store knows, and what part of it one memory holds.
"""

from __future__ import annotations

from math import exp, log

from trailnote.recall.features import ABSOLUTE, NAMES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

FLOOR = 0.42
LEAST_SALIENCE = 0.3  # below it, by its readers' feedback, a note is found but no longer told
_AT = {name: i for i, name in enumerate(NAMES)}
_ABSOLUTE = tuple(_AT[name] for name in ABSOLUTE)
_WORDS, _COVER, _COVER_KNOWN = _AT["words_share"], _AT["cover_share"], _AT["cover_of_known"]
_MASS, _TOTAL, _FILES_SHARE, _FILES_WEIGHT = (
    _AT[name] for name in ("asked_mass", "total", "files_share", "files_weight")
)
_FILES_SIZE, _SYMBOLS_SIZE = _AT["files_size"], _AT["symbols_size"]
_BEFORE, _AFTER = _AT["words_before"], _AT["words_after"]
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
    """Return (row, score in 0..1) for the best `most` of `features.Nearest.rows`, best first.

    `authority` is added to a row's sum of trees (which spread over some ten units), `known_share` the part of the
    question's weight whose terms the store knows. A list is as sure as its surest: a hit's score is at least that of
    the hits after it. Nothing is returned where none can score `least`.
    """
    if not rows:
        return []
    if least > 0.0:
        columns = [[row[i] for row in rows] for i in _ABSOLUTE]
        mass, total = rows[0][_MASS], rows[0][_TOTAL]
        if at_most(columns, asked_mass=mass, total=total, known_share=known_share) < least:
            return []
    background = _background([row[_WORDS] for row in rows])
    from trailnote.recall import trees  # a large module, which a question that finds nothing never needs

    if rows and rows[0][_MASS] <= 0:
        totals = [trees.total_of_files(row) for row in rows]
    else:
        totals = [trees.total(row) + _beside(row) for row in rows]
    if authority:
        totals = [total + more for total, more in zip(totals, authority, strict=True)]
    best = sorted(range(len(rows)), key=totals.__getitem__, reverse=True)[:most]
    ranked: list[tuple[int, float]] = []
    surest = 0.0
    for i in reversed(best):
        surest = max(surest, sureness(rows[i], known_share=known_share, background=background))
        ranked.append((i, surest))
    ranked.reverse()
    return ranked


def _beside(row: Sequence[float]) -> float:
    """Return what the neighbours of a memory of talk add to its sum: an answer stands after its question, in words of
    its own. A memory with files or symbols is no talk."""
    if row[_FILES_SIZE] > 0 or row[_SYMBOLS_SIZE] > 0:
        return 0.0
    return _BEFORE_WEIGHT * row[_BEFORE] + _AFTER_WEIGHT * row[_AFTER]


_BEFORE_WEIGHT, _AFTER_WEIGHT = 2.0, 1.0


def at_most(columns: Sequence[Sequence[float]], *, asked_mass: float, total: float, known_share: float) -> float:
    """Return what the sureness of no candidate exceeds that has these columns of `features.ABSOLUTE`: that of a row
    with the best of each. `asked_mass` and `total` are as in a row."""
    if not columns[0]:
        return 0.0
    row = [0.0] * len(NAMES)
    row[_MASS], row[_TOTAL] = asked_mass, total
    for at, column in zip(_ABSOLUTE, columns, strict=True):
        row[at] = max(column)
    words, covers = columns[0], columns[1]
    background = _background(words)
    surest = 0.0
    # What of these is best hangs on the question; each is so at one of its ends.
    for row[_WORDS] in (min(words), max(words)):
        for cover in (min(covers), max(covers)):
            row[_COVER], row[_COVER_KNOWN] = cover, cover / (known_share or 1.0)
            surest = max(surest, sureness(row, known_share=known_share, background=background))
    return surest


def _background(words: Sequence[float]) -> float:
    """Return the share of words that the 21st best candidate has, or the last of fewer."""
    return sorted(words, reverse=True)[min(_BACKGROUND_RANK, len(words) - 1)]


def sureness(row: Sequence[float], *, known_share: float, background: float) -> float:
    """Return how likely the memory of a row answers the question, in 0..1.

    `background` is the share of words that the 21st best candidate has. Fitted by bench/fit_sureness.py on questions of
    public histories to their own and each other's stores of 1 to 20,000 memories, and on prompts about nothing in them.
    """
    if row[_MASS] <= 0:
        # Only files were asked about: whoever touched one of them has something to say of it.
        return 0.6 + 0.4 * row[_FILES_SHARE] if row[_FILES_WEIGHT] > 0 else 0.3
    z = sum(
        [w * x for w, x in zip(_WEIGHTS, grounds(row, known_share=known_share, background=background), strict=True)]
    )
    return 1 / (1 + exp(-max(-30.0, min(30.0, z))))


def grounds(row: Sequence[float], *, known_share: float, background: float) -> list[float]:
    """Return what sureness is weighed from, in the order of WEIGHTS."""
    f = _AT
    mass = 10 ** row[f["asked_mass"]] - 1
    return [
        1.0,
        row[f["cover_share"]],
        row[f["cover_of_known"]],
        known_share,
        log(1 + row[f["terms"]]),
        log(1 + row[f["words_share"]] * mass),
        log(1 + row[f["title_share"]] * mass),
        log(1 + row[f["symbols_share"]] * mass),
        log(1 + row[f["path_share"]] * mass),
        log(1 + row[f["sharp_share"]] * mass),
        row[f["files_share"]],
        row[f["area"]],
        log(1 + mass),
        min(row[f["total"]], _LARGEST_TRAINED),
        log((row[f["words_share"]] + 0.01) / (background + 0.01)),
    ]


WEIGHTS = {
    "bias": -2.226, "cover_share": -7.064, "cover_of_known": 3.087, "known_share": 5.496, "terms": 1.255,
    "words": 1.722, "title": 0.393, "symbols": 0.295, "path": 0.62, "sharp": 1.782, "files_share": 10.71,
    "area": 0.595, "mass": -2.479, "total": -1.594, "above_background": -0.56,
}  # fmt: skip
_WEIGHTS = tuple(WEIGHTS.values())
# What a better candidate has more of; bounds in the fit keep these weights from being negative.
RISING = ("terms", "title", "symbols", "path", "sharp", "files_share", "area")
