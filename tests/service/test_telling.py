"""What `brief` prints is what was asked for."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from trailnote.recall import moments
from trailnote.service import learn, notes
from trailnote.service.telling import brief
from trailnote.service.workspace import opened


def test_a_budget_of_nothing_tells_nothing(repo: Path) -> None:
    with opened(str(repo), os.environ) as workspace:
        notes.remember(workspace, "Freeze the clock in tests that retry", pin=True)
        assert "Freeze the clock" in brief(workspace).text()
        assert brief(workspace, budget_tokens=0).text() == ""
        assert brief(workspace, prompt="clock in tests that retry", budget_tokens=0).text() == ""


def test_asking_again_brings_no_lesser_notes(repo: Path) -> None:
    with opened(str(repo), os.environ) as workspace:
        for place in ("upload", "login", "search", "checkout", "report", "invoice"):
            notes.remember(workspace, f"Freeze the clock in tests that retry the {place}", namespace="decisions")
        asked, now = "freeze the clock in tests that retry", workspace.now_ns()
        first = [note.memory.id for note in moments.for_prompt(workspace.database(), asked, (), now_ns=now)]
        told = frozenset(first)
        assert len(first) == moments.PROMPTED
        assert moments.for_prompt(workspace.database(), asked, (), now_ns=now, told=told) == []
        other = moments.for_prompt(workspace.database(), "freeze the clock: the invoice", (), now_ns=now, told=told)
        assert all(note.memory.id not in told for note in other)


def test_a_start_tells_no_commit_of_a_bot_and_no_empty_one_as_news(repo: Path) -> None:
    for author, subject in (("Ada", "Close the pool on exit"), ("renovate[bot]", "Bump gears from 1.2 to 1.5")):
        (repo / "pool.txt").write_text(subject, encoding="utf-8")
        commit = ["git", "commit", "-q", "-m", subject, "--author", f"{author} <a@host.test>"]
        subprocess.run(["git", "add", "."], cwd=repo, check=True)
        subprocess.run(commit, cwd=repo, check=True)
    subprocess.run(["git", "commit", "-q", "--allow-empty", "-m", "Trigger the build"], cwd=repo, check=True)
    with opened(str(repo), os.environ) as workspace:
        learn.bootstrap(workspace)
        text = brief(workspace).text()
        assert "Close the pool" in text
        assert "gears" not in text
        assert "Trigger" not in text
        assert "Bump gears" in brief(workspace, prompt="bump the gears from 1.2").text()
