"""The public JSON shapes, one function each, for `--json` and the MCP server alike."""

from __future__ import annotations

from trailnote.model import Memory, Provenance
from trailnote.service.notes import Found, when
from trailnote.service.placing import Edited
from trailnote.service.review import Pending, Promotion, Rejection
from trailnote.service.subjects import Subject
from trailnote.store.handoffs import Handoff


def provenance_json(provenance: Provenance) -> dict[str, object]:
    """Return {kind, sources}."""
    return {"kind": provenance.kind, "sources": list(provenance.sources)}


def hit_json(hit: Found) -> dict[str, object]:
    """Return one hit of `query`."""
    return {
        "id": hit.id,
        "key": hit.key,
        "namespace": hit.namespace,
        "scope": hit.scope,
        "state": hit.state,
        "text": hit.text,
        "score": hit.score,
        "why": hit.why,
        "files": list(hit.files),
        "provenance": provenance_json(hit.provenance),
        "freshness": hit.freshness,
        "origin": hit.origin,
        "created_at": when(hit.created_ns),
    }


def memory_json(memory: Memory) -> dict[str, object]:
    """Return one memory whole."""
    return {
        "id": memory.id,
        "key": memory.key,
        "namespace": memory.namespace,
        "scope": memory.scope,
        "state": memory.state,
        "title": memory.title,
        "text": memory.text,
        "files": list(memory.files),
        "symbols": list(memory.symbols),
        "tags": list(memory.tags),
        "pinned": memory.pinned,
        "author": memory.author,
        "origin": memory.origin,
        "branch": memory.branch,
        "facts": memory.facts,
        "sightings": memory.sightings,
        "uses": memory.uses,
        "provenance": provenance_json(memory.provenance),
        "created_at": when(memory.created_ns),
        "updated_at": when(memory.updated_ns),
        "expires_at": None if memory.expires_ns is None else when(memory.expires_ns),
    }


def promotion_json(done: Promotion) -> dict[str, object]:
    """Return the result of `promote`."""
    return {
        "promoted": list(done.promoted),
        "already": list(done.already),
        "not_found": list(done.not_found),
        "path": done.path,
        "diff": done.diff,
        "edited_by_hand": [_by_hand(each) for each in done.edited],
    }


def rejection_json(done: Rejection) -> dict[str, object]:
    """Return the result of `reject`."""
    return {
        "rejected": list(done.rejected),
        "not_found": list(done.not_found),
        "edited_by_hand": [_by_hand(each) for each in done.edited],
    }


def _by_hand(edited: Edited) -> dict[str, object]:
    return {"id": edited.id, "path": edited.path, "text": edited.text}


def _entry(subject: Subject) -> dict[str, object]:
    return {
        "id": subject.id,
        "text": subject.text,
        "namespace": subject.namespace,
        "category": subject.category,
        "origin": subject.origin,
    }


def pending_json(found: Pending) -> dict[str, object]:
    """Return the result of `diff`."""
    return {
        "pending": [_entry(m) for m in found.pending],
        "promoted": [_entry(m) for m in found.promoted],
        "rejected": [_entry(m) for m in found.rejected],
        "unified_diff": found.unified_diff,
        "edited_by_hand": [_by_hand(each) for each in found.edited],
    }


def run_json(run: object) -> dict[str, object] | None:
    """Return a run that a handoff or page keeps, its moment as RFC 3339; None when it keeps none."""
    if not isinstance(run, dict):
        return None
    at = run.get("at_ns")
    return {
        **{name: value for name, value in run.items() if name != "at_ns"},
        "at": when(at) if isinstance(at, int) else None,
    }


def handoff_json(handoff: Handoff) -> dict[str, object]:
    """Return one handoff. What is not known is null, or empty where it is a list."""
    failing = run_json(handoff.body.get("failing"))
    return {
        "id": handoff.id,
        "kind": handoff.kind,
        "state": handoff.state,
        "from_agent": handoff.from_agent,
        "to_agent": handoff.to_agent,
        "session": handoff.session,
        "cwd": handoff.cwd,
        "branch": handoff.branch,
        "last_commit": handoff.head,
        "task": handoff.text("task"),
        "summary": handoff.text("summary"),
        "open_questions": list(handoff.texts("open_questions")),
        "next_steps": list(handoff.texts("next_steps")),
        "files_touched": list(handoff.texts("files")),
        "uncommitted_changes": list(handoff.texts("uncommitted")),
        "failing_command": failing["command"] if failing else None,
        "failing": failing,
        "tests_last_seen": run_json(handoff.body.get("tests")),
        "commits": list(handoff.texts("commits")),
        "interrupted": bool(handoff.body.get("interrupted")),
        "continues": handoff.text("continues"),
        "created_at": when(handoff.created_ns),
        "taken_by": handoff.taken_by,
        "taken_at": None if handoff.taken_ns is None else when(handoff.taken_ns),
    }
