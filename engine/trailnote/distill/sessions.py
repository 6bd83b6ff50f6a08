"""Who is working: one row a session, and whether its client still runs."""

from __future__ import annotations

import sqlite3

from trailnote.capture import process
from trailnote.model import Event, first_line

IDLE_NS = 30 * 60 * 10**9


class Session:
    """One session of a client. `ended_ns` is None while its end was not reported."""

    __slots__ = (
        "branch", "client", "cwd", "ended_ns", "epoch", "head", "id", "last_ns", "pid", "pid_start", "prompts",
        "started_ns", "title", "tools", "worktree",
    )  # fmt: skip

    def __init__(self, row: tuple[object, ...]) -> None:
        self.id = str(row[0])
        self.client = str(row[1])
        self.started_ns = int(str(row[2]))
        self.last_ns = int(str(row[3]))
        self.ended_ns = None if row[4] is None else int(str(row[4]))
        self.cwd = str(row[5])
        self.worktree = str(row[6])
        self.branch = str(row[7])
        self.head = str(row[8])
        self.pid = int(str(row[9]))
        self.pid_start = str(row[10])
        self.title = str(row[11])
        self.epoch = int(str(row[12]))
        self.prompts = int(str(row[13]))
        self.tools = int(str(row[14]))

    @property
    def worked(self) -> bool:
        """Whether anything was done in it: a session that only started and ended left nothing to hand over."""
        return self.prompts > 0 or self.tools > 0


COLUMNS = (
    "id, client, started_ns, last_ns, ended_ns, cwd, worktree, branch, head, pid, pid_start, title, epoch, prompts, "
    "tools"
)


def note(db: sqlite3.Connection, event: Event) -> None:
    """Take `event` into its session's row, which is made when it is the first one seen."""
    db.execute(
        "INSERT OR IGNORE INTO session(id, client, started_ns, last_ns, cwd, worktree, branch, head, pid, pid_start) "
        "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            event.session, event.client, event.at_ns, event.at_ns, event.cwd, event.worktree, event.branch, event.head,
            event.pid, event.pid_start,
        ),
    )  # fmt: skip
    db.execute(
        "UPDATE session SET last_ns = max(last_ns, ?), branch = ?, head = ?, ended_ns = NULL WHERE id = ?",
        (event.at_ns, event.branch, event.head, event.session),
    )
    if event.kind == "session_start":
        # After a clear or a compaction the earlier context is gone, so what was told then may be told again.
        again = int(event.source in ("clear", "compact"))
        db.execute(
            "UPDATE session SET pid = ?, pid_start = ?, epoch = epoch + ? WHERE id = ?",
            (event.pid, event.pid_start, again, event.session),
        )
        if event.source != "compact":
            # Where a session was started or resumed is where it is looked for; a `cd` within it, which a compaction
            # reports too, does not move it.
            db.execute(
                "UPDATE session SET cwd = ?, worktree = ? WHERE id = ?", (event.cwd, event.worktree, event.session)
            )
    elif event.kind == "prompt" and not event.agent:
        db.execute(
            "UPDATE session SET prompts = prompts + 1, title = CASE title WHEN '' THEN ? ELSE title END WHERE id = ?",
            (first_line(event.text, 120), event.session),
        )
    elif event.kind in ("tool", "tool_failure"):
        db.execute("UPDATE session SET tools = tools + 1 WHERE id = ?", (event.session,))
    elif event.kind == "session_end":
        db.execute("UPDATE session SET ended_ns = ? WHERE id = ?", (event.at_ns, event.session))


def get(db: sqlite3.Connection, id: str) -> Session | None:
    """Return the session of that id, or None."""
    row = db.execute(f"SELECT {COLUMNS} FROM session WHERE id = ?", (id,)).fetchone()  # noqa: S608  columns are ours
    return None if row is None else Session(row)


def recent(db: sqlite3.Connection, limit: int = 20) -> list[Session]:
    """Return the sessions with the latest activity, newest first."""
    rows = db.execute(f"SELECT {COLUMNS} FROM session ORDER BY last_ns DESC LIMIT ?", (limit,))  # noqa: S608
    return [Session(r) for r in rows]


def running(db: sqlite3.Connection) -> list[Session]:
    """Return the sessions whose end was neither reported nor found, oldest first. Their clients may be gone."""
    rows = db.execute(f"SELECT {COLUMNS} FROM session WHERE ended_ns IS NULL ORDER BY last_ns")  # noqa: S608
    return [Session(r) for r in rows]


def end(db: sqlite3.Connection, session: Session) -> None:
    """Note that a session is over since its last sign of life."""
    session.ended_ns = session.last_ns
    db.execute("UPDATE session SET ended_ns = last_ns WHERE id = ?", (session.id,))


def alive(session: Session, *, now_ns: int) -> bool:
    """Return whether the session goes on: its client process lives, or, where none is known, it was active within
    30 minutes. A session whose end was reported is over."""
    if session.ended_ns is not None:
        return False
    lives = process.lives(session.pid, session.pid_start)
    return now_ns - session.last_ns < IDLE_NS if lives is None else lives
