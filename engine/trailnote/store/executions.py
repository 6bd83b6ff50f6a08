"""The tables of what was done and what failed: turns of a session, their commands and files, failures and their fixes.

A failure's memory (namespace `failures`) says the same in words and in its facts; these rows are what a hook looks up.
What a memory stands for goes with it: a trigger, so that no way of forgetting can leave it behind.
"""

from __future__ import annotations

import json
import sqlite3

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

DDL = """
CREATE TABLE execution(
    n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, session TEXT NOT NULL, client TEXT NOT NULL, via TEXT NOT NULL,
    task TEXT NOT NULL, branch TEXT NOT NULL, started_ns INTEGER NOT NULL, ended_ns INTEGER,
    ended_by TEXT NOT NULL DEFAULT '', outcome TEXT NOT NULL DEFAULT '', label TEXT NOT NULL DEFAULT '');
CREATE INDEX execution_session ON execution(session, n);
CREATE INDEX execution_open ON execution(session) WHERE ended_ns IS NULL;
CREATE INDEX execution_started ON execution(started_ns);
CREATE TABLE command_run(
    n INTEGER PRIMARY KEY, execution INTEGER NOT NULL, session TEXT NOT NULL, event TEXT NOT NULL,
    at_ns INTEGER NOT NULL, command TEXT NOT NULL, canonical TEXT NOT NULL, kind TEXT NOT NULL,
    effect TEXT NOT NULL, outcome TEXT NOT NULL, label TEXT NOT NULL, exit_code INTEGER,
    duration_ms INTEGER NOT NULL, tests TEXT NOT NULL, failure INTEGER);
CREATE INDEX command_run_session ON command_run(session, at_ns);
CREATE INDEX command_run_execution ON command_run(execution);
CREATE INDEX command_run_event ON command_run(event);
CREATE TABLE touched(
    execution INTEGER NOT NULL, path TEXT NOT NULL, opened INTEGER NOT NULL, reopened INTEGER NOT NULL,
    edited INTEGER NOT NULL, named INTEGER NOT NULL, last TEXT NOT NULL, seen_ns INTEGER NOT NULL,
    label TEXT NOT NULL, PRIMARY KEY(execution, path)) WITHOUT ROWID;
CREATE TABLE edit(
    n INTEGER PRIMARY KEY, session TEXT NOT NULL, at_ns INTEGER NOT NULL, path TEXT NOT NULL, change TEXT NOT NULL,
    label TEXT NOT NULL);
CREATE INDEX edit_session ON edit(session, at_ns);
CREATE INDEX edit_at ON edit(at_ns);
CREATE TABLE made(
    commit_id TEXT PRIMARY KEY, session TEXT NOT NULL, execution INTEGER NOT NULL, at_ns INTEGER NOT NULL)
    WITHOUT ROWID;
CREATE INDEX made_session ON made(session, at_ns);
CREATE INDEX made_execution ON made(execution);
CREATE TABLE failure(
    n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, signature TEXT NOT NULL, name TEXT NOT NULL,
    created_ns INTEGER NOT NULL, last_ns INTEGER NOT NULL);
CREATE TABLE failure_key(key TEXT NOT NULL, failure INTEGER NOT NULL, PRIMARY KEY(key, failure)) WITHOUT ROWID;
CREATE TABLE sighting(
    n INTEGER PRIMARY KEY, failure INTEGER NOT NULL, session TEXT NOT NULL, canonical TEXT NOT NULL,
    command TEXT NOT NULL, first_ns INTEGER NOT NULL, last_ns INTEGER NOT NULL, runs INTEGER NOT NULL,
    mended_ns INTEGER);
CREATE INDEX sighting_failure ON sighting(failure);
CREATE INDEX sighting_open ON sighting(session) WHERE mended_ns IS NULL;
CREATE TABLE attempt(
    n INTEGER PRIMARY KEY, failure INTEGER NOT NULL, session TEXT NOT NULL, made_ns INTEGER NOT NULL,
    last_ns INTEGER NOT NULL, files TEXT NOT NULL, change TEXT NOT NULL, commands TEXT NOT NULL,
    commit_id TEXT NOT NULL, subject TEXT NOT NULL, anchors TEXT NOT NULL, label TEXT NOT NULL,
    worked INTEGER NOT NULL, tried INTEGER NOT NULL, raised INTEGER NOT NULL, demoted INTEGER NOT NULL);
CREATE INDEX attempt_failure ON attempt(failure);
CREATE INDEX attempt_uncommitted ON attempt(last_ns) WHERE commit_id = '';
CREATE TABLE suggestion(
    session TEXT NOT NULL, failure INTEGER NOT NULL, attempt INTEGER NOT NULL, at_ns INTEGER NOT NULL,
    came TEXT NOT NULL DEFAULT '', PRIMARY KEY(session, failure, attempt)) WITHOUT ROWID;
CREATE TRIGGER execution_forgotten AFTER DELETE ON memory WHEN old.namespace = 'executions' BEGIN
    DELETE FROM edit WHERE n IN (SELECT d.n FROM execution AS e JOIN edit AS d ON d.session = e.session AND
        d.at_ns >= e.started_ns AND d.at_ns <= e.ended_ns WHERE e.id = old.key);
    DELETE FROM command_run WHERE execution IN (SELECT n FROM execution WHERE id = old.key);
    DELETE FROM touched WHERE execution IN (SELECT n FROM execution WHERE id = old.key);
    DELETE FROM execution WHERE id = old.key;
END;
CREATE TRIGGER failure_forgotten AFTER DELETE ON memory WHEN old.namespace = 'failures' BEGIN
    DELETE FROM attempt WHERE failure IN (SELECT n FROM failure WHERE id = old.id);
    DELETE FROM sighting WHERE failure IN (SELECT n FROM failure WHERE id = old.id);
    DELETE FROM failure_key WHERE failure IN (SELECT n FROM failure WHERE id = old.id);
    DELETE FROM failure WHERE id = old.id;
END;
"""


