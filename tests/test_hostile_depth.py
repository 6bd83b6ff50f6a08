"""JSON nested a hundred thousand deep, wherever a repository or a torn file can bring it, stops nothing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.conftest import RunHook
from tests.payloads import claude
from trailnote.capture import spool
from trailnote.service import exchange, notes
from trailnote.service.health import status
from trailnote.service.workspace import opened

DEEP = "[" * 100_000


def a_note(repo: Path) -> None:
    folder = repo / ".trailnote/notes"
    folder.mkdir(parents=True)
    (folder / "deep.md").write_text(f"---\nkind: decision\ntags: {DEEP}\n---\nbody\n", encoding="utf-8")


def a_marker(repo: Path) -> None:
    (repo / ".trailnote.json").write_text(DEEP, encoding="utf-8")


def a_spool_file(repo: Path) -> None:
    (repo / ".trailnote/local/spool/00000000000000000001-x.json").write_text(DEEP, encoding="utf-8")


def settings(repo: Path) -> None:
    (repo / ".trailnote/local/config.json").write_text(DEEP, encoding="utf-8")


@pytest.mark.parametrize("put", [a_note, a_marker, a_spool_file, settings])
def test_sessions_go_on_beside(repo: Path, run_hook: RunHook, put: object) -> None:
    assert callable(put)
    run_hook("post_tool_use", claude("PostToolUse", repo, tool_use_id="toolu_0"), repo)
    put(repo)
    run_hook("post_tool_use", claude("PostToolUse", repo, tool_use_id="toolu_1"), repo)
    assert run_hook("session_start", claude("SessionStart", repo), repo).exit_code == 0
    assert spool.names(str(repo / ".trailnote/local")) == [], "the start took everything in"
    with opened(str(repo), os.environ) as workspace:
        assert status(workspace).stored == 3
        notes.remember(workspace, "Freeze the clock in tests that retry")
        assert notes.query(workspace, "freeze the clock in tests")


def test_of_an_import_only_that_line_is_passed_over(repo: Path) -> None:
    good = '{"type": "memory", "namespace": "decisions", "key": "k", "text": "Freeze the clock"}'
    with opened(str(repo), os.environ) as workspace:
        done = exchange.take_in(workspace, [f'{{"type": "memory", "facts": {DEEP}', good])
        assert [number for number, _ in done.skipped] == [1]
        assert [memory.text for memory in notes.listed(workspace)] == ["Freeze the clock"]
