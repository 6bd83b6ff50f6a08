"""SimHash fingerprints: near-duplicates, and the search mode `simhash`.

Never on the hook path: the `simhash` package imports numpy.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from trailnote import terms

if TYPE_CHECKING:
    from trailnote.recall.asked import Query

BITS = 64
_MASK = (1 << BITS) - 1


def fingerprint(text: str) -> int:
    """Return the SimHash of the words of `text`, as the signed 64-bit integer that SQLite keeps; 0 without words."""
    from simhash import Simhash

    words = terms.words(text)
    if not words:
        return 0
    value = int(Simhash(words, f=BITS).value)
    return value - (1 << BITS) if value >> (BITS - 1) else value


def distance_bits(one: int, other: int) -> int:
    """Return the Hamming distance of two 64-bit fingerprints, in bits (0..64)."""
    return ((one ^ other) & _MASK).bit_count()


def similarity(one: int, other: int) -> float:
    """Return 1 − distance/64. Unrelated texts score about 0.5: this tells near-duplicates, not relevance."""
    return 1 - distance_bits(one, other) / BITS


def nearest(db: sqlite3.Connection, query: Query) -> list[tuple[int, float]]:
    """Return (n, similarity) of the live memories nearest to the question's text, best first, newest among equals.

    Memories stored without a fingerprint get theirs computed here, and are not written.
    """
    wanted = fingerprint(query.text)
    scored: list[tuple[float, int, int]] = []
    if wanted == 0:
        return []
    for n, created_ns, found, text in db.execute(_SELECT + _conditions(query), _values(query)):
        own = fingerprint(text) if found is None else found
        if own:
            scored.append((similarity(wanted, own), created_ns, n))
    scored.sort(reverse=True)
    least = 0.0 if query.include_all else _FLOOR
    return [(n, score) for score, _, n in scored[: query.limit] if score >= least]


# Random pairs of short texts reach 0.69 at the 99th percentile; what lies below says nothing.
_FLOOR = 0.72
_SELECT = (
    "SELECT m.n, m.created_ns, m.fingerprint, CASE WHEN m.fingerprint IS NULL THEN m.text END FROM memory m "
    "WHERE m.state IN ('candidate', 'promoted') AND (m.expires_ns IS NULL OR m.expires_ns > ?)"
)


def _conditions(query: Query) -> str:
    where = "" if query.before_ns is None else " AND m.created_ns < ?"
    return where + (f" AND m.namespace IN ({','.join('?' * len(query.namespaces))})" if query.namespaces else "")


def _values(query: Query) -> list[object]:
    before = [] if query.before_ns is None else [query.before_ns]
    return [query.now_ns, *before, *query.namespaces]
