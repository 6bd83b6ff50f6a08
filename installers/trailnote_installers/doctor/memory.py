"""The memory of the repository: may it be written, is it whole, does anybody read the spool, what does `status` say."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import shlex
import sqlite3
import time

from trailnote import paths

from ..context import Context
from ..target import Target
from . import Finding, fail, heard, note, ok, warn

WAITING = 2_000  # events: a session leaves some hundreds, and the next reader of any kind takes them all
DAY_S = 24 * 3600.0


Clients = dict[str, str]


def check(context: Context, target: Target, *, answers: bool) -> tuple[list[Finding], Clients]:
    """Return what is found of the memory that sessions here write, and when each client last reported to it.

    It is not changed where it is damaged. `answers`: the command works, and can be asked.
    """
    project = target.project or paths.user_project(context.env)
    if target.project is not None and paths.ignored(target.project.worktree):
        remedy = f"Take it out of {paths.MARKER_FILE}, if that is not meant."
        return [note("ignored", f"a {paths.MARKER_FILE} says that nothing is to be recorded here.", remedy)], {}
    why = paths.refusal(project, context.env)
    if why:
        what, _, more = why.partition("; nothing was read or written")
        return [fail("clone", f"{what}; so hooks do nothing here.", more.partition(". ")[2])], {}
    before = [
        *_permission(project.memory_dir, project.local_dir),
        *_database(project.local_dir),
        *_spool(project.local_dir),
    ]
    if before:
        return before, {}
    results, clients = _status(context, target, project.local_dir) if answers else ([], {})
    return [*_open_to_others(project.local_dir), *results], clients


def _permission(memory_dir: str, local_dir: str) -> list[Finding]:
    """Look at the bits, since root may write everywhere, and then at whether a file can be made."""
    folders = (memory_dir, local_dir, os.path.join(local_dir, "spool"))
    for folder in folders:
        if os.path.isdir(folder) and os.name != "nt" and os.stat(folder).st_mode & 0o700 != 0o700:
            return [
                fail("permission", f"{folder} may not be written.", f"Run: chmod u+rwx {shlex.quote(folder)}", "chmod")
            ]
    path = os.path.join(local_dir, "trailnote.db")
    if os.path.isfile(path) and os.name != "nt" and os.stat(path).st_mode & 0o600 != 0o600:
        return [fail("permission", f"{path} may not be written.", f"Run: chmod u+rw {shlex.quote(path)}", "chmod")]
    return [found for found in (_unwritable(folder) for folder in folders if os.path.isdir(folder)) if found][:1]


def _unwritable(folder: str) -> Finding | None:
    """Return what keeps a file from being made in `folder`: another owner, an immutable folder, a full disk."""
    path = os.path.join(folder, f".doctor-{os.getpid()}")
    try:
        with open(path, "xb") as file:
            file.write(b"x")
    except OSError as error:
        check = "spool" if error.errno in (errno.ENOSPC, errno.EDQUOT) else "permission"
        message = f"{folder}: no file can be written there ({error.strerror})."
        remedy = "Make room there." if check == "spool" else f"Give the right to write; see: ls -ld {folder}; lsattr -d"
        return fail(check, message, remedy)
    finally:
        with contextlib.suppress(OSError):
            os.unlink(path)
    return None


def _open_to_others(local_dir: str) -> list[Finding]:
    """Find a memory that other users of the machine may read."""
    if os.name == "nt" or not os.path.isdir(local_dir) or not os.stat(local_dir).st_mode & 0o077:
        return []
    message = f"{local_dir} may be entered by other users (mode {os.stat(local_dir).st_mode & 0o777:o})."
    return [warn("permission", message, f"Run: chmod 700 {shlex.quote(local_dir)}", "chmod")]


def _database(local_dir: str) -> list[Finding]:
    path = os.path.join(local_dir, "trailnote.db")
    if not os.path.isfile(path):
        return []
    if not os.path.getsize(path) and not os.path.exists(f"{path}-wal"):
        remedy = "Run: trailnote bootstrap, which learns the history again, or trailnote restore, with a backup."
        return [fail("database", f"{path} is empty: what it held is gone.", remedy, "install")]
    why = _damage(path)
    if not why:
        return []
    remedy = "Run: trailnote status, which sets it aside and carries over what can be read."
    return [fail("database", f"{path} is damaged ({why}).", remedy, "status")]


def _damage(path: str) -> str:
    try:
        db = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=5)
        try:
            first = db.execute("PRAGMA quick_check(1)").fetchone()
            return "" if first == ("ok",) else str(first[0]).splitlines()[-1]
        finally:
            db.close()
    except sqlite3.OperationalError as error:
        return "" if "locked" in str(error) or "busy" in str(error) else str(error)
    except sqlite3.DatabaseError as error:
        return str(error)


def _spool(local_dir: str) -> list[Finding]:
    try:
        names = sorted(name for name in os.listdir(os.path.join(local_dir, "spool")) if name.endswith(".json"))
    except OSError:
        return []
    if len(names) < WAITING:
        return []
    days = max(0.0, (time.time() - int(names[0][:20]) / 1e9) / DAY_S) if names[0][:20].isdigit() else 0.0
    message = f"{len(names)} events wait in {os.path.join(local_dir, 'spool')}, the oldest for {days:.0f} days."
    return [fail("spool", message, "Run: trailnote status, which takes them in.", "status")]


def _status(context: Context, target: Target, local_dir: str) -> tuple[list[Finding], Clients]:
    """Ask the installed command, which takes in what hooks have left, and read its answer."""
    folder = target.project.worktree if target.project is not None else context.home
    code, out, error = context.runner.run([context.command, "status", "--json", "--repo", folder], context.env, folder)
    if code:
        tail = (error or out).strip().splitlines()[-1:] or [f"exit {code}"]
        return [fail("memory", f"trailnote status fails: {tail[0]}", "Do what it says, and run this again.")], {}
    try:
        status = json.loads(out)
        health, events = status["health"], status["events"]
        clients: Clients = dict(health["clients"])
        errors: list[dict[str, str]] = list(health["errors"])
    except (ValueError, KeyError, TypeError):
        message = "trailnote status --json prints no object of the known shape."
        return [fail("memory", message, "Run: trailnote install")], {}
    results = [ok("memory", f"{local_dir}: {events['stored']} events taken in, {events['spooled']} waiting")]
    results += [
        fail("config", f"{one['message']}.", "Mend that setting; see docs/memory.md.")
        for one in errors
        if one["where"] == "config"
    ]
    results += _late_errors(errors)
    if events["dropped"]:
        results.append(note("dropped", f"{events['dropped']} events could not be written.", "Run: trailnote status"))
    return results, clients


def _late_errors(errors: list[dict[str, str]]) -> list[Finding]:
    late = [one for one in errors if one["where"] != "config" and time.time() - heard.seconds(one["at"]) < DAY_S]
    late = [one for one in late if not one["message"].startswith("a corrupt database was set aside")]
    if not late:
        return []
    newest = late[0]
    count = "1 error" if len(late) == 1 else f"{len(late)} errors"
    text = f"{count} in a day; the last, at {newest['where']}: {newest['message'].rstrip('.')}."
    return [note("errors", text, "Run: trailnote status")]
