"""A rule that a client reads in its own files is not told to it again; to others, and while it is new, it is."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.story import Story

from trailnote.service import notes, review, rules
from trailnote.service.telling import brief
from trailnote.service.workspace import opened

CLOCK = "Freeze the clock in tests that retry an upload"
CENTS = "Prices of an upload are kept in integer cents, since floats drift"
ASKED = "the tests that retry an upload need the clock: are its prices in cents?"


@pytest.fixture
def story(repo: Path) -> Iterator[Story]:
    """Return a story in the repository of the test."""
    told = Story(repo)
    yield told
    told.close()


def promote(story: Story, to: str, *, at_ns: int) -> None:
    """Promote a learning and a decision into a file that was last written at `at_ns`."""
    with opened(str(story.repo), os.environ) as workspace:
        notes.remember(workspace, CLOCK)
        decision = notes.remember(workspace, CENTS, namespace="decisions")
        rule = rules.listed(workspace)[0]
        done = review.promote(workspace, [rule.id, decision.id], to=to)
    os.utime(story.repo / done.path, ns=(at_ns, at_ns))


def told_at_prompt(story: Story, session: str, client: str, cwd: Path | None = None) -> list[bool]:
    """Return whether a new session of `client` is told the learning and the decision at a prompt about both."""
    story.start(session, client=client, cwd=cwd)
    block = story.tell(story.event(session, "prompt", text=ASKED, client=client, cwd=cwd))
    return [CLOCK in block, CENTS in block]


@pytest.mark.parametrize(
    ("to", "silent", "speaking"),
    [("rules", "claude-code", "codex"), ("agents-md", "codex", "gemini-cli"), ("skill", "", "claude-code")],
)
def test_only_who_reads_the_file_is_not_told(story: Story, to: str, silent: str, speaking: str) -> None:
    promote(story, to, at_ns=story.now_ns)
    assert told_at_prompt(story, "other", speaking) == [True, True]
    if silent:
        assert told_at_prompt(story, "reader", silent) == [False, False]


def test_agents_md_is_read_by_claude_code_where_there_is_no_claude_md(story: Story) -> None:
    promote(story, "agents-md", at_ns=story.now_ns)
    assert told_at_prompt(story, "alone", "claude-code") == [False, False]
    (story.repo / "CLAUDE.md").write_text("# The shop\n", encoding="utf-8")
    assert told_at_prompt(story, "beside", "claude-code") == [True, True]


def test_what_was_promoted_while_a_session_runs_is_still_told_to_it(story: Story) -> None:
    promote(story, "rules", at_ns=story.now_ns + 10**12)
    assert told_at_prompt(story, "first", "claude-code") == [True, True]


def test_a_session_of_a_subfolder_is_told(story: Story) -> None:
    promote(story, "rules", at_ns=story.now_ns)
    (story.repo / "web").mkdir()
    assert told_at_prompt(story, "first", "claude-code", story.repo / "web") == [True, True]


def test_brief_prints_what_that_client_is_told(story: Story) -> None:
    promote(story, "rules", at_ns=story.now_ns)
    with opened(str(story.repo), os.environ) as workspace:
        assert CLOCK in brief(workspace, prompt=ASKED).text()
        assert CLOCK not in brief(workspace, prompt=ASKED, client="claude-code").text()
