"""Whose memory a session writes and reads: moved clones, two clones, marker files, opting out and in, private words."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import RunHook
from tests.payloads import claude
from tests.story import Story
from trailnote import paths
from trailnote.service import notes
from trailnote.service.workspace import opened

SECRET = "the launch is on the ninth of May"


@pytest.fixture
def story(repo: Path) -> Iterator[Story]:
    """Return a story in the repository of the test."""
    told = Story(repo)
    yield told
    told.close()


def commit(folder: Path, subject: str) -> None:
    """Commit a file that says the subject."""
    (folder / "log.txt").write_text(subject, encoding="utf-8")
    for arguments in (["add", "-A"], ["commit", "-qm", subject]):
        subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True)


def titles(folder: Path) -> set[str]:
    """Return the titles of what is remembered for a directory."""
    with opened(str(folder), os.environ) as workspace:
        return {m.title for m in notes.listed(workspace)}


def everything_kept(root: Path) -> bytes:
    """Return the bytes of all files below a folder."""
    return b"".join(path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file())


def test_a_moved_clone_keeps_its_memory_and_its_handoff(story: Story, tmp_path: Path) -> None:
    story.start("first")
    story.prompt("first", "Write the import of old orders")
    story.edit("first", "orders.py", "")
    story.end("first")
    with opened(str(story.repo), os.environ) as workspace:
        workspace.sync()
    moved = tmp_path / "elsewhere" / "shop"
    moved.parent.mkdir()
    shutil.move(story.repo, moved)
    story.repo = moved
    commit(moved, "Import old orders")
    told = story.start("second")
    assert "left off" in told
    assert "orders.py" in told
    assert "Import old orders" in told, "a commit made between the move and the start"


def test_two_clones_of_one_remote_stay_separate_unless_told_otherwise(repo: Path, tmp_path: Path) -> None:
    clones = [tmp_path / "one", tmp_path / "two"]
    for clone in clones:
        subprocess.run(["git", "clone", "-q", str(repo), str(clone)], check=True)
    with opened(str(clones[0]), os.environ) as workspace:
        notes.remember(workspace, "Freeze the clock")
    assert titles(clones[1]) == set()
    (clones[1] / paths.MARKER_FILE).write_text('{"project": "../one"}', encoding="utf-8")
    assert titles(clones[1]) == {"Freeze the clock"}
    story = Story(clones[1])
    story.start("first")
    story.run("first", "ls")
    commit(clones[1], "Round half up")
    story.run("first", "git commit -qm 'Round half up'")
    assert "Round half up" in titles(clones[0])
    story.close()


def test_a_start_outside_any_repository_is_kept_in_the_user_tier(tmp_path: Path, home: Path) -> None:
    place = tmp_path / "loose"
    place.mkdir()
    story = Story(place)
    story.whole("first", "Sort the holiday pictures", "Half of them are sorted.")
    assert "holiday pictures" in story.start("second")
    assert not (place / paths.MARKER).exists()
    assert (home / "trailnote" / "memory" / "local").is_dir()
    story.close()


def test_a_note_from_an_unmerged_branch_says_so_until_it_is_merged(story: Story) -> None:
    story.start("first")
    story.git("switch", "-qc", "feature/cents")
    commit(story.repo, "Count in cents")
    story.run("first", "git commit -qm 'Count in cents'")
    with opened(str(story.repo), os.environ) as workspace:
        notes.remember(workspace, "Prices are integers", namespace="decisions", pin=True)
    assert "unmerged" not in story.start("second")
    story.git("switch", "-q", "main")
    told = story.start("third")
    assert told.count("on unmerged branch feature/cents") == 2
    story.git("merge", "-q", "feature/cents")
    told = story.start("fourth")
    assert "Count in cents" in told
    assert "unmerged" not in told


def test_every_event_session_and_memory_knows_its_branch(story: Story) -> None:
    story.git("switch", "-qc", "feature/cents")
    story.start("first")
    story.prompt("first", "Count the prices in cents\nDecision: prices are integers everywhere.")
    story.run("first", "ls")
    story.end("first")
    with opened(str(story.repo), os.environ) as workspace:
        notes.remember(workspace, "Prices are integers")
        db = workspace.database()
        for table, column in (("session", "branch"), ("memory", "branch"), ("handoff", "branch")):
            found = {row[0] for row in db.execute(f"SELECT {column} FROM {table}")}
            assert found == {"feature/cents"}, table
        assert {json.loads(body)["branch"] for (body,) in db.execute("SELECT body FROM event")} == {"feature/cents"}


@pytest.mark.parametrize("where", ["", "packages/api"])
def test_a_marker_file_opts_a_repository_or_a_part_of_it_out(repo: Path, run_hook: RunHook, where: str) -> None:
    part = repo / where
    part.mkdir(parents=True, exist_ok=True)
    (part / paths.MARKER_FILE).write_text('{"ignore": true}', encoding="utf-8")
    inner = part / "src"
    inner.mkdir()
    for place in (part, inner):
        result = run_hook("user_prompt_submit", claude("UserPromptSubmit", place, prompt=SECRET), place)
        assert (result.exit_code, result.stdout) == (0, "")
    assert SECRET.encode() not in everything_kept(repo / ".trailnote")
    result = run_hook("user_prompt_submit", claude("UserPromptSubmit", repo, prompt="something else"), repo)
    assert (repo / ".trailnote").exists() == bool(where)


def test_in_opt_in_mode_only_repositories_where_it_was_installed_are_recorded(
    repo: Path, home: Path, tmp_path: Path, run_hook: RunHook
) -> None:
    (home / "trailnote").mkdir()
    (home / "trailnote" / "config.json").write_text('{"user_scope": "opt-in"}', encoding="utf-8")
    other = tmp_path / "other"
    subprocess.run(["git", "init", "-q", str(other)], check=True)
    project = paths.find_project(str(other), os.environ)
    assert project is not None
    paths.ensure_local(project)  # what the installer does
    for place in (repo, other):
        assert run_hook("user_prompt_submit", claude("UserPromptSubmit", place), place).exit_code == 0
    assert not (repo / ".trailnote").exists()
    with opened(str(other), os.environ) as workspace:
        assert workspace.database().execute("SELECT count(*) FROM event").fetchone() == (1,)


def test_what_is_marked_private_in_a_prompt_is_never_stored(repo: Path, home: Path, run_hook: RunHook) -> None:
    prompt = f"Plan the release notes page\n<private>{SECRET}</private>\nand its layout"
    for event, script, more in (
        ("SessionStart", "session_start", {}),
        ("UserPromptSubmit", "user_prompt_submit", {"prompt": prompt}),
        (
            "Stop",
            "stop",
            {"last_assistant_message": f"Noted. <private>{SECRET}</private> Decision: layout in two columns."},
        ),
        ("SessionEnd", "session_end", {}),
    ):
        assert run_hook(script, claude(event, repo, **more), repo).exit_code == 0
    told = run_hook("session_start", claude("SessionStart", repo, session="next"), repo).context
    assert "Plan the release notes page" in told
    assert SECRET not in told
    for folder in (repo / ".trailnote", home):
        assert SECRET.encode() not in everything_kept(folder)
