"""Handoffs: where a session left off, kept until one other session takes it.

`state` is open, accepted or expired. Taking is one compare-and-set, so that of any number of sessions that start at
once exactly one gets it. An accepted one is `settled` when its taker has worked; until then it can be given back. Each
function runs in the caller's transaction, or as one of its own.
"""

from __future__ import annotations

import json
import sqlite3

from trailnote.errors import NotFoundError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

DDL = """
CREATE TABLE handoff(
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, state TEXT NOT NULL, from_agent TEXT NOT NULL, to_agent TEXT NOT NULL,
    session TEXT NOT NULL, created_ns INTEGER NOT NULL, cwd TEXT NOT NULL, worktree TEXT NOT NULL, branch TEXT NOT NULL,
    head TEXT NOT NULL, body TEXT NOT NULL, taken_by TEXT NOT NULL DEFAULT '', taken_ns INTEGER,
    settled INTEGER NOT NULL DEFAULT 0, reason TEXT NOT NULL DEFAULT '', mentioned INTEGER NOT NULL DEFAULT 0)
    WITHOUT ROWID;
CREATE INDEX handoff_open ON handoff(created_ns) WHERE state = 'open';
CREATE INDEX handoff_unsettled ON handoff(taken_by) WHERE state = 'accepted' AND settled = 0;
CREATE INDEX handoff_session ON handoff(session);
CREATE INDEX session_running ON session(last_ns) WHERE ended_ns IS NULL;
"""

AUTOMATIC, MANUAL = "automatic", "manual"
OPEN, ACCEPTED, EXPIRED = "open", "accepted", "expired"
_COLUMNS = (
    "id, kind, state, from_agent, to_agent, session, created_ns, cwd, worktree, branch, head, body, taken_by, "
    "taken_ns, reason, mentioned"
)


