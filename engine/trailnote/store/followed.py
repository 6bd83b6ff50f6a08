"""What waits to be put into rules, and which Markdown files the database has read.

`followed` says how a file of `journal/` or `notes/` was when it was read: one that looks otherwise is read again.
`rule_waiting` holds the learnings that came, changed or went since rules were last made. Triggers fill it, so that no
way of storing or forgetting a learning can pass it by.
"""

from __future__ import annotations

import os
import sqlite3

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

LEARNED = ("learnings", "patterns")  # the namespaces whose memories become rules
DDL = """
CREATE TABLE followed(
    path TEXT PRIMARY KEY, mtime_ns INTEGER NOT NULL, size INTEGER NOT NULL, sum TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE rule_waiting(learning TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TRIGGER rule_learned AFTER INSERT ON memory WHEN new.namespace IN ('learnings', 'patterns') BEGIN
    INSERT OR IGNORE INTO rule_waiting VALUES(new.id);
END;
CREATE TRIGGER rule_changed AFTER UPDATE OF text, provenance, tags, facts ON memory
    WHEN new.namespace IN ('learnings', 'patterns') BEGIN
    INSERT OR IGNORE INTO rule_waiting VALUES(new.id);
END;
CREATE TRIGGER rule_superseded AFTER UPDATE OF state ON memory
    WHEN new.namespace IN ('learnings', 'patterns') AND new.state = 'superseded' BEGIN
    INSERT OR IGNORE INTO rule_waiting VALUES(new.id);
END;
CREATE TRIGGER rule_unlearned AFTER DELETE ON memory WHEN old.namespace IN ('learnings', 'patterns') BEGIN
    INSERT OR IGNORE INTO rule_waiting VALUES(old.id);
END;
CREATE INDEX rule_rank ON rule(state, sources DESC, last_date DESC, id);
CREATE INDEX rule_category ON rule(category, state);
CREATE INDEX memory_counts ON memory(namespace, state, expires_ns);
"""

FEW = 50  # learnings that any reader puts into rules by the way; a larger import waits for whoever asks for rules


class Seen:
    """A file as the folder tells of it: `path` relative to the memory folder, with slashes."""

    __slots__ = ("mtime_ns", "path", "size")

    def __init__(self, path: str, *, mtime_ns: int, size: int) -> None:
        self.path = path
        self.mtime_ns = mtime_ns
        self.size = size


def look(memory_dir: str, folder: str) -> list[Seen]:
    """Return the Markdown files of `journal` or `notes`, sorted; links and folders are passed over."""
    found = []
    try:
        with os.scandir(os.path.join(memory_dir, folder)) as entries:
            for entry in entries:
                if entry.name.endswith(".md") and entry.is_file(follow_symlinks=False):
                    state = entry.stat(follow_symlinks=False)
                    found.append(Seen(f"{folder}/{entry.name}", mtime_ns=state.st_mtime_ns, size=state.st_size))
    except OSError:
        return []
    return sorted(found, key=lambda seen: seen.path)


def changes(db: sqlite3.Connection, memory_dir: str, folder: str) -> tuple[list[Seen], list[str]]:
    """Return the files that look otherwise than when they were read, and the paths of those that are gone."""
    # "0" follows "/" in ASCII: the range is every path that lies in the folder.
    known = {
        path: (mtime_ns, size)
        for path, mtime_ns, size in db.execute(
            "SELECT path, mtime_ns, size FROM followed WHERE path >= ? AND path < ?", (f"{folder}/", f"{folder}0")
        )
    }
    changed = [seen for seen in look(memory_dir, folder) if known.pop(seen.path, None) != (seen.mtime_ns, seen.size)]
    there = {seen.path for seen in changed}
    gone = [path for path in known if path not in there and not os.path.isfile(os.path.join(memory_dir, path))]
    return changed, gone


def sum_of(db: sqlite3.Connection, path: str) -> str:
    """Return the sum of what was last read of a file, "" when it never was."""
    row = db.execute("SELECT sum FROM followed WHERE path = ?", (path,)).fetchone()
    return str(row[0]) if row else ""


def note(db: sqlite3.Connection, seen: Seen, total: str) -> None:
    """Remember how a file was when it was read."""
    db.execute("INSERT OR REPLACE INTO followed VALUES(?, ?, ?, ?)", (seen.path, seen.mtime_ns, seen.size, total))


def drop(db: sqlite3.Connection, paths: Iterable[str]) -> None:
    """Forget files that are gone."""
    db.executemany("DELETE FROM followed WHERE path = ?", [(path,) for path in paths])


def waiting(db: sqlite3.Connection, *, limit: int = -1) -> list[str]:
    """Return the ids of the learnings that are to be put into rules, or taken out; at most `limit` unless negative."""
    return [str(id) for (id,) in db.execute("SELECT learning FROM rule_waiting LIMIT ?", (limit,))]


def few_wait(db: sqlite3.Connection) -> bool:
    """Return whether learnings wait, and no more than any reader puts into rules by the way."""
    row = db.execute("SELECT count(*) FROM (SELECT 1 FROM rule_waiting LIMIT ?)", (FEW + 1,)).fetchone()
    return 0 < int(row[0]) <= FEW


def done(db: sqlite3.Connection, ids: Iterable[str]) -> None:
    """Take learnings off the list."""
    db.executemany("DELETE FROM rule_waiting WHERE learning = ?", [(id,) for id in ids])
