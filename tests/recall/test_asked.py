"""What a question is taken to ask for."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from trailnote.model import Memory
from trailnote.recall.asked import ask
from trailnote.store import memories
from trailnote.store.database import open_database


@pytest.fixture
def db(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    connection = open_database(str(tmp_path))
    for n, text in enumerate(("decode base64 of 64 bytes", "port 64 is closed", "E1234 stops the build")):
        memories.put(connection, Memory(namespace="learnings", key=f"k{n}", text=text), now_ns=1)
    yield connection
    connection.close()


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("base64", {"base64", "base"}),  # not the 64 alone, which is anywhere
        ("64", {"64"}),
        ("E1234", {"e1234", "1234"}),
    ],
)
def test_a_short_number_is_asked_for_when_it_is_said_by_itself(
    db: sqlite3.Connection, text: str, known: set[str]
) -> None:
    assert set(ask(db, text, ()).known) == known
