"""Running git: one function, closed against what a hostile repository or argument could make it do."""

from __future__ import annotations

import os
import subprocess
import threading

from trailnote.errors import GitError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# A repository's own configuration may name programs to run; these are the ones that reading commands would start.
_SAFE = (
    "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "log.showSignature=false",
    "-c", "core.quotePath=false", "-c", "core.pager=cat", "-c", "protocol.ext.allow=never",
)  # fmt: skip
TIMEOUT_S = 10.0


def environment() -> dict[str, str]:
    """Return this process's environment without git's own variables, which would point git at another repository."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
    env |= {
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_NO_LAZY_FETCH": "1",
        "LC_ALL": "C",
    }
    return env


def command(arguments: Sequence[str]) -> list[str]:
    """Return the full command line for `git` and `arguments`."""
    return ["git", "--no-pager", *_SAFE, *arguments]


def checked(value: str) -> str:
    """Return a revision, path or name that is to stand as an argument of git; GitError when git would take it
    for an option."""
    if value.startswith("-") or "\0" in value or "\n" in value:
        raise GitError(
            f"{value[:60]!r}: an argument of git must not begin with '-' or hold a line break; nothing was run"
        )
    return value


def run(cwd: str, *arguments: str, data: str | None = None, timeout_s: float = TIMEOUT_S, limit: int = 8 << 20) -> str:
    """Return git's standard output as text, at most `limit` bytes. Raises GitError when it fails or takes too long."""
    try:
        done = subprocess.run(
            command(arguments),
            cwd=cwd,
            env=environment(),
            input=None if data is None else data.encode("utf-8", "surrogateescape"),
            stdin=subprocess.DEVNULL if data is None else None,
            capture_output=True,
            timeout=timeout_s,
            check=False,
        )
    except FileNotFoundError as exc:
        raise GitError("git was not found on PATH; commits cannot be read. Install git.") from exc
    except subprocess.TimeoutExpired as exc:
        raise GitError(f"git {arguments[0]} took longer than {timeout_s:.0f} s in {cwd} and was ended") from exc
    if done.returncode:
        message = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise GitError(f"git {arguments[0]} failed in {cwd}: {message[-1] if message else done.returncode}")
    return done.stdout[:limit].decode("utf-8", "replace")


def lines(cwd: str, *arguments: str, within_s: float = 0) -> Iterator[str]:
    """Yield git's standard output line by line, without its line end, while git still writes. Raises GitError, also
    when git goes on for longer than `within_s` seconds, unless that is 0."""
    try:
        process = subprocess.Popen(
            command(arguments),
            cwd=cwd,
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
    except FileNotFoundError as exc:
        raise GitError("git was not found on PATH; commits cannot be read. Install git.") from exc
    assert process.stdout is not None  # noqa: S101  PIPE was asked for
    limit = threading.Timer(within_s, process.kill) if within_s else None
    try:
        if limit is not None:
            limit.daemon = True
            limit.start()
        for raw in process.stdout:
            yield raw.rstrip(b"\n").decode("utf-8", "replace")
        if process.wait():
            raise GitError(f"git {arguments[0]} failed in {cwd}, or took too long")
    finally:
        if limit is not None:
            limit.cancel()
        if process.poll() is None:
            process.kill()
            process.wait()
        process.stdout.close()
