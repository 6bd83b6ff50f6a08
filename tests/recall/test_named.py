"""A commit that later ones name is more likely to be meant; a prompt of everyday words brings nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from trailnote.model import Memory, Provenance
from trailnote.recall import features
from trailnote.recall.asked import Query
from trailnote.recall.moments import LEAST_TERMS
from trailnote.recall.search import evidence, search
from trailnote.store import index, memories, naming
from trailnote.store.database import open_database

NOW = 1_700_000_000 * 10**9
_HOUR = 3600 * 10**9


@pytest.fixture
def db(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    connection = open_database(str(tmp_path))
    yield connection
    connection.close()


def commit(db: sqlite3.Connection, number: int, subject: str, body: str = "", *, after_h: int = 0) -> str:
    key = f"{number:x}".rjust(2, "0") * 20
    memory = Memory(
        namespace="resolutions", key=key, title=subject, text=f"{subject}\n\n{body}".strip(), files=("src/pool.c",),
        created_ns=NOW + after_h * _HOUR, provenance=Provenance("observed", [f"commit:{key}"]),
    )  # fmt: skip
    memories.put(db, memory, now_ns=memory.created_ns)
    return key


def column(db: sqlite3.Connection, text: str, name: str, *, before_ns: int | None = None) -> dict[str, float]:
    query = Query(text, now_ns=NOW + 1000 * _HOUR, before_ns=before_ns)
    _, found, rows = evidence(db, query)
    return {c.key: row[features.NAMES.index(name)] for c, row in zip(found, rows, strict=True)}


def test_who_is_named_by_hash_or_by_request_is_known_and_by_whom(db: sqlite3.Connection) -> None:
    plain = commit(db, 0xA1, "Drain the worker pool at exit")
    hashed = commit(db, 0xB2, "Shrink the worker pool when idle", after_h=1)
    requested = commit(db, 0xC3, "Name the worker pool's threads (#417)", after_h=2)
    commit(db, 0xD4, "worker pool: fix a leak", f"Broken since {hashed[:9]} and #417.", after_h=3)
    named = column(db, "the worker pool leaks", "named")
    assert named[plain] == 0.0
    assert named[hashed] == named[requested] > 0.0


def test_who_names_later_than_the_question_does_not_count(db: sqlite3.Connection) -> None:
    old = commit(db, 0xA1, "Drain the worker pool at exit")
    commit(db, 0xB2, "Shrink the worker pool when idle", after_h=1)
    commit(db, 0xD4, "worker pool: fix a leak", f"Broken since {old}.", after_h=5)
    assert column(db, "the worker pool leaks", "named")[old] > 0.0
    assert column(db, "the worker pool leaks", "named", before_ns=NOW + 3 * _HOUR)[old] == 0.0


def test_a_request_of_its_own_is_not_a_name_that_it_gives() -> None:
    codes, sizes = index.document(
        title='Revert "Pool of workers (#12)" (#40)', text="It leaked, see 1a2b3c4d5e.", files=(), symbols=(), tags=()
    )
    assert {term for term in codes if term.startswith("=")} == {"=12", "=1a2b3c4"}
    assert naming.names_of("f" * 40, sizes) == ["=fffffff", "=40"]
    assert index.unpack_sizes(sizes)[0] > 0


def test_a_forgotten_memory_names_nobody(db: sqlite3.Connection) -> None:
    old = commit(db, 0xA1, "Drain the worker pool at exit")
    names = commit(db, 0xD4, "worker pool: fix a leak", f"Broken since {old}.", after_h=5)
    found = memories.find(db, "resolutions", names)
    assert found is not None
    memories.forget(db, found, now_ns=NOW + 6 * _HOUR)
    assert column(db, "the worker pool leaks", "named")[old] == 0.0


def test_the_words_of_its_neighbours_in_time_are_known(db: sqlite3.Connection) -> None:
    asked = commit(db, 0xA1, "Which boat did the harbour master inspect?")
    answer = commit(db, 0xB2, "The harbour one with the red sail, I think", after_h=1)
    before = column(db, "which boat did the harbour master inspect", "words_before")
    assert before[answer] == 1.0
    assert before[asked] == 0.0


@pytest.mark.parametrize(
    "prompt",
    ["run the tests", "fix the failing test", "commit this", "continue", "what does this do?", "add a test for it",
     "please explain this code again", "make the function faster", "ok, next step"],
)  # fmt: skip
def test_a_prompt_of_everyday_words_brings_nothing_unasked(db: sqlite3.Connection, prompt: str) -> None:
    commit(
        db, 0xA1, "Run the failing tests again and commit the fix", "Make the next step of the test faster; add code."
    )
    commit(db, 0xB2, "Explain what this function does, continue the code", after_h=1)
    assert search(db, Query(prompt, least_terms=LEAST_TERMS, floor=0.0, now_ns=NOW + 9 * _HOUR)) == []


def test_one_word_of_its_own_lets_a_prompt_speak(db: sqlite3.Connection) -> None:
    key = commit(db, 0xA1, "Run the tests of the harbour in parallel")
    commit(db, 0xB2, "Paint the lighthouse", after_h=1)
    hits = search(db, Query("run the harbour tests", least_terms=LEAST_TERMS, now_ns=NOW + 9 * _HOUR))
    assert [hit.key for hit in hits] == [key]
