"""Fit the weights of `ranking.sureness`, by which the brief keeps silent, and measure silence.

    python bench/fit_sureness.py FOLDER ... [--questions 60] [--seed 1] [--measure]

Each FOLDER holds `<repository>.jsonl.gz` files as `histories.py` makes them. Every repository's store is asked its own
questions, other repositories' questions and everyday prompts; so are small parts of it, of 1 to 400 memories. A hit
among the first three that is wanted is a right answer; what a foreign or everyday prompt brings is wrong. The fit is a
logistic regression in which both weigh the same; the weights of `ranking.RISING` stay positive. Each repository is then
judged by weights that never saw it, at the floor: foreign prompts that bring nothing, and right answers among the first
three that are silenced. Prints those and the weights over all. --measure judges the weights that the engine has.
Needs numpy and scipy.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
from typing import Any

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "engine")]

import numpy as np  # noqa: E402
from adapters import Adapter  # noqa: E402
from scipy.optimize import minimize  # type: ignore[import-untyped]  # noqa: E402
from train_ranking import load  # noqa: E402

from trailnote.recall import moments, ranking, trees  # noqa: E402
from trailnote.recall.asked import Query  # noqa: E402
from trailnote.recall.search import evidence  # noqa: E402

MODES = ("text", "both", "subject")
SIZES = (1, 8, 40, 400)
OWN, FOREIGN, EVERYDAY = "own", "foreign", "everyday"
PROMPTS = """
run the tests
fix the failing test
commit this
continue
what does this do?
please go on with the next step
thanks, that looks good
Can you explain how this function works?
add a test for it
why is the build broken?
make it faster
How do I bake a chocolate cake with three layers and a raspberry filling?
Write a poem about autumn leaves falling on a quiet lake
What is the capital of Australia and how many people live there?
Plan a two week trip through Portugal with kids, trains only
My tomato plants have yellow leaves, what should I do about it?
Who won the world cup in 1998 and what was the score of the final?
Draft an email to my landlord about the broken heating
Explain how vaccines train the immune system
Calculate the monthly payment for a loan of 200000 at 3 percent over 20 years
Upgrade the kubernetes ingress controller to the newest helm chart
""".strip().splitlines()


class Sample:
    """One hit: the kind of question that brought it, whether it was wanted, and the grounds of its sureness."""

    __slots__ = ("asked", "grounds", "kind", "large", "mode", "place", "right")

    def __init__(self, kind: str, mode: str, asked: int, *, large: bool, place: int, right: bool, grounds: Any) -> None:
        self.kind = kind
        self.mode = mode
        self.asked = asked
        self.large = large
        self.place = place
        self.right = right
        self.grounds = grounds


class Asker:
    """Asks stores and keeps a sample for each of the first hits."""

    def __init__(self) -> None:
        self.samples: list[Sample] = []
        self.asked = 0

    def ask(self, store: Adapter, names: list[str], question: dict[str, Any], mode: str, kind: str, at: int) -> None:
        """Ask at time `at` (s); `names` are the ids of the store's records."""
        self.asked += 1
        text = question["subject"] if mode == "subject" else question["text"]
        query = Query(
            text, question["files"] if mode == "both" else (), max_terms=moments.PROMPT_TERMS,
            before_ns=at * 10**9, now_ns=at * 10**9,
        )  # fmt: skip
        asked, found, rows = evidence(store.db, query)
        wanted = set(question["relevant"]) if kind == OWN else set()
        shares = sorted([row[0] for row in rows], reverse=True)
        background = shares[min(20, len(shares) - 1)] if shares else 0.0
        totals = [trees.total(row) for row in rows]
        best = sorted(range(len(rows)), key=totals.__getitem__, reverse=True)[: moments.PROMPTED]
        for place, i in enumerate(best):
            grounds = ranking.grounds(rows[i], known_share=asked.known_share(), background=background)
            right = names[found[i].n - 1] in wanted
            large = len(names) > SIZES[-1]
            self.samples.append(Sample(kind, mode, self.asked, large=large, place=place, right=right, grounds=grounds))


