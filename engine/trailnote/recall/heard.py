"""What a client has in its context without us: promoted text in the files that it reads at a session's start."""

from __future__ import annotations

import os
import sqlite3

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_RULES, _CLAUDE, _AGENTS = ".claude/rules/trailnote.md", "CLAUDE.md", "AGENTS.md"
_INSTEAD = "AGENTS.override.md"
# Of AGENTS.md and what stands in for it Codex reads 32 KiB (0.169.0); no client is trusted with more.
_MAX_BYTES = 1 << 15


def ids(db: sqlite3.Connection, client: str, *, worktree: str, cwd: str, began_ns: int) -> frozenset[str]:
    """Return the ids of the rules, and of the memories in them, that `client` read when its session began, at
    `began_ns` in `cwd`. A file that was written since, and one that the client may not find, counts as not read."""
    found: set[str] = set()
    for path in _files(client, worktree, cwd):
        found.update(_entries(os.path.join(worktree, path), began_ns))
    if not found:
        return frozenset()
    rules = [id for id in found if id.startswith("r-")]
    marks = ",".join("?" * len(rules))
    wordings = f"SELECT learning FROM rule_wording WHERE rule IN ({marks})"  # noqa: S608  question marks only
    found.update(str(learning).partition("@")[0] for (learning,) in db.execute(wordings, rules))
    return frozenset(found)


def _files(client: str, root: str, cwd: str) -> Iterator[str]:
    """Yield the files with promoted text that a client reads whole in the folder where it was started."""
    if not root or os.path.realpath(cwd) != os.path.realpath(root):
        return
    if client == "claude-code":
        yield _RULES
        # Claude Code 2.1.329 reads AGENTS.md only where there is no CLAUDE.md.
        yield _CLAUDE if os.path.lexists(os.path.join(root, _CLAUDE)) else _AGENTS
    elif client == "codex" and not os.path.lexists(os.path.join(root, _INSTEAD)):
        yield _AGENTS


def _entries(path: str, began_ns: int) -> Iterator[str]:
    """Yield the ids of the entries of a managed file, `- text <!-- id -->`; none of a file newer than `began_ns`."""
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            if os.fstat(file.fileno()).st_mtime_ns > began_ns:
                return
            text = file.read(_MAX_BYTES)
    except OSError:
        return
    _, begun, rest = text.partition("<!-- trailnote:begin -->")
    for line in rest.partition("<!-- trailnote:end -->")[0].split("\n") if begun else ():
        head, comment, id = line.rstrip().removesuffix(" -->").rpartition(" <!-- ")
        if comment and head:
            yield id
