"""The thread of work of one session: what was asked and said, what was touched, run and committed, and how it stands.

Words are read from the session's events; files, commands and commits from what `executions` made of them. Every field
was seen; what nothing tells stays empty.
"""

from __future__ import annotations

import sqlite3

from trailnote import terms
from trailnote.distill import said
from trailnote.distill.endings import last_of_each, short
from trailnote.distill.outcome import FAILED, read_outcome
from trailnote.distill.sessions import Session
from trailnote.model import Event, first_line
from trailnote.store import executions as rows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from trailnote.store.executions import Run

_MAX_WORDS = 80  # the newest prompts and answers of a session; its first prompts beside them
_MAX_RUNS = 400
_MAX_FILES = 40
_TITLE_CHARS = 160
_TALK_CHARS = 400  # an answer as long as this is work of its own
_CLIENT_COMMANDS = (
    "/clear", "/compact", "/config", "/context", "/cost", "/exit", "/help", "/hooks", "/login", "/logout", "/mcp",
    "/memory", "/model", "/new", "/permissions", "/quit", "/resume", "/rewind", "/status", "/usage",
)  # fmt: skip


class Thread:
    """What a session did.

    `files` are relative to its worktree, the latest edited first; `failing` is the latest failure that nothing mended
    and `tests` the last run of tests, as a handoff keeps them; `through_ns` is the last thing that was done;
    `interrupted` says that the last prompt was not answered to the end; `decided` is what was labelled as decided or
    learned, or remembered as a decision.
    """

    __slots__ = (
        "answer", "branch", "client", "commits", "cwd", "decided", "failing", "failures", "files", "head",
        "interrupted", "prompts", "session", "started_ns", "statements", "tests", "through_ns", "tools", "worktree",
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
        self.failing: dict[str, object] | None = None
        self.tests: dict[str, object] | None = None
        self.failures: list[str] = []
        self.statements: list[said.Statement] = []
        self.decided: list[str] = []
        self.commits: list[str] = []

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


def _edited_in_turn(db: sqlite3.Connection, event: Event) -> tuple[str, ...]:
    """Return what was edited in the turn that a prompt begins or an answer ends, the latest first."""
    rows = db.execute(
        "SELECT path FROM edit WHERE session = :session"
        " AND at_ns > (SELECT coalesce(max(at_ns), 0) FROM event"
        "  WHERE session = :session AND kind = 'prompt' AND at_ns <= :at)"
        " AND at_ns < (SELECT coalesce(min(at_ns), :ever) FROM event"
        "  WHERE session = :session AND kind = 'prompt' AND at_ns > :at)"
        " GROUP BY path ORDER BY max(at_ns) DESC, max(n) DESC LIMIT 5",
        {"session": event.session, "at": event.at_ns, "ever": 1 << 62},
    )
    return tuple(path for (path,) in rows)


_DEEDS = "SELECT at_ns FROM event WHERE session = ? AND kind IN ('tool', 'tool_failure')"


def read(db: sqlite3.Connection, session: Session) -> Thread:
    """Return the thread of a session, as far as its events are distilled."""
    thread = Thread(session)
    deeds = [r[0] for r in db.execute(_DEEDS, (session.id,))]
    answered_ns = 0
    for event in _words(db, session.id):
        if event.agent:
            continue
        if event.kind == "stop":
            thread.interrupted = False
            worked = any(answered_ns < at <= event.at_ns for at in deeds)
            # "You are welcome." after a thank-you is not where the work stopped.
            if event.text and (worked or not thread.answer or len(event.text) >= _TALK_CHARS):
                thread.answer = event.text
            answered_ns = event.at_ns
        else:
            thread.interrupted = True
            if not is_human(event.text):
                continue
            thread.prompts.append((event.at_ns, event.text))
        for statement in said.statements(event.text):
            statement.files = _edited_in_turn(db, event)
            thread.statements.append(statement)
    row = db.execute(
        "SELECT max(at_ns) FROM event WHERE session = ? AND kind IN ('prompt', 'tool', 'tool_failure', 'stop')",
        (session.id,),
    ).fetchone()
    thread.through_ns = int(row[0] or 0)
    edited = db.execute(
        "SELECT path FROM edit WHERE session = ? GROUP BY path ORDER BY max(at_ns) DESC, max(n) DESC LIMIT ?",
        (session.id, _MAX_FILES),
    )
    thread.files = tuple(path for (path,) in edited)
    made = db.execute(
        "SELECT key, title FROM made JOIN memory ON namespace = 'resolutions' AND key = commit_id "
        "WHERE session = ? AND state != 'superseded' ORDER BY at_ns, n",
        (session.id,),
    )
    thread.commits = [f"{id[:8]} {title}" for id, title in made]
    thread.decided = _decided(db, thread)
    _read_runs(db, thread)
    return thread


def _decided(db: sqlite3.Connection, thread: Thread) -> list[str]:
    """Return what was labelled in the session, and the decisions that its agent remembered, each once."""
    remembered = db.execute(
        "SELECT text, provenance FROM memory WHERE namespace = 'decisions' AND created_ns >= ? "
        "AND state IN ('candidate', 'promoted') ORDER BY created_ns, n LIMIT 200",
        (thread.started_ns,),
    )
    source = f"session:{thread.client}:{thread.session}"
    stated = [text for text, provenance in remembered if f'"{source}"' in provenance]
    return list(dict.fromkeys([*(s.text for s in thread.statements), *stated]))


def _words(db: sqlite3.Connection, session: str) -> list[Event]:
    """Return the first prompts and the newest prompts and stops of a session, oldest first."""
    query = "SELECT at_ns, id, body FROM event WHERE session = ? AND kind IN ('prompt', 'stop') ORDER BY "
    found = set(db.execute(query + "at_ns DESC, id DESC LIMIT ?", (session, _MAX_WORDS)))
    if len(found) == _MAX_WORDS:
        found.update(db.execute(query + "at_ns, id LIMIT 3", (session,)))
    events = []
    for _, _, body in sorted(found):
        try:
            events.append(Event.from_json(body))
        except (ValueError, TypeError):
            continue
    return events


def _read_runs(db: sqlite3.Connection, thread: Thread) -> None:
    found = rows.runs(db, "session = ? ORDER BY at_ns DESC, n DESC LIMIT ?", thread.session, _MAX_RUNS)[::-1]
    query = "SELECT failure.n, name FROM failure JOIN sighting ON failure = failure.n WHERE session = ?"
    names: dict[int, str] = dict(db.execute(query, (thread.session,)).fetchall())
    tests = [run for run in found if run.kind == "test"]
    if tests:
        thread.tests = _as_json(db, tests[-1], names)
    failing = _failing(db, found)
    if failing is not None:
        thread.failing = _as_json(db, failing, names)
    standing = {run.command: run.outcome for run in found}
    for run in found:
        if run.outcome == FAILED and (run.failure is not None or run.kind in ("test", "check")):
            name = names.get(run.failure or 0, "")
            later = "; passed later" if standing[run.command] == "passed" else ""
            thread.failures.append(f"{short(run.command)}{f' — {name}' if name else ''}{later}")
    thread.failures = list(dict.fromkeys(thread.failures))


def _failing(db: sqlite3.Connection, found: list[Run]) -> Run | None:
    """Return the latest failure that no later run mended: a test's, else a check's, else any that has a name."""
    standing = [run for run in last_of_each(found) if run.outcome == FAILED]
    for kind in ("test", "check"):
        told = [run for run in standing if run.kind == kind]
        if told:
            return told[-1]
    if not found:
        return None
    left = {s.failure for s in rows.sightings(db, "session = ? AND mended_ns IS NULL", found[0].session)}
    named = [run for run in found if run.outcome == FAILED and run.failure in left]
    return named[-1] if named else None


def _as_json(db: sqlite3.Connection, run: Run, names: dict[int, str]) -> dict[str, object]:
    """Return a run as a handoff keeps it, with the failing tests that its runner named."""
    failing: tuple[str, ...] = ()
    if run.outcome == FAILED and run.kind == "test":
        row = db.execute("SELECT body FROM event WHERE id = ?", (run.event,)).fetchone()
        event = Event.from_json(row[0]) if row else None
        failing = read_outcome(event.command, event.output, event.exit_code).failing if event else ()
    return {
        "command": short(run.command, 160),
        "outcome": run.outcome,
        "label": run.label,
        "name": names.get(run.failure or 0, ""),
        "failing_tests": list(failing[:5]),
        "counts": run.tests,
        "exit_code": run.exit_code,
        "at_ns": run.at_ns,
    }


def is_human(text: str) -> bool:
    """Return whether a prompt is something that a person asked for: not a client's own notice, nor its command."""
    head = text.lstrip()[:200]
    if not head or head.startswith(("<", "Caveat: The messages below were generated")):
        return False
    return head.split(None, 1)[0] not in _CLIENT_COMMANDS
