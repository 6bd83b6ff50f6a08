"""An event of any content passes through the pipeline; none stops those that come after it."""

from __future__ import annotations

import os
import sqlite3
import tempfile
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trailnote import config, paths
from trailnote.capture import spool
from trailnote.distill import pipeline
from trailnote.model import KINDS, Event
from trailnote.store.database import open_database

NOW = time.time_ns()  # what is older than a month is not kept
KNOWN = ["pytest -q", "1 failed", "E   ValueError: x", "a.py", "../b", "@ a.py +1 -1\n+x"]
WORDS = st.text(max_size=60) | st.sampled_from(KNOWN)
EVENTS: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(KINDS),
        "client": st.sampled_from(["claude-code", "codex", "trailnote"]),
        "tool": st.sampled_from(["Bash", "Edit", "Read", "apply_patch", ""]),
        "agent": st.sampled_from(["", "a1"]),
        "source": st.sampled_from(["", "startup", "resume", "compact", "interrupt"]),
        "command": WORDS,
        "output": WORDS,
        "text": WORDS,
        "change": WORDS,
        "exit_code": st.none() | st.integers(-9, 300),
        "edited": st.lists(WORDS, max_size=3).map(tuple),
        "read": st.lists(WORDS, max_size=3).map(tuple),
    }
)


@settings(max_examples=60)
@given(st.lists(EVENTS, min_size=1, max_size=25))
def test_any_events_pass(events: list[dict[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        project = paths.Project(folder, resolved_by="folder")
        paths.ensure_local(project)
        for n, fields in enumerate(events):
            spool.write(project.local_dir, Event(id=f"e{n}", session="s", at_ns=10**18 + n, cwd=folder, **fields))
        db = open_database(project.local_dir)
        try:
            assert pipeline.sync(db, project, config.load(project, os.environ), wait_ms=1000)
            assert db.execute("SELECT count(*) FROM event WHERE distilled = 0").fetchone()[0] == 0
            assert db.execute("SELECT id FROM event WHERE distilled = 2").fetchall() == []
        finally:
            db.close()
        assert not (Path(project.local_dir) / "log.jsonl").exists()


@pytest.mark.parametrize("count", [3, pipeline.MANY + 50], ids=["few", "many"])
def test_an_event_that_breaks_a_rule_is_set_aside_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    project = paths.Project(str(tmp_path), resolved_by="folder")
    paths.ensure_local(project)
    for n in range(count):
        spool.write(
            project.local_dir,
            Event(id=f"e{n:03}", session="s", client="codex", kind="prompt", at_ns=NOW + n, cwd=str(tmp_path)),
        )
    real = pipeline.take

    def take(db: sqlite3.Connection, event: Event, where: paths.Project) -> None:
        real(db, event, where)
        db.execute("INSERT INTO meta VALUES(?, '')", (event.id,))
        if event.id == "e001":
            raise ValueError("no rule foresaw it")

    monkeypatch.setattr(pipeline, "take", take)
    db = open_database(project.local_dir)
    try:
        assert pipeline.sync(db, project, config.load(project, os.environ), wait_ms=1000)
        marked = dict(db.execute("SELECT distilled, count(*) FROM event GROUP BY distilled").fetchall())
        kept = db.execute("SELECT count(*), sum(name = 'e001') FROM meta WHERE name LIKE 'e___'").fetchone()
    finally:
        db.close()
    assert marked == {1: count - 1, 2: 1}
    assert kept == (count - 1, 0), "what the broken event wrote is undone, and only that"
    assert "e001: ValueError: no rule foresaw it" in (Path(project.local_dir) / "log.jsonl").read_text(encoding="utf-8")


@pytest.mark.parametrize("odd", ['"id": "\\ud800"', '"session": "\\udfff"', f'"at_ns": {10**30}'])
def test_a_spool_file_that_no_row_can_hold_is_set_aside_alone(tmp_path: Path, odd: str) -> None:
    project = paths.Project(str(tmp_path), resolved_by="folder")
    paths.ensure_local(project)
    sound = Event(id="sound", session="s", client="codex", kind="prompt", at_ns=NOW, cwd=str(tmp_path))
    spool.write(project.local_dir, sound)
    name = odd.split('"')[1]
    fields = {"id": '"x"', "session": '"s"', "client": '"codex"', "kind": '"prompt"', "cwd": '"/"', "at_ns": "1"}
    rest = "".join(f', "{key}": {value}' for key, value in fields.items() if key != name)
    folder = Path(spool.folder_of(project.local_dir))
    (folder / "00000000000000000001-odd.json").write_text(f"{{{odd}{rest}}}", encoding="utf-8")
    db = open_database(project.local_dir)
    try:
        assert pipeline.sync(db, project, config.load(project, os.environ), wait_ms=1000)
        assert db.execute("SELECT id FROM event").fetchall() == [("sound",)]
    finally:
        db.close()
    assert [path.name for path in folder.iterdir()] == ["bad"]
    assert [path.name for path in (folder / "bad").iterdir()] == ["00000000000000000001-odd.json"]
