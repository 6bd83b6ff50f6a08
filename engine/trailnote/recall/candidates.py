"""Finding the few hundred memories that share most with a question, with the evidence for each, in one pass.

Terms are read rarest first until a budget of postings is spent, so that a common word never costs a scan of the store;
what is left of the terms is looked up for the candidates alone. The evidence of one memory is summed in one integer of
several 24-bit fields, since adding one integer is what Python does fastest; the top field orders the candidates.
"""

from __future__ import annotations

from bisect import bisect_left
from heapq import nlargest
from math import log10

from trailnote.store import index

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3

    from trailnote.recall.asked import Asked

POOL, POOL_LEAST, POOL_PER_TERM, POOL_PER_PLACE = 300, 60, 4, 30
SMALL_STORE, POOL_OF_SMALL = 2000, 40  # among few memories the first forty by words hold the answer
SCAN_BUDGET = 60_000  # postings added up term by term; 0.1 µs each
PROBE_BUDGET = 400_000  # postings looked through for the candidates alone; about 0.01 µs each
PLACE_NEWEST = 400  # of a file that everything touches, only the newest memories
AGE_PRIOR = 0.08  # of the best sum, for each decade of newer memories; see bench/README

_BITS = 24
_MASK = (1 << _BITS) - 1
# Fields from the lowest: matched terms, then sums over them of weight times: presence, title, text, symbols, path;
# the best single weight; shares of files, folders, area; and on top what candidates are chosen by.
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
    "words",
    "choice",
)
_AT = {name: i * _BITS for i, name in enumerate(FIELDS)}
UNIT = 8.0  # one unit of weight is 8 steps of a field
_PART = 16  # a full match in one place is 16 steps
_PLAIN, _WHOLE = ("count", "files_n"), ("cover", "best", "files", "folders", "area")
_READ = tuple(
    (_AT[name], 1.0 if name in _PLAIN else 1 / UNIT if name in _WHOLE else 1 / UNIT / _PART) for name in FIELDS
)


def _place_units() -> list[int]:
    """Return, for each code, the fields that one unit of weight adds."""
    k1 = 1.2
    units = []
    for code in range(256):
        title = index.TITLE_STEPS[code & 3]
        text = index.TEXT_STEPS[code >> index.TEXT_SHIFT & 7]
        symbols = index.SYMBOL_STEPS[code >> index.SYMBOL_SHIFT & 3]
        path = code >> 7
        tf = 2.0 * title + 1.0 * text + 0.8 * symbols + 0.4 * path
        both = tf * (k1 + 1) / (tf + k1)
        fields = {
            "cover": 1,
            "title": round(_PART * title * 2.2 / (title + k1)),
            "text": round(_PART * text * 2.2 / (text + k1)),
            "symbols": round(_PART * symbols),
            "path": _PART * path,
            "words": round(_PART * both),
            "choice": round(_PART * both),
        }
        units.append(sum(value << _AT[name] for name, value in fields.items()))
    return units


_UNITS = _place_units()


class Candidate:
    """A memory that was found: `fields` is its packed evidence, `file_rank` how many newer memories touch the file
    under edit that it touches (-1: none of them), `sizes` as `index.unpack_sizes` reads them, `authority` what its
    kind and state add to its rank."""

    __slots__ = ("authority", "created_ns", "d", "fields", "file_rank", "n", "sizes")

    def __init__(
        self, d: int, n: int, *, sizes: int, created_ns: int, fields: int, file_rank: int, authority: float = 0.0
    ) -> None:
        self.d = d
        self.n = n
        self.sizes = sizes
        self.created_ns = created_ns
        self.fields = fields
        self.file_rank = file_rank
        self.authority = authority


def unpack(fields: int) -> list[float]:
    """Return the evidence in the order of FIELDS, in units of weight (`count` and `files_n` as numbers)."""
    return [(fields >> at & _MASK) * scale for at, scale in _READ]


class Evidence:
    """What was found: `sums` holds, for each stretch of the index, the packed fields by offset; `file_rank` how many
    newer memories touch the file under edit that a memory touches, the least of them, by d."""

    __slots__ = ("file_rank", "sums")

    def __init__(self) -> None:
        self.sums: dict[int, dict[int, int]] = {}
        self.file_rank: dict[int, int] = {}

    def keep(self, among: set[int]) -> None:
        """Drop what is not in `among`."""
        span_of = index.SPAN_BITS
        self.sums = {
            span: {low: x for low, x in some.items() if (span << span_of) + low in among}
            for span, some in self.sums.items()
        }

    def by_number(self) -> dict[int, int]:
        """Return the packed fields by index number."""
        return {(span << index.SPAN_BITS) + low: x for span, some in self.sums.items() for low, x in some.items()}


