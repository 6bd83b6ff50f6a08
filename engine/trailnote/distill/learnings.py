"""From memories to rules: what came, changed or went among the learnings is put into its rules, or taken out.

A reader does this, never a hook: comparing statements costs milliseconds each. What a person decided about a rule
holds for every learning in it, whenever that came.
"""

from __future__ import annotations

import sqlite3
import time

from trailnote.distill.notebook import CATEGORIES, UNCATEGORISED
from trailnote.distill.rules.clusters import Clusters, Learning
from trailnote.model import Memory
from trailnote.store import followed, memories, rules
from trailnote.store.database import transaction

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Similarity = Callable[[str, Sequence[str]], Sequence[float]]

_CHUNK = 100  # learnings a transaction: a hook that writes at that moment waits for no more
_DECIDED = (rules.PROMOTED, rules.REJECTED)
NOTED_RULE = "rule"  # the fact that names the rule which a shared note stands for


FEW = followed.FEW


def cluster(db: sqlite3.Connection, *, similarity: Similarity | None = None, most: int = -1) -> int:
    """Put what waits into rules, oldest first, take out what expired, and return how many learnings that were. With
    `most`, nothing is done while more than so many wait: each costs a millisecond or two."""
    while memories.sweep(db, now_ns=time.time_ns(), namespaces=followed.LEARNED, limit=_CHUNK):
        continue
    ids = followed.waiting(db, limit=most + 1 if most >= 0 else -1)
    if not ids or 0 <= most < len(ids):
        return 0
    found = {id: _memory(db, id) for id in ids}
    clusters = Clusters(db, similarity)
    order = sorted(ids, key=lambda id: _age(found[id]))
    for start in range(0, len(order), _CHUNK):
        batch = order[start : start + _CHUNK]
        with transaction(db):
            for id in batch:
                memory = _memory(db, id)  # once more: another process may have changed it since
                if memory is None:
                    _keep_only(db, id, {})
                else:
                    _put(db, clusters, memory)
            followed.done(db, batch)
    return len(ids)


def _age(memory: Memory | None) -> tuple[str, int, str]:
    return (date_of(memory), memory.created_ns, memory.text) if memory is not None else ("", 0, "")


def _memory(db: sqlite3.Connection, id: str) -> Memory | None:
    found = list(memories.select(db, "id = ? AND state != 'superseded'", (id,)))
    return found[0] if found else None


def _put(db: sqlite3.Connection, clusters: Clusters, memory: Memory) -> None:
    noted = memory.facts.get(NOTED_RULE)
    if isinstance(noted, str):
        _adopt(db, memory, noted)
        return
    wanted = {learning.id: learning for learning in learnings_of(memory)}
    _keep_only(db, memory.id, wanted)
    for learning in wanted.values():
        rule = rules.get(db, clusters.add(learning))
        if rule is not None:
            _agree(db, memory, rule)


def _agree(db: sqlite3.Connection, memory: Memory, rule: rules.Rule) -> None:
    """Let a person's word on the rule hold for the learning; a learning that brings such a word tells a new rule."""
    now = time.time_ns()
    if rule.state in _DECIDED:
        if memory.state != rule.state:
            memories.set_state(db, memory.n, rule.state, now_ns=now)
    elif memory.state in _DECIDED and rule.decided_ns is None:
        rules.decide(db, [rule.id], state=memory.state, now_ns=memory.updated_ns or now)


def _adopt(db: sqlite3.Connection, memory: Memory, id: str) -> None:
    """Make the rule that a colleague's note brings, under its own id; one that says the same here joins it unless
    somebody decided about it."""
    date = date_of(memory)
    for known in _wordings_of(db, memory.id):
        if (known.rule, known.text) != (id, memory.text):
            rules.drop_learning(db, known.learning)
    if rules.has_learning(db, memory.id) is None:
        _adopt_wording(db, memory, id, date)
    rule = rules.get(db, id)
    if rule is not None and memory.state in _DECIDED and rule.state != memory.state:
        rules.decide(db, [id], state=memory.state, now_ns=memory.updated_ns)


