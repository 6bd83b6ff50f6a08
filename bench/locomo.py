"""Measure recall over long conversations: which turns answer a question that is asked after the last session?

    python bench/locomo.py locomo10.json [-k 10]

The file is LoCoMo's (Maharana et al. 2024), given by path and never shipped. Each turn of a conversation becomes one
memory, "Speaker: text", with what its picture shows where it shares one; all questions of that conversation with
evidence are asked of a store of its own. Recall@k is the share of a question's evidence among the first k hits, of at
most k, averaged over questions; categories are the file's (1 several turns, 2 time, 3 general knowledge, 4 one turn,
5 adversarial).
"""

from __future__ import annotations

import argparse
import json
import re
from datetime import UTC, datetime
from typing import Any

from adapters import Adapter

_TURN = re.compile(r"D(\d+):0*(\d+)")


def turns(conversation: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the turns of all sessions as records, in order, a minute apart."""
    records = []
    session = 1
    while f"session_{session}_date_time" in conversation:
        at = _seconds(conversation[f"session_{session}_date_time"])
        for i, turn in enumerate(conversation.get(f"session_{session}", ())):
            shown = turn.get("blip_caption")
            text = f"{turn['speaker']}: {turn['text']}" + (f" [shares {shown}]" if shown else "")
            records.append({"id": turn["dia_id"], "time": at + 60 * i, "subject": "", "body": text})
        session += 1
    return sorted(records, key=lambda record: record["time"])


def _seconds(told: str) -> int:
    """Return the time of a session's date such as "1:56 pm on 8 May, 2023"."""
    return int(datetime.strptime(told, "%I:%M %p on %d %B, %Y").replace(tzinfo=UTC).timestamp())


def questions(sample: dict[str, Any], known: set[str]) -> list[tuple[str, int, set[str]]]:
    """Return (question, category, ids of its evidence) for each question whose evidence names known turns."""
    found = []
    for asked in sample["qa"]:
        named = {f"D{a}:{b}" for said in asked.get("evidence", ()) for a, b in _TURN.findall(said)} & known
        if named:
            found.append((asked["question"], int(asked["category"]), named))
    return found


def main() -> None:
    """Print recall@k by category and over all questions."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("path")
    parser.add_argument("-k", type=int, default=10)
    options = parser.parse_args()
    with open(options.path, encoding="utf-8") as source:
        samples = json.load(source)
    scores: dict[int, list[float]] = {}
    for sample in samples:
        records = turns(sample["conversation"])
        adapter = Adapter()
        adapter.index(records)
        after = records[-1]["time"] + 86_400
        for text, category, wanted in questions(sample, {record["id"] for record in records}):
            hits = wanted.intersection(adapter.query(text, (), options.k, after))
            scores.setdefault(category, []).append(len(hits) / min(len(wanted), options.k))
    for category, rows in sorted(scores.items()):
        print(f"category {category}: {len(rows):4} questions, recall@{options.k} {sum(rows) / len(rows):.3f}")
    for name, chosen in (("1 to 4", {1, 2, 3, 4}), ("all", set(scores))):
        rows = [score for category in chosen for score in scores.get(category, ())]
        print(f"{name}: {len(rows)} questions, recall@{options.k} {sum(rows) / len(rows):.3f}")


if __name__ == "__main__":
    main()
