"""An index that an older Trailnote made learns who names whom: by itself, once, never in a hook."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from trailnote.capture import spool
from trailnote.config import load
from trailnote.distill import pipeline
from trailnote.model import Memory, Provenance
from trailnote.service.workspace import opened
from trailnote.store import index, memories, naming
from trailnote.store.database import open_database, transaction

NOW = 1_700_000_000 * 10**9
TEXTS = (
    "Drain the worker pool at exit (#417)",
    "Shrink the pool when idle\n\nSee #417 and 3f2a91c0d5.",
    "Reverts 3f2a91c0d5, see #12, #12",
    "Nothing is named here",
)


def fill(db: sqlite3.Connection, first: int, texts: tuple[str, ...]) -> None:
    for n, text in enumerate(texts, start=first):
        key = f"{n:040x}"
        memory = Memory(
            namespace="resolutions", key=key, title=text.partition("\n")[0], text=text, created_ns=NOW + n,
            provenance=Provenance("observed", [f"commit:{key}"]),
        )  # fmt: skip
        memories.put(db, memory, now_ns=NOW)


def age(db: sqlite3.Connection) -> None:
    """Take out what an older Trailnote did not write."""
    with transaction(db):
        db.execute("DELETE FROM posting WHERE term LIKE '=%'")
        db.execute("UPDATE recall_doc SET sizes = sizes & ?", ((1 << naming.REQUEST_SHIFT) - 1,))
        db.execute("DELETE FROM meta WHERE name = ?", (naming.STAMP,))


def known(db: sqlite3.Connection) -> tuple[dict[str, list[int]], list[tuple[int, ...]]]:
    named = index.named_in(db, ["=417", "=12", "=3f2a91c"], below_d=1 << 40)
    return (
        {name: sorted(numbers) for name, numbers in named.items()},
        db.execute("SELECT n, d, sizes FROM recall_doc ORDER BY n").fetchall(),
    )


@pytest.fixture
def db(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    connection = open_database(str(tmp_path))
    yield connection
    connection.close()


def test_an_older_index_knows_afterwards_what_a_new_one_does(db: sqlite3.Connection) -> None:
    fill(db, 1, TEXTS)
    before = known(db)
    assert set(before[0]) == {"=417", "=12", "=3f2a91c"}
    age(db)
    assert naming.renew(db) == len(TEXTS)
    assert known(db) == before
    assert naming.renew(db) == 0


def test_what_was_learned_since_the_upgrade_is_not_named_twice(db: sqlite3.Connection) -> None:
    fill(db, 1, TEXTS[:2])
    age(db)
    fill(db, 3, TEXTS[2:])
    naming.renew(db)
    fill(db, 9, TEXTS[1:2])
    assert known(db)[0] == {"=417": [2, 5], "=3f2a91c": [2, 3, 5], "=12": [3]}


def test_what_is_forgotten_after_it_names_nothing(db: sqlite3.Connection) -> None:
    fill(db, 1, TEXTS)
    age(db)
    naming.renew(db)
    for n in range(1, len(TEXTS) + 1):
        memory = memories.find(db, "resolutions", f"{n:040x}")
        assert memory is not None
        memories.forget(db, memory, now_ns=NOW)
    assert known(db) == ({}, [])
    assert db.execute("SELECT count(*) FROM posting").fetchone() == (0,)


def test_a_new_memory_has_nothing_to_catch_up_with(db: sqlite3.Connection) -> None:
    fill(db, 1, TEXTS)
    assert naming.renew(db) == 0


def test_the_command_line_does_it_and_a_hook_leaves_it(repo: Path, home: Path) -> None:
    env = {"HOME": str(home), "TRAILNOTE_HOME": str(home / "trailnote")}
    with opened(str(repo), env) as workspace:
        fill(workspace.database(), 1, TEXTS)
        age(workspace.database())
        project = workspace.project
    db = open_database(project.local_dir)
    assert not spool.names(project.local_dir)
    assert pipeline.sync(db, project, load(project, env), wait_ms=1000, arrived_s=pipeline.PATIENT_S / 2)
    assert known(db)[0] == {}
    with opened(str(repo), env) as workspace:
        assert workspace.sync()
    assert known(db)[0] == {"=417": [2], "=3f2a91c": [2, 3], "=12": [3]}
    db.close()
