"""Review by a person: what is pending, what promoting it would write, promoting, rejecting, demoting, rewording.

A rule is named by its id, or by that of a learning in it; decisions and other memories by their own. What was edited by
hand in a managed file is told and left as it is.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from trailnote.distill import learnings
from trailnote.errors import RefusedError, UsageError
from trailnote.service import placing, sharing, subjects, targets
from trailnote.service.workspace import Workspace
from trailnote.store import memories, rules
from trailnote.store.database import transaction

TARGETS = targets.PATHS


@dataclasses.dataclass(frozen=True, slots=True)
class Promotion:
    """What `promote` did. Ids are those that were asked for; `diff` is the unified diff of the file at `path`."""

    promoted: tuple[str, ...]
    already: tuple[str, ...]
    not_found: tuple[str, ...]
    path: str
    diff: str
    edited: tuple[placing.Edited, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Rejection:
    """What `reject` or `demote` did. `edited` are entries left standing, since a person changed them by hand."""

    rejected: tuple[str, ...]
    not_found: tuple[str, ...]
    edited: tuple[placing.Edited, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Pending:
    """What waits for review, what was decided, what was edited by hand, and the exact change that promoting all of what
    is pending would make."""

    pending: tuple[subjects.Subject, ...]
    promoted: tuple[subjects.Subject, ...]
    rejected: tuple[subjects.Subject, ...]
    unified_diff: str
    edited: tuple[placing.Edited, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Reworded:
    """What `reword` did: the rule's wordings, oldest first, which one is shown, entries left as a person made them."""

    id: str
    text: str
    wordings: tuple[str, ...]
    edited: tuple[placing.Edited, ...] = ()


def promote(workspace: Workspace, ids: Sequence[str], *, to: str = "rules", by_person: bool = True) -> Promotion:
    """Write the verbatim text of what was chosen where the agents read it, and mark it promoted.

    Writing twice writes once. What came from outside is refused unless a person asks at the command line.
    """
    path = targets.USER if to == targets.USER else targets.path_of(to)
    chosen, missing = subjects.chosen(workspace, ids)
    outside = [asked for asked, subject in chosen.items() if subject.origin != "own"]
    if outside and not by_person:
        raise RefusedError(
            f"{', '.join(outside)}: came from outside this repository's own sessions; nothing was changed. "
            "A person may promote it with `trailnote promote`."
        )
    picked = list({subject.id: subject for subject in chosen.values()}.values())
    edited: tuple[placing.Edited, ...] = ()
    if to == targets.USER:
        there, diff = placing.to_user(workspace, picked), ""
    else:
        page = targets.Page(workspace, path)
        there = set(page.body.entries())
        for subject in picked:
            if subject.id not in there:
                page.body.add(subject.id, subject.text)
        edited, diff = placing.edited_in(workspace, page), page.diff()
        page.write()
    now = workspace.now_ns()
    with transaction(workspace.database()):
        for subject in picked:
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


def _decide(workspace: Workspace, subject: subjects.Subject, state: str, reason: str = "") -> None:
    """Set the state of a subject and of every learning in it. The caller holds the transaction."""
    db, now = workspace.database(), workspace.now_ns()
    if subject.rule is not None:
        rules.decide(db, [subject.id], state=state, now_ns=now, reason=reason)
    for memory in subject.members:
        if memory.state != state:
            memories.set_state(db, memory.n, state, now_ns=now)


def reject(workspace: Workspace, ids: Sequence[str], *, reason: str = "") -> Rejection:
    """Mark what was chosen rejected, which it stays whatever says it again, and take its text out of every managed
    file; what a person edited there by hand is left and told."""
    clean = workspace.scrubber.text(reason, 500)
    return _withdraw(workspace, ids, rules.REJECTED, clean)


def demote(workspace: Workspace, ids: Sequence[str]) -> Rejection:
    """Take promoted text out again and let it wait for review as before; as `reject` otherwise."""
    return _withdraw(workspace, ids, rules.CANDIDATE, "")


def _withdraw(workspace: Workspace, ids: Sequence[str], state: str, reason: str) -> Rejection:
    chosen, missing = subjects.chosen(workspace, ids)
    db = workspace.database()
    picked = {subject.id: subject for subject in chosen.values()}
    edited: list[placing.Edited] = []
    for path in placing.managed_paths(workspace, list(picked)):
        edited += placing.take_out(workspace, path, list(picked))
    left = {each.id for each in edited}
    with transaction(db):
        for subject in picked.values():
            _decide(workspace, subject, state, reason)
            if subject.id not in left:
                db.execute("DELETE FROM managed WHERE id = ?", (subject.id,))
            if reason and subject.rule is None:
                db.execute(
                    "UPDATE memory SET facts = json_set(facts, '$.rejected', ?) WHERE n = ?",
                    (reason, subject.members[0].n),
                )
    placing.out_of_user(workspace, picked.values())
    sharing.update(workspace)
    return Rejection(tuple(chosen), tuple(missing), tuple(edited))


def reword(workspace: Workspace, id: str, *, to: int = 0) -> Reworded:
    """Show another of a rule's wordings from now on, the one of number `to` (from 1); 0 changes nothing.

    An entry of a managed file is given the new words unless a person edited it by hand.
    """
    learnings.cluster(workspace.database())
    subject = subjects.find(workspace, id)
    if subject.rule is None:
        raise UsageError(f"{id}: is no rule; only rules have several wordings")
    db = workspace.database()
    wordings = list(dict.fromkeys(w.text for w in rules.wordings(db, subject.id)))
    if not to:
        return Reworded(subject.id, subject.text, tuple(wordings))
    if not 1 <= to <= len(wordings):
        raise UsageError(f"wording {to} is out of range; {subject.id} has {len(wordings)}. Nothing was changed.")
    text = wordings[to - 1]
    edited: list[placing.Edited] = []
    for path in placing.managed_paths(workspace, [subject.id]):
        page = targets.Page(workspace, path)
        if subject.id not in page.body.entries():
            continue
        by_hand = [each for each in placing.edited_in(workspace, page) if each.id == subject.id]
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
    rows: dict[str, list[subjects.Subject]] = {rules.CANDIDATE: [], rules.PROMOTED: [], rules.REJECTED: []}
    for subject in subjects.every(workspace):
        rows.get(subject.state, []).append(subject)
    page = targets.Page(workspace, path)
    edited = placing.edited_in(workspace, page)
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


