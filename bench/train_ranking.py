"""Train the ranking's trees and write engine/trailnote/recall/trees.py.

    python bench/train_ranking.py FOLDER ... [--folds 5] [--nearness] [--rounds 120] [--leaves 8] [--processes 2]

Each FOLDER holds `<repository>.jsonl.gz` files, records and queries, in the form of the commit-recall benchmark, as
`histories.py` makes them. Beside the queries of a file, more of the same kind are taken from its records. The
candidates and their features are the engine's own. Needs numpy, scipy and lightgbm, which nothing else here needs.

The objective is LambdaMART (Burges 2010), with one group for each query and mode: text, files, both, subject (the
first line), few (two to four words that question and answer share), and notes (the first line asked of small stores
whose memories are short texts without files, symbols or meaningful dates, half of them in the order of the history, so
that the ranking does not lean on what only commits have). Files asked about without a word have trees of their own.

With --folds the repositories are dealt into folds, each is judged by trees that never saw it, and nothing is written.
--nearness prints the weights of the plain sum that chooses what the trees see (`features.NEARNESS`).
"""

from __future__ import annotations

import argparse
import gzip
import json
import multiprocessing
import os
import random
import re
import sys
from collections import Counter
from collections.abc import Sequence
from typing import Any

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "engine")]

import histories  # noqa: E402
import lightgbm as lgb  # noqa: E402
import numpy as np  # noqa: E402
from adapters import Adapter  # noqa: E402
from scipy.optimize import minimize  # type: ignore[import-untyped]  # noqa: E402

from trailnote.recall import features  # noqa: E402
from trailnote.recall.asked import Query  # noqa: E402
from trailnote.recall.search import evidence  # noqa: E402

MODES = ("text", "files", "both", "subject", "few", "notes")
MOST_EXTRA = 300
NOTES, NOTED_QUESTIONS = (300, 700, 1500), 40
BESIDE = 6  # commits before and after a wanted one, that stay beside it as notes
TARGET = os.path.join(os.path.dirname(HERE), "engine", "trailnote", "recall", "trees.py")


def load(path: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return (records, queries) of one repository's file."""
    records: list[dict[str, Any]] = []
    queries: list[dict[str, Any]] = []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            value = json.loads(line)
            kind = value.pop("type")
            if kind != "meta":
                (records if kind == "record" else queries).append(value)
    return records, queries


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z_][\w.-]{2,}", text.lower())


