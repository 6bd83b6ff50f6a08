"""The commands of a session that say how the work stands: test runs, and what failed and was not mended yet."""

from __future__ import annotations

from trailnote.capture import failing
from trailnote.distill.signature import describe, signature

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from trailnote.model import Event

PASSED, FAILED, UNKNOWN = "passed", "failed", "unknown"

_RUNNERS = (
    "pytest", "py.test", "unittest", "tox", "nox", "jest", "vitest", "mocha", "ava", "rspec", "phpunit", "ctest",
    "nextest", "behave", "nose2", "karma", "playwright",
)  # fmt: skip
_PAIRS = {
    "npm": ("test", "t"), "yarn": ("test",), "pnpm": ("test",), "bun": ("test",), "deno": ("test",), "go": ("test",),
    "cargo": ("test", "nextest"), "mvn": ("test", "verify"), "gradle": ("test", "check"), "gradlew": ("test", "check"),
    "dotnet": ("test",), "make": ("test", "tests", "check"), "just": ("test",), "mix": ("test",), "swift": ("test",),
    "rake": ("test", "spec"), "sbt": ("test",), "bazel": ("test",), "trial": (),
}  # fmt: skip
_WRAPPERS = (
    "time", "timeout", "sudo", "env", "npx", "uv", "uvx", "poetry", "pdm", "hatch", "pipenv", "rye", "bundle", "exec",
    "run", "nice", "xvfb-run", "coverage",
)  # fmt: skip
_BESIDE = ("2>&1", "|", "tail", "head")  # words of a command line that do not change what it runs
_COMMAND_CHARS = 160
# How pytest, unittest and go begin the line that names a failing test.
_FAILED_TEST = ("FAILED ", "FAIL: ", "ERROR: ", "--- FAIL: ")


class Run:
    """One command that ended. `outcome` is passed, failed or unknown; `name` says in short what failed."""

    __slots__ = ("at_ns", "command", "exit_code", "is_test", "name", "outcome")

    def __init__(
        self, command: str, *, outcome: str, exit_code: int | None, at_ns: int, is_test: bool, name: str
    ) -> None:
        self.command = command
        self.outcome = outcome
        self.exit_code = exit_code
        self.at_ns = at_ns
        self.is_test = is_test
        self.name = name

    def as_json(self) -> dict[str, object]:
        """Return the run as a handoff keeps it."""
        return {
            "command": shown(self.command),
            "outcome": self.outcome,
            "name": self.name,
            "exit_code": self.exit_code,
            "at_ns": self.at_ns,
        }


def shown(command: str) -> str:
    """Return a command line as it is told: its first line, without `cd … &&` before it."""
    line = command.strip().split("\n", 1)[0].strip()
    head, joined, rest = line.partition(" && ")
    while joined and head.startswith("cd "):
        line = rest
        head, joined, rest = line.partition(" && ")
    return line if len(line) <= _COMMAND_CHARS else line[: _COMMAND_CHARS - 1] + "…"


def is_test(command: str) -> bool:
    """Return whether a command line runs tests, as far as its words tell."""
    for part in command.replace("&&", ";").replace("||", ";").replace("|", ";").replace("\n", ";").split(";"):
        words = _program(part.split())
        if not words:
            continue
        head = words[0].rsplit("/", 1)[-1]
        if head.startswith("python") and words[1:2] and "-m" in words[1:6]:
            head = words[words.index("-m") + 1] if words.index("-m") + 1 < len(words) else ""
        if head in _RUNNERS:
            return True
        told = [word for word in words[1:4] if not word.startswith("-")]
        if told[:1] == ["run"]:
            told = told[1:]
        if head in _PAIRS and told and told[0].split(":")[0] in _PAIRS[head]:
            return True
    return False


