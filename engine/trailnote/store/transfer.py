"""Export and import: JSON lines, one memory a line, nothing lost either way.

{"trailnote": 1}
{"type": "memory", "scope": "project", "id": …, "namespace": …, "key": …, …, "versions": […], "vector": {…}}
{"type": "tombstone", "id": …, "namespace": …, "key": …, "at_ns": …}
"""

from __future__ import annotations

import base64
import json
import re
import sqlite3

from trailnote.errors import UsageError
from trailnote.model import NAMESPACES, STATES, Memory, Provenance
from trailnote.store import memories
from trailnote.store.database import transaction

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

FORMAT = 1
_PLAIN = (
    "id", "namespace", "key", "title", "text", "state", "pinned", "created_ns", "updated_ns", "used_ns", "uses",
    "expires_ns", "sightings", "author", "origin", "branch", "fingerprint", "salience", "facts",
)  # fmt: skip
_TYPES: dict[str, tuple[type, ...]] = {
    "id": (str,), "namespace": (str,), "key": (str,), "title": (str,), "text": (str,), "state": (str,),
    "pinned": (bool,), "created_ns": (int,), "updated_ns": (int,), "used_ns": (int,), "uses": (int,),
    "expires_ns": (int, type(None)), "sightings": (int,), "author": (str,), "origin": (str,), "branch": (str,),
    "fingerprint": (int, type(None)), "salience": (int, float), "facts": (dict,),
}  # fmt: skip
_ID = re.compile(r"[a-z]-[0-9a-f]{4,32}")
_MAX_NS = 1 << 63


class Imported:
    """What an import did: new, changed and unchanged memories, and the lines that were skipped as (number, why)."""

    def __init__(self) -> None:
        self.new = 0
        self.changed = 0
        self.unchanged = 0
        self.skipped: list[tuple[int, str]] = []


def export_lines(db: sqlite3.Connection, scope: str) -> Iterator[str]:
    """Yield the lines of one tier, oldest memory first, without the header."""
    for memory in list(memories.select(db, "1 ORDER BY n", scope=scope)):
        value: dict[str, object] = {"type": "memory", "scope": scope}
        value |= {name: getattr(memory, name) for name in _PLAIN}
        value |= {name: list(getattr(memory, name)) for name in ("files", "symbols", "tags")}
        value["provenance"] = json.loads(memory.provenance.to_json())
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
    lines: Iterable[str],
    *,
    database: Callable[[str], sqlite3.Connection],
    clean: Callable[[str], str],
) -> Imported:
    """Take in exported lines. `database` gives a tier's connection, `clean` redacts a text.

    Twice is once: of two memories with the same namespace and key the one that was updated last stands. A line that is
    no memory is named and skipped. An import comes from a person, but what it marks as from outside stays so.
    """
    result = Imported()
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
            if not isinstance(value, dict):
                raise ValueError("not a JSON object")
            if "trailnote" in value:
                if value["trailnote"] != FORMAT:
                    raise UsageError(
                        f"line {number}: written in format {value['trailnote']!r}, this Trailnote reads {FORMAT}"
                    )
                continue
            scope = value.get("scope", "project")
            if scope not in ("project", "user"):
                raise ValueError(f"scope {scope!r} is unknown")
            _take(database(scope), value, result, clean=clean)
        except (ValueError, TypeError, KeyError, OverflowError, RecursionError) as exc:
            result.skipped.append((number, str(exc) or type(exc).__name__))
    return result


def _take(
    db: sqlite3.Connection, value: Mapping[str, object], result: Imported, *, clean: Callable[[str], str]
) -> None:
    kind = value.get("type")
    if kind == "tombstone":
        db.execute(
            "INSERT OR IGNORE INTO tombstone VALUES(?, ?, ?, ?)",
            (_text(value, "id"), _text(value, "namespace"), _text(value, "key"), _number(value, "at_ns")),
        )
        return
    if kind != "memory":
        raise ValueError(f"type {kind!r} is unknown")
    memory = _memory(value, clean)
    old = memories.find(db, memory.namespace, memory.key)
    if old is not None and old.updated_ns >= memory.updated_ns:
        result.unchanged += 1
        return
    with transaction(db):
        memories.restore(db, memory, old)
        _restore_extras(db, value, memory, clean)
    if old is None:
        result.new += 1
    else:
        result.changed += 1


