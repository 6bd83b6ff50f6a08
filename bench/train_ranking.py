"""Train the ranking's trees and write engine/trailnote/recall/trees.py.

    python bench/train_ranking.py DATA_FOLDER [--leave-one-out] [--rounds 120] [--leaves 8]

DATA_FOLDER holds `<repository>.jsonl.gz` files in the form of the commit-recall benchmark: records and queries.
Beside the queries, commits whose message names an earlier one (by hash or pull request, taken out of the question)
are used. The candidates and their features are the engine's own. Needs numpy and lightgbm, which nothing else here
needs.

The objective is LambdaMART (Burges 2010), with one group for each query and mode: text, files, both, subject (the
first line), and notes (the first line asked of a store whose memories are short texts without files, symbols or
meaningful dates, so that the ranking does not lean on what only commits have). With --leave-one-out each repository
is judged by trees that never saw it, and nothing is written.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import re
import sys
from typing import Any

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "engine")]

import lightgbm as lgb  # noqa: E402
import numpy as np  # noqa: E402
from adapters import Adapter  # noqa: E402

from trailnote.recall import features  # noqa: E402
from trailnote.recall.search import Query, evidence  # noqa: E402

MODES = ("text", "files", "both", "subject", "notes")
MOST_EXTRA = 400
TARGET = os.path.join(os.path.dirname(HERE), "engine", "trailnote", "recall", "trees.py")
_HASH = re.compile(r"\b[0-9a-f]{7,40}\b")


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


def named_earlier(records: list[dict[str, Any]], known: set[str]) -> list[dict[str, Any]]:
    """Return more questions: commits that name one to three earlier ones, every trace of the name taken out."""
    by_start: dict[str, list[int]] = {}
    by_request: dict[str, int] = {}
    found = []
    for i, record in enumerate(records):
        by_start.setdefault(record["id"][:7], []).append(i)
        request = re.search(r"\(#(\d+)\)\s*$", record["subject"])
        if request:
            by_request[request.group(1)] = i
    for i, record in enumerate(records):
        if i < 500 or record["id"] in known or not record["body"]:
            continue
        wanted: set[int] = set()
        for name in _HASH.findall(record["body"]):
            same = [j for j in by_start.get(name[:7], ()) if records[j]["id"].startswith(name)]
            wanted.update(same if len(same) == 1 else ())
        wanted.update(by_request[n] for n in re.findall(r"#(\d+)\b", record["body"]) if n in by_request)
        if not 1 <= len(wanted) <= 3 or any(records[j]["time"] >= record["time"] for j in wanted):
            continue
        text = f"{record['subject']}\n{record['body']}"
        for j in wanted:
            subject = re.sub(r"\s*\(#\d+\)\s*$", "", records[j]["subject"])
            text = text.replace(subject, "") if len(subject) > 8 else text
        text = re.sub(r"#\d+|https?://\S+", "", _HASH.sub("", text))
        if len(text.split()) >= 3:
            relevant = [records[j]["id"] for j in wanted]
            found.append(
                {
                    "id": record["id"],
                    "time": record["time"],
                    "text": text,
                    "files": record["files"],
                    "relevant": relevant,
                }
            )
    step = max(1.0, len(found) / MOST_EXTRA)
    return [found[int(k * step)] for k in range(int(len(found) / step))]


def as_note(record: dict[str, Any], position: int) -> dict[str, Any]:
    """Return a commit as a short dated text that touches nothing."""
    text = f"{record['subject']} {record['body'][:150]}"
    return {"id": record["id"], "time": 3600 * position, "subject": text, "body": "", "files": [], "symbols": []}


class Table:
    """Features of one repository's candidates: `x` rows, `y` 1 for the wanted ones, `group` a number per question."""

    def __init__(self, path: str) -> None:
        records, queries = load(path)
        adapter = Adapter()
        adapter.index(records)
        self.judged = len(queries)
        questions = queries + named_earlier(records, {q["id"] for q in queries})
        row_of = {record["id"]: n for n, record in enumerate(records, start=1)}
        self.wanted = [len(q["relevant"]) for q in questions]
        self.x: dict[str, Any] = {}
        self.y: dict[str, Any] = {}
        self.group: dict[str, Any] = {}
        for mode in MODES[:-1]:
            self._fill(mode, adapter, questions, row_of)
        shuffled = list(records)
        random.Random(1).shuffle(shuffled)
        adapter = Adapter()
        adapter.index([as_note(record, position) for position, record in enumerate(shuffled)])
        row_of = {record["id"]: n for n, record in enumerate(shuffled, start=1)}
        late = [{**question, "time": 3600 * (len(records) + 1), "own": question["id"]} for question in questions]
        self._fill("notes", adapter, late, row_of)

    def _fill(self, mode: str, adapter: Adapter, questions: list[dict[str, Any]], row_of: dict[str, int]) -> None:
        x, y, group = [], [], []
        for i, question in enumerate(questions):
            at_ns = question["time"] * 10**9
            text = question["text"].partition("\n")[0] if mode in ("subject", "notes") else question["text"]
            files = question["files"] if mode in ("files", "both") else ()
            query = Query("" if mode == "files" else text, files, before_ns=at_ns, now_ns=at_ns)
            _, found, rows = evidence(adapter.db, query)
            own = row_of.get(question.get("own", ""), 0)
            rows = [row for row, c in zip(rows, found, strict=True) if c.n != own]
            found = [c for c in found if c.n != own]
            wanted = {row_of[name] for name in question["relevant"] if name in row_of}
            x += [np.asarray(rows, dtype=np.float32)] if rows else []
            y += [c.n in wanted for c in found]
            group += [i] * len(found)
        self.x[mode], self.y[mode], self.group[mode] = np.concatenate(x), np.asarray(y), np.asarray(group)

    def training(self, mode: str, rng: np.random.Generator) -> tuple[Any, Any, Any]:
        """Return x, y and group sizes: questions with a wanted candidate, with 150 of the others each."""
        x, y, group = self.x[mode], self.y[mode], self.group[mode]
        near = x[:, features.NAMES.index("words_of_best")] + 0.45 * x[:, features.NAMES.index("files_share")]
        near = near - 0.08 * x[:, features.NAMES.index("newer")]
        keep = []
        for i in np.unique(group):
            rows = np.flatnonzero(group == i)
            if not y[rows].any():
                continue
            chosen = set(rows[np.argsort(-near[rows])[:120]]) | set(rng.permutation(rows)[:30]) | set(rows[y[rows]])
            keep.append(sorted(chosen))
        flat = np.concatenate(keep)
        return x[flat], y[flat], [len(k) for k in keep]