def _adopt_wording(db: sqlite3.Connection, memory: Memory, id: str, date: str) -> None:
    scratch = Clusters(db)
    learning = Learning(
        memory.id, text=memory.text, source=source_of(memory, memory.provenance.sources[0]), date=date,
        category=category_of(memory), tags=memory.tags,
    )  # fmt: skip
    there = scratch.add(learning)
    if there == id:
        return
    found = rules.get(db, there)
    if found is None or (found.state in _DECIDED and rules.get(db, id) is not None):
        return
    _rename(db, there, id)


def _rename(db: sqlite3.Connection, old: str, new: str) -> None:
    """Give the wordings of rule `old` to rule `new`, which takes its place."""
    if rules.get(db, new) is None:
        db.execute("UPDATE rule SET id = ? WHERE id = ?", (new, old))
    else:
        db.execute("DELETE FROM rule WHERE id = ?", (old,))
    db.execute("UPDATE rule_wording SET rule = ? WHERE rule = ?", (new, old))
    for name in ("rule", "other"):
        db.execute(f"UPDATE OR IGNORE rule_link SET {name} = ? WHERE {name} = ?", (new, old))  # noqa: S608  two columns
    db.execute("DELETE FROM rule_link WHERE rule = ? OR other = ? OR rule = other", (old, old))
    row = db.execute(
        "SELECT count(DISTINCT source), min(date), max(date) FROM rule_wording WHERE rule = ? AND source <> ''", (new,)
    ).fetchone()
    db.execute("UPDATE rule SET sources = ?, first_date = ?, last_date = ? WHERE id = ?", (*row, new))


def _wordings_of(db: sqlite3.Connection, memory_id: str) -> list[rules.Wording]:
    found = []
    for (learning,) in db.execute(
        "SELECT learning FROM rule_wording WHERE learning >= ? AND learning < ?", (memory_id, memory_id + "\x7f")
    ).fetchall():
        wording = rules.has_learning(db, learning)
        if wording is not None:
            found.append(wording)
    return found


def _keep_only(db: sqlite3.Connection, memory_id: str, wanted: dict[str, Learning]) -> None:
    for wording in _wordings_of(db, memory_id):
        if wording.learning not in wanted:
            rules.drop_learning(db, wording.learning)


def learnings_of(memory: Memory) -> list[Learning]:
    """Return one learning for each source of a memory; that of the first source has the memory's own id."""
    sources = list(dict.fromkeys(source_of(memory, source) for source in memory.provenance.sources)) or ["unknown"]
    return [
        Learning(
            memory.id if n == 0 else f"{memory.id}@{source}",
            text=memory.text,
            source=source,
            date=date_of(memory),
            category=category_of(memory),
            tags=memory.tags,
        )
        for n, source in enumerate(sources)
    ]


def source_of(memory: Memory, source: str) -> str:
    """Return a source as sightings are counted by: an entry by its name; what a person says counts once a day."""
    return f"person:{date_of(memory)}" if source == "person" else source.removeprefix("note:journal/")


def date_of(memory: Memory) -> str:
    """Return the day a memory speaks of, `YYYY-MM-DD`: the entry's where there is one, else that of its creation."""
    given = memory.facts.get("date")
    if isinstance(given, str) and given:
        return given
    return time.strftime("%Y-%m-%d", time.gmtime(max(memory.created_ns, 0) // 10**9))


def category_of(memory: Memory) -> str:
    """Return the category of the notebook that a memory names in its facts or by a tag, else `uncategorised`."""
    given = memory.facts.get("category")
    if isinstance(given, str) and given in CATEGORIES:
        return given
    tags = [tag.lower().replace("-", "_").replace(" ", "_") for tag in memory.tags]
    return next((tag for tag in tags if tag in CATEGORIES), UNCATEGORISED)
