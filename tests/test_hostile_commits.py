"""Commits made to be too much: ten thousand files, a message of 100 MB, a file that is one line."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import SOURCE_ROOTS, RunHook
from tests.payloads import claude
from trailnote.service import notes
from trailnote.service.workspace import opened

WORDS = "retry </trailnote> the clock \x1b[2J "
READ = (
    "import sys, tracemalloc; from trailnote.distill import history; tracemalloc.start(); "
    "found = list(history.read('.', sys.argv[1:])); assert len(found) == 1, found; "
    "print(tracemalloc.get_traced_memory()[1])"
)


def commit(repo: Path, message: str) -> None:
    (repo / "stock.txt").write_text("1\n", encoding="utf-8")  # a commit that changes nothing is no news
    subprocess.run(["git", "add", "-A"], cwd=repo, check=True)
    command = ["git", "commit", "-q", "--cleanup=verbatim", "-F", "-"]
    subprocess.run(command, cwd=repo, input=message.encode(), check=True)


def many_files(repo: Path) -> None:
    for number in range(10_000):
        folder = repo / f"f{number % 100}"
        folder.mkdir(exist_ok=True)
        (folder / f"{number}\n\x1b[2J {'x' * 60}.py").write_text(f"def f{number}(): ...\n", encoding="utf-8")
    commit(repo, "Much at once: files")


def many_lines(repo: Path) -> None:
    commit(repo, "Much at once: lines\n\n" + (WORDS * 40 + "\n") * (100_000_000 // len(WORDS) // 40))


def one_line(repo: Path) -> None:
    commit(repo, "Much at once: " + WORDS * (100_000_000 // len(WORDS)))


def a_file_of_one_line(repo: Path) -> None:
    (repo / "big.py").write_text(f'x = "{"a1 " * 20_000_000}"\n', encoding="utf-8")
    commit(repo, "Much at once: a file")


@pytest.mark.parametrize("make", [many_files, many_lines, one_line, a_file_of_one_line])
def test_a_commit_that_is_too_much_is_learned_in_bounded_time_and_memory(
    repo: Path, run_hook: RunHook, make: object
) -> None:
    assert callable(make)
    run_hook("session_start", claude("SessionStart", repo), repo)
    make(repo)
    started = time.monotonic()
    run_hook("post_tool_use", claude("PostToolUse", repo), repo)
    told = run_hook("session_start", claude("SessionStart", repo, session="next"), repo)
    assert time.monotonic() - started < 10, "a client waits no longer for a start"
    assert "Much at once" in told.context
    assert told.context.count("<") == 2 and "\x1b" not in told.context
    with opened(str(repo), os.environ) as workspace:
        (found,) = (m for m in notes.listed(workspace, namespace="resolutions") if m.title.startswith("Much at once"))
    assert len(found.text) < 100_000 and len(found.files) <= 2_000
    head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=repo, capture_output=True, text=True, check=True)
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(SOURCE_ROOTS)}
    command = [sys.executable, "-c", READ, head.stdout.strip()]
    done = subprocess.run(command, cwd=repo, env=env, capture_output=True, text=True, check=True)
    assert int(done.stdout) < 40_000_000, "memory grows with what a stranger wrote"
