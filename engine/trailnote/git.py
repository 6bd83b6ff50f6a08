"""Running git: one function, closed against what a hostile repository or argument could make it do."""

from __future__ import annotations

import os

from trailnote import paths
from trailnote.errors import GitError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# A repository's own configuration may name programs to run; these are the ones that reading commands would start.
_SAFE = (
    "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "log.showSignature=false",
    "-c", "core.quotePath=false", "-c", "core.pager=cat", "-c", "protocol.allow=never",
    "-c", "core.alternateRefsCommand=", "-c", "diff.external=", "-c", "diff.submodule=short",
)  # fmt: skip
# What looks into the files of a checkout, and for that would run the filters that the configuration names.
_COMPARES = {"status", "diff", "diff-files", "diff-index"}
TIMEOUT_S = 10.0
MAX_LINE = 1 << 20  # bytes: a subject or a file may be one line of any length


def environment() -> dict[str, str]:
    """Return this process's environment without git's own variables, which would point git at another repository."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
    env |= {
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_ALLOW_PROTOCOL": "",  # no transport at all, whatever the configuration says: older git fetches lazily
        "LC_ALL": "C",
    }
    return env


def command(arguments: Sequence[str], cwd: str) -> list[str]:
    """Return the full command line for `git` and `arguments` in the checkout that `cwd` lies in. Raises GitError."""
    more = _without_filters(cwd) if arguments[0] in _COMPARES else ()
    return ["git", "--no-pager", *_SAFE, *more, *arguments]


def _without_filters(cwd: str) -> list[str]:
    """Return the options that empty the filters (`clean`, `process`) that the configuration names.

    git is asked for their names only where the repository's own files may name one: what the user's own configuration
    names is the user's.
    """
    folder = os.path.realpath(cwd)
    while not os.path.exists(os.path.join(folder, ".git")) and os.path.dirname(folder) != folder:
        folder = os.path.dirname(folder)
    gitdir, common = paths.git_dirs(folder)
    if gitdir and not (_may_name(os.path.join(common, "config")) or _may_name(os.path.join(gitdir, "config.worktree"))):
        return []
    try:
        names = run(cwd, "config", "-z", "--name-only", "--get-regexp", r"^filter\.").split("\0")
    except GitError:
        return []  # it names none, or cannot be read, and then git runs nothing
    drivers = {name.partition(".")[2].rpartition(".")[0] for name in names if name.count(".") > 1}
    odd = [driver for driver in drivers if "=" in driver]
    if odd:
        raise GitError(f"{folder}: a filter named {odd[0][:60]!r} cannot be turned off, so git was not asked")
    return [
        word
        for driver in sorted(drivers)
        for setting in ("clean=", "process=", "required=false")
        for word in ("-c", f"filter.{driver}.{setting}")
    ]


def _may_name(path: str) -> bool:
    """Return whether a configuration file may name a filter, itself or in a file that it includes."""
    try:
        with open(path, "rb") as f:
            raw = f.read().lower()
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return b"filter" in raw or b"include" in raw


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
    import subprocess  # a tenth of a hook that need not ask git

    full = command(arguments, cwd)
    try:
        done = subprocess.run(
            full,
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
    """Yield git's standard output line by line, without its line end, while git still writes; of a line beyond
    MAX_LINE only the beginning. Raises GitError, also when git goes on for longer than `within_s` seconds, unless that
    is 0."""
    import subprocess
    import threading

    full = command(arguments, cwd)
    try:
        process = subprocess.Popen(
            full,
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
        out = process.stdout
        for raw in iter(lambda: out.readline(MAX_LINE), b""):
            yield raw.rstrip(b"\n").decode("utf-8", "replace")
            while len(raw) == MAX_LINE and not raw.endswith(b"\n"):
                raw = out.readline(MAX_LINE)
        if process.wait():
            raise GitError(f"git {arguments[0]} failed in {cwd}, or took too long")
    finally:
        if limit is not None:
            limit.cancel()
        if process.poll() is None:
            process.kill()
            process.wait()
        process.stdout.close()
