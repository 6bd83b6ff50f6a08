"""Finding the few hundred memories that share most with a question, with the evidence for each, in one pass.

Terms are read rarest first until a budget of postings is spent, so that a common word never costs a scan of the store;
what is left of the terms is looked up for the candidates alone. The evidence of one memory is summed in one integer of
several 24-bit fields, since adding one integer is what Python does fastest; the top field orders the candidates.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from heapq import nlargest
from math import log, log10

from trailnote import terms
from trailnote.store import index

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

POOL, POOL_LEAST, POOL_PER_TERM, POOL_PER_PLACE = 300, 60, 4, 30
SCAN_BUDGET = 60_000  # postings added up term by term; 0.1 µs each
PROBE_BUDGET = 400_000  # postings looked through for the candidates alone; about 0.01 µs each
PLACE_NEWEST = 400  # of a file that everything touches, only the newest memories
AGE_PRIOR = 0.08  # of the best sum, for each decade of newer memories; see bench/README
MAX_TERMS = 300
_PRIOR_MEMORIES, _PRIOR_COMMON = 200, 10

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


class Asked:
    """A question made into weighted terms: what its words are worth in this store."""

    __slots__ = ("idf", "known", "mass", "newest_d", "places", "total", "weights")

    def __init__(self) -> None:
        self.total = 0
        self.newest_d = 0
        self.weights: dict[str, float] = {}  # how often the question says a term, damped
        self.idf: dict[str, float] = {}
        self.known: dict[str, int] = {}  # in how many memories a term stands
        self.places: dict[str, float] = {}
        self.mass = 0.0


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

    def by_number(self) -> dict[int, int]:
        """Return the packed fields by index number."""
        return {(span << index.SPAN_BITS) + low: x for span, some in self.sums.items() for low, x in some.items()}


def ask(
    db: sqlite3.Connection,
    text: str,
    files: Sequence[str],
    *,
    max_terms: int = MAX_TERMS,
    below_d: int | None = None,
) -> Asked:
    """Return the terms of a question with their worth in this store, or among its memories below index number
    `below_d`. The question's first line counts double."""
    asked = Asked()
    head, _, body = text.strip().partition("\n")
    weights: dict[str, int] = {}
    for word in terms.words(head[:4000]):
        weights[word] = weights.get(word, 0) + 2
    for word in terms.words(body[:40_000]):
        weights[word] = weights.get(word, 0) + 1
    places = list(index.place_terms(head, files[:60]))
    end = 1 << 62 if below_d is None else below_d
    row = db.execute("SELECT count(*), max(d) FROM recall_doc WHERE d < ?", (end,)).fetchone()
    asked.total, asked.newest_d = int(row[0]), int(row[1] or 0)
    wanted = list(weights)[:1000]
    if below_d is None:
        found = _document_frequencies(db, wanted + places)
    else:
        counted = ((term, sum(len(docs) for _, docs, _ in _rows(db, term, below_d))) for term in wanted + places)
        found = {term: df for term, df in counted if df}
    total = asked.total
    chosen = sorted((w for w in wanted), key=lambda w: found.get(w, 0))
    if len(chosen) > max_terms:
        known = [w for w in chosen if w in found][:max_terms]
        chosen = known
    common = terms.common()
    for word in chosen:
        df = min(found.get(word, 0), total)
        # As if some more memories had been counted, in which general words stood: a small store cannot tell by itself.
        seen = df + (_PRIOR_COMMON if word in common else 0)
        asked.idf[word] = log(1 + (total + _PRIOR_MEMORIES - seen + 0.5) / (seen + 0.5))
        asked.weights[word] = min(weights[word], 4) ** 0.5
        asked.mass += asked.idf[word] * asked.weights[word]
        if df:
            asked.known[word] = df
    for place in places:
        df = found.get(place, 0)
        asked.places[place] = log(1 + (total + _PRIOR_MEMORIES + 0.5) / (df + 0.5))
    return asked


