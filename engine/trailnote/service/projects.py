"""Whole projects: finding one by name, purging its memory, naming it."""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
import sqlite3
from collections.abc import Mapping

from trailnote import clones, git, jsontext, paths, textfile
from trailnote.capture import log, spool
from trailnote.errors import GitError, NotFoundError, RefusedError, SettingsError, StoreError, UsageError
from trailnote.service.archive import FOLDERS
from trailnote.store import recovery
from trailnote.store.database import NAME
from trailnote.store.drain import DrainLock

_CONFIG = "config.json"
_WAIT_MS = 10_000
_NAME_CHARS = 60


@dataclasses.dataclass(frozen=True, slots=True)
class Purged:
    """What `purge` deleted: memories and files. `kept` are notes that git tracks, relative to the project."""

    root: str
    memories: int
    files: int
    kept: tuple[str, ...]


def find(name: str, directory: str, env: Mapping[str, str]) -> paths.Project:
    """Return the project that `name` means: a path of its root or of one of its checkouts, or its name.

    Names are looked for in `directory`'s project and where Trailnote was installed. Raises NotFoundError, and
    RefusedError for a directory inside a project and for a name that several have.
    """
    path = os.path.realpath(os.path.join(directory, os.path.expanduser(name)))
    if os.path.isdir(path) and (os.sep in name or name in (".", "..") or not _named(name, directory, env)):
        found = paths.find_project(path, env)
        if found is None:
            raise NotFoundError(f"{path}: belongs to no project; nothing was changed")
        if path not in (os.path.realpath(found.root), os.path.realpath(found.worktree)):
            raise RefusedError(f"{path}: lies inside the project at {found.root}; nothing was changed. Name that one.")
        return found
    known = _named(name, directory, env)
    if not known:
        raise NotFoundError(f"{name}: no project has that name or path; nothing was changed. Give its path.")
    if len(known) > 1:
        roots = ", ".join(sorted(project.root for project in known))
        raise RefusedError(f"{name}: several projects have that name ({roots}); nothing was changed. Give its path.")
    return known[0]


def _named(name: str, directory: str, env: Mapping[str, str]) -> list[paths.Project]:
    """Return the known projects of that name, each once."""
    roots = [directory, *_installed(env)]
    found: dict[str, paths.Project] = {}
    for root in roots:
        project = paths.find_project(root, env) if os.path.isdir(root) else None
        if project is not None and name in (project.name, name_of(project)):
            found[os.path.realpath(project.memory_dir)] = project
    return list(found.values())


def _installed(env: Mapping[str, str]) -> list[str]:
    """Return the roots of the projects where Trailnote was installed, as the installer's registry lists them."""
    try:
        with open(os.path.join(paths.user_dir(env), "registry.json"), encoding="utf-8") as f:
            value = json.load(f)
        return [str(entry["root"]) for entry in value["repositories"]]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def name_of(project: paths.Project) -> str:
    """Return the name that was given to a project, else its folder's."""
    name = _settings(project).get("name")
    return name if isinstance(name, str) and name else project.name


def _settings(project: paths.Project) -> dict[str, object]:
    path = os.path.join(project.local_dir, _CONFIG)
    try:
        with open(path, encoding="utf-8") as f:
            value = jsontext.loads(f.read(1 << 20))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as exc:
        raise SettingsError(f"{path}: not read ({exc}); nothing was changed. Fix the file, or delete it.") from exc
    return value if isinstance(value, dict) else {}


def rename(project: paths.Project, name: str, env: Mapping[str, str]) -> str:
    """Give a project another name, the one that sessions are shown; return the name before. Raises UsageError, and
    RefusedError for a memory that came with the repository."""
    _refuse(project, env)
    clean = " ".join(name.split())
    if not clean or len(clean) > _NAME_CHARS or not clean.isprintable() or any(c in clean for c in "<>&\"'"):
        raise UsageError(f"{name!r} is no name: 1 to {_NAME_CHARS} characters on one line, without <, >, & and quotes")
    before = name_of(project)
    paths.ensure_local(project, user=paths.user_dir(env))
    value = {**_settings(project), "name": clean}
    if clean == project.name:
        del value["name"]
    text = json.dumps(value, ensure_ascii=False, indent=2) + "\n"
    textfile.write(os.path.join(project.local_dir, _CONFIG), text, root=project.local_dir, mode=0o600)
    return before


