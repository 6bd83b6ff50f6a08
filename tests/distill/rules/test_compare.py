"""Two statements are one rule, a contradiction, or two rules, whatever words they use."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trailnote.distill.rules.compare import CONTRADICTS, DIFFERENT, SAME, compare

ONE_RULE = [
    ("Use Postgres for sessions", "Sessions should be kept in PostgreSQL"),
    ("Set a deadline on every gRPC call", "gRPC calls must never be made without a deadline"),
    ("Squash commits before merging", "Prior to merging, squash the commits"),
    ("Deploy only after the migrations have run", "Run the migrations first, then deploy"),
    ("Don't mock the clock", "The clock must not be mocked"),
    ("Never deploy unless tests pass", "Do not deploy unless the tests pass"),
    ("Rotate tokens every 90 days", "Tokens must be rotated every three months"),
    ("Keep secrets out of the logs", "Never write credentials to the log"),
    ("Prefer tabs over spaces", "Use tabs rather than spaces"),
    ("Turn off telemetry", "Disable telemetry"),
    ("Freeze the clock so tests never flake", "Freeze the clock so that tests don't flake"),
    ("Modules must not exceed 200 lines", "Keep modules under 200 lines"),
    ("Leave generated files alone", "Do not change generated files"),
    ("テストでは時刻を固定する", "テストでは時刻を固定する。"),
    ("测试不要访问网络", "测试不要访问网络！"),
]

CONTRADICTIONS = [
    ("Use Redis for caching", "Do not use Redis for caching"),
    ("Prefer tabs over spaces", "Prefer spaces over tabs"),
    ("Enable telemetry by default", "Disable telemetry by default"),
    ("Run migrations before deploying", "Run migrations after deploying"),
    ("Delete merged branches", "Keep merged branches"),
    ("Commit the lockfile", "Never commit the lockfile"),
    ("测试访问网络", "测试不要访问网络"),
]

TWO_RULES = [
    ("Retry three times", "Retry five times"),
    ("Support Python 3.1", "Support Python 3.10"),
    ("Pin versions in CI", "Pin versions in production"),
    ("Use Redis for caching", "Use Memcached for caching"),
    ("Log errors", "Log errors in the billing service"),
    ("The server calls the client", "The client calls the server"),
    ("Copy data from staging to production", "Copy data from production to staging"),
    ("Convert bytes to text", "Convert text to bytes"),
    ("Tests must use the fake clock", "Tests may use the fake clock"),
    ("Use strict mode in all modules", "Use strict mode in new modules"),
    ("Round prices up", "Round prices down"),
    ("Keep at most 5 connections", "Keep at least 5 connections"),
    ("Commit the lockfile for applications", "Do not commit the lockfile for libraries"),
    ("Never push to main", "Never push to release branches"),
    ("Retry idempotent requests", "Never retry requests that are not idempotent"),
    ("Document public functions", "Document private functions"),
]


def kind(left: str, right: str) -> str:
    """Return the kind of verdict, which is the same from either side."""
    there, back = compare(left, right), compare(right, left)
    assert there.kind == back.kind
    return there.kind


@pytest.mark.parametrize(("left", "right"), ONE_RULE)
def test_one_meaning_in_other_words_is_one_rule(left: str, right: str) -> None:
    assert kind(left, right) == SAME


@pytest.mark.parametrize(("left", "right"), CONTRADICTIONS)
def test_opposites_contradict_and_are_never_merged(left: str, right: str) -> None:
    assert kind(left, right) == CONTRADICTS


@pytest.mark.parametrize(("left", "right"), [*TWO_RULES, ("Freeze the clock in tests", "Freeze the schema")])
def test_numbers_names_scope_and_direction_keep_rules_apart(left: str, right: str) -> None:
    assert kind(left, right) == DIFFERENT


@pytest.mark.parametrize(("left", "right"), CONTRADICTIONS + TWO_RULES)
def test_a_sentence_model_overrides_no_gate(left: str, right: str) -> None:
    assert compare(left, right, 0.99).kind != SAME


def test_a_negation_in_the_purpose_turns_nothing() -> None:
    assert compare("Freeze the clock so tests never flake", "Never freeze the clock").kind == CONTRADICTS
    assert compare("Freeze the clock so tests never flake", "Freeze the clock").kind == SAME


def test_a_sentence_model_finds_what_the_tables_do_not_know() -> None:
    left, right = "Write the docstring before the implementation", "Document the function first, then implement it"
    assert compare(left, right).kind == DIFFERENT
    assert compare(left, right, 0.85).kind == SAME
    assert compare(left, right, 0.4).kind == DIFFERENT


@given(st.text(max_size=120))
def test_any_text_is_the_same_as_itself(text: str) -> None:
    assert compare(text, text).kind == SAME


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_two_texts_have_a_verdict(left: str, right: str) -> None:
    assert compare(left, right).kind in (SAME, CONTRADICTS, DIFFERENT)
