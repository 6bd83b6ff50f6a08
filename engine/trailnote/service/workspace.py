"""An opened project: its two tiers, its settings, and the catching up that every reader does first."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from trailnote import clones, paths
from trailnote import config as settings
from trailnote.capture import log, spool
from trailnote.capture.payload import Scrubber
from trailnote.distill import pipeline
from trailnote.errors import NotFoundError, RefusedError, StoreError, UsageError
from trailnote.model import Memory
from trailnote.store import followed, memories, recovery
from trailnote.store.database import NAME

SCOPES = ("project", "user")
_MINUTE_NS = 60 * 10**9


class Workspace:
    """The project that a directory belongs to, with its database and the user's.

    Databases are opened when first used; the user tier is never created by merely reading. RefusedError for a memory
    that came with the repository. Use as a context manager.
    """

    def __init__(self, directory: str, env: Mapping[str, str]) -> None:
        if not os.path.isdir(directory):
            raise NotFoundError(f"{directory}: is no directory; name one with --repo")
        self.env = env
        self.directory = os.path.abspath(directory)
        self.project = paths.find_project(self.directory, env) or paths.user_project(env)
        self.user = paths.user_project(env)
        self._refuse(self.project)
        self.config = settings.load(self.project, env)
        marker = clones.passed_over(self.directory, env)
        if marker:
            self.config.problems.append(marker)
        self.scrubber = Scrubber(tuple(self.config.redact_patterns), tuple(self.config.redact_allow))
        self._open: dict[str, tuple[sqlite3.Connection, tuple[int, int]]] = {}
        self._synced: tuple[object, ...] | None = None

    def __enter__(self) -> Workspace:
        return self

    def __exit__(self, kind: object, value: object, trace: object) -> None:
        self.close()

    def close(self) -> None:
        """Close what was opened."""
        self._synced = None
        for db, _ in self._open.values():
            db.close()
        self._open.clear()

    @property
    def in_project(self) -> bool:
        """Whether the directory belongs to a project, and not to the user tier alone."""
        return self.project.resolved_by != "user"

    @property
    def branch(self) -> str:
        """The branch that is checked out now, redacted as events have it; "" when there is none."""
        project = self.project
        branch = paths.read_head(project.gitdir, project.commondir)[1] if project.gitdir else ""
        return self.scrubber.text(branch, 1_000)

    def database(self, scope: str = "project") -> sqlite3.Connection:
        """Return the database of a tier, made when it is absent. Outside a project there is only the user's."""
        if scope not in SCOPES:
            raise UsageError(f"scope {scope!r} is unknown; one of project, user")
        place = self.project if scope == "project" else self.user
        local = place.local_dir
        held = self._open.get(local)
        if held is not None and held[1] == _file_id(local):
            return held[0]
        if held is not None:
            # The file was set aside, restored or removed by another process: what is written must go to the new one.
            held[0].close()
        self._refuse(place)
        fresh = not os.path.isdir(local)
        paths.ensure_local(place, user=paths.user_dir(self.env))
        if fresh:
            self._refuse(place)  # notes that it is ours
        log.prepare_counter(local)
        db = recovery.opened(local)
        self._open[local] = (db, _file_id(local))
        return db

    def _refuse(self, place: paths.Project) -> None:
        why = clones.refusal(place, paths.user_dir(self.env), reading=True)
        if why:
            raise RefusedError(why)

    def has(self, scope: str) -> bool:
        """Return whether the tier has a database yet."""
        place = self.project if scope == "project" else self.user
        return place.local_dir in self._open or os.path.exists(os.path.join(place.local_dir, NAME))

    def sync(self, *, wait_ms: int = 2000) -> bool:
        """Take in what the hooks have spooled and what lies in the Markdown beside; False when another process is doing
        it."""
        db = self.database()
        state = self._state(db)  # before, so that what others write meanwhile is not passed over the next time
        if state == self._synced and not self._waits(db):
            return True
        self._synced = None
        self._refuse(self.project)  # a server lives long, and a pull may bring what no clone brought
        if not pipeline.sync(db, self.project, self.config, wait_ms=wait_ms, arrived_s=pipeline.PATIENT_S):
            return False
        if self._is_behind(db):
            from trailnote.service import rules  # which cost milliseconds to import

            rules.follow(self)
        self._synced = state
        return True

    def _state(self, db: sqlite3.Connection) -> tuple[object, ...]:
        """Return what changes when another process writes to the database or a Markdown file, when HEAD moves, and once
        a minute."""
        looks = [followed.look(self.project.memory_dir, folder) for folder in ("journal", "notes")]
        files = [(seen.path, seen.mtime_ns, seen.size) for look in looks for seen in look]
        minute = time.monotonic_ns() // _MINUTE_NS
        moved = paths.reflog_size(self.project.gitdir) if self.project.gitdir else 0
        return db, db.execute("PRAGMA data_version").fetchone()[0], files, minute, moved

    def _waits(self, db: sqlite3.Connection) -> bool:
        """Return whether an event lies in the spool, or learnings wait that are put into rules in passing."""
        return bool(spool.names(self.project.local_dir)) or followed.few_wait(db)

    def _is_behind(self, db: sqlite3.Connection) -> bool:
        """Return whether a Markdown file looks otherwise than when it was read, or learnings wait or expired."""
        memory_dir = self.project.memory_dir
        return (
            followed.few_wait(db)
            or memories.expired(db, now_ns=self.now_ns(), namespaces=followed.LEARNED, limit=1) != []
            or any(any(followed.changes(db, memory_dir, folder)) for folder in ("journal", "notes"))
        )

    def rebuild(self, exc: sqlite3.Error) -> bool:
        """Set a corrupt database aside and carry over what can be read; False when `exc` says nothing of the kind."""
        if not recovery.is_corrupt(exc):
            return False
        self.close()
        done = [recovery.rebuild(p.local_dir) for p in (self.project, self.user) if _file_id(p.local_dir)[1]]
        return any(done)

    def tiers(self, scope: str = "both") -> Iterator[tuple[str, sqlite3.Connection]]:
        """Yield (scope, database) of the tiers that `scope` (both, project or user) names and that exist."""
        if scope not in ("both", *SCOPES):
            raise UsageError(f"scope {scope!r} is unknown; one of both, project, user")
        for name in SCOPES:
            asked = scope in ("both", name)
            there = name == "project" or scope == "user" or (self.in_project and self.has("user"))
            if asked and there:
                yield name, self.database(name)

    def find(self, name: str, scope: str = "both") -> tuple[Memory, sqlite3.Connection]:
        """Return a memory by id, start of an id, key or commit, and its database. Raises NotFoundError, also for one
        that expired."""
        error: NotFoundError | None = None
        for tier, db in self.tiers(scope):
            try:
                return memories.get(db, name, scope=tier, now_ns=self.now_ns()), db
            except NotFoundError as exc:
                error = error or exc
        raise error or NotFoundError(f"{name}: nothing has that id or key. `trailnote list` shows what there is.")

    @staticmethod
    def now_ns() -> int:
        """Return the present moment in nanoseconds since the epoch."""
        return time.time_ns()

    def log(self, where: str, message: str) -> None:
        """Write one line to the project's log."""
        local = self.project.local_dir
        log.write([local, paths.user_dir(self.env)], where, message, own=local, root=self.project.root)


