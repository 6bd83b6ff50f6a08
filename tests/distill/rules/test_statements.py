"""Commits and sessions state what was learned and decided in their own words."""

from __future__ import annotations

import pytest

from trailnote.distill.rules.statements import in_commit, in_session


def told(message: str) -> list[tuple[str, str, str]]:
    """Return (namespace, category, text) of what a commit message states."""
    return [(each.namespace, each.category, each.text) for each in in_commit(message)]


def test_trailers_state_learnings_and_decisions() -> None:
    message = (
        "Stop retrying on 4xx\n\nThe client retried by itself.\n\nLearned: retry in one place only\n"
        "Decision: retries live in\n  the HTTP client\nSigned-off-by: Ada <ada@example.invalid>\n"
    )
    assert told(message) == [
        ("learnings", "uncategorised", "retry in one place only"),
        ("decisions", "uncategorised", "retries live in the HTTP client"),
    ]


def test_a_category_may_stand_behind_the_label() -> None:
    assert told("x\n\nLearned (Tool usage): `git log -S` finds removed lines\n")[0][1] == "tool_usage"
    assert told("x\n\nLearned (whatever): freeze the clock\n")[0][1] == "uncategorised"


def test_a_statement_ends_at_a_blank_line_a_label_or_a_trailer() -> None:
    message = "x\n\nLearned: freeze the clock\nin tests\n\nUnrelated words.\n\nLearned: pin the image\nFixes: #12\nmore"
    assert [text for _, _, text in told(message)] == ["freeze the clock in tests", "pin the image"]


def test_the_same_statement_twice_is_one() -> None:
    assert len(told("Learned: freeze the clock\n\nlearned: Freeze the clock\n")) == 1


@pytest.mark.parametrize(
    "message",
    [
        "Learned: x",
        "I learned: nothing much here",
        "```\nLearned: in a fence\n```",
        "> Learned: somebody else said so",
        "Learning: a label that is none",
        "",
    ],
)
def test_nothing_is_read_into_other_text(message: str) -> None:
    assert told(message) == []


def test_a_script_without_spaces_has_no_words_to_count() -> None:
    assert told("x\n\nLearned: テストでは時刻を固定する\n")[0][2] == "テストでは時刻を固定する"


def test_a_session_states_them_on_lines_of_their_own() -> None:
    found = in_session(
        "Done.\n\n**Decision:** sessions live in Postgres now.\n\n- Learned: freeze the clock in tests\n"
    )
    assert [(each.namespace, each.text) for each in found] == [
        ("decisions", "sessions live in Postgres now."),
        ("learnings", "freeze the clock in tests"),
    ]
