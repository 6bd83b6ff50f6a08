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
    from collections.abc import Iterable, Iterator

COLUMNS = (
    "n, id, namespace, key, title, text, files, symbols, tags, state, pinned, created_ns, updated_ns, used_ns, uses, "
    "expires_ns, sightings, provenance, author, origin, branch, fingerprint, salience, facts"
)
LIVE = "state IN ('candidate', 'promoted') AND (expires_ns IS NULL OR expires_ns > ?)"


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
    as a version. One that was forgotten stays forgotten unless `revive` (a person or agent said it again). The
    expiry is the namespace's default when the memory names none and is not pinned.
    """
    if memory.namespace not in NAMESPACES:
        raise UsageError(f"namespace {memory.namespace!r} is unknown; one of {', '.join(NAMESPACES)}")
    memory.created_ns = memory.created_ns or now_ns
    memory.updated_ns = memory.updated_ns or now_ns
    if memory.expires_ns is None and not memory.pinned:
        memory.expires_ns = expiry_ns(memory.namespace, memory.updated_ns)
    with transaction(db):
        if db.execute("SELECT 1 FROM tombstone WHERE id = ?", (memory.id,)).fetchone():
            if not revive:
                return False
            db.execute("DELETE FROM tombstone WHERE id = ?", (memory.id,))
        old = find(db, memory.namespace, memory.key)
        if old is None:
            _insert(db, memory)
            return True
        return _rewrite(db, old, memory, now_ns)


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
            memory.created_ns = memory.created_ns or now_ns
            memory.updated_ns = memory.updated_ns or now_ns
            if memory.expires_ns is None and not memory.pinned:
                memory.expires_ns = expiry_ns(memory.namespace, memory.updated_ns)
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
    if old.pinned and old.expires_ns is None:
        new.expires_ns = None  # what is pinned is not put back on a clock by being written anew
    new.sightings = max(old.sightings, new.sightings)
    if new.salience == 1.0:
        new.salience = old.salience  # what its readers said of it stands
    if old.state in ("promoted", "rejected") and new.state == "candidate":
        new.state = old.state  # a person's word stands until a person takes it back
    new.updated_ns = old.updated_ns
    if _said(old) == _said(new):
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


def get(db: sqlite3.Connection, name: str, *, scope: str = "project") -> Memory:
    """Return the memory whose id, or start of an id that only it has, or key (`namespace/key`) is `name`.

    A commit's hash may be abbreviated to seven digits or more. Raises NotFoundError, also when several begin so.
    """
    low, high = name, name + "\x7f"
    rows = db.execute(
        f"SELECT {COLUMNS} FROM memory WHERE id >= ? AND id < ? LIMIT 2",  # noqa: S608
        (low, high),
    ).fetchall()
    exact = [r for r in rows if r[1] == name]
    if exact or (len(rows) == 1 and len(name) >= 6):
        return from_row((exact or rows)[0], scope)
    namespace, slash, key = name.partition("/")
    if slash and namespace in NAMESPACES:
        found = find(db, namespace, key, scope=scope)
        if found is not None:
            return found
    row = db.execute(f"SELECT {COLUMNS} FROM memory WHERE key = ? LIMIT 2", (name,)).fetchall()  # noqa: S608
    if not row and 7 <= len(name) < 40 and not name.lower().strip("0123456789abcdef"):
        where = "namespace = 'resolutions' AND key >= ? AND key < ?"
        row = rows = db.execute(
            f"SELECT {COLUMNS} FROM memory WHERE {where} LIMIT 2",  # noqa: S608
            (name.lower(), name.lower() + "\x7f"),
        ).fetchall()
    if len(row) == 1:
        return from_row(row[0], scope)
    why = "several begin so" if len(rows) > 1 else "nothing has that id or key"
    raise NotFoundError(f"{name}: {why}. `trailnote list` shows what there is.")


def select(
    db: sqlite3.Connection, where: str, parameters: Iterable[object] = (), *, scope: str = "project"
) -> Iterator[Memory]:
    """Yield the memories that an SQL condition of ours selects. `where` is never text from outside."""
    for row in db.execute(f"SELECT {COLUMNS} FROM memory WHERE {where}", tuple(parameters)):  # noqa: S608
        yield from_row(row, scope)


def set_state(db: sqlite3.Connection, n: int, state: str, *, now_ns: int) -> None:
    """Set the state of row `n`, in place."""
    db.execute("UPDATE memory SET state = ?, updated_ns = ? WHERE n = ?", (state, now_ns, n))


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


def sweep(db: sqlite3.Connection, *, now_ns: int, limit: int = 200) -> int:
    """Delete up to `limit` expired memories and return how many. Cheap enough for every start."""
    with transaction(db):
        rows = db.execute(
            "SELECT n, id FROM memory WHERE expires_ns <= ? AND pinned = 0 ORDER BY expires_ns LIMIT ?", (now_ns, limit)
        ).fetchall()
        for n, id in rows:
            _delete(db, n, id)
    return len(rows)


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
