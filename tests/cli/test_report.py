"""`trailnote report`: figures of what really happened, as tables, as JSON, and as one page that needs nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from tests.cli.verbs import told, trailnote
from tests.turns import TEST, Turns


@pytest.fixture
def story(repo: Path) -> Iterator[Turns]:
    """Return turns in the repository of the test: one that failed first and succeeded, and one that was told of it."""
    turns = Turns(repo)
    yield turns
    turns.close()


class Page(HTMLParser):
    """Reads a page, and keeps its elements, their attributes and its text; raises when elements do not nest."""

    VOID = ("meta", "rect", "line")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []
        self.values: list[str] = []
        self.words = ""
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        self.values += [value or "" for _, value in attrs]
        if tag != "meta" and tag != "line":
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        self.values += [value or "" for _, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data


def test_usage_of_nothing_is_null_and_zero(repo: Path) -> None:
    usage = told(repo, "report", "real-usage")
    assert usage["total_executions"] == 0
    assert usage["outcomes"] == {}
    averages = ("avg_execution_time_ms", "avg_files_opened", "avg_reopened_files", "avg_commands", "tests")
    assert [usage[name] for name in averages] == [None] * len(averages)


def test_usage_counts_what_was_recorded(story: Turns) -> None:
    story.mend("first")
    story.begin("again", "where is the schema?")
    story.fails("again")
    story.changes("again", "tests/conftest.py", "", "frozen_clock = freezer.move_to('2026-02-02')")
    story.passes("again")
    story.stops("again")
    usage = told(story.repo, "report", "real-usage")
    assert usage["total_executions"] == 2
    assert usage["outcomes"] == {"succeeded": 2}
    assert usage["clients"] == {"claude-code": 2}
    assert usage["avg_commands"] == 3.0
    assert usage["tests"] == {"failed": 3, "passed": 2}
    assert usage["strategy_usage"] == 1
    assert usage["notes_used"] >= 1
    assert usage["tokens_told"] > 0
    printed = trailnote(story.repo, "report", "real-usage").stdout
    assert "total executions: 2" in printed and "tests: 2 passed, 3 failed" in printed
    assert not {"{", "'"} & set(printed)


def test_the_report_shows_what_failed_and_what_fixed_it(story: Turns) -> None:
    made = story.mend("first")
    report = told(story.repo, "report")
    (row,) = report["failing_commands"]
    assert (row["command"], row["failed"], row["runs"]) == (TEST.replace(" -q", ""), 2, 3)
    assert made[:8] in row["fix"]
    (area,) = report["areas"]
    assert (area["folder"], area["executions"], area["succeeded"]) == ("tests", 1, 1)
    assert area["failures"] == [row["failure"]]
    assert sum(sum(day["outcomes"].values()) for day in report["days"]) == 1
    assert len(report["days"]) == 31
    shown = trailnote(story.repo, "report").stdout
    assert "commands that failed most" in shown
    assert "Freeze time" in shown


def test_the_page_stands_alone_and_cannot_be_written_into_by_what_it_shows(story: Turns, tmp_path: Path) -> None:
    story.mend("first", message="</td><script>alert(1)</script> & <img src=https://e.invalid>")
    for n in range(3):
        (story.repo / f"{n}<b>.py").write_text("x\n", encoding="utf-8")
    story.begin("again", "look")
    for n in (0, 1, 0, 1):
        story.record(story.event("again", "tool", tool="Read", read=(str(story.repo / f"{n}<b>.py"),)))
    story.fails("again")
    story.stops("again")
    target = tmp_path / "report.html"
    done = trailnote(story.repo, "report", "--html", str(target))
    assert (done.returncode, done.stdout) == (0, "")
    page = Page(target.read_text(encoding="utf-8"))
    assert {"svg", "rect", "table"} <= set(page.seen)
    assert not {"script", "img", "link", "iframe", "b"} & set(page.seen)
    assert not any("//" in value for value in page.values), "an address"
    assert "<script>alert(1)</script>" in page.words
    assert "0<b>.py" in page.words


def test_an_empty_report_is_a_page_too(repo: Path, tmp_path: Path) -> None:
    trailnote(repo, "report", "--html", str(tmp_path / "r.html"))
    assert "Nothing recorded." in Page((tmp_path / "r.html").read_text(encoding="utf-8")).words


def test_a_page_that_cannot_be_written_is_an_error(repo: Path) -> None:
    done = trailnote(repo, "report", "--html", "no/such/folder/r.html")
    assert done.returncode == 2
    assert "not written" in done.stderr
