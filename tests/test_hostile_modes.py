"""Whatever the umask: what is private is for the user alone, and nothing that is written holds the environment."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, SOURCE_ROOTS
from tests.payloads import claude

CANARY = "zq81canary73zq"
VERBS: tuple[tuple[str, ...], ...] = (
    ("remember", "Freeze the clock"),
    ("remember", "Ask before a push", "--scope", "user"),
    ("bootstrap",),
    ("export", "out.jsonl"),
    ("backup", "out.tar"),
    ("restore", "out.tar"),
    ("handoff", "begin", "half of it is done"),
    ("run", "--", "true"),
    ("status",),
    ("audit",),
    ("gc",),
    ("show", "nothing"),
)


def wide(*places: Path) -> list[str]:
    """Return what others may read, write or look into, with its mode."""
    found = []
    for place in places:
        for path in (place, *place.rglob("*")):
            mode = stat.S_IMODE(path.lstat().st_mode)
            if mode & 0o077 and not path.is_symlink():
                found.append(f"{mode:o} {path}")
    return found


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_nobody_else_can_read_what_is_private(repo: Path, home: Path, umask: int) -> None:
    env = {**os.environ, "CANARY": CANARY, "PYTHONPATH": os.pathsep.join(SOURCE_ROOTS)}
    plain = home / "no repository"
    plain.mkdir()

    def run(*command: str, cwd: Path = repo, data: str = "") -> int:
        done = subprocess.run(
            command, cwd=cwd, env=env, input=data.encode(), umask=umask, capture_output=True, check=False
        )
        return done.returncode

    for event, script in (
        ("PostToolUse", "post_tool_use"),
        ("SessionStart", "session_start"),
        ("UserPromptSubmit", "user_prompt_submit"),
        ("PostToolUseFailure", "post_tool_use_failure"),
        ("PreCompact", "pre_compact"),
        ("Stop", "stop"),
        ("SessionEnd", "session_end"),
    ):
        for cwd in (repo, plain):
            payload = json.dumps(claude(event, cwd, session=cwd.name))
            assert run("sh", str(ROOT / "hooks/launch"), script, cwd=cwd, data=payload) == 0
    codes = {verb: run(sys.executable, "-m", "trailnote", *verb) for verb in VERBS}
    # An audit ends with 1 where it finds something.
    assert {verb for verb, code in codes.items() if code} - {("audit",)} == {("show", "nothing")}
    (repo / ".trailnote/local/trailnote.db").write_bytes(b"no database at all" * 500)
    assert run(sys.executable, "-m", "trailnote", "status") == 0
    private = (home / "trailnote", repo / ".trailnote/local", repo / "out.jsonl", repo / "out.tar")
    assert wide(*private) == []
    assert (home / "trailnote/pycache").is_dir() and any((home / "trailnote/memory/local").iterdir())
    holds = [p for p in repo.parent.rglob("*") if p.is_file() and CANARY.encode() in p.read_bytes()]
    assert holds == []


@pytest.mark.parametrize("umask", [0o022, 0o077])
def test_what_is_shared_gets_what_the_umask_leaves(repo: Path, umask: int) -> None:
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(SOURCE_ROOTS)}
    for verb in (["share", "on"], ["remember", "Use SQLite", "--namespace", "decisions", "--key", "db"]):
        command = [sys.executable, "-m", "trailnote", *verb]
        subprocess.run(command, cwd=repo, env=env, umask=umask, capture_output=True, check=True)
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (repo / ".trailnote/notes").glob("*.md")}
    assert modes == {0o666 & ~umask & 0o644}
