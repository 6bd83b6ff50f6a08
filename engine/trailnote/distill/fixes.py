"""A fix, or an attempt in vain, in a few words: by its commit, its changed lines, or the commands that were run."""

from __future__ import annotations

from trailnote.model import INFERRED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import TypeAlias

    from trailnote.store.executions import Attempt

    Quote: TypeAlias = Callable[[str, int], str]

_FILES = 2
_CHANGE_CHARS = 90
_TOLD_BELOW = 0.34  # of what was tried and told, less than a third came to good: no longer a fix to tell


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


def split(attempts: Iterable[Attempt]) -> tuple[list[Attempt], list[Attempt]]:
    """Return (what worked, the most trusted first; what did not help, the newest first).

    That it once passed with nothing changed comes last: it mends nothing.
    """
    worked: list[Attempt] = []
    vain: list[Attempt] = []
    for attempt in attempts:
        (worked if attempt.worked and attempt.score >= _TOLD_BELOW else vain).append(attempt)
    worked.sort(key=lambda a: (describable(a), a.score, a.worked, a.last_ns), reverse=True)
    vain.sort(key=lambda a: a.last_ns, reverse=True)
    return worked, vain


def sentences(attempts: Iterable[Attempt], *, fixes: int = 2, vain: int = 2) -> list[str]:
    """Return what there is to say of a failure's attempts, as the memory keeps it."""
    worked, in_vain = split(attempts)
    told = [fixed(a) for a in worked[:fixes]]
    return told + [did_not_help(a) for a in in_vain[:vain] if describable(a)]


def fixed(attempt: Attempt, quote: Quote = _cut, *, note: str = "") -> str:
    """Return the sentence for a fix. `quote` makes outside text safe; `note` says how old it is and how it stands."""
    if not describable(attempt):
        return f"Passed when run again with nothing changed ({counted(attempt)})."
    details = [note] if note else []
    if attempt.commit_id:
        what = f"“{quote(attempt.subject, 100)}”"
        named = [_named(attempt.files, quote)] if attempt.files else []
        details = [quote(attempt.commit_id[:8], 8), *named, *details]
    else:
        what = deed(attempt, quote)
    verb = "Passed after" if attempt.label == INFERRED else "Fixed by"  # where it is not sure that this was it
    return f"{verb} {what} ({'; '.join([*details, counted(attempt)])})."


def did_not_help(attempt: Attempt, quote: Quote = _cut) -> str:
    """Return the sentence for an attempt in vain."""
    words = deed(attempt, quote)
    return f"{words[:1].upper()}{words[1:]} did not help."


def describable(attempt: Attempt) -> bool:
    """Return whether anything is known of what was done."""
    return bool(attempt.files or attempt.commands or attempt.commit_id)


def deed(attempt: Attempt, quote: Quote) -> str:
    """Return what was done: `changing conf.py (timeout = 5 → timeout = 30)`, `running pip install freezegun`."""
    if attempt.files:
        change = brief_change(attempt.change)
        shown = f" ({quote(change, _CHANGE_CHARS)})" if change else ""
        return f"changing {_named(attempt.files, quote)}{shown}"
    commands = ", ".join(f"`{quote(c, 80).replace('`', chr(39))}`" for c in attempt.commands[-2:])
    return f"running {commands}"


def counted(attempt: Attempt) -> str:
    """Return how often it worked: `worked 2 of 3`."""
    return f"worked {attempt.worked} of {max(attempt.tried, attempt.worked)}"


def _named(files: tuple[str, ...], quote: Quote) -> str:
    shown = ", ".join(quote(f, 80) for f in files[:_FILES])
    return f"{shown} and {len(files) - _FILES} more" if len(files) > _FILES else shown


def brief_change(change: str) -> str:
    """Return the changed lines in one short line: `timeout = 5 → timeout = 30`, or the line that came."""
    went = [line[1:] for line in change.split("\n") if line[:1] == "-" and len(line) > 1]
    came = [line[1:] for line in change.split("\n") if line[:1] == "+" and len(line) > 1]
    if len(went) == 1 and len(came) == 1:
        return _one_place(went[0], came[0])
    if came:
        return "+ " + max(came[:4], key=_telling)
    return "- " + went[0] if went else ""


def _telling(line: str) -> int:
    """Order lines by how much they tell: words count, brackets and imports less."""
    return sum(c.isalnum() for c in line) - 40 * line.startswith(("import ", "from ", "#", "//"))


def _one_place(went: str, came: str) -> str:
    """Return `old → new` without the words that both begin and end with, but for one on each side."""
    a, b = went.split(), came.split()
    start = 0
    while start < min(len(a), len(b)) and a[start] == b[start]:
        start += 1
    end = 0
    while end < min(len(a), len(b)) - start and a[-1 - end] == b[-1 - end]:
        end += 1
    start, end = max(0, start - 2), max(0, end - 1)
    return f"{' '.join(a[start : len(a) - end])} → {' '.join(b[start : len(b) - end])}"
