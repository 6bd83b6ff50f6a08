"""`trailnote status` says what a person would else never learn: a setting that does nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.cli.verbs import told, trailnote


@pytest.mark.parametrize("place", [".trailnote/local", "user"])
def test_a_pattern_of_ones_own_that_removes_nothing_is_told_with_its_file(place: str, repo: Path, home: Path) -> None:
    told(repo, "status")
    folder = home / "trailnote" if place == "user" else repo / place
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps({"redact_patterns": ["ok+", "broken("]}), encoding="utf-8")
    errors = told(repo, "status")["health"]["errors"]
    assert [error["where"] for error in errors] == ["config"]
    assert str(folder / "config.json") in errors[0]["message"] and "'broken('" in errors[0]["message"]
    assert "broken(" in trailnote(repo, "status").stdout.replace("\n", "")
