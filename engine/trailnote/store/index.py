"""The word index of a store: for each term the memories that hold it, and where in them.

One row of `posting` holds, for a term, the memories of one stretch: `docs` (16-bit offsets, ascending) and `codes` (one
byte each, where the term stands). Rows are appended to in place, so that learning one memory touches one short row per
term, and a search reads a common term as a few long blobs. Beside words a term may be `/path/of/file`, `/dir/`,
`area:`, or `=name` for a commit that a memory names, by the first seven digits of its hash or by its pull request.

A memory's number in the index (`d`) is not its row in `memory` (`n`): it is never used again, so that what a deleted or
rewritten memory left behind cannot match. SQLite's FTS5 was measured against this and set aside: it cannot give a
term's places by field cheaply, scans every memory that holds a common word (374 ms for a long prompt over 100,000
memories), and cannot call this project's tokenizer.
"""

from __future__ import annotations

import json
import re
from array import array
from bisect import bisect, bisect_left

from trailnote import terms
from trailnote.store import naming

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence

DDL = """
CREATE TABLE recall_doc(
    d INTEGER PRIMARY KEY AUTOINCREMENT, n INTEGER NOT NULL UNIQUE, sizes INTEGER NOT NULL);
CREATE TABLE posting(
    term TEXT NOT NULL, part INTEGER NOT NULL, docs BLOB NOT NULL, codes BLOB NOT NULL, PRIMARY KEY(term, part))
    WITHOUT ROWID;
"""

SPAN_BITS = 16  # an offset is the low 16 bits of d
SPAN = 1 << SPAN_BITS
PART_BITS = 10  # memories learned one by one go to rows of this many low bits, so that a row stays short to rewrite
_PARTS_PER_SPAN_BITS = SPAN_BITS - PART_BITS

# Bits of a code: weight of the term in the title (0..3), text (0..7) and symbols (0..3), and whether it is in a path or
# tag. A weight is the number of occurrences over a length norm, in steps; what a step stands for is in *_STEPS.
TITLE_SHIFT, TEXT_SHIFT, SYMBOL_SHIFT, PATH_BIT = 0, 2, 5, 128
TITLE_STEPS = (0.0, 0.65, 1.0, 1.7)
TEXT_STEPS = (0.0, 0.1, 0.22, 0.4, 0.65, 1.0, 1.6, 2.5)
SYMBOL_STEPS = (0.0, 0.4, 0.8, 1.3)
# Usual lengths, in terms, and how much of a length counts (the b of BM25). Constants, so that what one memory weighs
# does not change when another is learned.
_TITLE_LENGTH, _TITLE_B = 7, 0.3
_TEXT_LENGTH, _TEXT_B = 30, 0.6
_SYMBOLS_LENGTH, _SYMBOLS_B = 45, 0.4
_MAX_FILES = 60
_MAX_TEXT = 40_000  # characters of a text that are indexed

_APPEND = (
    "INSERT INTO posting VALUES(?, ?, ?, ?) ON CONFLICT(term, part) DO UPDATE SET "
    "docs = CAST(docs || excluded.docs AS BLOB), codes = CAST(codes || excluded.codes AS BLOB)"
)


def index_row(
    db: sqlite3.Connection,
    n: int,
    *,
    title: str,
    text: str,
    files: Sequence[str] = (),
    symbols: Sequence[str] = (),
    tags: Sequence[str] = (),
) -> None:
    """Make memory `n` findable by its words, files and symbols. One that is indexed already is indexed anew.

    Runs inside the caller's transaction.
    """
    codes, sizes = document(title=title, text=text, files=files, symbols=symbols, tags=tags)
    db.execute("DELETE FROM recall_doc WHERE n = ?", (n,))
    d = int(db.execute("INSERT INTO recall_doc(n, sizes) VALUES(?, ?)", (n, sizes)).lastrowid or 0)
    part, doc = d >> PART_BITS, array("H", (d & 0xFFFF,)).tobytes()
    db.executemany(_APPEND, [(term, part, doc, _BYTE[code]) for term, code in codes.items()])


