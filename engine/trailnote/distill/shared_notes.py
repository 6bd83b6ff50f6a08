"""Shared memory as Markdown: one file each under `.trailnote/notes/`, made to be reviewed in a pull request.

    ---
    id: r-7c1e
    kind: rule
    state: promoted
    category: workflow
    date: 2025-03-14
    ---
    Freeze the clock in tests that retry

The files are the truth. A start reads those that changed, so this is standard library alone; a rule that a colleague
decided about is put among the rules by the next reader.
"""

from __future__ import annotations

import json
import os
import sqlite3
import time

from trailnote import git, jsontext
from trailnote.errors import GitError
from trailnote.model import EXPLICIT, Memory, Provenance, as_strings, first_line
from trailnote.store import followed, memories, rules
from trailnote.store.database import transaction

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from trailnote.paths import Project

FOLDER = "notes"
RULE, DECISION, NOTE = "rule", "decision", "note"
NAMESPACES = ("decisions", "learnings", "patterns", "code-context")
_MAX_BYTES = 100_000
_STATES = ("candidate", "promoted", "rejected")
_RULE_ID = "0123456789abcdef"


def is_on(project: Project) -> bool:
    """Return whether the memory folder is shared: its `.gitignore` leaves out `local/` alone."""
    try:
        with open(os.path.join(project.memory_dir, ".gitignore"), encoding="utf-8", errors="replace") as file:
            lines = [line.strip() for line in file.read(10_000).splitlines()]
    except OSError:
        return False
    return "local/" in lines and "*" not in lines


def to_text(fields: Mapping[str, object], body: str) -> str:
    """Return a note's text: front matter, then `body` verbatim."""
    lines = [f"{name}: {_written(value)}" for name, value in fields.items() if value not in ("", [], ())]
    return "\n".join(["---", *lines, "---", body.rstrip("\n"), ""])


def _written(value: object) -> str:
    if (
        isinstance(value, str)
        and value
        and value[0] not in "\"[{#&*!|>'%@`- "
        and ": " not in value
        and "\n" not in value
    ):
        return value
    return json.dumps(value, ensure_ascii=False)


def parse(text: str) -> tuple[dict[str, object], str] | None:
    """Return the fields and the body of a note's text, None for a text without front matter."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    if lines[0].strip() != "---":
        return None
    fields: dict[str, object] = {}
    for at, line in enumerate(lines[1:], start=1):
        if line.strip() == "---":
            return fields, "\n".join(lines[at + 1 :]).strip("\n")
        name, colon, value = line.partition(":")
        if colon:
            fields[name.strip()] = _value(value.strip())
    return None


def _value(text: str) -> object:
    if text[:1] in ('"', "["):
        try:
            return jsontext.loads(text)
        except ValueError:
            return text
    return text


def follow(db: sqlite3.Connection, project: Project, scrub: Callable[[str, int], str]) -> list[Memory]:
    """Read the notes that changed and return the memories that are new with them; what is gone is forgotten while
    sharing is on."""
    changed, gone = followed.changes(db, project.memory_dir, FOLDER)
    if not changed and not gone:
        return []
    strange = _strange(project) if changed else frozenset()
    new: list[Memory] = []
    with transaction(db):
        for seen in changed:
            memory = _read(db, project, seen, scrub, strange)
            if memory is not None:
                new.append(memory)
        if is_on(project):
            for path in gone:
                _forget(db, path)
        followed.drop(db, gone)
    return new


def _strange(project: Project) -> frozenset[str]:
    """Return the commits of HEAD that a stranger's branch brought: what notes they change nobody here reviewed."""
    if not project.gitdir:
        return frozenset()
    from trailnote.distill import trust

    return trust.strange_commits(project.worktree)


def _read(
    db: sqlite3.Connection,
    project: Project,
    seen: followed.Seen,
    scrub: Callable[[str, int], str],
    strange: frozenset[str],
) -> Memory | None:
    """Take one note over and return its memory if that is new."""
    try:
        with open(os.path.join(project.memory_dir, seen.path), encoding="utf-8", errors="replace") as file:
            text = file.read(_MAX_BYTES)
    except OSError:
        return None
    found = parse(text)
    if found is None and not followed.sum_of(db, seen.path):
        return None  # somebody's own Markdown
    fields, body = found if found is not None else ({}, "")
    body = scrub(body, _MAX_BYTES)
    outside = bool(strange) and _last_change(project, seen.path) in strange
    made: Memory | None = None
    id = _text(fields, "id")
    if body and fields.get("kind") == RULE and _is_rule_id(id):
        made = _rule(db, seen, fields, body, outside=outside)
    elif body:
        made = _memory(seen, fields, body, scrub, outside=outside)
        id = made.id if made else id
    followed.note(db, seen, id)
    return _put(db, made) if made else None


