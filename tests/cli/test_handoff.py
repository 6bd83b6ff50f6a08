"""`trailnote handoff` as a person or an agent in its shell types it."""

from __future__ import annotations

import json
import os

from tests.cli.conftest import Typed
from tests.story import Story

from trailnote.capture.process import mark_of
from trailnote.store import handoffs


def test_a_handoff_begun_at_the_command_line_is_told_and_shown_as_accepted(story: Story, typed: Typed) -> None:
    code, out, _ = typed("handoff", "begin", "--summary", "The parser is done", "--next", "write printer.py", "--json")
    made = json.loads(out)
    assert code == 0
    assert (made["kind"], made["state"], made["next_steps"]) == ("manual", "open", ["write printer.py"])
    assert out.count("\n") == 1
    assert "The parser is done" in story.start("first")
    _, out, _ = typed("handoff", "list")
    assert out == "No handoff is open.\n"
    _, out, _ = typed("handoff", "list", "--all", "--json")
    assert [(h["id"], h["state"], h["taken_by"]) for h in json.loads(out)["handoffs"]] == [
        (made["id"], "accepted", "first")
    ]


def test_what_is_not_said_is_taken_from_the_session_at_work(story: Story, typed: Typed) -> None:
    story.start("first")
    story.prompt("first", "Write the import of old orders")
    story.edit("first", "orders.py", "")
    story.stop("first", "The reader works. Next: write the tests.")
    _, out, _ = typed("handoff", "begin", "--to", "Codex", "--json")
    made = json.loads(out)
    assert made["from_agent"] == "claude-code"
    assert made["to_agent"] == "codex"
    assert made["session"] == "first"
    assert made["task"] == "Write the import of old orders"
    assert made["summary"] == "The reader works."
    assert made["next_steps"] == ["write the tests."]
    assert made["files_touched"] == ["orders.py"]
    assert made["branch"] == "main"
    assert made["last_commit"] == story.git("rev-parse", "HEAD").strip()


def test_without_a_summary_or_a_session_nothing_is_stored(story: Story, typed: Typed) -> None:
    code, _, err = typed("handoff", "begin")
    assert code == 2
    assert "no summary was given" in err
    assert typed("handoff", "list")[1] == "No handoff is open.\n"


def test_a_secret_in_a_handoff_is_not_stored(story: Story, typed: Typed) -> None:
    token = "ghp_" + "a1B2c3D4e5F6" * 3
    typed("handoff", "begin", "--summary", f"Use {token} to push", "--next", f"revoke {token}")
    raw = b"".join(p.read_bytes() for p in (story.repo / ".trailnote").rglob("*") if p.is_file())
    assert token.encode() not in raw


def test_accept_takes_what_a_start_would_get_and_only_once(story: Story, typed: Typed) -> None:
    story.whole("first", "Write the import of old orders", "It is half done.")
    _, out, _ = typed("handoff", "accept", "--json")
    taken = json.loads(out)["accepted"]
    assert taken["task"] == "Write the import of old orders"
    assert (taken["state"], taken["taken_by"]) == ("accepted", "person")
    assert json.loads(typed("handoff", "accept", "--json")[1]) == {"accepted": None}
    code, _, err = typed("handoff", "accept", taken["id"])
    assert code == 1
    assert "is accepted, not open" in err
    assert "left off" not in story.start("second")


def test_one_for_another_agent_is_refused(story: Story, typed: Typed) -> None:
    made = json.loads(typed("handoff", "begin", "--summary", "For codex", "--to", "codex", "--json")[1])
    code, _, err = typed("handoff", "accept", made["id"], "--agent", "claude")
    assert code == 1
    assert "was made for codex" in err
    assert typed("handoff", "accept", made["id"], "--agent", "codex")[0] == 0


def test_cancel_withdraws_by_id(story: Story, typed: Typed) -> None:
    made = json.loads(typed("handoff", "begin", "--summary", "The parser is done", "--json")[1])
    code, _, err = typed("handoff", "cancel")
    assert code == 2
    assert made["id"] in err
    assert typed("handoff", "cancel", made["id"][:8]) == (0, f"cancelled: {made['id']}\n", "")
    assert typed("handoff", "cancel", made["id"])[0] == 1
    assert typed("handoff", "cancel", "h-000000")[0] == 1
    assert "parser" not in story.start("first")


def test_brief_shows_what_a_start_would_be_told_without_taking_it(story: Story, typed: Typed) -> None:
    story.whole("first", "Write the import of old orders", "It is half done.")
    for _ in range(2):
        assert "left off" in typed("brief")[1]
    assert "left off" in story.start("second")
    assert "left off" not in typed("brief")[1]


def test_an_agent_that_calls_from_its_shell_is_known_by_its_process(story: Story, typed: Typed) -> None:
    """The process above this one stands for the client."""
    parent = os.getppid()
    story.tell(
        story.event("mine", "session_start", source="startup", pid=parent, pid_start=mark_of(parent), client="codex")
    )
    made = json.loads(typed("handoff", "begin", "--summary", "The parser is done", "--json")[1])
    assert (made["session"], made["from_agent"]) == ("mine", "codex")
    assert made["kind"] == handoffs.MANUAL
