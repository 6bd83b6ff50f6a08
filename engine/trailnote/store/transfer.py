"""Export and import: JSON lines, one memory a line, nothing lost either way.

{"trailnote": 1}
{"type": "memory", "scope": "project", "id": …, "namespace": …, "key": …, …, "versions": […], "vector": {…}}
{"type": "tombstone", "id": …, "namespace": …, "key": …, "at_ns": …}

`place` is the index number of a memory: in a store that was empty it gets the same, so that the ranking is the same.
"""

from __future__ import annotations

import base64
import json
import sqlite3

from trailnote.errors import StoreError, UsageError
from trailnote.model import NAMESPACES, Memory, memory_id
from trailnote.store import memories
from trailnote.store import transfer_values as values
from trailnote.store.database import transaction

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from trailnote.store.transfer_values import Clean

FORMAT = 1
# What a line may be wrong in. A locked, full or damaged database is none of these.
_BAD_LINE = (
    ValueError, TypeError, KeyError, OverflowError, RecursionError, sqlite3.IntegrityError, sqlite3.DataError,
    sqlite3.InterfaceError, sqlite3.ProgrammingError,
)  # fmt: skip


class Imported:
    """What an import did: new, changed and unchanged memories, those that it left out since they were forgotten here
    or had expired, and the lines that were skipped as (number, why)."""

    def __init__(self) -> None:
        self.new = 0
        self.changed = 0
        self.unchanged = 0
        self.forgotten = 0
        self.expired = 0
        self.skipped: list[tuple[int, str]] = []


_SPREAD = 100  # index numbers for each memory of a file: more are no memory's gaps but a mistake
_PLACE = "(SELECT d FROM recall_doc WHERE recall_doc.n = memory.n)"


def export_lines(db: sqlite3.Connection, scope: str, *, now_ns: int) -> Iterator[str]:
    """Yield the lines of one tier in the order of its index, without the header and without what expired."""
    live = "(expires_ns IS NULL OR expires_ns > ? OR pinned = 1 OR state IN ('promoted', 'rejected'))"
    live += f" ORDER BY {_PLACE} IS NULL, {_PLACE}, n"
    for memory in list(memories.select(db, live, (now_ns,), scope=scope)):
        value: dict[str, object] = {"type": "memory", "scope": scope}
        value |= {name: getattr(memory, name) for name in values.PLAIN}
        value |= {name: list(getattr(memory, name)) for name in ("files", "symbols", "tags")}
        value["provenance"] = json.loads(memory.provenance.to_json())
        place = db.execute("SELECT d FROM recall_doc WHERE n = ?", (memory.n,)).fetchone()
        value["place"] = place[0] if place else None
        versions = db.execute(
            "SELECT at_ns, title, text, provenance FROM memory_version WHERE id = ? ORDER BY at_ns, rowid", (memory.id,)
        ).fetchall()
        if versions:
            value["versions"] = [
                {"at_ns": a, "title": t, "text": x, "provenance": json.loads(p)} for a, t, x, p in versions
            ]
        vector = db.execute("SELECT model, dim, vector FROM memory_vector WHERE n = ?", (memory.n,)).fetchone()
        if vector is not None:
            value["vector"] = {"model": vector[0], "dim": vector[1], "data": base64.b64encode(vector[2]).decode()}
        yield json.dumps(value, ensure_ascii=False, sort_keys=True)
    for id, namespace, key, at_ns in db.execute("SELECT id, namespace, key, at_ns FROM tombstone ORDER BY at_ns, id"):
        value = {"type": "tombstone", "scope": scope, "id": id, "namespace": namespace, "key": key, "at_ns": at_ns}
        yield json.dumps(value, ensure_ascii=False, sort_keys=True)


def import_lines(
    lines: Iterable[str], *, database: Callable[[str], sqlite3.Connection], clean: Clean, now_ns: int
) -> Imported:
    """Take in exported lines, each in a transaction of its own. `database` gives a tier's connection, `clean` redacts a
    text.

    Twice is once: of two memories with the same namespace and key the one that was updated last stands, and so does the
    forgetting of one. A line that is no memory is named and skipped. An import comes from a person, but what it marks
    as from outside stays so. Raises StoreError, with how far it came, when the database gives up.
    """
    result = Imported()
    empty: dict[object, bool] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            value = values.load(line)
            if "trailnote" in value:
                _check_format(value, number)
                continue
            scope = value.get("scope", "project")
            if scope not in ("project", "user"):
                raise ValueError(f"scope {scope!r} is unknown")
            db = database(str(scope))
            if scope not in empty:
                empty[scope] = db.execute("SELECT 1 FROM recall_doc LIMIT 1").fetchone() is None
            most = _SPREAD * (number + 100) if empty[scope] else 0
            _take(db, value, result, clean=clean, now_ns=now_ns, most_place=most)
        except _BAD_LINE as exc:
            result.skipped.append((number, str(exc) or type(exc).__name__))
        except sqlite3.OperationalError as exc:
            raise StoreError(
                f"line {number}: {exc}; what stands before it is imported. Free space or unlock the database, and "
                "import again: what is there already is left as it is."
            ) from exc
    return result


