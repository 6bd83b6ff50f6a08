"""Fit the weights of `distill/rules/score.py` on the tuning pairs (needs numpy).

python bench/rules_fit.py [--without 0.25]

Words are left out of the tables at random (`--without`: which share), so that the weights suit statements whose words
no table knows. Beside the labelled pairs, statements of different pairs that share terms count as different: that is
what a learning meets in a notebook. A pair that a gate keeps apart takes no part; a labelled negative counts three
times.
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
from trailnote.distill.rules.clusters import terms_of  # noqa: E402
from trailnote.distill.rules.gates import apart, measured_apart  # noqa: E402
from trailnote.distill.rules.polarity import AGREE, OPPOSE, direction, steps  # noqa: E402
from trailnote.distill.rules.reading import read  # noqa: E402
from trailnote.distill.rules.score import NAMES, features_of  # noqa: E402

ROUNDS = 4
SAMPLE = 6000
NEGATIVE_WEIGHT = 3.0


def thinned(share: float, seed: int) -> tables.Lexicon:
    """Return the tables without a random share of their words (never the name of a class)."""
    chance = random.Random(seed)
    lexicon = tables.Lexicon()
    lexicon.words = {}
    for head, rows in list(lexicon.phrases.items()):
        lexicon.phrases[head] = [
            (rest, concept)
            for rest, concept in rows
            if (head, *rest) == tables.stems_of(concept.name) or concept.weight < 0.5 or chance.random() >= share
        ]
    return lexicon


def strangers(pairs: list[dict[str, str]]) -> list[dict[str, str]]:
    """Return pairs of statements that share a term and that no chain of same pairs connects."""
    group: dict[str, str] = {}

    def root(text: str) -> str:
        while group.setdefault(text, text) != text:
            text = group[text]
        return text

    for pair in pairs:
        if pair["kind"] == "same":
            group[root(pair["a"])] = root(pair["b"])
    texts = sorted({pair[side] for pair in pairs for side in ("a", "b")})
    sharing: dict[int, list[str]] = {}
    met: set[tuple[str, str]] = set()
    for text in texts:
        for term in terms_of(read(text)):
            met |= {(other, text) for other in sharing.get(term, ()) if root(other) != root(text)}
            sharing.setdefault(term, []).append(text)
    return [{"a": a, "b": b, "kind": "stranger"} for a, b in sorted(met)]


def rows(pairs: list[dict[str, str]]) -> list[tuple[tuple[float, ...], str]]:
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
            found.append((features_of(left, right, both), pair["kind"]))
    return found


def fit(seen: np.ndarray, same: np.ndarray, cost: np.ndarray) -> tuple[float, np.ndarray]:
    """Return bias and weights of a logistic regression; the first two weights stay above zero, the others below."""
    mean, scale = seen.mean(0), seen.std(0) + 1e-9
    x = np.c_[np.ones(len(seen)), (seen - mean) / scale]
    w = np.zeros(x.shape[1])
    for _ in range(6000):
        p = 1 / (1 + np.exp(-x @ w))
        w -= 0.5 * (x.T @ (cost * (p - same)) / cost.sum() + 0.002 * np.r_[0, w[1:]])
        w[1:3], w[3:] = np.maximum(w[1:3], 0.0), np.minimum(w[3:], 0.0)
    return float(w[0] - (w[1:] * mean / scale).sum()), w[1:] / scale


def main() -> None:
    """Fit and print bias and weights in the order of `NAMES`."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--without", type=float, default=0.25)
    options = parser.parse_args()
    text = (HERE / "rule_pairs" / "tuning.jsonl").read_text(encoding="utf-8")
    pairs = [json.loads(line) for line in text.splitlines()]
    apart_pairs = strangers(pairs)
    found = rows(pairs + apart_pairs)
    whole = tables.lexicon()
    for seed in range(ROUNDS):
        tables._lexicon = thinned(options.without, seed)
        found += rows(pairs + random.Random(seed).sample(apart_pairs, min(SAMPLE, len(apart_pairs))))
    tables._lexicon = whole
    seen = np.array([row for row, _ in found])
    same = np.array([float(kind == "same") for _, kind in found])
    cost = np.array([NEGATIVE_WEIGHT if kind in ("different", "contradicts") else 1.0 for _, kind in found])
    bias, weights = fit(seen, same, cost)
    print(f"bias {bias:.2f} ", {name: round(float(weight), 2) for name, weight in zip(NAMES, weights, strict=True)})


if __name__ == "__main__":
    main()
