"""A turn as a memory: a title and text to be found by, and facts that keep what was done and how each is known.

In the facts a task is `explicit` or `unknown`, commands and the outcome carry their own label, files are observed but
for those of `files_inferred`, which only a command line names, and `files_named`, which the caller told.
"""

from __future__ import annotations

from trailnote.distill import commands
from trailnote.distill.endings import short
from trailnote.model import EXPLICIT, INFERRED, OBSERVED, UNKNOWN, Memory, Provenance, first_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from trailnote.distill.endings import Ending
    from trailnote.store.executions import Run, Touched, Turn

_MAX_COMMANDS = 40
_MAX_FILES = 40
_MAX_ERRORS = 10
_COMMAND_CHARS = 300


def to_memory(
    turn: Turn,
    ending: Ending,
    *,
    runs: list[Run],
    files: list[Touched],
    commits: list[str],
    errors: list[str],
    at_ns: int,
) -> Memory:
    """Return the memory of a turn that ended as `ending` says, with its runs in order and `errors` by name."""
    named = [f.path for f in files if f.named]
    edited = [f.path for f in files if f.edited]
    read = [f.path for f in files if f.opened and not f.edited]
    told = list(dict.fromkeys([*named, *edited, *read]))[:_MAX_FILES]
    sources = [f"session:{turn.client}:{turn.session}", *(f"commit:{c}" for c in commits[:5])]
    task = first_line(turn.task) or _untold(edited or told, runs)
    facts: dict[str, object] = {
        "task": {"text": turn.task[:2_000], "label": EXPLICIT if turn.task else UNKNOWN},
        "client": turn.client,
        "session": turn.session,
        "via": turn.via,
        "outcome": ending.outcome,
        "outcome_label": ending.label,
        "evidence": list(ending.evidence),
        "files_named": named,
        "files_edited": edited[:_MAX_FILES],
        "files_read": read[:_MAX_FILES],
        "files_inferred": [f.path for f in files if f.label == INFERRED][:_MAX_FILES],
        "opened": sum(1 for f in files if f.opened),
        "reopened": [f.path for f in files if f.reopened],
        "errors": errors[:_MAX_ERRORS],
        "commands": _commands(runs, whole=turn.via == "run"),
        "commits": commits,
        "duration_ms": (at_ns - turn.started_ns) // 10**6 if turn.via == "hooks" else max(runs[-1].duration_ms, 0),
    }
    return Memory(
        namespace="executions",
        key=turn.id,
        title=task,
        text=_text(turn, task, edited or named, ending),
        files=told,
        tags=[ending.outcome, turn.client],
        created_ns=turn.started_ns,
        updated_ns=at_ns,
        branch=turn.branch,
        provenance=Provenance(OBSERVED, sources),
        facts=facts,
    )


def _untold(files: list[str], runs: list[Run]) -> str:
    """Return a title for a turn whose task nobody named: its files, else its last command."""
    if files:
        return f"Work on {', '.join(files[:3])}"
    return f"Run {short(runs[-1].command)}" if runs else "Work without a task"


def _text(turn: Turn, task: str, files: list[str], ending: Ending) -> str:
    """Return what a reader finds: the task whole, how it ended, and where."""
    said = ": ".join(filter(None, [ending.outcome.capitalize(), "; ".join(ending.evidence)]))
    where = f" Files: {', '.join(files[:6])}." if files else ""
    return f"{turn.task.strip()[:4_000] or task}\n{said}.{where}"


def _commands(runs: list[Run], *, whole: bool) -> list[dict[str, object]]:
    """Return the commands of a turn, each once with its last outcome and how often it ran; looks are left out unless
    it is asked `whole`."""
    kept: dict[str, dict[str, object]] = {}
    times: dict[str, int] = {}
    for run in runs:
        if run.effect == commands.READS and not whole:
            continue
        times[run.canonical] = times.get(run.canonical, 0) + 1
        kept[run.canonical] = {
            "command": run.command[:_COMMAND_CHARS], "kind": run.kind, "outcome": run.outcome, "label": run.label,
            "exit_code": run.exit_code, "duration_ms": run.duration_ms, "tests": run.tests,
            "times": times[run.canonical],
        }  # fmt: skip
    return list(kept.values())[-_MAX_COMMANDS:]
