"""A repository that brings a symbolic link along does not make Trailnote write elsewhere."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.conftest import RunHook
from tests.payloads import claude
from trailnote import paths


@pytest.mark.parametrize("link", [".trailnote", ".trailnote/local"])
def test_nothing_is_written_through_a_link(
    repo: Path, tmp_path: Path, home: Path, run_hook: RunHook, link: str
) -> None:
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "local/spool").mkdir(parents=True)
    if link != ".trailnote":
        (repo / ".trailnote").mkdir()
    (repo / link).symlink_to(elsewhere if link == ".trailnote" else elsewhere / "local")
    before = sorted(elsewhere.rglob("*"))
    for n in range(3):
        for script, event in (("session_start", "SessionStart"), ("post_tool_use", "PostToolUse")):
            done = run_hook(script, claude(event, repo, session=f"s{n}", tool_use_id=f"t{n}"), repo)
            assert (done.exit_code, done.stdout) == (0, "")
    assert sorted(elsewhere.rglob("*")) == before
    assert "symbolic link" in (home / "trailnote/log.jsonl").read_text(encoding="utf-8")


def test_every_repository_that_was_recorded_in_is_known_to_the_uninstaller(
    repo: Path, home: Path, run_hook: RunHook
) -> None:
    run_hook("session_start", claude("SessionStart", repo), repo)
    run_hook("session_start", claude("SessionStart", repo, session="again"), repo)
    assert paths.places(str(home / "trailnote")) == [str(repo)]
    out = subprocess.run(["git", "status", "--porcelain"], cwd=repo, capture_output=True, text=True, check=True).stdout
    assert out == "" and os.path.isdir(repo / ".trailnote/local")
