"""Executions: what was done for one prompt, from the prompt to the stop that answers it, and how it ended.

Nothing has to be called: prompts, tool calls and stops are what the hooks report. A turn that did something becomes a
memory (namespace `executions`) whose facts keep the structure; each fact names how it is known (explicit, observed,
inferred or unknown). What a subagent does counts with the session that started it.
"""

from __future__ import annotations

import json
import os
import sqlite3

from trailnote.distill import commands, sessions
from trailnote.distill.endings import judge
from trailnote.distill.outcome import canonical_command, read_outcome
from trailnote.distill.turn_memory import to_memory
from trailnote.model import DAY_NS, EXPLICIT, INFERRED, NAMESPACES, OBSERVED, UNKNOWN, Event, Memory, digest
from trailnote.store import executions as rows
from trailnote.store import memories
from trailnote.store.database import transaction

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from trailnote.store.executions import Run, Turn

RUN_CLIENT = "trailnote"  # the client of what `trailnote run` wraps
_EDITS_NS = 30 * DAY_NS  # a fix is found within a session, however long that is resumed
_SHELLS = ("Bash", "PowerShell")


def take(db: sqlite3.Connection, event: Event) -> Run | None:
    """Take one event into the turn that it belongs to; return the run when it ended a command."""
    if event.kind == "run":
        return _wrapped(db, event)
    if event.kind == "prompt" and not event.agent:
        _close_open(db, event, by="prompt")
        _begin(db, event, task=event.text, via="hooks")
    elif event.kind in ("tool", "tool_failure"):
        return _tool(db, event)
    elif event.kind == "session_end":
        _close_open(db, event, by="end")
    elif event.kind == "session_start":
        if event.source not in ("compact", "fork"):
            _close_open(db, event, by="restart")
        close_dead(db, now_ns=event.at_ns, but=event.session)
    return None


def settle(db: sqlite3.Connection, event: Event) -> None:
    """End the turn that `event` ends, once its commits and failures are known; tell one anew that it comes late to."""
    if event.kind not in ("stop", "run", "tool", "tool_failure") or (event.agent and event.kind == "stop"):
        return
    turn = rows.latest(db, event.session)
    if turn is None:
        return
    if event.kind in ("stop", "run"):
        close(db, turn, by="stop", at_ns=event.at_ns)
    elif turn.ended_ns is not None:
        # A slow hook of the turn, or work that went on after its stop.
        close(db, turn, by=turn.ended_by, at_ns=max(turn.ended_ns, event.at_ns))


def close_dead(db: sqlite3.Connection, *, now_ns: int, but: str = "") -> None:
    """Close the turns whose session is over though nobody reported it: a killed client reports nothing."""
    for turn in rows.turns(db, "ended_ns IS NULL AND session != ?", but):
        session = sessions.get(db, turn.session)
        if session is None or not sessions.alive(session, now_ns=now_ns):
            close(db, turn, by="gone", at_ns=session.last_ns if session else now_ns)


def keep_house(db: sqlite3.Connection, *, now_ns: int) -> None:
    """Close the turns of dead sessions, and delete the rows that no memory stands for any more."""
    with transaction(db):
        close_dead(db, now_ns=now_ns)
        days = NAMESPACES["executions"] or 0
        rows.prune(db, turns_before_ns=now_ns - int(days * DAY_NS), edits_before_ns=now_ns - _EDITS_NS)


def _begin(db: sqlite3.Connection, event: Event, *, task: str, via: str) -> Turn:
    id = "x-" + digest(event.session, event.id)[:12]
    db.execute(
        "INSERT OR IGNORE INTO execution(id, session, client, via, task, branch, started_ns) "
        "VALUES(?, ?, ?, ?, ?, ?, ?)",
        (id, event.session, event.client, via, task.strip(), event.branch, event.at_ns),
    )
    return rows.turns(db, "id = ?", id)[0]


