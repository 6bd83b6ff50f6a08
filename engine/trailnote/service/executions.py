"""What is to be learned from what was done: reflection on the last execution, usage figures, the report."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from trailnote.distill import figures
from trailnote.distill.figures import MOST_OPENED, MOST_REOPENED, Report, Usage
from trailnote.service.workspace import Workspace
from trailnote.store import executions as rows

LOOPING, EXPLORING, NO_ISSUE = "looping_on_same_files", "too_much_exploration", "none"
_ENTRY_POINTS = 5


@dataclasses.dataclass(frozen=True, slots=True)
class Reflection:
    """How the last execution went about its files. `issue` is one of the three above, `reason` what was counted."""

    task: str
    outcome: str
    issue: str
    reason: str
    next_action: str
    opened: int
    reopened: tuple[str, ...]
    entry_points: tuple[str, ...]


def reflect(workspace: Workspace) -> Reflection:
    """Return what the newest execution, ended or not, tells of the way it went."""
    db = workspace.database()
    found = rows.turns(db, "1 ORDER BY started_ns DESC, n DESC LIMIT 1")
    if not found:
        return Reflection("", "", NO_ISSUE, "no execution is recorded yet", "go on", 0, (), ())
    turn = found[0]
    files = rows.touched(db, turn.n)
    opened = [f.path for f in files if f.opened or f.named]
    reopened = tuple(f.path for f in files if f.reopened)
    edited = [f.path for f in files if f.edited]
    entry_points = tuple(dict.fromkeys([*edited, *reopened, *opened]))[:_ENTRY_POINTS]
    issue, reason, action = _issue(opened, reopened, entry_points)
    return Reflection(turn.task, turn.outcome, issue, reason, action, len(opened), reopened, entry_points)


def _issue(opened: Sequence[str], reopened: Sequence[str], entry_points: Sequence[str]) -> tuple[str, str, str]:
    named = ", ".join(entry_points[:3])
    if len(reopened) > MOST_REOPENED:
        action = f"stop re-reading; write down what {named} showed, and change or test one of them"
        return LOOPING, f"{len(reopened)} files were opened again with no edit between", action
    if len(opened) > MOST_OPENED:
        action = f"narrow the search before opening more: begin at {named}"
        return EXPLORING, f"{len(opened)} files were opened", action
    return NO_ISSUE, f"{len(opened)} files opened, {len(reopened)} of them again", "go on"


def real_usage(workspace: Workspace) -> Usage:
    """Return the counts and averages over the executions of this project."""
    return figures.usage(workspace.database())


def report(workspace: Workspace, *, days: int = 30) -> Report:
    """Return the report of this project over the last `days` days."""
    return figures.report(
        workspace.database(), project=workspace.project.name, now_ns=workspace.now_ns(), days=days
    )
