"""Asking one store, and merging what two of them answer: the one way from a question to memories."""

from __future__ import annotations

from math import log10

from trailnote import jsontext, terms
from trailnote.errors import UsageError
from trailnote.model import as_strings
from trailnote.recall import candidates, features, ranking
from trailnote.recall.asked import ask
from trailnote.store import index
from trailnote.store.database import snapshot

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from trailnote.recall.asked import Asked, Query
    from trailnote.recall.candidates import Candidate

_FEW = 3000
_TERMS, _FILES = features.NAMES.index("terms"), features.NAMES.index("files_weight")
PROJECT_BONUS = 0.05  # of a project's own memory over the user's, when both answer
# What a kind of memory weighs beside its evidence; the ranking's sums spread over some ten units.
AUTHORITY = {
    "decisions": 0.3,
    "learnings": 0.2,
    "patterns": 0.2,
    "executions": -0.3,
    "session": -0.4,
    "ephemeral": -0.4,
}
PROMOTED = 0.3
# Vectors: how many of the nearest are looked at, what a cosine of 1 adds to a rank, and the cosine that means nothing
# (sentence models put unrelated short texts below it).
_MEANT, _MEANING_WEIGHT, _MEANING_FLOOR = 60, 3.0, 0.3
_LIVE = "m.state IN ('candidate', 'promoted') AND (m.expires_ns IS NULL OR m.expires_ns > ?)"
# Which files change together concerns who works on one of them, not who uses a word of its path.
_ABOUT_WORDS = " AND m.tags NOT LIKE '%\"changes-together\"%'"
_COLUMNS = (
    "m.n, m.id, m.namespace, m.key, m.title, m.text, m.files, m.tags, m.state, m.pinned, m.created_ns, m.provenance, "
    "m.origin, m.branch, m.facts"
)


class Hit:
    """One memory that answers: `score` in 0..1 is how sure it is meant, `why` says so in a few words."""

    __slots__ = (
        "branch", "created_ns", "facts", "files", "id", "key", "n", "namespace", "origin", "pinned", "provenance",
        "score", "state", "tags", "text", "title", "why",
    )  # fmt: skip

    def __init__(self, row: Sequence[object], *, score: float, why: str) -> None:
        self.n = int(str(row[0]))
        self.id, self.namespace, self.key, self.title, self.text = map(str, row[1:6])
        self.files = as_strings(jsontext.loads(str(row[6])))
        self.tags = as_strings(jsontext.loads(str(row[7])))
        self.state = str(row[8])
        self.pinned = bool(row[9])
        self.created_ns = int(str(row[10]))
        self.provenance, self.origin, self.branch = map(str, row[11:14])
        facts = jsontext.loads(str(row[14]))
        self.facts: dict[str, object] = facts if isinstance(facts, dict) else {}
        self.score = score
        self.why = why


def search(db: sqlite3.Connection, query: Query) -> list[Hit]:
    """Return the memories that answer `query`, best first; nothing when none is above the floor.

    Expired, rejected and superseded memories never come back. Raises UsageError for an unknown mode, or mode `vector`
    without a vector.
    """
    with snapshot(db):  # the index grows while it is read
        return _answer(db, query)


def _answer(db: sqlite3.Connection, query: Query) -> list[Hit]:
    if query.mode == "simhash":
        from trailnote.recall import fingerprints

        return _hits(db, query, fingerprints.nearest(db, query), "near-duplicate")
    if query.mode == "vector":
        from trailnote.recall import vectors

        return _hits(db, query, vectors.nearest(db, query), "meaning")
    if query.mode not in ("auto", "lexical"):
        raise UsageError(f"mode {query.mode!r} is unknown; one of auto, lexical, simhash, vector")
    floor = 0.0 if query.include_all else min(ranking.FLOOR * query.floor, 0.99)
    asked, found, rows = evidence(db, query, least=floor)
    if query.least_terms > 1:
        least = query.least_terms if asked.telling else 1 << 30
        kept = [i for i, row in enumerate(rows) if row[_TERMS] >= least or row[_FILES] > 0]
        found, rows = [found[i] for i in kept], [rows[i] for i in kept]
    meant = _meant(db, query) if query.mode == "auto" else {}
    weights = [c.authority + _MEANING_WEIGHT * meant.get(c.n, 0.0) for c in found]
    least_sure = floor if query.least_terms > 1 else 0.0
    ranked = ranking.rank(rows, weights, known_share=asked.known_share(), most=query.limit, least=least_sure)
    best = [(found[i].n, score) for i, score in ranked]
    if meant:
        best = _with_meant(best, meant)[: query.limit]
    return _hits(db, query, [(n, score) for n, score in best if score >= floor], "", asked)


