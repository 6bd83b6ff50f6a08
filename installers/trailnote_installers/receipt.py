"""What Trailnote added to which file, kept so that removal gives back the same bytes.

A receipt lies in a project's `.trailnote/local/` (paths relative to the project's root) and, for the user's own
configuration, in the user directory (absolute paths). It never holds a user's text but for the bytes that an edit
replaced. A receipt can be lost or be somebody else's: it only ever says how to undo, never what to touch, and what it
says is checked against the file (see `plan`).
"""

from __future__ import annotations

import difflib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field

from .entries import NONE, Existing
from .snapshot import digest

NAME = "receipt.json"
VERSION = 1

Undo = list[tuple[int, int, str]]


@dataclass(frozen=True, slots=True)
class Record:
    """One file's entry. `before` and `after` are SHA-256 sums; `before` is "" for a file that we made.

    `undo` holds (start, end, old text) in bytes of the text after. `existing` are the containers that were there before
    us. `folders` are those made for the file.
    """

    path: str
    holds: str
    before: str
    after: str
    undo: Undo
    existing: Existing = NONE
    folders: tuple[str, ...] = ()

    @property
    def created(self) -> bool:
        """Whether the file is there because of us."""
        return not self.before


@dataclass(slots=True)
class Receipt:
    """All records of one place; `root` is what its paths are relative to ("" for absolute ones)."""

    root: str
    records: dict[str, Record] = field(default_factory=dict)

    def get(self, path: str) -> Record | None:
        """Return the record of the file at `path` (absolute), or None."""
        return self.records.get(self.key(path))

    def key(self, path: str) -> str:
        """Return how the receipt names `path`."""
        return os.path.relpath(path, self.root).replace(os.sep, "/") if self.root else path

    def dump(self) -> bytes:
        """Return the receipt as the bytes of its file."""
        files = [
            {
                "path": record.path,
                "holds": record.holds,
                "before": record.before,
                "after": record.after,
                "undo": [list(edit) for edit in record.undo],
                "existing": sorted("/".join(path) for path in record.existing),
                "folders": list(record.folders),
            }
            for _, record in sorted(self.records.items())
        ]
        return (json.dumps({"version": VERSION, "files": files}, indent=1, sort_keys=True) + "\n").encode()


def load(path: str, *, root: str) -> Receipt:
    """Return the receipt at `path`; an empty one where it is missing or cannot be read as one."""
    receipt = Receipt(root)
    try:
        with open(path, "rb") as file:
            data = json.loads(file.read())
        entries = data["files"]
        for entry in entries:
            record = _record(entry)
            receipt.records[record.path] = record
    except (OSError, ValueError, TypeError, KeyError):
        return Receipt(root)
    return receipt


def _record(entry: dict[str, object]) -> Record:
    undo = entry["undo"]
    existing, folders = entry["existing"], entry["folders"]
    if not isinstance(undo, list) or not isinstance(existing, list) or not isinstance(folders, list):
        raise TypeError("not a receipt")
    return Record(
        str(entry["path"]),
        str(entry["holds"]),
        str(entry["before"]),
        str(entry["after"]),
        [(int(start), int(end), str(old)) for start, end, old in undo],
        frozenset(tuple(str(path).split("/")) for path in existing),
        tuple(map(str, folders)),
    )


def undo_of(before: bytes, after: bytes) -> Undo:
    """Return the edits that turn `after` into `before`; both are UTF-8 and mostly alike."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    edits: Undo = []
    for old_lines, new_lines, offset in _differing(old, new):
        start, end = offset, offset + sum(map(len, new_lines))
        old_bytes, new_bytes = b"".join(old_lines), b"".join(new_lines)
        lead = _common(old_bytes, new_bytes)
        trail = _common(old_bytes[lead:][::-1], new_bytes[lead:][::-1])
        edits.append(
            (start + lead, end - trail, old_bytes[lead : len(old_bytes) - trail].decode("utf-8", "surrogateescape"))
        )
    return edits


def _differing(old: list[bytes], new: list[bytes]) -> Iterator[tuple[list[bytes], list[bytes], int]]:
    """Yield the stretches of lines that differ, with the byte offset of the new ones."""
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    inner_old, inner_new = old[head : len(old) - tail], new[head : len(new) - tail]
    offset = sum(map(len, new[:head]))
    starts = [offset]
    for line in inner_new:
        starts.append(starts[-1] + len(line))
    for tag, i, j, k, m in difflib.SequenceMatcher(None, inner_old, inner_new, autojunk=False).get_opcodes():
        if tag != "equal":
            yield inner_old[i:j], inner_new[k:m], starts[k]


def _common(one: bytes, two: bytes) -> int:
    size = min(len(one), len(two))
    return next((at for at in range(size) if one[at] != two[at]), size)


def apply_undo(after: bytes, edits: Undo) -> bytes:
    """Return the text before. Raise ValueError where the edits do not fit the text."""
    result = after
    for start, end, old in sorted(edits, reverse=True):
        if not 0 <= start <= end <= len(after):
            raise ValueError("an edit lies outside of the text")
        result = result[:start] + old.encode("utf-8", "surrogateescape") + result[end:]
    return result


def undone(record: Record, data: bytes) -> bytes | None:
    """Return the bytes before us when `data` is what we left and the record leads back, else None."""
    if digest(data) != record.after:
        return None
    try:
        before = apply_undo(data, record.undo)
    except ValueError:
        return None
    if record.created:
        return b"" if not before else None
    return before if digest(before) == record.before else None
