"""What lay between two runs of a command in a session: edits, commands that change things, commits.

That is what a fix is made of, and what an attempt that did not help was.
"""

from __future__ import annotations

import json
import os
import sqlite3

from trailnote.distill import commands
from trailnote.distill.endings import CHECKS, FAILED, short
from trailnote.model import INFERRED, OBSERVED
from trailnote.store import executions as rows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from trailnote.store.executions import Attempt

_MAX_FILES = 20
_MAX_LOOKED_AT = 500
_STATUS = ("status", "--porcelain", "-z", "-uall", "--no-renames", "--ignore-submodules=all")
_MAX_COMMANDS = 4
_MAX_CHANGE = 1_500
_COMMAND_CHARS = 160


class Between:
    """`files` relative to the worktree, `change` their changed lines (see capture/changes.py), `commands` those that
    change things, `commit_id` and `subject` of the last commit that holds one of the files.

    `unclear` says that programs ran whose effect is not known; `label` is observed, or inferred where a file's change
    was only read off a command line.
    """

    __slots__ = ("change", "commands", "commit_id", "files", "label", "subject", "unclear")

    def __init__(self) -> None:
        self.files: tuple[str, ...] = ()
        self.change = ""
        self.commands: tuple[str, ...] = ()
        self.commit_id = ""
        self.subject = ""
        self.unclear = False
        self.label = OBSERVED

    @property
    def anything(self) -> bool:
        """Whether something changed, or may have."""
        return bool(self.files or self.commands or self.commit_id or self.unclear)


def look(db: sqlite3.Connection, session: str, *, since_ns: int, until_ns: int, canonical: str) -> Between:
    """Return what lay between two runs of the command `canonical`, both excluded."""
    found = Between()
    files: dict[str, None] = {}
    parts: list[str] = []
    edits = db.execute(
        "SELECT path, change, label FROM edit WHERE session = ? AND at_ns > ? AND at_ns < ? ORDER BY at_ns",
        (session, since_ns, until_ns),
    ).fetchall()
    for path, change, label in edits:
        files[path] = None
        if change and sum(map(len, parts)) < _MAX_CHANGE:
            parts.append(str(change))
        if label != OBSERVED:
            found.label = INFERRED
    unclear: dict[str, None] = {}
    changing: dict[str, None] = {}
    for run in rows.runs(
        db, "session = ? AND at_ns > ? AND at_ns < ? ORDER BY at_ns", session, since_ns, until_ns
    ):
        if run.outcome == FAILED or run.effect == commands.READS:
            continue
        if run.effect == commands.CHANGES:
            changing[short(run.command, _COMMAND_CHARS)] = None
        elif run.canonical != canonical and run.kind not in CHECKS:
            unclear[short(run.command, _COMMAND_CHARS)] = None
    _commit(db, found, files, session, since_ns, until_ns)
    found.files = tuple(files)[:_MAX_FILES]
    found.change = "\n".join(parts)[:_MAX_CHANGE]
    found.commands = tuple(changing)[-_MAX_COMMANDS:]
    found.unclear = bool(unclear)
    if not found.files and not found.commands and unclear:
        found.commands, found.label = tuple(unclear)[-2:], INFERRED
    return found


def _commit(
    db: sqlite3.Connection, found: Between, files: dict[str, None], session: str, since_ns: int, until_ns: int
) -> None:
    """Add the commits that the session made; what the second run's own command line committed came before it ended."""
    made = db.execute(
        "SELECT m.key, m.title, m.files FROM made AS c JOIN memory AS m ON m.namespace = 'resolutions' AND "
        "m.key = c.commit_id WHERE c.session = ? AND c.at_ns > ? AND c.at_ns <= ? AND m.state != 'superseded' "
        "ORDER BY c.at_ns, m.n",
        (session, since_ns, until_ns),
    ).fetchall()
    for key, title, named in made:
        paths = json.loads(str(named))
        if files and not set(paths) & set(files):
            continue
        found.commit_id, found.subject = str(key), str(title)
        for path in paths[:_MAX_FILES]:
            files.setdefault(path, None)


def changed_since(worktree: str, gitdir: str, since_ns: int, until_ns: int) -> tuple[str, ...]:
    """Return the files that differ from HEAD and were written in that time, by their own clocks; () outside git.

    It asks git, which costs milliseconds: only for what is about to be said or kept.
    """
    if not gitdir:
        return ()
    from trailnote import git
    from trailnote.errors import GitError

    try:
        out = git.run(worktree, *_STATUS, timeout_s=1.0)
    except GitError:
        return ()
    found = []
    for path in (entry[3:] for entry in out.split("\0")[:_MAX_LOOKED_AT] if len(entry) > 3):
        try:
            written_ns = os.stat(os.path.join(worktree, path)).st_mtime_ns
        except OSError:
            continue
        if since_ns < written_ns <= until_ns:
            found.append(path)
    return tuple(found[:_MAX_FILES])


def same(attempt: Attempt, found: Between) -> bool:
    """Return whether an earlier attempt and what was done now are the same: mostly the same files with like changed
    lines, or, where no file changed, a command of the same program and words."""
    theirs, ours = set(attempt.files), set(found.files)
    if theirs or ours:
        if len(theirs & ours) * 2 < len(theirs | ours):
            return False
        a, b = _words(attempt.change), _words(found.change)
        return not a or not b or len(a & b) * 3 >= min(len(a), len(b))
    if attempt.commands or found.commands:
        return bool(set(attempt.commands) & set(found.commands))
    return True


def follows(attempt: Attempt, found: Between) -> bool:
    """Return whether what was done now goes the way of an earlier attempt: a file, a commit or a command in common."""
    return bool(
        set(attempt.files) & set(found.files)
        or set(attempt.commands) & set(found.commands)
        or (attempt.commit_id and attempt.commit_id == found.commit_id)
    )


def _words(change: str) -> set[str]:
    """Return the words of a change's lines that came or went, without its heads."""
    if not change:
        return set()
    from trailnote import terms

    lines = [line[1:] for line in change.split("\n") if line[:1] in ("+", "-")]
    return set(terms.words(" ".join(lines)))
