"""The few hundred memories that share most with a question, with the evidence for each.

`pool` chooses them by one sum; what a term says of title, text, symbols and path is then looked up for these alone. The
evidence of one memory is summed in one integer of several 24-bit fields, since adding one integer is what Python does
fastest; the top field orders the candidates.
"""

from __future__ import annotations

from bisect import bisect_left

from trailnote.recall import pool
from trailnote.recall.pool import PART
from trailnote.store import index

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from array import array

    from trailnote.recall.asked import Asked

POOL, POOL_LEAST, POOL_PER_TERM, POOL_PER_PLACE = 300, 150, 4, 30
SMALL_STORE, POOL_OF_SMALL = 2000, 40  # among few memories the first forty by words hold the answer
PROBE_BUDGET = 400_000  # postings looked through for the candidates alone; about 0.01 µs each
_MOST_SHARP = 220  # steps; the squares of 300 terms stay within their field
_FEWER = 6  # times as many postings as candidates are gone through one by one
PLACE_NEWEST = 400  # of a file that everything touches, only the newest memories

_BITS = 24
_MASK = (1 << _BITS) - 1
# Fields from the lowest: matched terms, then sums over them of weight times: presence, title, text, symbols, path;
# the best single weight; shares of files, folders, area; the squares of weights; and on top what candidates are
# chosen by.
FIELDS = (
    "count",
    "cover",
    "title",
    "text",
    "symbols",
    "path",
    "best",
    "files",
    "folders",
    "area",
    "files_n",
    "sharp",
    "words",
    "choice",
)
_AT = {name: i * _BITS for i, name in enumerate(FIELDS)}
UNIT = 8.0  # one unit of weight is 8 steps of a field
_PLAIN, _WHOLE = ("count", "files_n", "sharp"), ("cover", "best", "files", "folders", "area")
_READ = tuple(
    (_AT[name], 1.0 if name in _PLAIN else 1 / UNIT if name in _WHOLE else 1 / UNIT / PART) for name in FIELDS
)


def _place_units() -> list[int]:
    """Return, for each code, the fields that one unit of weight adds."""
    units = []
    for code in range(256):
        title, text, symbols, path = pool.parts_of(code)
        fields = {
            "cover": 1,
            "title": round(PART * pool.saturated(title)),
            "text": round(PART * pool.saturated(text)),
            "symbols": round(PART * symbols),
            "path": PART * path,
            "words": pool.WORTH[code],
            "choice": pool.WORTH[code],
        }
        units.append(sum(value << _AT[name] for name, value in fields.items()))
    return units


_UNITS = _place_units()


class Candidate:
    """A memory that was found: `fields` is its packed evidence, `file_rank` how many newer memories touch the file
    under edit that it touches (-1: none of them), `recency` the share of these files, each by one over its own such
    count, `key` what names a commit, `sizes` as `index.unpack_sizes` reads them, `authority` what its
    kind and state add to its rank."""

    __slots__ = ("authority", "created_ns", "d", "fields", "file_rank", "key", "n", "recency", "sizes")

    def __init__(
        self,
        d: int,
        n: int,
        *,
        sizes: int,
        created_ns: int,
        fields: int,
        file_rank: int,
        recency: float = 0.0,
        key: str = "",
        authority: float = 0.0,
    ) -> None:
        self.d = d
        self.n = n
        self.sizes = sizes
        self.created_ns = created_ns
        self.fields = fields
        self.file_rank = file_rank
        self.recency = recency
        self.key = key
        self.authority = authority


def unpack(fields: int) -> list[float]:
    """Return the evidence in the order of FIELDS, in units of weight (`count` and `files_n` as
    numbers, `sharp` in squares of steps)."""
    return [(fields >> at & _MASK) * scale for at, scale in _READ]


class Evidence:
    """What was found: `fields` holds the packed evidence by index number, `file_rank` how many newer memories touch the
    file under edit that a memory touches, the least of them, `recency` the share of these files, each by one over its
    own such count."""

    __slots__ = ("fields", "file_rank", "recency")

    def __init__(self) -> None:
        self.fields: dict[int, int] = {}
        self.file_rank: dict[int, int] = {}
        self.recency: dict[int, float] = {}


