"""Runs a piece of Trailnote in a process that breaks at a chosen step: killed, out of disk, or on a bad sector.

    python -S -E breaking.py kill|full|io STEP hook EVENT    < payload
    python -E    breaking.py kill|full|io STEP drain DIRECTORY

A step is one write-like call (open for writing, write, rename, unlink, an SQL statement). With `kill` the process dies
by SIGKILL right before step STEP; with `full` that step and all later ones that need space fail with ENOSPC, and what
is written over in place needs none; with `io` that step alone fails with EIO.
"""

from __future__ import annotations

import errno
import fcntl
import os
import signal
import sqlite3
import stat
import sys
from typing import Any

ENGINE = os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))), "engine")


class Breaker:
    """Counts steps and breaks at the chosen one."""

    def __init__(self, how: str, at: int) -> None:
        self.how, self.at, self.count = how, at, 0

    def step(self, *, needs_space: bool) -> None:
        """Count one step; die, or raise OSError when the disk is full by now and the step needs space."""
        self.count += 1
        if self.how == "kill" and self.count == self.at:
            os.kill(os.getpid(), signal.SIGKILL)
        if self.how == "full" and self.count >= self.at and needs_space:
            raise OSError(errno.ENOSPC, "No space left on device")
        if self.how == "io" and self.count == self.at:
            raise OSError(errno.EIO, "Input/output error")


def install(breaker: Breaker) -> None:
    """Put the breaker before every write-like call of this process."""

    def before(module: Any, name: str, *, needs_space: bool) -> None:
        real = getattr(module, name)

        def call(*args: Any, **kwargs: Any) -> Any:
            breaker.step(needs_space=needs_space)
            return real(*args, **kwargs)

        setattr(module, name, call)

    real_open = os.open

    def open_(path: Any, flags: int, *args: Any, **kwargs: Any) -> int:
        if flags & (os.O_WRONLY | os.O_RDWR):
            breaker.step(needs_space=bool(flags & os.O_CREAT) and not os.path.exists(path))
        return real_open(path, flags, *args, **kwargs)

    os.open = open_
    real_write = os.write

    def write(descriptor: int, data: Any) -> int:
        if stat.S_ISREG(os.fstat(descriptor).st_mode):
            appends = fcntl.fcntl(descriptor, fcntl.F_GETFL) & os.O_APPEND
            size = os.fstat(descriptor).st_size
            at = size if appends else os.lseek(descriptor, 0, os.SEEK_CUR)
            breaker.step(needs_space=at + len(data) > size)
        return real_write(descriptor, data)

    os.write = write
    before(os, "replace", needs_space=False)
    before(os, "unlink", needs_space=False)

    class Connection(sqlite3.Connection):
        def execute(self, *args: Any) -> Any:
            breaker.step(needs_space=False)
            return super().execute(*args)

        def executemany(self, *args: Any) -> Any:
            breaker.step(needs_space=False)
            return super().executemany(*args)

    real_connect = sqlite3.connect

    def connect(*args: Any, **kwargs: Any) -> Any:
        return real_connect(*args, **{"factory": Connection, **kwargs})

    sqlite3.connect = connect


def main() -> None:
    """Break what the arguments name."""
    how, at, what, argument = sys.argv[1:5]
    sys.path.insert(0, ENGINE)
    breaker = Breaker(how, int(at))
    if what == "hook":
        from trailnote.hook import main as hook

        install(breaker)
        hook(argument)
    else:
        from trailnote.service.workspace import opened

        install(breaker)
        with opened(argument, os.environ):
            pass
    sys.stderr.write(f"steps {breaker.count}\n")


main()
