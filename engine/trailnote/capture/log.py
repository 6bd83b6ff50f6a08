"""What went wrong, one JSON object a line, kept small; and how many events could not be written.

The log and the counter lie in a project's `local/`, or in the user directory when that cannot be written, where each
project is counted apart. `status` reads both. The counter is a file that is made with room for its digits, so that it
can still count when the disk is full; made on a full disk it counts by its length.
"""

from __future__ import annotations

import os
import time

from trailnote import jsontext

LOG = "log.jsonl"
DROPPED = "dropped"
_LIMIT_BYTES = 256 * 1024
_WIDTH = 20

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


def write(folders: Iterable[str], where: str, message: str, *, own: str = "", root: str = "") -> bool:
    """Append one line to the log in the first of `folders` that can be written; return whether one could. `own` is the
    folder of the project at `root`; in any other the line says whose it is."""
    from trailnote.capture.redact import redact_and_cap

    message = redact_and_cap(message, 500)
    for folder in folders:
        said = {"at_ns": time.time_ns(), "where": where, "message": message}
        line = jsontext.dumps({**said, "root": root} if root and folder != own else said) + "\n"
        path = os.path.join(folder, LOG)
        try:
            os.makedirs(folder, mode=0o700, exist_ok=True)
            descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
            try:
                os.write(descriptor, line.encode("utf-8", "replace"))
                full = os.fstat(descriptor).st_size > _LIMIT_BYTES
            finally:
                os.close(descriptor)
            if full:
                os.replace(path, path + ".old")
        except OSError:
            continue
        return True
    return False


def read(folder: str, limit: int = 50, *, root: str = "") -> list[tuple[int, str, str]]:
    """Return the newest lines of the log in `folder`, newest first, as (at_ns, where, message). Given `root`, those
    that are another project's are left out."""
    rows: list[tuple[int, str, str]] = []
    for name in (LOG, LOG + ".old"):
        try:
            with open(os.path.join(folder, name), encoding="utf-8", errors="replace") as f:
                lines = f.readlines()
        except OSError:
            continue
        for line in reversed(lines):
            try:
                value = jsontext.loads(line)
                if not isinstance(value, dict) or (root and value.get("root", root) != root):
                    continue
                rows.append((int(value["at_ns"]), str(value["where"]), str(value["message"])))
            except (ValueError, KeyError, TypeError):
                continue  # a line torn by a full disk
            if len(rows) >= limit:
                return rows
    return rows


def prepare_counter(folder: str) -> None:
    """Make the counter of dropped events in `folder`, so that it needs no space later."""
    path = os.path.join(folder, DROPPED)
    if not os.path.lexists(path):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
        try:
            os.write(descriptor, b"%0*d" % (_WIDTH, 0))
        finally:
            os.close(descriptor)


def _counter(folder: str, root: str) -> str:
    """Return the path of the counter in `folder`: that of one project among several when `root` names it."""
    from trailnote.model import digest

    return os.path.join(folder, f"{DROPPED}-{digest(os.path.realpath(root))[:12]}" if root else DROPPED)


def count_dropped(folders: Iterable[str], *, own: str = "", root: str = "") -> bool:
    """Add one to the counter in the first of `folders` where that is possible; return whether one was. `own` is the
    folder of the project at `root`; in any other each project is counted apart."""
    for folder in folders:
        try:
            os.makedirs(folder, mode=0o700, exist_ok=True)
            flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
            descriptor = os.open(_counter(folder, "" if folder == own else root), flags, 0o600)
        except OSError:
            continue
        try:
            _lock(descriptor)
            size = os.fstat(descriptor).st_size
            count = _counted(os.read(descriptor, _WIDTH), size)
            os.lseek(descriptor, 0, os.SEEK_SET)
            try:
                os.write(descriptor, b"%0*d" % (_WIDTH, count + 1))
                os.ftruncate(descriptor, _WIDTH)
            except OSError:
                # No room for twenty digits: what is counted then is the length of a hole, which takes no space.
                os.ftruncate(descriptor, max(size, _WIDTH) + 1)
            return True
        except OSError:
            continue
        finally:
            os.close(descriptor)
    return False


def dropped(folder: str, *, root: str = "") -> int:
    """Return how many events were counted as dropped in `folder`: those of the project at `root` when it is given."""
    try:
        with open(_counter(folder, root), "rb") as f:
            return _counted(f.read(_WIDTH), os.fstat(f.fileno()).st_size)
    except OSError:
        return 0


def _counted(raw: bytes, size: int) -> int:
    """Return the count in a file of `size` bytes that begins with `raw`: its digits, and one for each byte beyond."""
    return (int(raw) if raw.strip().isdigit() else 0) + max(0, size - _WIDTH)


def _lock(descriptor: int) -> None:
    """Wait some 300 ms at the most for the counter: after that two drops may be counted as one."""
    try:
        import fcntl
    except ImportError:  # Windows
        return
    for _ in range(300):
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except OSError:
            time.sleep(0.001)
