"""Measure failure signatures on recorded failures: python3 bench/failures/measure.py FILE.jsonl ... [--wrong N]

Pairs are all within a family of look-alikes and random ones across families (all different). Prints precision, recall
and the families with wrong pairs.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import random
import sys
from collections import Counter, defaultdict
from pathlib import Path

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))), "engine"))

from trailnote.distill.signature import signature, similar


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+")
    parser.add_argument("--cross", type=int, default=60_000, help="random pairs across families")
    parser.add_argument("--wrong", type=int, default=0, help="list this many families with wrong pairs")
    args = parser.parse_args()
    rows = [json.loads(line) for path in args.files for line in Path(path).read_text(encoding="utf-8").splitlines()]
    signatures = [signature(row["command"], row["exit_code"], row["output"]) for row in rows]
    families: dict[str, list[int]] = defaultdict(list)
    for at, row in enumerate(rows):
        families[row["family"]].append(at)
    pairs = [pair for members in families.values() for pair in itertools.combinations(members, 2)]
    rng = random.Random(7)
    across = (tuple(sorted(rng.sample(range(len(rows)), 2))) for _ in range(args.cross))
    pairs += [(a, b) for a, b in set(across) if rows[a]["family"] != rows[b]["family"]]
    counts: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for a, b in pairs:
        same, said = rows[a]["cause"] == rows[b]["cause"], similar(signatures[a], signatures[b])
        counts["hit" if same and said else "missed" if same else "false" if said else "apart"] += 1
        if same != said:
            wrong[f"{rows[a]['family']}: {'missed' if same else 'false'}"] += 1
    hit, false, missed = counts["hit"], counts["false"], counts["missed"]
    precision, recall = hit / max(1, hit + false), hit / max(1, hit + missed)
    print(f"{len(rows)} occurrences, {len(families)} families: precision {precision:.3f}, recall {recall:.3f}")
    for name, number in wrong.most_common(args.wrong):
        print(f"  {name} {number}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
