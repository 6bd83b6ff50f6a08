"""How a turn ended, and what says so: succeeded, failed, abandoned or unknown, each with its evidence and its label.

Nothing is guessed: where no test, check, commit or exit code speaks, the ending is unknown.
"""

from __future__ import annotations

from trailnote.model import INFERRED, OBSERVED, UNKNOWN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from trailnote.store.executions import Run

SUCCEEDED, FAILED, ABANDONED = "succeeded", "failed", "abandoned"
OUTCOMES = (SUCCEEDED, FAILED, ABANDONED, UNKNOWN)
PASSED = "passed"
CHECKS = ("test", "check")  # kinds of commands that say how the work stands and change nothing
_COMMAND_CHARS = 80
_GONE = {
    "prompt": "the next prompt came before any stop",
    "end": "the session ended before any stop",
    "restart": "the session was started again before any stop",
    "gone": "the client's process was gone before any stop",
}


class Ending:
    """`outcome` is one of OUTCOMES, `label` how it is known, `evidence` what says so, in short sentences."""

    __slots__ = ("evidence", "label", "outcome")

    def __init__(self, outcome: str, label: str, *evidence: str) -> None:
        self.outcome = outcome
        self.label = label
        self.evidence = evidence


def judge(
    runs: Sequence[Run], *, via: str, ended_by: str, last_edit_ns: int = 0, commits: Sequence[str] = ()
) -> Ending:
    """Return how a turn ended, from its runs in order of time. `last_edit_ns` is 0 when nothing was edited."""
    if via == "run":
        return _wrapped(runs)
    if ended_by != "stop":
        label = INFERRED if ended_by == "prompt" else OBSERVED
        return Ending(ABANDONED, label, _GONE.get(ended_by, "no stop was reported"), *_checks(runs)[-1:])
    standing = last_of_each(runs)
    for kind in CHECKS:
        told = [run for run in standing if run.kind == kind]
        failed = [run for run in told if run.outcome == FAILED]
        if failed:
            return Ending(FAILED, failed[-1].label, *[said(run) for run in failed[-2:]])
        passed = [run for run in told if run.outcome == PASSED]
        if passed:
            last = passed[-1]
            if last.at_ns >= last_edit_ns:
                return Ending(SUCCEEDED, last.label, said(last), *_committed(commits))
            return Ending(SUCCEEDED, INFERRED, said(last), "edited again after that", *_committed(commits))
    if commits:
        return Ending(SUCCEEDED, INFERRED, *_committed(commits))
    nothing = "no test or check was run" if last_edit_ns else "nothing was edited, tested or committed"
    return Ending(UNKNOWN, UNKNOWN, nothing)


def last_of_each(runs: Sequence[Run]) -> list[Run]:
    """Return the last run of each command that is a test or check, in order of time; what a later run that covers it
    mended is left out."""
    standing: list[Run] = []
    for run in runs:
        if run.kind not in CHECKS or run.outcome == UNKNOWN:
            continue
        standing = [old for old in standing if not (old.canonical == run.canonical or _covers(run, old))]
        standing.append(run)
    return standing


def _covers(run: Run, old: Run) -> bool:
    return run.outcome == PASSED and covers(run, old.canonical)


def covers(passed: Run, failed: str) -> bool:
    """Return whether a run that passed ran at least what the failed command ran: the same, or for tests the same
    program with fewer or wider targets (`pytest` and `pytest tests` cover `pytest tests/test_login.py`)."""
    if passed.canonical == failed:
        return True
    wide, narrow = passed.canonical.split(), failed.split()
    if passed.kind != "test" or wide[:1] != narrow[:1] or "&&" in narrow:
        return False
    if len(wide) <= len(narrow) and wide == narrow[: len(wide)]:
        return True
    return len(wide) == len(narrow) and all(
        w == n or w == "./..." or n.startswith((w + "/", w + "::")) for w, n in zip(wide, narrow, strict=True)
    )


def _wrapped(runs: Sequence[Run]) -> Ending:
    last = runs[-1] if runs else None
    if last is None or last.exit_code is None:
        return Ending(UNKNOWN, UNKNOWN, "no exit code was recorded")
    outcome = SUCCEEDED if last.exit_code == 0 else FAILED
    return Ending(outcome, OBSERVED, said(last))


def _checks(runs: Sequence[Run]) -> list[str]:
    return [said(run) for run in last_of_each(runs)]


def _committed(commits: Sequence[str]) -> list[str]:
    return [f"committed {', '.join(c[:8] for c in commits[-3:])}"] if commits else []


def said(run: Run) -> str:
    """Return what a run says: `12 passed, 1 failed (pytest -q)`, `exit code 2 (make)`."""
    command = short(run.command)
    counts = ", ".join(f"{n} {name}" for name, n in run.tests.items() if n)
    if counts:
        return f"{counts} ({command})"
    if run.exit_code is not None and run.label == OBSERVED:
        return f"exit code {run.exit_code} ({command})"
    return f"{run.outcome} ({command})"


def short(command: str, limit: int = _COMMAND_CHARS) -> str:
    """Return a command line as it is told: its first line, without `cd … &&` before it."""
    line = command.strip().split("\n", 1)[0].strip()
    head, joined, rest = line.partition(" && ")
    while joined and head.startswith("cd "):
        line = rest
        head, joined, rest = line.partition(" && ")
    return line if len(line) <= limit else line[: limit - 1] + "…"
