"""Coverage-guided fuzzing of one door: `.venv/bin/python bench/fuzz.py TARGET [SECONDS]` (pip install atheris first).

What it finds goes to the folder `tests/fuzz/corpus/TARGET`, so that the test of the corpus holds it from then on.
"""

from __future__ import annotations

import sys
from pathlib import Path

import atheris  # type: ignore[import-not-found,unused-ignore]  # not a dependency: only this script uses it

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), *(str(ROOT / n) for n in ("engine", "mcp_server", "installers"))]

with atheris.instrument_imports(include=["trailnote", "trailnote_installers"]):
    from tests.fuzz.targets import TARGETS


def main() -> None:
    """Fuzz the target that the arguments name."""
    name, seconds = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "60"
    corpus = ROOT / "tests/fuzz/corpus" / name
    scratch = Path("/tmp") / f"trailnote-fuzz-{name}"  # noqa: S108  what coverage found; only a crash is kept
    scratch.mkdir(exist_ok=True)
    options = [sys.argv[0], f"-max_total_time={seconds}", f"-artifact_prefix={corpus}/", str(scratch), str(corpus)]
    atheris.Setup(options, TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
