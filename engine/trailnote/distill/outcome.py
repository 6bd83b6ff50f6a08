"""How a command ended: passed, failed or unknown, and how that is known.

An exit code is believed where it is the command's own (`observed`); where it is missing (Codex sends none) or belongs
to a filter behind a pipe, the text decides (`inferred`); where the text is silent, nothing is claimed (`unknown`).
"""

from __future__ import annotations

from trailnote.distill.command_form import canonical_command, exit_is_own, expects_one, main_parts
from trailnote.distill.command_kinds import kind_of
from trailnote.distill.commands import READS, effect
from trailnote.distill.signatures.text import read_lines
from trailnote.model import INFERRED, OBSERVED, UNKNOWN

__all__ = ["FAILED", "PASSED", "Outcome", "canonical_command", "read_outcome"]

PASSED, FAILED = "passed", "failed"
_FINE_LINES = (
    "BUILD SUCCESS", "Success: no issues found", "All checks passed!", "Successfully installed", "Finished `",
    "test result: ok", "0 errors", "found 0 vulnerabilities", "Compiled successfully",
    "Requirement already satisfied", "no issues found", "-- Build files have been written to", "webpack compiled",
    "built in ", "Already up to date",
)  # fmt: skip
_LEVELS = (
    "error: ", "Error: ", "ERROR: ", "fatal: ", "FATAL: ", "panic: ", "npm error", "npm ERR!", "make: *** ",
    "Segmentation fault", "BUILD FAILED", "E: ", "Error response", "ninja: build stopped",
)  # fmt: skip
_COMPLAINTS = (
    "no such file", "permission denied", "cannot ", "can't ", "not found", "invalid ", "error", "unrecognized",
    "missing", "failed", "unknown", "denied", "unexpected", "unable", "refused", "not in gzip", "is a directory",
)  # fmt: skip
_TAIL_LINES = 400


class Outcome:
    """How one command ended.

    `kind` is test, check (build, lint, types), install, git or other; `outcome` passed, failed or unknown; `label`
    observed, inferred or unknown; `tests` the runner's counts by passed, failed, errors and skipped ({} when it
    printed none); `failing` the names of failing tests, at most 20.
    """

    __slots__ = ("failing", "kind", "label", "outcome", "tests")

    def __init__(
        self, kind: str, outcome: str, label: str, *, tests: dict[str, int] | None = None, failing: tuple[str, ...] = ()
    ) -> None:
        self.kind = kind
        self.outcome = outcome
        self.label = label
        self.tests = tests or {}
        self.failing = failing

    @property
    def is_failure(self) -> bool:
        """Whether the command failed, as far as is known."""
        return self.outcome == FAILED

    def __repr__(self) -> str:
        return f"Outcome({self.kind}, {self.outcome}, {self.label}, {self.tests}, {self.failing})"


def _kind(parts: list[list[str]]) -> str:
    kinds = [kind_of(words) for words in parts]
    for kind in ("test", "check", "install", "git"):
        if kind in kinds:
            return kind
    return "other"


def _by_text(command: str, output: str, lines: list[str], tests: dict[str, int]) -> str:
    """Return what the text says of the ending; "" where it is silent.

    What a file that was merely shown says ("error" in a log) is no failure of the command that showed it.
    """
    if tests.get("failed") or tests.get("errors"):
        return FAILED
    if tests.get("passed"):
        return PASSED
    if "go test" in command:
        packages = [line[:5] for line in lines if line.startswith(("ok  \t", "FAIL\t"))]
        if packages:
            return FAILED if "FAIL\t" in packages else PASSED
    only_shows = effect(command) == READS
    if _complains(lines, {words[0] for words in main_parts(command)}, levels=not only_shows):
        return FAILED
    if only_shows:
        return ""
    from trailnote.distill.signatures.item import SPECIFIC
    from trailnote.distill.signatures.reading import read_items

    if any(mark in line for line in lines[-12:] for mark in _FINE_LINES):
        return PASSED
    return FAILED if any(item.rank >= SPECIFIC for item in read_items(command, None, output)[1]) else ""


def _complains(lines: list[str], programs: set[str], *, levels: bool) -> bool:
    """Say whether one of the last lines is the shell's or the program's own complaint: `cat: x: No such file …`.

    With `levels`, a line that begins with `error: ` and the like is one too.
    """
    if any("BUILD FAILURE" in line for line in lines):
        return True
    for line in [line for line in lines if line.strip()][-4:]:
        if ": command not found" in line or (levels and line.startswith(_LEVELS)):
            return True
        head, colon, rest = line.partition(": ")
        if colon and head.rpartition("/")[2] in programs and any(word in rest.lower() for word in _COMPLAINTS):
            return True
    return False


def read_outcome(command: str, output: str, exit_code: int | None) -> Outcome:
    """Return how `command` ended, from its exit code (None where the client tells none) and its output."""
    parts = main_parts(command)
    kind = _kind(parts)
    lines = read_lines(output)
    tests: dict[str, int] = {}
    failing: tuple[str, ...] = ()
    if kind in ("test", "check", "other") and len(output) > 8:
        from trailnote.distill import tallies

        text = "\n".join(lines[-_TAIL_LINES:])
        if kind != "other" or "test" in command or "spec" in command:
            tests = tallies.read_counts(text)
        if tests.get("failed") or tests.get("errors"):
            failing = tallies.read_failing(text)
    if exit_code is not None and exit_is_own(command):
        if exit_code == 1 and expects_one(command):
            return Outcome(kind, UNKNOWN, UNKNOWN, tests=tests, failing=failing)
        return Outcome(kind, FAILED if exit_code else PASSED, OBSERVED, tests=tests, failing=failing)
    said = _by_text(command, output, lines, tests)
    if said:
        return Outcome(kind, said, INFERRED, tests=tests, failing=failing)
    return Outcome(kind, UNKNOWN, UNKNOWN, tests=tests, failing=failing)
