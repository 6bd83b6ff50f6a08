"""A backup restores to what it was; an archive that no backup would be is refused whole."""

from __future__ import annotations

import hashlib
import io
import json
import os
import sqlite3
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.clients.person import tree

from trailnote.errors import RefusedError
from trailnote.service import archive, notes, restore
from trailnote.service.workspace import opened

Change = Callable[[list[tuple[tarfile.TarInfo, bytes]]], None]


def remember(repo: Path, *texts: str) -> None:
    """Remember some texts."""
    with opened(str(repo), os.environ) as workspace:
        for text in texts:
            notes.remember(workspace, text)


def texts(repo: Path) -> set[str]:
    """Return what is remembered."""
    with opened(str(repo), os.environ) as workspace:
        return {m.text for m in notes.listed(workspace)}


def back_up(repo: Path, path: Path) -> archive.Backup:
    """Back the project up."""
    with opened(str(repo), os.environ) as workspace:
        return archive.backup(workspace, str(path))


def bring_back(repo: Path, path: Path) -> restore.Restored:
    """Restore the project."""
    with opened(str(repo), os.environ) as workspace:
        return restore.restore(workspace, str(path))


@pytest.mark.parametrize("name", ["shop.tar", "shop.tar.gz"])
def test_what_was_backed_up_comes_back(repo: Path, tmp_path: Path, name: str) -> None:
    remember(repo, "Freeze the clock", "Round half up")
    note = repo / ".trailnote" / "notes" / "decisions" / "0001.md"
    note.parent.mkdir(parents=True)
    note.write_bytes(b"---\nid: m-1\n---\nWe use SQLite\r\n")
    done = back_up(repo, tmp_path / name)
    assert os.stat(done.path).st_mode & 0o777 == 0o600
    remember(repo, "Later thought")
    note.write_text("changed", encoding="utf-8")
    restored = bring_back(repo, tmp_path / name)
    assert {"Freeze the clock", "Round half up"} <= texts(repo)
    assert "Later thought" not in texts(repo)
    assert note.read_bytes() == b"---\nid: m-1\n---\nWe use SQLite\r\n"
    assert restored.files == 1
    bring_back(repo, Path(restored.kept))
    assert "Later thought" in texts(repo)


def test_another_clone_takes_it_over(repo: Path, tmp_path: Path) -> None:
    remember(repo, "Freeze the clock")
    back_up(repo, tmp_path / "shop.tar")
    other = tmp_path / "other"
    other.mkdir()
    (other / ".trailnote").mkdir()
    assert bring_back(other, tmp_path / "shop.tar").kept == ""
    assert texts(other) == {"Freeze the clock"}


def test_a_process_that_holds_the_database_open_sees_what_was_restored(repo: Path, tmp_path: Path) -> None:
    remember(repo, "Freeze the clock")
    back_up(repo, tmp_path / "shop.tar")
    remember(repo, "Later thought")
    with opened(str(repo), os.environ) as server:
        assert len(notes.listed(server)) == 2
        bring_back(repo, tmp_path / "shop.tar")
        assert [m.text for m in notes.listed(server)] == ["Freeze the clock"]
        notes.remember(server, "Written through the old connection")
    assert texts(repo) == {"Freeze the clock", "Written through the old connection"}


def test_a_file_that_is_no_backup_is_not_overwritten(repo: Path, tmp_path: Path) -> None:
    target = tmp_path / "thesis.tar"
    target.write_text("years of work", encoding="utf-8")
    with pytest.raises(RefusedError, match="no backup"):
        back_up(repo, target)
    assert target.read_text(encoding="utf-8") == "years of work"
    back_up(repo, tmp_path / "shop.tar")
    back_up(repo, tmp_path / "shop.tar")


def entry(
    name: str, kind: bytes = tarfile.REGTYPE, link: str = "", content: bytes = b"evil"
) -> tuple[tarfile.TarInfo, bytes]:
    """Return an archive's entry."""
    info = tarfile.TarInfo(name)
    info.type, info.linkname, info.size = kind, link, len(content) if kind == tarfile.REGTYPE else 0
    return info, content


def rebuilt(source: Path, target: Path, change: Change, *, named: bool = False) -> None:
    """Write `source` anew with its entries changed; with `named` the manifest names them all, with their sums."""
    with tarfile.open(source) as old:
        entries = [(m, (old.extractfile(m) or io.BytesIO()).read()) for m in old.getmembers()]
    change(entries)
    if named:
        manifest = json.loads(entries[0][1])
        manifest["entries"] = {
            i.name: {"bytes": len(raw), "sha256": hashlib.sha256(raw).hexdigest()} for i, raw in entries[1:]
        }
        raw = json.dumps(manifest).encode()
        entries[0][0].size = len(raw)
        entries[0] = (entries[0][0], raw)
    with tarfile.open(target, "w") as new:
        for info, raw in entries:
            new.addfile(info, io.BytesIO(raw) if info.isreg() else None)


