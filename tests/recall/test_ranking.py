"""Candidates are chosen and put in order as if every posting had been read and every tree asked."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trailnote.model import Memory
from trailnote.recall import candidates, features, pool, ranking
from trailnote.recall.asked import Query, ask
from trailnote.recall.features import NAMES
from trailnote.recall.search import evidence, search
from trailnote.store import index, memories
from trailnote.store.database import open_database

NOW = 1_800_000_000 * 10**9
SHARE = st.floats(0.0, 1.0)


@st.composite
def questions(draw: st.DrawFn) -> tuple[list[list[float]], float]:
    """Return the rows of a question's candidates, as far as sureness reads them, and what part of it is known."""
    known_share = draw(st.floats(0.01, 1.0))
    asked = {"asked_mass": draw(st.floats(0.0, 3.0)), "total": draw(st.floats(0.0, 7.0))}
    rows = []
    for _ in range(draw(st.integers(1, 6))):
        cover = draw(SHARE) * known_share
        values = asked | {"cover_share": cover, "cover_of_known": cover / known_share}
        values |= {name: draw(SHARE) for name in ("words_share", "title_share", "symbols_share", "path_share")}
        values |= {"files_share": draw(SHARE), "terms": draw(st.floats(0, 60)), "area": draw(st.floats(0, 12))}
        values["files_weight"] = draw(st.floats(0, 20))
        rows.append([values.get(name, 0.0) for name in NAMES])
    return rows, known_share


@given(questions(), st.floats(0.01, 0.99))
def test_a_question_is_given_up_only_when_no_candidate_is_sure_enough(
    question: tuple[list[list[float]], float], least: float
) -> None:
    rows, known_share = question
    whole = ranking.rank(rows, known_share=known_share, most=len(rows))
    short = ranking.rank(rows, known_share=known_share, most=len(rows), least=least)
    sure = [each for each in whole if each[1] >= least + 1e-9]
    assert short == whole or (short == [] and sure == [])


def store(folder: str, texts: list[str]) -> sqlite3.Connection:
    """Return a store with these memories, oldest first."""
    db = open_database(folder)
    rows = [
        Memory(namespace="learnings", key=f"k{n}", text=text, created_ns=NOW + n * 10**9)
        for n, text in enumerate(texts)
    ]
    memories.put_all(db, rows, now_ns=NOW)
    return db


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """Return a store of 3,000 memories in which words are from very rare to in all."""
    texts = []
    for n in range(3000):
        words = [f"word{size}x{n % size}" for size in (1, 2, 3, 7, 20, 100, 500)]
        texts.append(" ".join([*words, "extra" if n % 50 == 0 else "plain"]))
    db = store(str(tmp_path_factory.mktemp("large")), texts)
    yield db
    db.close()


@pytest.mark.parametrize("n", [5, 1500, 2990])
def test_the_memory_with_the_rare_words_is_found_though_common_ones_are_read_for_recent_memories_only(
    large: sqlite3.Connection, n: int
) -> None:
    text = " ".join(f"word{size}x{n % size}" for size in (1, 2, 3, 7, 20, 100, 500))
    hits = search(large, Query(text, limit=6, now_ns=NOW + 10**13, include_all=True))
    assert f"k{n}" in {hit.key for hit in hits}
    assert all("word500x" in hit.text and f"word500x{n % 500} " in hit.text for hit in hits)


QUESTION = "word500x7 word100x7 word20x7 word2x1 extra zzzz"


def test_what_is_known_of_candidates_before_their_rows_is_what_the_rows_say(large: sqlite3.Connection) -> None:
    asked, found, rows = evidence(large, Query(QUESTION, now_ns=NOW + 10**15))
    early = features.Nearest(asked, found, newest_d=asked.newest_d + 1).absolute()
    for name, column in zip(features.ABSOLUTE, early, strict=True):
        of_rows = [row[NAMES.index(name)] for row in rows]
        assert sorted(column) == pytest.approx(sorted(of_rows)), name
        assert of_rows, name


@pytest.mark.parametrize("text", [QUESTION, "word1x0 word2x1", "zzzz yyyy word20x3", "word500x9", "extra"])
def test_what_is_refused_early_would_be_refused_in_the_end(large: sqlite3.Connection, text: str) -> None:
    query = Query(text, now_ns=NOW + 10**15)
    asked, _, rows = evidence(large, query)
    sure = [score for _, score in ranking.rank(rows, known_share=asked.known_share()) if score >= ranking.FLOOR]
    assert len(search(large, query)) == len(sure)


def test_the_pool_holds_what_reading_everything_would_choose(large: sqlite3.Connection) -> None:
    asked = ask(large, "word500x7 word100x7 word20x7 word7x0 word3x1 word2x1 word1x0 extra", ())
    order = sorted(asked.known, key=asked.known.__getitem__)
    steps = {word: max(1, round(asked.idf[word] * asked.weights[word] * candidates.UNIT)) for word in order}
    newest_d = index.newest(large)
    chosen, read = pool.choose(large, steps, counts=asked.known, start={}, most=30, newest_d=newest_d)
    assert len(read) < len(steps), "the commonest words were read too"
    sums: dict[int, int] = {}
    for word, step in steps.items():
        for span, docs, codes in index.postings(large, word):
            for low, code in zip(docs, codes, strict=True):
                d = (span << index.SPAN_BITS) + low
                sums[d] = sums.get(d, 0) + pool.WORTH[code] * step
    wanted = pool.best([(value, d) for d, value in sums.items()], 30, newest_d)
    assert set(wanted[:15]) <= set(chosen)
    assert len(set(wanted) - set(chosen)) <= 3, "only at its end may the pool be another"


@given(st.lists(st.tuples(st.integers(1, 4000), st.integers(0, 9000)), max_size=300), st.integers(1, 40))
def test_the_highest_sums_are_the_same_in_any_form(pairs: list[tuple[int, int]], most: int) -> None:
    values = {d: value for value, d in pairs}
    wanted = pool.best([(value, d) for d, value in values.items()], most, 9000)
    listed: pool.Sums = {0: [values.get(d, 0) for d in range(9001)]}
    mapped = pool.begin(values, 9000)
    for sums in (listed, mapped):
        assert [d for _, d in pool.highest(sums, most, 9000)] == wanted


def test_terms_read_at_once_are_those_read_one_by_one(large: sqlite3.Connection) -> None:
    wanted = ["word500x7", "word1x0", "extra", "nowhere"]
    at_once = index.postings_of(large, wanted)
    assert at_once == {term: rows for term in wanted if (rows := list(index.postings(large, term)))}
