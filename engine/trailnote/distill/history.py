"""Commits as git tells them: one streaming reader for what a session just made and for years of history."""

from __future__ import annotations

import os
import re

from trailnote import git
from trailnote.capture.redact import redact
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

    def __init__(self, path: str, *, old_path: str = "", blob: str = "") -> None:
        self.path = path
        self.blob = blob
        self.added = 0
        self.removed = 0
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


def read(cwd: str, revisions: Iterable[str], *, within_s: float = 0) -> Iterator[Commit]:
    """Yield the commits named by `revisions` (full ids), in that order; ids that git does not know are skipped.

    A merge is compared with its first parent. Raises GitError when git itself fails, or goes on for longer than
    `within_s` seconds, unless that is 0.
    """
    names = [git.checked(r) for r in revisions]
    if not names:
        return
    known = git.run(
        cwd, "cat-file", "--batch-check=%(objectname) %(objecttype)", data="".join(n + "^{commit}\n" for n in names)
    )
    found = [line.split(" ", 1)[0] for line in known.splitlines() if line.endswith(" commit")]
    if found:
        yield from walk(cwd, ["--no-walk=unsorted", "--diff-merges=first-parent", *found], within_s=within_s)


def walk(cwd: str, arguments: list[str], *, within_s: float = 0) -> Iterator[Commit]:
    """Yield the commits of `git log ARGUMENTS`, each with its changed lines read as they stream by."""
    # What separates records cannot be guessed by a hostile message or patch.
    mark = "\x01" + os.urandom(9).hex()
    layout = f"{mark}%x00%H%x00%P%x00%an%x00%ae%x00%at%x00%ct%n%B%n{mark}end"
    stream = git.lines(
        cwd, "log", f"--format=tformat:{layout}", "--raw", "--no-abbrev", "-p", "-U0", "-M", "--no-ext-diff",
        "--no-textconv", "--no-color", "--ignore-submodules=none", "--src-prefix=a/", "--dst-prefix=b/", *arguments,
        within_s=within_s,
    )  # fmt: skip
    yield from parse(stream, mark)


def parse(lines: Iterable[str], mark: str) -> Iterator[Commit]:
    """Yield the commits in the lines of a log written with `mark`; see `walk`."""
    reader: _Reader | None = None
    in_message = False
    for line in lines:
        if line.startswith(mark):
            in_message = line != mark + "end"
            if not in_message:
                continue
            if reader is not None:
                yield reader.finished()
            begun = _begun(line, mark)
            reader = None if begun is None else _Reader(begun)
        elif reader is not None:
            if in_message:
                reader.take_message(line)
            else:
                reader.take_change(line)
    if reader is not None:
        yield reader.finished()


class _Reader:
    """Takes one commit's lines as they stream by: message, then one raw line a file, then the files' patches.

    Lines are counted from the patches, in the raw lines' order: asking git for them (`--numstat`) would make it compare
    every file twice. A change of type (a link that became a file) is two patches.
    """

    __slots__ = ("changed", "commit", "in_hunk", "left", "message", "patch", "patches", "seen", "size")

    def __init__(self, commit: Commit) -> None:
        self.commit = commit
        self.message: list[str] = []
        self.changed: list[str] = []
        self.left = _MAX_CHANGED
        self.size = 0
        self.in_hunk = False
        self.patches = 0
        self.patch: FileChange | None = None
        self.seen: list[FileChange] = []

    def take_message(self, line: str) -> None:
        if self.size < MAX_MESSAGE:
            self.message.append(line[: MAX_MESSAGE - self.size])
            self.size += len(line) + 1

    def take_change(self, line: str) -> None:
        head = line[:1]
        if self.in_hunk and (head == "+" or head == "-"):
            if self.patch is not None:
                if head == "+":
                    self.patch.added += 1
                else:
                    self.patch.removed += 1
            if self.left > 0 and len(line) < _MAX_LINE:
                self.changed.append(line[1:])
                self.left -= len(line)
        elif head == "@":
            self.in_hunk = True
        elif line.startswith("diff --git "):
            self.in_hunk = False
            self.patch = self.seen[self.patches] if self.patches < len(self.seen) else None
            self.patches += 1
        elif head == ":" and not self.patches:
            self._take_raw(line)
        elif line.startswith("Binary files ") and self.patch is not None:
            self.patch.added = self.patch.removed = -1

    def _take_raw(self, line: str) -> None:
        about, _, names = line.partition("\t")
        fields = about.split(" ")
        if len(fields) != 5 or not names:
            return
        self.commit.file_count += 1
        old, tab, new = names.partition("\t")
        blob = fields[3] if fields[3].strip("0") else ""
        change = FileChange(unquoted(new if tab else old), blob=blob, old_path=unquoted(old) if tab else "")
        if self.commit.file_count <= MAX_FILES:
            self.commit.files.append(change)
        self.seen += [change, change] if fields[4] == "T" else [change]

    def finished(self) -> Commit:
        subject, _, body = "\n".join(self.message).strip().partition("\n")
        self.commit.subject = subject.strip()[:500]
        self.commit.body = body.strip()
        self.commit.symbols = identifiers(_without_secrets("\n".join(self.changed)))
        return self.commit


def _without_secrets(text: str) -> str:
    clean = redact(text)
    if clean != text:
        pieces = clean.split("[redacted:")
        clean = pieces[0] + "".join([piece.partition("]")[2] for piece in pieces[1:]])
    return clean


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


def unquoted(text: str) -> str:
    """Return the path that git wrote as `text`; names with control characters or quotes come quoted as in C."""
    return _unescaped(text[1:-1]) if len(text) > 1 and text[0] == text[-1] == '"' else text


def _unescaped(text: str) -> str:
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
