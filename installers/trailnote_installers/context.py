"""What every verb is given: the environment, the places, and the three things that tests replace."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TextIO

from trailnote import paths
from trailnote.errors import TrailnoteError

from .clients import Machine
from .environment import Builder
from .launchers import command_path
from .transaction import Step


class Runner(Protocol):
    """Runs the installed `trailnote`."""

    def run(self, command: Sequence[str], env: Mapping[str, str], cwd: str) -> tuple[int, str, str]:
        """Return exit code, standard output and standard error; a progress bar goes straight to a terminal."""


class ProcessRunner:
    """Runs a command as a process; its standard error is passed on when that is a terminal."""

    def run(self, command: Sequence[str], env: Mapping[str, str], cwd: str) -> tuple[int, str, str]:
        """Return exit code, standard output, and standard error unless it went to the terminal."""
        clean = {name: value for name, value in env.items() if name not in ("PYTHONPATH", "PYTHONHOME")}
        clean["PYTHONIOENCODING"] = "utf-8:replace"  # what it prints is read here, whatever the terminal can show
        errors = None if sys.stderr.isatty() else subprocess.PIPE
        try:
            done = subprocess.run(
                list(command),
                env=clean,
                cwd=cwd,
                stdout=subprocess.PIPE,
                stderr=errors,
                encoding="utf-8",
                errors="replace",
                check=False,
            )
        except OSError as error:
            return 127, "", f"{command[0]}: {error.strerror}"
        return done.returncode, done.stdout, done.stderr or ""


@dataclass(frozen=True, slots=True)
class Context:
    """One call's surroundings. `source` is the clone that is run, "" for an installed package; `platform` is named as
    by `sys.platform`."""

    env: Mapping[str, str]
    cwd: str
    source: str
    out: TextIO
    err: TextIO
    builder: Builder
    runner: Runner
    step: Step
    platform: str = sys.platform

    @property
    def home(self) -> str:
        """The person's home directory."""
        return paths.home_dir(self.env)

    @property
    def user_dir(self) -> str:
        """Trailnote's own user directory."""
        return paths.user_dir(self.env)

    @property
    def machine(self) -> Machine:
        """What the clients are told of the person."""
        return Machine(self.home, self.env)

    @property
    def command(self) -> str:
        """The `trailnote` command that clients reach."""
        return command_path(self.home, self.platform)

    def progress(self, line: str) -> None:
        """Say what is about to take long, so that nobody takes silence for an end."""
        self.err.write(line + "\n")
        self.err.flush()

    def confirmed(self, question: str, *, yes: bool, without_terminal: bool) -> bool:
        """Return whether the person agrees; off a terminal `without_terminal` decides."""
        if yes:
            return True
        if not (sys.stdin is not None and sys.stdin.isatty() and self.out.isatty()):
            return without_terminal
        self.out.write(f"{question} [y/N] ")
        self.out.flush()
        return sys.stdin.readline().strip().lower() in ("y", "yes")


@contextlib.contextmanager
def locked(user_dir: str) -> Iterator[None]:
    """Keep a second installer of this user out. Raise TrailnoteError when one is at work."""
    try:
        import fcntl
    except ImportError:  # Windows: the renames alone keep each file whole
        yield
        return
    made = _make_private(user_dir)
    path = os.path.join(user_dir, "install.lock")
    try:
        with open(path, "a", encoding="utf-8") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise TrailnoteError(
                    "another installer is at work; nothing was changed. Run this again when it is done."
                ) from error
            try:
                yield
            finally:
                with contextlib.suppress(OSError):
                    os.unlink(path)
    finally:
        for folder in reversed(made):
            with contextlib.suppress(OSError):
                os.rmdir(folder)


def _make_private(folder: str) -> list[str]:
    made = []
    while not os.path.isdir(folder):
        made.append(folder)
        folder = os.path.dirname(folder)
    try:
        for path in reversed(made):
            os.mkdir(path, 0o700 if path == made[0] else 0o755)
    except OSError as error:
        raise TrailnoteError(
            f"{error.filename}: the user directory cannot be made ({error.strerror}); nothing was changed. "
            "Give the right to write, or set TRAILNOTE_HOME."
        ) from error
    return made[::-1]