class Table:
    """Features of one repository's candidates: `x` rows, `y` 1 for the wanted ones, `group` a number per question.

    The first `judged` questions are the file's own; of each question `wanted` tells how many answers count, `gap` how
    many commits back the newest lies.
    """

    def __init__(self, path: str) -> None:
        self.rng = random.Random(os.path.basename(path))
        records, queries = load(path)
        known = {query["id"] for query in queries}
        extra = [query for query in histories.queries(records) if query["id"] not in known]
        questions = queries + self.rng.sample(extra, min(MOST_EXTRA, len(extra)))
        self.judged = len(queries)
        self.wanted = [len(question["relevant"]) for question in questions]
        self.gap = [question["gap"] for question in questions]
        self.x: dict[str, Any] = {}
        self.y: dict[str, Any] = {}
        self.group: dict[str, Any] = {}
        self.few = self._few(records, questions)
        adapter = Adapter()
        adapter.index(records)
        row_of = {record["id"]: n for n, record in enumerate(records, start=1)}
        for mode in MODES[:-1]:
            self._keep(mode, [self._asked(mode, adapter, i, q, row_of) for i, q in enumerate(questions)])
        self._keep("notes", self._notes(records, questions))

    def _few(self, records: list[dict[str, Any]], questions: list[dict[str, Any]]) -> dict[str, str]:
        """Return for each question two to four telling words that it shares with its answer, as a person would type."""
        words = {record["id"]: set(_words(f"{record['subject']} {record['body']}")) for record in records}
        counts = Counter(word for some in words.values() for word in some)
        found = {}
        for question in questions:
            answer = next((words[name] for name in question["relevant"] if name in words), set())
            shared = [word for word in dict.fromkeys(_words(question["text"])) if word in answer]
            shared = sorted((w for w in shared if 1 < counts[w] < len(records) / 20), key=counts.__getitem__)[:8]
            if len(shared) > 1:
                number = min(self.rng.choice((2, 2, 3, 4)), len(shared))
                some = shared[:number] if self.rng.random() < 0.5 else self.rng.sample(shared, number)
                found[question["id"]] = " ".join(some)
        return found

    def _notes(self, records: list[dict[str, Any]], questions: list[dict[str, Any]]) -> list[Any]:
        at = {record["id"]: i for i, record in enumerate(records)}
        found = []
        for start in range(0, min(len(questions), 400), NOTED_QUESTIONS):
            some = questions[start : start + NOTED_QUESTIONS]
            needed = {at[name] for question in some for name in question["relevant"] if name in at}
            chosen = needed | set(self.rng.sample(range(len(records)), min(self.rng.choice(NOTES), len(records))))
            if start // NOTED_QUESTIONS % 2:
                chosen |= {i for n in needed for i in range(n - BESIDE, n + BESIDE + 1) if 0 <= i < len(records)}
            order = sorted(chosen)
            if not start // NOTED_QUESTIONS % 2:
                self.rng.shuffle(order)
            adapter = Adapter()
            adapter.index([self._as_note(records[i], position) for position, i in enumerate(order)])
            row_of = {records[i]["id"]: n for n, i in enumerate(order, start=1)}
            late = 3600 * (len(order) + 50)
            for i, question in enumerate(some, start=start):
                asked = {**question, "time": late}
                found.append(self._asked("notes", adapter, i, asked, row_of, own=row_of.get(question["id"], 0)))
        return found

    def _as_note(self, record: dict[str, Any], position: int) -> dict[str, Any]:
        """Return a commit as a short dated text that touches nothing."""
        text = f"{record['subject']} {' '.join(record['body'].split())[: self.rng.choice((0, 80, 200))]}"
        return {"id": record["id"], "time": 3600 * position, "subject": text.strip(), "body": ""}

    def _asked(
        self, mode: str, adapter: Adapter, i: int, question: dict[str, Any], row_of: dict[str, int], *, own: int = 0
    ) -> tuple[Any, Any, Any]:
        at_ns = question["time"] * 10**9
        text = question["text"].partition("\n")[0] if mode in ("subject", "notes") else question["text"]
        text = self.few.get(question["id"], "") if mode == "few" else text
        files = question["files"] if mode in ("files", "both") else ()
        query = Query("" if mode == "files" else text, files, before_ns=at_ns, now_ns=at_ns)
        _, found, rows = evidence(adapter.db, query)
        kept = [(row, c.n) for row, c in zip(rows, found, strict=True) if c.n != own]
        wanted = {row_of[name] for name in question["relevant"] if name in row_of}
        x = np.asarray([row for row, _ in kept], dtype=np.float32).reshape(len(kept), len(features.NAMES))
        return x, np.asarray([n in wanted for _, n in kept], dtype=bool), np.full(len(kept), i, dtype=np.int32)

    def _keep(self, mode: str, found: list[tuple[Any, Any, Any]]) -> None:
        self.x[mode], self.y[mode], self.group[mode] = (np.concatenate([part[k] for part in found]) for k in range(3))

    def training(self, mode: str) -> tuple[Any, Any, list[int]]:
        """Return x, y and group sizes of the questions with a wanted candidate."""
        group, y = self.group[mode], self.y[mode]
        answered = np.isin(group, np.unique(group[y]))
        _, sizes = np.unique(group[answered], return_counts=True)
        return self.x[mode][answered], y[answered], [int(size) for size in sizes]


