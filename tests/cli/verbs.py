"""The command line as a process of its own, from the clone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.conftest import SOURCE_ROOTS


def environment() -> dict[str, str]:
    """Return the caller's environment with the clone's sources."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(SOURCE_ROOTS)}


def trailnote(repo: Path, *arguments: str, data: str = "") -> subprocess.CompletedProcess[str]:
    """Run `trailnote` in a repository and return how it ended."""
    command = [sys.executable, "-c", "from trailnote.cli.main import main; main()", *arguments]
    return subprocess.run(
        command, cwd=repo, env=environment(), input=data, capture_output=True, text=True, timeout=120, check=False
    )


def told(repo: Path, *arguments: str) -> Any:
    """Run a verb with `--json` and return what it prints: one object on one line."""
    done = trailnote(repo, *arguments, "--json")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("\n") == 1
    return json.loads(done.stdout)
