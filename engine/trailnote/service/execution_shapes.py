"""The public JSON shapes of executions: guidance, reflection, usage and the report."""

from __future__ import annotations

import dataclasses

from trailnote.distill.figures import Report, Usage
from trailnote.service.executions import Reflection
from trailnote.service.strategies import Reuse, Strategy, Suggestion


def strategy_json(strategy: Strategy | None) -> dict[str, object] | None:
    """Return {task, files, commands, tests, score, reason}, or None."""
    if strategy is None:
        return None
    return {
        "task": strategy.task,
        "files": list(strategy.files),
        "commands": list(strategy.commands),
        "tests": list(strategy.tests),
        "score": strategy.score,
        "reason": strategy.reason,
    }


def reuse_json(found: Reuse) -> dict[str, object]:
    """Return the result of `reuse`."""
    return {"source": found.source, "task_type": found.task_type, "strategy": strategy_json(found.strategy)}


def suggestion_json(found: Suggestion) -> dict[str, object]:
    """Return the result of `suggest`."""
    return {
        "task": found.task,
        "task_type": found.task_type,
        "source": found.source,
        "strategy": strategy_json(found.strategy),
        "warnings": [
            {"id": w.id, "task": w.task, "evidence": list(w.evidence), "files": list(w.files)} for w in found.warnings
        ],
        "failures": [{"name": f.name, "command": f.command, "known": list(f.known)} for f in found.failures],
        "in_area": list(found.in_area),
        "next_action": found.next_action,
    }


def reflection_json(found: Reflection) -> dict[str, object]:
    """Return the result of `reflect`."""
    return {
        "task": found.task,
        "outcome": found.outcome,
        "possible_issue": found.issue,
        "reason": found.reason,
        "suggested_next_action": found.next_action,
        "opened_files_count": found.opened,
        "reopened_files": list(found.reopened),
        "recommended_entry_points": list(found.entry_points),
    }


def usage_json(usage: Usage) -> dict[str, object]:
    """Return the result of `report real-usage`; an average over nothing is null."""
    return {
        "total_executions": usage.total,
        "outcomes": usage.outcomes,
        "clients": usage.clients,
        "avg_execution_time_ms": usage.average_ms,
        "avg_files_opened": usage.average_opened,
        "avg_reopened_files": usage.average_reopened,
        "avg_commands": usage.average_commands,
        "tests": {"passed": usage.tests_passed, "failed": usage.tests_failed} if usage.total else None,
        "strategy_usage": usage.strategy_usage,
        "notes_told": usage.notes_told,
        "notes_used": usage.notes_used,
        "tokens_told": usage.tokens_told,
        "redundant_exploration_cases": usage.redundant_exploration,
    }


def report_json(report: Report) -> dict[str, object]:
    """Return the result of `report`."""
    return {
        "project": report.project,
        "since": report.since,
        "usage": usage_json(report.usage),
        "days": [dataclasses.asdict(day) for day in report.days],
        "failing_commands": [dataclasses.asdict(row) for row in report.failing],
        "reopened_files": [{"file": path, "times": n} for path, n in report.reopened],
        "areas": [dataclasses.asdict(area) for area in report.areas],
        "told": [dataclasses.asdict(row) for row in report.told],
    }
