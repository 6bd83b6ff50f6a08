"""Choosing the few hundred memories that share most with a question, by one sum for each.

Terms are read rarest first, until a budget of postings is spent or until no memory that was not met yet could still
come among the best: so a common word seldom costs a scan of the store.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from heapq import nlargest
from math import log10

from trailnote.store import index

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from array import array
    from collections.abc import Iterable, Mapping

    Postings = list[tuple[int, array[int], bytes]]  # (stretch, offsets, codes), newest first
    SumOf = list[int] | defaultdict[int, int]  # by offset
    Sums = dict[int, SumOf]  # by stretch

SCAN_BUDGET = 60_000  # postings added up term by term; 0.05 to 0.1 µs each
AGE_PRIOR = 0.08  # of the best sum, for each decade of newer memories; see bench/README
PART = 16  # a full match in one place is 16 steps
_DENSE = 2000  # memories; in a smaller store nearly all get a sum, and reading all postings takes less than looking up
# Bands of how many memories are newer
_AGES = (
    *((0, 100), (100, 300), (300, 1000), (1000, 3000), (3000, 10_000), (10_000, 30_000), (30_000, 100_000)),
    (100_000, 1 << 60),
)
_COMMON, _SLIGHT = 4, 20  # terms in a fourth of all memories are not read when together they add less than a twentieth
_SPARE = 2  # so many times the pool is kept while terms are left, which may still change the order


def saturated(tf: float) -> float:
    """Return what `tf` occurrences are worth, by BM25 with k1 = 1.2; 2.2 at the most."""
    return tf * 2.2 / (tf + 1.2)


def parts_of(code: int) -> tuple[float, float, float, int]:
    """Return what a code says of title, text, symbols and path, in occurrences."""
    title = index.TITLE_STEPS[code & 3]
    text = index.TEXT_STEPS[code >> index.TEXT_SHIFT & 7]
    symbols = index.SYMBOL_STEPS[code >> index.SYMBOL_SHIFT & 3]
    return title, text, symbols, code >> 7


def _worth(code: int) -> int:
    title, text, symbols, path = parts_of(code)
    return round(PART * saturated(2.0 * title + 1.0 * text + 0.8 * symbols + 0.4 * path))


WORTH = bytes(map(_worth, range(256)))  # what one unit of a term's weight adds to a sum, by code
_MOST_WORTH = max(WORTH)


def choose(
    db: sqlite3.Connection,
    steps: Mapping[str, int],
    *,
    counts: Mapping[str, int],
    start: Mapping[int, int],
    most: int,
    newest_d: int,
    below_d: int | None = None,
    among: set[int] | None = None,
) -> tuple[list[int], dict[str, Postings]]:
    """Return the index numbers of at least the `most` best memories, if there are so many, and the postings that were
    read.

    `steps` are weights by term, rarest first, and `counts` in how many memories each stands; `start` is what memories
    have before any term counts. With `among` only those numbers are returned. Where terms that were left unread may
    well change the order, up to twice `most` are returned.
    """
    sums = begin(start, newest_d)
    read: dict[str, Postings] = {}
    rest = sum(steps.values()) * PART  # what the terms not read yet can well add: each once, in full
    reached = max(start.values(), default=0)  # what no sum exceeds
    scanned = settled_d = 0
    slight = False
    looks = newest_d > _DENSE and among is None
    at_once = index.postings_of(db, list(steps)) if newest_d <= _DENSE and below_d is None else {}
    for term, step in steps.items():
        to_read = min(counts[term], newest_d - settled_d)
        if looks and most <= scanned <= to_read:
            settled_d = max(settled_d, _settled(sums, most, rest, newest_d))
            to_read = min(counts[term], newest_d - settled_d)
        left = SCAN_BUDGET - scanned
        if to_read <= 0 or left <= 0 or (read and to_read > left):
            break
        if counts[term] * _COMMON > newest_d and rest * _SLIGHT < reached and rest * _SLIGHT < _top(sums):
            slight = True
            break
        read[term] = at_once.get(term) or list(index.postings(db, term, below_d=below_d))
        scanned += _add(read[term], step, sums, above_d=settled_d, most=left)
        rest -= step * PART
        reached += step * _MOST_WORTH
    if among is not None:
        sums = {span: _kept(sum_of, span << index.SPAN_BITS, among) for span, sum_of in sums.items()}
    whole = slight or (len(read) == len(steps) and not settled_d)
    read |= at_once
    return [d for _, d in highest(sums, most if whole else most * _SPARE, newest_d)], read


def best(pairs: Iterable[tuple[int, int]], most: int, newest_d: int) -> list[int]:
    """Return the index numbers of the `most` highest (sum, index number) after the age prior, best first."""
    pairs = list(pairs)
    prior = max(pairs)[0] * AGE_PRIOR if pairs else 0.0
    return [d for _, d in nlargest(most, _rated(pairs, prior, newest_d))]


def highest(sums: Sums, most: int, newest_d: int) -> list[tuple[float, int]]:
    """Return (sum less the age prior, index number) of the `most` for which that is highest, best first."""
    prior = _top(sums) * AGE_PRIOR
    chosen: list[tuple[float, int]] = []
    for younger, older in _AGES:
        # In a band of ages a sum must make up for the least of its ages, or it need not be rated.
        cut = chosen[-1][0] + prior * log10(1 + younger) if len(chosen) == most else 0
        least, below = newest_d - older + 1, newest_d - younger + 1
        for span, sum_of in sums.items():
            base = span << index.SPAN_BITS
            if least < base + index.SPAN and below > base:
                chosen += _rated(_above(sum_of, base, cut, least=least - base, below=below - base), prior, newest_d)
        chosen = sorted(chosen, reverse=True)[:most]
        if least <= 0:
            break
    return chosen


def _rated(pairs: Iterable[tuple[int, int]], prior: float, newest_d: int) -> list[tuple[float, int]]:
    """Return (sum less the age prior, index number) for each (sum, index number)."""
    if newest_d <= _DENSE:
        ages = _ages()
        return [(value - prior * ages[newest_d - d if d < newest_d else 0], d) for value, d in pairs]
    return [(value - prior * log10(1 + newest_d - d if d < newest_d else 1), d) for value, d in pairs]


def _ages() -> list[float]:
    """Return the decades of newer memories, by how many they are, for a small store."""
    if not _decades:
        _decades.extend(log10(1 + newer) for newer in range(_DENSE + 1))
    return _decades


_decades: list[float] = []


def _above(sum_of: SumOf, base: int, cut: float, *, least: int = 0, below: int = index.SPAN) -> list[tuple[int, int]]:
    """Return (sum, index number) of what has a sum above `cut`, in the stretch that begins at `base`, from offset
    `least` to `below`."""
    if isinstance(sum_of, list):
        least = max(0, least)
        return [(value, d) for d, value in enumerate(sum_of[least : max(0, below)], base + least) if value > cut]
    if (below - least) * 2 < len(sum_of):
        return [(sum_of[low], base + low) for low in range(least, below) if low in sum_of and sum_of[low] > cut]
    return [(value, base + low) for low, value in sum_of.items() if value > cut and least <= low < below]


def _top(sums: Sums) -> int:
    return max(
        (max(sum_of if isinstance(sum_of, list) else sum_of.values(), default=0) for sum_of in sums.values()), default=0
    )


def _kept(sum_of: SumOf, base: int, among: set[int]) -> SumOf:
    return defaultdict(int, {d - base: value for value, d in _above(sum_of, base, 0) if d in among})


def begin(start: Mapping[int, int], newest_d: int) -> Sums:
    """Return the sums to begin with: in a small store a list, in which nearly every memory gets one."""
    sums: Sums = defaultdict(lambda: defaultdict(int))
    if newest_d <= _DENSE:
        sums[0] = [0] * (newest_d + 1)
    for d, value in start.items():
        sums[d >> index.SPAN_BITS][d & 0xFFFF] += value
    return sums


def _add(rows: Postings, step: int, sums: Sums, *, above_d: int, most: int) -> int:
    """Add a term's postings above index number `above_d` to `sums`, at most about `most`, newest first, and return how
    many."""
    added = 0
    for span, docs, codes in rows:
        first = bisect_right(docs, above_d - (span << index.SPAN_BITS)) if above_d >> index.SPAN_BITS >= span else 0
        first = max(first, len(docs) - (most - added))
        if first:
            docs, codes = docs[first:], codes[first:]
        sum_of = sums[span]
        for low, worth in zip(docs, codes.translate(WORTH), strict=True):
            sum_of[low] += worth * step
        added += len(docs)
        if added >= most or above_d >> index.SPAN_BITS > span:
            break
    return added


def _settled(sums: Sums, most: int, rest: int, newest_d: int) -> int:
    """Return the index number up to which no memory comes among the `most` best that is not there yet, if what the
    terms not read yet add is `rest`."""
    prior = _top(sums) * AGE_PRIOR
    chosen = highest(sums, most, newest_d)
    if len(chosen) < most or prior <= 0:
        return 0
    lead = chosen[-1][0] - rest  # of the last of the chosen, over a memory that is as new as can be
    return newest_d - int(10 ** min(12.0, -lead / prior))
