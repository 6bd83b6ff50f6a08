"""`doctor`: is what was installed alive? Each check is one line, and each line that is bad names the remedy."""

from __future__ import annotations

from dataclasses import dataclass

OK, NOTE, FAIL, FIXED = "ok", "note", "fail", "fixed"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found. `state` is ok, note (works, but worth knowing), fail or fixed.

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


def fail(check: str, message: str, remedy: str, mend: str = "") -> Finding:
    """Return what keeps Trailnote from working."""
    return Finding(check, FAIL, message, remedy, mend)
