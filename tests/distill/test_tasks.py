"""A task that is asked for in other words is recognised; one that was never done is not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trailnote.distill.tasks import FLOOR, best_task, task_similarity, task_terms, term_idf

RECORDED = Path(__file__).resolve().parents[2] / "bench" / "tasks"


def rows(name: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in (RECORDED / name).read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize(("name", "least"), [("own.jsonl", 90), ("held_out.jsonl", 90)])
def test_a_hundred_reworded_tasks_find_their_file(name: str, least: int) -> None:
    stored = rows(name)
    candidates = [(row["task"], [row["file"]]) for row in stored]
    found = [best_task(row["reworded"], candidates) for row in stored]
    right = sum(
        hit is not None and stored[hit[0]]["file"] == row["file"] for hit, row in zip(found, stored, strict=True)
    )
    assert right >= least


@pytest.mark.parametrize(
    "query",
    [
        "bake a chocolate cake with walnuts",
        "what is the capital of France",
        "write a poem about the sea",
        "fix the sink",
        "book a flight to Paris",
        "clean the kitchen",
        "page through the photo album",
        "",
        "the of and",
    ],
)
def test_a_task_that_was_never_done_finds_nothing(query: str) -> None:
    candidates = [(row["task"], [row["file"]]) for name in ("own.jsonl", "held_out.jsonl") for row in rows(name)]
    assert best_task(query, candidates) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("speed up the cart queries", "optimize slow cart SQL"),
        ("get rid of dead cart code", "delete unused cart functions"),
        ("containerise the cart", "docker image for the cart"),
        ("cart login is broken", "fix authentication of the cart"),
        ("bump cart deps", "upgrade the dependencies of cart"),
    ],
)
def test_words_that_mean_one_thing_count_as_one(one: str, other: str) -> None:
    filler = [(f"document the {part} options", [f"docs/{part}.md"]) for part in ("cart", "user", "tax", "stock")]
    hit = best_task(one, [*filler, (other, [])])
    assert hit is not None
    assert hit[0] == len(filler)


def test_the_same_verb_alone_is_no_likeness() -> None:
    stored = [task_terms("fix the login redirect")]
    assert task_similarity(task_terms("fix the sink"), stored[0], term_idf(stored)) == 0.0


def test_the_files_that_a_task_touched_help_to_recognise_it() -> None:
    candidates = [("make it nicer", ["web/checkout.css"]), ("make it quicker", ["src/ledger.py"])]
    hit = best_task("checkout css", candidates)
    assert hit is not None
    assert hit[0] == 0


def test_of_two_equal_tasks_the_later_is_taken() -> None:
    hit = best_task("fix the cart total", [("fix the cart total", []), ("fix the cart total", [])])
    assert hit is not None
    assert hit[0] == 1


def test_a_floor_keeps_out_what_is_barely_alike() -> None:
    candidates = [("add a dark theme for the cart page", ["web/cart.css"])]
    hit = best_task("cart theme", candidates, floor=0.0)
    assert hit is not None
    assert best_task("cart theme", candidates, floor=hit[1] + 0.01) is None
    assert 0.0 < FLOOR < hit[1]


@given(st.text(max_size=80), st.lists(st.text(max_size=80), min_size=1, max_size=4))
def test_similarity_lies_between_nothing_and_one(query: str, texts: list[str]) -> None:
    stored = [task_terms(text) for text in texts]
    idf = term_idf(stored)
    for terms in stored:
        assert 0.0 <= task_similarity(task_terms(query), terms, idf) <= 1.0 + 1e-9
        if any(not name.startswith("~!") for names in terms.values() for name in names):
            assert task_similarity(terms, terms, idf) == pytest.approx(1.0)