def _close_open(db: sqlite3.Connection, event: Event, *, by: str) -> None:
    for turn in rows.turns(db, "session = ? AND ended_ns IS NULL", event.session):
        close(db, turn, by=by, at_ns=event.at_ns)


def _tool(db: sqlite3.Connection, event: Event) -> Run | None:
    turn = rows.latest(db, event.session)
    if turn is None or turn.ended_by not in ("", "stop"):
        turn = _begin(db, event, task="", via="hooks")  # the prompt came before the hooks were installed
    if event.tool in _SHELLS and event.command:
        return _command(db, event, turn)
    if event.kind == "tool":
        _open(db, event, turn, event.read, label=OBSERVED)
        _note_edits(db, event, turn, _inside(event, event.edited), label=OBSERVED)
    return None


def _command(db: sqlite3.Connection, event: Event, turn: Turn) -> Run:
    read = read_outcome(event.command, event.output, event.exit_code)
    stopped = event.source == "interrupt"  # by the person: neither passed nor failed
    n = db.execute(
        "INSERT INTO command_run(execution, session, event, at_ns, command, canonical, kind, effect, outcome, label, "
        "exit_code, duration_ms, tests) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            turn.n, event.session, event.id, event.at_ns, event.command, canonical_command(event.command),
            read.kind, commands.effect(event.command), UNKNOWN if stopped else read.outcome,
            UNKNOWN if stopped else read.label, event.exit_code, event.duration_ms,
            json.dumps(read.tests),
        ),
    ).lastrowid  # fmt: skip
    shown, written = commands.files(event.command, event.cwd)
    read_files = [path for path in event.read if os.path.isfile(os.path.join(event.cwd, path))] or shown
    _open(db, event, turn, read_files, label=INFERRED)
    _note_edits(db, event, turn, _inside(event, written), label=INFERRED)
    return rows.runs(db, "n = ?", n)[0]


def _open(db: sqlite3.Connection, event: Event, turn: Turn, paths: Iterable[str], *, label: str) -> None:
    for number, path in enumerate(_inside(event, paths)):
        rows.add_touch(db, turn.n, path, at_ns=event.at_ns + number, label=label)  # of one command, one after the other


def _note_edits(db: sqlite3.Connection, event: Event, turn: Turn, edited: Iterable[str], *, label: str) -> None:
    parts = _changes_by_file(event.change)
    for path in edited:
        change = next((path + text for name, text in parts.items() if _same_file(name, path)), "")
        rows.add_touch(db, turn.n, path, at_ns=event.at_ns, edited=True, label=label)
        db.execute(
            "INSERT INTO edit(session, at_ns, path, change, label) VALUES(?, ?, ?, ?, ?)",
            (event.session, event.at_ns, path, change, label),
        )


def _same_file(named: str, path: str) -> bool:
    """Return whether a path as the client named it (absolute, or from where it stood) is this one of the worktree."""
    return named == path or named.endswith("/" + path) or path.endswith("/" + named)


def _changes_by_file(change: str) -> dict[str, str]:
    """Return the parts of an event's `change` by the path that heads each, without that path."""
    parts: dict[str, str] = {}
    for part in change.removeprefix("@ ").split("\n@ ") if change else ():
        path = part.split("\n", 1)[0].rsplit(" ", 2)[0]
        parts[path.replace(os.sep, "/")] = part[len(path) :]
    return parts


def _inside(event: Event, paths: Iterable[str]) -> list[str]:
    """Return those of `paths` that lie in the event's worktree, relative to it, but for what git and Trailnote keep."""
    root = event.worktree or event.cwd
    found = []
    for path in paths:
        full = os.path.normpath(os.path.join(event.cwd, path))
        if not full.startswith(root.rstrip(os.sep) + os.sep):
            full = os.path.join(os.path.realpath(os.path.dirname(full)), os.path.basename(full))
            if not full.startswith(root.rstrip(os.sep) + os.sep):
                continue
        relative = os.path.relpath(full, root).replace(os.sep, "/")
        if not relative.startswith((".git/", ".trailnote/")):
            found.append(relative)
    return found


