"""Reading and writing memories: one place that knows the columns, the expiry and the tombstones."""

from __future__ import annotations

import json
import sqlite3

from trailnote.errors import NotFoundError, UsageError
from trailnote.model import NAMESPACES, Memory, Provenance, expiry_ns
from trailnote.store import index
from trailnote.store.database import transaction

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

COLUMNS = (
    "n, id, namespace, key, title, text, files, symbols, tags, state, pinned, created_ns, updated_ns, used_ns, uses, "
    "expires_ns, sightings, provenance, author, origin, branch, fingerprint, salience, facts"
)
LIVE = "state IN ('candidate', 'promoted') AND (expires_ns IS NULL OR expires_ns > ?)"
DECIDED = ("promoted", "rejected")  # what a person decided about is on no clock


def from_row(row: tuple[object, ...], scope: str) -> Memory:
    """Return the memory in a row of COLUMNS."""
    (n, id, namespace, key, title, text, files, symbols, tags, state, pinned, created, updated, used, uses) = row[:15]
    (expires, sightings, provenance, author, origin, branch, fingerprint, salience, facts) = row[15:]
    return Memory(
        n=int(str(n)),
        id=str(id),
        namespace=str(namespace),
        key=str(key),
        title=str(title),
        text=str(text),
        files=json.loads(str(files)),
        symbols=json.loads(str(symbols)),
        tags=json.loads(str(tags)),
        state=str(state),
        pinned=bool(pinned),
        created_ns=int(str(created)),
        updated_ns=int(str(updated)),
        used_ns=int(str(used)),
        uses=int(str(uses)),
        expires_ns=None if expires is None else int(str(expires)),
        sightings=int(str(sightings)),
        provenance=Provenance.from_json(str(provenance)),
        author=str(author),
        origin=str(origin),
        branch=str(branch),
        fingerprint=None if fingerprint is None else int(str(fingerprint)),
        salience=float(str(salience)),
        facts=json.loads(str(facts)),
        scope=scope,
    )


def _values(memory: Memory) -> tuple[object, ...]:
    def array(items: Iterable[str]) -> str:
        return json.dumps(list(items), ensure_ascii=False)

    return (
        memory.id,
        memory.namespace,
        memory.key,
        memory.title,
        memory.text,
        array(memory.files),
        array(memory.symbols),
        array(memory.tags),
        memory.state,
        int(memory.pinned),
        memory.created_ns,
        memory.updated_ns,
        memory.used_ns,
        memory.uses,
        memory.expires_ns,
        memory.sightings,
        memory.provenance.to_json(),
        memory.author,
        memory.origin,
        memory.branch,
        memory.fingerprint,
        memory.salience,
        json.dumps(memory.facts, ensure_ascii=False, sort_keys=True),
    )


def put(db: sqlite3.Connection, memory: Memory, *, now_ns: int, revive: bool = False) -> bool:
    """Store `memory` under its namespace and key, and return whether anything changed.

    A memory that is there already is rewritten in place: id, creation, uses and pin stay, the earlier wording is kept
    as a version; one that had expired is begun anew. One that was forgotten stays forgotten unless `revive` (a person
    or agent said it again). The expiry is the namespace's default when the memory names none, and none for what is
    pinned or decided.
    """
    if memory.namespace not in NAMESPACES:
        raise UsageError(f"namespace {memory.namespace!r} is unknown; one of {', '.join(NAMESPACES)}")
    _date(memory, now_ns)
    with transaction(db):
        if db.execute("SELECT 1 FROM tombstone WHERE id = ?", (memory.id,)).fetchone():
            if not revive:
                return False
            db.execute("DELETE FROM tombstone WHERE id = ?", (memory.id,))
        old = find(db, memory.namespace, memory.key)
        if old is not None and is_over(old, now_ns):
            _delete(db, old.n, old.id)
            old = None
        if old is None:
            _insert(db, memory)
            return True
        return _rewrite(db, old, memory, now_ns)


