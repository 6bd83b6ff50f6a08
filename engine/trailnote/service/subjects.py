"""What is reviewed: a rule with its learnings, a decision, any other memory; found by the ids that a person types."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from trailnote.distill import learnings
from trailnote.errors import NotFoundError, UsageError
from trailnote.model import Memory
from trailnote.service import rules as service
from trailnote.service.workspace import Workspace
from trailnote.store import followed, memories, rules

DECISIONS = "decisions"


@dataclasses.dataclass(frozen=True, slots=True)
class Subject:
    """What is reviewed: a rule with its learnings, or one memory (`rule` is None then)."""

    id: str
    text: str
    state: str
    namespace: str
    category: str
    origin: str
    rule: rules.Rule | None
    members: tuple[Memory, ...]


def find(workspace: Workspace, name: str) -> Subject:
    """Return what an id names. Raises NotFoundError."""
    db = workspace.database()
    rule = service.find(workspace, name) if name.startswith("r-") else None
    if rule is None:
        memory, _ = workspace.find(name, "project")
        wording = rules.has_learning(db, memory.id) if memory.namespace in followed.LEARNED else None
        rule = rules.get(db, wording.rule) if wording else None
        if rule is None:
            category = learnings.category_of(memory)
            return Subject(
                memory.id, memory.text, memory.state, memory.namespace, category, memory.origin, None, (memory,)
            )
    return _of_rule(workspace, rule)


def _of_rule(workspace: Workspace, rule: rules.Rule) -> Subject:
    members = tuple(service.members(workspace.database(), rule.id))
    origin = "outside" if service.from_outside(members, rule.shown) else "own"
    return Subject(rule.id, rule.shown, rule.state, "learnings", rule.category, origin, rule, members)


def chosen(workspace: Workspace, ids: Sequence[str]) -> tuple[dict[str, Subject], list[str]]:
    """Return the subjects by the id that was asked for, and the ids of nothing. Raises UsageError, NotFoundError."""
    if not ids:
        raise UsageError("no id was given; `diff` lists what is pending")
    if not all(id.strip() for id in ids):
        raise UsageError("an empty id was given; nothing was changed. `diff` lists what is pending")
    learnings.cluster(workspace.database())
    found: dict[str, Subject] = {}
    missing = []
    for id in dict.fromkeys(ids):
        try:
            subject = find(workspace, id)
        except NotFoundError:
            missing.append(id)
            continue
        # A memory is told by its whole id; of a rule's learning the id that the caller knows is told.
        found[subject.id if subject.rule is None or id.startswith("r-") else id] = subject
    if not found:
        raise NotFoundError(f"{', '.join(missing)}: nothing has such an id; nothing was changed. `diff` lists them.")
    return found, missing


def every(workspace: Workspace) -> list[Subject]:
    """Return every rule, most seen first, and every decision, oldest first."""
    db = workspace.database()
    names = ", ".join(f"'{name}'" for name in followed.LEARNED)
    by_id = {memory.id: memory for memory in memories.select(db, f"namespace IN ({names})")}
    said = rules.every_wording(db)
    found = []
    for rule in rules.every(db):
        ids = dict.fromkeys(wording.learning.partition("@")[0] for wording in said.get(rule.id, ()))
        members = tuple(by_id[id] for id in ids if id in by_id)
        origin = "outside" if service.from_outside(members, rule.shown) else "own"
        found.append(Subject(rule.id, rule.shown, rule.state, "learnings", rule.category, origin, rule, members))
    decided = f"namespace = '{DECISIONS}' AND (expires_ns IS NULL OR expires_ns > ?) ORDER BY created_ns, n"
    return found + [
        Subject(memory.id, memory.text, memory.state, DECISIONS, "", memory.origin, None, (memory,))
        for memory in memories.select(db, decided, (workspace.now_ns(),))
    ]
