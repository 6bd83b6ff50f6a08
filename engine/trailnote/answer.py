"""What a hook answers: drain, distil, recall, render. Loaded only for the events that can be answered."""

from __future__ import annotations

import json
import os
import sqlite3

from trailnote.capture import log
from trailnote.capture.payload import NATIVE
from trailnote.config import Config
from trailnote.distill import pipeline, sessions
from trailnote.errors import CorruptError, StoreError
from trailnote.model import Event
from trailnote.paths import Project, user_project
from trailnote.recall import branches, heard, moments
from trailnote.render import brief
from trailnote.store import told
from trailnote.store.database import NAME, open_database, transaction

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from trailnote.recall.standing import Standing
    from trailnote.store.handoffs import Handoff

_WAIT_MS = 50
# Many sessions may start at the same moment, and one of them is to get the baton: a start waits a little longer.
_WAIT_AT_START_MS = 300
_ARRIVED_S = 0.2  # how long a start learns what a pull brought
_SHARED = 6  # notes that colleagues shared since: told at one start, found by words after that
_EVENT_NAME = {
    "session_start": "SessionStart",
    "prompt": "UserPromptSubmit",
    "tool": "PostToolUse",
    "tool_failure": "PostToolUseFailure",
}


def to(event: Event, *, project: Project, config: Config, env: Mapping[str, str]) -> str:
    """Return what the hook prints for `event`: one JSON object on one line, or ""."""
    wait_ms = _WAIT_AT_START_MS if event.kind == "session_start" else _WAIT_MS
    try:
        db = _opened(project.local_dir, wait_ms)
    except StoreError as exc:
        log.write([project.local_dir], event.kind, str(exc))
        return ""
    try:
        arrived_s = _ARRIVED_S if event.kind == "session_start" else 0
        synced = pipeline.sync(db, project, config, wait_ms=wait_ms, arrived_s=arrived_s)
        if event.kind == "stop":
            return _summary(db, event, config)
        user = _user_tier(project, env) if event.kind in ("session_start", "prompt") else None
        try:
            text = _context(db, event, project=project, config=config, user=user, synced=synced)
        finally:
            if user is not None:
                user.close()
    except sqlite3.DatabaseError as exc:
        from trailnote.store import recovery

        # Busy or full: say nothing rather than hold the agent up. Damaged: the next event finds a sound database.
        log.write([project.local_dir], event.kind, f"not answered: {exc}")
        if recovery.is_corrupt(exc):
            recovery.rebuild(project.local_dir, wait_ms=wait_ms)
        return ""
    finally:
        db.close()
    if not text:
        return ""
    if event.client not in NATIVE:
        from trailnote.capture import dialects

        return dialects.printed(event.client, event.kind, text)
    name = _EVENT_NAME[event.kind]
    return json.dumps({"hookSpecificOutput": {"hookEventName": name, "additionalContext": text}}, ensure_ascii=False)


def _opened(local_dir: str, wait_ms: int) -> sqlite3.Connection:
    try:
        return open_database(local_dir, wait_ms=wait_ms)
    except CorruptError:
        from trailnote.store import recovery

        return recovery.opened(local_dir, wait_ms=wait_ms)


def _user_tier(project: Project, env: Mapping[str, str]) -> sqlite3.Connection | None:
    """Open the user's own tier, if there is one beside the project's."""
    place = user_project(env)
    if project.resolved_by == "user" or not os.path.exists(os.path.join(place.local_dir, NAME)):
        return None
    try:
        return _opened(place.local_dir, _WAIT_MS)
    except StoreError as exc:
        log.write([place.local_dir], "user tier", str(exc))
        return None


def _summary(db: sqlite3.Connection, event: Event, config: Config) -> str:
    """Return what the person is shown at a turn's end. Never context: from Stop that would force another turn."""
    if not config.summary:
        return ""
    from trailnote.recall import ended
    from trailnote.render import turns

    found = ended.turn(db, event)
    text = turns.summary(found) if found is not None else ""
    if event.client not in NATIVE:
        from trailnote.capture import dialects

        return dialects.printed(event.client, event.kind, text)
    return json.dumps({"systemMessage": text}, ensure_ascii=False) if text else ""


