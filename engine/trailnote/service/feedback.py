"""What a reader says of a note that it was told: helpful, not helpful, stale or wrong."""

from __future__ import annotations

import dataclasses
import sqlite3

from trailnote.distill import failures
from trailnote.errors import UsageError
from trailnote.model import Memory
from trailnote.service.workspace import Workspace
from trailnote.store.database import transaction

SIGNALS = ("helpful", "not_helpful", "stale", "wrong")
# Factors on a memory's salience, which is 1 until it is fed back. Below recall's least salience it is no longer told
# unasked: one "wrong", or three times "not helpful", are enough; a pinned one is a person's and stays.
_FACTOR = {"helpful": 1.25, "not_helpful": 0.66, "stale": 0.5, "wrong": 0.1}
_MOST = 2.0


@dataclasses.dataclass(frozen=True, slots=True)
class Fed:
    """The memory that was spoken of, the signal, and its salience from now on."""

    id: str
    signal: str
    salience: float


def feedback(workspace: Workspace, id: str, signal: str) -> Fed:
    """Take a reader's word on the memory `id`. Raises UsageError for another signal and NotFoundError for no such id.

    Feedback never deletes, promotes or rejects: it changes how readily a note is told, and which fix is told first.
    """
    if signal not in SIGNALS:
        raise UsageError(f"signal {signal!r} is unknown; one of {', '.join(SIGNALS)}")
    memory, db = workspace.find(id)
    now = workspace.now_ns()
    salience = min(_MOST, memory.salience * _FACTOR[signal])
    with transaction(db):
        helped = int(signal == "helpful")
        db.execute(
            "UPDATE memory SET salience = ?, uses = uses + ?, used_ns = max(used_ns, ?) WHERE n = ?",
            (salience, helped, helped * now, memory.n),
        )
        _mark_told(db, memory, helped)
        if memory.namespace == "failures":
            failures.feed_back(db, memory.id, helped=signal == "helpful", now_ns=now)
    return Fed(memory.id, signal, round(salience, 4))


def _mark_told(db: sqlite3.Connection, memory: Memory, helped: int) -> None:
    """Say of the last time that the memory was told whether it was of use."""
    db.execute(
        "UPDATE told SET used = ? WHERE id = ? AND at_ns = (SELECT max(at_ns) FROM told WHERE id = ?)",
        (helped, memory.id, memory.id),
    )
