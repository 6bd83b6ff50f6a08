"""What a start tells because a person approved it: rules of the user's own tier, rules in the project's settings (which
the client does not read itself), and what came to contradict a promoted rule."""

from __future__ import annotations

import os
import sqlite3

from trailnote.store import memories

TYPE_CHECKING = False
if TYPE_CHECKING:
    from trailnote.paths import Project

MOST = 12
_MOST_AGAINST = 3
_SETTINGS = ".claude/settings.json"
_MAX_BYTES = 1 << 20


class Standing:
    """One rule to tell: `kind` is user, settings or against. For `against` the `other` rule says the opposite, in
    `other_text`, and was seen in so many `sources`."""

    __slots__ = ("id", "kind", "other", "other_text", "sources", "text")

    def __init__(
        self, id: str, text: str, *, kind: str, other: str = "", other_text: str = "", sources: int = 0
    ) -> None:
        self.id = id
        self.text = text
        self.kind = kind
        self.other = other
        self.other_text = other_text
        self.sources = sources

    @property
    def told_as(self) -> str:
        """What is noted as told, so that nothing is told twice in a session."""
        return f"{self.id}!{self.other}" if self.other else self.id


def for_start(
    db: sqlite3.Connection, project: Project, *, now_ns: int, user: sqlite3.Connection | None
) -> list[Standing]:
    """Return what is to be told at a start, what contradicts first."""
    found = _against(db, now_ns)
    found += _in_settings(project)
    if user is not None:
        promoted = f"namespace IN ('learnings', 'patterns', 'decisions') AND state = 'promoted' AND {memories.LIVE}"
        for memory in memories.select(user, f"{promoted} ORDER BY created_ns, n LIMIT ?", (now_ns, MOST), scope="user"):
            found.append(Standing(memory.id, memory.text, kind="user"))
    return found


def _against(db: sqlite3.Connection, now_ns: int) -> list[Standing]:
    rows = db.execute(
        "SELECT a.id, coalesce(nullif(a.chosen, ''), a.text), b.id, coalesce(nullif(b.chosen, ''), b.text), b.sources "
        "FROM rule AS a JOIN rule_link AS l ON l.rule = a.id JOIN rule AS b ON b.id = l.other "
        "WHERE a.state = 'promoted' AND b.state != 'rejected' AND EXISTS ("
        "SELECT 1 FROM rule_wording AS w JOIN memory AS m "
        "ON m.id = substr(w.learning, 1, instr(w.learning || '@', '@') - 1)"
        " WHERE w.rule = b.id AND (m.expires_ns IS NULL OR m.expires_ns > ?)) ORDER BY b.last_date DESC, a.id LIMIT ?",
        (now_ns, _MOST_AGAINST),
    )
    return [
        Standing(str(id), str(text), kind="against", other=str(other), other_text=str(said), sources=int(sources))
        for id, text, other, said, sources in rows
    ]


def _in_settings(project: Project) -> list[Standing]:
    try:
        with open(os.path.join(project.worktree, _SETTINGS), encoding="utf-8", errors="replace") as file:
            text = file.read(_MAX_BYTES)
    except OSError:
        return []
    if '"trailnote"' not in text:
        return []
    import json

    try:
        value = json.loads(text)
        listed = value["trailnote"]["rules"]
        pairs = [(str(rule["id"]), str(rule["text"])) for rule in listed]
    except (ValueError, KeyError, TypeError):
        return []  # the client itself says when its settings cannot be read
    return [Standing(id, said, kind="settings") for id, said in pairs[:MOST]]
