"""Learnings become rules that keep their id, their first words and what a person decided about them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trailnote.distill.rules.clusters import HIGH, LOW, MEDIUM, Clusters, Learning, confidence
from trailnote.store import rules

# Each row says one thing in several ways; no two rows say the same.
MEANINGS = (
    ("Use Redis for caching", "Cache data in Redis", "Redis should be used for caching"),
    ("Do not use Redis for caching", "Never use Redis for caching", "Redis must not be used for caching"),
    ("Retry failed uploads three times", "Failed uploads must be retried three times", "Retry failed uploads 3 times"),
    ("Retry failed uploads five times", "Failed uploads must be retried five times", "Retry failed uploads 5 times"),
    ("Squash commits before merging", "Prior to merging, squash the commits"),
    ("Squash commits after merging", "Once merged, squash the commits"),
    ("Pin versions in CI", "In CI, versions should be pinned"),
    ("テストでは時刻を固定する", "テストでは時刻を固定する。"),
)
SAID = [(meaning, text) for meaning, row in enumerate(MEANINGS) for text in row]


@pytest.fixture
def db() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.executescript(rules.DDL)
    yield connection
    connection.close()


def learning(text: str, *, source: str = "a.md", day: str = "2025-01-01", id: str = "") -> Learning:
    return Learning(id or f"{source}:{text}", text=text, source=source, date=day, category="workflow")


def rule(db: sqlite3.Connection, id: str) -> rules.Rule:
    found = rules.get(db, id)
    assert found is not None
    return found


def test_paraphrases_are_sightings_of_one_rule(db: sqlite3.Connection) -> None:
    clusters = Clusters(db)
    ids = {clusters.add(learning(text, source=f"{n}.md")) for n, text in enumerate(MEANINGS[0])}
    assert len(ids) == 1
    found = rule(db, ids.pop())
    assert (found.sources, found.text) == (3, "Use Redis for caching")
    assert [wording.text for wording in rules.wordings(db, found.id)] == list(MEANINGS[0])


def test_an_entry_that_repeats_itself_is_one_sighting(db: sqlite3.Connection) -> None:
    clusters = Clusters(db)
    for text in MEANINGS[0]:
        id = clusters.add(learning(text, source="same.md"))
    assert rule(db, id).sources == 1


def test_opposites_are_two_rules_that_name_each_other(db: sqlite3.Connection) -> None:
    clusters = Clusters(db)
    do, do_not = (clusters.add(learning(text)) for text in ("Use Redis for caching", "Do not use Redis for caching"))
    assert do != do_not
    assert rules.links(db) == {do: [do_not], do_not: [do]}


def test_the_id_survives_shorter_longer_and_earlier_wordings(db: sqlite3.Connection) -> None:
    clusters = Clusters(db)
    first = clusters.add(learning("Set a timeout on every outbound HTTP request", day="2025-02-01"))
    shorter = clusters.add(
        learning("Set a timeout on HTTP requests to other services", source="b.md", day="2025-02-02")
    )
    longer = clusters.add(
        learning("HTTP calls to other services must never be made without a timeout", source="c.md", day="2024-01-01")
    )
    assert first == shorter == longer
    found = rule(db, first)
    assert found.text == "Set a timeout on every outbound HTTP request"
    assert (found.first_date, found.last_date, found.sources) == ("2024-01-01", "2025-02-02", 3)
    assert first.startswith("r-") and 6 <= len(first) <= 12


def test_a_rejected_rule_stays_rejected_under_paraphrases_and_without_its_learnings(db: sqlite3.Connection) -> None:
    clusters = Clusters(db)
    id = clusters.add(learning("Use Redis for caching", id="first"))
    rules.decide(db, [id], state=rules.REJECTED, now_ns=1, reason="we use the database")
    clusters.remove("first")
    again = Clusters(db)
    for n, text in enumerate(
        ("Cache data in Redis", "Redis should be used for caching", "Always use Redis for caching")
    ):
        assert again.add(learning(text, source=f"{n}.md")) == id
    assert (rule(db, id).state, rule(db, id).sources) == (rules.REJECTED, 3)


def test_an_undecided_rule_goes_with_its_last_learning(db: sqlite3.Connection) -> None:
    clusters = Clusters(db)
    id = clusters.add(learning("Use Redis for caching", id="one"))
    clusters.add(learning("Cache data in Redis", id="two", source="b.md"))
    clusters.remove("one")
    assert (rule(db, id).text, rule(db, id).sources) == ("Cache data in Redis", 1)
    clusters.remove("two")
    assert rules.get(db, id) is None
    assert db.execute("SELECT count(*) FROM rule_term").fetchone()[0] == 0


def test_the_same_learning_twice_changes_nothing(db: sqlite3.Connection) -> None:
    clusters = Clusters(db)
    clusters.add(learning("Use Redis for caching", id="one"))
    before = list(db.iterdump())
    clusters.add(learning("Use Redis for caching", id="one"))
    assert list(db.iterdump()) == before


def test_a_learning_that_was_edited_is_put_in_anew(db: sqlite3.Connection) -> None:
    clusters = Clusters(db)
    old = clusters.add(learning("Retry failed uploads three times", id="one"))
    new = clusters.add(learning("Retry failed uploads five times", id="one"))
    assert old != new
    assert rules.get(db, old) is None


def test_a_person_can_show_another_wording(db: sqlite3.Connection) -> None:
    clusters = Clusters(db)
    id = clusters.add(learning("Use Redis for caching"))
    clusters.add(learning("Cache data in Redis", source="b.md"))
    assert rules.choose(db, id, "Cache data in Redis")
    assert not rules.choose(db, id, "Words that nobody wrote")
    assert rule(db, id).shown == "Cache data in Redis"


def test_nested_lines_explain_and_do_not_tell_rules_apart(db: sqlite3.Connection) -> None:
    clusters = Clusters(db)
    first = clusters.add(learning("Use Redis for caching\nthe database was too slow for the profile page"))
    assert clusters.add(learning("Cache data in Redis", source="b.md")) == first


def test_a_sentence_model_brings_together_what_the_tables_do_not_know(db: sqlite3.Connection) -> None:
    def near(text: str, others: Sequence[str]) -> list[float]:
        return [0.9 for _ in others]

    clusters = Clusters(db, near)
    first = clusters.add(learning("Snapshot the cluster before tinkering with shards"))
    assert clusters.add(learning("Shards of the cluster deserve a snapshot first", source="b.md")) == first


def partition(texts: Sequence[tuple[int, str]], *, sort: bool) -> tuple[set[frozenset[str]], dict[str, str]]:
    """Return which texts became one rule, and the ids by text, for learnings in the given order."""
    db = sqlite3.connect(":memory:", isolation_level=None)
    db.executescript(rules.DDL)
    clusters = Clusters(db)
    made = [learning(text, source=f"{text}.md") for _, text in texts]
    if sort:
        clusters.add_all(made)
    else:
        for each in made:
            clusters.add(each)
    gathered = {id: {wording.text for wording in found} for id, found in rules.every_wording(db).items()}
    db.close()
    ids = {text: id for id, found in gathered.items() for text in found}
    return {frozenset(found) for found in gathered.values()}, ids


@settings(max_examples=40)
@given(st.lists(st.sampled_from(SAID), unique=True, min_size=2), st.randoms(use_true_random=False))
def test_any_order_gives_the_same_rules_where_meanings_are_distinct(
    said: list[tuple[int, str]], chance: object
) -> None:
    shuffled = said.copy()
    chance.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis types its Random loosely
    expected = {
        frozenset(text for meaning, text in said if meaning == each) for each in {meaning for meaning, _ in said}
    }
    assert partition(said, sort=False)[0] == partition(shuffled, sort=False)[0] == expected


@settings(max_examples=20)
@given(st.lists(st.sampled_from(SAID), unique=True, min_size=2), st.randoms(use_true_random=False))
def test_a_rebuild_gives_the_same_rules_and_ids_whatever_the_order(said: list[tuple[int, str]], chance: object) -> None:
    shuffled = said.copy()
    chance.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis types its Random loosely
    assert partition(said, sort=True) == partition(shuffled, sort=True)


def test_confidence_needs_distinct_sources_and_a_recent_sighting() -> None:
    today = date(2025, 3, 1)
    recent, old = str(today - timedelta(days=30)), str(today - timedelta(days=31))
    assert confidence(3, recent, today) == HIGH
    assert confidence(3, old, today) == confidence(2, recent, today) == MEDIUM
    assert confidence(1, recent, today) == LOW


def test_one_question_looks_at_a_bounded_number_of_wordings(db: sqlite3.Connection) -> None:
    clusters = Clusters(db)
    for n in range(300):
        clusters.add(learning(f"Cache the price list of shop{n}", source=f"{n}.md"))
    clusters.add(learning("Cache the price list of every shop", source="last.md"))
    assert db.execute("SELECT count(*) FROM rule").fetchone()[0] > 250
    assert len(rules.near(db, range(10))) <= 12