def train(tables: list[Table], modes: Sequence[str], *, rounds: int, leaves: int, rate: float) -> lgb.Booster:
    """Return trees trained on all questions of `tables` in some modes."""
    parts = [table.training(mode) for table in tables for mode in modes]
    sizes = [size for part in parts for size in part[2]]
    data = lgb.Dataset(np.concatenate([p[0] for p in parts]), np.concatenate([p[1] for p in parts]), group=sizes)
    settings = {
        "objective": "lambdarank", "learning_rate": rate, "num_leaves": leaves, "min_data_in_leaf": 60,
        "feature_fraction": 0.5, "bagging_fraction": 0.7, "bagging_freq": 1, "lambda_l2": 5,
        "lambdarank_truncation_level": 20, "max_bin": 127, "num_threads": 2, "seed": 1, "verbose": -1,
    }  # fmt: skip
    return lgb.train(settings, data, rounds)


def train_both(tables: list[Table], *, rounds: int, leaves: int) -> tuple[lgb.Booster, lgb.Booster]:
    """Return the trees of questions with words and those of files alone."""
    worded = [mode for mode in MODES if mode != "files"]
    return (
        train(tables, worded, rounds=rounds, leaves=leaves, rate=0.12),
        train(tables, ["files"], rounds=rounds, leaves=leaves, rate=0.08),
    )


def nearness(tables: list[Table]) -> dict[str, float]:
    """Return weights of the columns of `features.NEARNESS` under which the wanted candidate stands out, by softmax."""
    names = list(features.NEARNESS)
    parts = [table.training(mode) for table in tables for mode in MODES[:-1]]
    x = np.concatenate([part[0] for part in parts])[:, [features.NAMES.index(name) for name in names]]
    y = np.concatenate([part[1] for part in parts]).astype(float)
    sizes = np.asarray([size for part in parts for size in part[2]])
    scale = x.std(0) + 1e-9
    x = x / scale
    start, of = np.r_[0, np.cumsum(sizes)[:-1]], np.repeat(np.arange(len(sizes)), sizes)
    wanted = y / np.add.reduceat(y, start)[of]

    def loss(w: Any) -> tuple[float, Any]:
        s = x @ w
        s -= np.maximum.reduceat(s, start)[of]
        total = np.add.reduceat(np.exp(s), start)[of]
        slope = x.T @ (np.exp(s) / total - wanted) / len(sizes) + 2e-4 * w
        return float(-(wanted * (s - np.log(total))).sum() / len(sizes) + 1e-4 * w @ w), slope

    found = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B").x / scale
    return {name: round(float(weight), 3) for name, weight in zip(names, found, strict=True)}


def judge(table: Table, model: lgb.Booster, mode: str) -> tuple[Any, list[int]]:
    """Return recall@3 and recall@10 of each of the file's own questions, and their gaps."""
    scores = np.asarray(model.predict(table.x[mode], num_threads=2))
    group, y = table.group[mode], table.y[mode]
    count = min(table.judged, 400) if mode == "notes" else table.judged
    out = np.zeros((count, 2))
    for i in range(count):
        rows = np.flatnonzero(group == i)
        hits = np.flatnonzero(y[rows][np.argsort(-scores[rows], kind="stable")[:10]])
        out[i] = [(hits < k).sum() / min(table.wanted[i], k) for k in (3, 10)]
    return out, table.gap[:count]


def expression(node: dict[str, Any]) -> str:
    """Return one tree as a Python conditional expression over the features' names."""
    if "leaf_value" in node:
        return f"{node['leaf_value']:.4f}"
    name, edge = features.NAMES[node["split_feature"]], node["threshold"]
    left, right = expression(node["left_child"]), expression(node["right_child"])
    return f"({left} if {name} <= {edge:.5g} else {right})"


