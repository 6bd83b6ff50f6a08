"""Processes: which one is the client, and whether it still lives. Read from `/proc`, else asked of `ps`.

A number alone names no process: it is used again, and it means another one in a container or on another host that
shares the directory. So a mark goes with it: the start time, and where the number counts.
"""

from __future__ import annotations

import os

_SHELLS = ("sh", "bash", "dash", "zsh", "ash", "fish", "busybox", "env", "timeout", "login")
_STEPS = 4  # a hook command is at most a launcher in a shell in a shell away from its client


def client() -> tuple[int, str]:
    """Return (number, mark) of the client: the nearest ancestor that is no shell and no launcher of ours.

    (0, "") where that cannot be told.
    """
    pid = os.getppid()
    for _ in range(_STEPS):
        found = look(pid)
        if found is None:
            return 0, ""
        parent, start, name = found
        if name not in _SHELLS:
            return pid, f"{start}@{here()}"
        pid = parent
    return 0, ""


def ancestors(limit: int = 20) -> list[tuple[int, str]]:
    """Return (number, mark) of the processes above this one, nearest first."""
    found: list[tuple[int, str]] = []
    pid = os.getppid()
    while pid > 1 and len(found) < limit:
        seen = look(pid)
        if seen is None:
            break
        found.append((pid, f"{seen[1]}@{here()}"))
        pid = seen[0]
    return found


def lives(pid: int, mark: str) -> bool | None:
    """Return whether the process of that number and mark still runs; None when it was of another host or container,
    or nothing here tells."""
    start, _, place = mark.partition("@")
    if not pid or not start or place != here():
        return None
    seen = look(pid)
    return seen is not None and seen[1] == start


def mark_of(pid: int) -> str:
    """Return the mark of a running process, "" when there is none of that number."""
    seen = look(pid)
    return f"{seen[1]}@{here()}" if seen is not None else ""


def here() -> str:
    """Return what tells this space of process numbers from others, "" where nothing does (a host's name changes)."""
    try:
        space = os.readlink("/proc/self/ns/pid")
        with open("/proc/sys/kernel/random/boot_id", encoding="ascii", errors="replace") as f:
            return f"{space.strip('pid:[]')}.{f.read(8)}"
    except OSError:
        return ""


def look(pid: int) -> tuple[int, str, str] | None:
    """Return (parent, start time, name) of a running process; None when there is none, or it is dead and only waits
    for its parent to notice."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as f:
            name, rest = f.read().split("(", 1)[1].rsplit(")", 1)
        values = rest.split()
        return None if values[0] in ("Z", "X") else (int(values[1]), values[19], name)
    except FileNotFoundError:
        return None if os.path.exists("/proc/self/stat") else ask(pid)
    except (OSError, ValueError, IndexError):
        return None


def ask(pid: int) -> tuple[int, str, str] | None:
    """Return what `look` does where there is no `/proc` (macOS, the BSDs)."""
    import subprocess

    try:
        done = subprocess.run(
            ["ps", "-o", "ppid=,stat=,lstart=,comm=", "-p", str(pid)],
            env={**os.environ, "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=1.0,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    words = done.stdout.split()
    if len(words) < 8 or not words[0].isdecimal() or words[1].startswith("Z"):
        return None
    return int(words[0]), " ".join(words[2:7]), os.path.basename(" ".join(words[7:])).lstrip("-")