FORGERIES = {
    "a symbolic link": entry("notes/a.md", tarfile.SYMTYPE, "/etc/passwd"),
    "a hard link": entry("notes/a.md", tarfile.LNKTYPE, "trailnote.db"),
    "an absolute path": entry("/tmp/evil.md"),
    "a path upwards": entry("notes/../../evil.md"),
    "a path upwards at once": entry("../evil.md"),
    "a device": entry("notes/a.md", tarfile.CHRTYPE),
    "a folder": entry("notes/a.md", tarfile.DIRTYPE),
    "a pipe": entry("notes/a.md", tarfile.FIFOTYPE),
    "another file": entry("config.json"),
    "a hook": entry("notes/../local/config.json"),
    "a Windows path": entry("notes\\..\\evil.md"),
    "no Markdown": entry("notes/run.sh"),
    "a second database": entry("trailnote.db"),
    "a second manifest": entry("manifest.json"),
}


@pytest.mark.parametrize("named", [False, True], ids=["not in the manifest", "in the manifest"])
@pytest.mark.parametrize("what", FORGERIES)
def test_an_archive_with_something_else_in_it_is_refused_whole(
    repo: Path, tmp_path: Path, what: str, named: bool
) -> None:
    remember(repo, "Freeze the clock")
    note = repo / ".trailnote" / "notes" / "kept.md"
    note.parent.mkdir()
    note.write_text("kept", encoding="utf-8")
    back_up(repo, tmp_path / "shop.tar")
    remember(repo, "Later thought")
    note.write_text("changed later", encoding="utf-8")
    rebuilt(tmp_path / "shop.tar", tmp_path / "evil.tar", lambda entries: entries.append(FORGERIES[what]), named=named)
    before = tree(tmp_path, leave_out=("trailnote.db-wal", "trailnote.db-shm", "local"))
    with pytest.raises(RefusedError, match="nothing was restored"):
        bring_back(repo, tmp_path / "evil.tar")
    assert texts(repo) == {"Freeze the clock", "Later thought"}
    assert tree(tmp_path, leave_out=("trailnote.db-wal", "trailnote.db-shm", "local")) == before


def _database(entries: list[tuple[tarfile.TarInfo, bytes]], tmp_path: Path, statement: str) -> None:
    """Run a statement in the database of an archive."""
    at = next(i for i, (info, _) in enumerate(entries) if info.name == "trailnote.db")
    path = tmp_path / "forged.db"
    path.write_bytes(entries[at][1])
    db = sqlite3.connect(path)
    db.execute(statement)
    db.commit()
    db.close()
    raw = path.read_bytes()
    entries[at][0].size = len(raw)
    entries[at] = (entries[at][0], raw)


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER t AFTER INSERT ON memory BEGIN UPDATE memory SET state = 'promoted'; END",
        "CREATE VIEW extra AS SELECT 1",
        "CREATE TABLE extra(a)",
        "DROP TABLE handoff",
        "PRAGMA user_version=999",
        "PRAGMA user_version=0",
    ],
)
def test_a_database_of_another_shape_is_refused(repo: Path, tmp_path: Path, statement: str) -> None:
    remember(repo, "Freeze the clock")
    back_up(repo, tmp_path / "shop.tar")
    rebuilt(tmp_path / "shop.tar", tmp_path / "evil.tar", lambda e: _database(e, tmp_path, statement), named=True)
    with pytest.raises(RefusedError, match="nothing was restored"):
        bring_back(repo, tmp_path / "evil.tar")
    assert texts(repo) == {"Freeze the clock"}


@pytest.mark.parametrize("damage", ["cut", "changed", "no tar", "empty", "no manifest"])
def test_a_damaged_archive_is_refused(repo: Path, tmp_path: Path, damage: str) -> None:
    remember(repo, "Freeze the clock")
    whole = Path(back_up(repo, tmp_path / "shop.tar").path).read_bytes()
    at = whole.index(b"SQLite format 3") + 5000
    raw = {
        "cut": whole[: len(whole) // 2],
        "changed": whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :],
        "no tar": b"hello" * 1000,
        "empty": b"",
        "no manifest": whole[1024 + len(json.dumps({})) :],
    }[damage]
    (tmp_path / "evil.tar").write_bytes(raw)
    with pytest.raises(RefusedError, match="nothing was restored"):
        bring_back(repo, tmp_path / "evil.tar")
    assert texts(repo) == {"Freeze the clock"}
