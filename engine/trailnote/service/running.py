"""Running a command for `trailnote run`: its input, output and exit code pass through, and what it did is recorded.

The record goes through the spool, as a hook's does: one file, so that of any number at the same time none is lost.
"""

from __future__ import annotations

import dataclasses
import os
import shlex
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from types import FrameType
from typing import BinaryIO

from trailnote import paths
from trailnote.capture import log, spool
from trailnote.capture.payload import COMMAND_CHARS, PATH_CHARS, TEXT_CHARS
from trailnote.distill.executions import RUN_CLIENT
from trailnote.model import Event, digest
from trailnote.service.workspace import Workspace

_KEPT_BYTES = 64 * 1024  # of the output's head, and of its tail
_NOT_FOUND, _NOT_ALLOWED = 127, 126  # what a shell exits with


@dataclasses.dataclass(frozen=True, slots=True)
class Ran:
    """How a wrapped command ended; `recorded` is False when the record could not be written."""

    exit_code: int
    duration_ms: int
    recorded: bool


class _Output:
    """What a command printed, on both streams in the order of arrival, its head and its tail."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._head = bytearray()
        self._tail = bytearray()

    def add(self, chunk: bytes) -> None:
        with self._lock:
            room = max(0, _KEPT_BYTES - len(self._head))
            self._head += chunk[:room]
            self._tail += chunk[room:]
            if len(self._tail) > 2 * _KEPT_BYTES:
                del self._tail[:-_KEPT_BYTES]

    def text(self) -> str:
        raw = bytes(self._head + self._tail[-_KEPT_BYTES:])
        return raw.decode("utf-8", "replace").replace("\r\n", "\n")


def run(workspace: Workspace, command: Sequence[str], *, task: str = "", files: Sequence[str] = ()) -> Ran:
    """Run `command` in the current directory and record it as one execution; return how it ended.

    A command that cannot be started exits with 127 or 126 and one line on standard error, as in a shell. One that a
    signal ended exits with 128 and the signal's number.
    """
    began = time.monotonic_ns()
    output = _Output()
    exit_code = _passed_through(command, output)
    duration_ms = (time.monotonic_ns() - began) // 10**6
    event = _event(workspace, command, task=task, files=files)
    event.exit_code, event.duration_ms = exit_code, duration_ms
    event.output = workspace.scrubber.output(output.text())
    return Ran(exit_code, duration_ms, _recorded(workspace, event))


def _passed_through(command: Sequence[str], output: _Output) -> int:
    try:
        with _Streams(output) as streams:
            process = subprocess.Popen(list(command), stdout=streams.out, stderr=streams.err)
            streams.started()
            return _wait(process)
    except FileNotFoundError:
        return _refused(output, command[0], "command not found", _NOT_FOUND)
    except OSError as exc:
        return _refused(output, command[0], exc.strerror or str(exc), _NOT_ALLOWED)


def _refused(output: _Output, program: str, why: str, exit_code: int) -> int:
    line = f"trailnote run: {program}: {why}\n".encode("utf-8", "replace")
    output.add(line)
    sys.stderr.buffer.write(line)
    sys.stderr.buffer.flush()
    return exit_code


def _wait(process: subprocess.Popen[bytes]) -> int:
    """Wait for the command; what asks us to end is its to answer, so that its end is still recorded."""

    def forward(number: int, _frame: FrameType | None) -> None:
        process.send_signal(number)

    # The terminal sends SIGINT to the whole group: the command gets its own.
    before: list[tuple[int, object]] = [(signal.SIGINT, signal.signal(signal.SIGINT, signal.SIG_IGN))]
    before.append((signal.SIGTERM, signal.signal(signal.SIGTERM, forward)))
    try:
        code = process.wait()
    finally:
        for number, handler in before:
            signal.signal(number, handler)  # type: ignore[arg-type]  # what signal.signal gave
    return code if code >= 0 else 128 - code


class _Streams:
    """The command's standard output and error: copied to ours as they come, and kept.

    Where ours is a terminal the command gets one too, so that it prints as it would by itself.
    """

    def __init__(self, output: _Output) -> None:
        self._output = output
        self._readers: list[tuple[int, BinaryIO]] = []
        self._writers: list[int] = []
        self._threads: list[threading.Thread] = []
        self.out = self._pair(sys.stdout.buffer)
        self.err = self._pair(sys.stderr.buffer)

    def _pair(self, target: BinaryIO) -> int:
        reader, writer = _terminal(target) or os.pipe()
        self._readers.append((reader, target))
        self._writers.append(writer)
        return writer

    def __enter__(self) -> _Streams:
        return self

    def started(self) -> None:
        """Close our copies of the writing ends, and begin to copy."""
        self._close_writers()
        for reader, target in self._readers:
            thread = threading.Thread(target=self._copy, args=(reader, target), daemon=True)
            thread.start()
            self._threads.append(thread)

    def _close_writers(self) -> None:
        while self._writers:
            os.close(self._writers.pop())

    def _copy(self, reader: int, target: BinaryIO) -> None:
        while True:
            try:
                chunk = os.read(reader, 65536)
            except OSError:  # a terminal whose other end is closed
                break
            if not chunk:
                break
            self._output.add(chunk)
            try:
                target.write(chunk)
                target.flush()
            except OSError:
                break  # whoever read our output is gone; the command learns it when it writes

    def __exit__(self, kind: object, value: object, trace: object) -> None:
        self._close_writers()
        for thread in self._threads:
            # A grandchild may hold the stream open for ever: what came until then is what there is.
            thread.join(timeout=2)
        if not any(thread.is_alive() for thread in self._threads):
            for reader, _ in self._readers:
                os.close(reader)


def _terminal(target: BinaryIO) -> tuple[int, int] | None:
    """Return the two ends of a new terminal of the size of ours, None where `target` is none or the system has none."""
    if not target.isatty():
        return None
    try:
        import fcntl
        import pty
        import termios
    except ImportError:  # Windows
        return None
    reader, writer = pty.openpty()
    try:
        size = fcntl.ioctl(target.fileno(), termios.TIOCGWINSZ, b"\0" * 8)
        fcntl.ioctl(writer, termios.TIOCSWINSZ, size)
        settings = termios.tcgetattr(writer)
        settings[1] &= ~termios.OPOST  # our own terminal turns line ends once; twice would be too often
        termios.tcsetattr(writer, termios.TCSANOW, settings)
    except (OSError, termios.error):
        pass
    return reader, writer


def _event(workspace: Workspace, command: Sequence[str], *, task: str, files: Sequence[str]) -> Event:
    project, clean = workspace.project, workspace.scrubber.text
    head, branch = paths.read_head(project.gitdir, project.commondir) if project.gitdir else ("", "")
    unique = uuid.uuid4().hex
    return Event(
        id=digest("run", unique),
        client=RUN_CLIENT,
        session=f"run-{unique[:12]}",
        kind="run",
        at_ns=time.time_ns(),
        cwd=os.getcwd(),
        head=head,
        branch=branch,
        gitdir=project.gitdir,
        reflog=paths.reflog_size(project.gitdir) if project.gitdir else -1,
        worktree=project.worktree,
        tool="Bash",
        text=clean(task, TEXT_CHARS),
        command=clean(_line(command), COMMAND_CHARS),
        edited=tuple(clean(os.path.join(workspace.directory, f), PATH_CHARS) for f in files),
    )


_line: Callable[[Sequence[str]], str] = subprocess.list2cmdline if os.name == "nt" else shlex.join


def _recorded(workspace: Workspace, event: Event) -> bool:
    local = workspace.project.local_dir
    try:
        paths.ensure_local(workspace.project, user=paths.user_dir(workspace.env))
        spool.write(local, event)
    except OSError as exc:
        folders = (local, paths.user_dir(workspace.env))
        log.count_dropped(folders, own=local, root=workspace.project.root)
        message = f"execution not written, counted as dropped: {exc}"
        log.write(folders, "run", message, own=local, root=workspace.project.root)
        return False
    return True
