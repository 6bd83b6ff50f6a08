"""Rows for memories that came from elsewhere: executions and failures of an import or a restore, found as ours are."""

from __future__ import annotations

import json
import sqlite3

from trailnote.distill import failures
from trailnote.distill.endings import OUTCOMES
from trailnote.distill.signature import Signature
from trailnote.store import memories

ELSEWHERE = "elsewhere"  # what an execution that was not recorded here ended by


def adopt(db: sqlite3.Connection) -> int:
    """Make the rows that are missing, and return for how many memories. The caller holds the transaction."""
    return _executions(db) + _failures(db)


def _executions(db: sqlite3.Connection) -> int:
    done = 0
    for memory in list(memories.select(db, "namespace = 'executions' AND key NOT IN (SELECT id FROM execution)")):
        told = {name: memory.facts.get(name) for name in ("session", "client", "via", "outcome", "outcome_label")}
        if told["outcome"] not in OUTCOMES:
            continue
        db.execute(
            "INSERT INTO execution(id, session, client, via, task, branch, started_ns, ended_ns, ended_by, outcome, "
            f"label) VALUES(?, ?, ?, ?, ?, ?, ?, ?, '{ELSEWHERE}', ?, ?)",
            (
                memory.key, str(told["session"]), str(told["client"]), str(told["via"]), memory.title, memory.branch,
                memory.created_ns, memory.updated_ns, str(told["outcome"]), str(told["outcome_label"]),
            ),
        )  # fmt: skip
        done += 1
    return done


def _failures(db: sqlite3.Connection) -> int:
    done = 0
    for memory in list(memories.select(db, "namespace = 'failures' AND id NOT IN (SELECT id FROM failure)")):
        text, attempts = memory.facts.get("signature"), memory.facts.get("attempts")
        if not isinstance(text, str) or not isinstance(attempts, list):
            continue
        try:
            found = Signature.from_text(text)
        except ValueError:
            continue
        n = failures.insert(db, found, memory.created_ns, id=memory.id, name=memory.title)
        for fields in attempts:
            if isinstance(fields, dict):
                _attempt(db, n, fields)
        done += 1
    return done


def _attempt(db: sqlite3.Connection, failure: int, fields: dict[str, object]) -> None:
    def text(name: str) -> str:
        value = fields.get(name)
        return value if isinstance(value, str) else ""

    def count(name: str) -> int:
        value = fields.get(name)
        return value if isinstance(value, int) else 0

    def texts(name: str) -> str:
        value = fields.get(name)
        return json.dumps([v for v in value if isinstance(v, str)] if isinstance(value, list) else [])

    held = fields.get("anchors")
    db.execute(
        "INSERT INTO attempt(failure, session, made_ns, last_ns, files, change, commands, commit_id, subject, anchors, "
        "label, worked, tried, raised, demoted) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            failure, text("session"), count("made_ns"), count("last_ns"), texts("files"), text("change"),
            texts("commands"), text("commit"), text("subject"), json.dumps(held if isinstance(held, dict) else {}),
            text("label"), count("worked"), count("tried"), count("raised"), count("demoted"),
        ),
    )  # fmt: skip
