"""Restore: what `archive` wrote, read with no trust.

All of it is looked at before anything is changed: an entry that the manifest does not name, a link, an absolute path, a
`..`, a changed byte, or a database of another shape than ours refuses the archive whole.
"""

from __future__ import annotations

import dataclasses
import hashlib
import os
import sqlite3
import tarfile
import tempfile
import time

from trailnote import jsontext, paths, textfile
from trailnote.errors import NewerSchemaError, RefusedError, StoreError
from trailnote.service import archive
from trailnote.service.workspace import Workspace
from trailnote.store import schema
from trailnote.store.database import NAME, open_database, split_script
from trailnote.store.drain import DrainLock

_MAX_ENTRIES = 200_000
_MAX_BYTES = 8 << 30
_MAX_MANIFEST = 64 << 20
_WAIT_MS = 10_000


@dataclasses.dataclass(frozen=True, slots=True)
class Restored:
    """What `restore` did: memories and files that are there now, and where what was there before is kept, "" if there
    was nothing."""

    memories: int
    files: int
    kept: str


def restore(workspace: Workspace, path: str, *, scope: str = "project") -> Restored:
    """Put the memory in the archive at `path` in the place of a tier's, which is backed up first.

    Sessions may go on meanwhile; Markdown that the archive does not hold stays. Raises RefusedError, with nothing
    changed, for whatever a backup would not have written.
    """
    place = workspace.project if scope == "project" else workspace.user
    db = workspace.database(scope)
    with tempfile.TemporaryDirectory(prefix="restore-", dir=place.local_dir) as folder:
        names = _unpack(path, folder)
        source = _checked_database(path, os.path.join(folder, "db"))
        try:
            kept = _keep_present(workspace, db, scope)
            with DrainLock(place.local_dir, wait_ms=_WAIT_MS) as held:
                if not held:
                    raise StoreError(
                        f"{place.local_dir}: another process takes in events; nothing was changed. Try again."
                    )
                source.backup(db)
        finally:
            source.close()
        for name in names:
            if name != NAME:
                _put_file(place, name, os.path.join(folder, name))
    count = int(db.execute("SELECT count(*) FROM memory").fetchone()[0])
    return Restored(count, len(names) - 1, kept)


def _unpack(path: str, folder: str) -> list[str]:
    """Write the archive's entries into `folder`, each checked against the manifest; return their names."""
    try:
        with archive.opened(path) as packed:
            manifest = _manifest(path, packed)
            found: set[str] = set()
            for number, member in enumerate(packed):
                if number == 0:
                    continue  # the manifest
                known = manifest.get(member.name)
                if not member.isreg() or member.issparse() or known is None or member.name in found:
                    raise _refused(path, f"holds {member.name[:200]!r}, which no backup writes")
                found.add(member.name)
                _take_out(path, packed, member, known, folder)
    except (OSError, tarfile.TarError, EOFError, ValueError) as exc:
        raise _refused(path, f"cannot be read ({exc})") from exc
    missing = set(manifest) - found
    if missing:
        raise _refused(path, f"lacks {sorted(missing)[0]!r}")
    return sorted(found)


def _manifest(path: str, packed: tarfile.TarFile) -> dict[str, tuple[int, str]]:
    first = packed.next()
    if first is None or first.name != archive.MANIFEST or not first.isreg() or first.size > _MAX_MANIFEST:
        raise _refused(path, "does not begin with a manifest")
    stream = packed.extractfile(first)
    value = jsontext.loads(stream.read().decode() if stream else "")
    if not isinstance(value, dict) or value.get("trailnote_backup") != archive.FORMAT:
        raise _refused(path, "is no backup that this Trailnote reads")
    entries = value.get("entries")
    if not isinstance(entries, dict) or len(entries) > _MAX_ENTRIES or NAME not in entries:
        raise _refused(path, "has a manifest without a database")
    found: dict[str, tuple[int, str]] = {}
    for name, entry in entries.items():
        size, digest = (entry.get("bytes"), entry.get("sha256")) if isinstance(entry, dict) else (None, None)
        if not archive.is_name(name) or not isinstance(size, int) or size < 0 or not isinstance(digest, str):
            raise _refused(path, f"names {name[:200]!r}, which no backup writes")
        found[name] = (size, digest)
    if sum(size for size, _ in found.values()) > _MAX_BYTES:
        raise _refused(path, f"holds more than {_MAX_BYTES >> 30} GiB")
    return found