def _document_frequencies(db: sqlite3.Connection, wanted: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for start in range(0, len(wanted), 500):
        some = wanted[start : start + 500]
        marks = ",".join("?" * len(some))
        # length() of a long blob is told by its header: the blob itself is not read.
        found.update(
            db.execute(f"SELECT term, sum(length(codes)) FROM posting WHERE term IN ({marks}) GROUP BY term", some)  # noqa: S608
        )
    return found


def gather(db: sqlite3.Connection, asked: Asked, *, below_d: int | None = None) -> Evidence:
    """Return the evidence for the memories that share most with the question, below index number `below_d`.

    A long question gets a pool of POOL, a short one a smaller one: it is answered from fewer words, and fast.
    """
    pool = min(POOL, POOL_LEAST + POOL_PER_TERM * len(asked.known) + POOL_PER_PLACE * len(asked.places))
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
    _keep_best(evidence, pool, asked.newest_d if below_d is None else below_d)
    left = PROBE_BUDGET
    for word in order[scanned:]:
        left -= asked.known[word]
        if left < 0:
            break
        _probe(db, word, asked.idf[word] * asked.weights[word], evidence.sums)
    return evidence


def _rows(db: sqlite3.Connection, term: str, below_d: int | None) -> Iterable[tuple[int, array[int], bytes]]:
    """Yield (stretch, offsets, codes) of a term, newest first, cut at `below_d`."""
    for part, blob, codes in db.execute(
        "SELECT part, docs, codes FROM posting WHERE term = ? ORDER BY part DESC", (term,)
    ):
        docs = array("H", blob)
        span = part >> index.SPAN_BITS - index.PART_BITS
        if below_d is not None and (span << index.SPAN_BITS) + docs[-1] >= below_d:
            end = bisect_left(docs, below_d - (span << index.SPAN_BITS)) if below_d > span << index.SPAN_BITS else 0
            docs, codes = docs[:end], codes[:end]
        if docs:
            yield span, docs, codes


def _scan(
    db: sqlite3.Connection, term: str, weight: float, sums: dict[int, dict[int, int]], *, below_d: int | None, most: int
) -> int:
    """Add a term's postings to `sums`, at most about `most`, newest first; return how many."""
    step = max(1, round(weight * UNIT))
    table = [unit * step + 1 for unit in _UNITS]
    first = step << _AT["best"]
    read = 0
    for span, docs, codes in _rows(db, term, below_d):
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
    for span, docs, codes in _rows(db, term, None):
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
    file_mass = sum(w for place, w in asked.places.items() if kind_of(place) == "files") or 1.0
    # Among candidates, all files under edit together are worth a third of all words, or everything without words.
    share = max(asked.mass, 20.0) * UNIT * _PART / 3 / file_mass
    for place, weight in asked.places.items():
        kind = kind_of(place)
        step = round(weight * UNIT)
        worth = {"files": 1.0, "folders": 0.3, "area": 0.3}[kind]
        add = (
            (step << _AT[kind])
            + (round(weight * share * worth) << _AT["choice"])
            + (kind == "files") * (1 << _AT["files_n"])
        )
        rank = 0
        for span, docs, _ in _rows(db, place, below_d):
            sum_of = evidence.sums.setdefault(span, {})
            for low in reversed(docs[-PLACE_NEWEST:]):
                sum_of[low] = sum_of.get(low, 0) + add
                if kind == "files":
                    d = (span << index.SPAN_BITS) + low
                    evidence.file_rank[d] = min(rank, evidence.file_rank.get(d, rank))
                rank += 1
            if rank >= PLACE_NEWEST:
                break


def kind_of(place: str) -> str:
    """Tell what a place term stands for; see `index.place_terms`."""
    if not place.startswith("/"):
        return "area"
    return "folders" if place.endswith("/") else "files"


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
