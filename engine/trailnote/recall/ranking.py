"""Putting candidates in order."""

from __future__ import annotations

from trailnote.recall.features import NAMES

FLOOR = 0.25
_LINEAR = {
    "words_of_best": 1.0, "newer": -0.08, "files_share": 0.45, "folders_share": 0.15, "area": 0.02,
}  # fmt: skip


def scores(rows: list[list[float]]) -> list[float]:
    """Return one score in 0..1 for each row of `features.matrix`."""
    weights = [(NAMES.index(name), weight) for name, weight in _LINEAR.items()]
    return [min(1.0, max(0.0, sum(row[i] * w for i, w in weights) / 1.6 + 0.2)) for row in rows]
