"""Failures and what mended them, learned from exit codes: what lay between a failing run and the next good one.

A failing command leaves a signature; the next run of the same command in the session tells whether what was done in
between helped. Several attempts are kept, those in vain too. What is known of a failure becomes one memory (namespace
`failures`) as soon as there is something to tell: a fix, or an attempt that did not help.
"""

from __future__ import annotations

import json
import sqlite3

from trailnote.distill import anchors, between, commands
from trailnote.distill.endings import FAILED, PASSED, covers
from trailnote.distill.failure_names import name_of
from trailnote.distill.fixes import sentences, split
from trailnote.distill.signature import Signature, describe, lookup_keys, signature, similar
from trailnote.model import DAY_NS, INFERRED, OBSERVED, Event, Memory, Provenance, digest, memory_id
from trailnote.store import executions as rows
from trailnote.store import memories

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from trailnote.distill.between import Between
    from trailnote.store.executions import Attempt, Run, Sighting

_COMMIT_WITHIN_NS = DAY_NS  # a fix is committed within a day, or by another path
_MAX_ANCHORS = 5
_MAX_ATTEMPTS = 12  # kept for one failure; the least telling go first


def take(db: sqlite3.Connection, event: Event, run: Run) -> None:
    """Learn from a command that ended. The caller holds the transaction and has stored `run`."""
    if run.outcome == FAILED and run.effect != commands.READS:
        _failed(db, event, run)
    elif run.outcome == PASSED:
        for sighting in rows.sightings(db, "session = ? AND mended_ns IS NULL", event.session):
            if covers(run, sighting.canonical):
                _mended(db, event, run, sighting)


def read(event: Event) -> Signature | None:
    """Return the signature of a failed command, None when its output holds nothing to recognise it by."""
    found = signature(event.command, event.exit_code, event.output)
    return found if any(item.kind != "exit" for item in found.items) else None


def known(db: sqlite3.Connection, found: Signature) -> tuple[int, str] | None:
    """Return (row, id) of the failure that `found` is another occurrence of, None when it is new."""
    text = found.to_text()
    candidates = rows.keys_of(db, lookup_keys(found))
    for n, id, stored in candidates:
        if stored == text:
            return n, id
    for n, id, stored in candidates:
        try:
            if similar(found, Signature.from_text(stored)):
                return n, id
        except ValueError:
            continue  # written by another version of the reader
    return None


def _failed(db: sqlite3.Connection, event: Event, run: Run) -> None:
    found = read(event)
    if found is None:
        return
    failure = _row_of(db, found, event)
    db.execute("UPDATE command_run SET failure = ? WHERE n = ?", (failure, run.n))
    open_ones = rows.sightings(db, "session = ? AND failure = ? AND mended_ns IS NULL", event.session, failure)
    if not open_ones:
        db.execute(
            "INSERT INTO sighting(failure, session, canonical, command, first_ns, last_ns, runs) "
            "VALUES(?, ?, ?, ?, ?, ?, 1)",
            (failure, event.session, run.canonical, run.command, event.at_ns, event.at_ns),
        )
        return
    sighting = open_ones[0]
    tried = between.look(db, event.session, since_ns=sighting.last_ns, until_ns=event.at_ns, canonical=run.canonical)
    if tried.files or tried.commands:
        _add(db, event, failure, tried, worked=False)
        _demote(db, event.session, failure)
        remember(db, failure, now_ns=event.at_ns)
    db.execute(
        "UPDATE sighting SET last_ns = ?, runs = runs + 1, canonical = ?, command = ? WHERE n = ?",
        (event.at_ns, run.canonical, run.command, sighting.n),
    )


def _row_of(db: sqlite3.Connection, found: Signature, event: Event) -> int:
    there = known(db, found)
    if there is not None:
        db.execute("UPDATE failure SET last_ns = ? WHERE n = ?", (event.at_ns, there[0]))
        return there[0]
    return insert(db, found, event.at_ns, name=name_of(found, event.output))


def insert(db: sqlite3.Connection, found: Signature, at_ns: int, *, id: str = "", name: str = "") -> int:
    """Store a failure that is new, under all of its keys; return its row. `id` is its memory's, where there is one."""
    text = found.to_text()
    id = id or memory_id("failures", _key(text))
    db.execute(
        "INSERT OR IGNORE INTO failure(id, signature, name, created_ns, last_ns) VALUES(?, ?, ?, ?, ?)",
        (id, text, name or describe(found), at_ns, at_ns),
    )
    n = int(db.execute("SELECT n FROM failure WHERE id = ?", (id,)).fetchone()[0])
    db.executemany("INSERT OR IGNORE INTO failure_key VALUES(?, ?)", [(key, n) for key in lookup_keys(found)])
    return n