def train(tables: list[Table], *, rounds: int, leaves: int) -> lgb.Booster:
    """Return trees trained on all questions of `tables` in all modes."""
    rng = np.random.default_rng(0)
    parts = [table.training(mode, rng) for table in tables for mode in MODES]
    sizes = [size for p in parts for size in p[2]]
    data = lgb.Dataset(np.concatenate([p[0] for p in parts]), np.concatenate([p[1] for p in parts]), group=sizes)
    settings = {
        "objective": "lambdarank", "learning_rate": 0.12, "num_leaves": leaves, "min_data_in_leaf": 60,
        "feature_fraction": 0.5, "bagging_fraction": 0.7, "bagging_freq": 1, "lambda_l2": 5,
        "lambdarank_truncation_level": 20, "max_bin": 127, "num_threads": 1, "seed": 1, "verbose": -1,
    }  # fmt: skip
    return lgb.train(settings, data, rounds)


def judge(table: Table, model: lgb.Booster, mode: str) -> list[float]:
    """Return recall@3 and recall@10 of the benchmark's own questions."""
    scores = np.asarray(model.predict(table.x[mode], num_threads=1))
    group, y = table.group[mode], table.y[mode]
    out = np.zeros((table.judged, 2))
    for i in range(table.judged):
        rows = np.flatnonzero(group == i)
        hits = np.flatnonzero(y[rows][np.argsort(-scores[rows], kind="stable")[:10]])
        out[i] = [(hits < k).sum() / min(table.wanted[i], k) for k in (3, 10)]
    return [float(v) for v in out.mean(0)]


def expression(node: dict[str, Any]) -> str:
    """Return one tree as a Python conditional expression over the features' names."""
    if "leaf_value" in node:
        return f"{node['leaf_value']:.4f}"
    name, edge = features.NAMES[node["split_feature"]], node["threshold"]
    left, right = expression(node["left_child"]), expression(node["right_child"])
    return f"({left} if {name} <= {edge:.5g} else {right})"


def write(model: lgb.Booster, sources: list[str]) -> None:
    """Write the trees as a module: one line for each."""
    trees = [expression(t["tree_structure"]) for t in model.dump_model()["tree_info"]]
    body = "\n        + ".join(tree.removeprefix("(").removesuffix(")") and tree for tree in trees)
    names = ",\n        ".join(features.NAMES)
    with open(TARGET, "w", encoding="utf-8") as out:
        out.write(
            '"""The ranking\'s trees, one a line: written by bench/train_ranking.py, not by hand.\n\n'
            f"LambdaMART, {len(trees)} trees, trained on {', '.join(sources)}.\n"
            '"""\n# ruff: noqa: E501, RUF059  one line is one tree; not every feature is in one\n'
            "# fmt: off\n\nfrom __future__ import annotations\n\n"
            "TYPE_CHECKING = False\nif TYPE_CHECKING:\n    from collections.abc import Sequence\n\n\n"
            "def total(row: Sequence[float]) -> float:\n"
            '    """Return the sum of the trees for one row of `features.NAMES`; higher is better in one question."""\n'
            f"    (\n        {names},\n    ) = row\n    return (\n        {body}\n    )\n"
        )


def main() -> None:
    """Train, judge and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("--leave-one-out", action="store_true")
    parser.add_argument("--rounds", type=int, default=120)
    parser.add_argument("--leaves", type=int, default=8)
    options = parser.parse_args()
    names = sorted(name for name in os.listdir(options.folder) if name.endswith(".jsonl.gz"))
    tables = {name: Table(os.path.join(options.folder, name)) for name in names}
    if not options.leave_one_out:
        model = train(list(tables.values()), rounds=options.rounds, leaves=options.leaves)
        write(model, [name.removesuffix(".jsonl.gz").replace("__", "/") for name in names])
        return
    results: dict[str, list[list[float]]] = {mode: [] for mode in MODES}
    for name in names:
        rest = [table for other, table in tables.items() if other != name]
        model = train(rest, rounds=options.rounds, leaves=options.leaves)
        for mode in MODES:
            results[mode].append(judge(tables[name], model, mode))
            print(f"{name:40} {mode:6} R@3 {results[mode][-1][0]:.3f} R@10 {results[mode][-1][1]:.3f}", flush=True)
    for mode in MODES:
        print(f"{'macro':40} {mode:6} R@3 %.3f R@10 %.3f" % tuple(np.mean(results[mode], 0)))


if __name__ == "__main__":
    main()
