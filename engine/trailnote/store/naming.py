"""Who names whom: the commits and pull requests that a memory's text speaks of, as terms `=abc1234` and `=417`.

An index that an older Trailnote made lacks these terms; `renew` adds them, once.
"""

from __future__ import annotations

import re
from array import array

from trailnote.store.database import transaction

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3

# A commit that a text names, by "#123" or by a hash; a subject's end tells a commit's own pull request.
_NAMED = re.compile(r"#(\d{1,7})\b|\b(?=[a-f]*\d)([0-9a-f]{7})[0-9a-f]{0,33}\b")
_OWN_REQUEST = re.compile(r"\(#\d{1,6}\)\s*$")
_MOST_TEXT = 40_000  # characters of a text that are looked through

# Where `index.pack_sizes` leaves room for the memory's own pull request.
REQUEST_SHIFT = 40
MOST_REQUEST = (1 << 22) - 1

STAMP = "names_indexed"
# Only a database that is empty when it takes this step has nothing to catch up with.
DDL = f"""
INSERT OR REPLACE INTO meta SELECT '{STAMP}', '1' WHERE NOT EXISTS (SELECT 1 FROM recall_doc);
"""  # noqa: S608  a name of ours


def read(title: str, text: str) -> tuple[list[str], int]:
    """Return the terms of what a memory names, and the number of its own pull request, 0 without one; `text` does not
    repeat the title."""
    head, _, own = title.rpartition("(#") if _OWN_REQUEST.search(title) else (title, "", "")
    named = ["=" + (request or commit) for request, commit in _NAMED.findall(f"{head}\n{text[:_MOST_TEXT]}")]
    number = own.rstrip(") ")
    return named, int(number) if number.isdigit() else 0


def names_of(key: str, sizes: int) -> list[str]:
    """Return the terms by which other memories name the commit `key`, whose packed sizes these are."""
    found = ["=" + key[:7]] if len(key) >= 7 else []
    return [*found, f"={sizes >> REQUEST_SHIFT}"] if sizes >> REQUEST_SHIFT else found


def renew(db: sqlite3.Connection) -> int:
    """Index what every memory names, where an older Trailnote did not; return how many were read, 0 when it is done.

    Takes some 10 µs for each memory, in one transaction.
    """
    if db.execute("SELECT 1 FROM meta WHERE name = ?", (STAMP,)).fetchone() is not None:
        return 0
    with transaction(db):
        return _renew(db)


def _renew(db: sqlite3.Connection) -> int:
    db.execute("DELETE FROM posting WHERE term >= '=' AND term < '>'")
    found: dict[tuple[str, int], array[int]] = {}
    sizes_of: list[tuple[int, int]] = []
    count = 0
    for d, sizes, title, text in db.execute(
        "SELECT r.d, r.sizes, m.title, m.text FROM recall_doc r JOIN memory m ON m.n = r.n ORDER BY r.d"
    ):
        named, request = read(title, text.removeprefix(title))
        for name in dict.fromkeys(named):
            # In the first row of its span, where what is learned at once goes: offsets there ascend.
            found.setdefault((name, d >> 16 << 6), array("H")).append(d & 0xFFFF)
        if request:
            rest = sizes & (1 << REQUEST_SHIFT) - 1
            sizes_of.append((rest | min(request, MOST_REQUEST) << REQUEST_SHIFT, d))
        count += 1
    db.executemany("UPDATE recall_doc SET sizes = ? WHERE d = ?", sizes_of)
    db.executemany(
        "INSERT INTO posting VALUES(?, ?, ?, ?)",
        [(name, part, low.tobytes(), bytes(len(low))) for (name, part), low in sorted(found.items())],
    )
    db.execute("INSERT OR REPLACE INTO meta VALUES(?, '1')", (STAMP,))
    return count