def _key(signature_text: str) -> str:
    return digest(signature_text)[:16]


def _mended(db: sqlite3.Connection, event: Event, run: Run, sighting: Sighting) -> None:
    db.execute("UPDATE sighting SET mended_ns = ? WHERE n = ?", (event.at_ns, sighting.n))
    found = between.look(db, event.session, since_ns=sighting.last_ns, until_ns=event.at_ns, canonical=run.canonical)
    if not found.anything:
        # The person may have changed something by hand: the files' own times tell.
        found.files = between.changed_since(event.worktree, event.gitdir, sighting.last_ns, event.at_ns)
        found.label = INFERRED if found.files else OBSERVED
    if run.label != OBSERVED:
        found.label = INFERRED
    attempt = _add(db, event, sighting.failure, found, worked=True)
    told = rows.attempts(
        db,
        "n IN (SELECT attempt FROM suggestion WHERE session = ? AND failure = ? AND came = '')",
        event.session,
        sighting.failure,
    )
    for suggested in told:
        helped = suggested.n == attempt or between.follows(suggested, found)
        _came(db, event.session, suggested, "helped" if helped else "other")
    remember(db, sighting.failure, now_ns=event.at_ns)


def _add(db: sqlite3.Connection, event: Event, failure: int, found: Between, *, worked: bool) -> int:
    """Count what lay between with the attempt that it repeats, or as a new one; return the attempt's row."""
    for attempt in rows.attempts(db, "failure = ? ORDER BY worked DESC, last_ns DESC", failure):
        if between.same(attempt, found):
            db.execute(
                "UPDATE attempt SET tried = tried + 1, worked = worked + ?, last_ns = ? WHERE n = ?",
                (int(worked), event.at_ns, attempt.n),
            )
            if worked:
                _refresh(db, event, attempt.n, found)
            return attempt.n
    cursor = db.execute(
        "INSERT INTO attempt(failure, session, made_ns, last_ns, files, change, commands, commit_id, subject, anchors, "
        "label, worked, tried, raised, demoted) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, 0, 0)",
        (
            failure, event.session, event.at_ns, event.at_ns, json.dumps(found.files, ensure_ascii=False), found.change,
            json.dumps(found.commands, ensure_ascii=False), found.commit_id, found.subject,
            json.dumps(_anchors(event, found.files) if worked else {}), found.label, int(worked),
        ),
    )  # fmt: skip
    _drop_surplus(db, failure)
    return int(cursor.lastrowid or 0)


def _refresh(db: sqlite3.Connection, event: Event, attempt: int, found: Between) -> None:
    """Keep the newest form of a fix that worked again: its files as they are now, and its commit where it has one."""
    db.execute(
        "UPDATE attempt SET anchors = ?, change = CASE WHEN ? = '' THEN change ELSE ? END, "
        "commit_id = CASE WHEN ? = '' THEN commit_id ELSE ? END, subject = CASE WHEN ? = '' THEN subject ELSE ? END "
        "WHERE n = ?",
        (
            json.dumps(_anchors(event, found.files)), found.change, found.change, found.commit_id, found.commit_id,
            found.commit_id, found.subject, attempt,
        ),
    )  # fmt: skip


def _anchors(event: Event, files: Iterable[str]) -> dict[str, str]:
    root = event.worktree or event.cwd
    made = [anchors.of_file(root, path) for path in list(files)[:_MAX_ANCHORS]]
    return {anchor[0]: anchor[1] for anchor in made if anchor is not None}


def _drop_surplus(db: sqlite3.Connection, failure: int) -> None:
    kept = sorted(rows.attempts(db, "failure = ?", failure), key=lambda a: (a.worked > 0, a.score, a.last_ns))
    for attempt in kept[: max(0, len(kept) - _MAX_ATTEMPTS)]:
        db.execute("DELETE FROM attempt WHERE n = ?", (attempt.n,))


def _demote(db: sqlite3.Connection, session: str, failure: int) -> None:
    """Demote what was suggested in this session: something was changed since, and the failure came again."""
    told = rows.attempts(
        db, "n IN (SELECT attempt FROM suggestion WHERE session = ? AND failure = ? AND came = '')", session, failure
    )
    for attempt in told:
        _came(db, session, attempt, "failed")


