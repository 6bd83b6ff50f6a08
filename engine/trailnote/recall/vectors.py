"""Comparing embeddings: cosine over what is stored, vectors of one model at a time.

Never on the hook path: this imports numpy.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import numpy as np

from trailnote.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trailnote.recall.asked import Query

_BATCH = 8192


def pack(vector: Sequence[float]) -> bytes:
    """Return `vector` scaled to length 1, as little-endian float32. Raises UsageError for one of zero or no length."""
    values = np.asarray(vector, dtype="<f4")
    length = float(np.linalg.norm(values)) if values.ndim == 1 else 0.0
    if not length or not np.isfinite(length):
        raise UsageError("a vector is a list of finite numbers that are not all zero; nothing was stored")
    return (values / length).astype("<f4").tobytes()


def put(db: sqlite3.Connection, n: int, vector: Sequence[float], *, model: str) -> None:
    """Store the embedding of memory `n` by `model`, in place of an earlier one. Raises UsageError as `pack`."""
    blob = pack(vector)
    db.execute("INSERT OR REPLACE INTO memory_vector VALUES(?, ?, ?, ?)", (n, model, len(vector), blob))


def waiting(db: sqlite3.Connection, model: str) -> int:
    """Return how many live memories have no vector of `model` yet."""
    row = db.execute(
        "SELECT count(*) FROM memory m WHERE m.state IN ('candidate', 'promoted') AND NOT EXISTS "
        "(SELECT 1 FROM memory_vector v WHERE v.n = m.n AND v.model = ?)",
        (model,),
    ).fetchone()
    return int(row[0])


def nearest(db: sqlite3.Connection, query: Query, *, limit: int = 0) -> list[tuple[int, float]]:
    """Return (n, cosine in 0..1) of the live memories nearest to the question's vector, best first.

    Only vectors of the question's model and dimension are compared. Raises UsageError when the question has none.
    """
    if query.vector is None:
        raise UsageError("mode vector needs an embedding model; set embedding_model, then run `trailnote embed`")
    wanted = np.frombuffer(pack(query.vector), dtype="<f4")
    where, values = "", [query.vector_model, len(wanted), query.now_ns]
    if query.before_ns is not None:
        where += " AND m.created_ns < ?"
        values.append(query.before_ns)
    if query.namespaces:
        where += f" AND m.namespace IN ({','.join('?' * len(query.namespaces))})"
    cursor = db.execute(
        "SELECT v.n, v.vector FROM memory_vector v JOIN memory m ON m.n = v.n WHERE v.model = ? AND v.dim = ? AND "
        f"m.state IN ('candidate', 'promoted') AND (m.expires_ns IS NULL OR m.expires_ns > ?){where}",
        (*values, *query.namespaces),
    )
    best: list[tuple[float, int]] = []
    most = limit or query.limit
    while rows := cursor.fetchmany(_BATCH):
        matrix = np.frombuffer(b"".join(blob for _, blob in rows), dtype="<f4").reshape(len(rows), len(wanted))
        lengths = np.linalg.norm(matrix, axis=1)
        cosine = (matrix @ wanted) / np.where(lengths > 0, lengths, 1.0)
        best += [(float(cosine[i]), int(rows[i][0])) for i in np.argsort(-cosine)[:most]]
        best = sorted(best, reverse=True)[:most]
    least = 0.0 if query.include_all or limit else _FLOOR
    return [(n, min(1.0, max(0.0, score))) for score, n in best if score >= least]


_FLOOR = 0.35  # sentence models put unrelated short texts at about 0.1 to 0.3