class Turn:
    """One execution: from a prompt to the stop that answers it, or one wrapped command (`via` run)."""

    COLUMNS = "n, id, session, client, via, task, branch, started_ns, ended_ns, ended_by, outcome, label"
    __slots__ = (
        "branch", "client", "ended_by", "ended_ns", "id", "label", "n", "outcome", "session", "started_ns", "task",
        "via",
    )  # fmt: skip

    def __init__(self, row: tuple[object, ...]) -> None:
        self.n = int(str(row[0]))
        self.id, self.session, self.client, self.via, self.task, self.branch = (str(v) for v in row[1:7])
        self.started_ns = int(str(row[7]))
        self.ended_ns = None if row[8] is None else int(str(row[8]))
        self.ended_by, self.outcome, self.label = (str(v) for v in row[9:12])


class Run:
    """One command that ended. `outcome` is passed, failed or unknown; `tests` counts by passed, failed, skipped."""

    COLUMNS = (
        "n, execution, session, event, at_ns, command, canonical, kind, effect, outcome, label, exit_code, "
        "duration_ms, tests, failure"
    )
    __slots__ = (
        "at_ns", "canonical", "command", "duration_ms", "effect", "event", "execution", "exit_code", "failure", "kind",
        "label", "n", "outcome", "session", "tests",
    )  # fmt: skip

    def __init__(self, row: tuple[object, ...]) -> None:
        self.n, self.execution = int(str(row[0])), int(str(row[1]))
        self.session, self.event = str(row[2]), str(row[3])
        self.at_ns = int(str(row[4]))
        self.command, self.canonical, self.kind, self.effect, self.outcome, self.label = (str(v) for v in row[5:11])
        self.exit_code = None if row[11] is None else int(str(row[11]))
        self.duration_ms = int(str(row[12]))
        self.tests: dict[str, int] = json.loads(str(row[13]))
        self.failure = None if row[14] is None else int(str(row[14]))


