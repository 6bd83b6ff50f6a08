"""The thread of work of one session, read from its events: what was asked, said, touched, run, and how it stands.

Every field is taken from an event; what no event tells stays empty.
"""

from __future__ import annotations

import os
import sqlite3

from trailnote import terms
from trailnote.distill import anchors, commands, runs, said
from trailnote.distill.sessions import Session
from trailnote.model import Event, first_line

_MAX_EVENTS = 600  # the newest ones; a session of a week is read in milliseconds too
_MAX_FILES = 40
_TITLE_CHARS = 160
_TALK_CHARS = 400  # an answer as long as this is work of its own
_CLIENT_COMMANDS = (
    "/clear", "/compact", "/config", "/context", "/cost", "/exit", "/help", "/hooks", "/login", "/logout", "/mcp",
    "/memory", "/model", "/new", "/permissions", "/quit", "/resume", "/rewind", "/status", "/usage",
)  # fmt: skip


class Thread:
    """What a session did. `files` are relative to its worktree, the latest edited first; `through_ns` is the last thing
    that was done in it; `interrupted` says that its last prompt was not answered to the end."""

    __slots__ = (
        "answer", "branch", "client", "commits", "cwd", "files", "head", "interrupted", "prompts", "read_files", "runs",
        "session", "started_ns", "statements", "through_ns", "tools", "worktree",
    )  # fmt: skip

    def __init__(self, session: Session) -> None:
        self.session = session.id
        self.client = session.client
        self.cwd = session.cwd
        self.worktree = session.worktree
        self.branch = session.branch
        self.head = session.head
        self.started_ns = session.started_ns
        self.through_ns = 0
        self.tools = session.tools
        self.prompts: list[tuple[int, str]] = []
        self.answer = ""
        self.interrupted = False
        self.files: tuple[str, ...] = ()
        self.read_files: tuple[str, ...] = ()
        self.runs: list[runs.Run] = []
        self.statements: list[said.Statement] = []
        self.commits: list[tuple[str, str]] = []

    @property
    def task(self) -> str:
        """The first line of the first thing that the person asked for."""
        return first_line(self.prompts[0][1], _TITLE_CHARS) if self.prompts else ""

    @property
    def last_asked(self) -> str:
        """The first line of what the person asked for last, "" when that is the task itself."""
        return first_line(self.prompts[-1][1], _TITLE_CHARS) if len(self.prompts) > 1 else ""

    @property
    def worked(self) -> bool:
        """Whether anything was done: a tool was used, or more was said than a greeting."""
        if self.tools or len(self.answer) >= _TALK_CHARS:
            return True
        return len({term for _, text in self.prompts for term in terms.words(text[:2000])}) > 1

    @property
    def telling(self) -> bool:
        """Whether there is anything to tell of it; of a mere trace in another repository there is not."""
        return bool(self.prompts or self.answer or self.files or self.failing)

    @property
    def failing(self) -> runs.Run | None:
        """The latest failure that nothing mended."""
        return runs.last_failing(self.runs)

    @property
    def tests(self) -> runs.Run | None:
        """The last run of tests."""
        return next((run for run in reversed(self.runs) if run.is_test), None)


def read(db: sqlite3.Connection, session: Session) -> Thread:
    """Return the thread of a session, from its newest 600 events and its first prompts."""
    thread = Thread(session)
    edited: dict[str, str] = {}
    opened: dict[str, str] = {}
    for event in _events(db, session.id):
        if event.kind in ("prompt", "tool", "tool_failure", "stop"):
            thread.through_ns = max(thread.through_ns, event.at_ns)
        if event.kind in ("tool", "tool_failure"):
            _tool(thread, event, edited, opened)
        elif not event.agent:
            _words(thread, event)
    thread.files = _inside(session.worktree, edited)
    thread.read_files = _inside(session.worktree, opened)
    thread.commits = _commits(db, session)
    return thread


def _events(db: sqlite3.Connection, session: str) -> list[Event]:
    rows = db.execute(
        "SELECT body FROM event WHERE session = ? ORDER BY at_ns DESC, id DESC LIMIT ?", (session, _MAX_EVENTS)
    ).fetchall()[::-1]
    if len(rows) == _MAX_EVENTS:
        first = db.execute(
            "SELECT body FROM event WHERE session = ? AND kind = 'prompt' ORDER BY at_ns, id LIMIT 3", (session,)
        ).fetchall()
        rows = [row for row in first if row not in rows] + rows
    events = []
    for (body,) in rows:
        try:
            events.append(Event.from_json(body))
        except (ValueError, TypeError):
            continue
    return events


def _tool(thread: Thread, event: Event, edited: dict[str, str], opened: dict[str, str]) -> None:
    for names, kept in ((event.edited, edited), (event.read, opened)):
        for name in names:
            kept.pop(name, None)  # the latest stands last
            kept[name] = event.cwd
    if event.kind == "tool_failure" and event.edited:
        for name in event.edited:
            edited.pop(name, None)
    if event.command and event.kind == "tool":
        for name in commands.files(event.command, event.cwd)[1]:
            edited.pop(name, None)
            edited[name] = event.cwd
    run = runs.run_of(event)
    if run is not None:
        thread.runs.append(run)


def _words(thread: Thread, event: Event) -> None:
    if event.kind == "prompt":
        thread.interrupted = True
        if is_human(event.text):
            thread.prompts.append((event.at_ns, event.text))
            thread.statements += said.statements(event.text)
    elif event.kind == "stop":
        thread.interrupted = False
        if event.text:
            thread.answer = event.text
            thread.statements += said.statements(event.text)


def is_human(text: str) -> bool:
    """Return whether a prompt is something that a person asked for: not a client's own notice, nor its command."""
    head = text.lstrip()[:200]
    if not head or head.startswith(("<", "Caveat: The messages below were generated")):
        return False
    return head.split(None, 1)[0] not in _CLIENT_COMMANDS


def _inside(worktree: str, named: dict[str, str]) -> tuple[str, ...]:
    """Return the paths that lie in the worktree, relative to it, the latest first."""
    found: dict[str, None] = {}
    for name, cwd in reversed(named.items()):
        relative = anchors.inside(worktree, os.path.join(cwd, name)) if worktree and "\0" not in name else None
        if relative and relative != "." and not relative.startswith((".trailnote/", ".git/")):
            found[relative] = None
        if len(found) == _MAX_FILES:
            break
    return tuple(found)


def _commits(db: sqlite3.Connection, session: Session) -> list[tuple[str, str]]:
    """Return (id, subject) of the commits that the session made, oldest first."""
    rows = db.execute(
        "SELECT key, title, provenance FROM memory WHERE namespace = 'resolutions' AND state != 'superseded' "
        "AND created_ns >= ? ORDER BY created_ns DESC LIMIT 200",
        (session.started_ns - 10**9,),
    ).fetchall()
    mark = f"session:{session.client}:{session.id}"
    return [(key, title) for key, title, provenance in reversed(rows) if mark in provenance]
