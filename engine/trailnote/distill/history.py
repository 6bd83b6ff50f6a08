"""Commits as git tells them: one streaming reader for what a session just made and for years of history."""

from __future__ import annotations

import os
import re

from trailnote import git
from trailnote.errors import GitError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MAX_FILES = 200
MAX_SYMBOLS = 60
MAX_MESSAGE = 8_000
_MAX_CHANGED = 200_000  # characters of changed lines that identifiers are counted in
_MAX_LINE = 1_000  # longer changed lines are minified or data


class FileChange:
    """One path that a commit touched; `added` and `removed` count lines, -1 for a binary file. `blob` is git's id of
    the file as the commit left it, "" when it was deleted or is not known."""

    __slots__ = ("added", "blob", "old_path", "path", "removed")

    def __init__(self, path: str, *, added: int, removed: int, old_path: str = "", blob: str = "") -> None:
        self.path = path
        self.blob = blob
        self.added = added
        self.removed = removed
        self.old_path = old_path


class Commit:
    """A commit: message, files with their line counts, and the identifiers of its changed lines.

    Times are seconds since the epoch. `files` holds at most MAX_FILES, `file_count` all of them.
    """

    __slots__ = (
        "author", "authored_s", "body", "committed_s", "email", "file_count", "files", "id", "parents", "subject",
        "symbols",
    )  # fmt: skip

    def __init__(
        self, id: str, *, parents: tuple[str, ...], author: str, email: str, authored_s: int, committed_s: int
    ) -> None:
        self.id = id
        self.parents = parents
        self.author = author
        self.email = email
        self.authored_s = authored_s
        self.committed_s = committed_s
        self.subject = ""
        self.body = ""
        self.files: list[FileChange] = []
        self.file_count = 0
        self.symbols: tuple[str, ...] = ()


def read(cwd: str, revisions: Iterable[str]) -> Iterator[Commit]:
    """Yield the commits named by `revisions` (full ids), in that order; ids that git does not know are skipped.

    A merge is compared with its first parent. Raises GitError when git itself fails.
    """
    names = [git.checked(r) for r in revisions]
    if not names:
        return
    known = git.run(
        cwd, "cat-file", "--batch-check=%(objectname) %(objecttype)", data="".join(n + "^{commit}\n" for n in names)
    )
    found = [line.split(" ", 1)[0] for line in known.splitlines() if line.endswith(" commit")]
    if found:
        yield from walk(cwd, ["--no-walk=unsorted", "--diff-merges=first-parent", *found])


def walk(cwd: str, arguments: list[str]) -> Iterator[Commit]:
    """Yield the commits of `git log ARGUMENTS`, each with its changed lines read as they stream by."""
    # What separates records cannot be guessed by a hostile message or patch.
    mark = "\x01" + os.urandom(9).hex()
    layout = f"{mark}%x00%H%x00%P%x00%an%x00%ae%x00%at%x00%ct%n%B%n{mark}end"
    stream = git.lines(
        cwd, "log", f"--format=tformat:{layout}", "--raw", "--no-abbrev", "--numstat", "-p", "-U0", "-M",
        "--no-ext-diff", "--no-textconv", "--no-color", "--ignore-submodules=none", "--src-prefix=a/", "--dst-prefix=b/", *arguments,
    )  # fmt: skip
    yield from parse(stream, mark)


def parse(lines: Iterable[str], mark: str) -> Iterator[Commit]:
    """Yield the commits in the lines of a log written with `mark`; see `walk`."""
    commit: Commit | None = None
    message: list[str] = []
    in_message = False
    size = 0
    changed: list[str] = []
    changed_size = 0
    in_patch = False
    blobs: list[str] = []
    for line in lines:
        if line.startswith(mark):
            if line == mark + "end":
                in_message = False
                if commit is not None:
                    _set_message(commit, message)
                continue
            if commit is not None:
                yield _finished(commit, changed)
            commit, message, size, changed, changed_size = _begun(line, mark), [], 0, [], 0
            in_message, in_patch, blobs = commit is not None, False, []
        elif commit is None:
            continue
        elif in_message:
            if size < MAX_MESSAGE:
                message.append(line[: MAX_MESSAGE - size])
                size += len(line) + 1
        elif line.startswith("diff --git "):
            in_patch = True
        elif in_patch:
            head = line[:1]
            if (
                head in "+-"
                and changed_size < _MAX_CHANGED
                and line[:3] not in ("+++", "---")
                and len(line) < _MAX_LINE
            ):
                changed.append(line[1:])
                changed_size += len(line)
        elif line.startswith(":"):
            # The raw lines and the numstat lines come in the same order.
            blobs.append(line.split(" ", 4)[3] if len(blobs) < MAX_FILES else "")
        elif line:
            _take_numstat(commit, line, blobs)
    if commit is not None:
        yield _finished(commit, changed)


