"""Whether the code that a note speaks of is still as it was: fresh, changed or gone.

An anchor is what a note recorded of a file: `blob:<git's id>` of the whole file, or `lines:<digest>` of the lines that
it quotes, which may have moved since. Checking reads the file and runs nothing.
"""

from __future__ import annotations

import os

from trailnote.model import Memory, digest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

FRESH, CHANGED, GONE, UNKNOWN = "fresh", "changed", "gone", ""
_MAX_BYTES = 2 << 20


def of_file(root: str, named: str) -> tuple[str, str] | None:
    """Return (path relative to `root`, anchor) for `path`, `path:12` or `path:12-20`; None when it cannot be read."""
    path, first, last = split_lines(named)
    relative = inside(root, path)
    if relative is None:
        return None
    raw = _read(os.path.join(root, relative))
    if raw is None:
        return None
    if not first:
        return relative, "blob:" + blob_id(raw)[:16]
    lines = _normal(raw)[first - 1 : last]
    return (relative, f"lines:{len(lines)}:{digest(*lines)[:16]}") if lines else None


def split_lines(named: str) -> tuple[str, int, int]:
    """Return (path, first line, last line) of `path:12-20`; the lines are 0 when none are named."""
    path, colon, span = named.rpartition(":")
    if not colon:
        return named, 0, 0
    first, _, last = span.partition("-")
    if not first.isdecimal() or (last and not last.isdecimal()):
        return named, 0, 0
    return path, int(first), int(last or first)


def inside(root: str, path: str) -> str | None:
    """Return `path` relative to `root` with forward slashes, or None when it leads out of it."""
    base = os.path.realpath(root)
    full = os.path.realpath(os.path.join(base, path))
    if full != base and not full.startswith(base.rstrip(os.sep) + os.sep):
        return None
    return os.path.relpath(full, base).replace(os.sep, "/")


def check(root: str, memory: Memory) -> dict[str, str]:
    """Return {path: fresh|changed|gone} for the files that the note anchored, in its order."""
    anchors = memory.facts.get("anchors")
    return states(root, anchors) if isinstance(anchors, dict) else {}


def states(root: str, anchors: Mapping[str, object]) -> dict[str, str]:
    """Return {path: fresh|changed|gone} for {path: anchor}, the first ten of them."""
    return {path: _state(root, path, str(anchor)) for path, anchor in list(anchors.items())[:10]}


def _state(root: str, path: str, anchor: str) -> str:
    if inside(root, path) is None:
        return GONE
    raw = _read(os.path.join(root, path))
    if raw is None:
        return GONE
    kind, _, value = anchor.partition(":")
    if kind == "blob":
        if blob_id(raw).startswith(value):
            return FRESH
        # A checkout with CRLF line ends has the same content as far as a reader is concerned.
        return FRESH if b"\r\n" in raw and blob_id(raw.replace(b"\r\n", b"\n")).startswith(value) else CHANGED
    count, _, wanted = value.partition(":")
    if not count.isdecimal():
        return UNKNOWN
    lines, n = _normal(raw), int(count)
    for start in range(len(lines) - n + 1):
        if digest(*lines[start : start + n])[:16] == wanted:
            return FRESH
    return CHANGED


def summary(states: dict[str, str]) -> str:
    """Return the one word for a note: gone when all of its files are, changed when any is not as it was, else fresh."""
    if not states:
        return UNKNOWN
    if all(s == GONE for s in states.values()):
        return GONE
    return FRESH if all(s == FRESH for s in states.values()) else CHANGED


def blob_id(raw: bytes) -> str:
    """Return git's object id (SHA-1) of a file with this content."""
    from _sha1 import sha1

    return str(sha1(b"blob %d\0" % len(raw) + raw, usedforsecurity=False).hexdigest())


def _read(path: str) -> bytes | None:
    try:
        if os.path.getsize(path) > _MAX_BYTES:
            return None
        with open(path, "rb") as f:
            return f.read(_MAX_BYTES)
    except OSError:
        return None


def _normal(raw: bytes) -> list[str]:
    return [" ".join(line.split()) for line in raw.decode("utf-8", "replace").splitlines()]
