"""Forgetting by decay: what was neither fed back as useful nor used fades, in the namespaces that are made to fade."""

from __future__ import annotations

import math
import sqlite3

from trailnote.model import DAY_NS
from trailnote.store import memories
from trailnote.store.database import transaction

DECAYING = ("session", "ephemeral", "code-context")
EVICTED_BELOW = 0.20
_AGE_RATE, _USE_RATE, _USE_WEIGHT = 0.02, 0.04, 0.6  # per day, per day, and what ln(1 + uses) counts
# Salience 1 and no use: ln(0.2) / -0.02 days. What is younger and was not fed back need not be looked at.
_SAFE_DAYS = math.log(EVICTED_BELOW) / -_AGE_RATE


def score(*, salience: float, created_ns: int, uses: int, used_ns: int, now_ns: int) -> float:
    """Return salience·e^(−0.02·age) + 0.6·ln(1+uses)·e^(−0.04·since use), both times in days."""
    age = max(now_ns - created_ns, 0) / DAY_NS
    since = max(now_ns - (used_ns or created_ns), 0) / DAY_NS
    used = _USE_WEIGHT * math.log1p(max(uses, 0)) * math.exp(-_USE_RATE * since)
    return salience * math.exp(-_AGE_RATE * age) + used


def sweep(db: sqlite3.Connection, *, now_ns: int, limit: int = 500) -> int:
    """Delete what has decayed, at most `limit` memories, and return how many. Pinned and promoted ones stay."""
    marks = ",".join("?" * len(DECAYING))
    gone = []
    with transaction(db):
        rows = db.execute(
            f"SELECT n, id, salience, created_ns, uses, used_ns FROM memory WHERE namespace IN ({marks}) "  # noqa: S608
            "AND pinned = 0 AND state != 'promoted' AND (salience < 1 OR created_ns < ?)",
            (*DECAYING, now_ns - int(_SAFE_DAYS * DAY_NS)),
        )
        for n, id, salience, created, uses, used in rows:
            value = score(salience=salience, created_ns=created, uses=uses, used_ns=used, now_ns=now_ns)
            if value < EVICTED_BELOW:
                gone.append((n, id))
            if len(gone) == limit:
                break
        memories.delete(db, gone)
    return len(gone)
