"""What should not be in a memory: secrets, our own text captured again, duplicates, contradictions, gone code."""

from __future__ import annotations

import dataclasses
import os
import sqlite3
from collections.abc import Iterator

from trailnote import jsontext, paths
from trailnote.capture.redact import redact
from trailnote.distill import anchors, elsewhere, failures
from trailnote.model import Memory
from trailnote.service import statements
from trailnote.service.workspace import Workspace
from trailnote.store import memories, rules
from trailnote.store.database import transaction

SECRET, LOOP, DUPLICATE, STALE, CONTRADICTED = "secret", "loop", "duplicate", "stale", "contradicted"
_MAX_FILE = 1 << 20
_NO_STATEMENTS = ("resolutions", "executions", "session")  # a task may well come twice


@dataclasses.dataclass(frozen=True, slots=True)
class Finding:
    """One thing found. `where` is a memory's id or a file's path; `advice` is the command that mends it, or ""."""

    kind: str
    where: str
    about: str
    advice: str


def audit(workspace: Workspace) -> list[Finding]:
    """Look through the project's memory and the clients' own memories of this project. Nothing is changed.

    The text of a secret is never part of a finding.
    """
    held: list[statements.Statement] = []
    found = [*_store(workspace, held), *_events(workspace), *_client_files(workspace, held)]
    for kind, later, earlier in statements.compared(held):
        says = "says the same as" if kind == DUPLICATE else "contradicts"
        found.append(Finding(kind, later.where, f"{says} {earlier.where}", later.advice))
    for rule, others in rules.links(workspace.database()).items():
        if rule < others[-1]:
            against = ", ".join(other for other in others if rule < other)
            found.append(Finding(CONTRADICTED, rule, f"contradicts {against}", f"trailnote reject {rule}"))
    return found


def _store(workspace: Workspace, held: list[statements.Statement]) -> Iterator[Finding]:
    """Yield what is wrong with a memory by itself; put what each says into `held`."""
    for memory in memories.select(workspace.database(), memories.LIVE, (workspace.now_ns(),)):
        texts = (memory.title, memory.text, memory.key, *memory.files, *memory.tags, memory.author)
        forget = f"trailnote forget {memory.id}"
        if any(_holds_secret(workspace, t) for t in texts):
            yield Finding(SECRET, memory.id, f"{memory.namespace} of {memory.author or 'unknown'}", forget)
        if "<trailnote" in memory.text:
            yield Finding(LOOP, memory.id, "holds text that Trailnote itself told", forget)
        if memory.namespace not in _NO_STATEMENTS:
            held.append(statements.Statement(memory.text, memory.id, forget, memory.namespace))
            yield from _stale(workspace, memory)


def _stale(workspace: Workspace, memory: Memory) -> Iterator[Finding]:
    state = anchors.summary(anchors.check(workspace.project.worktree, memory))
    if state == anchors.GONE:
        yield Finding(
            STALE, memory.id, f"the code is gone: {', '.join(memory.files[:3])}", f"trailnote show {memory.id}"
        )


def _events(workspace: Workspace) -> Iterator[Finding]:
    for id, kind, body in workspace.database().execute("SELECT id, kind, body FROM event"):
        if "<trailnote" in body:
            yield Finding(LOOP, f"event {id}", f"a {kind} holds text that Trailnote itself told", "")
        if any(_holds_secret(workspace, text) for text in _texts(body)):
            yield Finding(SECRET, f"event {id}", f"a {kind}", "trailnote forget --source session:CLIENT:ID")


def _texts(body: str) -> tuple[str, str]:
    """Return the names of an event and the rest of it: beside the word `session` its id would pass for a token."""
    try:
        value = jsontext.loads(body)
    except ValueError:
        return body, ""
    if not isinstance(value, dict):
        return body, ""
    names = "\n".join([str(value.pop(name, "")) for name in ("id", "session", "call", "agent")])
    return names, jsontext.dumps(value)


