"""Handing over by request: begin, list, accept, cancel. Automatic handoffs come about in `distill.handoffs`."""

from __future__ import annotations

import os
from collections.abc import Sequence

from trailnote import paths
from trailnote.capture import process
from trailnote.distill import handoffs as batons
from trailnote.distill import said, sessions, thread
from trailnote.errors import RefusedError, UsageError
from trailnote.model import digest
from trailnote.recall.moments import look_around
from trailnote.service.workspace import Workspace
from trailnote.store import handoffs
from trailnote.store.database import transaction
from trailnote.store.handoffs import MANUAL, Handoff

PERSON = "person"
_SUMMARY_CHARS, _SAID_CHARS, _ITEM_CHARS, _ITEMS, _FILES = 4_000, 600, 500, 12, 40


def begin(
    workspace: Workspace,
    *,
    summary: str = "",
    open_questions: Sequence[str] = (),
    next_steps: Sequence[str] = (),
    to_agent: str = "",
    by: str = "",
) -> Handoff:
    """Leave a handoff for the next session, of any agent or of the one named by `to_agent`, and return it.

    What is not given is taken from the calling agent's session: what it last said, its files, what fails. An earlier
    one of the same session to the same agent expires. `by` is who asks when no session is known. Raises UsageError
    when there is neither a summary nor a session.
    """
    db, now, project = workspace.database(), workspace.now_ns(), workspace.project
    session = caller(workspace) or _latest_running(workspace)
    found = thread.read(db, session) if session is not None else None
    text = workspace.scrubber.text(summary.strip(), _SUMMARY_CHARS)
    if not text and found is not None:
        text = said.first_sentences(found.answer, _SAID_CHARS) or found.task
    if not text:
        raise UsageError("no summary was given, and no session runs here to take one from; nothing was stored")
    head, branch = paths.read_head(project.gitdir, project.commondir) if project.gitdir else ("", "")
    body = _observed(found, look_around(project, branch).files)
    body["summary"] = text
    for name, given in (("open_questions", open_questions), ("next_steps", next_steps)):
        body[name] = _items(workspace, given) or body.get(name)
    named = batons.agent_name(workspace.scrubber.text(to_agent, 60))
    giver = session.id if session else ""
    made = Handoff(
        "h-" + digest(giver, MANUAL, str(now), text)[:12],
        kind=MANUAL,
        from_agent=session.client if session else by,
        to_agent=named,
        session=giver,
        created_ns=now,
        cwd=os.path.realpath(workspace.directory),
        worktree=project.worktree,
        branch=branch,
        head=head,
        body={name: value for name, value in body.items() if value},
    )
    with transaction(db):
        if giver:
            earlier = handoffs.select(
                db, "session = ? AND kind = 'manual' AND state = 'open' AND to_agent = ?", (giver, named)
            )
            handoffs.expire(db, [h.id for h in earlier + batons.own_automatic(db, giver)], reason="newer")
        handoffs.put(db, made)
    return made


def _observed(found: thread.Thread | None, dirty: Sequence[str]) -> dict[str, object]:
    """Return what a handoff can say without being told: of the session's thread, and of the files that differ."""
    if found is None:
        return {"files": list(dirty)[:_FILES], "uncommitted": list(dirty)[:_FILES]}
    return {
        "task": found.task,
        "open_questions": said.open_questions(found.answer),
        "next_steps": said.next_steps(found.answer),
        "files": list(found.files),
        "uncommitted": list(dirty)[:_FILES],
        "failing": found.failing,
        "tests": found.tests,
        "commits": found.commits[-5:],
    }


def _items(workspace: Workspace, given: Sequence[str]) -> list[str]:
    clean = [workspace.scrubber.text(item.strip(), _ITEM_CHARS) for item in given]
    return [item for item in clean if item][:_ITEMS]


def listed(workspace: Workspace, *, everything: bool = False, limit: int = 50) -> list[Handoff]:
    """Return the open handoffs, newest first; with `everything` also those that were accepted or expired."""
    db = workspace.database()
    with transaction(db):
        batons.reap(db, now_ns=workspace.now_ns())
    where = "1" if everything else "state = 'open'"
    found = handoffs.select(db, f"{where} ORDER BY created_ns DESC, id LIMIT ?", (limit,))
    for baton in found:
        if baton.state == handoffs.OPEN:
            _add_uncommitted(baton)
    return found


def find(workspace: Workspace, name: str) -> Handoff:
    """Return a handoff by its id, or the start of one. Raises NotFoundError."""
    return handoffs.get(workspace.database(), name)