def committed(db: sqlite3.Connection, event: Event, made: Iterable[Memory]) -> None:
    """Count the commits that came about with `event` to the turn of its session."""
    turn = rows.latest(db, event.session)
    for memory in made:
        db.execute(
            "INSERT OR IGNORE INTO made VALUES(?, ?, ?, ?)",
            (memory.key, event.session, turn.n if turn else 0, event.at_ns),
        )


def _wrapped(db: sqlite3.Connection, event: Event) -> Run:
    """Take a command that `trailnote run` wrapped: a turn of its own, which `settle` ends at once."""
    turn = _begin(db, event, task=event.text, via="run")
    for number, path in enumerate(_inside(event, event.edited), start=1):
        rows.add_touch(db, turn.n, path, at_ns=event.at_ns, named=number, label=EXPLICIT)
    return _command(db, event, turn)


def close(db: sqlite3.Connection, turn: Turn, *, by: str, at_ns: int) -> None:
    """End a turn: judge how it went and write its memory. A turn in which nothing was done is dropped."""
    runs = rows.runs(db, "execution = ? ORDER BY at_ns, n", turn.n)
    files = rows.touched(db, turn.n)
    made = db.execute("SELECT commit_id FROM made WHERE execution = ? ORDER BY at_ns", (turn.n,))
    commits = [str(row[0]) for row in made]
    if not runs and not files and not commits:
        db.execute("DELETE FROM execution WHERE n = ?", (turn.n,))
        return
    last_edit = db.execute(
        "SELECT coalesce(max(at_ns), 0) FROM edit WHERE session = ? AND at_ns >= ? AND at_ns <= ?",
        (turn.session, turn.started_ns, at_ns),
    ).fetchone()[0]
    ending = judge(runs, via=turn.via, ended_by=by, last_edit_ns=int(last_edit), commits=commits)
    db.execute(
        "UPDATE execution SET ended_ns = ?, ended_by = ?, outcome = ?, label = ? WHERE n = ?",
        (at_ns, by, ending.outcome, ending.label, turn.n),
    )
    if turn.via == "run" or any(f.edited for f in files) or commits or any(r.effect != commands.READS for r in runs):
        memory = to_memory(turn, ending, runs=runs, files=files, commits=commits, errors=_errors(db, turn), at_ns=at_ns)
        memories.put(db, memory, now_ns=at_ns)
    _mark_used(db, turn, {f.path for f in files}, until_ns=at_ns)


def _errors(db: sqlite3.Connection, turn: Turn) -> list[str]:
    found = db.execute(
        "SELECT f.name FROM command_run AS r JOIN failure AS f ON f.n = r.failure WHERE r.execution = ? "
        "ORDER BY r.at_ns",
        (turn.n,),
    )
    return list(dict.fromkeys(str(name) for (name,) in found))


def _mark_used(db: sqlite3.Connection, turn: Turn, touched: set[str], *, until_ns: int) -> None:
    """Mark the notes told up to now that bore on this turn: a file of theirs was touched, or a suggestion followed."""
    told = db.execute(
        "SELECT t.id, m.files FROM told AS t JOIN memory AS m ON m.id = t.id WHERE t.session = ? AND t.used = 0 AND "
        "t.at_ns <= ?",
        (turn.session, until_ns),
    ).fetchall()
    used = [(turn.session, id) for id, named in told if touched.intersection(json.loads(named))]
    followed = db.execute(
        "SELECT f.id FROM suggestion AS s JOIN failure AS f ON f.n = s.failure "
        "WHERE s.session = ? AND s.came = 'helped'",
        (turn.session,),
    )
    used += [(turn.session, str(id)) for (id,) in followed]
    db.executemany("UPDATE told SET used = 1 WHERE session = ? AND id = ?", used)
