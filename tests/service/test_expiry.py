"""What expired is nowhere: not among the rules, not by its id; what a person decided about is on no clock."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from trailnote.errors import NotFoundError
from trailnote.model import DAY_NS
from trailnote.recall import standing
from trailnote.service import exchange, health, housekeeping, journal, notes, review, rules
from trailnote.service.workspace import Workspace, opened
from trailnote.store import memories

CLOCK = "Freeze the clock in tests that retry"
MANAGED = ".claude/rules/trailnote.md"


@pytest.fixture
def workspace(repo: Path) -> Iterator[Workspace]:
    """Return the workspace of a repository."""
    with opened(str(repo), os.environ) as found:
        yield found


def expire(workspace: Workspace, id: str) -> None:
    """Let the time of a memory be over, without any rewriting that a reader could notice."""
    workspace.database().execute("UPDATE memory SET expires_ns = 1 WHERE id = ?", (id,))


def test_an_expired_learning_is_no_rule_any_more(workspace: Workspace) -> None:
    id = notes.remember(workspace, CLOCK, ttl="1h").id
    (view,) = rules.skills(workspace)
    expire(workspace, id)
    assert rules.skills(workspace) == []
    assert health.status(workspace).rules == ()
    assert review.pending(workspace).unified_diff == ""
    assert journal.improvements(workspace) == []
    for name in (id, view.id):
        with pytest.raises(NotFoundError):
            review.promote(workspace, [name])
    with pytest.raises(NotFoundError):
        rules.view(workspace, view.id)


def test_an_expired_note_is_not_read_by_its_id_or_key(workspace: Workspace) -> None:
    stored = notes.remember(workspace, CLOCK, namespace="decisions", key="clock", ttl="1h")
    expire(workspace, stored.id)
    for name in (stored.id, stored.id[:8], "clock", "decisions/clock"):
        with pytest.raises(NotFoundError):
            notes.read(workspace, name)


def test_what_is_promoted_stays_whatever_its_time_to_live_was(workspace: Workspace, repo: Path) -> None:
    stored = notes.remember(workspace, CLOCK, ttl="1h")
    review.promote(workspace, [stored.id])
    assert notes.read(workspace, stored.id)[0].expires_ns is None
    expire(workspace, stored.id)  # as an earlier Trailnote left it
    assert housekeeping.collect(workspace).expired == 0
    assert [view.state for view in rules.skills(workspace)] == ["promoted"]
    assert CLOCK in (repo / MANAGED).read_text(encoding="utf-8")


def test_what_is_demoted_has_the_time_to_live_of_its_namespace_again(workspace: Workspace) -> None:
    stored = notes.remember(workspace, "The parser lives in lex.c", namespace="code-context")
    review.promote(workspace, [stored.id])
    notes.remember(workspace, "The parser lives in lex.c", namespace="code-context", key=stored.key)
    assert notes.read(workspace, stored.id)[0].expires_ns is None
    review.demote(workspace, [stored.id])
    expires = notes.read(workspace, stored.id)[0].expires_ns
    assert expires is not None and expires > workspace.now_ns() + 29 * DAY_NS


def test_what_is_said_again_after_its_time_is_there_again(workspace: Workspace) -> None:
    stored = notes.remember(workspace, CLOCK, ttl="1h")
    expire(workspace, stored.id)
    assert notes.remember(workspace, CLOCK, ttl="2h").id == stored.id
    memory = notes.read(workspace, stored.id)[0]
    assert memory.expires_ns is not None and memory.expires_ns > workspace.now_ns()


def test_the_time_to_live_is_the_one_that_was_said_last(workspace: Workspace) -> None:
    stored = notes.remember(workspace, CLOCK, ttl="1h")
    notes.remember(workspace, CLOCK)
    assert notes.read(workspace, stored.id)[0].expires_ns is None


def test_a_rule_that_expired_does_not_speak_against_a_promoted_one(workspace: Workspace) -> None:
    promoted = notes.remember(workspace, "Always squash commits before merging")
    other = notes.remember(workspace, "Never squash commits before merging", ttl="1h")
    review.promote(workspace, [promoted.id])

    def against() -> list[str]:
        now = workspace.now_ns()
        found = standing.for_start(workspace.database(), workspace.project, now_ns=now, user=None)
        return [each.other_text for each in found]

    assert against() == ["Never squash commits before merging"]
    expire(workspace, other.id)
    assert against() == []


def test_an_imported_line_that_names_no_expiry_has_its_namespaces(workspace: Workspace) -> None:
    line = {"type": "memory", "namespace": "ephemeral", "key": "a", "text": "port 8080 is taken"}
    exchange.take_in(workspace, [json.dumps(line), json.dumps({**line, "key": "b", "expires_ns": None})])
    now = workspace.now_ns()
    found = {memory.key: memory for memory in notes.listed(workspace)}
    expires = found["a"].expires_ns
    assert expires is not None and now < expires <= now + DAY_NS
    assert found["b"].expires_ns is None


def test_what_expired_is_neither_exported_nor_imported(workspace: Workspace) -> None:
    stored = notes.remember(workspace, CLOCK, ttl="1h")
    lines = list(exchange.export(workspace))
    expire(workspace, stored.id)
    assert len(list(exchange.export(workspace))) == len(lines) - 1
    memories.delete(workspace.database(), [(n, i) for n, i in workspace.database().execute("SELECT n, id FROM memory")])
    over = [json.dumps({**json.loads(line), "expires_ns": 1}) for line in lines[1:]]
    assert exchange.take_in(workspace, over).expired == 1
    assert workspace.database().execute("SELECT count(*) FROM memory").fetchone() == (0,)
