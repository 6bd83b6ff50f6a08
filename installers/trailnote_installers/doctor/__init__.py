"""`doctor`: is what was installed alive? Each check is one line, and each line that is bad names the remedy.

A failure is what loses events or answers now. A warning is what waits for a person, such as Codex's review right after
an install: nothing is lost yet, and the exit code stays 0. A note is worth knowing and asks for nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

OK, NOTE, WARN, FAIL, FIXED = "ok", "note", "warn", "fail", "fixed"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found. `state` is ok, note, warn, fail or fixed.

    `check` is the name that scripts may hold on to; `mend` names what `--fix` does about it, "" for nothing.
    """

    check: str
    state: str
    message: str
    remedy: str = ""
    mend: str = ""


def ok(check: str, message: str) -> Finding:
    """Return what a check says of a healthy machine."""
    return Finding(check, OK, message)


def note(check: str, message: str, remedy: str = "") -> Finding:
    """Return what is worth knowing and breaks nothing."""
    return Finding(check, NOTE, message, remedy)


def warn(check: str, message: str, remedy: str, mend: str = "") -> Finding:
    """Return what works as soon as the person has done what `remedy` says."""
    return Finding(check, WARN, message, remedy, mend)


def fail(check: str, message: str, remedy: str, mend: str = "") -> Finding:
    """Return what keeps Trailnote from working."""
    return Finding(check, FAIL, message, remedy, mend)
