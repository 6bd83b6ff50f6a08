"""Backup: the memory of a tier as one tar file, its database as it stood at one moment.

The file holds `manifest.json`, `trailnote.db` and the Markdown under `notes/` and `journal/`; `restore` reads it.
Settings are left out: an archive from elsewhere must not be able to change what is redacted or told.
"""

from __future__ import annotations

import dataclasses
import hashlib
import io
import json
import os
import sqlite3
import tarfile
import tempfile
import time
from collections.abc import Iterator

from trailnote import paths
from trailnote.errors import RefusedError, TrailnoteError
from trailnote.service.notes import when
from trailnote.service.workspace import Workspace
from trailnote.store import schema
from trailnote.store.database import NAME

FORMAT = 1
MANIFEST = "manifest.json"
FOLDERS = ("notes", "journal")


@dataclasses.dataclass(frozen=True, slots=True)
class Backup:
    """A written archive: its path, entries beside the manifest, and size in bytes."""

    path: str
    entries: int
    bytes: int


def backup(workspace: Workspace, path: str, *, scope: str = "project") -> Backup:
    """Write the memory of a tier to `path` (compressed when it ends in .gz or .tgz), readable by its owner alone.

    Sessions may go on meanwhile. A file of that name is only replaced when it is a backup too; else RefusedError.
    """
    place = workspace.project if scope == "project" else workspace.user
    target = os.path.abspath(os.path.expanduser(path))
    if os.path.lexists(target) and not is_ours(target):
        raise RefusedError(f"{target}: exists and is no backup of Trailnote's; nothing was written. Name another file.")
    folder = os.path.dirname(target)
    if not os.path.isdir(folder):
        raise TrailnoteError(f"{folder}: is no directory; nothing was written. Make it, or name another file.")
    db = workspace.database(scope)
    with tempfile.TemporaryDirectory(prefix="backup-", dir=place.local_dir) as made:
        copy = os.path.join(made, NAME)
        _snapshot(db, copy)
        files = [(NAME, copy), *_files(place)]
        beside = f"{target}.{os.getpid()}"
        try:
            _write(beside, files, compressed=target.endswith((".gz", ".tgz")), root=place.root)
            os.replace(beside, target)
        finally:
            if os.path.exists(beside):
                os.unlink(beside)
    return Backup(target, len(files), os.path.getsize(target))


def _snapshot(db: sqlite3.Connection, path: str) -> None:
    copy = sqlite3.connect(path)
    try:
        db.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
    finally:
        copy.close()


def _files(place: paths.Project) -> Iterator[tuple[str, str]]:
    """Yield (name in the archive, path) of the regular Markdown files, no link followed."""
    for folder in FOLDERS:
        for base, folders, files in os.walk(os.path.join(place.memory_dir, folder)):
            folders.sort()
            for name in sorted(files):
                full = os.path.join(base, name)
                inside = os.path.relpath(full, place.memory_dir).replace(os.sep, "/")
                if name.endswith(".md") and not os.path.islink(full) and is_name(inside):
                    yield inside, full


def _write(path: str, files: list[tuple[str, str]], *, compressed: bool, root: str) -> None:
    entries = {}
    for name, full in files:
        with open(full, "rb") as f:
            entries[name] = {"bytes": os.path.getsize(full), "sha256": hashlib.file_digest(f, "sha256").hexdigest()}
    manifest = {
        "trailnote_backup": FORMAT,
        "created_at": when(time.time_ns()),
        "project": root,
        "schema": len(schema.STEPS),
        "entries": entries,
    }
    raw = json.dumps(manifest, ensure_ascii=False, sort_keys=True).encode()
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        with tarfile.open(fileobj=out, mode="w:gz" if compressed else "w", format=tarfile.PAX_FORMAT) as archive:
            archive.addfile(_entry(MANIFEST, len(raw)), io.BytesIO(raw))
            for name, full in files:
                with open(full, "rb") as f:
                    archive.addfile(_entry(name, entries[name]["bytes"]), f)
        out.flush()
        os.fsync(out.fileno())


def _entry(name: str, size: object) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size = int(str(size))
    info.mode = 0o600
    info.mtime = int(time.time())
    return info


def is_ours(path: str) -> bool:
    """Return whether a file begins as a backup does."""
    try:
        with opened(path) as archive:
            first = archive.next()
            return first is not None and first.name == MANIFEST
    except (OSError, tarfile.TarError, EOFError):
        return False


def opened(path: str) -> tarfile.TarFile:
    """Open a tar file, compressed by gzip or not. Raises OSError and tarfile.TarError."""
    with open(path, "rb") as f:
        packed = f.read(2) == b"\x1f\x8b"
    return tarfile.open(path, mode="r:gz" if packed else "r:")


def is_name(name: str) -> bool:
    """Return whether an entry's name is one that a backup writes."""
    if name == NAME:
        return True
    parts = name.split("/")
    plain = all(part not in ("", ".", "..") and part.strip() == part for part in parts)
    clean = not any(c in name for c in '\\:\0\n\r*?"<>|') and len(name) < 1000
    return len(parts) > 1 and parts[0] in FOLDERS and plain and clean and name.endswith(".md")