def gather(
    db: sqlite3.Connection, asked: Asked, *, below_d: int | None = None, among: set[int] | None = None
) -> Evidence:
    """Return the evidence for the memories that share most with the question, below index number `below_d`, and only
    for those whose number is in `among`, if given.

    A long question gets a pool of POOL, a short one a smaller one: it is answered from fewer words, and fast.
    """
    most = min(POOL, POOL_LEAST + POOL_PER_TERM * len(asked.known) + POOL_PER_PLACE * len(asked.places))
    if asked.newest_d <= SMALL_STORE:
        most = min(most, POOL_OF_SMALL)
    evidence = Evidence()
    _add_places(db, asked, evidence, below_d)
    order = sorted(asked.known, key=asked.known.__getitem__)
    steps = {word: max(1, round(asked.idf[word] * asked.weights[word] * UNIT)) for word in order}
    newest_d = asked.newest_d if below_d is None else below_d
    chosen, read = pool.choose(
        db,
        steps,
        counts=asked.known,
        start={d: fields >> _AT["choice"] for d, fields in evidence.fields.items()},
        most=most,
        newest_d=newest_d,
        below_d=below_d,
        among=among,
    )
    by_span: dict[int, dict[int, int]] = {}
    for d in sorted(chosen):
        by_span.setdefault(d >> index.SPAN_BITS, {})[d & 0xFFFF] = 0
    left = PROBE_BUDGET
    for word, step in steps.items():
        rows = read.get(word)
        if rows is None:
            left -= asked.known[word]
            if left < 0:
                break
        for span, docs, codes in index.postings(db, word) if rows is None else rows:
            if span in by_span:
                _add(by_span[span], docs, codes, step)
    places = evidence.fields
    found = {(span << index.SPAN_BITS) + low: x for span, some in by_span.items() for low, x in some.items()}
    evidence.fields = {d: x + places.get(d, 0) for d, x in found.items()}
    if len(chosen) > most:
        evidence.fields = _best(evidence.fields, most, newest_d)
    return evidence


def _add(sum_of: dict[int, int], docs: array[int], codes: bytes, step: int) -> None:
    """Add a term's postings to the memories that `sum_of` holds by offset."""
    first, presence = step << _AT["best"], 1 + (min(step, _MOST_SHARP) ** 2 << _AT["sharp"])
    if len(docs) < _FEWER * len(sum_of):
        for low, code in zip(docs, codes, strict=True):
            if low in sum_of:
                sum_of[low] = (sum_of[low] or first) + _UNITS[code] * step + presence
        return
    at, size = 0, len(docs)
    for low in sum_of:  # ascending, as the offsets are
        at = bisect_left(docs, low, at)
        if at == size:
            break
        if docs[at] == low:
            sum_of[low] = (sum_of[low] or first) + _UNITS[codes[at]] * step + presence


def _add_places(db: sqlite3.Connection, asked: Asked, evidence: Evidence, below_d: int | None) -> None:
    """Add what files, folders and the subject's area say."""
    file_mass = sum(w for place, w in asked.places.items() if index.kind_of_place(place) == "files") or 1.0
    # Among candidates, all files under edit together are worth a third of all words, or everything without words.
    share = max(asked.mass, 20.0) * UNIT * PART / 3 / file_mass
    for place, weight in asked.places.items():
        kind = index.kind_of_place(place)
        step = round(weight * UNIT)
        worth = {"files": 1.0, "folders": 0.3, "area": 0.3}[kind]
        add = (
            (step << _AT[kind])
            + (round(weight * share * worth) << _AT["choice"])
            + (kind == "files") * (1 << _AT["files_n"])
        )
        rank = 0
        for span, docs, _ in index.postings(db, place, below_d=below_d):
            for low in reversed(docs[-PLACE_NEWEST:]):
                d = (span << index.SPAN_BITS) + low
                evidence.fields[d] = evidence.fields.get(d, 0) + add
                if kind == "files":
                    evidence.file_rank[d] = min(rank, evidence.file_rank.get(d, rank))
                    evidence.recency[d] = evidence.recency.get(d, 0.0) + weight / file_mass / (1 + rank)
                rank += 1
            if rank >= PLACE_NEWEST:
                break


def _best(fields: dict[int, int], most: int, newest_d: int) -> dict[int, int]:
    """Return the `most` that have the highest sums after the age prior."""
    at = _AT["choice"]
    chosen = pool.best([(x >> at, d) for d, x in fields.items()], most, newest_d)
    return {d: fields[d] for d in chosen}
