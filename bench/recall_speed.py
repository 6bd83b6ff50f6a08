"""Time a search against plain SQLite FTS5 over the same memories and words, in one run.

    python bench/recall_speed.py [--sizes 1000,10000,100000] [--questions 30] [--cold]

Memories are made up: words drawn from a Zipf distribution over a vocabulary that grows with the store, commit-like
titles, files and symbols. Questions are draws of the same words: 5, 15, and a long prompt of 120.
FTS5 answers the OR of the same words, ranked by bm25, ten rows. A line gives medians in milliseconds and their ratio.
--cold also times a whole process that searches a long prompt, against `python -I -S -c "import sqlite3, json"`.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "engine"))

from trailnote.model import memory_id
from trailnote.recall.asked import Query
from trailnote.recall.search import search
from trailnote.store import index, memories
from trailnote.store.database import open_database, transaction

_INSERT = f"INSERT INTO memory({memories.COLUMNS}) VALUES({','.join('?' * len(memories.COLUMNS.split(', ')))})"
_NOW = 1_700_000_000 * 10**9
_HOUR = 3600 * 10**9


class Maker:
    """Draws words, files and memories; the same seed gives the same store."""

    def __init__(self, size: int, seed: int = 7) -> None:
        self.random = random.Random(seed)
        self.size = size
        vocabulary = int(2000 * size**0.35)
        self.words = [self._word(i) for i in range(vocabulary)]
        self.weights: list[float] = []
        total = 0.0
        for rank in range(vocabulary):
            total += 1 / (rank + 8)
            self.weights.append(total)
        self.files = [
            f"src/{self.words[i % 97]}/{self.words[i]}.py" for i in range(200, min(vocabulary, 200 + size // 3))
        ]

    def _word(self, i: int) -> str:
        letters = "bcdfghklmnprstvz"
        vowels = "aeiou"
        out = ""
        i += 40
        while i:
            i, k = divmod(i, 80)
            out += letters[k % 16] + vowels[k // 16]
        return out + "k"

    def text(self, count: int) -> list[str]:
        """Return `count` words."""
        return self.random.choices(self.words, cum_weights=self.weights, k=count)

    def memories(self) -> Iterator[tuple[str, str, list[str], list[str]]]:
        """Yield (title, text, files, symbols), `size` of them."""
        for _ in range(self.size):
            title = " ".join(self.text(7))
            body = " ".join(self.text(self.random.randrange(5, 60)))
            files = self.random.sample(self.files, min(len(self.files), self.random.randrange(1, 4)))
            yield title, f"{title}\n\n{body}", files, self.text(15)


def build(size: int, folder: str) -> tuple[sqlite3.Connection, sqlite3.Connection, Maker]:
    """Return the store, a plain FTS5 table of the same memories, and what made them."""
    maker = Maker(size)
    rows = list(maker.memories())
    db = open_database(folder)
    started = time.perf_counter()
    with transaction(db):
        db.executemany(_INSERT, (_row(n, *row, size=size) for n, row in enumerate(rows, start=1)))
        index.index_rows(db, ((n, *row, ()) for n, row in enumerate(rows, start=1)))
    learned = time.perf_counter() - started
    plain = sqlite3.connect(os.path.join(folder, "plain.db"), isolation_level=None)
    plain.execute("CREATE VIRTUAL TABLE m USING fts5(title, text, files)")
    plain.execute("BEGIN")
    started = time.perf_counter()
    plain.executemany("INSERT INTO m VALUES(?, ?, ?)", ((t, x, " ".join(f)) for t, x, f, _ in rows))
    plain.execute("COMMIT")
    print(
        f"{size:>9} memories: stored in {learned:.1f} s, FTS5 alone in {time.perf_counter() - started:.1f} s",
        flush=True,
    )
    return db, plain, maker


def _row(n: int, title: str, text: str, files: list[str], symbols: list[str], *, size: int) -> tuple[object, ...]:
    at_ns = _NOW - (size - n) * _HOUR
    lists = (json.dumps(files), json.dumps(symbols), "[]")
    return (
        n, memory_id("resolutions", str(n)), "resolutions", str(n), title, text, *lists, "candidate", 0, at_ns, at_ns,
        0, 0, None, 1, "{}", "", "own", "", None, 1.0, "{}",
    )  # fmt: skip


def median_ms(run: Callable[[str], object], questions: list[str]) -> float:
    """Return the median time of `run` over the questions, after one that warms up."""
    run(questions[0])
    times = []
    for question in questions:
        started = time.perf_counter()
        run(question)
        times.append(time.perf_counter() - started)
    return statistics.median(times) * 1000


def cold_ms(command: list[str], times: int = 9) -> float:
    """Return the median time of a whole process."""
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        taken.append(time.perf_counter() - started)
    return statistics.median(taken) * 1000


_COLD = """
import sys; sys.path.insert(0, sys.argv[1])
from trailnote.store.database import open_database
from trailnote.recall.asked import Query
from trailnote.recall.search import search
search(open_database(sys.argv[2]), Query(sys.argv[3], now_ns=int(sys.argv[4]), limit=4, max_terms=48))
"""


def main() -> None:
    """Print one line for each size and length of question."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="1000,10000,100000")
    parser.add_argument("--questions", type=int, default=30)
    parser.add_argument("--cold", action="store_true")
    options = parser.parse_args()
    for size in map(int, options.sizes.split(",")):
        with tempfile.TemporaryDirectory(prefix="trailnote-speed-") as folder:
            db, plain, maker = build(size, folder)
            for count in (5, 15, 120):
                questions = [" ".join(maker.text(count)) for _ in range(options.questions)]
                ours = median_ms(partial(_search, db), questions)
                bare = median_ms(partial(_fts, plain), questions)
                print(
                    f"{size:>9} {count:>4} words: search {ours:8.2f} ms  FTS5 {bare:8.2f} ms  ratio {ours / bare:6.2f}"
                )
            if options.cold:
                _cold(folder, " ".join(maker.text(200)))


def _search(db: sqlite3.Connection, question: str) -> object:
    return search(db, Query(question, now_ns=_NOW))


def _fts(plain: sqlite3.Connection, question: str) -> list[object]:
    match = " OR ".join(f'"{word}"' for word in dict.fromkeys(question.split()))
    return plain.execute("SELECT rowid, title, text FROM m WHERE m MATCH ? ORDER BY rank LIMIT 10", (match,)).fetchall()


def _cold(folder: str, prompt: str) -> None:
    engine = sys.path[0]
    bare = cold_ms([sys.executable, "-I", "-S", "-c", "import sqlite3, json"])
    ours = cold_ms([sys.executable, "-I", "-S", "-c", _COLD, engine, folder, prompt, str(_NOW)])
    print(f"          cold process, 200 words: {ours:.0f} ms, bare interpreter {bare:.0f} ms, ratio {ours / bare:.1f}")


if __name__ == "__main__":
    main()