def _meant(db: sqlite3.Connection, query: Query) -> dict[int, float]:
    """Return the cosines of the nearest memories to the question's vector by n; none where it has no vector."""
    if query.vector is None:
        return {}
    from trailnote.recall import vectors

    return dict(vectors.nearest(db, query, limit=_MEANT))


def _with_meant(best: list[tuple[int, float]], meant: dict[int, float]) -> list[tuple[int, float]]:
    """Merge ranked hits with those near in meaning: each memory once with its better score; words break ties."""
    sure = {n: max(0.0, cosine - _MEANING_FLOOR) / (1 - _MEANING_FLOOR) for n, cosine in meant.items()}
    merged = {n: max(score, sure.get(n, 0.0)) for n, score in best}
    merged.update((n, score) for n, score in sure.items() if n not in merged and score > 0)
    return sorted(merged.items(), key=lambda pair: -pair[1])


def evidence(
    db: sqlite3.Connection, query: Query, *, least: float = 0.0
) -> tuple[Asked, list[Candidate], list[list[float]]]:
    """Return what a lexical search ranks by: the question's terms, the candidates, and a row of features for each; no
    candidates where none can be as sure as `least`."""
    text = "\n".join((query.text, " ".join(query.symbols))) if query.symbols else query.text
    below_d = _below(db, query)
    asked = ask(db, text, query.files, max_terms=query.max_terms, below_d=below_d)
    if not asked.known and not asked.places:
        return asked, [], []
    found = _found(db, query, asked, below_d)
    at_ns = query.now_ns if query.before_ns is None else query.before_ns
    nearest = features.Nearest(asked, found, newest_d=asked.newest_d + 1)
    if least > 0.0 and query.least_terms == 1:  # else some are left out first, and the rest is compared anew
        sure = ranking.at_most(
            nearest.absolute(),
            asked_mass=log10(1 + asked.mass),
            total=log10(1 + asked.total),
            known_share=asked.known_share(),
        )
        if sure < least:
            return asked, [], []
    return asked, nearest.kept, nearest.rows(db, at_ns=at_ns)


def merge(project: list[Hit], user: list[Hit]) -> list[Hit]:
    """Return the hits of two stores as one list, each namespace and key once with its best score, best first.

    The project's own score counts PROJECT_BONUS more, and stays within 1.
    """
    best: dict[tuple[str, str], Hit] = {}
    for hit in project:
        hit.score = min(1.0, hit.score + PROJECT_BONUS)
    for hit in (*project, *user):
        known = best.get((hit.namespace, hit.key))
        if known is None or hit.score > known.score:
            best[hit.namespace, hit.key] = hit
    return sorted(best.values(), key=lambda hit: -hit.score)


def _below(db: sqlite3.Connection, query: Query) -> int | None:
    """Return the index number below which all memories created before `before_ns` lie, or None for all."""
    if query.before_ns is None:
        return None
    row = db.execute(
        "SELECT max(r.d) FROM memory m JOIN recall_doc r ON r.n = m.n WHERE m.created_ns < ?", (query.before_ns,)
    ).fetchone()
    return int(row[0] or 0) + 1


