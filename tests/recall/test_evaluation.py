"""The replay asks only what the history can answer, and hides the answer's name."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from trailnote.model import DAY_NS, Memory
from trailnote.recall.evaluation import BM25, EARLIER, FILES, OURS, RECENT, Commit, earlier_commits, evaluate
from trailnote.render import evaluation as shown
from trailnote.store import memories
from trailnote.store.database import open_database

START = 1_600_000_000 * 10**9
AREAS = ("auth", "cart", "media", "search", "money", "mail")


def history() -> list[Commit]:
    """Return 60 commits over six areas; the last twelve refer to earlier ones."""
    commits: list[Commit] = []
    for i in range(60):
        area = AREAS[i % len(AREAS)]
        title = f"{area}: change the {area}{i // 6} gadget"
        body = f"The {area} gadget number{i} misbehaved when widget{i * 7} was turned."
        if i == 50:
            title, body = f'Revert "{commits[20].title}"', "It broke the media gadget for widget140."
        elif i > 48:
            old = commits[i - 30]
            body = f"Fixes what {old.id[:12]} broke: number{i - 30} with widget{(i - 30) * 7}."
        commits.append(
            Commit(i + 1, f"{i:07x}" + "d" * 33, START + i * DAY_NS, title, f"{title}\n\n{body}", (f"{area}/a.py",), ())
        )
    return commits


@pytest.fixture
def db(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    connection = open_database(str(tmp_path))
    for c in history():
        memory = Memory(
            namespace="resolutions", key=c.id, title=c.title, text=c.text, files=c.files, created_ns=c.at_ns
        )
        memories.put(connection, memory, now_ns=c.at_ns)
    yield connection
    connection.close()


def test_a_question_holds_no_trace_of_what_it_asks_for() -> None:
    commits = history()
    questions = earlier_commits(commits)
    assert len(questions) == 11
    by_id = {c.id: c for c in commits}
    for question in questions:
        for id in question.wanted:
            assert id[:7] not in question.text
            assert by_id[id].title not in question.text
            assert by_id[id].at_ns < question.at_ns


def test_the_replay_beats_its_baselines_on_a_history_that_says_what_it_fixes(db: sqlite3.Connection) -> None:
    report = evaluate(db, most=20)
    rows = {(row.kind, row.method): row for row in report.rows}
    assert set(rows) == {(kind, method) for kind in (EARLIER, FILES) for method in (OURS, RECENT, BM25)}
    ours = rows[EARLIER, OURS]
    assert ours.questions == 11
    assert ours.recall_3 > 0.8
    assert ours.recall_3 >= rows[EARLIER, RECENT].recall_3
    assert 0 <= ours.recall_1 <= ours.recall_3 <= ours.recall_10 <= 1
    assert ours.abstained is not None
    assert rows[EARLIER, BM25].abstained is None


def test_the_replay_writes_nothing(db: sqlite3.Connection) -> None:
    before = db.total_changes
    evaluate(db, most=5)
    assert db.total_changes == before


def test_a_history_without_questions_gives_no_rows(tmp_path: Path) -> None:
    empty = open_database(str(tmp_path))
    report = evaluate(empty)
    empty.close()
    assert report.rows == ()
    assert "nothing to replay" in shown.table(report)


def test_the_table_and_the_plot_show_every_method(db: sqlite3.Connection) -> None:
    import xml.etree.ElementTree as ElementTree

    report = evaluate(db, most=5)
    for text in (shown.table(report), shown.svg(report)):
        for method in (OURS, RECENT, BM25):
            assert method in text
    ElementTree.fromstring(shown.svg(report))  # noqa: S314  our own text
