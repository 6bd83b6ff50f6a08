"""Measure `compare` on pairs of rules: precision and recall of "same", with and without the cosine of a sentence
model.

python bench/rules_pairs.py [FILE.jsonl ...] [--wrong]

Each line holds `a`, `b` and either `kind` (same, different, contradicts) or `duplicate` (true, false), and may hold
`cosine` (all-MiniLM-L6-v2). Without files: the pairs in `bench/rule_pairs/`. The pairs of
`held_out.jsonl` were written after the tables; their totals were seen while the threshold was set.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "engine"))

from trailnote.distill.rules.compare import CONTRADICTS, SAME, compare  # noqa: E402  the clone needs no installation


def measure(path: Path, *, cosines: bool, wrong: bool) -> None:
    """Print one line of figures for a file of pairs, and what was decided wrongly when `wrong`."""
    pairs = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    if cosines and not any("cosine" in pair for pair in pairs):
        return
    right = merged = same = quarrels = named = 0
    for pair in pairs:
        verdict = compare(pair["a"], pair["b"], pair.get("cosine") if cosines else None)
        is_same = pair["duplicate"] if "duplicate" in pair else pair["kind"] == SAME
        same += is_same
        merged += verdict.kind == SAME
        right += is_same and verdict.kind == SAME
        quarrels += pair.get("kind") == CONTRADICTS
        named += pair.get("kind") == CONTRADICTS and verdict.kind == CONTRADICTS
        if wrong and is_same != (verdict.kind == SAME):
            print(f"    {verdict.kind} ({verdict.reason}): {pair['a']} | {pair['b']}")
    way = "with a model" if cosines else "words alone "
    figures = f"precision {right / max(1, merged):.3f}  recall {right / max(1, same):.3f}"
    print(f"{path.name:24} {way}  {figures}  of {len(pairs)} pairs; contradictions named {named} of {quarrels}")


def main() -> None:
    """Measure every file both ways."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--wrong", action="store_true", help="print the pairs that were decided wrongly")
    options = parser.parse_args()
    for path in options.files or sorted((HERE / "rule_pairs").glob("*.jsonl")):
        for cosines in (False, True):
            measure(path, cosines=cosines, wrong=options.wrong)


if __name__ == "__main__":
    main()
