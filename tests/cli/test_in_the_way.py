"""Something else in the place of a file of ours, or of one that is to be written, is told with its path and exit 1."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.test_hostile_clone import verb

from trailnote.service import notes
from trailnote.service.workspace import opened

PLACES = {
    "rules": ".claude/rules/trailnote.md",
    "claude-md": "CLAUDE.md",
    "agents-md": "AGENTS.md",
    "skill": ".claude/skills/trailnote/SKILL.md",
    "settings": ".claude/settings.json",
}


def folder(path: Path) -> None:
    path.mkdir()


def pipe(path: Path) -> None:
    os.mkfifo(path)


def circle(path: Path) -> None:
    path.symlink_to(path)


@pytest.mark.parametrize("put", [folder, pipe, circle])
@pytest.mark.parametrize("to", PLACES)
def test_no_promotion_into_what_is_no_file(repo: Path, to: str, put: Callable[[Path], None]) -> None:
    with opened(str(repo), os.environ) as workspace:
        id = notes.remember(workspace, "Freeze the clock in tests").id
    path = repo / PLACES[to]
    path.parent.mkdir(parents=True, exist_ok=True)
    put(path)
    for words in (["promote", id, "--to", to], ["diff", "--to", to]):
        code, said = verb(repo, *words)
        assert code == 1 and PLACES[to] in said and said.count("\n") == 1, (words, said)


@pytest.mark.parametrize("name", ["CLAUDE.md", ".claude"])
def test_no_promotion_under_or_into_a_file_that_is_in_the_way(repo: Path, name: str) -> None:
    with opened(str(repo), os.environ) as workspace:
        id = notes.remember(workspace, "Freeze the clock in tests").id
    (repo / ".claude").write_text("a file", encoding="utf-8")
    code, said = verb(repo, "promote", id, "--to", "rules")
    assert code == 1 and str(repo / ".claude") in said
    assert (repo / ".claude").read_text(encoding="utf-8") == "a file"


@pytest.mark.parametrize(
    "name", [".trailnote", ".trailnote/local", ".trailnote/local/spool", ".trailnote/local/trailnote.db"]
)
def test_a_file_or_folder_in_the_place_of_the_memory_is_told(repo: Path, name: str) -> None:
    path = repo / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if name.endswith(".db"):
        path.mkdir()
    else:
        path.write_text("a file", encoding="utf-8")
    for words in (["status"], ["remember", "Freeze the clock"], ["brief"]):
        code, said = verb(repo, *words)
        assert code == 1 and str(path) in said, (words, said)
