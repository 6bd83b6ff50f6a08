"""What a Codex transcript tells of a shell call that the hook's payload leaves out: exit code, duration, files read.

Codex 0.169.0 writes the line that closes a call before it runs the PostToolUse hook, in both of its tool modes: an
`item_completed` whose `item.id` is the payload's `tool_use_id`. Only the end of the file is read: the output that
stands in such a line is capped by Codex at 64 KiB.
"""

from __future__ import annotations

import os

from trailnote import jsontext

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from trailnote.model import Event

_WINDOWS = (32 << 10, 320 << 10)  # bytes from the end: nearly every call stands in the first
_MAX_FILES = 20
_CLOSED = b'"type":"CommandExecution"'


def complete(event: Event, clean: Callable[[str], str]) -> bool:
    """Give the shell call `event` its exit code, duration and the files that it read; return whether it was found.

    `clean` redacts and caps a path. A transcript that is absent, of another form or does not hold the call yet changes
    nothing.
    """
    if not event.call or not event.transcript.endswith(".jsonl"):
        return False
    line = _line(event.transcript, event.call.encode("utf-8", "replace"))
    if line is None:
        return False
    # The output is a JSON string, in which a quotation mark is escaped: these names can only be the item's own.
    code = _value(line, line.rfind(b'"exit_code":'), 12)
    if not isinstance(code, int) or isinstance(code, bool):
        return False
    event.exit_code = code
    took = _value(line, line.rfind(b'"duration":'), 11)
    if isinstance(took, dict) and isinstance(took.get("secs"), int) and isinstance(took.get("nanos"), int):
        event.duration_ms = took["secs"] * 1000 + took["nanos"] // 10**6
    parsed = _value(line, line.find(b'"parsed_cmd":'), 13)
    if isinstance(parsed, list):
        reads = [part.get("path") for part in parsed if isinstance(part, dict) and part.get("type") == "read"]
        event.read = tuple(dict.fromkeys(clean(path) for path in reads[:_MAX_FILES] if isinstance(path, str)))
    return True


def _line(path: str, call: bytes) -> bytes | None:
    """Return the line that closes the call, None when the end of the transcript holds none."""
    mark = b'"id":"' + call + b'"'
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except OSError:
        return None
    try:
        size = os.fstat(descriptor).st_size
        for window in _WINDOWS:
            os.lseek(descriptor, max(0, size - window), os.SEEK_SET)
            raw = os.read(descriptor, window)
            at = raw.rfind(mark)
            if at >= 0 and _CLOSED in raw[max(0, at - 40) : at]:
                end = raw.find(b"\n", at)
                return raw[at : end if end >= 0 else None]
            if window >= size:
                break
    except OSError:
        pass
    finally:
        os.close(descriptor)
    return None


def _value(line: bytes, at: int, name_bytes: int) -> object:
    """Return the JSON value that follows the name at `at`, None when there is none."""
    if at < 0:
        return None
    text = line[at + name_bytes : at + name_bytes + 20_000].decode("utf-8", "replace").lstrip()
    try:
        return jsontext.leading(text)
    except ValueError:
        return None