def _came(db: sqlite3.Connection, session: str, attempt: Attempt, came: str) -> None:
    db.execute(
        "UPDATE suggestion SET came = ? WHERE session = ? AND failure = ? AND attempt = ?",
        (came, session, attempt.failure, attempt.n),
    )
    column = {"helped": "raised", "failed": "demoted"}.get(came)
    if column:
        db.execute(f"UPDATE attempt SET {column} = {column} + 1 WHERE n = ?", (attempt.n,))  # noqa: S608  ours


def suggested(db: sqlite3.Connection, session: str, failure: int, attempts: Iterable[int], *, at_ns: int) -> None:
    """Note that these attempts of a failure were told in a session, so that what comes of it counts for them."""
    db.executemany(
        "INSERT OR IGNORE INTO suggestion(session, failure, attempt, at_ns) VALUES(?, ?, ?, ?)",
        [(session, failure, n, at_ns) for n in attempts],
    )


def committed(db: sqlite3.Connection, event: Event, made: list[Memory]) -> None:
    """Name the commits that hold fixes: those of the same session with a file in common, or with all of its files."""
    if not made:
        return
    recent = rows.attempts(db, "commit_id = '' AND last_ns > ? AND worked > 0", event.at_ns - _COMMIT_WITHIN_NS)
    replaced = rows.attempts(
        db,
        "last_ns > ? AND worked > 0 AND commit_id IN (SELECT key FROM memory WHERE namespace = 'resolutions' AND "
        "state = 'superseded')",
        event.at_ns - _COMMIT_WITHIN_NS,
    )
    for memory in made:
        for attempt in [*recent, *replaced]:
            ours, theirs = set(attempt.files), set(memory.files)
            if not ours or not (ours <= theirs or (attempt.session == event.session and ours & theirs)):
                continue
            db.execute(
                "UPDATE attempt SET commit_id = ?, subject = ? WHERE n = ?", (memory.key, memory.title, attempt.n)
            )
            remember(db, attempt.failure, now_ns=event.at_ns)


def remember(db: sqlite3.Connection, failure: int, *, now_ns: int) -> None:
    """Write what is known of a failure as one memory; nothing while neither a fix nor a vain attempt is known."""
    attempts = rows.attempts(db, "failure = ?", failure)
    if not attempts:
        return
    id, text, name, created = db.execute(
        "SELECT id, signature, name, created_ns FROM failure WHERE n = ?", (failure,)
    ).fetchone()
    seen = rows.sightings(db, "failure = ? ORDER BY n", failure)
    attempts.sort(key=lambda a: (a.worked > 0, a.score, a.last_ns), reverse=True)
    best = attempts[0]
    sources = [f"session:{s}" for s in dict.fromkeys(a.session for a in attempts)][:5]
    if best.commit_id:
        sources.insert(0, f"commit:{best.commit_id}")
    sources += [f"command:{s.command[:200]}" for s in seen[-1:]]
    memory = Memory(
        namespace="failures",
        key=_key(str(text)),
        id=str(id),
        title=str(name),
        text=f"{name}. {' '.join(sentences(attempts))}",
        files=list(dict.fromkeys(path for a in attempts if a.worked for path in a.files))[:20],
        created_ns=int(created),
        updated_ns=now_ns,
        sightings=len(seen),
        provenance=Provenance(best.label, sources),
        facts=_facts(str(text), attempts, best),
    )
    memories.put(db, memory, now_ns=now_ns)


def _facts(signature_text: str, attempts: list[Attempt], best: Attempt) -> dict[str, object]:
    """Return what the memory keeps, from which `adoption` rebuilds the rows on another machine."""
    facts: dict[str, object] = {
        "signature": signature_text,
        "attempts": [
            {
                "files": a.files, "change": a.change, "commands": a.commands, "commit": a.commit_id,
                "subject": a.subject, "label": a.label, "worked": a.worked, "tried": a.tried, "raised": a.raised,
                "demoted": a.demoted, "made_ns": a.made_ns, "last_ns": a.last_ns, "session": a.session,
                "anchors": a.anchors,
            }
            for a in attempts
        ],
    }  # fmt: skip
    if best.anchors:
        facts["anchors"] = best.anchors
    return facts


def feed_back(db: sqlite3.Connection, id: str, *, helped: bool, now_ns: int) -> None:
    """Raise or demote the fix that is told first for the failure of this memory id: a reader judged it."""
    row = db.execute("SELECT n FROM failure WHERE id = ?", (id,)).fetchone()
    worked = split(rows.attempts(db, "failure = ?", row[0]))[0] if row else []
    if worked:
        column = "raised" if helped else "demoted"
        db.execute(f"UPDATE attempt SET {column} = {column} + 1 WHERE n = ?", (worked[0].n,))  # noqa: S608  ours
        remember(db, int(row[0]), now_ns=now_ns)
