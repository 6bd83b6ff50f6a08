"""Every way into a repository leads to the same memory, and no other."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from trailnote import paths


def git(*arguments: str, cwd: Path) -> None:
    subprocess.run(["git", "-c", "protocol.file.allow=always", *arguments], cwd=cwd, check=True, capture_output=True)


def memory_of(place: Path) -> str:
    project = paths.find_project(str(place), os.environ)
    assert project is not None
    return project.memory_dir


def test_subdirectories_linked_worktrees_and_symlinks_share_one_memory(repo: Path, tmp_path: Path) -> None:
    (repo / "a/b").mkdir(parents=True)
    git("worktree", "add", "-q", str(tmp_path / "tree"), cwd=repo)
    (tmp_path / "link").symlink_to(repo)
    wanted = str(repo / ".trailnote")
    for place in (repo, repo / "a/b", tmp_path / "tree", tmp_path / "link/a"):
        assert memory_of(place) == wanted


def test_a_submodule_and_a_nested_repository_are_projects_of_their_own(repo: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    git("clone", "-q", str(repo), str(other), cwd=tmp_path)
    git("submodule", "add", "-q", str(other), "sub", cwd=repo)
    git("init", "-q", "nested", cwd=repo)
    assert memory_of(repo / "sub") == str(repo / "sub/.trailnote")
    assert memory_of(repo / "nested") == str(repo / "nested/.trailnote")


def test_a_worktree_of_a_submodule_belongs_to_the_submodule(repo: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    git("clone", "-q", str(repo), str(other), cwd=tmp_path)
    git("submodule", "add", "-q", str(other), "sub", cwd=repo)
    git("worktree", "add", "-q", str(tmp_path / "tree"), cwd=repo / "sub")
    assert memory_of(tmp_path / "tree") == str(repo / "sub/.trailnote")


def test_worktrees_of_a_bare_repository_share_a_memory_outside_of_git(repo: Path, tmp_path: Path, home: Path) -> None:
    for name, wanted in (("project/.bare", str(tmp_path / "project/.trailnote")), ("served.git", "")):
        bare = tmp_path / name
        git("clone", "-q", "--bare", str(repo), str(bare), cwd=tmp_path)
        trees = [tmp_path / f"tree-{bare.name[1:]}-{n}" for n in "ab"]
        for tree in trees:
            git("worktree", "add", "-q", "-b", tree.name, str(tree), cwd=bare)
        places = {memory_of(tree) for tree in trees}
        assert len(places) == 1
        place = places.pop()
        assert place == wanted or (not wanted and place.startswith(str(home)))
        names = {found.name for found in (paths.find_project(str(tree), os.environ) for tree in trees) if found}
        assert names == {"project" if wanted else "served"}


def test_outside_a_repository_the_nearest_marked_folder_counts_but_never_the_home(tmp_path: Path, home: Path) -> None:
    folder = home / "work/notes"
    folder.mkdir(parents=True)
    (home / ".trailnote").mkdir()
    (home / ".git").mkdir()
    assert paths.find_project(str(folder), os.environ) is None
    (home / "work/.trailnote").mkdir()
    assert memory_of(folder) == str(home / "work/.trailnote")


def test_the_nearest_marker_file_overrides_the_repository(repo: Path, tmp_path: Path) -> None:
    (repo / "part").mkdir()
    (repo / "part" / paths.MARKER_FILE).write_text('{"project": "../../elsewhere"}', encoding="utf-8")
    assert memory_of(repo / "part") == str(tmp_path / "elsewhere/.trailnote")
    assert memory_of(repo) == str(repo / ".trailnote")


@pytest.mark.parametrize("pack", [False, True])
def test_head_is_read_as_git_reads_it(repo: Path, pack: bool) -> None:
    if pack:
        git("pack-refs", "--all", cwd=repo)
    wanted = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=repo, capture_output=True, text=True, check=True
    ).stdout.strip()
    project = paths.find_project(str(repo), os.environ)
    assert project is not None
    assert paths.read_head(project.gitdir, project.commondir) == (wanted, "main")
    git("checkout", "-q", "--detach", cwd=repo)
    assert paths.read_head(project.gitdir, project.commondir) == (wanted, "")