def write(worded: lgb.Booster, files: lgb.Booster, sources: list[str]) -> None:
    """Write the trees as a module: one line for each."""
    of_words, of_files = _function("total", worded), _function("total_of_files", files)
    with open(TARGET, "w", encoding="utf-8") as out:
        out.write(
            '"""The ranking\'s trees, one a line: written by bench/train_ranking.py, not by hand.\n\n'
            f"LambdaMART, {worded.num_trees()} and {files.num_trees()} trees, trained on {', '.join(sources)}.\n"
            '"""\n# ruff: noqa: E501  one line is one tree\n'
            "# fmt: off\n\nfrom __future__ import annotations\n\n"
            "TYPE_CHECKING = False\nif TYPE_CHECKING:\n    from collections.abc import Sequence\n"
            f"{of_words}{of_files}"
        )


_ASKED = {"total": "with words", "total_of_files": "about files alone"}


def _function(name: str, model: lgb.Booster) -> str:
    trees = [expression(t["tree_structure"]) for t in model.dump_model()["tree_info"]]
    body = "\n        + ".join(trees)
    used = set(re.findall(r"[a-z]\w+(?= <=)", body))
    names = ",\n        ".join(n if n in used else f"_{n}" for n in features.NAMES)
    return (
        f"\n\ndef {name}(row: Sequence[float]) -> float:\n"
        f'    """Return the sum of the trees of a question {_ASKED[name]} for one row of `features.NAMES`; higher is\n'
        '    better in one question."""\n'
        f"    (\n        {names},\n    ) = row\n    return (\n        {body}\n    )\n"
    )


def show(tables: dict[str, Table], folds: int, *, rounds: int, leaves: int) -> None:
    """Judge each repository by trees that never saw its fold, and print the figures and their means."""
    names = sorted(tables)
    rows: dict[str, list[Any]] = {mode: [] for mode in MODES}
    far: list[tuple[int, float]] = []
    for fold in range(folds):
        left_out = names[fold::folds]
        known = [tables[name] for name in names if name not in left_out]
        worded, of_files = train_both(known, rounds=rounds, leaves=leaves)
        for name in left_out:
            for mode in MODES:
                found, gaps = judge(tables[name], of_files if mode == "files" else worded, mode)
                rows[mode].append(found.mean(0))
                far += [(gap, row[1]) for gap, row in zip(gaps, found, strict=True)] if mode == "both" else []
                print(f"{name:40} {mode:7} R@3 {rows[mode][-1][0]:.3f} R@10 {rows[mode][-1][1]:.3f}", flush=True)
    for mode in MODES:
        print(f"{'macro':40} {mode:7} R@3 %.3f R@10 %.3f" % tuple(np.mean(rows[mode], 0)))
    bands = [[hit for gap, hit in far if low < gap <= high] for low, high in BANDS]
    print(f"{'gap-balanced':40} both    R@10 {np.mean([np.mean(band) for band in bands if band]):.3f}")


BANDS = ((-1, 20), (20, 200), (200, 2000), (2000, 1 << 60))


def main() -> None:
    """Train, judge and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+")
    parser.add_argument("--folds", type=int, default=0)
    parser.add_argument("--nearness", action="store_true")
    parser.add_argument("--rounds", type=int, default=120)
    parser.add_argument("--leaves", type=int, default=8)
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    paths = sorted(
        os.path.join(folder, name)
        for folder in options.folders
        for name in os.listdir(folder)
        if name.endswith(".jsonl.gz")
    )
    names = [os.path.basename(path).removesuffix(".jsonl.gz").replace("__", "/") for path in paths]
    with multiprocessing.Pool(options.processes) as pool:
        tables = dict(zip(names, pool.map(Table, paths, chunksize=1), strict=True))
    if options.nearness:
        print(json.dumps(nearness(list(tables.values()))))
    elif options.folds:
        show(tables, options.folds, rounds=options.rounds, leaves=options.leaves)
    else:
        write(*train_both(list(tables.values()), rounds=options.rounds, leaves=options.leaves), names)


if __name__ == "__main__":
    main()
