"""README and the docs say what the program does: the transcript is made here, and every verb and tool named exists."""

from __future__ import annotations

import json
import os
import re
import subprocess
import time
from pathlib import Path

import pytest

from tests.payloads import claude
from trailnote import hook
from trailnote.cli.main import VERBS

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_transcript_is_what_a_session_is_told(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repo = tmp_path / "shop"
    (repo / "auth").mkdir(parents=True)
    five_weeks_ago = f"@{int(time.time()) - 36 * 86400} +0000"
    monkeypatch.setenv("GIT_AUTHOR_DATE", five_weeks_ago)
    monkeypatch.setenv("GIT_COMMITTER_DATE", five_weeks_ago)
    subprocess.run(["git", "init", "-q", "-b", "fix/login-retry", str(repo)], check=True)
    said = claude("SessionStart", repo, session="one")
    assert hook.run("session_start", json.dumps(said).encode(), os.environ) == ""
    (repo / "auth/http.py").write_text("RETRIES = 0\n", encoding="utf-8")
    message = "Stop retrying on 4xx\n\nThe client retries by itself, so a login failed twice."
    for arguments in (["add", "."], ["commit", "-q", "-m", message]):
        subprocess.run(["git", *arguments], cwd=repo, check=True)
    for script, event, session in (
        ("post_tool_use", "PostToolUse", "one"),
        ("session_end", "SessionEnd", "one"),
        ("session_start", "SessionStart", "two"),
    ):
        answer = hook.run(script, json.dumps(claude(event, repo, session=session)).encode(), os.environ)
    told = json.loads(answer)["hookSpecificOutput"]["additionalContext"]
    told = re.sub(r"commit [0-9a-f]{8}", "commit 3f2a91c0", told)
    assert f"\n{told}\n" in README, told


def test_every_verb_that_the_readme_names_exists() -> None:
    named = set(re.findall(r"`trailnote ([a-z][a-z-]+)", README))
    assert named <= set(VERBS), named - set(VERBS)


def test_the_two_commands_of_a_clone_are_shown() -> None:
    assert "python3 installers install" in README and "python3 tests" in README