def _leave_gap(db: sqlite3.Connection, place: int) -> None:
    """Let the next memory get the index number `place`, unless that is behind.

    How far apart two memories stand is their age to the ranking; what was forgotten between them left a gap.
    """
    named = "name = 'recall_doc'"
    if db.execute(f"UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE {named}", (place - 1,)).rowcount == 0:  # noqa: S608
        db.execute("INSERT INTO sqlite_sequence VALUES('recall_doc', ?)", (place - 1,))


def _check_format(value: Mapping[str, object], number: int) -> None:
    if value["trailnote"] != FORMAT:
        raise UsageError(f"line {number}: written in format {value['trailnote']!r}, this Trailnote reads {FORMAT}")


def _take(
    db: sqlite3.Connection,
    value: Mapping[str, object],
    result: Imported,
    *,
    clean: Clean,
    now_ns: int,
    most_place: int,
) -> None:
    kind = value.get("type")
    if kind == "tombstone":
        _bury(db, value, result, clean)
        return
    if kind != "memory":
        raise ValueError(f"type {kind!r} is unknown")
    clean = values.together(value, clean)
    memory = values.memory(value, clean, now_ns=now_ns)
    versions, vector = values.versions(value, clean), values.vector(value, clean)
    with transaction(db):
        old = memories.find(db, memory.namespace, memory.key)
        if memories.is_over(memory, now_ns):
            result.expired += 1
        elif old is not None and not _is_newer(value, memory, old):
            result.unchanged += 1
        elif _forgotten_ns(db, memory) >= memory.updated_ns:
            result.forgotten += 1
        else:
            _check_id(db, memory, old)
            place = value.get("place")
            if isinstance(place, int) and 0 < place <= most_place:
                _leave_gap(db, place)
            memories.restore(db, memory, old)
            _restore_extras(db, memory, versions, vector)
            result.new += int(old is None)
            result.changed += int(old is not None)


def _is_newer(value: Mapping[str, object], memory: Memory, old: Memory) -> bool:
    """Return whether a line says more than what is here; one without a date does when its words are others."""
    if "updated_ns" in value or "created_ns" in value:
        return memory.updated_ns > old.updated_ns
    return (memory.title, memory.text) != (old.title, old.text)


def _forgotten_ns(db: sqlite3.Connection, memory: Memory) -> int:
    """Return when a memory was forgotten here, -1 when it was not."""
    ids = (memory.id, memory_id(memory.namespace, memory.key))
    row = db.execute("SELECT max(at_ns) FROM tombstone WHERE id IN (?, ?)", ids).fetchone()
    return -1 if row[0] is None else int(row[0])


def _check_id(db: sqlite3.Connection, memory: Memory, old: Memory | None) -> None:
    row = db.execute("SELECT namespace, key FROM memory WHERE id = ?", (memory.id,)).fetchone()
    if row is not None and (old is None or old.id != memory.id):
        raise ValueError(f"id {memory.id} is that of {row[0]}/{row[1][:80]}")


def _bury(db: sqlite3.Connection, value: Mapping[str, object], result: Imported, clean: Clean) -> None:
    """Take a tombstone in: what was forgotten elsewhere after its last change here is forgotten here, pins apart."""
    id, at_ns = values.id_of(value.get("id")), values.number(value, "at_ns")
    namespace, key = values.text(value, "namespace"), clean(values.text(value, "key"))
    if namespace not in NAMESPACES:
        raise ValueError("namespace is unknown")
    with transaction(db):
        here = memories.find(db, namespace, key)
        if here is not None:
            if here.pinned or here.updated_ns > at_ns:
                return
            memories.forget(db, here, now_ns=at_ns)
            result.changed += 1
        db.execute(
            "INSERT INTO tombstone VALUES(?, ?, ?, ?) ON CONFLICT(id) DO UPDATE SET at_ns = max(at_ns, excluded.at_ns)",
            (id, namespace, key, at_ns),
        )


def _restore_extras(
    db: sqlite3.Connection,
    memory: Memory,
    versions: list[tuple[int, str, str, str]],
    vector: tuple[str, int, bytes] | None,
) -> None:
    db.execute("DELETE FROM memory_version WHERE id = ?", (memory.id,))
    db.executemany("INSERT INTO memory_version VALUES(?, ?, ?, ?, ?)", [(memory.id, *version) for version in versions])
    if vector is not None:
        db.execute("INSERT OR REPLACE INTO memory_vector VALUES(?, ?, ?, ?)", (memory.n, *vector))
