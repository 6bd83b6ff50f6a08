"""The storm of tests/faults at full size: 2,000 hook processes with random kills among drains.

    .venv/bin/python bench/faults.py [HOOKS] [SEED]
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "engine")]

from tests.faults.harness import storm  # noqa: E402  the path comes first


def main() -> int:
    """Run the storm and print what it left; the exit code says whether every promise held."""
    hooks = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 7
    with tempfile.TemporaryDirectory() as folder:
        repo = Path(folder) / "repo"
        os.environ["TRAILNOTE_HOME"] = str(Path(folder) / "home")
        subprocess.run(["git", "init", "-q", str(repo)], check=True)
        start = time.monotonic()
        outcome = storm(repo, Path(folder) / "cache", hooks=hooks, readers=hooks // 10, kill_share=0.4, seed=seed)
        lost = outcome.acknowledged - set(outcome.stored)
        twice = len(outcome.stored) - len(set(outcome.stored))
        print(
            f"{hooks} hooks, {outcome.killed} processes killed: {len(outcome.acknowledged)} acknowledged, "
            f"{len(lost)} lost, {twice} stored twice, {outcome.crashed} crashes seen ({time.monotonic() - start:.0f} s)"
        )
        return int(bool(lost or twice or outcome.crashed))


if __name__ == "__main__":
    sys.exit(main())