def samples_of(name: str, all_of: dict[str, Any], count: int, rng: random.Random) -> list[Sample]:
    """Return the samples of one repository's store and of small parts of it."""
    records, queries = all_of[name]
    others = [query for other in all_of if other != name for query in rng.sample(all_of[other][1], min(20, count))]
    asker = Asker()
    store = Adapter()
    store.index(records)
    names = [record["id"] for record in records]
    end = records[-1]["time"] + 1
    for mode in MODES:
        for query in rng.sample(queries, min(count, len(queries))):
            asker.ask(store, names, query, mode, OWN, query["time"])
        for query in rng.sample(others, min(count, len(others))):
            asker.ask(store, names, query, mode, FOREIGN, end)
    for prompt in PROMPTS:
        asker.ask(store, names, _prompt(prompt), "text", EVERYDAY, end)
    at = {record["id"]: i for i, record in enumerate(records)}
    for size in SIZES:
        for query in rng.sample(queries, min(count // 4, len(queries))):
            wanted = at[query["relevant"][0]]
            start = max(0, wanted - rng.randrange(size))
            part = [record for record in records[start : start + size] if record["time"] < query["time"]]
            store = Adapter()
            store.index(part)
            names = [record["id"] for record in part]
            for mode in MODES:
                asker.ask(store, names, query, mode, OWN, query["time"])
                asker.ask(store, names, rng.choice(others), mode, FOREIGN, query["time"])
            asker.ask(store, names, _prompt(rng.choice(PROMPTS)), "text", EVERYDAY, query["time"])
    return asker.samples


def _prompt(text: str) -> dict[str, Any]:
    return {"text": text, "subject": text, "files": [], "relevant": []}


def fit(samples: list[Sample]) -> Any:
    """Return weights in the order of `ranking.WEIGHTS`."""
    used = [s for s in samples if s.kind != OWN or s.right]
    x = np.asarray([s.grounds for s in used])
    y = np.asarray([s.right for s in used], dtype=float)
    weight = np.where(y > 0, 0.5 / y.sum(), 0.5 / (len(y) - y.sum()))
    scale = x.std(0) + 1e-9
    scale[0] = 1.0
    x = x / scale

    def loss(w: Any) -> tuple[float, Any]:
        z = np.clip(x @ w, -30, 30)
        p = 1 / (1 + np.exp(-z))
        value = -(weight * (y * np.log(p) + (1 - y) * np.log(1 - p))).sum() + 1e-4 * w @ w
        return float(value), x.T @ (weight * (p - y)) + 2e-4 * w

    bounds = [(0.0, None) if name in ranking.RISING else (None, None) for name in ranking.WEIGHTS]
    return minimize(loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B", bounds=bounds).x / scale


def judge(samples: list[Sample], weights: Any, floor: float) -> dict[str, tuple[float, float]]:
    """Return for each mode the share of foreign prompts that bring nothing and of right answers that are silenced, in
    stores of full size; and under "everyday" the share of everyday prompts that bring nothing, and that of foreign
    prompts in small stores."""
    out = {}
    large = [s for s in samples if s.large]
    for mode in MODES:
        right = [s for s in large if s.kind == OWN and s.right and s.place < 3 and s.mode == mode]
        silenced = 1 - sum(_told(s, weights, floor) for s in right) / max(1, len(right))
        out[mode] = (_silent(large, FOREIGN, weights, floor, mode), silenced)
    small = [s for s in samples if not s.large]
    out[EVERYDAY] = (_silent(large, EVERYDAY, weights, floor), _silent(small, FOREIGN, weights, floor))
    return out


def _silent(samples: list[Sample], kind: str, weights: Any, floor: float, mode: str = "") -> float:
    of = [s for s in samples if s.kind == kind and mode in ("", s.mode)]
    loud = {s.asked for s in of if _told(s, weights, floor)}
    return 1 - len(loud) / max(1, len({s.asked for s in of}))


def _told(sample: Sample, weights: Any, floor: float) -> bool:
    return bool(1 / (1 + np.exp(-np.dot(sample.grounds, weights))) >= floor)


def main() -> None:
    """Ask, fit and judge."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+")
    parser.add_argument("--questions", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--measure", action="store_true")
    options = parser.parse_args()
    paths = sorted(os.path.join(f, n) for f in options.folders for n in os.listdir(f) if n.endswith(".jsonl.gz"))
    all_of = {os.path.basename(path): load(path) for path in paths}
    rng = random.Random(options.seed)
    samples = {name: samples_of(name, all_of, options.questions, rng) for name in all_of}
    kept = np.asarray(list(ranking.WEIGHTS.values()))
    for floor in (ranking.FLOOR - 0.1, ranking.FLOOR, ranking.FLOOR + 0.1):
        rows = []
        for name, own in samples.items():
            rest = [s for other, some in samples.items() if other != name for s in some]
            rows.append(judge(own, kept if options.measure else fit(rest), floor))
        for mode in rows[0]:
            print(f"floor {floor:.2f} {mode:9} %.3f %.3f" % tuple(np.mean([row[mode] for row in rows], 0)), flush=True)
    if not options.measure:
        found = fit([s for some in samples.values() for s in some])
        print(json.dumps({name: round(float(w), 3) for name, w in zip(ranking.WEIGHTS, found, strict=True)}))


if __name__ == "__main__":
    main()