def _found(db: sqlite3.Connection, query: Query, asked: Asked, below_d: int | None) -> list[Candidate]:
    """Return the live candidates in the asked namespaces."""
    # A few decisions among many commits would be crowded out of the candidates; a large namespace holds its own.
    among = index.numbers_in(db, query.namespaces, most=_FEW) if query.namespaces else None
    evidence = candidates.gather(db, asked, below_d=below_d, among=among)
    where, values = _LIVE, [query.now_ns]
    if query.before_ns is not None:
        where += " AND m.created_ns < ?"
        values.append(query.before_ns)
    if query.namespaces:
        where += f" AND m.namespace IN ({','.join('?' * len(query.namespaces))})"
    if not asked.places:
        where += _ABOUT_WORDS
    fields = evidence.fields
    numbers = list(fields)
    rows: list[tuple[int, int, int, int, str, str, str, int]] = []
    for start in range(0, len(numbers), 900):
        some_d = numbers[start : start + 900]
        rows += db.execute(
            "SELECT r.d, r.n, r.sizes, m.created_ns, m.namespace, m.key, m.state, m.pinned "  # noqa: S608
            # In this order: by namespace first it would read every memory of a large one.
            "FROM recall_doc r CROSS JOIN memory m ON m.n = r.n "
            f"WHERE r.d IN ({','.join('?' * len(some_d))}) AND {where}",
            (*some_d, *values, *query.namespaces),
        ).fetchall()
    return [
        candidates.Candidate(
            d,
            n,
            sizes=sizes,
            created_ns=created,
            fields=fields[d],
            file_rank=evidence.file_rank.get(d, -1),
            recency=evidence.recency.get(d, 0.0),
            key=key if namespace == "resolutions" else "",
            authority=AUTHORITY.get(namespace, 0.0) + (PROMOTED if state == "promoted" or pinned else 0.0),
        )
        for d, n, sizes, created, namespace, key, state, pinned in rows
    ]


def _hits(
    db: sqlite3.Connection, query: Query, best: list[tuple[int, float]], why: str, asked: Asked | None = None
) -> list[Hit]:
    """Read the memories of `best`, (n, score) pairs in their order, and say why each is among them."""
    if not best:
        return []
    marks = ",".join("?" * len(best))
    rows = {
        row[0]: row
        for row in db.execute(f"SELECT {_COLUMNS} FROM memory m WHERE m.n IN ({marks})", [n for n, _ in best])  # noqa: S608
    }
    hits = [Hit(rows[n], score=score, why=why) for n, score in best if n in rows]
    if asked is not None:
        surfaces = _surfaces(query)
        known = sorted(asked.known, key=asked.known.__getitem__)
        for hit in hits:
            hit.why = _why(hit, query, known, surfaces)
    return hits


def _surfaces(query: Query) -> dict[str, str]:
    """Return for each term of the question the word, or the part of an identifier, as it was written there."""
    surfaces: dict[str, str] = {}
    for run in terms.runs(f"{query.text[:20_000]} {' '.join(query.symbols)}"):
        found = terms.expand(run)
        parts = [(term, part) for part in terms.parts(run) for term in terms.expand(part)] if len(found) > 1 else []
        for term, written in [*((term, run) for term in found[:1]), *parts, *((term, run) for term in found)]:
            surfaces.setdefault(term, written)
    return surfaces


def _why(hit: Hit, query: Query, known: list[str], surfaces: dict[str, str]) -> str:
    """Say in a few words what a hit shares with the question: its rarest words, the files, the area. `known` are the
    question's terms, rarest first."""
    said: list[str] = []
    shared = _shared(f"{hit.title} {hit.text[:4000]} {' '.join(hit.tags)}", known)
    words = terms.unique(surfaces.get(w, w) for w in shared[:6])[:3]
    if words:
        said.append("words: " + ", ".join(words))
    touched = [path for path in hit.files if path in query.files]
    if touched:
        more = f" and {len(touched) - 1} more" if len(touched) > 1 else ""
        said.append(f"touches {touched[0]}{more}")
    elif not words and hit.files:
        named = next((path for path in hit.files if _shared(path, known)), hit.files[0])
        said.append("near these files" if query.files else f"code: {named}")
    return "; ".join(said)


def _shared(text: str, known: list[str]) -> list[str]:
    """Return those of the terms `known` that stand in `text`, in their order; of few terms the first six."""
    if len(known) > _FEW_TERMS or not text.isascii():
        own = set(terms.words(text))
        return [term for term in known if term in own]
    # To look for a few in a text takes less than to stem all of its words.
    found: list[str] = []
    for term in known:
        if terms.holds(text, term):
            found.append(term)
            if len(found) == 6:
                break
    return found


_FEW_TERMS = 20
