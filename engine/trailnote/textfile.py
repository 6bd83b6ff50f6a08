"""Writing files so that a reader sees the old one or the new one, and only where we may."""

from __future__ import annotations

import os
import stat

from trailnote.errors import RefusedError


def write(path: str, text: str, *, root: str, mode: int = 0o644) -> None:
    """Write `text` as UTF-8 to `path`, beside and renamed; an existing file keeps its mode, a link stays a link, and a
    new one gets what the umask leaves of `mode`.

    Raises RefusedError when the file, its links followed, does not lie inside `root`; OSError as the system gives it.
    """
    target = os.path.realpath(path)
    base = os.path.realpath(root)
    if not target.startswith(base.rstrip(os.sep) + os.sep):
        raise RefusedError(f"{path}: leads out of {base}; nothing was written. Name a file inside it.")
    if os.path.isdir(target):
        raise RefusedError(f"{path}: is a directory; nothing was written")
    os.makedirs(os.path.dirname(target), exist_ok=True)
    try:
        kept: int | None = stat.S_IMODE(os.stat(target).st_mode)
    except FileNotFoundError:
        kept = None
    beside = f"{target}.trailnote-{os.getpid()}"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    descriptor = os.open(beside, flags, mode if kept is None else 0o600)
    try:
        with os.fdopen(descriptor, "wb") as f:
            f.write(text.encode("utf-8", "surrogateescape"))
            f.flush()
            os.fsync(f.fileno())
        if kept is not None:
            os.chmod(beside, kept)
        os.replace(beside, target)
    except BaseException:
        try:
            os.unlink(beside)
        except OSError:
            pass
        raise


def read(path: str) -> str:
    """Return the text of a file, "" when there is none. Bytes that are no UTF-8 come back the same when written.

    Raises RefusedError for what is no file (reading a pipe would wait for ever); OSError as the system gives it.
    """
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise RefusedError(f"{path}: is no file; nothing was read or written. Move away what is there.")
        with open(path, "rb") as f:
            return f.read().decode("utf-8", "surrogateescape")
    except FileNotFoundError:
        return ""
