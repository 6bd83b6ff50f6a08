"""Read a file that an edit may replace, and refuse it where the edit could do harm."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass

from trailnote.errors import SettingsError

MAX_BYTES = 64 * 1024 * 1024

NOTHING_CHANGED = "nothing was changed"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A file as it was read: `path` as it was named, `real` where its bytes lie, `data` None where there is no file.

    `identity` is what tells that nobody else has written it since: (device, inode, size, mtime in nanoseconds).
    """

    path: str
    real: str
    data: bytes | None
    mode: int = 0o644
    uid: int = -1
    gid: int = -1
    links: int = 1
    identity: tuple[int, int, int, int] | None = None


def digest(data: bytes) -> str:
    """Return the SHA-256 of `data` in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def identity_of(path: str) -> tuple[int, int, int, int] | None:
    """Return what tells one state of the file from the next, or None where there is none."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def is_inside(path: str, folder: str) -> bool:
    """Return whether the resolved `path` lies in the resolved `folder`."""
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def read(path: str, *, within: Sequence[str], not_within: Sequence[str] = (), mode: int = 0o644) -> Snapshot:
    """Return the file at `path`, links followed. `mode` is what a new file gets.

    Raise SettingsError for a folder, a device, a link that points nowhere or out of the folders `within` (or into one
    of `not_within`), another person's file, a file or folder that may not be written, and a text that is not UTF-8.
    """
    real = os.path.realpath(path)
    if real != os.path.abspath(path):
        _check_link(path, real, within, not_within)
    try:
        found = os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        if os.path.islink(path):
            raise SettingsError(
                f"{path}: is a link to {real}, which does not exist; {NOTHING_CHANGED}. "
                "Make the file or delete the link."
            ) from None
        _check_folder(path, os.path.dirname(real))
        return Snapshot(path, real, None, mode)
    except OSError as error:
        raise SettingsError(
            f"{path}: cannot be looked at ({error.strerror}); {NOTHING_CHANGED}. Mend that link or the folder's rights."
        ) from error
    _check_file(path, real, found)
    try:
        with open(real, "rb") as file:
            data = file.read()
    except OSError as error:
        raise SettingsError(
            f"{path}: cannot be read ({error.strerror}); {NOTHING_CHANGED}. Run: chmod u+r {path}"
        ) from error
    identity = (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)
    return Snapshot(path, real, data, stat.S_IMODE(found.st_mode), found.st_uid, found.st_gid, found.st_nlink, identity)


def text_of(snapshot: Snapshot) -> str:
    """Return the file's text, "" where there is none. Raise SettingsError where it is not UTF-8."""
    data = snapshot.data or b""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SettingsError(
            f"{snapshot.path}:{line}: is not UTF-8; {NOTHING_CHANGED}. Save the file as UTF-8 and run this again."
        ) from error


def _check_link(path: str, real: str, within: Sequence[str], not_within: Sequence[str]) -> None:
    allowed = any(is_inside(real, os.path.realpath(folder)) for folder in within)
    refused = any(is_inside(real, os.path.realpath(folder)) for folder in not_within)
    if not allowed or refused:
        raise SettingsError(
            f"{path}: leads to {real}, which this install may not write; {NOTHING_CHANGED}. "
            "Replace the link by a file of its own, or install with the other --scope."
        )


def _check_file(path: str, real: str, found: os.stat_result) -> None:
    if stat.S_ISDIR(found.st_mode):
        raise SettingsError(f"{path}: is a folder where a file belongs; {NOTHING_CHANGED}. Move it away.")
    if not stat.S_ISREG(found.st_mode):
        raise SettingsError(f"{path}: is not a plain file; {NOTHING_CHANGED}. Replace it by one.")
    if found.st_size > MAX_BYTES:
        raise SettingsError(f"{path}: is larger than {MAX_BYTES} bytes; {NOTHING_CHANGED}.")
    me = os.geteuid() if hasattr(os, "geteuid") else found.st_uid
    # A file is replaced by a new one, and only root may give that away: written by us, it would change its owner.
    if me not in (0, found.st_uid):
        raise SettingsError(
            f"{path}: belongs to another user; {NOTHING_CHANGED}. Ask its owner, or take another --scope."
        )
    if not os.access(real, os.W_OK):
        raise SettingsError(f"{path}: is write-protected; {NOTHING_CHANGED}. Run: chmod u+w {path}")
    _check_folder(path, os.path.dirname(real))


def _check_folder(path: str, folder: str) -> None:
    """Refuse a file whose folder, or the nearest one that exists, may not be written."""
    while not os.path.lexists(folder):
        folder = os.path.dirname(folder)
    if not os.path.isdir(folder):
        raise SettingsError(f"{path}: {folder} is no folder; {NOTHING_CHANGED}. Move it away.")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise SettingsError(
            f"{path}: the folder {folder} is write-protected; {NOTHING_CHANGED}. Run: chmod u+w {folder}"
        )
