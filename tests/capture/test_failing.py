"""The sieve lets through what may have failed, and stops what surely did not."""

from __future__ import annotations

import pytest

from trailnote.capture import failing
from trailnote.model import Event


def shell(command: str, output: str, exit_code: int | None) -> Event:
    """Return a shell call that was reported as done."""
    common = {
        "id": "e",
        "client": "claude-code",
        "session": "s",
        "kind": "tool",
        "at_ns": 1,
        "cwd": "/r",
        "tool": "Bash",
    }
    return Event(**common, command=command, output=output, exit_code=exit_code)


@pytest.mark.parametrize(
    ("command", "output", "exit_code", "wanted"),
    [
        ("pytest -q", "1 failed", 1, True),
        ("false", "", 1, True),
        ("pytest -q", "3 passed; no error", 0, False),
        ("pytest -q | tail -3", "1 failed, 2 passed", 0, True),
        ("make || true", "make: *** Error 1", 0, True),
        ("make | tail", "done", 0, False),
        ("rg error src | head", "src/a.c: error", 0, False),
        ("ls", "a.py", None, False),
        ("ls", "ls: cannot access", None, True),
        ("ls", "", None, False),
    ],
)
def test_the_exit_code_decides_unless_it_is_another_programs(
    command: str, output: str, exit_code: int | None, wanted: bool
) -> None:
    assert failing.worth_a_look(shell(command, output, exit_code)) is wanted