def _refuse(project: paths.Project, env: Mapping[str, str]) -> None:
    why = clones.refusal(project, paths.user_dir(env), reading=True)
    if why:
        raise RefusedError(why)


def purge(project: paths.Project, env: Mapping[str, str]) -> Purged:
    """Delete everything that a project remembers, for good; settings and what the installer noted stay.

    Safe while sessions run: the tables are emptied and overwritten first, so that a process that holds the database
    open finds nothing in it. Markdown that git tracks is the repository's, and stays. RefusedError for a memory that
    came with the repository, and when one of our folders is a link: what it leads to is not ours to delete.
    """
    local = project.local_dir
    _refuse(project, env)
    if not os.path.isdir(local):
        return Purged(project.root, 0, 0, ())
    with DrainLock(local, wait_ms=_WAIT_MS) as held:
        if not held:
            raise StoreError(f"{local}: another process is at work; nothing was changed. Try again.")
        memories = _empty_database(local)
        files = _delete_records(local)
    deleted, kept = _delete_notes(project)
    return Purged(project.root, memories, files + deleted, tuple(kept))


def _empty_database(local: str) -> int:
    """Overwrite every row, delete the file when no other process has it open; return how many memories there were."""
    path = os.path.join(local, NAME)
    if not os.path.exists(path):
        return 0
    db = recovery.opened(local, wait_ms=_WAIT_MS)
    try:
        count = int(db.execute("SELECT count(*) FROM memory").fetchone()[0])
        db.execute("PRAGMA secure_delete=ON")
        db.execute("BEGIN IMMEDIATE")
        for (table,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            db.execute(f'DELETE FROM "{table}"')  # noqa: S608  the tables are ours
        db.execute("COMMIT")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        alone = _leave_wal(db)
    finally:
        db.close()
    if alone:
        for suffix in ("", "-wal", "-shm"):
            _unlink(path + suffix)
    return count


def _leave_wal(db: sqlite3.Connection) -> bool:
    """Return whether this is the only connection: SQLite leaves the write-ahead log for no other."""
    try:
        return str(db.execute("PRAGMA journal_mode=DELETE").fetchone()[0]) == "delete"
    except sqlite3.OperationalError:
        return False


def _delete_records(local: str) -> int:
    """Delete waiting events, claims, logs and databases that were set aside; return how many files."""
    count = 0
    for folder in (spool.folder_of(local), os.path.join(local, "claims")):
        for base, _, files in os.walk(folder):
            count += sum(_unlink(os.path.join(base, name)) for name in files)
    names = os.listdir(local)
    for name in names:
        if name in (log.LOG, log.LOG + ".old", log.DROPPED) or name.startswith(NAME + ".corrupt-"):
            count += _unlink(os.path.join(local, name))
        elif name.startswith(("backup-", "restore-")) and os.path.isdir(os.path.join(local, name)):
            shutil.rmtree(os.path.join(local, name), ignore_errors=True)  # left by a process that was killed
    return count


def _delete_notes(project: paths.Project) -> tuple[int, list[str]]:
    """Delete the Markdown of the project that git does not track; return how many files, and those that stay."""
    tracked = _tracked(project)
    count, kept = 0, []
    for folder in FOLDERS:
        for base, _, files in os.walk(os.path.join(project.memory_dir, folder), topdown=False):
            for name in files:
                full = os.path.join(base, name)
                if os.path.realpath(full) in tracked:
                    kept.append(os.path.relpath(full, project.root))
                else:
                    count += _unlink(full)
            try:
                os.rmdir(base)
            except OSError:
                continue  # it holds what stays
    return count, sorted(kept)


def _tracked(project: paths.Project) -> set[str]:
    if not project.gitdir or not os.path.isdir(project.memory_dir):
        return set()
    try:
        out = git.run(project.memory_dir, "ls-files", "-z")
    except GitError:
        return set()
    return {os.path.realpath(os.path.join(project.memory_dir, name)) for name in out.split("\0") if name}


def _unlink(path: str) -> bool:
    try:
        os.unlink(path)
    except OSError:
        return False
    return True