def gather(
    db: sqlite3.Connection, asked: Asked, *, below_d: int | None = None, among: set[int] | None = None
) -> Evidence:
    """Return the evidence for the memories that share most with the question, below index number `below_d`, and only
    for those whose number is in `among`, if given.

    A long question gets a pool of POOL, a short one a smaller one: it is answered from fewer words, and fast.
    """
    pool = min(POOL, POOL_LEAST + POOL_PER_TERM * len(asked.known) + POOL_PER_PLACE * len(asked.places))
    if asked.newest_d <= SMALL_STORE:
        pool = min(pool, POOL_OF_SMALL)
    evidence = Evidence()
    order = sorted(asked.known, key=asked.known.__getitem__)
    left = SCAN_BUDGET
    scanned = 0
    for word in order:
        if left <= 0 or (scanned and asked.known[word] > left):
            break
        left -= _scan(db, word, asked.idf[word] * asked.weights[word], evidence.sums, below_d=below_d, most=left)
        scanned += 1
    _add_places(db, asked, evidence, below_d)
    if among is not None:
        evidence.keep(among)
    _keep_best(evidence, pool, asked.newest_d if below_d is None else below_d)
    left = PROBE_BUDGET
    for word in order[scanned:]:
        left -= asked.known[word]
        if left < 0:
            break
        _probe(db, word, asked.idf[word] * asked.weights[word], evidence.sums)
    return evidence


def _scan(
    db: sqlite3.Connection, term: str, weight: float, sums: dict[int, dict[int, int]], *, below_d: int | None, most: int
) -> int:
    """Add a term's postings to `sums`, at most about `most`, newest first; return how many."""
    step = max(1, round(weight * UNIT))
    table = [unit * step + 1 for unit in _UNITS]
    first = step << _AT["best"]
    read = 0
    for span, docs, codes in index.postings(db, term, below_d=below_d):
        if read + len(docs) > most:
            docs, codes = docs[-(most - read) :], codes[-(most - read) :]
        sum_of = sums.setdefault(span, {})
        get = sum_of.get
        for low, code in zip(docs, codes, strict=True):
            sum_of[low] = get(low, first) + table[code]
        read += len(docs)
        if read >= most:
            break
    return read


def _probe(db: sqlite3.Connection, term: str, weight: float, sums: dict[int, dict[int, int]]) -> None:
    """Add a common term's postings to the candidates that `sums` holds by now."""
    step = max(1, round(weight * UNIT))
    for span, docs, codes in index.postings(db, term):
        sum_of = sums.get(span)
        if not sum_of:
            continue
        size = len(docs)
        for low in sum_of:
            at = bisect_left(docs, low)
            if at < size and docs[at] == low:
                sum_of[low] += _UNITS[codes[at]] * step + 1


def _add_places(db: sqlite3.Connection, asked: Asked, evidence: Evidence, below_d: int | None) -> None:
    """Add what files, folders and the subject's area say."""
    file_mass = sum(w for place, w in asked.places.items() if index.kind_of_place(place) == "files") or 1.0
    # Among candidates, all files under edit together are worth a third of all words, or everything without words.
    share = max(asked.mass, 20.0) * UNIT * _PART / 3 / file_mass
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
            sum_of = evidence.sums.setdefault(span, {})
            for low in reversed(docs[-PLACE_NEWEST:]):
                sum_of[low] = sum_of.get(low, 0) + add
                if kind == "files":
                    d = (span << index.SPAN_BITS) + low
                    evidence.file_rank[d] = min(rank, evidence.file_rank.get(d, rank))
                rank += 1
            if rank >= PLACE_NEWEST:
                break


def _keep_best(evidence: Evidence, pool: int, newest_d: int) -> None:
    """Drop all but the `pool` sums that are highest after the age prior, which is taken in bands of half a decade."""
    span_size = 1 << index.SPAN_BITS
    merged: list[tuple[int, int]] = []
    for span, sum_of in evidence.sums.items():
        base = span << index.SPAN_BITS
        older = span_size
        for newer_than in _BANDS:
            least = max(0, newest_d - newer_than - base)
            if older > least and least < span_size:
                merged += _best_of_band(sum_of, least, older, base, pool)
            older = min(older, least)
    top = max((packed for packed, _ in merged), default=0) >> _AT["choice"]
    step = top * AGE_PRIOR
    rated = [
        (packed - (int(step * log10(1 + max(0, newest_d - d))) << _AT["choice"]), d, packed) for packed, d in merged
    ]
    evidence.sums = {}
    for _, d, packed in nlargest(pool, rated):
        evidence.sums.setdefault(d >> index.SPAN_BITS, {})[d & 0xFFFF] = packed


def _best_of_band(sum_of: dict[int, int], least: int, below: int, base: int, pool: int) -> list[tuple[int, int]]:
    """Return the `pool` highest (sum, d) with offsets from `least` to `below`."""
    if (below - least) * 2 < len(sum_of):
        items = [(sum_of[low], base + low) for low in range(least, below) if low in sum_of]
    else:
        items = [(packed, base + low) for low, packed in sum_of.items() if least <= low < below]
    return items if len(items) <= pool else nlargest(pool, items)


_BANDS = (100, 300, 1000, 3000, 10_000, 1 << 60)