def _memory(value: Mapping[str, object], clean: Callable[[str], str]) -> Memory:
    fields: dict[str, object] = {}
    for name in _PLAIN:
        if name in value:
            found = value[name]
            if not isinstance(found, _TYPES[name]) or (isinstance(found, bool) and bool not in _TYPES[name]):
                raise ValueError(f"{name} is of a wrong type")
            if isinstance(found, int) and not -_MAX_NS <= found < _MAX_NS:
                raise ValueError(f"{name} is out of range")
            fields[name] = found
    for name in ("namespace", "text"):
        if not fields.get(name):
            raise ValueError(f"{name} is missing")
    if fields["namespace"] not in NAMESPACES or fields.get("state", "candidate") not in STATES:
        raise ValueError("namespace or state is unknown")
    if "id" in fields and not _ID.fullmatch(str(fields["id"])):
        raise ValueError("id is not of our form")
    if fields.get("origin", "own") not in ("own", "outside"):
        raise ValueError("origin is neither own nor outside")
    for name in ("files", "symbols", "tags"):
        fields[name] = [clean(x) for x in _list(value, name)]
    for name in ("title", "text", "key", "author", "branch"):
        if name in fields:
            fields[name] = clean(str(fields[name]))
    fields.setdefault("key", str(fields["text"])[:200])
    fields["provenance"] = _provenance(value.get("provenance"))
    return Memory(**fields)  # type: ignore[arg-type]  # each was checked against _TYPES


def _provenance(value: object) -> Provenance:
    if not isinstance(value, dict):
        return Provenance("explicit", ["import"])
    return Provenance.from_json(json.dumps(value))


def _restore_extras(
    db: sqlite3.Connection, value: Mapping[str, object], memory: Memory, clean: Callable[[str], str]
) -> None:
    versions = value.get("versions", [])
    if not isinstance(versions, list):
        raise ValueError("versions is no list")
    db.execute("DELETE FROM memory_version WHERE id = ?", (memory.id,))
    for version in versions:
        if not isinstance(version, dict):
            raise ValueError("a version is no object")
        db.execute(
            "INSERT INTO memory_version VALUES(?, ?, ?, ?, ?)",
            (
                memory.id,
                _number(version, "at_ns"),
                clean(_text(version, "title")),
                clean(_text(version, "text")),
                _provenance(version.get("provenance")).to_json(),
            ),
        )
    vector = value.get("vector")
    if isinstance(vector, dict):
        raw = base64.b64decode(_text(vector, "data"), validate=True)
        dim = _number(vector, "dim")
        if len(raw) != 4 * dim:
            raise ValueError("the vector's length is not its dimension")
        db.execute(
            "INSERT OR REPLACE INTO memory_vector VALUES(?, ?, ?, ?)", (memory.n, _text(vector, "model"), dim, raw)
        )


def _text(value: Mapping[str, object], name: str) -> str:
    found = value[name]
    if not isinstance(found, str):
        raise ValueError(f"{name} is no string")
    return found


def _number(value: Mapping[str, object], name: str) -> int:
    found = value[name]
    if not isinstance(found, int) or isinstance(found, bool) or not 0 <= found < _MAX_NS:
        raise ValueError(f"{name} is no number in range")
    return found


def _list(value: Mapping[str, object], name: str) -> list[str]:
    found = value.get(name, [])
    if not isinstance(found, list) or not all(isinstance(x, str) for x in found):
        raise ValueError(f"{name} is no list of strings")
    return found
