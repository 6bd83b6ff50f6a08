"""The rules of a project as they are told: frequency, confidence, sources, what contradicts them."""

from __future__ import annotations

from datetime import date as Date

from trailnote.store import rules

from .clusters import HIGH, LOW, MEDIUM, confidence

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

_RANK = {HIGH: 0, MEDIUM: 1, LOW: 2}


class RuleView:
    """One rule as it is told. `wordings` are (text, source, date); `frequency` counts distinct sources."""

    __slots__ = (
        "category", "confidence", "contradicts", "frequency", "id", "sources", "state", "tags", "text", "wordings",
    )  # fmt: skip

    def __init__(
        self,
        id: str,
        *,
        category: str,
        text: str,
        confidence: str,
        frequency: int,
        state: str,
        wordings: Sequence[tuple[str, str, str]] = (),
        tags: Iterable[str] = (),
        contradicts: Iterable[str] = (),
    ) -> None:
        self.id = id
        self.category = category
        self.text = text
        self.confidence = confidence
        self.frequency = frequency
        self.state = state
        self.wordings = tuple(wordings)
        self.sources = tuple(dict.fromkeys(source for _, source, _ in wordings))
        self.tags = tuple(dict.fromkeys(tags))
        self.contradicts = tuple(contradicts)

    def to_dict(self) -> dict[str, object]:
        """Return the rule as JSON values."""
        return {
            "id": self.id,
            "category": self.category,
            "text": self.text,
            "confidence": self.confidence,
            "frequency": self.frequency,
            "state": self.state,
            "sources": list(self.sources),
            "tags": list(self.tags),
            "wordings": [{"text": text, "source": source, "date": date} for text, source, date in self.wordings],
            "contradicts": list(self.contradicts),
        }


def report(
    db: sqlite3.Connection,
    *,
    today: Date,
    min_frequency: int = 1,
    since: str = "",
    category: str = "",
) -> list[RuleView]:
    """Return the rules seen in at least `min_frequency` sources: surest first, then most seen, then newest.

    With `since` (`YYYY-MM-DD`) only what was said on that day or later counts; with `category` only rules of it.
    """
    wordings = rules.every_wording(db)
    links = rules.links(db)
    found: list[tuple[tuple[int, int, int, str], RuleView]] = []
    for rule in rules.every(db):
        said = [wording for wording in wordings.get(rule.id, ()) if wording.date >= since]
        sources = {wording.source for wording in said}
        if not said or len(sources) < min_frequency or (category and rule.category != category):
            continue
        newest = max(wording.date for wording in said)
        view = RuleView(
            rule.id,
            category=rule.category,
            text=rule.shown,
            confidence=confidence(len(sources), newest, today),
            frequency=len(sources),
            state=rule.state,
            wordings=[(wording.text, wording.source, wording.date) for wording in said],
            tags=[tag for wording in said for tag in wording.tags],
            contradicts=links.get(rule.id, ()),
        )
        found.append(((_RANK[view.confidence], -view.frequency, -_ordinal(newest), rule.id), view))
    return [view for _, view in sorted(found, key=lambda item: item[0])]


def _ordinal(date: str) -> int:
    try:
        return Date.fromisoformat(date).toordinal()
    except ValueError:
        return 0