def _file_id(folder: str) -> tuple[int, int]:
    """Return what tells the database file from another one of the same name; (0, 0) when there is none."""
    try:
        found = os.stat(os.path.join(folder, NAME))
    except OSError:
        return 0, 0
    return found.st_dev, found.st_ino


@contextmanager
def opened(directory: str, env: Mapping[str, str]) -> Iterator[Workspace]:
    """Open the workspace of `directory`, caught up with what the hooks recorded.

    A database that turns out corrupt is set aside and rebuilt; if that happens in the middle, StoreError says so.
    """
    with Workspace(directory, env) as workspace:
        try:
            workspace.sync()
        except sqlite3.DatabaseError as exc:
            if not workspace.rebuild(exc):
                raise _unusable(workspace, exc) from exc
            workspace.sync()
        try:
            yield workspace
        except sqlite3.DatabaseError as exc:
            if workspace.rebuild(exc):
                raise StoreError(
                    f"{workspace.project.local_dir}: the database was corrupt; it is set aside and rebuilt. Try again."
                ) from exc
            raise _unusable(workspace, exc) from exc


def _unusable(workspace: Workspace, exc: sqlite3.Error) -> StoreError:
    return StoreError(f"{workspace.project.local_dir}: {exc}; nothing was changed. Free space or unlock the database.")