def _begun(line: str, mark: str) -> Commit | None:
    parts = line[len(mark) :].split("\0")
    if len(parts) != 7 or not parts[5].lstrip("-").isdigit() or not parts[6].lstrip("-").isdigit():
        return None
    return Commit(
        parts[1],
        parents=tuple(parts[2].split()),
        author=parts[3][:200],
        email=parts[4][:200],
        authored_s=int(parts[5]),
        committed_s=int(parts[6]),
    )


def _set_message(commit: Commit, lines: list[str]) -> None:
    subject, _, body = "\n".join(lines).strip().partition("\n")
    commit.subject = subject.strip()[:500]
    commit.body = body.strip()


def _take_numstat(commit: Commit, line: str, blobs: list[str]) -> None:
    parts = line.split("\t", 2)
    if len(parts) != 3:
        return
    commit.file_count += 1
    if len(commit.files) >= MAX_FILES:
        return
    path, old = renamed(parts[2])
    blob = blobs[commit.file_count - 1] if commit.file_count <= len(blobs) else ""
    commit.files.append(
        FileChange(
            path,
            added=int(parts[0]) if parts[0].isdigit() else -1,
            removed=int(parts[1]) if parts[1].isdigit() else -1,
            old_path=old,
            blob="" if blob.strip("0") == "" else blob,
        )
    )


def renamed(text: str) -> tuple[str, str]:
    """Return (path, former path or "") of a numstat name such as `src/{a => b}/x.py` or `"sp\\tace"`."""
    if text.startswith('"') and text.endswith('"') and len(text) > 1:
        text = _unquoted(text[1:-1])
    if " => " not in text:
        return text, ""
    open_at, close_at = text.find("{"), text.rfind("}")
    if 0 <= open_at < close_at and " => " in text[open_at:close_at]:
        old, new = text[open_at + 1 : close_at].split(" => ", 1)
        before, after = text[:open_at], text[close_at + 1 :]
        return (before + new + after).replace("//", "/"), (before + old + after).replace("//", "/")
    old, new = text.split(" => ", 1)
    return new, old


def _unquoted(text: str) -> str:
    escapes = {"a": 7, "b": 8, "t": 9, "n": 10, "v": 11, "f": 12, "r": 13, '"': 34, "\\": 92}
    raw, i, data = bytearray(), 0, text.encode("utf-8", "replace")
    while i < len(data):
        if data[i] != 92 or i + 1 >= len(data):
            raw.append(data[i])
            i += 1
            continue
        octal = data[i + 1 : i + 4]
        if len(octal) == 3 and octal.isdigit():
            raw.append(int(octal, 8) & 255)
            i += 4
        else:
            raw.append(escapes.get(chr(data[i + 1]), data[i + 1]))
            i += 2
    return raw.decode("utf-8", "replace")


def _finished(commit: Commit, changed: list[str]) -> Commit:
    commit.symbols = identifiers("\n".join(changed))
    return commit


_IDENTIFIER: re.Pattern[str] | None = None


def identifiers(text: str, limit: int = MAX_SYMBOLS) -> tuple[str, ...]:
    """Return up to `limit` identifiers of three or more characters in `text`, most frequent first, then first seen."""
    global _IDENTIFIER
    if _IDENTIFIER is None:
        _IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]{2,63}")
    counts: dict[str, int] = {}
    for name in _IDENTIFIER.findall(text):
        counts[name] = counts.get(name, 0) + 1
    return tuple(sorted(counts, key=lambda n: -counts[n])[:limit])


def reachable(cwd: str, commit_id: str) -> bool:
    """Return whether any branch, tag or HEAD still leads to the commit. False when git does not know it."""
    try:
        if git.run(cwd, "for-each-ref", "--count=1", "--contains", git.checked(commit_id)).strip():
            return True
        git.run(cwd, "merge-base", "--is-ancestor", commit_id, "HEAD")
    except GitError:
        return False
    return True
