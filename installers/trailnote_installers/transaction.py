"""Write several files so that either all of them change or none.

First every new text, and a copy of every old one, is written beside its target and synced; then each target is
replaced by a rename. Where a step fails the copies go back. A process that is killed leaves each file old or new,
never half, and at most some files named `.NAME.trailnote-*`, which the next run takes away.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from trailnote.errors import SettingsError

from .snapshot import identity_of

Step = Callable[[str, str], None]
LEFT_S = 3600.0  # a run takes a minute


def no_step(_name: str, _path: str) -> None:
    """Do nothing; tests pass a step that fails or kills."""


@dataclass(frozen=True, slots=True)
class Change:
    """One path from what it is to what it shall be.

    `before` and `after` are a file's bytes, a link's target (str), or None for nothing. `identity` is the state that
    `before` was read in; None skips that check. `private` texts are not shown in a dry run.
    """

    path: str
    before: bytes | str | None
    after: bytes | str | None
    mode: int = 0o644
    uid: int = -1
    gid: int = -1
    identity: tuple[int, int, int, int] | None = None
    private: bool = False


@dataclass(slots=True)
class _Staged:
    change: Change
    new: str
    old: str


@dataclass(slots=True)
class Transaction:
    """Changes that take effect together, in the order given; `folders_made` tells which folders that took.

    `targets` are files that need no change, but beside which a killed run may have left something. The first `ahead`
    changes are made before anything of the others is: a receipt tells of folders before they are there.
    """

    changes: list[Change] = field(default_factory=list)
    step: Step = no_step
    targets: list[str] = field(default_factory=list)
    folders_made: list[str] = field(default_factory=list)
    ahead: int = 0

    def commit(self) -> None:
        """Make every change. Raise SettingsError, with everything as it was, where one cannot be made."""
        staged: list[_Staged] = []
        swapped: list[_Staged] = []
        finished = False
        for target in self.targets:
            _sweep(*os.path.split(target))
        try:
            for part in (self.changes[: self.ahead], self.changes[self.ahead :]):
                begun = len(staged)
                for change in part:
                    self._stage(change, staged)
                for item in staged[begun:]:
                    self._swap(item, swapped)
            finished = True
        except OSError as error:
            where = error.filename or "a file"
            raise SettingsError(
                f"{where}: cannot be written ({error.strerror or error}); every file is as it was. "
                "Make room or give the right to write, and run this again."
            ) from error
        finally:
            if not finished:
                self._roll_back(swapped)
            for item in staged:
                for left in (item.new, item.old):
                    with contextlib.suppress(OSError):
                        os.unlink(left)
            if not finished:
                for folder in reversed(self.folders_made):
                    with contextlib.suppress(OSError):
                        os.rmdir(folder)

    def _stage(self, change: Change, staged: list[_Staged]) -> None:
        folder, name = os.path.split(change.path)
        if change.after is not None:
            self._make_folders(folder)
        _sweep(folder, name)
        stem = os.path.join(folder, f".{name}.trailnote-")
        item = _Staged(change, f"{stem}new-{os.getpid()}", f"{stem}old-{os.getpid()}")
        staged.append(item)
        if change.after is not None:
            self._write(item.new, change.after, change)
        if change.before is not None:
            self._write(item.old, change.before, change)

    def _make_folders(self, folder: str) -> None:
        missing = []
        while not os.path.isdir(folder):
            missing.append(folder)
            folder = os.path.dirname(folder)
        for path in reversed(missing):
            self.step("mkdir", path)
            os.mkdir(path)
            self.folders_made.append(path)

    def _write(self, path: str, content: bytes | str, change: Change) -> None:
        self.step("create", path)
        if isinstance(content, str):
            os.symlink(content, path)
            return
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(handle, "wb") as file:
            half = len(content) // 2
            file.write(content[:half])
            self.step("write", path)
            file.write(content[half:])
            file.flush()
            self.step("fsync", path)
            os.fsync(file.fileno())
        _like(path, change)

    def _swap(self, item: _Staged, swapped: list[_Staged]) -> None:
        change = item.change
        if change.identity is not None and identity_of(change.path) != change.identity:
            raise SettingsError(
                f"{change.path}: was changed by another program just now; every file is as it was. Run this again."
            )
        if change.before is None and change.after is not None and os.path.lexists(change.path):
            raise SettingsError(
                f"{change.path}: was made by another program just now; every file is as it was. Run this again."
            )
        self.step("swap", change.path)
        swapped.append(item)
        if change.after is None:
            os.unlink(change.path)
        else:
            os.replace(item.new, change.path)
        self.step("sync folder", change.path)
        _sync_folder(os.path.dirname(change.path))

    def _roll_back(self, swapped: list[_Staged]) -> None:
        for item in reversed(swapped):
            with contextlib.suppress(FileNotFoundError):
                if item.change.before is None:
                    if not os.path.lexists(item.new):  # our new file has taken the place
                        os.unlink(item.change.path)
                else:
                    os.replace(item.old, item.change.path)


def _like(path: str, change: Change) -> None:
    """Give the new file the mode, owner and extended attributes of the one that it replaces."""
    if change.before is None:
        # A new file gets what the person's umask leaves of its mode.
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(path, change.mode & ~mask)
        return
    if change.uid >= 0 and hasattr(os, "geteuid") and (os.geteuid() == 0 or change.gid != os.stat(path).st_gid):
        with contextlib.suppress(PermissionError):  # a group that we are not in: the mode still holds
            os.chown(path, change.uid if os.geteuid() == 0 else -1, change.gid)
    os.chmod(path, change.mode)
    if hasattr(os, "listxattr"):
        with contextlib.suppress(OSError):  # a file system without them
            for name in os.listxattr(change.path):
                os.setxattr(path, name, os.getxattr(change.path, name))


def _sync_folder(folder: str) -> None:
    with contextlib.suppress(OSError):  # Windows opens no folders
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _sweep(folder: str, name: str) -> None:
    """Take away what a killed run left beside this target."""
    prefix = f".{name}.trailnote-"
    with contextlib.suppress(OSError):
        for left in os.listdir(folder):
            tail = left.removeprefix(prefix)
            path = os.path.join(folder, left)
            if tail != left and tail.partition("-")[0] in ("new", "old") and not _in_use(path, tail.partition("-")[2]):
                os.unlink(path)


def _in_use(path: str, pid: str) -> bool:
    """Return whether the run that wrote `path` may still be at work."""
    if not pid.isdigit() or int(pid) == os.getpid():
        return False
    if os.name == "nt":  # where os.kill would end the process that it asks for
        return time.time() - os.path.getmtime(path) < LEFT_S
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def remove_empty(folders: list[str]) -> list[str]:
    """Remove those of `folders` that are empty, the deepest first, and return them."""
    gone = []
    for folder in sorted(folders, key=len, reverse=True):
        try:
            os.rmdir(folder)
        except OSError:
            continue
        gone.append(folder)
    return gone
