"""What the store promises: keys, versions, expiry, tombstones, and a database that survives."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from trailnote.errors import NewerSchemaError, NotFoundError, UsageError
from trailnote.model import DAY_NS, Memory
from trailnote.service import notes
from trailnote.service.workspace import opened
from trailnote.store import memories
from trailnote.store.database import NAME, open_database


@pytest.fixture
def db(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    found = open_database(str(tmp_path))
    yield found
    found.close()


def memory(text: str = "text", **fields: object) -> Memory:
    return Memory(**{"namespace": "learnings", "key": "k", "text": text, **fields})  # type: ignore[arg-type]


def test_a_key_is_unique_within_its_namespace_only_and_rewriting_keeps_the_earlier_wording(
    db: sqlite3.Connection,
) -> None:
    assert memories.put(db, memory("one"), now_ns=1)
    assert memories.put(db, memory("other", namespace="decisions"), now_ns=1)
    assert not memories.put(db, memory("one"), now_ns=2), "the same again changes nothing"
    assert memories.put(db, memory("two"), now_ns=3)
    found = memories.get(db, "learnings/k")
    assert (found.text, found.created_ns) == ("two", 1)
    assert db.execute("SELECT text FROM memory_version").fetchall() == [("one",)]


def test_expired_memories_are_neither_found_nor_kept(db: sqlite3.Connection) -> None:
    memories.put(db, memory(namespace="ephemeral"), now_ns=DAY_NS)
    memories.put(db, memory(namespace="session", pinned=True), now_ns=DAY_NS)
    later = DAY_NS * 9
    assert memories.counts(db, now_ns=later) == {"session": {"candidate": 1}}
    assert memories.sweep(db, now_ns=later) == 1
    assert [m.namespace for m in memories.select(db, "1")] == ["session"]


def test_what_was_forgotten_is_not_learned_again_unless_somebody_says_it_again(db: sqlite3.Connection) -> None:
    memories.put(db, memory(), now_ns=1)
    memories.forget(db, memories.get(db, "learnings/k"), now_ns=2)
    assert not memories.put(db, memory(), now_ns=3)
    with pytest.raises(NotFoundError):
        memories.get(db, "learnings/k")
    assert memories.put(db, memory(), now_ns=4, revive=True)


def test_a_rejection_survives_the_same_memory_coming_again(db: sqlite3.Connection) -> None:
    memories.put(db, memory(), now_ns=1)
    memories.set_state(db, memories.get(db, "learnings/k").n, "rejected", now_ns=2)
    memories.put(db, memory("said otherwise"), now_ns=3)
    assert memories.get(db, "learnings/k").state == "rejected"


def test_an_id_may_be_shortened_while_it_is_the_only_one(db: sqlite3.Connection) -> None:
    memories.put(db, memory(), now_ns=1)
    id = memories.get(db, "learnings/k").id
    assert memories.get(db, id[:8]).id == id
    with pytest.raises(NotFoundError):
        memories.get(db, "m-")


def test_a_commit_is_named_by_its_hash_or_the_start_of_one(db: sqlite3.Connection) -> None:
    for key in ("697d82134392d8a0077792c04da5a17ab5412a9b", "697d8213ffffffffffffffffffffffffffffffff"):
        memories.put(db, memory(namespace="resolutions", key=key), now_ns=1)
    assert memories.get(db, "697d82134").key.startswith("697d82134392")
    assert memories.get(db, "697D82134").key.startswith("697d82134392")
    with pytest.raises(NotFoundError, match="several"):
        memories.get(db, "697d8213")
    with pytest.raises(NotFoundError):
        memories.get(db, "697d82")


def test_a_newer_schema_is_neither_read_nor_changed(tmp_path: Path) -> None:
    open_database(str(tmp_path)).close()
    raw = sqlite3.connect(tmp_path / NAME)
    raw.execute("PRAGMA user_version=99")
    raw.close()
    before = (tmp_path / NAME).read_bytes()
    with pytest.raises(NewerSchemaError, match="Upgrade Trailnote"):
        open_database(str(tmp_path))
    assert (tmp_path / NAME).read_bytes() == before


def test_a_corrupt_database_is_set_aside_by_name_and_status_tells(repo: Path) -> None:
    with opened(str(repo), os.environ) as workspace:
        notes.remember(workspace, "before")
        local = Path(workspace.project.local_dir)
    (local / NAME).write_bytes(b"not a database" * 1000)
    for suffix in ("-wal", "-shm"):
        (local / (NAME + suffix)).unlink(missing_ok=True)
    with opened(str(repo), os.environ) as workspace:
        from trailnote.service.health import status

        assert any("set aside" in message for _, _, message in status(workspace).errors)
    (aside,) = local.glob(NAME + ".corrupt-*")
    assert aside.name in (local / "log.jsonl").read_text(encoding="utf-8")
    (local / NAME).write_bytes(b"not one either" * 1000)
    with opened(str(repo), os.environ):
        assert len(list(local.glob(NAME + ".corrupt-*"))) == 2, "the first is not written over"


def test_text_is_bounded_and_durations_and_namespaces_are_checked(repo: Path) -> None:
    with opened(str(repo), os.environ) as workspace:
        for arguments in (
            {"text": ""},
            {"text": "x" * 200_000},
            {"text": "x", "ttl": "soon"},
            {"text": "x", "namespace": "no"},
        ):
            with pytest.raises(UsageError):
                notes.remember(workspace, **arguments)  # type: ignore[arg-type]
        assert notes.seconds("24h") == 86400


def test_time_to_live_is_enforced_when_it_is_read(repo: Path) -> None:
    with opened(str(repo), os.environ) as workspace:
        stored = notes.remember(workspace, "the staging password rotates at noon", ttl="1h")
        memory_, db = workspace.find(stored.id)
        assert memory_.expires_ns is not None and memory_.expires_ns <= time.time_ns() + 3600 * 10**9
        db.execute("UPDATE memory SET expires_ns = 1")
        assert notes.query(workspace, "staging password rotates", everything=True) == []
        assert notes.listed(workspace) == []


def test_a_key_of_two_namespaces_is_asked_for_by_both_names(db: sqlite3.Connection) -> None:
    memories.put(db, memory("one"), now_ns=1)
    assert memories.get(db, "k").text == "one"
    memories.put(db, memory("other", namespace="decisions"), now_ns=1)
    with pytest.raises(NotFoundError, match="decisions/k and learnings/k"):
        memories.get(db, "k")