class Handoff:
    """One baton. `created_ns` is the last thing its session did; `cwd` where that session was started.

    `body` holds what is told, each absent when it is not known: `task`, `last_asked`, `summary`, `open_questions`,
    `next_steps`, `files`, `uncommitted`, `commits`, `failing` and `tests` ({command, name, outcome, exit_code, at_ns}),
    `interrupted`, `continues`. `taken_by` is a session's id, or `person`. `mentioned` says that one session on another
    branch was told of it, which does not take it.
    """

    __slots__ = (
        "body", "branch", "created_ns", "cwd", "from_agent", "head", "id", "kind", "mentioned", "reason", "session",
        "state", "taken_by", "taken_ns", "to_agent", "worktree",
    )  # fmt: skip

    def __init__(
        self,
        id: str,
        *,
        kind: str,
        from_agent: str,
        created_ns: int,
        cwd: str,
        body: Mapping[str, object],
        to_agent: str = "",
        session: str = "",
        worktree: str = "",
        branch: str = "",
        head: str = "",
        state: str = OPEN,
    ) -> None:
        self.id = id
        self.kind = kind
        self.state = state
        self.from_agent = from_agent
        self.to_agent = to_agent
        self.session = session
        self.created_ns = created_ns
        self.cwd = cwd
        self.worktree = worktree
        self.branch = branch
        self.head = head
        self.body = dict(body)
        self.taken_by = ""
        self.taken_ns: int | None = None
        self.reason = ""
        self.mentioned = False

    def text(self, name: str) -> str:
        """Return a text of the body, "" when it is not known."""
        value = self.body.get(name)
        return value if isinstance(value, str) else ""

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of texts of the body, () when it is not known."""
        value = self.body.get(name)
        return tuple(str(x) for x in value) if isinstance(value, list | tuple) else ()


def _from_row(row: tuple[object, ...]) -> Handoff:
    texts = [str(value) for value in row[:6]]
    handoff = Handoff(
        texts[0],
        kind=texts[1],
        state=texts[2],
        from_agent=texts[3],
        to_agent=texts[4],
        session=texts[5],
        created_ns=int(str(row[6])),
        cwd=str(row[7]),
        worktree=str(row[8]),
        branch=str(row[9]),
        head=str(row[10]),
        body=json.loads(str(row[11])),
    )
    handoff.taken_by = str(row[12])
    handoff.taken_ns = None if row[13] is None else int(str(row[13]))
    handoff.reason = str(row[14])
    handoff.mentioned = bool(row[15])
    return handoff


def put(db: sqlite3.Connection, handoff: Handoff) -> bool:
    """Store a new handoff; return False when one of that id is there already, which then stays as it is."""
    cursor = db.execute(
        "INSERT OR IGNORE INTO handoff(id, kind, state, from_agent, to_agent, session, created_ns, cwd, worktree, "
        "branch, head, body) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            handoff.id, handoff.kind, handoff.state, handoff.from_agent, handoff.to_agent, handoff.session,
            handoff.created_ns, handoff.cwd, handoff.worktree, handoff.branch, handoff.head,
            json.dumps(handoff.body, ensure_ascii=False, sort_keys=True),
        ),
    )  # fmt: skip
    return cursor.rowcount == 1


def replace(db: sqlite3.Connection, handoff: Handoff) -> None:
    """Store a handoff in the place of the one of that id, whatever became of it."""
    db.execute("DELETE FROM handoff WHERE id = ?", (handoff.id,))
    put(db, handoff)


def select(db: sqlite3.Connection, where: str, parameters: Iterable[object] = ()) -> list[Handoff]:
    """Return the handoffs that an SQL condition of ours selects. `where` is never text from outside."""
    rows = db.execute(f"SELECT {_COLUMNS} FROM handoff WHERE {where}", tuple(parameters))  # noqa: S608
    return [_from_row(row) for row in rows]


def still_open(db: sqlite3.Connection) -> list[Handoff]:
    """Return the open handoffs, newest first."""
    return select(db, "state = 'open' ORDER BY created_ns DESC, id")


def get(db: sqlite3.Connection, name: str) -> Handoff:
    """Return the handoff whose id, or start of an id that only it has, is `name`. Raises NotFoundError."""
    found = select(db, "id >= ? AND id < ? ORDER BY id LIMIT 2", (name, name + "\x7f"))
    if found and (found[0].id == name or (len(found) == 1 and len(name) >= 6)):
        return found[0]
    raise NotFoundError(f"{name}: no handoff has that id. `trailnote handoff list` shows what there is.")


def take(db: sqlite3.Connection, id: str, *, by: str, at_ns: int, settled: bool = False) -> bool:
    """Accept an open handoff for the session `by`; return False when another was faster, or it is open no more."""
    cursor = db.execute(
        "UPDATE handoff SET state = 'accepted', taken_by = ?, taken_ns = ?, settled = ?, reason = '' "
        "WHERE id = ? AND state = 'open'",
        (by, at_ns, int(settled), id),
    )
    return cursor.rowcount == 1


def mention(db: sqlite3.Connection, id: str) -> bool:
    """Note that a session on another branch is told of an open handoff; return False when one was already."""
    cursor = db.execute("UPDATE handoff SET mentioned = 1 WHERE id = ? AND state = 'open' AND mentioned = 0", (id,))
    return cursor.rowcount == 1


def expire(db: sqlite3.Connection, ids: Iterable[str], *, reason: str) -> int:
    """Expire open handoffs, and return how many were open."""
    return sum(
        db.execute(
            "UPDATE handoff SET state = 'expired', reason = ? WHERE id = ? AND state = 'open'", (reason, id)
        ).rowcount
        for id in ids
    )


def unsettled(db: sqlite3.Connection) -> list[tuple[str, str]]:
    """Return (id, taken_by) of the accepted handoffs whose taker is not known to have worked."""
    return db.execute("SELECT id, taken_by FROM handoff WHERE state = 'accepted' AND settled = 0").fetchall()


def settle(db: sqlite3.Connection, id: str) -> None:
    """Note that the taker has worked: the handoff is gone for good."""
    db.execute("UPDATE handoff SET settled = 1 WHERE id = ?", (id,))


def reopen(db: sqlite3.Connection, id: str) -> None:
    """Open an accepted or expired handoff again."""
    db.execute(
        "UPDATE handoff SET state = 'open', taken_by = '', taken_ns = NULL, settled = 0, reason = '' WHERE id = ?",
        (id,),
    )


def prune(db: sqlite3.Connection, *, before_ns: int) -> int:
    """Expire automatic handoffs from before, delete what is accepted or expired from before; return how many went."""
    db.execute(
        "UPDATE handoff SET state = 'expired', reason = 'old' WHERE state = 'open' AND kind = 'automatic' "
        "AND created_ns < ?",
        (before_ns,),
    )
    return db.execute("DELETE FROM handoff WHERE state != 'open' AND created_ns < ?", (before_ns,)).rowcount