def accept(workspace: Workspace, name: str = "", *, agent: str = "") -> Handoff | None:
    """Take the handoff `name`, or the one that a start here would be offered, and return it; None when there is none.

    `agent` is who takes it when the calling session is not known. Raises NotFoundError, and RefusedError when it is
    open no more, or when an agent asks for one that was made for another.
    """
    db, now = workspace.database(), workspace.now_ns()
    session = caller(workspace)
    client = session.client if session else batons.agent_name(agent)
    taker = session.id if session else PERSON
    with transaction(db):
        batons.reap(db, now_ns=now)
    if name:
        baton: Handoff | None = handoffs.get(db, name)
    else:
        choice = batons.choose(db, _place(workspace, client, session.id if session else ""), now_ns=now)
        baton = choice[0] if choice else None
    if baton is None:
        return None
    if client and baton.to_agent not in ("", client):
        raise RefusedError(f"{baton.id}: was made for {baton.to_agent} and waits for it; nothing was taken")
    _add_uncommitted(baton)
    with transaction(db):
        taken = batons.accept(db, baton, by=taker, at_ns=now, settled=True)
    if not taken:
        known = handoffs.get(db, baton.id)
        raise RefusedError(
            f"{known.id}: is {known.state}, not open; nothing was taken. `handoff list` shows the open ones."
        )
    return baton


def cancel(workspace: Workspace, name: str) -> Handoff:
    """Withdraw an open handoff and return it. Raises UsageError without an id, NotFoundError, and RefusedError when it
    is open no more."""
    db = workspace.database()
    if not name:
        known = ", ".join(h.id for h in handoffs.still_open(db)) or "none"
        raise UsageError(f"no id was given; nothing was cancelled. Open: {known}")
    baton = handoffs.get(db, name)
    with transaction(db):
        if not handoffs.expire(db, [baton.id], reason="cancelled"):
            raise RefusedError(f"{baton.id}: is {baton.state}, not open; nothing was changed")
    return handoffs.get(db, baton.id)


def check_action(action: str) -> str:
    """Return `action` if it is one; UsageError names those there are."""
    if action not in ("begin", "list", "accept", "cancel"):
        raise UsageError(f"action {action!r} is unknown; one of begin, list, accept, cancel")
    return action


def _place(workspace: Workspace, client: str, session: str) -> batons.Place:
    project = workspace.project
    head, branch = paths.read_head(project.gitdir, project.commondir) if project.gitdir else ("", "")
    return batons.Place(
        client=client,
        session=session,
        cwd=workspace.directory,
        worktree=project.worktree,
        branch=branch,
        head=head,
        shared=not workspace.in_project,
    )


def _add_uncommitted(baton: Handoff) -> None:
    """Say which of a handoff's files differ from HEAD in its checkout now, if that can be told."""
    if baton.worktree and baton.head and os.path.isdir(baton.worktree):
        dirty = batons.uncommitted(baton.worktree, baton.texts("files"))
        if dirty is not None:
            baton.body["uncommitted"] = list(dict.fromkeys([*dirty, *_also(baton)]))


def _also(baton: Handoff) -> list[str]:
    """Return the files that were uncommitted when a handoff was begun and that no session is known to have touched."""
    files = set(baton.texts("files"))
    left = [name for name in baton.texts("uncommitted") if name not in files]
    return batons.uncommitted(baton.worktree, left) or []


def caller(workspace: Workspace) -> sessions.Session | None:
    """Return the running session whose client started this process, directly or through its shell; None if none did."""
    ancestors = dict(process.ancestors())
    found = [s for s in sessions.running(workspace.database()) if s.pid and ancestors.get(s.pid) == s.pid_start]
    return max(found, key=lambda s: s.last_ns) if found else None


def source_of_caller(workspace: Workspace) -> str:
    """Return what a memory names as its source when an agent states it: its session if that is known, else `agent`."""
    session = caller(workspace)
    return f"session:{session.client}:{session.id}" if session is not None else "agent"


def _latest_running(workspace: Workspace) -> sessions.Session | None:
    """Return the session at work in this checkout, for a person who hands over from beside it."""
    now = workspace.now_ns()
    found = [
        s
        for s in sessions.running(workspace.database())
        if s.worktree == workspace.project.worktree and s.worked and sessions.alive(s, now_ns=now)
    ]
    return max(found, key=lambda s: s.last_ns) if found else None
