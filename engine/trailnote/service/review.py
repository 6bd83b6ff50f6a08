"""Review by a person: what is pending, what promoting it would write, promoting and rejecting."""

from __future__ import annotations

import dataclasses
import difflib
import os
from collections.abc import Sequence

from trailnote import textfile
from trailnote.errors import NotFoundError, RefusedError, UsageError
from trailnote.model import Memory, Provenance
from trailnote.render.managed import Block
from trailnote.service.workspace import Workspace
from trailnote.store import memories
from trailnote.store.database import transaction

TARGETS = {"rules": ".claude/rules/trailnote.md", "claude-md": "CLAUDE.md", "agents-md": "AGENTS.md"}
REVIEWED = ("learnings", "patterns", "decisions")


@dataclasses.dataclass(frozen=True, slots=True)
class Promotion:
    """What `promote` did. `diff` is the unified diff of the managed file, `path` its path in the repository."""

    promoted: tuple[str, ...]
    already: tuple[str, ...]
    not_found: tuple[str, ...]
    path: str
    diff: str


@dataclasses.dataclass(frozen=True, slots=True)
class Rejection:
    """What `reject` did."""

    rejected: tuple[str, ...]
    not_found: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Pending:
    """What waits for review, and the exact change that promoting all of it would make."""

    pending: tuple[Memory, ...]
    promoted: tuple[Memory, ...]
    rejected: tuple[Memory, ...]
    unified_diff: str


def target_path(to: str) -> str:
    """Return the managed file of a target, relative to the repository. Raises UsageError."""
    if to not in TARGETS:
        raise UsageError(f"target {to!r} is unknown; one of {', '.join((*TARGETS, 'user'))}")
    return TARGETS[to]


def _chosen(workspace: Workspace, ids: Sequence[str]) -> tuple[list[Memory], list[str]]:
    if not ids:
        raise UsageError("no id was given; `diff` lists what is pending")
    found: dict[str, Memory] = {}
    missing = []
    for id in dict.fromkeys(ids):
        try:
            memory, _ = workspace.find(id, "project")
            found[memory.id] = memory
        except NotFoundError:
            missing.append(id)
    if not found:
        raise NotFoundError(f"{', '.join(missing)}: no memory has such an id; nothing was changed. `diff` lists them.")
    return list(found.values()), missing


def promote(workspace: Workspace, ids: Sequence[str], *, to: str = "rules", by_person: bool = True) -> Promotion:
    """Write the verbatim text of the chosen memories into the managed file and mark them promoted.

    Writing twice writes once. What came from outside is refused unless a person asks at the command line.
    """
    path = "user" if to == "user" else target_path(to)
    chosen, missing = _chosen(workspace, ids)
    outside = [m.id for m in chosen if m.origin != "own"]
    if outside and not by_person:
        raise RefusedError(
            f"{', '.join(outside)}: came from outside this repository's own sessions; nothing was changed. "
            "A person may promote it with `trailnote promote`."
        )
    if to == "user":
        return _to_user(workspace, chosen, missing)
    full = os.path.join(workspace.project.worktree, path)
    old = textfile.read(full)
    block = Block(old, path=path)
    there = block.entries()
    new = [m for m in chosen if m.id not in there]
    for memory in new:
        block.add(memory.id, memory.text)
    text = block.text()
    if text != old:
        textfile.write(full, text, root=workspace.project.worktree)
    db, now = workspace.database(), workspace.now_ns()
    with transaction(db):
        for memory in chosen:
            memories.set_state(db, memory.n, "promoted", now_ns=now)
            db.execute("INSERT OR IGNORE INTO managed VALUES(?, ?, ?)", (path, memory.id, now))
    return Promotion(
        promoted=tuple(m.id for m in new),
        already=tuple(m.id for m in chosen if m.id in there),
        not_found=tuple(missing),
        path=path,
        diff=unified(old, text, path),
    )


