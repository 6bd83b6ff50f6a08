"""Tell what was done: lines for a person, one JSON object for a script."""

from __future__ import annotations

import difflib
import json
import os
from dataclasses import dataclass, field

from .transaction import Change


@dataclass(slots=True)
class Report:
    """What a verb did or, in a dry run, would do. `files` are (what happened, path, what it holds)."""

    verb: str
    headline: str = ""
    scope: str = ""
    repository: str = ""
    dry_run: bool = False
    clients: list[str] = field(default_factory=list)
    files: list[tuple[str, str, str]] = field(default_factory=list)
    diffs: list[str] = field(default_factory=list)
    learned: str = ""
    brief: str | None = None
    steps: dict[str, tuple[str, ...]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    exported: str = ""
    exit_code: int = 0

    def as_json(self) -> str:
        """Return the report as one object on one line."""
        value: dict[str, object] = {
            "verb": self.verb,
            "scope": self.scope,
            "repository": self.repository,
            "dry_run": self.dry_run,
            "clients": self.clients,
            "files": [{"change": change, "path": path, "holds": holds} for change, path, holds in self.files],
            "diff": "".join(self.diffs),
            "brief": self.brief,
            "learned": self.learned,
            "steps": {title: list(steps) for title, steps in self.steps.items()},
            "notes": self.notes,
            "exported": self.exported or None,
        }
        return json.dumps(value, sort_keys=True, ensure_ascii=False)

    def as_text(self, *, base: str) -> str:
        """Return the report for a person; paths below `base` are shown relative to it."""
        lines = [self.headline] if self.headline else []
        width = max((len(_shown(path, base)) for _, path, _ in self.files), default=0)
        lines += [
            f"  {change:<9} {_shown(path, base):<{width}}  {holds}".rstrip() for change, path, holds in self.files
        ]
        lines += ["", *(diff.rstrip("\n") for diff in self.diffs)] if self.diffs else []
        lines += ["", self.learned] if self.learned else []
        if self.brief is not None:
            told = self.brief.strip() or "(nothing yet: memory fills as sessions work and commit)"
            lines += ["", "The next session here is told:", "", told]
        for title, steps in self.steps.items():
            lines += ["", f"Once, in {title}:", *(f"  {number}. {step}" for number, step in enumerate(steps, start=1))]
        lines += ["", *(f"Note: {note}" for note in self.notes)] if self.notes else []
        return "\n".join(lines) + "\n"


def _shown(path: str, base: str) -> str:
    inside = os.path.relpath(path, base) if base else path
    return path if inside.startswith("..") else inside


def diff_of(change: Change, *, base: str) -> str:
    """Return a change as a unified diff; without lines of context for a text that may hold secrets."""
    name = _shown(change.path, base)
    if isinstance(change.before, str) or isinstance(change.after, str):
        return f"link {name} -> {change.after!s}\n"
    before, after = (
        (part or b"").decode("utf-8", "replace").splitlines(keepends=True) for part in (change.before, change.after)
    )
    lines = difflib.unified_diff(
        before,
        after,
        "/dev/null" if change.before is None else name,
        "/dev/null" if change.after is None else name,
        n=0 if change.private else 2,
    )
    return "".join(line if line.endswith("\n") else line + "\n\\ No newline at end of file\n" for line in lines)


def word_for(change: Change | None, *, dry_run: bool) -> str:
    """Return what a change does to its file in one word."""
    if change is None:
        return "unchanged"
    if change.before is None:
        return "add" if dry_run else "added"
    if change.after is None:
        return "remove" if dry_run else "removed"
    return "change" if dry_run else "changed"