def _date(memory: Memory, now_ns: int) -> None:
    """Set the times that a new memory does not bring."""
    memory.created_ns = memory.created_ns or now_ns
    memory.updated_ns = memory.updated_ns or now_ns
    if memory.expires_ns is None and not memory.pinned and memory.state not in DECIDED:
        memory.expires_ns = expiry_ns(memory.namespace, memory.updated_ns)


def is_over(memory: Memory, now_ns: int) -> bool:
    """Return whether a memory has expired: no reader is to see it, and the next sweep deletes it."""
    return memory.expires_ns is not None and memory.expires_ns <= now_ns and memory.state not in DECIDED


_INSERT = f"INSERT INTO memory({COLUMNS.removeprefix('n, ')}) VALUES({','.join('?' * len(COLUMNS.split(', ')[1:]))})"


def _insert(db: sqlite3.Connection, memory: Memory) -> None:
    memory.n = int(db.execute(_INSERT, _values(memory)).lastrowid or 0)
    _index(db, memory)


def put_all(db: sqlite3.Connection, new: Iterable[Memory], *, now_ns: int) -> int:
    """Store many memories that are known to be new (no such key, no tombstone) and return how many; the quick way for
    a history. Runs in one transaction."""
    stored: list[Memory] = []
    with transaction(db):
        for memory in new:
            _date(memory, now_ns)
            memory.n = int(db.execute(_INSERT, _values(memory)).lastrowid or 0)
            stored.append(memory)
        index.index_rows(db, ((m.n, m.title, m.text, m.files, m.symbols, m.tags) for m in stored))
    return len(stored)


def _index(db: sqlite3.Connection, memory: Memory) -> None:
    index.index_row(
        db,
        memory.n,
        title=memory.title,
        text=memory.text,
        files=memory.files,
        symbols=memory.symbols,
        tags=memory.tags,
    )


def _rewrite(db: sqlite3.Connection, old: Memory, new: Memory, now_ns: int) -> bool:
    new.n, new.id, new.created_ns = old.n, old.id, old.created_ns
    new.uses, new.used_ns, new.pinned = old.uses, old.used_ns, old.pinned or new.pinned
    new.sightings = max(old.sightings, new.sightings)
    if new.salience == 1.0:
        new.salience = old.salience  # what its readers said of it stands
    if old.state in DECIDED and new.state == "candidate":
        new.state = old.state  # a person's word stands until a person takes it back
    if new.state in DECIDED or (old.pinned and old.expires_ns is None):
        new.expires_ns = None  # is not put back on a clock by being written anew
    new.updated_ns = old.updated_ns
    if _said(old) == _said(new):
        if new.expires_ns != old.expires_ns:
            db.execute("UPDATE memory SET expires_ns = ? WHERE n = ?", (new.expires_ns, old.n))
        return False
    new.updated_ns = now_ns
    if (old.text, old.title) != (new.text, new.title):
        db.execute(
            "INSERT INTO memory_version VALUES(?, ?, ?, ?, ?)",
            (old.id, old.updated_ns, old.title, old.text, old.provenance.to_json()),
        )
        db.execute("DELETE FROM memory_vector WHERE n = ?", (old.n,))
    index.unindex_row(db, old.n)  # while the old words can still be read
    names = COLUMNS.removeprefix("n, ").split(", ")
    db.execute(
        f"UPDATE memory SET {', '.join(n + ' = ?' for n in names)} WHERE n = ?",  # noqa: S608  the columns are ours
        (*_values(new), old.n),
    )
    _index(db, new)
    return True


def _said(memory: Memory) -> tuple[object, ...]:
    """Return what a rewrite may change; two memories that agree on it are the same to a reader."""
    return (
        memory.title, memory.text, memory.files, memory.symbols, memory.tags, memory.state, memory.pinned,
        memory.provenance.to_json(), memory.origin, memory.branch, memory.author, memory.facts, memory.sightings,
    )  # fmt: skip


