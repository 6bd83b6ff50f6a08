"""What stays of a session: its page, its checkpoint before a compaction, and what it labelled as decided or learned."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.story import DAY, Story

from trailnote.distill import pages
from trailnote.model import Memory
from trailnote.service import housekeeping, notes
from trailnote.service.workspace import opened
from trailnote.store import memories

RED = (
    "FAIL: test_never_negative (test_stock.Stock)\nAssertionError: -1 != 0\n\n"
    "Ran 1 test in 0.000s\n\nFAILED (failures=1)"
)
COMMAND = "python3 -m unittest -q test_stock"


@pytest.fixture
def story(repo: Path) -> Iterator[Story]:
    """Return a story in the repository of the test."""
    told = Story(repo)
    yield told
    told.close()


def kept(repo: Path, where: str = "1") -> list[Memory]:
    """Return the memories that a condition selects."""
    with opened(str(repo), os.environ) as workspace:
        return list(memories.select(workspace.database(), f"{where} ORDER BY namespace, key"))


def work(story: Story) -> None:
    """Play a session that decides, edits, fails and commits."""
    story.start("first")
    story.prompt("first", "Stop the stock from going below zero\nand add a test")
    story.edit("first", "stock.py", "def left(stock, sold):\n    return max(stock - sold, 1)\n")
    story.run("first", COMMAND, RED, exit_code=1)
    story.stop(
        "first", "Decision: the stock is clamped where it is computed, not where it is shown.\n\nIt still fails."
    )


def test_a_page_tells_what_a_session_did(story: Story) -> None:
    work(story)
    story.git("add", "-A")
    story.git("commit", "-qm", "Clamp the stock")
    story.run("first", "git commit -qm 'Clamp the stock'")
    story.prompt("first", "Now the cart")
    story.stop("first", "The cart is untouched. Gotcha: prices are in cents in the fixtures.")
    story.end("first")
    (page,) = kept(story.repo, "key GLOB 'page/*'")
    assert page.title == "Stop the stock from going below zero"
    assert page.files == ("stock.py",)
    for words in (
        "# Stop the stock from going below zero",
        "claude-code on main; 2 prompts, 3 tool calls.",
        "- Now the cart",
        "Clamp the stock",
        "- stock.py",
        COMMAND,
        "The cart is untouched.",
    ):
        assert words in page.text, words
    assert page.expires_ns == story.now_ns - 10**9 + 7 * DAY
    assert page.provenance.kind == "observed"
    assert page.provenance.sources == ("session:claude-code:first",)


def test_a_page_is_written_once_for_a_session_that_goes_on(story: Story) -> None:
    work(story)
    story.end("first")
    story.start("first", source="resume")
    story.run("first", COMMAND, "Ran 1 test in 0.000s\n\nOK")
    story.end("first")
    (page,) = kept(story.repo, "key GLOB 'page/*'")
    assert "; passed later" in page.text


def test_a_page_that_is_pinned_stays_when_it_is_written_anew(story: Story) -> None:
    work(story)
    story.end("first")
    with opened(str(story.repo), os.environ) as workspace:
        housekeeping.pin(workspace, "session/page/first", on=True)
    story.start("first", source="resume")
    story.run("first", "ls")
    story.end("first")
    (page,) = kept(story.repo, "key GLOB 'page/*'")
    assert (page.pinned, page.expires_ns) == (True, None)
    with opened(str(story.repo), os.environ) as workspace:
        assert housekeeping.pin(workspace, page.id, on=False).expires_ns is not None


def test_what_was_labelled_becomes_a_candidate_once(story: Story) -> None:
    for session in ("first", "second"):
        story.start(session)
        story.prompt(session, "Write the importer\nLesson: the exporter writes no header line.")
        story.stop(
            session, "- **Decision:** dates are kept as ISO strings.\n- Should dates be zoned?\n\nDecision: why?"
        )
        story.run(session, "ls")
        story.end(session)
    found = kept(story.repo, "namespace IN ('decisions', 'learnings')")
    assert [(m.namespace, m.state, m.text) for m in found] == [
        ("decisions", "candidate", "dates are kept as ISO strings."),
        ("learnings", "candidate", "the exporter writes no header line."),
    ]
    assert found[0].provenance.kind == "inferred"
    assert found[0].provenance.sources == ("session:claude-code:first", "session:claude-code:second")
    assert found[0].sightings == 2


def test_what_was_rejected_stays_rejected_when_said_again(story: Story) -> None:
    work(story)
    story.end("first")
    with opened(str(story.repo), os.environ) as workspace:
        (decision,) = memories.select(workspace.database(), "namespace = 'decisions'")
        memories.set_state(workspace.database(), decision.n, "rejected", now_ns=story.now_ns)
    story.start("second")
    story.prompt("second", "Decision: the stock is clamped where it is computed, not where it is shown.")
    story.end("second")
    (decision,) = kept(story.repo, "namespace = 'decisions'")
    assert decision.state == "rejected"


def test_after_a_compaction_the_session_gets_its_thread_back_once(story: Story) -> None:
    work(story)
    story.record(story.event("first", "checkpoint", source="auto"))
    told = story.start("first", source="compact", by=story.clients[0])
    line = told.splitlines()[2]
    assert line.startswith("· this session, before its compaction: task “Stop the stock from going below zero”")
    for words in ("test_never_negative", COMMAND, "stock.py", "clamped where it is computed"):
        assert words in line, words
    assert "before its compaction" not in story.start("first", source="resume", by=story.clients[0])
    story.prompt("first", "go on with the stock that is below zero")
    assert "compaction" not in story.tell(story.event("first", "prompt", text="and the stock going below zero?"))


def test_a_second_compaction_gives_the_newer_checkpoint(story: Story) -> None:
    work(story)
    story.record(story.event("first", "checkpoint", source="auto"))
    story.start("first", source="compact", by=story.clients[0])
    story.edit("first", "cart.py", "")
    story.record(story.event("first", "checkpoint", source="manual"))
    told = story.start("first", source="compact", by=story.clients[0])
    assert "cart.py" in told
    assert told.count("before its compaction") == 1
    with opened(str(story.repo), os.environ) as workspace:
        found = pages.checkpoint_of(workspace.database(), "first")
    assert found is not None
    assert found.namespace == "session"


def test_other_sessions_are_not_told_of_a_checkpoint(story: Story) -> None:
    work(story)
    story.record(story.event("first", "checkpoint", source="auto"))
    told = story.start("second") + story.tell(story.event("second", "prompt", text="stop the stock below zero"))
    assert "compaction" not in told


def test_an_empty_session_has_no_checkpoint_and_no_page(story: Story) -> None:
    story.start("first")
    story.record(story.event("first", "checkpoint", source="manual"))
    assert "compaction" not in story.start("first", source="compact", by=story.clients[0])
    story.end("first")
    assert kept(story.repo, "namespace = 'session'") == []


def test_what_the_agent_remembered_in_the_same_session_is_not_kept_twice(story: Story) -> None:
    story.start("first")
    with opened(str(story.repo), os.environ) as workspace:
        notes.remember(
            workspace, "Keep prices in integer cents, never floats, for rounding's sake", namespace="decisions"
        )
    story.prompt("first", "Decision: keep prices in integer cents, never floats. Please remember that.")
    story.prompt("first", "Decision: keep prices in floats, for rounding's sake, in the report only")
    story.stop("first", "Noted.")
    story.end("first")
    texts = [memory.text for memory in kept(story.repo, "namespace = 'decisions'")]
    assert sorted(texts) == [
        "Keep prices in integer cents, never floats, for rounding's sake",
        "keep prices in floats, for rounding's sake, in the report only",
    ]


def test_a_statement_speaks_of_the_files_of_its_own_turn(story: Story) -> None:
    story.start("first")
    story.prompt("first", "Stop the stock from going below zero")
    story.edit("first", "stock.py", "def left(stock, sold):\n    return max(stock - sold, 0)\n")
    story.stop("first", "Decision: the stock is clamped where it is computed.")
    story.prompt("first", "Decision: prices are kept in integer cents. Remember that.")
    story.stop("first", "Noted.")
    story.end("first")
    found = {memory.text: memory.files for memory in kept(story.repo, "namespace = 'decisions'")}
    assert found == {
        "the stock is clamped where it is computed.": ("stock.py",),
        "prices are kept in integer cents.": (),
    }
