"""Guidance from earlier executions: the strategy to reuse, and what to mind before beginning."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Sequence

from trailnote.distill import anchors, fixes
from trailnote.distill.endings import FAILED, SUCCEEDED
from trailnote.distill.figures import area_of
from trailnote.errors import RefusedError
from trailnote.model import DAY_NS
from trailnote.recall import moments, strategies
from trailnote.recall.strategies import Execution, Match
from trailnote.service.workspace import Workspace
from trailnote.store import executions as rows
from trailnote.store import memories

NO_SOURCE, FROM_ONE, FROM_SEVERAL = "none", "previous_successful_execution", "strategy_memory"
_CANDIDATES = 3_000
_ALIKE = 0.5  # of the best's likeness: executions as near as this, on the same files, confirm it
_MAX_FILES, _MAX_COMMANDS, _WARNINGS, _FAILURES = 8, 6, 3, 3
_UNMENDED_DAYS = 14


@dataclasses.dataclass(frozen=True, slots=True)
class Strategy:
    """What a successful execution did. `files` are its entry points, most telling first; `score` is in 0..1."""

    id: str
    task: str
    files: tuple[str, ...]
    commands: tuple[str, ...]
    tests: tuple[str, ...]
    score: float
    reason: str


@dataclasses.dataclass(frozen=True, slots=True)
class Reuse:
    """The answer of `reuse`: `source` is one of none, strategy_memory, previous_successful_execution."""

    source: str
    task_type: str
    strategy: Strategy | None


def reuse(workspace: Workspace, *, task: str = "", files: Sequence[str] = ()) -> Reuse:
    """Return the strategy for a task: of the most similar successful execution, confirmed by others where there are.

    Without a task and files it is the newest successful execution. A failed one is never returned.
    """
    db, now = workspace.database(), workspace.now_ns()
    executions = strategies.recent(db, outcomes=(SUCCEEDED,), now_ns=now, limit=_CANDIDATES)
    kind = strategies.task_type(task) if task else ""
    if not task.strip() and not files:
        matches = [Match(e, score=1.0, reason="the newest that succeeded") for e in executions[:1]]
    else:
        matches = strategies.ranked(task, _relative(workspace, files), executions)
    if not matches:
        return Reuse(NO_SOURCE, kind or "other", None)
    best = matches[0]
    others = [m for m in matches[1:] if _confirms(m, best)]
    told = _strategy(best, [m.execution for m in others])
    kind = kind or strategies.task_type(best.execution.task)
    return Reuse(FROM_SEVERAL if others else FROM_ONE, kind, told)


def _confirms(match: Match, best: Match) -> bool:
    return match.score >= best.score * _ALIKE and bool(set(match.execution.files) & set(best.execution.files))


def _strategy(best: Match, others: Sequence[Execution]) -> Strategy:
    first = best.execution
    reason = best.reason
    if others:
        reason += f"; {len(others) + 1} executions on these files succeeded"
    shared = [path for e in others for path in e.files if path in first.files]
    return Strategy(
        id=first.memory.id,
        task=first.task,
        files=tuple(dict.fromkeys([*first.files, *shared]))[:_MAX_FILES],
        commands=tuple(dict.fromkeys([*first.commands, *(c for e in others for c in e.commands)]))[:_MAX_COMMANDS],
        tests=tuple(dict.fromkeys([*first.tests, *(t for e in others for t in e.tests)]))[:_MAX_COMMANDS],
        score=round(best.score, 4),
        reason=reason,
    )


def _relative(workspace: Workspace, files: Sequence[str]) -> list[str]:
    found = []
    for file in files:
        relative = anchors.inside(workspace.project.worktree, file)
        if relative is None:
            raise RefusedError(f"{file!r}: lies outside {workspace.project.worktree}; nothing was read")
        found.append(relative)
    return found


@dataclasses.dataclass(frozen=True, slots=True)
class Warned:
    """An execution that failed at the same task, with what said so."""

    id: str
    task: str
    evidence: tuple[str, ...]
    files: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Unmended:
    """A failure that nobody mended yet: its name, the command, and what is known to help or not."""

    name: str
    command: str
    known: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Suggestion:
    """The guidance of `suggest`. `in_area` says which failures were fixed in the folders at hand, and how;
    `next_action` is one sentence. Lists are ordered, the most telling first."""

    task: str
    task_type: str
    strategy: Strategy | None
    source: str
    warnings: tuple[Warned, ...]
    failures: tuple[Unmended, ...]
    in_area: tuple[str, ...]
    next_action: str


def suggest(workspace: Workspace, *, task: str = "", files: Sequence[str] = ()) -> Suggestion:
    """Return what earlier work says to do next: for a task, else for what the branch and the files under edit tell."""
    if not task and not files:
        files = [f for f in moments.look_around(workspace.project, "").files if f]
    found = reuse(workspace, task=task, files=files)
    db, now = workspace.database(), workspace.now_ns()
    failed = strategies.recent(db, outcomes=(FAILED,), now_ns=now, limit=_CANDIDATES)
    warned = strategies.ranked(task, _relative(workspace, files), failed) if task or files else []
    warnings = tuple(
        Warned(m.execution.memory.id, m.execution.task, m.execution.evidence, m.execution.files[:_MAX_FILES])
        for m in warned[:_WARNINGS]
    )
    failures = _unmended(workspace)
    return Suggestion(
        task=task,
        task_type=found.task_type,
        strategy=found.strategy,
        source=found.source,
        warnings=warnings,
        failures=failures,
        in_area=_in_area(workspace, files or (found.strategy.files if found.strategy else ())),
        next_action=_next_action(found.strategy, warnings, failures),
    )


def _unmended(workspace: Workspace) -> tuple[Unmended, ...]:
    db = workspace.database()
    since = workspace.now_ns() - _UNMENDED_DAYS * DAY_NS
    found: dict[int, Unmended] = {}
    for sighting in rows.sightings(db, "mended_ns IS NULL AND last_ns > ? ORDER BY last_ns DESC LIMIT 20", since):
        newer = rows.sightings(
            db, "failure = ? AND mended_ns > ? LIMIT 1", sighting.failure, sighting.last_ns
        )
        passed = db.execute(
            "SELECT 1 FROM command_run WHERE canonical = ? AND outcome = 'passed' AND at_ns > ? LIMIT 1",
            (sighting.canonical, sighting.last_ns),
        ).fetchone()
        if newer or passed or sighting.failure in found:
            continue
        name = str(db.execute("SELECT name FROM failure WHERE n = ?", (sighting.failure,)).fetchone()[0])
        known = fixes.sentences(rows.attempts(db, "failure = ?", sighting.failure))
        found[sighting.failure] = Unmended(name, sighting.command, tuple(known))
    return tuple(found.values())[:_FAILURES]


def _in_area(workspace: Workspace, files: Sequence[str]) -> tuple[str, ...]:
    """Return what is known of the failures whose fix lay in the folders of these files, the latest first."""
    areas = {area_of(path) for path in _relative(workspace, files)}
    if not areas:
        return ()
    known = memories.select(
        workspace.database(),
        f"namespace = 'failures' AND {memories.LIVE} ORDER BY updated_ns DESC",
        (workspace.now_ns(),),
    )
    found = (m.text for m in known if areas.intersection(area_of(path) for path in m.files))
    return tuple(itertools.islice(found, _FAILURES))


def _next_action(
    strategy: Strategy | None, warnings: Sequence[Warned], failures: Sequence[Unmended]
) -> str:
    if strategy is not None and strategy.files:
        first = f"begin at {', '.join(strategy.files[:3])}"
        return f"{first}; check with {strategy.tests[0]}" if strategy.tests else first
    if failures:
        return f"{failures[0].name} is still failing: {failures[0].command}"
    if warnings:
        return "an earlier try at this failed: read what it ran before repeating it"
    return "nothing similar is recorded; go on"