def _put(db: sqlite3.Connection, memory: Memory) -> Memory | None:
    known = memories.find(db, memory.namespace, memory.key)
    if known is None:
        return memory if memories.put(db, memory, now_ns=time.time_ns(), revive=True) else None
    for name in ("text", "title", "tags", "files", "state", "origin"):
        setattr(known, name, getattr(memory, name))
    known.pinned = known.pinned or memory.pinned
    known.facts = {**known.facts, **memory.facts}
    memories.put(db, known, now_ns=time.time_ns())
    memories.set_state(db, known.n, memory.state, now_ns=time.time_ns())
    return None


def _rule(
    db: sqlite3.Connection, seen: followed.Seen, fields: Mapping[str, object], body: str, *, outside: bool
) -> Memory | None:
    id, key = _text(fields, "id"), f"{FOLDER}/{_text(fields, 'id')}"
    state = "candidate" if outside else _state(fields)
    rule = rules.get(db, id)
    own = [w for w in rules.wordings(db, id) if w.source != f"note:{seen.path}"] if rule else []
    if rule is not None and own:
        # Learned here too: the file says what was decided, and in which words it is told.
        if not outside:
            decide(db, rule, state, reason=_text(fields, "reason"))
            chosen = "" if body == rule.text else body
            db.execute("UPDATE rule SET chosen = ? WHERE id = ?", (chosen, id))
        return None
    return Memory(
        namespace="learnings",
        key=key,
        text=body,
        title=first_line(body),
        state=state,
        provenance=Provenance(EXPLICIT, [f"note:{seen.path}"]),
        origin="outside" if outside else "own",
        facts={"rule": id, "category": _text(fields, "category"), "date": _text(fields, "date")},
    )


def decide(db: sqlite3.Connection, rule: rules.Rule, state: str, *, reason: str = "") -> None:
    """Let what a note says of a rule hold for it and for its learnings. The caller holds the transaction."""
    if rule.state == state:
        return
    now = time.time_ns()
    rules.decide(db, [rule.id], state=state, now_ns=now, reason=reason)
    for wording in rules.wordings(db, rule.id):
        for memory in list(memories.select(db, "id = ?", (wording.learning.partition("@")[0],))):
            memories.set_state(db, memory.n, state, now_ns=now)


def _memory(
    seen: followed.Seen,
    fields: Mapping[str, object],
    body: str,
    scrub: Callable[[str, int], str],
    *,
    outside: bool,
) -> Memory | None:
    namespace, key = _text(fields, "namespace") or "decisions", _text(fields, "key")
    stem = os.path.basename(seen.path).removesuffix(".md")
    if namespace not in NAMESPACES:
        return None
    return Memory(
        namespace=namespace,
        key=scrub(key or stem, 300),
        text=body,
        title=scrub(_text(fields, "title"), 200) or first_line(body),
        tags=as_strings(fields.get("tags")),
        files=as_strings(fields.get("files")),
        state="candidate" if outside else _state(fields),
        pinned=fields.get("kind") == NOTE and not outside,
        created_ns=_noon(_text(fields, "date")),
        provenance=Provenance(EXPLICIT, [f"note:{seen.path}"]),
        origin="outside" if outside else "own",
    )


def _forget(db: sqlite3.Connection, path: str) -> None:
    id = followed.sum_of(db, path)
    key = f"{FOLDER}/{id}" if id.startswith("r-") else ""
    rows = db.execute(
        "SELECT n, id FROM memory WHERE id = ? OR (namespace = 'learnings' AND key = ?)", (id, key)
    ).fetchall()
    memories.delete(db, rows)
    rule = rules.get(db, id)
    if rule is not None and not rows:
        decide(db, rule, "candidate")


def _last_change(project: Project, path: str) -> str:
    inside = os.path.relpath(os.path.join(project.memory_dir, path), project.worktree)
    try:
        return git.run(project.worktree, "rev-list", "--max-count=1", "HEAD", "--", inside).strip()
    except GitError:
        return ""


def _state(fields: Mapping[str, object]) -> str:
    state = _text(fields, "state")
    return state if state in _STATES else "candidate"


def _text(fields: Mapping[str, object], name: str) -> str:
    value = fields.get(name)
    return value if isinstance(value, str) else ""


def _is_rule_id(id: str) -> bool:
    return id.startswith("r-") and 4 <= len(id) - 2 <= 32 and not id[2:].strip(_RULE_ID)


def _noon(date: str) -> int:
    try:
        return int(time.mktime(time.strptime(f"{date} 12", "%Y-%m-%d %H"))) * 10**9
    except (ValueError, OverflowError):
        return 0
