"""Which earlier execution is the one to learn from: the most similar that succeeded; one that failed is a warning."""

from __future__ import annotations

import sqlite3

from trailnote.distill.endings import FAILED, SUCCEEDED
from trailnote.distill.tasks import FLOOR, task_similarity, task_terms, term_idf
from trailnote.model import Memory, as_strings
from trailnote.recall.ranking import LEAST_SALIENCE
from trailnote.store import memories

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

AT_PROMPT = 150  # the newest executions that a prompt is compared with
PROMPT_FLOOR = 0.34  # said unasked only when it is surely the same kind of work
_FILES_WORTH = 0.4  # of a file in common with those under edit, beside the words
_TASK_CHARS = 600  # of a long prompt the beginning says what it is about
_NEARLY = 0.6  # of the floor: words this alike may be helped over it by files
_SAME_FILES = 2

_TYPES = (
    ("documentation", ("~document",)),
    ("bug_fixing", ("~!fix", "~fail", "~flaky")),
    ("performance", ("~performance",)),
    ("refactoring", ("~!refactor", "~!rename", "~!move")),
    ("testing", ("~test",)),
    ("dependencies", ("~!upgrade", "~dependency")),
    ("feature_work", ("~!add",)),
    ("maintenance", ("~!change", "~!remove")),
    ("investigation", ("~!investigate",)),
)


class Execution:
    """A stored execution: its memory, and what its facts say."""

    __slots__ = ("commands", "evidence", "files", "memory", "outcome", "task", "tests")

    def __init__(self, memory: Memory) -> None:
        self.memory = memory
        facts = memory.facts
        told = facts.get("task")
        text = told.get("text") if isinstance(told, dict) else ""
        self.task = text if isinstance(text, str) and text else memory.title
        self.outcome = str(facts.get("outcome", ""))
        self.evidence = as_strings(facts.get("evidence"))
        self.files = tuple(
            dict.fromkeys(
                path for name in ("files_named", "files_edited", "files_read") for path in as_strings(facts.get(name))
            )
        )
        rows = facts.get("commands")
        passed = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
        passed = [row for row in passed if row.get("outcome") != FAILED]
        self.tests = tuple(str(row.get("command", "")) for row in passed if row.get("kind") == "test")
        self.commands = tuple(str(row.get("command", "")) for row in passed if row.get("kind") != "test")


class Match:
    """An execution with how alike its task is (0..1), and why in a few words."""

    __slots__ = ("execution", "reason", "score")

    def __init__(self, execution: Execution, *, score: float, reason: str) -> None:
        self.execution = execution
        self.score = score
        self.reason = reason


def recent(db: sqlite3.Connection, *, outcomes: Iterable[str], now_ns: int, limit: int) -> list[Execution]:
    """Return the newest executions of these outcomes that are still remembered, newest first."""
    wanted = list(outcomes)
    columns = ", ".join(f"m.{name}" for name in memories.COLUMNS.split(", "))
    found = db.execute(
        f"SELECT {columns} FROM execution AS e CROSS JOIN memory AS m "  # noqa: S608  the columns are ours
        "ON m.namespace = 'executions' AND m.key = e.id "
        f"WHERE e.outcome IN ({','.join('?' * len(wanted))}) AND m.state IN ('candidate', 'promoted') AND "
        "m.salience >= ? AND (m.expires_ns IS NULL OR m.expires_ns > ?) ORDER BY e.started_ns DESC, e.n DESC LIMIT ?",
        (*wanted, LEAST_SALIENCE, now_ns, limit),
    )
    return [Execution(memories.from_row(row, "project")) for row in found]


def ranked(task: str, files: Sequence[str], executions: Sequence[Execution], *, floor: float = FLOOR) -> list[Match]:
    """Return the executions whose task is the one that is asked for, the most alike first, the newer of two equals.

    `files` under edit add to the likeness of those that touched them; they never stand for it alone unless no words
    are given.
    """
    stored = [task_terms(e.task[:_TASK_CHARS], e.files) for e in executions]
    idf = term_idf(stored)
    asked = task_terms(task[: 2 * _TASK_CHARS])
    wanted = set(files)
    found = []
    for execution, terms in zip(executions, stored, strict=True):
        alike = task_similarity(asked, terms, idf) if asked else 0.0
        common = wanted.intersection(execution.files)
        score = alike
        if wanted and (alike >= floor * _NEARLY or not asked):
            score += (_FILES_WORTH if asked else 1.0) * len(common) / len(wanted)
        if score >= floor:
            why = _reason(task, asked, terms, idf, sorted(common))
            found.append(Match(execution, score=min(score, 1.0), reason=why))
    found.sort(key=lambda match: -match.score)  # stable: the newer first
    return found


def _reason(
    task: str,
    asked: Mapping[str, tuple[str, ...]],
    stored: Mapping[str, tuple[str, ...]],
    idf: Mapping[str, float],
    common: Sequence[str],
) -> str:
    shared = sorted((term for term in asked if term in stored), key=lambda term: -idf.get(term, 0.0))
    held = {name for names in stored.values() for name in names}
    meant = [name for names in asked.values() for name in names if name in held and not name.startswith("~!")]
    said = [_as_written(term, task) for term in shared[:3]]
    parts = [f"the same words: {', '.join(said)}"] if said else []
    if meant and len(shared) < 3:
        parts.append(f"the same meaning: {', '.join(dict.fromkeys(name.lstrip('~') for name in meant[:2]))}")
    if common:
        parts.append(f"the same files: {', '.join(common[:_SAME_FILES])}")
    return "; ".join(parts)


def _as_written(term: str, task: str) -> str:
    """Return the word of the task that a stem stands for."""
    start = term[: max(3, len(term) - 1)]
    words = (word.strip(".,:;!?()[]\"'`") for word in task.lower().split())
    return next((word for word in words if word.startswith(start)), term)


def task_type(task: str) -> str:
    """Return what kind of work a task is: bug_fixing, feature_work, documentation … or other."""
    meant = {name for names in task_terms(task).values() for name in names}
    return next((name for name, marks in _TYPES if meant.intersection(marks)), "other")


class Advice:
    """What to tell at a prompt: the execution to learn from, and one that failed at the same, each or none."""

    __slots__ = ("done", "failed")

    def __init__(self, done: Match | None, failed: Match | None) -> None:
        self.done = done
        self.failed = failed


def advise(
    db: sqlite3.Connection,
    task: str,
    files: Sequence[str],
    *,
    now_ns: int,
    limit: int = AT_PROMPT,
    floor: float = PROMPT_FLOOR,
    told: frozenset[str] = frozenset(),
) -> Advice:
    """Return what earlier executions say to a task. A failed one only warns, and only while nothing like it succeeded
    later."""
    executions = recent(db, outcomes=(SUCCEEDED, FAILED), now_ns=now_ns, limit=limit)
    matches = ranked(task, files, executions, floor=floor)
    done = next((m for m in matches if m.execution.outcome == SUCCEEDED), None)
    failed = next((m for m in matches if m.execution.outcome == FAILED), None)
    if done and failed and done.execution.memory.created_ns > failed.execution.memory.created_ns:
        failed = None
    return Advice(
        done if done and done.execution.memory.id not in told else None,
        failed if failed and failed.execution.memory.id not in told else None,
    )
