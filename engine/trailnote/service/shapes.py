"""The public JSON shapes, one function each, for `--json` and the MCP server alike."""

from __future__ import annotations

from trailnote.model import Memory, Provenance
from trailnote.service.notes import Found, when
from trailnote.service.review import Pending, Promotion


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
    }


def _entry(memory: Memory) -> dict[str, object]:
    return {"id": memory.id, "text": memory.text, "namespace": memory.namespace, "origin": memory.origin}


def pending_json(found: Pending) -> dict[str, object]:
    """Return the result of `diff`."""
    return {
        "pending": [_entry(m) for m in found.pending],
        "promoted": [_entry(m) for m in found.promoted],
        "rejected": [_entry(m) for m in found.rejected],
        "unified_diff": found.unified_diff,
    }
