"""Rules from learnings: each source counted once, found again after any change, never lost to a second process."""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from trailnote.config import Config
from trailnote.distill import learnings
from trailnote.errors import UsageError
from trailnote.model import Memory, Provenance
from trailnote.recall import embeddings
from trailnote.service import exchange, health, notes, rules
from trailnote.service.workspace import opened
from trailnote.store import followed, memories

CLOCK = "Freeze the clock in tests that retry"


def put(repo: Path, text: str, *sources: str, namespace: str = "learnings", key: str = "") -> str:
    """Store a learning with its sources as a session does, without making rules, and return its id."""
    with opened(str(repo), os.environ) as workspace:
        memory = Memory(
            namespace=namespace, key=key or text[:40], text=text, provenance=Provenance("observed", sources)
        )
        memories.put(workspace.database(), memory, now_ns=workspace.now_ns())
        return memory.id


def test_what_is_stored_by_any_way_is_in_the_rules_of_the_next_reader(repo: Path) -> None:
    id = put(repo, CLOCK, "session:codex:1", "session:codex:2")
    with opened(str(repo), os.environ) as workspace:
        db = workspace.database()
        (view,) = rules.skills(workspace)
        assert view.sources == ("session:codex:1", "session:codex:2")
        assert followed.waiting(db) == []
        memory = memories.get(db, id)
        memory.text = "Store prices in cents"
        memories.put(db, memory, now_ns=workspace.now_ns())
        assert [v.text for v in rules.skills(workspace)] == ["Store prices in cents"]
        notes.forget(workspace, id)
        assert rules.skills(workspace) == []


def test_the_same_words_said_again_by_another_are_another_source(repo: Path) -> None:
    with opened(str(repo), os.environ) as workspace:
        for source in ("session:claude-code:a", "session:codex:b", "session:codex:b"):
            notes.remember(workspace, CLOCK, source=source)
        (view,) = rules.skills(workspace)
        assert (view.frequency, view.confidence) == (2, "medium")
        assert [row.sightings for row in health.status(workspace, min_confidence="medium").rules] == [2]
        assert health.status(workspace, min_confidence="high").rules == ()
        with pytest.raises(UsageError, match="unknown"):
            health.status(workspace, min_confidence="certain")


def test_what_was_decided_comes_with_an_export(repo: Path, tmp_path: Path) -> None:
    from trailnote.service import review

    with opened(str(repo), os.environ) as workspace:
        notes.remember(workspace, CLOCK)
        (view,) = rules.skills(workspace)
        review.reject(workspace, [view.id])
        lines = list(exchange.export(workspace))
    other = tmp_path / "other"
    (other / ".trailnote").mkdir(parents=True)
    with opened(str(other), os.environ) as workspace:
        exchange.take_in(workspace, lines)
        (there,) = rules.skills(workspace)
        assert (there.id, there.state) == (view.id, "rejected")


def test_two_processes_make_the_same_rules(repo: Path) -> None:
    for n in range(30):
        put(repo, f"Write module{n} tests before its code", f"commit:{n}")
    with opened(str(repo), os.environ) as workspace:
        db = workspace.database()
        for table in ("rule", "rule_wording", "rule_term", "rule_link"):
            db.execute(f"DELETE FROM {table}")
        db.execute("INSERT INTO rule_waiting SELECT id FROM memory")

    def work() -> None:
        with opened(str(repo), os.environ) as workspace:
            learnings.cluster(workspace.database())

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with opened(str(repo), os.environ) as workspace:
        found = rules.skills(workspace)
        assert sorted(len(view.wordings) for view in found) == [1] * 30


def test_a_sentence_model_joins_what_words_do_not_and_nothing_stored_changes(
    repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = "Reproduce the bug with a failing test first", "Begin every fix by writing a red spec"

    def embed(texts: Sequence[str], config: Config, _env: object, *, query: bool) -> list[list[float]]:
        assert (config.embedding_model, query) == ("sentence-transformers:/models/mini", False)
        return [[1.0, 0.01] if text in (one, other) else [0.0, 1.0] for text in texts]

    monkeypatch.setattr(embeddings, "embed", embed)
    with opened(str(repo), os.environ) as workspace:
        notes.remember(workspace, one, source="session:codex:1")
        notes.remember(workspace, other, source="session:codex:2")
        notes.remember(workspace, "Store prices in cents")
        without = rules.skills(workspace)
        joined = rules.skills(workspace, embeddings="/models/mini")
        assert len(without) == 3
        assert len(joined) in (2, 3)  # only what shares a candidate term is asked about
        assert [view.id for view in rules.skills(workspace)] == [view.id for view in without]


def test_a_range_or_date_that_is_none_is_refused(repo: Path) -> None:
    with opened(str(repo), os.environ) as workspace:
        for arguments in ({"min_frequency": 0}, {"since": "yesterday"}):
            with pytest.raises(UsageError):
                rules.skills(workspace, **arguments)
