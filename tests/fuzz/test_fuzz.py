"""Every door takes any bytes: the kept corpora, and some hundred generated ones; `bench/fuzz.py` goes on for longer."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.targets import TARGETS

CORPUS = Path(__file__).with_name("corpus")
EXAMPLES = int(os.environ.get("TRAILNOTE_EXAMPLES", "100"))
PIECES = [piece for file in sorted(CORPUS.rglob("*")) if file.is_file() for piece in file.read_bytes().split()][:400]
BYTES = st.one_of(
    st.binary(max_size=400),
    st.text(max_size=400).map(lambda t: t.encode("utf-8", "replace")),
    st.lists(st.sampled_from(PIECES or [b"{"]) | st.binary(max_size=6), max_size=40).map(b" ".join),
    st.lists(st.sampled_from(PIECES or [b"{"]) | st.binary(max_size=6), max_size=40).map(b"\n".join),
)


@pytest.mark.parametrize("name", TARGETS)
def test_the_corpus_holds(name: str) -> None:
    files = sorted((CORPUS / name).iterdir())
    assert files, "each target keeps what was found for it"
    for file in files:
        TARGETS[name](file.read_bytes())


@pytest.mark.parametrize("name", TARGETS)
def test_any_bytes_hold(name: str) -> None:
    @settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck), database=None)
    @given(BYTES)
    def holds(data: bytes) -> None:
        TARGETS[name](data)

    holds()
