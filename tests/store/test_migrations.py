"""Every released schema opens with today's engine and loses nothing; a step that was released stays as it is."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import TypeAlias

import pytest
from tests.conftest import ROOT, SOURCE_ROOTS, RunHook
from tests.payloads import claude

from trailnote.capture import spool
from trailnote.cli.main import run
from trailnote.service import handoffs, health, rules
from trailnote.service.workspace import opened
from trailnote.store import memories, schema
from trailnote.store.database import NAME, open_database, split_script
from trailnote.store.schema import STEPS

Rows: TypeAlias = dict[str, list[tuple[object, ...]]]

RELEASED = sorted((ROOT / "tests" / "schemas").glob("*.sql"))
REMEDY = (
    "a step of store/schema.py that was released is never changed: put it back and add a step after it. Only while "
    "the version has no tag in git: .venv/bin/python tests/schemas/freeze.py"
)
# Steps as later releases may bring them.
LATER = (
    "ALTER TABLE memory ADD COLUMN mood TEXT NOT NULL DEFAULT 'calm';\nCREATE INDEX memory_mood ON memory(mood);\n"
    "UPDATE memory SET mood = 'glad' WHERE pinned = 1;\n",
    "CREATE TABLE mood(name TEXT PRIMARY KEY, memories INTEGER NOT NULL) WITHOUT ROWID;\n"
    "INSERT INTO mood SELECT mood, count(*) FROM memory GROUP BY mood;\nDROP TABLE suggestion;\n",
)
MIGRATE = """
import os, signal, sqlite3, sys
from trailnote.store import database, schema
left = int(sys.argv[2])
class Connection(sqlite3.Connection):
    def execute(self, *arguments):
        global left
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left -= 1
        return super().execute(*arguments)
connect = sqlite3.connect
database.sqlite3.connect = lambda *words, **more: connect(*words, factory=Connection, **more)
schema.STEPS = (*schema.STEPS, *sys.argv[3:])
database.open_database(sys.argv[1]).close()
"""


def thaw(released: Path, folder: Path) -> Path:
    """Make the database that a file of `tests/schemas` holds in `folder`; return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    db = sqlite3.connect(folder / NAME)
    db.executescript(released.read_text(encoding="utf-8"))
    db.close()
    return folder / NAME


def schema_of(db: sqlite3.Connection) -> list[tuple[object, ...]]:
    """Return every table, index and trigger with the SQL that made it."""
    return db.execute("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name").fetchall()


def rows_of(db: sqlite3.Connection) -> Rows:
    """Return every table's rows, sorted."""
    tables = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    return {table: sorted(db.execute(f"SELECT * FROM {table}").fetchall(), key=repr) for table in tables}


def built(steps: tuple[str, ...]) -> list[tuple[object, ...]]:
    """Return the schema that these steps make out of nothing."""
    db = sqlite3.connect(":memory:")
    try:
        for statement in split_script("".join(steps)):
            db.execute(statement)
        return schema_of(db)
    finally:
        db.close()


def opened_raw(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path)


def test_there_is_a_file_for_this_version_at_least() -> None:
    assert RELEASED, "run: .venv/bin/python tests/schemas/freeze.py"


@pytest.mark.parametrize("released", RELEASED, ids=lambda path: path.stem)
def test_the_steps_of_a_release_are_as_they_were(released: Path, tmp_path: Path) -> None:
    db = opened_raw(thaw(released, tmp_path))
    version = db.execute("PRAGMA user_version").fetchone()[0]
    then = schema_of(db)
    db.close()
    assert 1 <= version <= len(STEPS)
    assert then == built(STEPS[:version]), REMEDY


@pytest.mark.parametrize("released", RELEASED, ids=lambda path: path.stem)
def test_a_released_memory_opens_with_every_row_and_todays_schema(released: Path, tmp_path: Path) -> None:
    raw = opened_raw(thaw(released, tmp_path))
    before = rows_of(raw)
    raw.close()
    assert all(rows for table, rows in before.items() if not table.startswith("sqlite_stat")), "a table without a row"
    db = open_database(str(tmp_path))
    try:
        assert schema_of(db) == built(STEPS)
        assert db.execute("PRAGMA user_version").fetchone()[0] == len(STEPS)
        for table, rows in before.items():
            now = {repr(row)[:-1] for row in rows_of(db)[table]}
            assert all(any(one.startswith(repr(row)[:-1]) for one in now) for row in rows), table
    finally:
        db.close()


