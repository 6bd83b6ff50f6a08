"""`trailnote reuse`: the strategy of the most similar success, in the words of `INTERFACE.md`, or nothing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.cli.verbs import told, trailnote

from trailnote.service import running
from trailnote.service.workspace import Workspace

# Done under the first wording, asked for under the second.
TASKS = [
    ("speed up the invoice export", "exporting invoices takes far too long", "invoice/export.py"),
    ("add a dark theme to the settings page", "let people switch settings to night colours", "web/settings.css"),
    ("validate the address form", "reject malformed addresses when the form is submitted", "web/address.py"),
    ("retry the warehouse sync after a timeout", "warehouse synchronisation hangs; try it again", "sync/warehouse.py"),
    ("document how coupons are combined", "write a guide about combining coupons", "docs/coupons.md"),
    ("remove the unused newsletter model", "get rid of dead newsletter code", "models/newsletter.py"),
    ("fix rounding of the loyalty points", "loyalty points are off by one cent", "loyalty/points.py"),
    ("log failed card payments", "failing card payments should show up in the logs", "pay/card.py"),
]


@pytest.fixture
def done(repo: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a repository in which TASKS were done, one of them twice, and another failed."""
    monkeypatch.chdir(repo)
    with Workspace(str(repo), os.environ) as workspace:
        for task, _, file in [*TASKS, ("speed up the invoice export once more", "", "invoice/export.py")]:
            running.run(workspace, ["true"], task=task, files=[file])
        running.run(workspace, ["false"], task="rewrite the search index", files=["search/index.py"])
    return repo


@pytest.mark.parametrize(("task", "file"), [(asked, file) for _, asked, file in TASKS])
def test_a_reworded_task_finds_its_file(done: Path, task: str, file: str) -> None:
    found = told(done, "reuse", "--task", task)
    assert found["strategy"]["files"][0] == file
    assert set(found) == {"source", "task_type", "strategy"}
    assert set(found["strategy"]) == {"task", "files", "commands", "tests", "score", "reason"}
    assert 0 < found["strategy"]["score"] <= 1


def test_the_source_says_whether_several_executions_agree(done: Path) -> None:
    assert told(done, "reuse", "--task", "make the invoice export faster")["source"] == "strategy_memory"
    assert told(done, "reuse", "--task", TASKS[2][1])["source"] == "previous_successful_execution"


@pytest.mark.parametrize(
    "task", ["bake a chocolate cake with walnuts", "plan a holiday in Norway", "rewrite the search index"]
)
def test_what_was_never_done_or_failed_gets_null(done: Path, task: str) -> None:
    assert told(done, "reuse", "--task", task) == {
        "source": "none",
        "strategy": None,
        "task_type": told(done, "reuse", "--task", task)["task_type"],
    }


def test_files_alone_find_what_was_done_in_them(done: Path) -> None:
    found = told(done, "reuse", "--files", "pay/card.py", "loyalty/points.py")
    assert found["strategy"]["files"] in (["pay/card.py"], ["loyalty/points.py"])
    assert "the same files" in found["strategy"]["reason"]


def test_without_a_task_the_newest_success_is_shown(done: Path) -> None:
    assert told(done, "reuse")["strategy"]["task"] == "speed up the invoice export once more"


def test_nothing_is_reused_in_an_empty_repository(repo: Path) -> None:
    assert told(repo, "reuse", "--task", "anything") == {"source": "none", "strategy": None, "task_type": "other"}


def test_a_file_outside_is_refused(repo: Path) -> None:
    done = trailnote(repo, "reuse", "--files", "../../etc/passwd")
    assert (done.returncode, done.stdout) == (1, "")
    assert "outside" in done.stderr


def test_people_read_it_in_lines(done: Path) -> None:
    shown = trailnote(done, "reuse", "--task", TASKS[4][1]).stdout
    assert "document how coupons are combined" in shown
    assert "file: docs/coupons.md" in shown
