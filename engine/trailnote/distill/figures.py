"""The figures of executions: how many, how they ended, what failed, what was opened again, what was told and used.

Counted from recorded rows alone; what was not recorded is not estimated.
"""

from __future__ import annotations

import dataclasses
import datetime
import json
import sqlite3
from collections.abc import Sequence

from trailnote.distill import fixes
from trailnote.distill.adoption import ELSEWHERE
from trailnote.distill.endings import FAILED, OUTCOMES, SUCCEEDED
from trailnote.model import DAY_NS
from trailnote.store import executions as rows

MOST_REOPENED, MOST_OPENED = 2, 8  # more files than these in one execution is an issue


@dataclasses.dataclass(frozen=True, slots=True)
class Usage:
    """Counts and averages over the executions that were recorded; an average over nothing is None.

    `strategy_usage` counts the executions for which a note was told that then bore on them.
    """

    total: int
    outcomes: dict[str, int]
    clients: dict[str, int]
    average_ms: int | None
    average_opened: float | None
    average_reopened: float | None
    average_commands: float | None
    tests_passed: int
    tests_failed: int
    strategy_usage: int
    notes_told: int
    notes_used: int
    tokens_told: int
    redundant_exploration: int


def usage(db: sqlite3.Connection) -> Usage:
    """Return what was really done, from recorded executions alone: nothing is estimated."""
    turns = rows.turns(db, "ended_ns IS NOT NULL AND ended_by != ?", ELSEWHERE)
    files = [rows.touched(db, turn.n) for turn in turns]
    opened = [sum(1 for f in each if f.opened or f.named) for each in files]
    reopened = [sum(1 for f in each if f.reopened) for each in files]
    commands = dict(db.execute("SELECT execution, count(*) FROM command_run GROUP BY execution").fetchall())
    times = [_duration_ms(db, turn) for turn in turns]
    tests = [run.tests for run in rows.runs(db, "tests != '{}'")]
    told = db.execute("SELECT count(*), coalesce(sum(used), 0), coalesce(sum(tokens), 0) FROM told").fetchone()
    used = db.execute(
        "SELECT count(DISTINCT (SELECT min(e.n) FROM execution AS e WHERE e.session = t.session AND "
        "e.ended_ns >= t.at_ns)) FROM told AS t WHERE t.used = 1"
    ).fetchone()
    return Usage(
        total=len(turns),
        outcomes={name: n for name in OUTCOMES if (n := sum(t.outcome == name for t in turns))},
        clients=_counted([t.client for t in turns]),
        average_ms=None if not times else round(sum(times) / len(times)),
        average_opened=_average(opened),
        average_reopened=_average(reopened),
        average_commands=_average([int(commands.get(t.n, 0)) for t in turns]),
        tests_passed=sum(t.get("passed", 0) for t in tests),
        tests_failed=sum(t.get("failed", 0) + t.get("errors", 0) for t in tests),
        strategy_usage=int(used[0]),
        notes_told=int(told[0]),
        notes_used=int(told[1]),
        tokens_told=int(told[2]),
        redundant_exploration=sum(n > MOST_REOPENED for n in reopened),
    )


def _duration_ms(db: sqlite3.Connection, turn: rows.Turn) -> int:
    if turn.via == "run":
        row = db.execute("SELECT max(duration_ms) FROM command_run WHERE execution = ?", (turn.n,)).fetchone()
        return max(0, int(row[0] or 0))
    return ((turn.ended_ns or turn.started_ns) - turn.started_ns) // 10**6


def _counted(names: Sequence[str]) -> dict[str, int]:
    return {name: names.count(name) for name in sorted(set(names))}


def _average(values: Sequence[int]) -> float | None:
    return round(sum(values) / len(values), 2) if values else None


@dataclasses.dataclass(frozen=True, slots=True)
class FailingCommand:
    """A command that failed: how often, of how many runs, what failed last, and the best known fix ("" for none)."""

    command: str
    failed: int
    runs: int
    failure: str
    fix: str


@dataclasses.dataclass(frozen=True, slots=True)
class Day:
    """One day (UTC) of executions, with their number by outcome, and the tokens told on it."""

    date: str
    outcomes: dict[str, int]
    tokens: int


@dataclasses.dataclass(frozen=True, slots=True)
class ToldMoment:
    """What was told at one kind of moment: notes, how many of them were of use, and their tokens."""

    moment: str
    notes: int
    used: int
    tokens: int


@dataclasses.dataclass(frozen=True, slots=True)
class Area:
    """A folder of the repository (two levels deep): executions that edited in it, how many of them succeeded and
    failed, and the names of failures whose fix lay in it."""

    folder: str
    executions: int
    succeeded: int
    failed: int
    failures: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Report:
    """The figures of `report`. Lists are ordered, the most first; days are in order of time without gaps."""

    project: str
    since: str
    usage: Usage
    days: tuple[Day, ...]
    failing: tuple[FailingCommand, ...]
    reopened: tuple[tuple[str, int], ...]
    areas: tuple[Area, ...]
    told: tuple[ToldMoment, ...]


