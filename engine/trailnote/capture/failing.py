"""Whether a shell call is worth a closer look as a failure: a cheap first sieve.

It only decides whether a hook goes on to read the memory; it never becomes a recorded fact.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from trailnote.model import Event

_SIGNS = (
    "error", "fail", "fatal", "panic", "exception", "traceback", "not found", "no such", "cannot", "can't", "denied",
    "refused", "undefined", "unresolved", "invalid", "unable", "timed out", "timeout", "killed", "segmentation",
    "abort", "missing", "not permitted", "✗", "✖", "exit code", "exit status",
)  # fmt: skip

_RUNNERS = (
    "test", "make", "build", "check", "lint", "cargo", "go ", "npm", "yarn", "npx", "bun", "deno", "node", "python",
    "tox", "nox", "ruff", "mypy", "tsc", "gradle", "mvn", "dotnet", "ninja", "bazel", "gcc", "clang", "rspec",
    "phpunit", "mix ",
)  # fmt: skip


def worth_a_look(event: Event) -> bool:
    """Return whether the shell call may have failed: its exit code says so, or hides or lacks what its output says."""
    if event.tool not in ("Bash", "PowerShell"):
        return False
    if event.exit_code:
        return True
    if event.exit_code == 0 and not hides_exit(event.command):
        return False
    return looks_failed(event)


def hides_exit(command: str) -> bool:
    """Return whether the exit code of a command line may be another's than that of the check that it runs:
    `pytest | tail`, `make || true`, `pytest; echo done`."""
    joined = "|" in command or ";" in command or "\n" in command.strip()
    return joined and any(name in command for name in _RUNNERS)


def looks_failed(event: Event) -> bool:
    """Return whether the output of a shell call holds any word that failures bring. An empty output may be one too:
    then there is nothing to recognise it by."""
    if not event.output:
        return False
    text = event.output.lower()
    return any(sign in text for sign in _SIGNS)
