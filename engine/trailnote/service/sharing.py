"""Sharing a project's memory: what was decided goes into Markdown that is committed and reviewed like code."""

from __future__ import annotations

import dataclasses
import os
import re
from collections.abc import Iterator

from trailnote import git, textfile
from trailnote.distill import learnings, shared_notes
from trailnote.distill.shared_notes import DECISION, FOLDER, NOTE, RULE
from trailnote.errors import GitError, RefusedError
from trailnote.model import Memory
from trailnote.service import journal
from trailnote.service.workspace import Workspace
from trailnote.store import followed, memories, rules
from trailnote.store.database import transaction

PRIVATE, SHARED = "*\n", "local/\n"
ATTRIBUTES = ".claude/rules/.gitattributes"
_UNION = "trailnote.md merge=union"
_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


@dataclasses.dataclass(frozen=True, slots=True)
class Sharing:
    """Whether memory is shared, and the notes there are, relative to the memory folder."""

    on: bool
    notes: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class _Note:
    id: str
    stem: str
    fields: dict[str, object]
    text: str


def is_on(workspace: Workspace) -> bool:
    """Return whether this project's memory is shared."""
    return workspace.in_project and shared_notes.is_on(workspace.project)


def follow(workspace: Workspace) -> None:
    """Read the shared notes that changed since they were last read."""
    if workspace.in_project:
        shared_notes.follow(workspace.database(), workspace.project, workspace.scrubber.text)


def state(workspace: Workspace) -> Sharing:
    """Return whether memory is shared here, and what notes there are."""
    return Sharing(is_on(workspace), tuple(seen.path for seen in followed.look(workspace.project.memory_dir, FOLDER)))


def turn(workspace: Workspace, *, on: bool) -> Sharing:
    """Turn sharing on or off. On: the memory folder but `local/` is for git to see, and what was decided is written
    into `notes/`. Off: the folder is hidden from git again; notes that are there stay.

    RefusedError outside a git repository.
    """
    project = workspace.project
    if not workspace.in_project or not project.gitdir:
        raise RefusedError(f"{workspace.directory}: is no git repository; there is nobody to share with")
    path = os.path.join(project.memory_dir, ".gitignore")
    wanted = SHARED if on else PRIVATE
    if on != is_on(workspace):
        textfile.write(path, wanted, root=project.memory_dir)
        journal.note_written(workspace, ".gitignore")
    _attributes(workspace, on=on)
    if on:
        update(workspace)
    return state(workspace)


def _attributes(workspace: Workspace, *, on: bool) -> None:
    """Let git keep the lines of both sides when two branches promote into the rules file."""
    root = workspace.project.worktree
    path = os.path.join(root, ATTRIBUTES)
    old = textfile.read(path)
    lines = old.splitlines()
    if on and _UNION not in lines:
        joined = old if not old or old.endswith("\n") else old + "\n"
        textfile.write(path, f"{joined}{_UNION}\n", root=root)
    elif not on:
        forget_attributes(workspace)


def forget_attributes(workspace: Workspace) -> None:
    """Delete the attributes file of the rules folder if it holds our line alone and git does not track it."""
    root = workspace.project.worktree
    path = os.path.join(root, ATTRIBUTES)
    if textfile.read(path) != f"{_UNION}\n" or _tracked(root, ATTRIBUTES):
        return
    os.unlink(path)
    for folder in (os.path.dirname(path), os.path.dirname(os.path.dirname(path))):
        try:
            os.rmdir(folder)
        except OSError:
            break


def _tracked(root: str, path: str) -> bool:
    try:
        return bool(git.run(root, "ls-files", "--", path).strip())
    except GitError:
        return True  # what git cannot tell stays


def update(workspace: Workspace) -> None:
    """Write what was decided since into the notes, and take out what was demoted or forgotten; nothing while sharing
    is off. A note that says the same already is left as it is written."""
    if not is_on(workspace):
        return
    follow(workspace)  # a person's edits come first
    learnings.cluster(workspace.database())
    wanted = {note.id: note for note in _wanted(workspace)}
    db = workspace.database()
    known = {
        str(id): str(path)
        for path, id in db.execute("SELECT path, sum FROM followed WHERE path >= 'notes/' AND path < 'notes0'")
    }
    for note in wanted.values():
        _write(workspace, note, known.get(note.id) or f"{FOLDER}/{note.stem}.md")
    for id, path in known.items():
        if id and id not in wanted and _is_over(workspace, id):
            _delete(workspace, path)


def _is_over(workspace: Workspace, id: str) -> bool:
    """Return whether a note's rule was demoted, or its memory forgotten."""
    db = workspace.database()
    if id.startswith("r-"):
        rule = rules.get(db, id)
        return rule is None or rule.state == rules.CANDIDATE
    return db.execute("SELECT 1 FROM tombstone WHERE id = ?", (id,)).fetchone() is not None


def _write(workspace: Workspace, note: _Note, path: str) -> None:
    full = os.path.join(workspace.project.memory_dir, path)
    text = shared_notes.to_text(note.fields, note.text)
    there = shared_notes.parse(textfile.read(full))
    if there is not None and there == shared_notes.parse(text):
        return
    textfile.write(full, text, root=workspace.project.memory_dir)
    journal.note_written(workspace, path)
    found = os.stat(full)
    seen = followed.Seen(path, mtime_ns=found.st_mtime_ns, size=found.st_size)
    followed.note(workspace.database(), seen, note.id)


def _delete(workspace: Workspace, path: str) -> None:
    full = os.path.join(workspace.project.memory_dir, path)
    db = workspace.database()
    with transaction(db):
        followed.drop(db, [path])
        key = path.removesuffix(".md")
        memories.delete(
            db, db.execute("SELECT n, id FROM memory WHERE namespace = 'learnings' AND key = ?", (key,)).fetchall()
        )
    if os.path.isfile(full) and not os.path.islink(full):
        os.unlink(full)
    journal.note_written(workspace, path)


def _wanted(workspace: Workspace) -> Iterator[_Note]:
    db, now = workspace.database(), workspace.now_ns()
    decided = set()
    for rule in rules.every(db):
        if rule.state == rules.CANDIDATE:
            continue
        decided.add(rule.id)
        fields: dict[str, object] = {
            "id": rule.id,
            "kind": RULE,
            "state": rule.state,
            "category": rule.category,
            "date": rule.first_date,
            "reason": rule.reason,
        }
        yield _Note(rule.id, rule.id, fields, rule.shown)
    chosen = (
        f"origin = 'own' AND {memories.LIVE} AND (namespace = 'decisions' OR (pinned = 1 AND namespace IN "
        "('learnings', 'patterns', 'code-context')))"
    )
    for memory in list(memories.select(db, chosen, (now,))):
        wording = rules.has_learning(db, memory.id)
        if wording is None or wording.rule not in decided:
            yield _of_memory(memory)


def _of_memory(memory: Memory) -> _Note:
    fields: dict[str, object] = {
        "id": memory.id,
        "kind": DECISION if memory.namespace == "decisions" else NOTE,
        "namespace": memory.namespace,
        "key": memory.key,
        "title": "" if memory.text.startswith(memory.title.rstrip("…")) else memory.title,
        "state": memory.state,
        "date": learnings.date_of(memory),
        "tags": list(memory.tags),
        "files": list(memory.files),
    }
    stem = memory.key if _SAFE.fullmatch(memory.key) else memory.id
    return _Note(memory.id, stem, fields, memory.text)
