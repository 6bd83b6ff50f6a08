"""A hook never breaks a session: it exits 0, prints nothing that it should not, and leaves one line that says why."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.conftest import RunHook
from tests.payloads import claude, codex
from trailnote.service.health import as_json, status
from trailnote.service.workspace import opened

EVENTS = [
    "session_start",
    "user_prompt_submit",
    "post_tool_use",
    "post_tool_use_failure",
    "pre_compact",
    "stop",
    "session_end",
]


def errors(repo: Path) -> list[str]:
    with opened(str(repo), os.environ) as workspace:
        health = as_json(status(workspace))["health"]
    assert isinstance(health, dict)
    return [e["message"] for e in health["errors"]]


@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b'{"session_id": "s", "hook_ev',
        b"\x00\xff\xfe\x80",
        b"[1, 2]",
        b'{"hook_event_name": "Nonsense", "session_id": "s"}',
    ],
    ids=["empty", "truncated", "binary", "no object", "unknown event"],
)
def test_bad_input_gives_silence_and_one_line_in_the_log(
    repo: Path, run_hook: RunHook, event: str, sent: bytes
) -> None:
    done = run_hook(event, sent, repo)
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "")
    assert len(errors(repo)) == 1


def test_fifty_megabytes_are_not_read(repo: Path, run_hook: RunHook) -> None:
    done = run_hook("post_tool_use", b"x" * 50_000_000, repo)
    assert (done.exit_code, done.stdout) == (0, "")
    assert len(errors(repo)) == 1


def test_a_large_edit_is_known_to_have_happened(repo: Path, run_hook: RunHook) -> None:
    sent = claude(
        "PostToolUse",
        repo,
        tool_name="Write",
        tool_input={"file_path": str(repo / "big.txt"), "content": "x" * 2_000_000},
    )
    assert run_hook("post_tool_use", sent, repo).exit_code == 0
    with opened(str(repo), os.environ) as workspace:
        (body,) = workspace.database().execute("SELECT body FROM event").fetchone()
    assert json.loads(body)["edited"] == [str(repo / "big.txt")] and json.loads(body)["truncated"]


def test_an_unwritable_directory_is_told_by_status(tmp_path: Path, home: Path, run_hook: RunHook) -> None:
    repo = tmp_path / "repo"
    repo.mkdir()
    subprocess.run(["git", "init", "-q"], cwd=repo, check=True)
    # A file where the folder would go: root may write anywhere, so a mode alone would refuse nothing here.
    (repo / ".trailnote").write_text("in the way", encoding="utf-8")
    done = run_hook("session_start", claude("SessionStart", repo), repo)
    assert (done.exit_code, done.stdout) == (0, "")
    (repo / ".trailnote").unlink()
    assert any("counted as dropped" in message for message in errors(repo))
    with opened(str(repo), os.environ) as workspace:
        assert status(workspace).dropped == 1
    other = tmp_path / "other"
    other.mkdir()
    subprocess.run(["git", "init", "-q"], cwd=other, check=True)
    with opened(str(other), os.environ) as workspace:
        assert status(workspace).dropped == 0, "what another project lost is told there"
        assert status(workspace).errors == (), "and what went wrong there too"


def test_without_git_on_the_path_the_session_goes_on(
    repo: Path, run_hook: RunHook, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_hook("session_start", claude("SessionStart", repo), repo)
    subprocess.run(["git", "commit", "-q", "--allow-empty", "-m", "Unread"], cwd=repo, check=True)
    monkeypatch.setenv("PATH", "/nowhere")
    for event, name in (("post_tool_use", "PostToolUse"), ("session_start", "SessionStart")):
        done = run_hook(event, claude(name, repo), repo)
        assert (done.exit_code, done.stdout) == (0, "")
    assert any("git was not found" in message for message in errors(repo))


def test_outside_a_repository_the_user_tier_records(tmp_path: Path, home: Path, run_hook: RunHook) -> None:
    assert run_hook("user_prompt_submit", claude("UserPromptSubmit", tmp_path), tmp_path).exit_code == 0
    assert not (tmp_path / ".trailnote").exists()
    assert (home / "trailnote/memory/local/trailnote.db").exists()


@pytest.mark.parametrize("build", [claude, codex])
def test_the_same_call_delivered_twice_is_one_event(repo: Path, run_hook: RunHook, build: object) -> None:
    assert callable(build)
    for event, name in (("session_start", "SessionStart"), ("post_tool_use", "PostToolUse"), ("stop", "Stop")):
        for _ in range(2):
            run_hook(event, build(name, repo), repo)
    with opened(str(repo), os.environ) as workspace:
        assert status(workspace).stored == 3


def test_all_hooks_can_be_turned_off(repo: Path, run_hook: RunHook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRAILNOTE_HOOKS", "0")
    run_hook("session_start", claude("SessionStart", repo), repo)
    assert not (repo / ".trailnote").exists()


def test_a_marker_file_opts_a_repository_out(repo: Path, run_hook: RunHook) -> None:
    (repo / ".trailnote.json").write_text('{"ignore": true}', encoding="utf-8")
    run_hook("session_start", claude("SessionStart", repo), repo)
    assert not (repo / ".trailnote").exists()


def test_memory_is_private_and_invisible_to_git(repo: Path, run_hook: RunHook) -> None:
    run_hook("session_start", claude("SessionStart", repo), repo)
    assert (repo / ".trailnote/local").stat().st_mode & 0o777 == 0o700
    for file in (repo / ".trailnote/local").rglob("*"):
        assert file.stat().st_mode & 0o077 == 0, file
    out = subprocess.run(["git", "status", "--porcelain"], cwd=repo, capture_output=True, text=True, check=True).stdout
    assert out == ""


def test_a_commit_made_in_one_session_is_told_at_the_start_of_the_next_and_not_again_on_resume(
    repo: Path, run_hook: RunHook
) -> None:
    run_hook("session_start", claude("SessionStart", repo, session="a"), repo)
    (repo / "cart.py").write_text("def total(): ...\n", encoding="utf-8")
    subprocess.run("git add cart.py && git commit -qm 'Sum the cart in cents'", shell=True, cwd=repo, check=True)
    run_hook("post_tool_use", claude("PostToolUse", repo, session="a"), repo)
    run_hook("session_end", claude("SessionEnd", repo, session="a"), repo)
    start = run_hook("session_start", codex("SessionStart", repo, session="b"), repo)
    assert start.context.startswith("<trailnote") and start.context.endswith("</trailnote>")
    assert start.context.count("Sum the cart in cents") == 1 and "cart.py" in start.context
    assert run_hook("session_start", codex("SessionStart", repo, session="b", source="resume"), repo).stdout == ""
    again = run_hook("session_start", codex("SessionStart", repo, session="b", source="compact"), repo)
    assert again.context.count("Sum the cart in cents") == 1


def test_pre_compact_session_end_and_plain_recording_print_nothing(repo: Path, run_hook: RunHook) -> None:
    for event, name in (("pre_compact", "PreCompact"), ("session_end", "SessionEnd"), ("post_tool_use", "PostToolUse")):
        assert run_hook(event, claude(name, repo), repo).stdout == ""
