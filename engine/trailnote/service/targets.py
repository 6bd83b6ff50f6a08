"""Where promoted text is written: Markdown files with a managed block, and settings with a key of ours."""

from __future__ import annotations

import difflib
import json
import os

from trailnote import textfile
from trailnote.errors import RefusedError, UsageError
from trailnote.render.managed import Block
from trailnote.render.settings_rules import Settings
from trailnote.service.workspace import Workspace

USER = "user"
MADE = "made.json"
PATHS = {
    "rules": ".claude/rules/trailnote.md",
    "claude-md": "CLAUDE.md",
    "agents-md": "AGENTS.md",
    "skill": ".claude/skills/trailnote/SKILL.md",
    "settings": ".claude/settings.json",
}
_OURS = (PATHS["rules"], PATHS["skill"])  # files of our own name
_SKILL_HEAD = """\
---
name: trailnote
description: Rules that this project's own work taught and a person approved. Read before writing, testing or \
releasing code here.
---

# Rules of this project
"""


def path_of(to: str) -> str:
    """Return the file of a target, relative to the repository. Raises UsageError."""
    if to not in PATHS:
        raise UsageError(f"target {to!r} is unknown; one of {', '.join((*PATHS, USER))}")
    return PATHS[to]


class Page:
    """One target's file, read: its entries may be added, replaced and removed, then it is written.

    Raises SettingsError when the file cannot be edited without touching what is the person's.
    """

    def __init__(self, workspace: Workspace, path: str) -> None:
        self.path = path
        self._workspace = workspace
        self._full = os.path.join(workspace.project.worktree, path)
        if os.path.lexists(self._full) and not os.path.isfile(self._full):
            raise RefusedError(
                f"{path}: is no file; nothing was written. Move it away, or name another target with --to."
            )
        self.old = textfile.read(self._full)
        self.there = os.path.lexists(self._full)
        begun = self.old or (_SKILL_HEAD if path == PATHS["skill"] else "")
        self.body: Block | Settings = Settings(begun, path=path) if path.endswith(".json") else Block(begun, path=path)

    def text(self) -> str:
        """Return the file as it is to be; "" for one that holds nothing but what we put there."""
        text = self.body.text()
        bare = text.strip("\ufeff \t\r\n")
        if self.path == PATHS["skill"] and bare == _SKILL_HEAD.strip() and not self.body.entries():
            return ""
        if bare in ("", "{}") and not self.body.entries() and self._made_by_us():
            return ""
        return text

    def diff(self) -> str:
        """Return the unified diff from the file as it is to what it is to be, "" when nothing changes."""
        return unified(self.old, self.text(), self.path)

    def write(self) -> bool:
        """Write the file if it changes and return whether it did. One that we made and that is left empty is deleted.

        Raises RefusedError for a file out of the repository, and for a new CLAUDE.md beside an AGENTS.md.
        """
        text = self.text()
        if text == self.old:
            return False
        if not text and (self.path in _OURS or self._made_by_us()):
            self._delete()
            return True
        if set(self.body.entries()) - set(entries_of(self.old, self.path)):
            self._check_readable()
        if not self.there:
            self._check_new()
            self._note_made(made=True)
        textfile.write(self._full, text, root=self._workspace.project.worktree)
        return True

    def _made_by_us(self) -> bool:
        return self.path in self._made()

    def _made(self) -> list[str]:
        """Return the files that we made, from `local/made.json`, which `clean` reads too."""
        try:
            found = json.loads(textfile.read(os.path.join(self._workspace.project.local_dir, MADE)) or "[]")
        except ValueError:
            return []
        return [path for path in found if isinstance(path, str)] if isinstance(found, list) else []

    def _note_made(self, *, made: bool) -> None:
        local = self._workspace.project.local_dir
        paths = sorted({*self._made(), self.path} if made else {*self._made()} - {self.path})
        textfile.write(os.path.join(local, MADE), json.dumps(paths) + "\n", root=local, mode=0o600)

    def _check_new(self) -> None:
        root = self._workspace.project.worktree
        if self.path == PATHS["claude-md"] and os.path.exists(os.path.join(root, PATHS["agents-md"])):
            raise RefusedError(
                "CLAUDE.md: there is none, and a new one would keep Claude Code from reading AGENTS.md; nothing was "
                "written. Use --to rules or --to agents-md."
            )

    def _check_readable(self) -> None:
        for number, line in enumerate(self.old.split("\n"), 1):
            if any("\udc80" <= char <= "\udcff" for char in line):
                raise RefusedError(
                    f"{self.path}:{number}: is not UTF-8, and no client reads such a file whole; nothing was written. "
                    "Save it as UTF-8 and promote again."
                )

    def _delete(self) -> None:
        if os.path.islink(self._full):
            raise RefusedError(f"{self.path}: is a symbolic link; it was not deleted. Delete it yourself.")
        if os.path.exists(self._full):
            os.unlink(self._full)
        self._note_made(made=False)
        folder = os.path.dirname(self._full)
        while self.path in _OURS and folder != self._workspace.project.worktree:
            try:
                os.rmdir(folder)  # of ours when nothing else is in it
            except OSError:
                return
            folder = os.path.dirname(folder)


def unified(old: str, new: str, path: str) -> str:
    """Return the unified diff of a file's text, "" when nothing changes."""
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    lines = difflib.unified_diff(
        before, after, f"a/{path}" if old else "/dev/null", f"b/{path}" if new else "/dev/null"
    )
    return "".join(line if line.endswith("\n") else line + "\n\\ No newline at end of file\n" for line in lines)


def entries_of(text: str, path: str) -> dict[str, str]:
    """Return the entries of a managed file's text as {id: text}."""
    return (Settings(text, path=path) if path.endswith(".json") else Block(text, path=path)).entries()
