"""Twenty sessions that start at the same moment: exactly one gets the baton, and none waits long for it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import HOOK_LIMIT_S, ROOT
from tests.payloads import claude, codex
from tests.story import Story
from trailnote.service import handoffs
from trailnote.service.workspace import opened

AT_ONCE = 20


@pytest.fixture
def story(repo: Path) -> Iterator[Story]:
    """Return a story in the repository of the test."""
    told = Story(repo)
    yield told
    told.close()


def start(repo: Path, number: int, bytecode: Path) -> subprocess.Popen[str]:
    """Begin a start hook as a client does, without waiting for it."""
    build = codex if number % 2 else claude
    script = str(ROOT / "hooks" / "session_start.py")
    process = subprocess.Popen(
        [sys.executable, "-S", "-E", "-X", f"pycache_prefix={bytecode}", script],
        cwd=repo,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    process.stdin.write(json.dumps(build("SessionStart", repo, session=f"s{number}")))
    process.stdin.close()
    process.stdin = None
    return process


@pytest.mark.parametrize("ended", [True, False], ids=["ended", "killed"])
def test_exactly_one_of_twenty_starts_takes_the_baton(story: Story, hook_bytecode: Path, ended: bool) -> None:
    client = story.client()
    story.start("first", by=client)
    story.prompt("first", "Write the import of old orders")
    story.edit("first", "orders.py", "")
    if ended:
        story.end("first")
    client.kill()
    processes = [start(story.repo, n, hook_bytecode) for n in range(AT_ONCE)]
    outputs = [process.communicate(timeout=HOOK_LIMIT_S)[0] for process in processes]
    assert [process.returncode for process in processes] == [0] * AT_ONCE
    told = [n for n, output in enumerate(outputs) if "left off" in output]
    assert len(told) == 1
    with opened(str(story.repo), os.environ) as workspace:
        (baton,) = handoffs.listed(workspace, everything=True)
        count = workspace.database().execute("SELECT count(*) FROM event WHERE kind = 'session_start'").fetchone()[0]
    assert baton.state == "accepted"
    assert baton.taken_by == f"s{told[0]}"
    assert count == AT_ONCE + 1, "a start was lost"