def restore(db: sqlite3.Connection, memory: Memory, old: Memory | None) -> None:
    """Store `memory` exactly as it is, in place of `old`: the import's way in. The id stays the exported one."""
    db.execute("DELETE FROM tombstone WHERE id = ?", (memory.id,))
    if old is not None:
        _delete(db, old.n, old.id)
    _insert(db, memory)


def find(db: sqlite3.Connection, namespace: str, key: str, *, scope: str = "project") -> Memory | None:
    """Return the memory under `namespace` and `key` in any state, or None."""
    row = db.execute(
        f"SELECT {COLUMNS} FROM memory WHERE namespace = ? AND key = ?",  # noqa: S608
        (namespace, key),
    ).fetchone()
    return None if row is None else from_row(row, scope)


def get(db: sqlite3.Connection, name: str, *, scope: str = "project", now_ns: int = 0) -> Memory:
    """Return the memory whose id, or start of an id that only it has, or key (`namespace/key`) is `name`.

    A commit's hash may be abbreviated to seven digits or more. What expired by `now_ns` is not there (0: nothing did).
    Raises NotFoundError, also when several begin so, and UsageError for an empty name.
    """
    if not name.strip():
        raise UsageError("an empty id or key names no memory; `trailnote list` shows what there is.")

    def those(where: str, *parameters: str) -> list[tuple[object, ...]]:
        lives = "(expires_ns IS NULL OR expires_ns > ? OR state IN ('promoted', 'rejected'))"
        query = f"SELECT {COLUMNS} FROM memory WHERE {where} AND {lives} LIMIT 2"  # noqa: S608  all of it is ours
        return db.execute(query, (*parameters, now_ns)).fetchall()

    rows = those("id >= ? AND id < ?", name, name + "\x7f")
    exact = [r for r in rows if r[1] == name]
    if exact or (len(rows) == 1 and len(name) >= 6):
        return from_row((exact or rows)[0], scope)
    namespace, slash, key = name.partition("/")
    if slash and namespace in NAMESPACES:
        found = those("namespace = ? AND key = ?", namespace, key)
        if found:
            return from_row(found[0], scope)
    row = those("key = ?", name)
    if not row and 7 <= len(name) < 40 and not name.lower().strip("0123456789abcdef"):
        where = "namespace = 'resolutions' AND key >= ? AND key < ?"
        row = rows = those(where, name.lower(), name.lower() + "\x7f")
    if len(row) == 1:
        return from_row(row[0], scope)
    if len(row) > 1 and row is not rows:
        places = " and ".join(sorted(from_row(r, scope).namespace + "/" + name for r in row))
        raise NotFoundError(f"{name}: is a key in more than one namespace, as {places}. Name one so.")
    why = "several begin so" if len(rows) > 1 else "nothing has that id or key"
    raise NotFoundError(f"{name}: {why}. `trailnote list` shows what there is.")


def select(
    db: sqlite3.Connection, where: str, parameters: Iterable[object] = (), *, scope: str = "project"
) -> Iterator[Memory]:
    """Yield the memories that an SQL condition of ours selects. `where` is never text from outside."""
    for row in db.execute(f"SELECT {COLUMNS} FROM memory WHERE {where}", tuple(parameters)):  # noqa: S608
        yield from_row(row, scope)


def set_state(db: sqlite3.Connection, n: int, state: str, *, now_ns: int) -> None:
    """Set the state of row `n`, in place. What is decided has no expiry from then on; what waits for review again has
    its namespace's."""
    namespace, old, pinned, expires_ns = db.execute(
        "SELECT namespace, state, pinned, expires_ns FROM memory WHERE n = ?", (n,)
    ).fetchone()
    if state in DECIDED:
        expires_ns = None
    elif old in DECIDED and not pinned:
        expires_ns = expiry_ns(namespace, now_ns)
    values = (state, now_ns, expires_ns, n)
    db.execute("UPDATE memory SET state = ?, updated_ns = ?, expires_ns = ? WHERE n = ?", values)


