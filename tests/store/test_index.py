"""The word index: what is indexed is found, what is taken out is gone, and bulk equals one by one."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterator
from pathlib import Path

import pytest

from trailnote.model import Memory
from trailnote.store import index, memories
from trailnote.store.database import open_database, transaction

NOW = 1_700_000_000 * 10**9


@pytest.fixture
def db(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    connection = open_database(str(tmp_path))
    yield connection
    connection.close()


def put(db: sqlite3.Connection, key: str, text: str, files: tuple[str, ...] = ()) -> Memory:
    memory = Memory(namespace="learnings", key=key, text=text, files=files)
    memories.put(db, memory, now_ns=NOW)
    return memory


def holders(db: sqlite3.Connection, term: str) -> set[int]:
    """Return the rows of `memory` whose postings hold `term`."""
    found = set()
    for part, blob, codes in db.execute("SELECT part, docs, codes FROM posting WHERE term = ?", (term,)):
        docs = array("H", blob)
        assert len(docs) == len(codes)
        assert list(docs) == sorted(docs)
        span = part >> index.SPAN_BITS - index.PART_BITS
        for low in docs:
            row = db.execute("SELECT n FROM recall_doc WHERE d = ?", ((span << index.SPAN_BITS) + low,)).fetchone()
            if row:
                found.add(row[0])
    return found


def test_a_memory_is_held_by_its_words_files_and_folder(db: sqlite3.Connection) -> None:
    memory = put(db, "a", "auth/http: freeze the clock", ("auth/http.py",))
    for term in ("freez", "clock", "/auth/http.py", "/auth/", "auth/http:"):
        assert holders(db, term) == {memory.n}


def test_rewriting_a_memory_moves_it_to_its_new_words(db: sqlite3.Connection) -> None:
    put(db, "a", "freeze the clock")
    memory = put(db, "a", "mock the network")
    assert holders(db, "network") == {memory.n}
    assert holders(db, "clock") == set()


def test_a_forgotten_memory_leaves_no_posting(db: sqlite3.Connection) -> None:
    kept = put(db, "a", "freeze the clock")
    gone = put(db, "b", "freeze the zanzibar", ("x/y.py",))
    memories.forget(db, gone, now_ns=NOW)
    assert db.execute("SELECT count(*) FROM posting WHERE term IN ('zanzibar', '/x/y.py')").fetchone() == (0,)
    assert holders(db, "freez") == {kept.n}


def test_the_number_of_a_deleted_memory_is_not_used_again(db: sqlite3.Connection) -> None:
    gone = put(db, "a", "freeze the clock")
    before = db.execute("SELECT max(d) FROM recall_doc").fetchone()[0]
    memories.forget(db, gone, now_ns=NOW)
    put(db, "b", "mock the network")
    assert db.execute("SELECT max(d) FROM recall_doc").fetchone()[0] > before


def test_rebuilding_equals_learning_one_by_one(db: sqlite3.Connection) -> None:
    for i in range(30):
        put(db, str(i), f"note number {i} about topic{i % 7} and the clock", (f"src/f{i % 5}.py",))
    names = ("topic3", "clock", "/src/f2.py", "/src/")
    before = {name: holders(db, name) for name in names}
    with transaction(db):
        assert index.rebuild(db) == 30
    assert {name: holders(db, name) for name in names} == before


def test_bulk_rows_cross_the_border_of_a_span(db: sqlite3.Connection) -> None:
    db.execute("INSERT INTO sqlite_sequence VALUES('recall_doc', ?)", ((1 << index.SPAN_BITS) - 3,))
    rows = [(n, f"note {n}", f"note {n} about clocks", (), (), ()) for n in range(1, 8)]
    with transaction(db):
        assert index.index_rows(db, rows) == 7
    assert holders(db, "clock") == set(range(1, 8))


def test_the_subject_s_area_is_what_stands_before_the_colon() -> None:
    assert index.subject_area("Auth/HTTP: retry once") == "auth/http"
    assert index.subject_area("Fix http://x") == ""
    assert index.subject_area("no colon") == ""


def test_sizes_survive_packing() -> None:
    assert index.unpack_sizes(index.pack_sizes(7, 120, 45, 3)) == (7, 120, 45, 3)
    assert index.unpack_sizes(index.pack_sizes(10**6, 10**6, 10**6, 10**6)) == (255, 4095, 1023, 1023)