def _to_user(workspace: Workspace, chosen: Sequence[Memory], missing: Sequence[str]) -> Promotion:
    """Copy memories into the user's own tier, where every project sees them; one that is there already stays."""
    user, now = workspace.database("user"), workspace.now_ns()
    new: list[str] = []
    already: list[str] = []
    for memory in chosen:
        copy = Memory(
            namespace=memory.namespace,
            key=memory.key,
            text=memory.text,
            title=memory.title,
            tags=memory.tags,
            state="promoted",
            provenance=Provenance(
                memory.provenance.kind, [*memory.provenance.sources, f"project:{workspace.project.name}"]
            ),
            author=memory.author,
            scope="user",
            created_ns=memory.created_ns,
        )
        there = memories.find(user, memory.namespace, memory.key) is not None
        if not there:
            memories.put(user, copy, now_ns=now, revive=True)
        (already if there else new).append(memory.id)
    return Promotion(tuple(new), tuple(already), tuple(missing), path="user", diff="")


def reject(workspace: Workspace, ids: Sequence[str], *, reason: str = "") -> Rejection:
    """Mark the chosen memories rejected, which they stay, and take their text out of every managed file."""
    chosen, missing = _chosen(workspace, ids)
    db, now = workspace.database(), workspace.now_ns()
    for path in sorted(
        {row[0] for m in chosen for row in db.execute("SELECT target FROM managed WHERE id = ?", (m.id,))}
    ):
        _take_out(workspace, path, [m.id for m in chosen])
    with transaction(db):
        for memory in chosen:
            memories.set_state(db, memory.n, "rejected", now_ns=now)
            db.execute("DELETE FROM managed WHERE id = ?", (memory.id,))
            if reason:
                db.execute(
                    "UPDATE memory SET facts = json_set(facts, '$.rejected', ?) WHERE n = ?",
                    (workspace.scrubber.text(reason, 500), memory.n),
                )
    return Rejection(tuple(m.id for m in chosen), tuple(missing))


def _take_out(workspace: Workspace, path: str, ids: Sequence[str]) -> None:
    full = os.path.join(workspace.project.worktree, path)
    old = textfile.read(full)
    block = Block(old, path=path)
    if not sum(block.remove(id) for id in ids):  # a sum, since each of them must be taken out
        return
    text = block.text()
    if text:
        textfile.write(full, text, root=workspace.project.worktree)
    elif os.path.exists(full) and path == TARGETS["rules"]:
        os.unlink(full)  # a file that held nothing but our block was made by us


def pending(workspace: Workspace, *, to: str = "rules") -> Pending:
    """Return what waits for review and the unified diff that promoting all of it would make."""
    path = target_path(to)
    db, now = workspace.database(), workspace.now_ns()
    rows: dict[str, list[Memory]] = {"candidate": [], "promoted": [], "rejected": []}
    marks = ",".join("?" * len(REVIEWED))
    for memory in memories.select(
        db,
        f"namespace IN ({marks}) AND (expires_ns IS NULL OR expires_ns > ?) ORDER BY created_ns, n",
        (*REVIEWED, now),
    ):
        rows.get(memory.state, []).append(memory)
    old = textfile.read(os.path.join(workspace.project.worktree, path))
    block = Block(old, path=path)
    there = block.entries()
    for memory in rows["candidate"]:
        if memory.id not in there and memory.origin == "own":
            block.add(memory.id, memory.text)
    return Pending(
        tuple(rows["candidate"]), tuple(rows["promoted"]), tuple(rows["rejected"]), unified(old, block.text(), path)
    )


def unified(old: str, new: str, path: str) -> str:
    """Return the unified diff of a file's text, "" when nothing changes."""
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    lines = difflib.unified_diff(before, after, f"a/{path}" if old else "/dev/null", f"b/{path}")
    return "".join(line if line.endswith("\n") else line + "\n\\ No newline at end of file\n" for line in lines)
