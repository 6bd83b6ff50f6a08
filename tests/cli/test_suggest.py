"""`trailnote suggest` and `trailnote reflect`: what earlier work says before and after."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.cli.verbs import told, trailnote
from tests.turns import Turns


@pytest.fixture
def story(repo: Path) -> Iterator[Turns]:
    """Return turns in the repository of the test."""
    told_turns = Turns(repo)
    yield told_turns
    told_turns.close()


def test_suggest_names_where_to_begin_and_how_to_check(story: Turns) -> None:
    story.begin("s", "speed up the invoice query")
    story.changes("s", "invoice/repo.py", "", "x = 1")
    story.passes("s", "pytest -q tests/test_invoice.py", "8 passed in 1s")
    story.stops("s")
    found = told(story.repo, "suggest", "--task", "make the invoice query faster")
    assert found["next_action"] == "begin at invoice/repo.py; check with pytest -q tests/test_invoice.py"
    assert found["strategy"]["tests"] == ["pytest -q tests/test_invoice.py"]
    assert found["warnings"] == []
    assert "next: begin at invoice/repo.py" in trailnote(story.repo, "suggest", "--task", "invoice query faster").stdout


def test_suggest_warns_of_what_failed_and_of_what_still_fails(story: Turns) -> None:
    story.begin("s", "speed up the invoice query")
    story.changes("s", "invoice/repo.py", "", "x = 1")
    story.fails("s")
    story.stops("s")
    found = told(story.repo, "suggest", "--task", "make the invoice query faster")
    assert found["strategy"] is None
    assert [w["task"] for w in found["warnings"]] == ["speed up the invoice query"]
    assert found["failures"][0]["name"].startswith("TimeoutError")
    story.passes("s")
    assert told(story.repo, "suggest", "--task", "make the invoice query faster")["failures"] == []


def test_suggest_tells_what_was_mended_in_the_same_folder(story: Turns) -> None:
    story.mend("s")
    assert "Freeze time in conftest" in told(story.repo, "suggest", "--files", "tests/test_other.py")["in_area"][0]
    assert told(story.repo, "suggest", "--files", "src/other.py")["in_area"] == []


def test_suggest_tells_a_failure_that_came_back_once(story: Turns) -> None:
    story.mend("s")
    story.fails("s")
    printed = trailnote(story.repo, "suggest", "--files", "tests/test_other.py").stdout
    assert printed.count("Freeze time in conftest") == 1
    assert "still failing: TimeoutError" in printed


def test_suggest_in_a_fresh_repository_says_so(repo: Path) -> None:
    assert told(repo, "suggest")["next_action"] == "nothing similar is recorded; go on"


def test_reflect_names_the_issue_and_the_next_action(story: Turns) -> None:
    story.begin("s", "find the bug")
    for name in ("a", "b", "c", "a", "b", "c"):
        (story.repo / name).write_text("x\n", encoding="utf-8")
        story.record(story.event("s", "tool", tool="Read", read=(str(story.repo / name),)))
    found = told(story.repo, "reflect")
    assert found["possible_issue"] == "looping_on_same_files"
    assert found["reopened_files"] == ["a", "b", "c"]
    assert found["opened_files_count"] == 3
    assert found["suggested_next_action"].startswith("stop re-reading")
    assert trailnote(story.repo, "reflect").stdout.startswith("looping_on_same_files: 3 files were opened again")
