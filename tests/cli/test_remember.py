"""`trailnote remember` says where a memory went, where that is not the repository."""

from __future__ import annotations

from pathlib import Path

from tests.cli.verbs import trailnote


def test_outside_a_repository_it_says_that_the_memory_is_the_persons(home: Path, repo: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    done = trailnote(outside, "remember", "Freeze the clock.")
    assert (done.returncode, done.stdout.startswith("m-")) == (0, True)
    assert done.stderr.count("\n") == 1
    assert f"{outside} is in no repository" in done.stderr and str(home / "trailnote" / "memory") in done.stderr
    assert trailnote(outside, "remember", "--scope", "user", "Take tea.").stderr == ""
    assert trailnote(repo, "remember", "Freeze the clock.").stderr == ""
