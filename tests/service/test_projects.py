"""A project is found by path or name, purged for good while sessions run, and named; its siblings are not touched."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from tests.clients.person import tree
from tests.story import Story

from trailnote import paths
from trailnote.errors import NotFoundError, RefusedError, UsageError
from trailnote.service import notes, projects
from trailnote.service.workspace import opened


def make(folder: Path, *texts: str) -> Path:
    """Make a repository that remembers some texts."""
    subprocess.run(["git", "init", "-q", "-b", "main", str(folder)], check=True)
    with opened(str(folder), os.environ) as workspace:
        for text in texts:
            notes.remember(workspace, text)
    return folder


def found(name: str | Path, at: Path) -> paths.Project:
    """Return the project of that name or path, asked for in a directory."""
    return projects.find(str(name), str(at), os.environ)


def texts(repo: Path) -> set[str]:
    """Return what is remembered."""
    with opened(str(repo), os.environ) as workspace:
        return {m.text for m in notes.listed(workspace, scope="project")}


def test_purging_leaves_the_siblings_bytes_alone(home: Path, tmp_path: Path) -> None:
    shop, bank = make(tmp_path / "shop", "Freeze the clock"), make(tmp_path / "bank", "Round half up")
    nested = make(shop / "nested", "A project of its own")
    with opened(str(tmp_path), os.environ) as workspace:
        notes.remember(workspace, "Everywhere", scope="user")
    before = {folder: tree(folder) for folder in (bank, nested, home)}
    done = projects.purge(found(".", shop), os.environ)
    assert done.memories == 1
    assert {folder: tree(folder) for folder in (bank, nested, home)} == before
    assert texts(shop) == set()
    assert texts(bank) == {"Round half up"}


def test_nothing_of_it_is_left_on_the_disk(home: Path, tmp_path: Path) -> None:
    shop = make(tmp_path / "shop", "Freeze the clock of the flux capacitor")
    story = Story(shop)
    story.start("first")
    story.prompt("first", "Mend the flux capacitor")
    local = shop / ".trailnote" / "local"
    (local / "log.jsonl").write_text("flux capacitor\n", encoding="utf-8")
    (local / "trailnote.db.corrupt-20260101T000000-1").write_text("flux capacitor", encoding="utf-8")
    (shop / ".trailnote" / "notes" / "deep").mkdir(parents=True)
    (shop / ".trailnote" / "notes" / "deep" / "a.md").write_text("flux capacitor", encoding="utf-8")
    projects.purge(found(".", shop), os.environ)
    left = b"".join(path.read_bytes() for path in shop.rglob("*") if path.is_file())
    assert b"flux" not in left
    assert not (shop / ".trailnote" / "notes").exists()
    story.close()


def test_a_process_that_holds_the_database_open_finds_nothing_in_it(home: Path, tmp_path: Path) -> None:
    shop = make(tmp_path / "shop", "Freeze the clock")
    with opened(str(shop), os.environ) as server:
        assert len(notes.listed(server)) == 1
        projects.purge(found(".", shop), os.environ)
        assert notes.listed(server) == []
        notes.remember(server, "A new beginning")
    assert texts(shop) == {"A new beginning"}


def test_settings_and_the_installers_receipt_stay(home: Path, tmp_path: Path) -> None:
    shop = make(tmp_path / "shop", "Freeze the clock")
    local = shop / ".trailnote" / "local"
    for name in ("config.json", "receipt.json"):
        (local / name).write_text("{}", encoding="utf-8")
    projects.purge(found(".", shop), os.environ)
    assert {"config.json", "receipt.json"} <= {path.name for path in local.iterdir()}


def test_notes_that_git_tracks_are_the_repositorys(home: Path, tmp_path: Path) -> None:
    shop = make(tmp_path / "shop", "Freeze the clock")
    folder = shop / ".trailnote" / "notes"
    folder.mkdir()
    for name in ("shared.md", "draft.md"):
        (folder / name).write_text(name, encoding="utf-8")
    subprocess.run(["git", "add", "-f", ".trailnote/notes/shared.md"], cwd=shop, check=True)
    done = projects.purge(found(".", shop), os.environ)
    assert done.kept == (os.path.join(".trailnote", "notes", "shared.md"),)
    assert [path.name for path in folder.iterdir()] == ["shared.md"]


def test_a_project_is_found_by_path_by_name_and_by_the_registry(home: Path, tmp_path: Path) -> None:
    shop, bank = make(tmp_path / "shop"), make(tmp_path / "bank")
    assert found(shop, bank).root == str(shop)
    assert found("../shop", bank).root == str(shop)
    assert found("bank", bank).root == str(bank)
    with pytest.raises(NotFoundError, match="shop"):
        found("shop", bank)
    registry = {"repositories": [{"root": str(shop), "worktrees": [str(shop)]}]}
    (home / "trailnote").mkdir(exist_ok=True)
    (home / "trailnote" / "registry.json").write_text(json.dumps(registry), encoding="utf-8")
    assert found("shop", bank).root == str(shop)
    projects.rename(found("shop", bank), "the shop", os.environ)
    assert found("the shop", bank).root == str(shop)


def test_a_directory_inside_a_project_and_an_ambiguous_name_are_refused(home: Path, tmp_path: Path) -> None:
    shop, other = make(tmp_path / "shop"), make(tmp_path / "old" / "shop")
    (shop / "src").mkdir()
    with pytest.raises(RefusedError, match="lies inside"):
        found("./src", shop)
    registry = {"repositories": [{"root": str(other), "worktrees": []}]}
    (home / "trailnote").mkdir(exist_ok=True)
    (home / "trailnote" / "registry.json").write_text(json.dumps(registry), encoding="utf-8")
    with pytest.raises(RefusedError, match="several projects"):
        found("shop", shop)


def test_a_name_is_what_sessions_are_shown(home: Path, tmp_path: Path) -> None:
    shop = make(tmp_path / "shop")
    (shop / ".trailnote" / "local" / "config.json").write_text('{"floor": 1.5, "mine": 1}', encoding="utf-8")
    assert projects.rename(found(".", shop), "Shop backend", os.environ) == "shop"
    story = Story(shop)
    story.whole("first", "Mend the checkout page", "It is half done.")
    assert '<trailnote project="Shop backend"' in story.start("second")
    assert json.loads((shop / ".trailnote" / "local" / "config.json").read_text(encoding="utf-8")) == {
        "floor": 1.5,
        "mine": 1,
        "name": "Shop backend",
    }
    assert projects.rename(found(".", shop), "shop", os.environ) == "Shop backend"
    assert projects.name_of(found(".", shop)) == "shop"
    story.close()


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "<b>", 'a"b', "x" * 61])
def test_a_name_that_would_break_the_block_is_refused(home: Path, tmp_path: Path, name: str) -> None:
    shop = make(tmp_path / "shop")
    with pytest.raises(UsageError, match="is no name"):
        projects.rename(found(".", shop), name if name != "a\nb" else "\x07", os.environ)
