"""Moving memories in and out: export, import, a resolution or a vector from another program."""

from __future__ import annotations

import array
import json
import math
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from trailnote.distill import adoption, commits, history
from trailnote.errors import NotFoundError, UsageError
from trailnote.model import Memory
from trailnote.service import notes
from trailnote.service.workspace import Workspace
from trailnote.store import memories, transfer
from trailnote.store.database import transaction

_BATCH = 500
_NAME, _NAMES = 64, 1 << 16


def export(workspace: Workspace, scope: str = "both") -> Iterator[str]:
    """Yield the lines of an export of the tiers that `scope` names, header first; see `store.transfer`. Fingerprints
    that are missing are computed."""
    yield json.dumps({"trailnote": transfer.FORMAT})
    for tier, db in workspace.tiers(scope):
        _fingerprint(db)
        # Outside of any project there is the user's tier alone.
        yield from transfer.export_lines(db, tier if workspace.in_project else "user", now_ns=workspace.now_ns())


def _fingerprint(db: sqlite3.Connection) -> None:
    """Compute the fingerprints that are missing; nothing else of a memory changes."""
    from trailnote.recall import fingerprints

    while rows := db.execute(
        "SELECT n, text FROM memory WHERE fingerprint IS NULL ORDER BY n LIMIT ?", (_BATCH,)
    ).fetchall():
        found = [(fingerprints.fingerprint(text), n, text) for n, text in rows]
        with transaction(db):
            db.executemany("UPDATE memory SET fingerprint = ? WHERE n = ? AND text = ?", found)


def take_in(workspace: Workspace, lines: Iterable[str]) -> transfer.Imported:
    """Import exported lines; see `store.transfer.import_lines`. Fingerprints that are missing are computed."""
    named = lru_cache(_NAMES)(lambda text: workspace.scrubber.text(text, notes.MAX_TEXT))  # most are in many commits
    done = transfer.import_lines(
        lines,
        database=workspace.database,
        clean=lambda text: named(text) if len(text) <= _NAME else workspace.scrubber.text(text, notes.MAX_TEXT),
        now_ns=workspace.now_ns(),
    )
    for _, db in workspace.tiers():
        with transaction(db):
            adoption.adopt(db)
        _fingerprint(db)
    return done


def put_resolution(workspace: Workspace, commit: str) -> Memory:
    """Learn one commit by name. Raises NotFoundError when git does not know it."""
    found = list(history.read(workspace.project.worktree, [commit]))
    if not found:
        raise NotFoundError(f"{commit}: git knows no such commit here; nothing was stored")
    memory = commits.to_memory(found[0], branch="", sources=["person"])
    memories.put(workspace.database(), memory, now_ns=workspace.now_ns(), revive=True)
    return memory


def put_vector(workspace: Workspace, given: Mapping[str, object], *, scope: str = "project") -> Memory:
    """Store a vector with its payload: {"model", "vector": [numbers], "id" or "text", "namespace", "key"}.

    Raises UsageError when the vector is no list of finite numbers or the model is not named.
    """
    model, vector = given.get("model"), given.get("vector")
    if not isinstance(model, str) or not model:
        raise UsageError("model is missing: vectors of different models are never compared; nothing was stored")
    if not isinstance(vector, list) or not vector or len(vector) > 8192:
        raise UsageError("vector must be a list of 1 to 8192 numbers; nothing was stored")
    if not all(isinstance(x, int | float) and not isinstance(x, bool) and math.isfinite(x) for x in vector):
        raise UsageError("vector holds something that is no finite number; nothing was stored")
    id = given.get("id")
    if isinstance(id, str) and id:
        memory, db = workspace.find(id, scope)
    else:
        text, namespace, key = (given.get(n, "") for n in ("text", "namespace", "key"))
        if not isinstance(text, str) or not isinstance(namespace, str) or not isinstance(key, str):
            raise UsageError("text, namespace and key must be strings; nothing was stored")
        stored = notes.remember(workspace, text, namespace=namespace or "learnings", key=key, scope=scope)
        memory, db = workspace.find(stored.id, scope)
    with transaction(db):
        raw = array.array("f", vector).tobytes()
        db.execute("INSERT OR REPLACE INTO memory_vector VALUES(?, ?, ?, ?)", (memory.n, model, len(vector), raw))
    return memory
