"""Vectors of stored memories: which are missing, and computing them."""

from __future__ import annotations

import array
import sqlite3
from collections.abc import Callable, Sequence

from trailnote.errors import TrailnoteError
from trailnote.service.workspace import Workspace
from trailnote.store import memories
from trailnote.store.database import transaction

_BATCH = 64
_CHARS = 2_000
_DIM = "vector_dim:"  # with the model's name: how many numbers its vectors have now


def waiting(workspace: Workspace) -> int:
    """Return how many live memories of both tiers have no vector of the present model; 0 when embeddings are off."""
    model, total = workspace.config.embedding_model, 0
    for _, db in workspace.tiers() if model else ():
        where, values = _missing(db, model, workspace.now_ns())
        total += db.execute(f"SELECT count(*) FROM memory WHERE {where}", values).fetchone()[0]  # noqa: S608  ours
    return total


def _missing(db: sqlite3.Connection, model: str, now_ns: int) -> tuple[str, tuple[object, ...]]:
    """Return the condition for memories without a vector as the model gives them now, and its parameters."""
    dim = _dim(db, model)
    like_it = " AND dim = ?" if dim else ""
    where = f"{memories.LIVE} AND n NOT IN (SELECT n FROM memory_vector WHERE model = ?{like_it})"  # noqa: S608  ours
    return where, (now_ns, model, dim) if dim else (now_ns, model)


def _dim(db: sqlite3.Connection, model: str) -> int:
    row = db.execute("SELECT value FROM meta WHERE name = ?", (_DIM + model,)).fetchone()
    return int(row[0]) if row else 0


def comparable(workspace: Workspace, db: sqlite3.Connection, vector: Sequence[float]) -> bool:
    """Return False when a model gives vectors of another length than those that are stored under its name. That is
    said in the log once, and they count as missing."""
    model, dim = workspace.config.embedding_model, len(vector)
    alike = "SELECT dim FROM memory_vector WHERE model = ? AND dim {} ? LIMIT 1"
    if db.execute(alike.format("="), (model, dim)).fetchone() is not None:
        return True
    other = db.execute(alike.format("!="), (model, dim)).fetchone()
    if other is not None and _dim(db, model) != dim:
        db.execute("INSERT OR REPLACE INTO meta VALUES(?, ?)", (_DIM + model, str(dim)))
        workspace.log(
            "embeddings",
            f"{model}: gives vectors of {dim} numbers now, those that are stored have {other[0]} and are not compared; "
            "searched by words instead. Run: trailnote embed",
        )
    return other is None


def backfill(workspace: Workspace, *, progress: Callable[[int, int], None] | None = None) -> int:
    """Compute the vectors that are missing in both tiers and return how many. Nothing else of a memory changes.

    A vector of another model, or of another length, is replaced. What is done stays done when the provider fails:
    EmbeddingError.
    """
    if not workspace.config.embedding_model:
        raise TrailnoteError("embeddings are off; set embedding_model in config.json. Nothing was computed.")
    done, total = 0, waiting(workspace)
    for _, db in workspace.tiers():
        while count := _next_batch(workspace, db):
            done += count
            if progress is not None:
                progress(done, total)
    return done


def _next_batch(workspace: Workspace, db: sqlite3.Connection) -> int:
    """Compute and store some of the vectors that a tier misses, and return how many."""
    from trailnote.recall import embeddings

    model = workspace.config.embedding_model
    where, values = _missing(db, model, workspace.now_ns())
    batch = list(memories.select(db, f"{where} LIMIT ?", (*values, _BATCH)))
    if not batch:
        return 0
    found = embeddings.embed([m.text[:_CHARS] for m in batch], workspace.config, workspace.env, query=False)
    with transaction(db):
        db.execute("INSERT OR REPLACE INTO meta VALUES(?, ?)", (_DIM + model, str(len(found[0]))))
        for memory, vector in zip(batch, found, strict=True):
            raw = array.array("f", vector).tobytes()
            db.execute("INSERT OR REPLACE INTO memory_vector VALUES(?, ?, ?, ?)", (memory.n, model, len(vector), raw))
    return len(batch)