def report(db: sqlite3.Connection, *, project: str, now_ns: int, days: int = 30, limit: int = 10) -> Report:
    """Return the report over the last `days` days; the usage figures are over all that is kept."""
    since_ns = now_ns - days * DAY_NS
    return Report(
        project=project,
        since=_date(since_ns),
        usage=usage(db),
        days=_days(db, since_ns, now_ns),
        failing=_failing(db, since_ns, limit),
        reopened=_reopened(db, since_ns, limit),
        areas=_areas(db, since_ns, limit),
        told=tuple(
            ToldMoment(str(m), int(n), int(u), int(t))
            for m, n, u, t in db.execute(
                "SELECT moment, count(*), sum(used), sum(tokens) FROM told WHERE at_ns >= ? "
                "GROUP BY moment ORDER BY 4 DESC",
                (since_ns,),
            )
        ),
    )


def _date(at_ns: int) -> str:
    return datetime.datetime.fromtimestamp(at_ns // 10**9, datetime.UTC).strftime("%Y-%m-%d")


def _days(db: sqlite3.Connection, since_ns: int, now_ns: int) -> tuple[Day, ...]:
    found: dict[str, dict[str, int]] = {}
    for turn in rows.turns(db, "ended_ns IS NOT NULL AND started_ns >= ? AND ended_by != ?", since_ns, ELSEWHERE):
        day = found.setdefault(_date(turn.started_ns), {})
        day[turn.outcome] = day.get(turn.outcome, 0) + 1
    tokens: dict[str, int] = {}
    for at_ns, cost in db.execute("SELECT at_ns, tokens FROM told WHERE at_ns >= ?", (since_ns,)):
        tokens[_date(at_ns)] = tokens.get(_date(at_ns), 0) + int(cost)
    dates = [_date(at) for at in range(since_ns, now_ns + 1, DAY_NS)]
    return tuple(Day(date, found.get(date, {}), tokens.get(date, 0)) for date in dates)


def _failing(db: sqlite3.Connection, since_ns: int, limit: int) -> tuple[FailingCommand, ...]:
    counted = db.execute(
        "SELECT canonical, sum(outcome = 'failed') AS failed, count(*), "
        "max(CASE WHEN failure IS NULL THEN 0 ELSE at_ns END) FROM command_run "
        "WHERE at_ns >= ? AND effect != 'reads' GROUP BY canonical HAVING failed > 0 "
        "ORDER BY failed DESC, 3 DESC LIMIT ?",
        (since_ns, limit),
    ).fetchall()
    return tuple(_with_fix(db, str(c), int(failed), int(runs), int(last)) for c, failed, runs, last in counted)


def _with_fix(db: sqlite3.Connection, canonical: str, failed: int, runs: int, last_ns: int) -> FailingCommand:
    row = db.execute(
        "SELECT f.n, f.name FROM command_run AS r JOIN failure AS f ON f.n = r.failure "
        "WHERE r.canonical = ? AND r.at_ns = ?",
        (canonical, last_ns),
    ).fetchone()
    if row is None:
        return FailingCommand(canonical, failed, runs, "", "")
    worked, _ = fixes.split(rows.attempts(db, "failure = ?", row[0]))
    return FailingCommand(canonical, failed, runs, str(row[1]), fixes.fixed(worked[0]) if worked else "")


def area_of(path: str) -> str:
    """Return the folder that a file counts for: its own, two levels deep at most, "." at the root."""
    return "/".join(path.split("/")[:-1][:2]) or "."


def _areas(db: sqlite3.Connection, since_ns: int, limit: int) -> tuple[Area, ...]:
    ended: dict[str, dict[int, str]] = {}
    for n, outcome, path in db.execute(
        "SELECT e.n, e.outcome, t.path FROM execution AS e JOIN touched AS t ON t.execution = e.n "
        "WHERE e.started_ns >= ? AND e.ended_ns IS NOT NULL AND (t.edited > 0 OR t.named > 0)",
        (since_ns,),
    ):
        ended.setdefault(area_of(str(path)), {})[int(n)] = str(outcome)
    names: dict[str, dict[str, None]] = {}
    for name, files in db.execute(
        "SELECT f.name, a.files FROM attempt AS a JOIN failure AS f ON f.n = a.failure "
        "WHERE a.worked > 0 AND a.last_ns >= ?",
        (since_ns,),
    ):
        for path in json.loads(str(files)):
            names.setdefault(area_of(path), {})[str(name)] = None
    found = [
        Area(
            folder,
            len(outcomes),
            list(outcomes.values()).count(SUCCEEDED),
            list(outcomes.values()).count(FAILED),
            tuple(names.get(folder, ()))[:5],
        )
        for folder, outcomes in ended.items()
    ]
    found.sort(key=lambda area: (-area.failed, -area.executions, area.folder))
    return tuple(found[:limit])


def _reopened(db: sqlite3.Connection, since_ns: int, limit: int) -> tuple[tuple[str, int], ...]:
    found = db.execute(
        "SELECT t.path, sum(t.reopened) AS again FROM touched AS t JOIN execution AS e ON e.n = t.execution "
        "WHERE e.started_ns >= ? GROUP BY t.path HAVING again > 0 ORDER BY again DESC, t.path LIMIT ?",
        (since_ns, limit),
    )
    return tuple((str(path), int(n)) for path, n in found)