def index_rows(
    db: sqlite3.Connection, rows: Iterable[tuple[int, str, str, Sequence[str], Sequence[str], Sequence[str]]]
) -> int:
    """Index many memories at once, and return how many: rows of (n, title, text, files, symbols, tags), oldest first.

    Postings are gathered in memory and written a stretch at a time, which is several times faster than one by one. The
    memories must not be indexed yet. Runs inside the caller's transaction.
    """
    d = int(db.execute("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'recall_doc'").fetchone()[0])
    gathered: dict[str, tuple[array[int], bytearray]] = {}
    docs: list[tuple[int, int, int]] = []
    count = held = 0
    for n, title, text, files, symbols, tags in rows:
        d += 1
        if held and (d & 0xFFFF == 0 or held > _BULK_POSTINGS):
            _flush(db, docs, gathered)
            held = 0
        codes, sizes = document(title=title, text=text, files=files, symbols=symbols, tags=tags)
        docs.append((d, n, sizes))
        low = d & 0xFFFF
        for term, code in codes.items():
            entry = gathered.get(term)
            if entry is None:
                entry = gathered[term] = (array("H"), bytearray())
            entry[0].append(low)
            entry[1].append(code)
        held += len(codes)
        count += 1
    if held:
        _flush(db, docs, gathered)
    return count


_BULK_POSTINGS = 4_000_000
_BYTE = [bytes((i,)) for i in range(256)]


def _flush(
    db: sqlite3.Connection, docs: list[tuple[int, int, int]], gathered: dict[str, tuple[array[int], bytearray]]
) -> None:
    db.executemany("INSERT INTO recall_doc(d, n, sizes) VALUES(?, ?, ?)", docs)
    # A long stretch goes to the first row of its span: a common term is few rows then. Offsets in a row still ascend.
    first = docs[0][0]
    part = first >> PART_BITS if len(docs) < 1 << PART_BITS else first >> SPAN_BITS << _PARTS_PER_SPAN_BITS
    db.executemany(
        _APPEND, [(term, part, low.tobytes(), bytes(codes)) for term, (low, codes) in sorted(gathered.items())]
    )
    docs.clear()
    gathered.clear()


def unindex_row(db: sqlite3.Connection, n: int) -> None:
    """Take memory `n` out of the index. Call it while `memory` still holds the words that were indexed.

    If they were rewritten before, `n` is not found any more all the same; postings of words that are gone stay behind,
    without a memory to point to, until `rebuild`.
    """
    row = db.execute("SELECT d FROM recall_doc WHERE n = ?", (n,)).fetchone()
    if row is None:
        return
    db.execute("DELETE FROM recall_doc WHERE n = ?", (n,))
    words = db.execute("SELECT title, text, files, symbols, tags FROM memory WHERE n = ?", (n,)).fetchone()
    if words is not None:
        title, text, files, symbols, tags = words
        codes, _ = document(
            title=title, text=text, files=json.loads(files), symbols=json.loads(symbols), tags=json.loads(tags)
        )
        _remove(db, row[0], codes)


def _remove(db: sqlite3.Connection, d: int, codes: Iterable[str]) -> None:
    parts = (d >> PART_BITS, (d >> SPAN_BITS) << _PARTS_PER_SPAN_BITS)
    low = d & 0xFFFF
    for term in codes:
        for part, docs_blob, codes_blob in db.execute(
            "SELECT part, docs, codes FROM posting WHERE term = ? AND part BETWEEN ? AND ?", (term, parts[1], parts[0])
        ).fetchall():
            docs = array("H", docs_blob)
            if low not in docs:
                continue
            at = docs.index(low)
            del docs[at]
            if docs:
                rest = codes_blob[:at] + codes_blob[at + 1 :]
                db.execute(
                    "UPDATE posting SET docs = ?, codes = ? WHERE term = ? AND part = ?",
                    (docs.tobytes(), rest, term, part),
                )
            else:
                db.execute("DELETE FROM posting WHERE term = ? AND part = ?", (term, part))


def rebuild(db: sqlite3.Connection) -> int:
    """Index every memory anew, oldest first, and return how many. Runs inside the caller's transaction."""
    db.execute("DELETE FROM posting")
    db.execute("DELETE FROM recall_doc")
    db.execute("DELETE FROM sqlite_sequence WHERE name = 'recall_doc'")
    return index_rows(db, _memories(db))


