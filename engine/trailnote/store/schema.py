"""The tables, and the steps from each released schema to the next.

A step is never edited once it is released: a newer schema is a new step. `user_version` of the database is the number
of the last step that ran.
"""

from __future__ import annotations

from trailnote.store import executions, followed, handoffs, index, naming, rules

CORE = """
CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE event(
    id TEXT PRIMARY KEY, session TEXT NOT NULL, client TEXT NOT NULL, kind TEXT NOT NULL, at_ns INTEGER NOT NULL,
    distilled INTEGER NOT NULL DEFAULT 0, body TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX event_pending ON event(at_ns) WHERE distilled = 0;
CREATE INDEX event_session ON event(session, at_ns);
CREATE INDEX event_at ON event(at_ns);
CREATE TABLE client(name TEXT PRIMARY KEY, last_event_ns INTEGER NOT NULL, events INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE session(
    id TEXT PRIMARY KEY, client TEXT NOT NULL, started_ns INTEGER NOT NULL, last_ns INTEGER NOT NULL,
    ended_ns INTEGER, cwd TEXT NOT NULL, worktree TEXT NOT NULL, branch TEXT NOT NULL, head TEXT NOT NULL,
    pid INTEGER NOT NULL, pid_start TEXT NOT NULL, title TEXT NOT NULL DEFAULT '', epoch INTEGER NOT NULL DEFAULT 0,
    prompts INTEGER NOT NULL DEFAULT 0, tools INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
CREATE TABLE memory(
    n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, namespace TEXT NOT NULL, key TEXT NOT NULL, title TEXT NOT NULL,
    text TEXT NOT NULL, files TEXT NOT NULL, symbols TEXT NOT NULL, tags TEXT NOT NULL, state TEXT NOT NULL,
    pinned INTEGER NOT NULL, created_ns INTEGER NOT NULL, updated_ns INTEGER NOT NULL, used_ns INTEGER NOT NULL,
    uses INTEGER NOT NULL, expires_ns INTEGER, sightings INTEGER NOT NULL, provenance TEXT NOT NULL,
    author TEXT NOT NULL, origin TEXT NOT NULL, branch TEXT NOT NULL, fingerprint INTEGER, salience REAL NOT NULL,
    facts TEXT NOT NULL,
    UNIQUE(namespace, key));
CREATE INDEX memory_created ON memory(created_ns);
CREATE INDEX memory_expires ON memory(expires_ns) WHERE expires_ns IS NOT NULL;
CREATE TABLE memory_version(
    id TEXT NOT NULL, at_ns INTEGER NOT NULL, title TEXT NOT NULL, text TEXT NOT NULL, provenance TEXT NOT NULL);
CREATE INDEX memory_version_id ON memory_version(id, at_ns);
CREATE TABLE memory_vector(
    n INTEGER PRIMARY KEY, model TEXT NOT NULL, dim INTEGER NOT NULL, vector BLOB NOT NULL);
CREATE TABLE tombstone(id TEXT PRIMARY KEY, namespace TEXT NOT NULL, key TEXT NOT NULL, at_ns INTEGER NOT NULL)
    WITHOUT ROWID;
CREATE TABLE head(
    gitdir TEXT PRIMARY KEY, commit_id TEXT NOT NULL, reflog INTEGER NOT NULL, at_ns INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE told(
    session TEXT NOT NULL, epoch INTEGER NOT NULL, id TEXT NOT NULL, at_ns INTEGER NOT NULL, moment TEXT NOT NULL,
    tokens INTEGER NOT NULL, used INTEGER NOT NULL DEFAULT 0, PRIMARY KEY(session, epoch, id)) WITHOUT ROWID;
CREATE INDEX told_at ON told(at_ns);
CREATE TABLE managed(
    target TEXT NOT NULL, id TEXT NOT NULL, at_ns INTEGER NOT NULL, text TEXT NOT NULL, PRIMARY KEY(target, id))
    WITHOUT ROWID;
"""

# A start tells what is pinned: among a million memories it took two seconds to look for that.
PINNED = """
CREATE INDEX memory_pinned ON memory(updated_ns) WHERE pinned = 1;
"""

STEPS: tuple[str, ...] = (
    CORE + index.DDL + handoffs.DDL + executions.DDL + rules.DDL + followed.DDL,
    PINNED,
    naming.DDL,
)