def _take_out(path: str, packed: tarfile.TarFile, member: tarfile.TarInfo, known: tuple[int, str], folder: str) -> None:
    stream = packed.extractfile(member)
    if stream is None or member.size != known[0]:
        raise _refused(path, f"{member.name!r} is not as long as the manifest says")
    target = os.path.join(folder, "db", NAME) if member.name == NAME else os.path.join(folder, *member.name.split("/"))
    os.makedirs(os.path.dirname(target), mode=0o700, exist_ok=True)
    digest = hashlib.sha256()
    with open(target, "xb") as out:
        while chunk := stream.read(1 << 20):
            digest.update(chunk)
            out.write(chunk)
    if digest.hexdigest() != known[1]:
        raise _refused(path, f"{member.name!r} is not what the manifest says")


def _checked_database(path: str, folder: str) -> sqlite3.Connection:
    """Open the unpacked database, migrated; RefusedError unless it is sound and has our tables and nothing else."""
    # A trigger or view in it would run with every later statement of ours: the shape is compared before any is made.
    raw = sqlite3.connect(f"file:{os.path.join(folder, NAME)}?mode=ro", uri=True)
    try:
        version = int(raw.execute("PRAGMA user_version").fetchone()[0])
        if version < 1 or version > len(schema.STEPS):
            raise _refused(path, f"holds a database of schema {version}, which this Trailnote does not know")
        if _shape(raw) != _expected(version):
            raise _refused(path, "holds a database that Trailnote did not write")
        if raw.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise _refused(path, "holds a damaged database")
    except sqlite3.DatabaseError as exc:
        raise _refused(path, f"holds a damaged database ({exc})") from exc
    finally:
        raw.close()
    try:
        return open_database(folder, create=False)
    except NewerSchemaError as exc:
        raise _refused(path, str(exc)) from exc


def _shape(db: sqlite3.Connection) -> list[tuple[str, str]]:
    rows = db.execute(
        "SELECT name, coalesce(sql, '') FROM sqlite_master WHERE name NOT LIKE 'sqlite\\_stat%' ESCAPE '\\'"
    )
    return sorted((str(name), " ".join(str(sql).split())) for name, sql in rows)


def _expected(version: int) -> list[tuple[str, str]]:
    db = sqlite3.connect(":memory:")
    try:
        for step in schema.STEPS[:version]:
            for statement in split_script(step):
                db.execute(statement)
        return _shape(db)
    finally:
        db.close()


def _keep_present(workspace: Workspace, db: sqlite3.Connection, scope: str) -> str:
    """Back up what a restore is about to replace, if there is anything; return where."""
    if not db.execute("SELECT 1 FROM memory LIMIT 1").fetchone():
        return ""
    place = workspace.project if scope == "project" else workspace.user
    folder = os.path.join(paths.user_dir(workspace.env), "backups")
    os.makedirs(folder, mode=0o700, exist_ok=True)
    stamp = time.strftime("%Y%m%dT%H%M%S", time.gmtime())
    return archive.backup(workspace, os.path.join(folder, f"{place.name}-{stamp}-{os.getpid()}.tar"), scope=scope).path


def _put_file(place: paths.Project, name: str, source: str) -> None:
    with open(source, "rb") as f:
        text = f.read().decode("utf-8", "surrogateescape")
    textfile.write(os.path.join(place.memory_dir, *name.split("/")), text, root=place.memory_dir)


def _refused(path: str, why: str) -> RefusedError:
    return RefusedError(f"{path}: {why}; nothing was restored. Use a file that `trailnote backup` wrote.")