class Touched:
    """What a turn did to one file: how often opened, opened again with no edit between, edited; named by the caller.
    `label` is inferred while only command lines named it."""

    __slots__ = ("edited", "label", "named", "opened", "path", "reopened")

    def __init__(self, path: str, *, opened: int, reopened: int, edited: int, named: int, label: str) -> None:
        self.label = label
        self.path = path
        self.opened = opened
        self.reopened = reopened
        self.edited = edited
        self.named = named


class Attempt:
    """What lay between a failure and the next run (files, a few changed lines, commands), and what came of it."""

    COLUMNS = (
        "n, failure, session, made_ns, last_ns, files, change, commands, commit_id, subject, anchors, label, worked, "
        "tried, raised, demoted"
    )
    __slots__ = (
        "anchors", "change", "commands", "commit_id", "demoted", "failure", "files", "label", "last_ns", "made_ns", "n",
        "raised", "session", "subject", "tried", "worked",
    )  # fmt: skip

    def __init__(self, row: tuple[object, ...]) -> None:
        self.n, self.failure = int(str(row[0])), int(str(row[1]))
        self.session = str(row[2])
        self.made_ns, self.last_ns = int(str(row[3])), int(str(row[4]))
        self.files: tuple[str, ...] = tuple(json.loads(str(row[5])))
        self.change = str(row[6])
        self.commands: tuple[str, ...] = tuple(json.loads(str(row[7])))
        self.commit_id, self.subject = str(row[8]), str(row[9])
        self.anchors: dict[str, str] = json.loads(str(row[10]))
        self.label = str(row[11])
        self.worked, self.tried, self.raised, self.demoted = (int(str(v)) for v in row[12:16])

    @property
    def score(self) -> float:
        """How far it may be trusted, in 0..1: successes over trials, what came of telling it counted alike."""
        return (self.worked + self.raised + 1) / (self.tried + self.raised + self.demoted + 2)


class Sighting:
    """A failure as one session met it, until it was mended. Times are nanoseconds since the epoch."""

    COLUMNS = "n, failure, session, canonical, command, first_ns, last_ns, runs, mended_ns"
    __slots__ = ("canonical", "command", "failure", "first_ns", "last_ns", "mended_ns", "n", "runs", "session")

    def __init__(self, row: tuple[object, ...]) -> None:
        self.n, self.failure = int(str(row[0])), int(str(row[1]))
        self.session, self.canonical, self.command = str(row[2]), str(row[3]), str(row[4])
        self.first_ns, self.last_ns, self.runs = (int(str(v)) for v in row[5:8])
        self.mended_ns = None if row[8] is None else int(str(row[8]))


def turns(db: sqlite3.Connection, where: str, *parameters: object) -> list[Turn]:
    """Return the turns that an SQL condition of ours selects. `where` is never text from outside."""
    return [Turn(row) for row in db.execute(f"SELECT {Turn.COLUMNS} FROM execution WHERE {where}", parameters)]  # noqa: S608


def runs(db: sqlite3.Connection, where: str, *parameters: object) -> list[Run]:
    """Return the command runs that a condition of ours selects."""
    return [Run(row) for row in db.execute(f"SELECT {Run.COLUMNS} FROM command_run WHERE {where}", parameters)]  # noqa: S608


def attempts(db: sqlite3.Connection, where: str, *parameters: object) -> list[Attempt]:
    """Return the attempts that a condition of ours selects."""
    return [Attempt(row) for row in db.execute(f"SELECT {Attempt.COLUMNS} FROM attempt WHERE {where}", parameters)]  # noqa: S608


def sightings(db: sqlite3.Connection, where: str, *parameters: object) -> list[Sighting]:
    """Return the sightings that a condition of ours selects."""
    return [Sighting(row) for row in db.execute(f"SELECT {Sighting.COLUMNS} FROM sighting WHERE {where}", parameters)]  # noqa: S608


def touched(db: sqlite3.Connection, execution: int) -> list[Touched]:
    """Return the files of a turn: those that the caller named, then the edited, then the most opened."""
    rows = db.execute(
        "SELECT path, opened, reopened, edited, named, label FROM touched WHERE execution = ? "
        "ORDER BY named = 0, named, edited DESC, opened DESC, path",
        (execution,),
    )
    return [
        Touched(str(path), opened=opened, reopened=reopened, edited=edited, named=named, label=str(label))
        for path, opened, reopened, edited, named, label in rows
    ]


