"""Handing an event over: one file, written beside and renamed. Acknowledged when the rename is.

As in a maildir no lock is needed: a reader sees a whole file or none. Nothing is fsynced, since the promise covers the
death of processes and a full disk, not a power cut.
"""

from __future__ import annotations

import os

from trailnote.model import Event

_MAX_FILES = 100_000  # more than this waiting means that nobody reads: refuse, and say so

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def folder_of(local_dir: str) -> str:
    """Return the spool's folder."""
    return os.path.join(local_dir, "spool")


def write(local_dir: str, event: Event) -> None:
    """Put `event` into the spool. Raises OSError when it could not be written; then it does not exist."""
    folder = folder_of(local_dir)
    name = f"{event.at_ns:020d}-{event.id}"
    beside = os.path.join(folder, f".{name}.{os.getpid()}")
    raw = event.to_json().encode("utf-8", "replace")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    try:
        descriptor = os.open(beside, flags, 0o600)
    except FileNotFoundError:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        descriptor = os.open(beside, flags, 0o600)
    try:
        try:
            view = memoryview(raw)
            while view:
                view = view[os.write(descriptor, view) :]
        finally:
            os.close(descriptor)
        os.replace(beside, os.path.join(folder, name + ".json"))
    except BaseException:
        try:
            os.unlink(beside)
        except OSError:
            pass
        raise


def names(local_dir: str) -> list[str]:
    """Return the file names of the waiting events, oldest first."""
    try:
        found = os.listdir(folder_of(local_dir))
    except OSError:
        return []
    return sorted(n for n in found if n.endswith(".json") and not n.startswith("."))


def read(local_dir: str, found: list[str]) -> Iterator[tuple[str, Event | None]]:
    """Yield (path, event) for each file name; the event is None when what the file holds is none.

    A file that cannot be read now (too many open files, a bad sector) is passed over with a line in the log and stays
    where it is: the next drain may read it.
    """
    folder = folder_of(local_dir)
    for name in found:
        path = os.path.join(folder, name)
        try:
            with open(path, encoding="utf-8") as f:
                yield path, Event.from_json(f.read())
        except FileNotFoundError:
            continue  # another process drained it
        except (IsADirectoryError, ValueError, TypeError):
            yield path, None
        except OSError as exc:
            from trailnote.capture import log

            log.write([local_dir], "drain", f"{name}: waits, since it cannot be read: {exc}")


def claim(local_dir: str, name: str, *, now_ns: int, window_ns: int) -> int:
    """Return the moment of the first delivery of the call `name`: `now_ns` when this is it.

    The same call can arrive twice, from a plugin and from settings, within milliseconds. A claim older than
    `window_ns` is another call that merely looks the same, and is taken over.
    """
    folder = os.path.join(local_dir, "claims")
    path = os.path.join(folder, name)
    stamp = b"%d" % now_ns
    for _ in range(3):
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileNotFoundError:
            os.makedirs(folder, mode=0o700, exist_ok=True)
            continue
        except FileExistsError:
            first = _stamp(path)
            if first and abs(now_ns - first) < window_ns:  # a clock that was set back makes no duplicates
                return first
            try:
                os.unlink(path)
            except OSError:
                pass
            continue
        try:
            os.write(descriptor, stamp)
        finally:
            os.close(descriptor)
        return now_ns
    return now_ns


def _stamp(path: str) -> int:
    """Return the moment written in a claim; a claim caught between its creation and its write counts as now."""
    try:
        with open(path, "rb") as f:
            raw = f.read(32)
        return int(raw) if raw.isdigit() else int(os.stat(path).st_mtime_ns)
    except OSError:
        return 0


def sweep_claims(local_dir: str, *, now_ns: int, older_ns: int) -> None:
    """Delete claims that no second delivery can follow any more, and nothing that is not a claim."""
    _sweep(os.path.join(local_dir, "claims"), is_claim, before_ns=now_ns - older_ns)


def sweep_halves(local_dir: str, *, now_ns: int, older_ns: int) -> None:
    """Delete what hooks that were killed before the rename left behind, and nothing of another name."""
    _sweep(folder_of(local_dir), _is_half, before_ns=now_ns - older_ns)


def _sweep(folder: str, is_ours: Callable[[str], bool], *, before_ns: int) -> None:
    """Delete the files of a folder that are named as ours and were written before a moment; follow no link."""
    if os.path.islink(folder):
        return
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        if not is_ours(entry.name):
            continue
        try:
            if entry.stat(follow_symlinks=False).st_mtime_ns < before_ns:
                os.unlink(entry.path)
        except OSError:
            continue


def _is_half(name: str) -> bool:
    """Return whether a file in the spool has the name that an event bears while it is written."""
    at_ns, dash, rest = name[1:].partition("-")
    return name[:1] == "." and dash == "-" and at_ns.isdigit() and rest.rpartition(".")[2].isdigit()


def is_claim(name: str) -> bool:
    """Return whether a file in `claims/` has the name that we give: a digest."""
    return len(name) == 32 and not name.strip("0123456789abcdef")
