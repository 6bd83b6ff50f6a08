"""A new entry of the notebook, drafted from what happened, and the template that a person may edit.

The template's first line says which released one it came from; `updated` brings later changes into an edited one.
"""

from __future__ import annotations

import os
import re
from difflib import SequenceMatcher

from trailnote.distill.notebook import entry_name
from trailnote.errors import RefusedError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

NEWEST = 1
RELEASED: Mapping[int, str] = {
    1: """\
<!-- trailnote template 1. Change it as you like: {{names in double braces}} are filled in when an entry is made. -->
# {{title}}

{{date}}

## Goal

<!-- What was to be done, and why? -->

## What was built

{{commits}}

{{files}}

## The journey

<!-- What was tried, what went wrong, what turned out to be the cause? Mistakes are the useful part. -->

{{failures}}

## Test results

{{tests}}

## Code samples

<!-- The few lines that are worth finding again. -->

{{commands}}

## Improvements

<!-- One statement a bullet, as you would tell a colleague: what to do, where it holds, why. -->

### Architectural

### Workflow

### Tool Usage

### Domain Knowledge
"""
}
_FACT_LIMIT = 40


class Facts:
    """What happened that day, as plain text from the records; any part may be empty.

    `commits` are (short id, subject), `commands` command lines, `tests` (command, result such as `4 passed`),
    `failures` (what failed, what fixed it or ''), `files` paths relative to the repository.
    """

    __slots__ = ("commands", "commits", "failures", "files", "tests")

    def __init__(
        self,
        *,
        commits: Iterable[tuple[str, str]] = (),
        commands: Iterable[str] = (),
        tests: Iterable[tuple[str, str]] = (),
        failures: Iterable[tuple[str, str]] = (),
        files: Iterable[str] = (),
    ) -> None:
        self.commits = tuple(commits)
        self.commands = tuple(commands)
        self.tests = tuple(tests)
        self.failures = tuple(failures)
        self.files = tuple(files)


def drafted(template: str, *, slug: str, date: str, facts: Facts) -> str:
    """Return the text of a new entry; a name in braces that has nothing to say goes with its blank line.

    Facts stand under the sections that tell what happened, never under Improvements: those a person writes.
    """
    values = {
        "title": slug.replace("-", " ").strip().capitalize(),
        "date": date,
        "commits": _bullets(f"`{short}` {_line(subject)}" for short, subject in facts.commits),
        "files": _files(facts.files),
        "failures": _bullets(_failure(what, fix) for what, fix in facts.failures),
        "tests": _bullets(f"{_code(command)}: {_line(result)}" for command, result in facts.tests),
        "commands": _fenced(facts.commands),
    }
    body = re.sub(r"\A<!-- trailnote template \d+\..*?-->\n", "", template, count=1, flags=re.DOTALL)
    filled = re.sub(r"\{\{(\w+)\}\}", lambda match: values.get(match[1], match[0]), body)
    return re.sub(r"\n{3,}", "\n\n", filled)


def create_entry(folder: str, *, slug: str, date: str, template: str, facts: Facts) -> str:
    """Write a new entry into `folder`, which is made, and return its path.

    Raises UsageError when the name is none or taken, RefusedError when the folder is a link.
    """
    name = entry_name(slug, date)
    path = os.path.join(folder, name)
    os.makedirs(folder, exist_ok=True)
    if os.path.islink(folder):
        raise RefusedError(f"{folder}: is a symbolic link; nothing was written. Make it a folder.")
    text = drafted(template, slug=name[11:-3], date=date, facts=facts)
    try:
        with open(path, "x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise UsageError(f"{path}: is there already; it was not changed. Edit it, or choose another slug.") from None
    return path


def updated(mine: str) -> tuple[str, int]:
    """Return an edited template with what newer releases changed, and how many of those changes met an edit.

    Where both changed the same lines the person's stay. A template without its first line is wholly the person's.
    """
    match = re.match(r"<!-- trailnote template (\d+)\.", mine)
    base = RELEASED.get(int(match[1])) if match else None
    if base is None:
        return mine, 0
    return merge(base, mine, RELEASED[NEWEST])


def merge(base: str, mine: str, theirs: str) -> tuple[str, int]:
    """Return `mine` with the changes from `base` to `theirs`, and how many were left out as `mine` changed there."""
    lines = base.splitlines(keepends=True)
    edits = _edits(lines, mine.splitlines(keepends=True))
    conflicts = 0
    for start, end, new in _edits(lines, theirs.splitlines(keepends=True)):
        meets = [edit for edit in edits if (edit[0] < end and start < edit[1]) or edit[:2] == (start, end)]
        if not meets:
            edits.append((start, end, new))
        elif meets != [(start, end, new)]:
            conflicts += 1
    for start, end, new in sorted(edits, reverse=True):
        lines[start:end] = new
    return "".join(lines), conflicts


def _edits(base: Sequence[str], other: Sequence[str]) -> list[tuple[int, int, list[str]]]:
    changes = SequenceMatcher(None, base, other, autojunk=False).get_opcodes()
    return [(a, b, list(other[c:d])) for tag, a, b, c, d in changes if tag != "equal"]


def _bullets(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in _capped(list(lines), lambda more: f"… and {more} more"))


def _capped(lines: list[str], more: Callable[[int], str]) -> list[str]:
    if len(lines) <= _FACT_LIMIT:
        return lines
    return [*lines[:_FACT_LIMIT], more(len(lines) - _FACT_LIMIT)]


def _files(files: Sequence[str]) -> str:
    shown = _capped([_code(path) for path in files], lambda more: f"{more} more")
    return f"Files: {', '.join(shown)}" if shown else ""


def _failure(what: str, fix: str) -> str:
    return f"{_code(what)}: fixed by {_line(fix)}" if fix else f"{_code(what)}: not fixed that day"


def _fenced(commands: Sequence[str]) -> str:
    if not commands:
        return ""
    text = "\n".join(_capped([_line(command) for command in commands], lambda more: f"# … and {more} more"))
    marks = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, marks + 1)
    return f"{fence}sh\n{text}\n{fence}"


def _code(text: str) -> str:
    """Put text from a record into a code span, so that nothing in it reads as Markdown."""
    line = _line(text)
    marks = max((len(run) for run in re.findall(r"`+", line)), default=0)
    fence = "`" * (marks + 1)
    pad = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{fence}{pad}{line}{pad}{fence}"


def _line(text: str) -> str:
    return " ".join(text.replace("<!--", "‹!--").split())