def _program(words: list[str]) -> list[str]:
    """Return the words from the program on, without settings and such wrappers as `uv run`."""
    for i, word in enumerate(words):
        if "=" in word and not word.startswith("-") and "/" not in word.split("=")[0]:
            continue
        if word in _WRAPPERS or (i and word.isdecimal()):
            continue
        return words[i:]
    return []


def run_of(event: Event) -> Run | None:
    """Return the run that a shell event reports, None for what is no shell call or was interrupted."""
    if event.kind not in ("tool", "tool_failure") or not event.command or event.source == "interrupt":
        return None
    test = is_test(event.command)
    outcome = _outcome(event, test)
    name = ""
    if outcome == FAILED:
        found = signature(event.command, event.exit_code, event.output)
        if not found.items and not test:
            return None  # an empty grep, a missing file that was only looked for
        name = _named(event.output, found.items[0].kind) if found.items else ""
        name = name or (describe(found) if found.items else "")
    return Run(event.command, outcome=outcome, exit_code=event.exit_code, at_ns=event.at_ns, is_test=test, name=name)


def _named(output: str, kind: str) -> str:
    """Return the failing tests that a runner lists, with the class of the error; "" when it lists none."""
    found: dict[str, None] = {}
    for line in output.splitlines()[-400:]:
        for mark in _FAILED_TEST:
            if line.startswith(mark):
                word = line[len(mark) :].split()[:1]
                found.update(dict.fromkeys(w.rstrip(":") for w in word if not w.startswith("(")))
    names = list(found)
    if not names:
        return ""
    more = f" and {len(names) - 2} more" if len(names) > 2 else ""
    return f"{', '.join(names[:2])}{more}: {kind}"


def _outcome(event: Event, test: bool) -> str:
    if event.kind == "tool_failure" or event.exit_code not in (None, 0):
        return FAILED
    if event.exit_code is None or test:
        # No exit code, or one that a pipe may have swallowed: the runner's own last words tell.
        counted = _counted(event.output[-2000:].lower()) if test else UNKNOWN
        if counted != UNKNOWN or event.exit_code is None:
            return counted if counted != UNKNOWN else _guess(event)
    return PASSED


def _counted(tail: str) -> str:
    words = tail.translate(dict.fromkeys(map(ord, "=,;()."), " ")).split()
    pairs = list(zip(["", *words], words, strict=False))
    passed = False
    for before, word in pairs:
        if before.isdecimal() and word in ("failed", "failures", "failing", "errors", "error") and int(before):
            return FAILED
        passed = passed or (before.isdecimal() and word in ("passed", "passing") and int(before) > 0)
    # unittest ends in "FAILED (failures=1)" or "OK", go in "FAIL" or "ok  	package	0.1s".
    last = [word for before, word in pairs[-8:] if not before.isdecimal()]
    if "failed" in last or "fail" in last:
        return FAILED
    return PASSED if passed or "ok" in last else UNKNOWN


def _guess(event: Event) -> str:
    if not failing.looks_failed(event):
        return UNKNOWN
    found = signature(event.command, None, event.output)
    return FAILED if found.items and found.items[0].rank > 1 else UNKNOWN


def last_failing(found: Iterable[Run]) -> Run | None:
    """Return the latest failure that no later run of the same command mended, a test's before any other's."""
    standing: list[Run] = []
    for run in found:
        if run.outcome == PASSED:
            standing = [old for old in standing if not _mends(run, old)]
        elif run.outcome == FAILED:
            standing = [old for old in standing if old.command != run.command]
            standing.append(run)
    preferred = [run for run in standing if run.is_test] or standing
    return preferred[-1] if preferred else None


def _mends(passed: Run, failed: Run) -> bool:
    """Return whether a run that passed covers one that failed: the same words, or fewer of them (the whole suite)."""
    words = _words(passed.command)
    return bool(words) and words <= _words(failed.command)


def _words(command: str) -> set[str]:
    return {word for word in shown(command).split() if not word.startswith("-") and word not in _BESIDE}