def _client_files(workspace: Workspace, held: list[statements.Statement]) -> Iterator[Finding]:
    for base in elsewhere.memory_folders(workspace.project.root, workspace.env, paths.home_dir(workspace.env)):
        for folder, _, names in os.walk(base):
            for name in sorted(names):
                if name.endswith((".md", ".txt", ".json")):
                    yield from _client_file(workspace, os.path.join(folder, name), held)


def _client_file(workspace: Workspace, path: str, held: list[statements.Statement]) -> Iterator[Finding]:
    try:
        with open(path, encoding="utf-8", errors="replace") as f:
            text = f.read(_MAX_FILE)
    except OSError:
        return
    if _holds_secret(workspace, text):
        yield Finding(SECRET, path, "a memory file of the client holds a secret", "edit the file")
    if "<trailnote" in text:
        yield Finding(LOOP, path, "a memory file of the client repeats what Trailnote told", "edit the file")
    held += statements.of_markdown(text, path)
    gone = statements.gone_paths(text, workspace.project.worktree)
    if gone:
        yield Finding(STALE, path, f"the code is gone: {', '.join(gone[:3])}", "edit the file")


def _holds_secret(workspace: Workspace, text: str) -> bool:
    config = workspace.config
    return redact(text, extra=tuple(config.redact_patterns), allow=tuple(config.redact_allow)) != text


def forget_source(workspace: Workspace, source: str) -> int:
    """Delete every memory that `source` (such as session:codex:ID, commit:ID, agent) brought, and leave tombstones; of
    a session everything else that was recorded too. Return how many memories went."""
    db, now = workspace.database(), workspace.now_ns()
    with transaction(db):
        found = [m for m in memories.select(db, "provenance LIKE ?", (f"%{_like(source)}%",)) if _from(m, source)]
        for memory in found:
            memories.forget(db, memory, now_ns=now)
        if source.startswith("session:"):
            return len(found) + _forget_session(db, source.split(":", 2)[-1], now)
    return len(found)


_OF_SESSION = (
    "event", "handoff", "execution", "command_run", "edit", "made", "sighting", "attempt", "suggestion", "told",
)  # fmt: skip


def _forget_session(db: sqlite3.Connection, session: str, now_ns: int) -> int:
    """Delete the rows of a session, and the failures that nothing but it reported; return how many memories went. The
    caller holds the transaction."""
    reported = db.execute(
        "SELECT failure FROM sighting WHERE session = ?1 UNION SELECT failure FROM attempt WHERE session = ?1 "
        "UNION SELECT failure FROM command_run WHERE session = ?1 AND failure IS NOT NULL",
        (session,),
    ).fetchall()
    db.execute("DELETE FROM touched WHERE execution IN (SELECT n FROM execution WHERE session = ?)", (session,))
    for table in _OF_SESSION:
        db.execute(f"DELETE FROM {table} WHERE session = ?", (session,))  # noqa: S608  the tables are ours
    db.execute("DELETE FROM session WHERE id = ?", (session,))
    return sum(_without_it(db, int(n), now_ns) for (n,) in reported)


def _without_it(db: sqlite3.Connection, failure: int, now_ns: int) -> int:
    """Tell a failure anew from what others reported of it; one that nobody else did goes, and its memory with it.
    Return how many memories went."""
    (told,) = db.execute("SELECT id FROM failure WHERE n = ?", (failure,)).fetchone()
    known = list(memories.select(db, "id = ?", (told,)))
    tried, seen = (
        db.execute(f"SELECT 1 FROM {table} WHERE failure = ?", (failure,)).fetchone()  # noqa: S608  the tables are ours
        for table in ("attempt", "sighting")
    )
    if tried:
        failures.remember(db, failure, now_ns=now_ns)
        db.execute("DELETE FROM memory_version WHERE id = ?", (told,))
        return 0
    for memory in known:
        memories.forget(db, memory, now_ns=now_ns)
    if not seen:
        db.execute("DELETE FROM failure WHERE n = ?", (failure,))
        db.execute("DELETE FROM failure_key WHERE failure = ?", (failure,))
    return len(known)


def _like(text: str) -> str:
    return text.replace("%", "_")


def _from(memory: Memory, source: str) -> bool:
    return any(s == source or s.startswith(source + ":") for s in memory.provenance.sources)