def latest(db: sqlite3.Connection, session: str) -> Turn | None:
    """Return the newest turn of a session, None before its first."""
    found = turns(db, "session = ? ORDER BY n DESC LIMIT 1", session)
    return found[0] if found else None


_SURER = "UPDATE touched SET label = CASE label WHEN 'inferred' THEN ? ELSE label END WHERE execution = ? AND path = ?"


def add_touch(
    db: sqlite3.Connection, execution: int, path: str, *, at_ns: int, label: str, edited: bool = False, named: int = 0
) -> None:
    """Count that a turn opened or edited a file, or that its caller named it (`named` 1 for the first).

    It counts as opened again when it was opened before and not edited since; reading on in the file that was read last
    is no new opening.
    """
    if named:
        opened, again, last = 0, 0, "open"
    elif edited:
        opened, again, last = 0, 0, "edit"
    else:
        row = db.execute(
            "SELECT path, last FROM touched WHERE execution = ? AND opened > 0 ORDER BY seen_ns DESC LIMIT 1",
            (execution,),
        ).fetchone()
        if row is not None and row == (path, "open"):
            db.execute(_SURER, (label, execution, path))
            return
        before = db.execute(
            "SELECT last FROM touched WHERE execution = ? AND path = ? AND opened > 0", (execution, path)
        ).fetchone()
        opened, again, last = 1, int(before is not None and before[0] == "open"), "open"
    db.execute(
        "INSERT INTO touched VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT(execution, path) DO UPDATE SET "
        "opened = opened + excluded.opened, reopened = reopened + excluded.reopened, "
        "edited = edited + excluded.edited, named = max(named, excluded.named), last = excluded.last, "
        "seen_ns = excluded.seen_ns, label = CASE label WHEN 'inferred' THEN excluded.label ELSE label END",
        (execution, path, opened, again, int(edited), named, last, at_ns, label),
    )


def keys_of(db: sqlite3.Connection, keys: Iterable[str], limit: int = 200) -> list[tuple[int, str, str]]:
    """Return (failure, its id, its signature) of the failures that share one of `keys`, those sharing most first."""
    wanted = list(keys)
    marks = ",".join("?" * len(wanted))
    rows = db.execute(
        "SELECT f.n, f.id, f.signature FROM (SELECT failure, count(*) AS shared FROM failure_key "  # noqa: S608
        f"WHERE key IN ({marks}) GROUP BY failure) AS k JOIN failure AS f ON f.n = k.failure "
        "ORDER BY k.shared DESC, f.last_ns DESC LIMIT ?",
        (*wanted, limit),
    )
    return [(int(n), str(id), str(text)) for n, id, text in rows]


def prune(db: sqlite3.Connection, *, turns_before_ns: int, edits_before_ns: int) -> None:
    """Delete turns with their commands and files, edits, and failures of which nothing came to be known, that are older
    than these moments."""
    old = "SELECT n FROM execution WHERE started_ns < ?"
    for table in ("command_run", "touched", "made"):
        db.execute(f"DELETE FROM {table} WHERE execution IN ({old})", (turns_before_ns,))  # noqa: S608  names are ours
    db.execute("DELETE FROM execution WHERE started_ns < ?", (turns_before_ns,))
    db.execute("DELETE FROM edit WHERE at_ns < ?", (edits_before_ns,))
    known = "SELECT id FROM memory WHERE namespace = 'failures'"
    unknown = f"SELECT n FROM failure WHERE last_ns < ? AND id NOT IN ({known})"  # noqa: S608  ours
    for table in ("failure_key", "sighting", "attempt"):
        db.execute(f"DELETE FROM {table} WHERE failure IN ({unknown})", (turns_before_ns,))  # noqa: S608  names are ours
    db.execute(f"DELETE FROM failure WHERE n IN ({unknown})", (turns_before_ns,))  # noqa: S608  names are ours