def _context(
    db: sqlite3.Connection,
    event: Event,
    *,
    project: Project,
    config: Config,
    user: sqlite3.Connection | None,
    synced: bool,
) -> str:
    if event.kind == "session_start" and event.source == "fork":
        return ""  # the new session carries the context of the one that it branches from
    session = sessions.get(db, event.session)
    epoch = session.epoch if session else 0
    if not synced and event.kind == "session_start" and event.source in ("clear", "compact"):
        epoch += 1  # the process that drains at this moment will count it
    left = config.session_tokens - told.tokens(db, event.session)
    limits = {"session_start": config.start_tokens, "prompt": config.prompt_tokens}
    budget = min(left, limits.get(event.kind, config.failure_tokens))
    if budget <= 0:
        return ""
    known = told.ids(db, event.session, epoch)
    if event.kind in ("tool", "tool_failure"):
        return _at_failure(db, event, project=project, config=config, budget=budget, known=known, epoch=epoch)
    known |= heard.ids(
        db,
        event.client,
        worktree=event.worktree,
        cwd=session.cwd if session else event.cwd,
        began_ns=session.started_ns if session else event.at_ns,
    )
    approved: list[Standing] = []
    if event.kind == "session_start" and event.source != "resume":
        from trailnote.recall import standing

        approved = standing.for_start(db, project, now_ns=event.at_ns, user=user)
        around = moments.look_around(project, event.branch)
        notes = moments.for_start(db, around, now_ns=event.at_ns, told=known, user=user)
        notes = _shared(db, project, config, known) + notes
    elif event.kind == "prompt":
        notes = moments.for_prompt(db, event.text, (), now_ns=event.at_ns, told=known, floor=config.floor, user=user)
    else:
        notes = []
    branches.mark_unmerged([note.memory for note in notes], project, event.branch)
    lost: list[str] = []
    while True:
        block = brief.Block(project=config.name or project.name, branch=event.branch, budget_tokens=budget)
        baton = _first_line(db, event, block, project=project, known=known, lost=lost)
        _add_standing(block, approved, known)
        for note in notes:
            line = brief.line_of(note.memory, root=project.worktree, now_ns=event.at_ns, why=note.why)
            block.add(line, note.memory.id)
        text = _told(db, event, block, epoch, baton)
        if text is not None:
            return text
        lost.append(baton[0].id if baton else "")


def _shared(db: sqlite3.Connection, project: Project, config: Config, known: frozenset[str]) -> list[moments.Note]:
    """Read the notes that colleagues committed since, and return the new ones: this start tells them."""
    if not project.gitdir or not os.path.isdir(os.path.join(project.memory_dir, "notes")):
        return []
    from trailnote.capture.payload import Scrubber
    from trailnote.distill import shared_notes

    scrubber = Scrubber(tuple(config.redact_patterns), tuple(config.redact_allow))
    new = shared_notes.follow(db, project, scrubber.text)
    told = [memory for memory in new if memory.origin == "own" and memory.state != "rejected"]
    return [moments.Note(memory, "shared") for memory in told[:_SHARED] if memory.id not in known]


def _add_standing(block: brief.Block, approved: list[Standing], known: frozenset[str]) -> None:
    if not approved:
        return
    from trailnote.render import standing

    for each in approved:
        if each.told_as not in known:
            block.add(standing.line(each), each.told_as)


def _at_failure(
    db: sqlite3.Connection,
    event: Event,
    *,
    project: Project,
    config: Config,
    budget: int,
    known: frozenset[str],
    epoch: int,
) -> str:
    """Return what to say when a command failed: what mended it before, or that nothing changed since it last did."""
    from trailnote.recall import failing
    from trailnote.render import failures

    block = brief.Block(project=config.name or project.name, branch=event.branch, budget_tokens=budget)
    met = failing.recognise(db, event, epoch=epoch)
    if met is not None and met.id not in known:
        for line in failures.lines(met, root=project.worktree, now_ns=event.at_ns):
            if block.add(line, met.id):
                break
    row = failing.repeated(db, event, least=config.repeat_failures, told=known)
    if row is not None:
        block.add(failures.repeated_line(row), row.id)
    if not block.ids:
        return ""
    with transaction(db):
        if met is not None and any(id == met.id for id, _ in block.ids):
            failing.note_suggested(db, event, met)
        return _told(db, event, block, epoch, None) or ""


def _first_line(
    db: sqlite3.Connection,
    event: Event,
    block: brief.Block,
    *,
    project: Project,
    known: frozenset[str],
    lost: list[str],
) -> tuple[Handoff, bool] | None:
    """Begin a start's block with where the last session left off, or with the checkpoint before a compaction. Returns
    the handoff that is told, and whether it is to be taken; `lost` are those that others took meanwhile."""
    if event.kind != "session_start" or event.source == "resume":
        return None
    from trailnote.distill import handoffs
    from trailnote.render import batons

    if event.source == "compact":
        from trailnote.distill import pages

        checkpoint = pages.checkpoint_of(db, event.session)
        if checkpoint is not None and checkpoint.id not in known:
            block.add(batons.checkpoint_line(checkpoint, max_chars=block.room), checkpoint.id)
        return None
    place = handoffs.Place.of(event, shared=project.resolved_by == "user")
    choice = handoffs.choose(db, place, now_ns=event.at_ns, but=lost) if block.room >= batons.LEAST_CHARS else None
    if choice is None:
        return None
    baton, takes = choice
    dirty = handoffs.uncommitted(event.worktree, baton.texts("files")) if event.gitdir and takes else []
    line = batons.line_of(
        baton, now_ns=event.at_ns, branch=event.branch, max_chars=block.room, uncommitted=dirty, taken=takes
    )
    block.add(line, baton.id)
    return choice


def _told(
    db: sqlite3.Connection, event: Event, block: brief.Block, epoch: int, baton: tuple[Handoff, bool] | None
) -> str | None:
    """Note what the block tells, its baton taken in the same transaction, and return its text; None when another
    session took the baton first."""
    text = block.text()
    if not text:
        return ""
    with transaction(db):
        if baton is not None:
            from trailnote.distill import handoffs

            if not handoffs.claim(db, baton, by=event.session, at_ns=event.at_ns):
                return None
        new = told.note(db, event.session, epoch, block.costs(), moment=event.kind, at_ns=event.at_ns)
    # Another delivery of the same call came first and has told all of it.
    return text if new or not block.ids else ""
