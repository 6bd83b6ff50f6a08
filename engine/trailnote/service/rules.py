"""The rules of a project: kept up with what was learned, listed, told in every format."""

from __future__ import annotations

import dataclasses
import sqlite3
from collections.abc import Sequence
from datetime import date as Date

from trailnote.distill import learnings, notebook
from trailnote.distill.rules import report
from trailnote.distill.rules.clusters import Clusters, confidence
from trailnote.distill.rules.report import RuleView
from trailnote.errors import NotFoundError, UsageError
from trailnote.model import Memory
from trailnote.service import journal
from trailnote.service.workspace import Workspace
from trailnote.store import followed, memories, rules

CONFIDENCE = ("low", "medium", "high")
LISTED = 50  # rules of each state that `status` lists; `skills` lists all
_SOURCES = 20


@dataclasses.dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule as `status` lists it. `sightings` counts distinct sources; `contradicts` are the ids of rules that say the
    opposite."""

    id: str
    category: str
    text: str
    confidence: str
    sightings: int
    sources: tuple[str, ...]
    state: str
    contradicts: tuple[str, ...]


_IN_PASSING = 1000  # learnings that `status` puts into rules first: at most a second or two


def follow(workspace: Workspace) -> None:
    """Catch up with the notebook, the shared notes and what was learned since rules were last made."""
    from trailnote.service import sharing  # which itself reads the rules

    journal.follow(workspace)
    sharing.follow(workspace)
    learnings.cluster(workspace.database(), most=learnings.FEW)


def skills(
    workspace: Workspace, *, min_frequency: int = 1, since: str = "", category: str = "", embeddings: str = ""
) -> list[RuleView]:
    """Return the rules, surest first. `since` is a date; `embeddings` names a model that compares what words do not
    tell, such as `sentence-transformers:/path`, and changes nothing that is stored."""
    if min_frequency < 1:
        raise UsageError(f"a frequency of {min_frequency} is out of range; 1 or more")
    least = notebook.parse_date(since).isoformat() if since else ""
    learnings.cluster(workspace.database())
    db = workspace.database()
    if embeddings and embeddings != "none":
        db = _with_vectors(workspace, embeddings)
    return report.report(db, today=journal.today(), min_frequency=min_frequency, since=least, category=category)


def _with_vectors(workspace: Workspace, model: str) -> sqlite3.Connection:
    """Return a database in memory with the rules as a sentence model clusters them; decided rules keep their state."""
    from trailnote.service.similarity import Similarity

    names = ", ".join(f"'{name}'" for name in followed.LEARNED)
    here = workspace.database()
    told = list(memories.select(here, f"namespace IN ({names}) AND state != 'superseded' ORDER BY created_ns, n"))
    scratch = sqlite3.connect(":memory:", isolation_level=None)
    scratch.executescript(rules.DDL)
    similarity = Similarity(workspace, model, [memory.text for memory in told])
    Clusters(scratch, similarity).add_all(each for memory in told for each in learnings.learnings_of(memory))
    for rule in rules.every(here):
        if rule.decided_ns is not None:
            rules.decide(scratch, [rule.id], state=rule.state, now_ns=rule.decided_ns, reason=rule.reason)
        if rule.chosen:
            rules.choose(scratch, rule.id, rule.chosen)
    return scratch


def listed(workspace: Workspace, *, min_confidence: str = "low") -> tuple[RuleRow, ...]:
    """Return the rules for `status`: at most fifty of each state, most seen first, none below `min_confidence`."""
    if min_confidence not in CONFIDENCE:
        raise UsageError(f"confidence {min_confidence!r} is unknown; one of {', '.join(CONFIDENCE)}")
    db, today = workspace.database(), journal.today()
    learnings.cluster(db, most=_IN_PASSING)
    found: list[RuleRow] = []
    for state in (rules.PROMOTED, rules.CANDIDATE, rules.REJECTED):
        rows = db.execute(
            "SELECT id, sources, last_date FROM rule WHERE state = ? ORDER BY sources DESC, last_date DESC, id LIMIT ?",
            (state, LISTED * (1 if min_confidence == "low" else 4)),
        ).fetchall()
        fit = [
            id
            for id, sources, last in rows
            if CONFIDENCE.index(confidence(sources, last, today)) >= CONFIDENCE.index(min_confidence)
        ]
        found += [row for row in (_row(db, id, today) for id in fit[:LISTED]) if row is not None]
    return tuple(found)


def _row(db: sqlite3.Connection, id: str, today: Date) -> RuleRow | None:
    rule = rules.get(db, id)
    if rule is None:
        return None
    sources = db.execute(
        "SELECT DISTINCT source FROM rule_wording WHERE rule = ? AND source <> '' LIMIT ?", (id, _SOURCES)
    )
    return RuleRow(
        id=id,
        category=rule.category,
        text=rule.shown,
        confidence=confidence(rule.sources, rule.last_date, today),
        sightings=rule.sources,
        sources=tuple(source for (source,) in sources),
        state=rule.state,
        contradicts=tuple(rules.links_of(db, id)),
    )


def by_category(workspace: Workspace) -> dict[str, int]:
    """Return how many rules there are of each category, rejected ones left out."""
    return dict(
        workspace.database().execute(
            "SELECT category, count(*) FROM rule WHERE state != 'rejected' GROUP BY 1 ORDER BY 1"
        )
    )


def find(workspace: Workspace, name: str) -> rules.Rule | None:
    """Return the rule whose id, or start of an id that only it has, is `name`; None when there is none."""
    db = workspace.database()
    exact = rules.get(db, name)
    if exact is not None or len(name) < 5:
        return exact
    ids = db.execute("SELECT id FROM rule WHERE id >= ? AND id < ? LIMIT 2", (name, name + "\x7f")).fetchall()
    return rules.get(db, str(ids[0][0])) if len(ids) == 1 else None


def view(workspace: Workspace, name: str) -> dict[str, object]:
    """Return one rule in the shape of `skills`, with the reason of a rejection. Raises NotFoundError."""
    learnings.cluster(workspace.database(), most=_IN_PASSING)
    rule = find(workspace, name)
    if rule is None:
        raise NotFoundError(f"{name}: no rule has that id. `trailnote status` and `trailnote skills` list them.")
    db = workspace.database()
    wordings = rules.wordings(db, rule.id)
    shown = RuleView(
        rule.id,
        category=rule.category,
        text=rule.shown,
        confidence=confidence(rule.sources, rule.last_date, journal.today()),
        frequency=rule.sources,
        state=rule.state,
        wordings=[(wording.text, wording.source, wording.date) for wording in wordings],
        tags=[tag for wording in wordings for tag in wording.tags],
        contradicts=rules.links_of(db, rule.id),
    )
    return {**shown.to_dict(), "reason": rule.reason}


def members(db: sqlite3.Connection, rule: str) -> list[Memory]:
    """Return the memories whose statements are in a rule."""
    ids = {wording.learning.partition("@")[0] for wording in rules.wordings(db, rule)}
    found: list[Memory] = []
    for id in sorted(ids):
        found += memories.select(db, "id = ?", (id,))
    return found


def from_outside(members: Sequence[Memory], text: str) -> bool:
    """Return whether a rule's words come from outside alone: no statement of our own has them."""
    said = [memory for memory in members if memory.text == text] or list(members)
    return bool(said) and all(memory.origin != "own" for memory in said)
