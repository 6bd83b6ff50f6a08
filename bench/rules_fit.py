"""Fit the weights of `distill/rules/score.py` on the tuning pairs (needs numpy).

python bench/rules_fit.py [--without 0.25]

Words are left out of the tables at random (`--without`: which share), so that the weights suit statements whose words
no table knows. A pair that a gate keeps apart takes no part. Negatives count three times: a wrong merge costs more
than a missed one.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "engine"))

from trailnote.distill.rules import lexicon as tables  # noqa: E402  the clone needs no installation
from trailnote.distill.rules.align import align  # noqa: E402
from trailnote.distill.rules.gates import apart, measured_apart  # noqa: E402
from trailnote.distill.rules.polarity import AGREE, OPPOSE, direction, steps  # noqa: E402
from trailnote.distill.rules.reading import read  # noqa: E402
from trailnote.distill.rules.score import NAMES, features_of  # noqa: E402

ROUNDS = 6
NEGATIVE_WEIGHT = 3.0


def thinned(share: float, seed: int) -> tables.Lexicon:
    """Return the tables without a random share of their words (never the name of a class)."""
    chance = random.Random(seed)
    lexicon = tables.Lexicon()
    for head, rows in list(lexicon.phrases.items()):
        lexicon.phrases[head] = [
            (rest, concept)
            for rest, concept in rows
            if (head, *rest) == tables.stems_of(concept.name) or concept.weight < 0.5 or chance.random() >= share
        ]
    return lexicon


def rows(pairs: list[dict[str, str]]) -> list[tuple[tuple[float, ...], bool]]:
    """Return features and answer of the pairs that no gate keeps apart."""
    found = []
    for pair in pairs:
        left, right = read(pair["a"]), read(pair["b"])
        both = align(left, right)
        if (
            left.words == right.words
            or measured_apart(left, right)
            or apart(left, right, both)
            or direction(left, right, both) != AGREE
        ):
            continue
        if steps(both) != OPPOSE:
            found.append((features_of(left, right, both), pair["kind"] == "same"))
    return found


def fit(seen: np.ndarray, same: np.ndarray) -> tuple[float, np.ndarray]:
    """Return bias and weights of a logistic regression; every weight but the first is held at or below zero."""
    mean, scale = seen.mean(0), seen.std(0) + 1e-9
    x = np.c_[np.ones(len(seen)), (seen - mean) / scale]
    cost = np.where(same > 0, 1.0, NEGATIVE_WEIGHT)
    w = np.zeros(x.shape[1])
    for _ in range(8000):
        p = 1 / (1 + np.exp(-x @ w))
        w -= 0.3 * (x.T @ (cost * (p - same)) / cost.sum() + 0.005 * np.r_[0, w[1:]])
        w[1], w[2:] = max(w[1], 0.0), np.minimum(w[2:], 0.0)
    return float(w[0] - (w[1:] * mean / scale).sum()), w[1:] / scale


def main() -> None:
    """Fit and print bias and weights in the order of `NAMES`."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--without", type=float, default=0.25)
    options = parser.parse_args()
    text = (HERE / "rule_pairs" / "tuning.jsonl").read_text(encoding="utf-8")
    pairs = [json.loads(line) for line in text.splitlines()]
    found = rows(pairs)
    whole = tables.lexicon()
    for seed in range(ROUNDS):
        tables._lexicon = thinned(options.without, seed)
        found += rows(pairs)
    tables._lexicon = whole
    bias, weights = fit(np.array([row for row, _ in found]), np.array([float(same) for _, same in found]))
    print(f"bias {bias:.2f} ", {name: round(float(weight), 2) for name, weight in zip(NAMES, weights, strict=True)})


if __name__ == "__main__":
    main()
