"""An opened project: its two tiers, its settings, and the catching up that every reader does first."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from trailnote import config as settings
from trailnote import paths
from trailnote.capture import log
from trailnote.capture.payload import Scrubber
from trailnote.distill import pipeline
from trailnote.errors import NotFoundError, StoreError, UsageError
from trailnote.model import Memory
from trailnote.store import memories
from trailnote.store.database import open_database

SCOPES = ("project", "user")


class Workspace:
    """The project that a directory belongs to, with its database and the user's.

    Databases are opened when first used; the user tier is never created by merely reading. Use as a context manager.
    """

    def __init__(self, directory: str, env: Mapping[str, str]) -> None:
        if not os.path.isdir(directory):
            raise NotFoundError(f"{directory}: is no directory; name one with --repo")
        self.env = env
        self.directory = os.path.abspath(directory)
        self.project = paths.find_project(self.directory, env) or paths.user_project(env)
        self.user = paths.user_project(env)
        self.config = settings.load(self.project, env)
        self.scrubber = Scrubber(tuple(self.config.redact_patterns), tuple(self.config.redact_allow))
        self._open: dict[str, sqlite3.Connection] = {}

    def __enter__(self) -> Workspace:
        return self

    def __exit__(self, kind: object, value: object, trace: object) -> None:
        self.close()

    def close(self) -> None:
        """Close what was opened."""
        for db in self._open.values():
            db.close()
        self._open.clear()

    @property
    def in_project(self) -> bool:
        """Whether the directory belongs to a project, and not to the user tier alone."""
        return self.project.resolved_by != "user"

    def database(self, scope: str = "project") -> sqlite3.Connection:
        """Return the database of a tier, made when it is absent. Outside a project there is only the user's."""
        if scope not in SCOPES:
            raise UsageError(f"scope {scope!r} is unknown; one of project, user")
        place = self.project if scope == "project" else self.user
        if place.local_dir not in self._open:
            paths.ensure_local(place)
            log.prepare_counter(place.local_dir)
            self._open[place.local_dir] = open_database(place.local_dir)
        return self._open[place.local_dir]

    def has(self, scope: str) -> bool:
        """Return whether the tier has a database yet."""
        place = self.project if scope == "project" else self.user
        return place.local_dir in self._open or os.path.exists(os.path.join(place.local_dir, "trailnote.db"))

    def sync(self, *, wait_ms: int = 2000) -> bool:
        """Take in what the hooks have spooled; False when another process is doing it."""
        return pipeline.sync(self.database(), self.project, self.config, wait_ms=wait_ms)

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
        """Return a memory by id, start of an id, key or commit, and its database. Raises NotFoundError."""
        error: NotFoundError | None = None
        for tier, db in self.tiers(scope):
            try:
                return memories.get(db, name, scope=tier), db
            except NotFoundError as exc:
                error = error or exc
        raise error or NotFoundError(f"{name}: nothing has that id or key. `trailnote list` shows what there is.")

    @staticmethod
    def now_ns() -> int:
        """Return the present moment in nanoseconds since the epoch."""
        return time.time_ns()

    def log(self, where: str, message: str) -> None:
        """Write one line to the project's log."""
        log.write([self.project.local_dir, paths.user_dir(self.env)], where, message)


@contextmanager
def opened(directory: str, env: Mapping[str, str]) -> Iterator[Workspace]:
    """Open the workspace of `directory`, caught up with what the hooks recorded."""
    with Workspace(directory, env) as workspace:
        try:
            workspace.sync()
        except sqlite3.OperationalError as exc:
            raise StoreError(
                f"{workspace.project.local_dir}: {exc}; nothing was changed. Free space or unlock the database."
            ) from exc
        yield workspace
