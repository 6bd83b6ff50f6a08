"""Review by a person: what is pending, what promoting it would write, promoting, rejecting, demoting, rewording.

A rule is named by its id, or by that of a learning in it; decisions and other memories by their own. What was edited by
hand in a managed file is told and left as it is.
"""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterable, Sequence

from trailnote.distill import learnings
from trailnote.errors import NotFoundError, RefusedError, UsageError
from trailnote.model import Memory, Provenance, digest, first_line
from trailnote.service import rules as service
from trailnote.service import sharing, targets
from trailnote.service.workspace import Workspace
from trailnote.store import followed, memories, rules
from trailnote.store.database import transaction

TARGETS = targets.PATHS
DECISIONS = "decisions"


@dataclasses.dataclass(frozen=True, slots=True)
class Subject:
    """What is reviewed: a rule with its learnings, or one memory (`rule` is None then)."""

    id: str
    text: str
    state: str
    namespace: str
    category: str
    origin: str
    rule: rules.Rule | None
    members: tuple[Memory, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Edited:
    """An entry of a managed file that was changed by hand: `text` is what stands there now."""

    id: str
    path: str
    text: str


@dataclasses.dataclass(frozen=True, slots=True)
class Promotion:
    """What `promote` did. Ids are those that were asked for; `diff` is the unified diff of the file at `path`."""

    promoted: tuple[str, ...]
    already: tuple[str, ...]
    not_found: tuple[str, ...]
    path: str
    diff: str
    edited: tuple[Edited, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Rejection:
    """What `reject` or `demote` did. `edited` are entries left standing, since a person changed them by hand."""

    rejected: tuple[str, ...]
    not_found: tuple[str, ...]
    edited: tuple[Edited, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Pending:
    """What waits for review, what was decided, what was edited by hand, and the exact change that promoting all of what
    is pending would make."""

    pending: tuple[Subject, ...]
    promoted: tuple[Subject, ...]
    rejected: tuple[Subject, ...]
    unified_diff: str
    edited: tuple[Edited, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Reworded:
    """What `reword` did: the rule's wordings, oldest first, which one is shown, entries left as a person made them."""

    id: str
    text: str
    wordings: tuple[str, ...]
    edited: tuple[Edited, ...] = ()


def _subject(workspace: Workspace, name: str) -> Subject:
    """Return what an id names. Raises NotFoundError."""
    db = workspace.database()
    rule = service.find(workspace, name) if name.startswith("r-") else None
    if rule is None:
        memory, _ = workspace.find(name, "project")
        wording = rules.has_learning(db, memory.id) if memory.namespace in followed.LEARNED else None
        rule = rules.get(db, wording.rule) if wording else None
        if rule is None:
            category = learnings.category_of(memory)
            return Subject(
                memory.id, memory.text, memory.state, memory.namespace, category, memory.origin, None, (memory,)
            )
    return _of_rule(workspace, rule)


def _of_rule(workspace: Workspace, rule: rules.Rule) -> Subject:
    members = tuple(service.members(workspace.database(), rule.id))
    origin = "outside" if service.from_outside(members, rule.shown) else "own"
    return Subject(rule.id, rule.shown, rule.state, "learnings", rule.category, origin, rule, members)


def _chosen(workspace: Workspace, ids: Sequence[str]) -> tuple[dict[str, Subject], list[str]]:
    """Return the subjects by the id that was asked for, and the ids of nothing. Raises UsageError, NotFoundError."""
    if not ids:
        raise UsageError("no id was given; `diff` lists what is pending")
    learnings.cluster(workspace.database())
    found: dict[str, Subject] = {}
    missing = []
    for id in dict.fromkeys(ids):
        try:
            subject = _subject(workspace, id)
        except NotFoundError:
            missing.append(id)
            continue
        # A memory is told by its whole id; of a rule's learning the id that the caller knows is told.
        found[subject.id if subject.rule is None or id.startswith("r-") else id] = subject
    if not found:
        raise NotFoundError(f"{', '.join(missing)}: nothing has such an id; nothing was changed. `diff` lists them.")
    return found, missing


def promote(workspace: Workspace, ids: Sequence[str], *, to: str = "rules", by_person: bool = True) -> Promotion:
    """Write the verbatim text of what was chosen where the agents read it, and mark it promoted.

    Writing twice writes once. What came from outside is refused unless a person asks at the command line.
    """
    path = targets.USER if to == targets.USER else targets.path_of(to)
    chosen, missing = _chosen(workspace, ids)
    outside = [asked for asked, subject in chosen.items() if subject.origin != "own"]
    if outside and not by_person:
        raise RefusedError(
            f"{', '.join(outside)}: came from outside this repository's own sessions; nothing was changed. "
            "A person may promote it with `trailnote promote`."
        )
    subjects = list({subject.id: subject for subject in chosen.values()}.values())
    edited: tuple[Edited, ...] = ()
    if to == targets.USER:
        there, diff = _to_user(workspace, subjects), ""
    else:
        page = targets.Page(workspace, path)
        there = set(page.body.entries())
        for subject in subjects:
            if subject.id not in there:
                page.body.add(subject.id, subject.text)
        edited, diff = _edited(workspace, page), page.diff()
        page.write()
    now = workspace.now_ns()
    with transaction(workspace.database()):
        for subject in subjects:
            _decide(workspace, subject, rules.PROMOTED)
            workspace.database().execute(
                "INSERT OR IGNORE INTO managed VALUES(?, ?, ?, ?)", (path, subject.id, now, subject.text)
            )
    sharing.update(workspace)
    return Promotion(
        promoted=tuple(asked for asked, subject in chosen.items() if subject.id not in there),
        already=tuple(asked for asked, subject in chosen.items() if subject.id in there),
        not_found=tuple(missing),
        path=path,
        diff=diff,
        edited=edited,
    )


def _decide(workspace: Workspace, subject: Subject, state: str, reason: str = "") -> None:
    """Set the state of a subject and of every learning in it. The caller holds the transaction."""
    db, now = workspace.database(), workspace.now_ns()
    if subject.rule is not None:
        rules.decide(db, [subject.id], state=state, now_ns=now, reason=reason)
    for memory in subject.members:
        if memory.state != state:
            memories.set_state(db, memory.n, state, now_ns=now)


def _user_key(subject: Subject) -> str:
    return subject.members[0].key if subject.rule is None else f"rule/{digest(subject.text)[:12]}"


def _to_user(workspace: Workspace, subjects: Sequence[Subject]) -> set[str]:
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


def reject(workspace: Workspace, ids: Sequence[str], *, reason: str = "") -> Rejection:
    """Mark what was chosen rejected, which it stays whatever says it again, and take its text out of every managed
    file; what a person edited there by hand is left and told."""
    clean = workspace.scrubber.text(reason, 500)
    return _withdraw(workspace, ids, rules.REJECTED, clean)


def demote(workspace: Workspace, ids: Sequence[str]) -> Rejection:
    """Take promoted text out again and let it wait for review as before; as `reject` otherwise."""
    return _withdraw(workspace, ids, rules.CANDIDATE, "")


def clear_files(workspace: Workspace) -> tuple[Edited, ...]:
    """Take every entry of ours out of every managed file, as when Trailnote leaves the repository; what was decided
    stays decided. Returns the entries that a person edited, which stay."""
    edited: list[Edited] = []
    for path in _managed_paths(workspace, []):
        page = targets.Page(workspace, path)
        by_hand = _edited(workspace, page)
        edited += by_hand
        for id in set(page.body.entries()) - {each.id for each in by_hand}:
            page.body.remove(id)
        page.write()
    workspace.database().execute("DELETE FROM managed WHERE target != ?", (targets.USER,))
    sharing.forget_attributes(workspace)
    return tuple(edited)


def _withdraw(workspace: Workspace, ids: Sequence[str], state: str, reason: str) -> Rejection:
    chosen, missing = _chosen(workspace, ids)
    db = workspace.database()
    subjects = {subject.id: subject for subject in chosen.values()}
    edited: list[Edited] = []
    for path in _managed_paths(workspace, list(subjects)):
        edited += _take_out(workspace, path, list(subjects))
    left = {each.id for each in edited}
    with transaction(db):
        for subject in subjects.values():
            _decide(workspace, subject, state, reason)
            if subject.id not in left:
                db.execute("DELETE FROM managed WHERE id = ?", (subject.id,))
            if reason and subject.rule is None:
                db.execute(
                    "UPDATE memory SET facts = json_set(facts, '$.rejected', ?) WHERE n = ?",
                    (reason, subject.members[0].n),
                )
    _out_of_user(workspace, subjects.values())
    sharing.update(workspace)
    return Rejection(tuple(chosen), tuple(missing), tuple(edited))


def _managed_paths(workspace: Workspace, ids: Sequence[str]) -> list[str]:
    """Return the files that may hold one of these entries: those we wrote to, and those that are there, since a
    colleague's machine wrote to them."""
    found = set()
    for id in ids:
        found |= {row[0] for row in workspace.database().execute("SELECT target FROM managed WHERE id = ?", (id,))}
    there = {path for path in TARGETS.values() if os.path.exists(os.path.join(workspace.project.worktree, path))}
    return sorted((found | there) - {targets.USER})


def _take_out(workspace: Workspace, path: str, ids: Sequence[str]) -> list[Edited]:
    """Take entries out of a file; return those that a person edited, which stay."""
    page = targets.Page(workspace, path)
    there = page.body.entries()
    if not any(id in there for id in ids):
        return []
    edited = [each for each in _edited(workspace, page) if each.id in ids]
    for id in ids:
        if id not in {each.id for each in edited}:
            page.body.remove(id)
    page.write()
    return edited


def _out_of_user(workspace: Workspace, subjects: Iterable[Subject]) -> None:
    if not workspace.has("user"):
        return
    user = workspace.database("user")
    ours = f"project:{workspace.project.name}"
    for subject in subjects:
        known = memories.find(user, subject.namespace, _user_key(subject))
        if known is not None and known.state == rules.PROMOTED and ours in known.provenance.sources:
            with transaction(user):
                memories.delete(user, [(known.n, known.id)])


def _edited(workspace: Workspace, page: targets.Page) -> tuple[Edited, ...]:
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
    return "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").strip().split("\n"))


def reword(workspace: Workspace, id: str, *, to: int = 0) -> Reworded:
    """Show another of a rule's wordings from now on, the one of number `to` (from 1); 0 changes nothing.

    An entry of a managed file is given the new words unless a person edited it by hand.
    """
    learnings.cluster(workspace.database())
    subject = _subject(workspace, id)
    if subject.rule is None:
        raise UsageError(f"{id}: is no rule; only rules have several wordings")
    db = workspace.database()
    wordings = list(dict.fromkeys(w.text for w in rules.wordings(db, subject.id)))
    if not to:
        return Reworded(subject.id, subject.text, tuple(wordings))
    if not 1 <= to <= len(wordings):
        raise UsageError(f"wording {to} is out of range; {subject.id} has {len(wordings)}. Nothing was changed.")
    text = wordings[to - 1]
    edited: list[Edited] = []
    for path in _managed_paths(workspace, [subject.id]):
        page = targets.Page(workspace, path)
        if subject.id not in page.body.entries():
            continue
        by_hand = [each for each in _edited(workspace, page) if each.id == subject.id]
        edited += by_hand
        if not by_hand:
            page.body.replace(subject.id, text)
            page.write()
            db.execute("UPDATE managed SET text = ? WHERE target = ? AND id = ?", (text, path, subject.id))
    rules.choose(db, subject.id, text)
    sharing.update(workspace)
    return Reworded(subject.id, text, tuple(wordings), tuple(edited))


def pending(workspace: Workspace, *, to: str = "rules") -> Pending:
    """Return what waits for review and the unified diff that promoting all of it would make."""
    path = targets.path_of(to)
    learnings.cluster(workspace.database())
    rows: dict[str, list[Subject]] = {rules.CANDIDATE: [], rules.PROMOTED: [], rules.REJECTED: []}
    for subject in _reviewed(workspace):
        rows.get(subject.state, []).append(subject)
    page = targets.Page(workspace, path)
    edited = _edited(workspace, page)
    there = page.body.entries()
    for subject in rows[rules.CANDIDATE]:
        if subject.id not in there and subject.origin == "own" and "<!--" not in subject.text:
            page.body.add(subject.id, subject.text)
    return Pending(
        tuple(rows[rules.CANDIDATE]),
        tuple(rows[rules.PROMOTED]),
        tuple(rows[rules.REJECTED]),
        page.diff(),
        edited,
    )


def _reviewed(workspace: Workspace) -> list[Subject]:
    """Return every rule, most seen first, and every decision, oldest first."""
    db = workspace.database()
    names = ", ".join(f"'{name}'" for name in followed.LEARNED)
    by_id = {memory.id: memory for memory in memories.select(db, f"namespace IN ({names})")}
    said = rules.every_wording(db)
    found = []
    for rule in rules.every(db):
        ids = dict.fromkeys(wording.learning.partition("@")[0] for wording in said.get(rule.id, ()))
        members = tuple(by_id[id] for id in ids if id in by_id)
        origin = "outside" if service.from_outside(members, rule.shown) else "own"
        found.append(Subject(rule.id, rule.shown, rule.state, "learnings", rule.category, origin, rule, members))
    decided = f"namespace = '{DECISIONS}' AND (expires_ns IS NULL OR expires_ns > ?) ORDER BY created_ns, n"
    return found + [
        Subject(memory.id, memory.text, memory.state, DECISIONS, "", memory.origin, None, (memory,))
        for memory in memories.select(db, decided, (workspace.now_ns(),))
    ]
