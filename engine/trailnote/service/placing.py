"""Where promoted text stands: in the managed files of the repository and in the user's own tier; put in, taken out.

What a person edited by hand in a managed file is told and left as it is.
"""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterable, Sequence

from trailnote.model import Memory, Provenance, digest, first_line
from trailnote.render.quoting import seen
from trailnote.service import sharing, targets
from trailnote.service.subjects import Subject
from trailnote.service.workspace import Workspace
from trailnote.store import memories, rules
from trailnote.store.database import transaction


@dataclasses.dataclass(frozen=True, slots=True)
class Edited:
    """An entry of a managed file that was changed by hand: `text` is what stands there now."""

    id: str
    path: str
    text: str


def _user_key(subject: Subject) -> str:
    return subject.members[0].key if subject.rule is None else f"rule/{digest(subject.text)[:12]}"


def to_user(workspace: Workspace, subjects: Sequence[Subject]) -> set[str]:
    """Copy subjects into the user's own tier, which every start everywhere is told; return those that were there."""
    user, now = workspace.database("user"), workspace.now_ns()
    there: set[str] = set()
    for subject in subjects:
        first = subject.members[0] if subject.members else None
        key = _user_key(subject)
        known = memories.find(user, subject.namespace, key)
        if known is not None and known.state == rules.PROMOTED:
            there.add(subject.id)
            continue
        copy = Memory(
            namespace=subject.namespace,
            key=key,
            text=subject.text,
            title=first_line(subject.text),
            tags=first.tags if first else (),
            state=rules.PROMOTED,
            provenance=Provenance(
                first.provenance.kind if first else "explicit",
                [*(first.provenance.sources if first else ()), f"project:{workspace.project.name}"],
            ),
            author=first.author if first else "",
            scope="user",
            created_ns=first.created_ns if first else now,
            facts={"rule": subject.id} if subject.rule is not None else {},
        )
        memories.put(user, copy, now_ns=now, revive=True)
    return there


def clear_files(workspace: Workspace) -> tuple[Edited, ...]:
    """Take every entry of ours out of every managed file, as when Trailnote leaves the repository; what was decided
    stays decided. Returns the entries that a person edited, which stay."""
    edited: list[Edited] = []
    for path in managed_paths(workspace, []):
        page = targets.Page(workspace, path)
        by_hand = edited_in(workspace, page)
        edited += by_hand
        for id in set(page.body.entries()) - {each.id for each in by_hand}:
            page.body.remove(id)
        page.write()
    workspace.database().execute("DELETE FROM managed WHERE target != ?", (targets.USER,))
    sharing.forget_attributes(workspace)
    return tuple(edited)


def managed_paths(workspace: Workspace, ids: Sequence[str]) -> list[str]:
    """Return the files that may hold one of these entries: those we wrote to, and those that are there, since a
    colleague's machine wrote to them."""
    found = set()
    for id in ids:
        found |= {row[0] for row in workspace.database().execute("SELECT target FROM managed WHERE id = ?", (id,))}
    there = {path for path in targets.PATHS.values() if os.path.exists(os.path.join(workspace.project.worktree, path))}
    return sorted((found | there) - {targets.USER})


def take_out(workspace: Workspace, path: str, ids: Sequence[str]) -> list[Edited]:
    """Take entries out of a file; return those that a person edited, which stay."""
    page = targets.Page(workspace, path)
    there = page.body.entries()
    if not any(id in there for id in ids):
        return []
    edited = [each for each in edited_in(workspace, page) if each.id in ids]
    for id in ids:
        if id not in {each.id for each in edited}:
            page.body.remove(id)
    page.write()
    return edited


def out_of_user(workspace: Workspace, subjects: Iterable[Subject]) -> None:
    if not workspace.has("user"):
        return
    user = workspace.database("user")
    ours = f"project:{workspace.project.name}"
    for subject in subjects:
        known = memories.find(user, subject.namespace, _user_key(subject))
        if known is not None and known.state == rules.PROMOTED and ours in known.provenance.sources:
            with transaction(user):
                memories.delete(user, [(known.n, known.id)])


def edited_in(workspace: Workspace, page: targets.Page) -> tuple[Edited, ...]:
    """Return the entries of a file whose text is no longer the one that we wrote there."""
    db = workspace.database()
    wrote = dict(db.execute("SELECT id, text FROM managed WHERE target = ?", (page.path,)))
    found = []
    for id, text in targets.entries_of(page.old, page.path).items():
        known = wrote.get(id)
        if known is None and (rule := rules.get(db, id)) is not None:
            known = rule.shown
        if known is not None and _plain(known) != _plain(text):
            found.append(Edited(id, page.path, text))
    return tuple(found)


def _plain(text: str) -> str:
    return "\n".join(line.rstrip() for line in seen(text).strip().split("\n"))
