"""What `status` shows: counts, clients, errors, sizes, what was told."""

from __future__ import annotations

import dataclasses
import os
import re
from collections.abc import Iterator

from trailnote import paths
from trailnote.capture import log, spool
from trailnote.config import Config
from trailnote.model import DAY_NS
from trailnote.service import rules, vectors
from trailnote.service.notes import when
from trailnote.service.rules import RuleRow
from trailnote.service.workspace import Workspace
from trailnote.store import memories, told


@dataclasses.dataclass(frozen=True, slots=True)
class Status:
    """The state of a project's memory. Times are RFC 3339; sizes are bytes."""

    root: str
    resolved_by: str
    counts: dict[str, dict[str, int]]
    user_counts: dict[str, dict[str, int]]
    rules: tuple[RuleRow, ...]
    rules_by_category: dict[str, int]
    stored: int
    spooled: int
    dropped: int
    clients: dict[str, str]
    errors: tuple[tuple[str, str, str], ...]
    database_bytes: int
    told_tokens: int
    told_sessions: int
    vectors_waiting: int


def status(workspace: Workspace, *, min_confidence: str = "low") -> Status:
    """Return the state of the workspace's project; see `Status`. Rules below `min_confidence` (low, medium, high)
    are left out."""
    listed = rules.listed(workspace, min_confidence=min_confidence)
    db, now = workspace.database(), workspace.now_ns()
    local = workspace.project.local_dir
    user = paths.user_dir(workspace.env)
    rows = [row for folder in {local, user} for row in log.read(folder, root=workspace.project.root)]
    problems = [(now, "config", p) for p in (*workspace.config.problems, *_void_patterns(workspace))]
    aside = db.execute("SELECT value FROM meta WHERE name = 'set_aside'").fetchone()
    if aside is not None:
        problems.append((now, "database", f"a corrupt database was set aside: {aside[0]}"))
    errors = sorted([*problems, *rows], reverse=True)[:20]
    tokens, sessions = told.spend(db, since_ns=now - 30 * DAY_NS)
    return Status(
        root=workspace.project.root,
        resolved_by=workspace.project.resolved_by,
        counts=memories.counts(db, now_ns=now),
        user_counts=memories.counts(workspace.database("user"), now_ns=now)
        if workspace.in_project and workspace.has("user")
        else {},
        rules=listed,
        rules_by_category=rules.by_category(workspace),
        stored=int(db.execute("SELECT coalesce(sum(events), 0) FROM client").fetchone()[0]),
        spooled=len(spool.names(local)),
        dropped=log.dropped(local) + log.dropped(user, root=workspace.project.root),
        clients={name: when(at) for name, at in db.execute("SELECT name, last_event_ns FROM client ORDER BY name")},
        errors=tuple((when(at), where, message) for at, where, message in errors),
        database_bytes=_size(local),
        told_tokens=tokens,
        told_sessions=sessions,
        vectors_waiting=vectors.waiting(workspace),
    )


def _void_patterns(workspace: Workspace) -> Iterator[str]:
    """Tell of the person's redact_patterns that do not compile; hooks, which have no milliseconds, leave them out."""
    own = Config()
    own.take(os.path.join(workspace.project.local_dir, "config.json"))
    folder = workspace.project.local_dir if own.redact_patterns else paths.user_dir(workspace.env)
    for pattern in workspace.config.redact_patterns:
        try:
            re.compile(pattern)
        except re.error as exc:
            path = os.path.join(folder, "config.json")
            yield f"{path}: redact_patterns: {pattern!r} is no regular expression ({exc}), so it removes nothing"


def as_json(found: Status) -> dict[str, object]:
    """Return the public shape of `status`, as MCP and `--json` give it."""
    return {
        "project": {"root": found.root, "resolved_by": found.resolved_by},
        "counts": found.counts,
        "user_counts": found.user_counts,
        "rules": [dataclasses.asdict(r) for r in found.rules],
        "rules_by_category": found.rules_by_category,
        "events": {"stored": found.stored, "spooled": found.spooled, "dropped": found.dropped},
        "health": {
            "clients": found.clients,
            "errors": [{"at": a, "where": w, "message": m} for a, w, m in found.errors],
        },
        "database_bytes": found.database_bytes,
        "told": {"tokens_30d": found.told_tokens, "sessions_30d": found.told_sessions},
        "vectors_waiting": found.vectors_waiting,
    }


def _size(folder: str) -> int:
    total = 0
    for name in ("trailnote.db", "trailnote.db-wal"):
        try:
            total += os.path.getsize(os.path.join(folder, name))
        except OSError:
            continue
    return total
