"""What stays of a session: its page, its checkpoints, and what was labelled in it as decided or learned.

All three are made by rule from the session's events. Pages and checkpoints live in the namespace `session`; statements
become candidates, which a person may promote.
"""

from __future__ import annotations

import sqlite3

from trailnote import terms
from trailnote.distill import said
from trailnote.model import EXPLICIT, INFERRED, OBSERVED, Memory, Provenance, as_strings, digest, expiry_ns, first_line
from trailnote.store import memories

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from trailnote.distill.thread import Thread

PAGE, CHECKPOINT = "page/", "checkpoint/"
_MAX_FAILURES = 12
_MAX_DECIDED = 6
_MAX_PROMPTS = 20
_PROMPT_CHARS = 300
_ANSWER_CHARS = 1200
_COVERED = 0.8
_DENIALS = ("no", "not", "never", "without", "nor", "neither", "cannot")


def page(db: sqlite3.Connection, thread: Thread, *, ended_ns: int | None) -> Memory:
    """Write the page of a session, or write it anew, and keep what was stated in it; return the page."""
    memory = Memory(
        namespace="session",
        key=PAGE + thread.session,
        title=thread.task or untitled(thread),
        text=_markdown(thread),
        files=thread.files,
        tags=["page", thread.client],
        created_ns=thread.started_ns,
        provenance=Provenance(OBSERVED, [_source(thread)]),
        author=thread.client,
        branch=thread.branch,
        facts={
            "client": thread.client,
            "ended_ns": ended_ns,
            "through_ns": thread.through_ns,
            "prompts": len(thread.prompts),
            "tools": thread.tools,
            "commits": thread.commits,
            "summary": said.first_sentences(thread.answer, 280),
            "failing": thread.failing,
            "tests": thread.tests,
            "interrupted": thread.interrupted,
        },
    )
    memory.expires_ns = expiry_ns("session", thread.through_ns or thread.started_ns)
    memories.put(db, memory, now_ns=thread.through_ns or thread.started_ns)
    _keep_statements(db, thread)
    return memory


def checkpoint(db: sqlite3.Connection, thread: Thread, *, at_ns: int) -> Memory | None:
    """Keep what a summary of the session's context tends to lose; None when there is nothing yet."""
    facts: dict[str, object] = {
        "task": thread.task,
        "last_asked": thread.last_asked,
        "files": list(thread.files[:12]),
        "failing": thread.failing,
        "decided": [first_line(text, 300) for text in thread.decided[-_MAX_DECIDED:]],
        "commits": thread.commits[-5:],
        "at_ns": at_ns,
    }
    if not any((thread.task, thread.files, thread.failing, thread.decided)):
        return None
    lines = [f"{name}: {value}" for name, value in (("task", thread.task), ("last asked", thread.last_asked)) if value]
    lines += [f"failing: {run_text(thread.failing)}"] if thread.failing else []
    lines += [f"decided: {text}" for text in thread.decided[-_MAX_DECIDED:]]
    lines += ["files: " + ", ".join(thread.files[:12])] if thread.files else []
    memory = Memory(
        namespace="session",
        key=CHECKPOINT + thread.session,
        title=f"Checkpoint: {thread.task or untitled(thread)}",
        text="\n".join(lines),
        files=thread.files[:12],
        tags=["checkpoint", thread.client],
        created_ns=at_ns,
        provenance=Provenance(OBSERVED, [_source(thread)]),
        author=thread.client,
        branch=thread.branch,
        facts=facts,
    )
    memories.put(db, memory, now_ns=at_ns)
    return memory


def checkpoint_of(db: sqlite3.Connection, session: str) -> Memory | None:
    """Return the checkpoint of a session, or None."""
    return memories.find(db, "session", CHECKPOINT + session)


def _keep_statements(db: sqlite3.Connection, thread: Thread) -> None:
    for statement in thread.statements:
        if _remembered(db, statement, since_ns=thread.started_ns):
            continue
        memory = Memory(
            namespace=statement.namespace,
            key="said/" + digest(" ".join(statement.text.lower().split()))[:12],
            text=statement.text,
            title=first_line(statement.text),
            files=statement.files,
            tags=[statement.label.replace(" ", "-")],
            created_ns=thread.through_ns,
            provenance=Provenance(INFERRED, [_source(thread)]),
            author=thread.client,
            branch=thread.branch,
        )
        known = memories.find(db, memory.namespace, memory.key)
        if known is not None:
            sources = dict.fromkeys((*known.provenance.sources, *memory.provenance.sources))
            memory.provenance = Provenance(INFERRED, list(sources)[-20:])
            memory.sightings = len(sources)
            memory.files = known.files
        memories.put(db, memory, now_ns=thread.through_ns)


def _remembered(db: sqlite3.Connection, statement: said.Statement, *, since_ns: int) -> bool:
    """Return whether a session that began at `since_ns` also kept a statement by `remember`: nearly all of its words,
    none of them denied in one and not in the other."""
    words, denials = set(terms.words(statement.text)), _denials(statement.text)
    for memory in memories.select(db, "namespace = ? AND created_ns >= ?", (statement.namespace, since_ns)):
        if memory.provenance.kind != EXPLICIT or _denials(memory.text) != denials:
            continue
        if len(words & set(terms.words(memory.text))) >= _COVERED * len(words):
            return True
    return False


def _denials(text: str) -> int:
    words = text.lower().replace("’", "'").split()
    return sum(word.strip(".,;:!") in _DENIALS or word.strip(".,;:!").endswith("n't") for word in words)


def _source(thread: Thread) -> str:
    return f"session:{thread.client}:{thread.session}"


def untitled(thread: Thread) -> str:
    """Return what a session is called in which nobody asked for anything."""
    return f"A session of {thread.client} without a prompt"


def run_text(run: Mapping[str, object]) -> str:
    """Return `command — the failing tests, or what failed`."""
    failing = ", ".join(as_strings(run.get("failing_tests"))) or str(run.get("name") or "")
    return f"{run.get('command')} — {failing}" if failing else str(run.get("command"))


def _markdown(thread: Thread) -> str:
    parts = [f"# {thread.task or untitled(thread)}", ""]
    where = f" on {thread.branch}" if thread.branch else ""
    parts += [f"{thread.client}{where}; {len(thread.prompts)} prompts, {thread.tools} tool calls.", ""]
    if len(thread.prompts) > 1:
        asked = thread.prompts[:1] + thread.prompts[1:][-_MAX_PROMPTS:]
        parts += _section("Asked", [_one_line(text, _PROMPT_CHARS) for _, text in asked])
    if thread.answer:
        parts += ["## Last said", "", _capped(thread.answer, _ANSWER_CHARS), ""]
    parts += _section("Commits", thread.commits)
    parts += _section("Files edited", thread.files)
    parts += _section("Failures", thread.failures[-_MAX_FAILURES:])
    parts += _section("Stated", [f"{s.label}: {s.text}" for s in thread.statements])
    return "\n".join(parts).rstrip() + "\n"


def _section(title: str, items: Iterable[str]) -> list[str]:
    lines = [f"- {item}" for item in items]
    return [f"## {title}", "", *lines, ""] if lines else []


def _one_line(text: str, limit: int) -> str:
    return _capped(" ".join(text.split()), limit)


def _capped(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