@pytest.mark.parametrize("released", RELEASED, ids=lambda path: path.stem)
def test_a_released_memory_is_read_as_one_of_today(released: Path, repo: Path) -> None:
    thaw(released, repo / ".trailnote" / "local")
    with opened(str(repo), os.environ) as workspace:
        found = {memory.key: memory.text for memory in memories.select(workspace.database(), "1 ORDER BY n")}
        assert found["decisions/0001-db"] == "Take SQLite, one file."
        status = health.status(workspace)
        assert set(status.clients) == {"claude-code", "codex"}
        assert {"decisions", "failures", "learnings", "resolutions"} <= set(status.counts)
        assert {rule.state for rule in rules.listed(workspace)} == {"promoted", "rejected"}
        assert "The retry test is red." in {one.body.get("summary") for one in handoffs.listed(workspace)}
    assert run(["query", "count returns", "--repo", str(repo)]) == 0


def migrate_and_die(folder: Path, *, at: int) -> int:
    """Open the database in `folder` with an engine that has later steps and dies before a statement; return its end."""
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(SOURCE_ROOTS)}
    command = [sys.executable, "-c", MIGRATE, str(folder), str(at), *LATER]
    return subprocess.run(command, env=env, check=False).returncode


def test_a_migration_killed_at_any_statement_is_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "STEPS", (*STEPS, *LATER))
    thaw(RELEASED[0], tmp_path / "old")
    first = _whole(tmp_path / "old")
    number, code, states = 0, -signal.SIGKILL, set()
    while code == -signal.SIGKILL:
        folder = tmp_path / str(number)
        shutil.copytree(tmp_path / "old", folder)
        code = migrate_and_die(folder, at=number)
        assert code in (0, -signal.SIGKILL)
        states.add(_whole(folder))
        open_database(str(folder)).close()
        assert _whole(folder) == len(STEPS) + len(LATER)
        number += 1
    assert number > 10
    assert states == {first, len(STEPS) + len(LATER)}


def _whole(folder: Path) -> int:
    """Return which step a database is at, and see that its schema is that step's and that its memories are there."""
    db = opened_raw(folder / NAME)
    try:
        version: int = db.execute("PRAGMA user_version").fetchone()[0]
        assert schema_of(db) == built((*STEPS, *LATER)[:version])
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert db.execute("SELECT count(*) FROM memory WHERE key = 'decisions/0001-db'").fetchone() == (1,)
        return version
    finally:
        db.close()


def test_a_memory_of_a_newer_release_is_left_alone_and_what_hooks_record_waits_for_it(
    repo: Path, run_hook: RunHook, capfd: pytest.CaptureFixture[str]
) -> None:
    """An old session goes on beside an upgrade: its hooks say nothing, exit 0, and lose nothing."""
    run_hook("session_start", claude("SessionStart", repo), repo)
    local = repo / ".trailnote" / "local"
    _set_version(local, 99)
    before = (local / NAME).read_bytes()
    for event, kind in (("user_prompt_submit", "UserPromptSubmit"), ("post_tool_use", "PostToolUse")):
        ended = run_hook(event, claude(kind, repo), repo)
        assert (ended.exit_code, ended.stdout, ended.stderr) == (0, "", "")
    assert len(spool.names(str(local))) == 2
    assert (local / NAME).read_bytes() == before
    assert run(["status", "--repo", str(repo)]) == 1
    said = capfd.readouterr().err
    assert "written by a newer Trailnote" in said and "Upgrade Trailnote here" in said
    _set_version(local, len(STEPS))
    with opened(str(repo), os.environ) as workspace:
        assert health.status(workspace).stored == 3


def _set_version(local: Path, version: int) -> None:
    db = opened_raw(local / NAME)
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.execute(f"PRAGMA user_version={version}")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()


@pytest.mark.parametrize(
    ("lost", "verb"),
    [
        ("DROP TABLE rule_waiting", ["bootstrap"]),
        ("DROP TABLE handoff", ["handoff", "list"]),
        ("ALTER TABLE memory DROP COLUMN author", ["list"]),
    ],
)
def test_a_memory_of_a_build_between_two_releases_is_carried_over(
    lost: str, verb: list[str], repo: Path, run_hook: RunHook, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its `user_version` says that all is there; without this a reader would fail from then on."""
    run_hook("session_start", claude("SessionStart", repo), repo)
    assert run(["remember", "Take SQLite, one file.", "--key", "decisions/0001-db", "--repo", str(repo)]) == 0
    db = opened_raw(repo / ".trailnote" / "local" / NAME)
    for (trigger,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        db.execute(f"DROP TRIGGER {trigger}")
    db.execute(lost)
    db.close()
    run_hook("user_prompt_submit", claude("UserPromptSubmit", repo), repo)
    if run([*verb, "--repo", str(repo)]) != 0:
        assert "is set aside and rebuilt. Try again." in capsys.readouterr().err
    for words in (verb, ["status"], ["list"]):
        assert run([*words, "--repo", str(repo)]) == 0, capsys.readouterr().err
    assert "Take SQLite" in capsys.readouterr().out
    with opened(str(repo), os.environ) as workspace:
        assert schema_of(workspace.database()) == built(STEPS)
        assert health.status(workspace).stored == 2
