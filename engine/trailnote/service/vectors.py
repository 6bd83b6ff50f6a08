"""Vectors of stored memories: which are missing, and computing them."""

from __future__ import annotations

import array
from collections.abc import Callable

from trailnote.errors import UsageError
from trailnote.service.workspace import Workspace
from trailnote.store import memories
from trailnote.store.database import transaction

_BATCH = 64
_CHARS = 2_000
_MISSING = f"{memories.LIVE} AND n NOT IN (SELECT n FROM memory_vector WHERE model = ?)"  # noqa: S608  all of it is ours


def waiting(workspace: Workspace) -> int:
    """Return how many live memories of the project have no vector of the present model; 0 when embeddings are off."""
    model = workspace.config.embedding_model
    if not model:
        return 0
    row = workspace.database().execute(
        f"SELECT count(*) FROM memory WHERE {_MISSING}",  # noqa: S608  the condition is ours
        (workspace.now_ns(), model),
    )
    return int(row.fetchone()[0])


def backfill(workspace: Workspace, *, progress: Callable[[int, int], None] | None = None) -> int:
    """Compute the vectors that are missing and return how many. Nothing else of a memory changes.

    A vector of another model is replaced. What is done stays done when the provider fails: EmbeddingError.
    """
    from trailnote.recall import embeddings

    model = workspace.config.embedding_model
    if not model:
        raise UsageError("embeddings are off; set embedding_model in config.json. Nothing was computed.")
    db, done, total = workspace.database(), 0, waiting(workspace)
    while True:
        batch = list(memories.select(db, f"{_MISSING} LIMIT ?", (workspace.now_ns(), model, _BATCH)))
        if not batch:
            return done
        texts = [m.text[:_CHARS] for m in batch]
        found = embeddings.embed(texts, workspace.config, workspace.env, query=False)
        with transaction(db):
            for memory, vector in zip(batch, found, strict=True):
                raw = array.array("f", vector).tobytes()
                db.execute(
                    "INSERT OR REPLACE INTO memory_vector VALUES(?, ?, ?, ?)", (memory.n, model, len(vector), raw)
                )
        done += len(batch)
        if progress is not None:
            progress(done, total)
