"""Putting candidates in order, and saying how sure it is that one is meant."""

from __future__ import annotations

from trailnote.recall import trees
from trailnote.recall.features import NAMES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

FLOOR = 0.25
_LINEAR = {"words_of_best": 1.0, "newer": -0.08, "files_share": 0.45, "folders_share": 0.15, "area": 0.02}
_WEIGHTS = tuple((NAMES.index(name), weight) for name, weight in _LINEAR.items())


def rank(rows: Sequence[Sequence[float]]) -> list[tuple[int, float]]:
    """Return (row, score in 0..1) of the rows of `features.matrix`, best first."""
    near = [sum(row[i] * w for i, w in _WEIGHTS) for row in rows]
    totals = {i: trees.total(rows[i]) for i in sorted(range(len(rows)), key=near.__getitem__, reverse=True)[:150]}
    return [(i, 0.5) for i in sorted(totals, key=totals.__getitem__, reverse=True)]
