"""Measure what it costs to cluster a notebook, against what it costs to parse it.

python bench/rules_speed.py [--entries 5000]

Makes entries of four improvements each (six in ten say something of their own, the rest repeat or reword what others
say), parses them, clusters them from nothing into a database on disk, adds one more learning, and does the same for a
fifth of the entries. Processor seconds of one run on one machine: look at the ratios.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "engine"))

from trailnote.distill.notebook import CATEGORIES, parse_entry  # noqa: E402  the clone needs no installation
from trailnote.distill.rules.clusters import Clusters, Learning  # noqa: E402
from trailnote.store import rules  # noqa: E402

ACTS = (
    "cache",
    "validate",
    "retry",
    "log",
    "mock",
    "encrypt",
    "compress",
    "batch",
    "paginate",
    "version",
    "document",
    "rotate",
    "isolate",
    "sort",
    "index",
)
THINGS = (
    "user profile",
    "order history",
    "search result",
    "payment webhook",
    "session token",
    "invoice export",
    "login form",
    "audit trail",
    "mail queue",
    "price list",
    "image upload",
    "stock level",
    "delivery slot",
    "refund request",
    "feature flag",
    "report job",
    "address book",
    "cart total",
    "tax table",
    "voucher code",
)
PLACES = (
    "in CI",
    "in production",
    "in staging",
    "in tests",
    "on Windows",
    "on the server",
    "during imports",
    "before a release",
    "after a deploy",
)
FORMS = (
    "{act} the {thing} {place}",
    "Always {act} the {thing} {place}",
    "The {thing} must be {act}d {place}",
    "Never forget to {act} the {thing} {place}",
)


def improvements(seed: int, count: int) -> list[str]:
    """Return `count` statements; the same seed gives the same ones."""
    chance = random.Random(seed)
    found = []
    for at in range(count):
        thing = chance.choice(THINGS)
        if chance.random() < 0.6:
            thing = f"{thing} of module{chance.randrange(count)}"
        form = chance.choice(FORMS)
        found.append(form.format(act=chance.choice(ACTS), thing=thing, place=chance.choice(PLACES)).capitalize())
        if at % 7 == 0:
            found[-1] += f" within {chance.randrange(1, 90)} seconds"
    return found


def notebook(entries: int) -> list[tuple[str, str]]:
    """Return the names and texts of `entries` entries."""
    said = improvements(11, entries * 4)
    titles = list(CATEGORIES.values())
    found = []
    for at in range(entries):
        day = date(2010, 1, 1) + timedelta(days=at // 2)
        lists = "".join(f"### {title}\n\n- {said[at * 4 + n]}\n\n" for n, title in enumerate(titles))
        text = f"# Entry {at}\n\n## Goal\n\nMake it work.\n\n## What was built\n\n- `a1b2c3` one thing\n\n"
        text += "## Journey\n\nIt broke.\n\n"
        text += f"```py\n- not this\n```\n\n## Test results\n\n4 passed\n\n## Improvements\n\n{lists}"
        found.append((f"{day}-entry-{at}.md", text))
    return found


def timed(entries: int) -> tuple[float, float, float, int]:
    """Return the seconds to parse, to cluster from nothing and to add one learning, and the number of rules."""
    files = notebook(entries)
    begun = time.process_time()
    parsed = [parse_entry(text, name) for name, text in files]
    parsing = time.process_time() - begun
    learnings = [
        Learning(f"{entry.name}:{item.line}", text=item.text, source=entry.name, date=entry.date.isoformat())
        for entry in parsed
        for item in entry.improvements
    ]
    with tempfile.TemporaryDirectory() as folder:
        db = sqlite3.connect(Path(folder) / "speed.db", isolation_level=None)
        db.executescript(rules.DDL)
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA synchronous=NORMAL")
        db.execute("PRAGMA cache_size=-65536")
        begun = time.process_time()
        db.execute("BEGIN")
        clusters = Clusters(db)
        clusters.add_all(learnings)
        db.execute("COMMIT")
        clustering = time.process_time() - begun
        begun = time.process_time()
        db.execute("BEGIN")
        clusters.add(Learning("one", text="Cache the price list in staging, please", source="one", date="2025-01-01"))
        db.execute("COMMIT")
        one = time.process_time() - begun
        count = db.execute("SELECT count(*) FROM rule").fetchone()[0]
        db.close()
    return parsing, clustering, one, count


def main() -> None:
    """Measure a fifth of the entries, then all, and print both with their ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--entries", type=int, default=5000)
    options = parser.parse_args()
    fifth = timed(options.entries // 5)
    whole = timed(options.entries)
    for entries, (parsing, clustering, one, count) in ((options.entries // 5, fifth), (options.entries, whole)):
        print(
            f"{entries} entries, {entries * 4} insights: parsed in {parsing:.2f} s, clustered in {clustering:.2f} s "
            f"({clustering / parsing:.1f} times the parsing), {count} rules; one more in {one * 1000:.1f} ms"
        )
    print(f"five times the entries cost {whole[1] / fifth[1]:.1f} times as much to cluster")


if __name__ == "__main__":
    main()
