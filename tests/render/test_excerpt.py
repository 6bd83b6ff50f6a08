"""The sentence that a note shows beside its title."""

from __future__ import annotations

import pytest

from trailnote.render.excerpt import telling_sentence


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("The client retries by itself. So a login failed twice.", "The client retries by itself."),
        ("## Summary\n\nWheels were built twice.\n\n## Test Plan\n\nRan it.", "Wheels were built twice."),
        ("**Setup**\n\nNeeds two hosts.", "Needs two hosts."),
        (
            "<!-- Thank you for helping!\nPlease read this. -->\nKeys are compared in constant time.",
            "Keys are compared in constant time.",
        ),
        ("Fixes #20999.\n\nThe fork strategy was ignored.", "The fork strategy was ignored."),
        ("Resolves https://host.test/issues/16427. Adds a flag.", "Adds a flag."),
        (
            "This reverts commit 743096a4964bf921f7b39cc7b739fd4fab6ad39c.\n\nIt broke builds on ARM.",
            "It broke builds on ARM.",
        ),
        ("For example:\n\n```\nfailed: x\n```\n\nThe name was cut.", "The name was cut."),
        ("Given an input:\n\n```\nx\n```", "Given an input:"),
        ("- [x] Pool is closed on exit\n- [ ] docs", "Pool is closed on exit"),
        ("| a | b |\n|---|---|\n\nBumps the pin.", "Bumps the pin."),
        ("1. Add a flag. It is off.\n2. Use it.", "Add a flag."),
        ("Signed-off-by: A <a@host.test>", ""),
        ("Closes #12", ""),
        ("", ""),
    ],
)
def test_the_first_sentence_that_says_something_is_told(body: str, told: str) -> None:
    assert telling_sentence(body, 240) == told


def test_a_template_comment_that_never_ends_hides_what_follows() -> None:
    assert telling_sentence("Real reason.\n<!-- write here", 240) == "Real reason."
    assert telling_sentence("<!-- write here\nReal reason.", 240) == ""


def test_a_sentence_over_the_limit_comes_with_its_paragraph() -> None:
    long = "word " * 60 + "end. Next one."
    assert telling_sentence(long, 100) == long


def test_a_very_long_body_costs_no_more_than_its_beginning() -> None:
    assert telling_sentence("Fixes #1.\n" * 100_000 + "Late reason.", 240) == ""


@pytest.mark.parametrize(
    ("title", "body", "told"),
    [
        ("Use the official image (#818)", "use the official image\n\nIt is signed.", "It is signed."),
        ("Bump gears from 1.2 to 1.5", "Bumps [gears](https://host.test/gears) from 1.2 to 1.5.", ""),
        ("Keep several lists", "feat: several lists", ""),
        ("Use the official image", "Use the official image, since it is signed.", None),
    ],
)
def test_what_the_title_says_is_not_said_again(title: str, body: str, told: str | None) -> None:
    assert telling_sentence(body, 240, title=title) == (body if told is None else told)