def pin(db: sqlite3.Connection, memory: Memory, *, on: bool, now_ns: int) -> None:
    """Pin a memory, which then neither expires nor fades and is told at every start; or let it go again, from when on
    its namespace's time to live runs."""
    memory.pinned = on
    memory.expires_ns = None if on else expiry_ns(memory.namespace, now_ns)
    db.execute("UPDATE memory SET pinned = ?, expires_ns = ? WHERE n = ?", (int(on), memory.expires_ns, memory.n))


def forget(db: sqlite3.Connection, memory: Memory, *, now_ns: int) -> None:
    """Delete a memory with its versions and vector, and leave a tombstone so that it is not learned again."""
    with transaction(db):
        _delete(db, memory.n, memory.id)
        db.execute(
            "INSERT OR REPLACE INTO tombstone VALUES(?, ?, ?, ?)", (memory.id, memory.namespace, memory.key, now_ns)
        )


def delete(db: sqlite3.Connection, rows: Iterable[tuple[int, str]]) -> int:
    """Delete memories, as (n, id), without a tombstone: they may be learned again. Return how many."""
    count = 0
    for n, id in rows:
        _delete(db, n, id)
        count += 1
    return count


def _delete(db: sqlite3.Connection, n: int, id: str) -> None:
    index.unindex_row(db, n)
    db.execute("DELETE FROM memory WHERE n = ?", (n,))
    db.execute("DELETE FROM memory_version WHERE id = ?", (id,))
    db.execute("DELETE FROM memory_vector WHERE n = ?", (n,))


def sweep(db: sqlite3.Connection, *, now_ns: int, limit: int = 200, namespaces: Sequence[str] = ()) -> int:
    """Delete up to `limit` expired memories (of `namespaces`, when given) and return how many. What is pinned or
    decided stays. Cheap enough for every start: nothing is locked where nothing expired."""
    if not expired(db, now_ns=now_ns, limit=1, namespaces=namespaces):
        return 0
    with transaction(db):
        return delete(db, expired(db, now_ns=now_ns, limit=limit, namespaces=namespaces))


def expired(
    db: sqlite3.Connection, *, now_ns: int, limit: int, namespaces: Sequence[str] = ()
) -> list[tuple[int, str]]:
    """Return up to `limit` memories that `sweep` deletes, as (n, id)."""
    # The plus keeps SQLite from the index by namespace, which would read every memory of a large one.
    among = f" AND +namespace IN ({','.join('?' * len(namespaces))})" if namespaces else ""
    return db.execute(
        "SELECT n, id FROM memory WHERE expires_ns <= ? AND pinned = 0 "  # noqa: S608  marks only
        f"AND state NOT IN ('promoted', 'rejected'){among} ORDER BY expires_ns LIMIT ?",
        (now_ns, *namespaces, limit),
    ).fetchall()


def counts(db: sqlite3.Connection, *, now_ns: int) -> dict[str, dict[str, int]]:
    """Return how many unexpired memories there are, as {namespace: {state: n}}."""
    result: dict[str, dict[str, int]] = {}
    for namespace, state, n in db.execute(
        "SELECT namespace, state, count(*) FROM memory WHERE expires_ns IS NULL OR expires_ns > ? GROUP BY 1, 2",
        (now_ns,),
    ):
        result.setdefault(namespace, {})[state] = n
    return result


def mark_used(db: sqlite3.Connection, rows: Iterable[int], *, now_ns: int) -> None:
    """Count one more use of each row."""
    db.executemany("UPDATE memory SET uses = uses + 1, used_ns = ? WHERE n = ?", [(now_ns, n) for n in rows])