def _memories(db: sqlite3.Connection) -> Iterator[tuple[int, str, str, list[str], list[str], list[str]]]:
    for n, title, text, files, symbols, tags in db.execute(
        "SELECT n, title, text, files, symbols, tags FROM memory ORDER BY created_ns, n"
    ):
        yield n, title, text, json.loads(files), json.loads(symbols), json.loads(tags)


def newest(db: sqlite3.Connection) -> int:
    """Return the highest index number in use, 0 in an empty store."""
    return int(db.execute("SELECT coalesce(max(d), 0) FROM recall_doc").fetchone()[0])


def count(db: sqlite3.Connection, most_d: int) -> int:
    """Return how many memories are indexed with numbers up to `most_d`."""
    return int(db.execute("SELECT count(*) FROM recall_doc WHERE d <= ?", (most_d,)).fetchone()[0])


def numbers_in(db: sqlite3.Connection, namespaces: Sequence[str], *, most: int) -> set[int] | None:
    """Return the index numbers of all memories in some namespaces, or None when they are more than `most`."""
    marks = ",".join("?" * len(namespaces))
    rows = db.execute(
        f"SELECT n FROM memory WHERE namespace IN ({marks}) LIMIT ?",  # noqa: S608  marks only
        (*namespaces, most + 1),
    ).fetchall()
    if len(rows) > most:
        return None
    found: set[int] = set()
    for start in range(0, len(rows), 500):
        some = [row[0] for row in rows[start : start + 500]]
        marks = ",".join("?" * len(some))
        found.update(d for (d,) in db.execute(f"SELECT d FROM recall_doc WHERE n IN ({marks})", some))  # noqa: S608
    return found


def document_frequencies(
    db: sqlite3.Connection, wanted: Sequence[str], *, below_d: int | None = None
) -> dict[str, int]:
    """Return in how many memories each term stands, those that stand in none left out."""
    if below_d is not None:
        counted = ((term, sum(len(docs) for _, docs, _ in postings(db, term, below_d=below_d))) for term in wanted)
        return {term: df for term, df in counted if df}
    found: dict[str, int] = {}
    for start in range(0, len(wanted), 500):
        some = wanted[start : start + 500]
        marks = ",".join("?" * len(some))
        # length() of a long blob is told by its header: the blob itself is not read.
        found.update(
            db.execute(f"SELECT term, sum(length(codes)) FROM posting WHERE term IN ({marks}) GROUP BY term", some)  # noqa: S608  marks only
        )
    return found


def postings(
    db: sqlite3.Connection, term: str, *, below_d: int | None = None
) -> Iterator[tuple[int, array[int], bytes]]:
    """Yield (stretch, offsets, codes) of a term, newest first, cut at `below_d`; d is stretch << SPAN_BITS + offset."""
    for part, blob, codes in db.execute(
        "SELECT part, docs, codes FROM posting WHERE term = ? ORDER BY part DESC", (term,)
    ):
        docs = array("H", blob)
        span = part >> _PARTS_PER_SPAN_BITS
        if below_d is not None and (span << SPAN_BITS) + docs[-1] >= below_d:
            end = bisect_left(docs, below_d - (span << SPAN_BITS)) if below_d > span << SPAN_BITS else 0
            docs, codes = docs[:end], codes[:end]
        if docs:
            yield span, docs, codes


def postings_of(db: sqlite3.Connection, wanted: Sequence[str]) -> dict[str, list[tuple[int, array[int], bytes]]]:
    """Return all postings of some terms, of each as `postings` yields them, in one go."""
    found: dict[str, list[tuple[int, array[int], bytes]]] = {}
    for start in range(0, len(wanted), 500):
        some = wanted[start : start + 500]
        marks = ",".join("?" * len(some))
        for term, part, blob, codes in db.execute(
            f"SELECT term, part, docs, codes FROM posting WHERE term IN ({marks}) ORDER BY term, part DESC",  # noqa: S608  marks only
            some,
        ):
            found.setdefault(term, []).append((part >> _PARTS_PER_SPAN_BITS, array("H", blob), codes))
    return found


