"""How the notebook is kept: entries, what they teach by category, sources, days in a row, sections left empty."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from trailnote.distill.notebook import CATEGORIES, SECTIONS, Entry

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date as Date

_TOP = 5


class Stats:
    """Counts over entries. `coverage` is the share of entries, 0..1, that fill each section; `streak` counts the days
    in a row with an entry, up to the newest one if that is today or yesterday, else 0."""

    __slots__ = (
        "by_category", "coverage", "entries", "first", "improvements", "last", "streak", "teaching", "top_sources",
        "warnings",
    )  # fmt: skip

    def __init__(self, entries: Iterable[Entry], *, today: Date) -> None:
        found = sorted(entries, key=lambda entry: entry.name)
        self.entries = len(found)
        self.improvements = sum(len(entry.improvements) for entry in found)
        self.teaching = sum(1 for entry in found if entry.improvements)
        counted = Counter(improvement.category for entry in found for improvement in entry.improvements)
        self.by_category = {category: counted.pop(category, 0) for category in CATEGORIES} | dict(
            sorted(counted.items())
        )
        self.coverage = {
            key: sum(1 for entry in found if key in entry.filled) / len(found) if found else 0.0 for key in SECTIONS
        }
        ranked = sorted(found, key=lambda entry: (-len(entry.improvements), entry.name))
        self.top_sources = [(entry.name, len(entry.improvements)) for entry in ranked[:_TOP] if entry.improvements]
        days = sorted({entry.date for entry in found})
        self.first = days[0] if days else None
        self.last = days[-1] if days else None
        self.streak = _streak(days, today)
        self.warnings = [warning for entry in found for warning in _warnings(entry)]

    def to_dict(self) -> dict[str, object]:
        """Return the statistics as JSON values."""
        return {
            "entries": self.entries,
            "improvements": self.improvements,
            "entries_with_improvements": self.teaching,
            "by_category": self.by_category,
            "coverage": {key: round(share, 3) for key, share in self.coverage.items()},
            "top_sources": [{"source": name, "improvements": count} for name, count in self.top_sources],
            "first": self.first.isoformat() if self.first else None,
            "last": self.last.isoformat() if self.last else None,
            "streak": self.streak,
            "warnings": self.warnings,
        }


def _streak(days: Sequence[Date], today: Date) -> int:
    past = [day for day in days if day <= today]
    if not past or today - past[-1] > timedelta(days=1):
        return 0
    streak = 1
    for earlier, later in zip(reversed(past[:-1]), reversed(past), strict=False):
        if later - earlier != timedelta(days=1):
            break
        streak += 1
    return streak


def _warnings(entry: Entry) -> list[str]:
    empty = entry.empty
    told = [f"{entry.name}: nothing under {', '.join(empty)}"] if empty else []
    return entry.warnings + told