def document(
    *, title: str, text: str, files: Sequence[str], symbols: Sequence[str], tags: Sequence[str]
) -> tuple[dict[str, int], int]:
    """Return what is indexed of a memory: {term: code} and its sizes packed into one number (see `unpack_sizes`)."""
    if text.startswith(title):
        text = text[len(title) :]  # a commit's text repeats its subject
    title_words, text_words = terms.words(title), terms.words(text[:_MAX_TEXT])
    codes: dict[str, int] = {}
    norm = 1 - _TITLE_B + _TITLE_B * len(title_words) / _TITLE_LENGTH
    for word, count in _counted(title_words):
        codes[word] = 1 if count < 0.8 * norm else 2 if count < 1.2 * norm else 3
    norm = 1 - _TEXT_B + _TEXT_B * len(text_words) / _TEXT_LENGTH
    for word, count in _counted(text_words):
        codes[word] = codes.get(word, 0) | bisect(_TEXT_EDGES, count / norm) + 1 << TEXT_SHIFT
    early: dict[str, float] = {}
    for rank, symbol in enumerate(symbols):
        for word in terms.words(symbol):
            if word not in early:
                early[word] = 1 / (1 + rank / 20)
    norm = 1 - _SYMBOLS_B + _SYMBOLS_B * len(early) / _SYMBOLS_LENGTH
    for word, weight in early.items():
        step = 1 if weight < 0.6 * norm else 2 if weight < norm else 3
        codes[word] = codes.get(word, 0) | step << SYMBOL_SHIFT
    for path in files[:_MAX_FILES]:
        for word in terms.words(path):
            codes[word] = codes.get(word, 0) | PATH_BIT
    for tag in tags:
        for word in terms.words(tag):
            codes[word] = codes.get(word, 0) | PATH_BIT
    for key in place_terms(title, files[:_MAX_FILES]):
        codes[key] = 0
    named, request = naming.read(title, text)
    codes |= dict.fromkeys(named, 0)
    return codes, pack_sizes(len(title_words), len(text_words), len(early), len(files), request=request)


_TEXT_EDGES = (0.15, 0.3, 0.5, 0.8, 1.25, 2.0)


def _counted(words: list[str]) -> Iterable[tuple[str, int]]:
    counts: dict[str, int] = {}
    for word in words:
        counts[word] = counts.get(word, 0) + 1
    return counts.items()


def place_terms(title: str, files: Sequence[str]) -> Iterator[str]:
    """Yield the terms of places: `/a/b.py` for a file, `/a/` for its folder, `area:` for a subject's prefix."""
    for path in files:
        yield "/" + path
    for folder in dict.fromkeys(path.rpartition("/")[0] for path in files):
        yield f"/{folder}/" if folder else "//"
    area = subject_area(title)
    if area:
        yield area + ":"


def kind_of_place(term: str) -> str:
    """Tell what a place term stands for: files, folders or area."""
    if not term.startswith("/"):
        return "area"
    return "folders" if term.endswith("/") else "files"


_AREA = re.compile(r"[\w./ ,*+{}\[\]()-]{1,48}(?=:\s)")


def subject_area(title: str) -> str:
    """Return the area that a subject names before its colon ("auth/http" of "auth/http: retry"), or ""."""
    found = _AREA.match(title) if ": " in title[:50] else None
    return found.group().lower() if found else ""


def pack_sizes(title: int, text: int, symbols: int, files: int, *, request: int = 0) -> int:
    """Pack the numbers of terms in title, text and symbols, of files, and of the memory's own pull request into one
    integer."""
    counts = min(title, 255) | min(text, 4095) << 8 | min(symbols, 1023) << 20 | min(files, 1023) << 30
    return counts | min(request, naming.MOST_REQUEST) << naming.REQUEST_SHIFT


def named_in(db: sqlite3.Connection, wanted: Sequence[str], *, below_d: int) -> dict[str, list[int]]:
    """Return the index numbers below `below_d` of the memories that name each of `wanted`, of those that are named."""
    found: dict[str, list[int]] = {}
    for term, postings in postings_of(db, wanted).items():
        numbers = [(span << SPAN_BITS) + low for span, docs, _ in postings for low in docs]
        found[term] = [d for d in numbers if d < below_d]
    return {term: numbers for term, numbers in found.items() if numbers}


def unpack_sizes(sizes: int) -> tuple[int, int, int, int]:
    """Return (title, text, symbols, files) as packed by `pack_sizes`."""
    return sizes & 255, sizes >> 8 & 4095, sizes >> 20 & 1023, sizes >> 30 & 1023
