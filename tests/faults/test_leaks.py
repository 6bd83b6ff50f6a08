"""Secrets sent through every door: nothing that Trailnote writes has one, while events wait in the spool and after.

The secrets are made up here and put together at run time, in kinds and surroundings of this test's own.
"""

from __future__ import annotations

import base64
import json
import os
import random
import string
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.cli.verbs import environment, trailnote
from tests.conftest import RunHook
from tests.payloads import claude, codex
from trailnote.capture import spool
from trailnote.capture.redact import redact
from trailnote_mcp.calls import Calls

ALNUM = string.ascii_letters + string.digits
PIECE = 12


class Told(NamedTuple):
    """A text and the secret in it."""

    text: str
    secret: str


def _made() -> Iterator[Told]:
    rng = random.Random(2027)

    def run(size: int, chars: str = ALNUM) -> str:
        return "".join(rng.choices(chars, k=size))

    def word() -> str:
        return run(4, string.ascii_lowercase).title() + run(4, string.digits) + "!" + run(5, ALNUM)

    forms = (
        ("export RELAY_TOKEN={}", "gh" + "p_", 36),
        ("curl -H 'Authorization: Bearer {}' https://api.relay.dev/v1", "", 48),
        ("git clone https://bot:{}@git.relay.dev/a.git", "", 24), ("the mail password is {} since monday", "", 0),
        ("login: ana / {}", "", 0), ("mysql -u root -p{} relay", "", 18), ("DSN=postgres://app:{}@db.relay/x", "", 20),
        ("AWS_SECRET_ACCESS_KEY={}", "", 40), ("npm config set //registry.relay.dev/:_authToken {}", "npm" + "_", 36),
        ("docker login -u ci -p {} registry.relay.dev", "", 0), ("  relay_api_key: \"{}\"", "sk_" + "live_", 24),
        ("net use X: \\\\nas\\relay {} /user:ana", "", 0), ("Set-Cookie: session={}; Path=/", "", 40),
        ("<private>the launch is on {}</private>", "", 14), ("hvault token {}", "hv" + "s.", 90),
        ("TOTP secret: {}", "BASE32", 32), ("https://hooks.slack.com/services/T0AAAAAAA/B0BBBBBBB/{}", "", 24),
    )  # fmt: skip
    for form, prefix, size in forms:
        if prefix == "BASE32":
            secret = run(size, string.ascii_uppercase + "234567")
        else:
            secret = prefix + run(size) if size else word()
        yield Told(form.format(secret), secret)
    body = base64.b64encode(rng.randbytes(120)).decode()
    yield Told(f"-----BEGIN RSA PRIVATE{' KEY'}-----\n{body}\n-----END RSA PRIVATE{' KEY'}-----", body)


MADE = tuple(_made())
ALL = "\n".join(told.text for told in MADE)


@pytest.fixture
def everywhere(repo: Path, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder that everything Trailnote writes lies in: the repository, the home, the temporary files."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    assert repo.parent == home.parent == tmp_path
    return tmp_path


def found(everywhere: Path) -> list[str]:
    """Return where a piece of a secret stands in what Trailnote wrote: spool, log, database, WAL, notes, receipts."""
    pieces = {told.secret[i : i + PIECE].encode() for told in MADE for i in range(max(1, len(told.secret) - PIECE + 1))}
    hits = []
    for path in sorted(everywhere.rglob("*")):
        relative = path.relative_to(everywhere)
        ours = ".trailnote" in relative.parts or relative.parts[0] in ("home", "temporary", "out")
        if not path.is_file() or path.is_symlink() or not ours or "bytecode" in relative.parts:
            continue
        content = path.read_bytes()
        hits += [f"{relative}: {piece!r}" for piece in pieces if piece in content]
    return hits


def test_the_redactor_knows_each_of_them() -> None:
    for told in MADE:
        assert told.secret not in redact(told.text), told.text


def record(run_hook: RunHook, repo: Path) -> None:
    """Deliver every event of both clients with a secret in every field that can hold one."""
    number = 0

    def send(script: str, payload: dict[str, Any]) -> None:
        done = run_hook(script, payload, repo)
        assert (done.exit_code, done.stderr) == (0, "")
        assert not any(told.secret in done.stdout for told in MADE)

    for told in MADE:
        number += 1
        call = {"session": "s-leak", "tool_use_id": f"toolu_{number}"}
        command = {"command": f"echo go && {told.text}", "description": told.text}
        send(
            "post_tool_use",
            claude(
                "PostToolUse",
                repo,
                **call,
                tool_input=command,
                tool_response={"stdout": told.text, "stderr": told.text, "interrupted": False, "isImage": False},
            ),
        )
    edit = {"file_path": str(repo / "README.md"), "old_string": ALL, "new_string": ALL + "\nmore", "content": ALL}
    for tool in ("Edit", "Write", "MultiEdit", "NotebookEdit", "Read", "Grep", "WebFetch", "mcp__relay__call", "Task"):
        number += 1
        given = {**edit, "edits": [edit], "pattern": ALL, "url": MADE[2].text, "prompt": ALL}
        send(
            "post_tool_use",
            claude(
                "PostToolUse",
                repo,
                session="s-leak",
                tool_use_id=f"toolu_{number}",
                tool_name=tool,
                tool_input=given,
                tool_response={"content": ALL, "structuredPatch": [{"lines": ["+" + ALL]}]},
            ),
        )
    patch = f"*** Begin Patch\n*** Update File: {MADE[0].secret}.env\n@@\n" + "".join(
        f"+{line}\n" for line in ALL.split("\n")
    )
    send("post_tool_use", codex("PostToolUse", repo, tool_name="apply_patch", tool_input={"command": patch}))
    send(
        "post_tool_use",
        codex("PostToolUse", repo, tool_use_id="call_9", tool_input={"command": ALL}, tool_response=ALL),
    )
    send("pre_compact", claude("PreCompact", repo, session="s-leak", custom_instructions=ALL))
    send("session_end", claude("SessionEnd", repo, session="s-other", reason=MADE[0].text))
    bare = MADE[0].secret
    send(
        "post_tool_use",
        claude(
            "PostToolUse",
            repo,
            session=bare,
            agent_id=bare,
            tool_use_id=bare,
            tool_name=bare,
            transcript_path=f"/nowhere/{bare}.jsonl",
            prompt_id=bare,
        ),
    )
    send("post_tool_use", {"hook_event_name": bare, "session_id": "x", "cwd": str(repo)})
    send(
        "post_tool_use",
        {"hook_event_name": "PostToolUse", "session_id": "x", "cwd": f"/tmp/{bare}", "tool_name": "Bash"},
    )
    run_hook("post_tool_use", f"{{ not JSON {ALL}".encode(), repo)
    long = json.dumps(claude("PostToolUse", repo, tool_input={"command": ALL})).encode()[:-1]
    run_hook("post_tool_use", long + b', "pad": "' + b"x" * (1 << 20) + ALL.encode() + b'"}', repo)


def answer(run_hook: RunHook, repo: Path) -> None:
    """Deliver the events that drain and answer, secrets in them too."""
    run_hook("session_start", claude("SessionStart", repo, session="s-leak", source="startup"), repo)
    run_hook(
        "user_prompt_submit", claude("UserPromptSubmit", repo, session="s-leak", prompt=f"set this up:\n{ALL}"), repo
    )
    for told in MADE:
        run_hook(
            "user_prompt_submit", claude("UserPromptSubmit", repo, session="s-leak", prompt=f"use {told.text}"), repo
        )
    for n, told in enumerate(MADE):
        error = f"Exit code 1\nTraceback (most recent call last):\nValueError: bad login with {told.text}"
        command = {"command": f"pytest -q  # {told.text}"}
        failed = claude(
            "PostToolUseFailure", repo, session="s-leak", tool_use_id=f"f{n}", tool_input=command, error=error
        )
        run_hook("post_tool_use_failure", failed, repo)
    run_hook("stop", claude("Stop", repo, session="s-leak", last_assistant_message=f"Done. {ALL}"), repo)
    run_hook("session_end", claude("SessionEnd", repo, session="s-leak"), repo)


def test_nothing_in_the_spool_while_it_waits_nor_in_the_store_afterwards(
    repo: Path, everywhere: Path, run_hook: RunHook
) -> None:
    record(run_hook, repo)
    waiting = spool.names(str(repo / ".trailnote/local"))
    assert len(waiting) > len(MADE) + 9, "the events were drained, so nothing was looked at in mid-flight"
    assert found(everywhere) == []
    answer(run_hook, repo)
    assert found(everywhere) == []
    for verb in (
        ["status"],
        ["list"],
        ["brief"],
        ["query", "login"],
        ["export", str(everywhere / "out")],
        ["recap"],
        ["audit"],
    ):
        done = trailnote(repo, *verb)
        assert done.returncode in (0, 1), done.stderr
        assert not any(told.secret in done.stdout + done.stderr for told in MADE), verb
    assert spool.names(str(repo / ".trailnote/local")) == []
    assert (everywhere / "out").stat().st_size > 0
    assert found(everywhere) == []


def test_nothing_of_a_commit_a_document_or_a_branch(repo: Path, everywhere: Path, run_hook: RunHook) -> None:
    (repo / "settings.py").write_text("".join(f"VALUE_{n} = {told.text!r}\n" for n, told in enumerate(MADE)))
    (repo / "docs").mkdir()
    (repo / "docs/setup.md").write_text(f"# Set up\n\n{ALL}\n")

    def git(*arguments: str) -> None:
        subprocess.run(["git", *arguments], cwd=repo, check=True, capture_output=True)

    git("checkout", "-q", "-b", f"fix/{MADE[0].secret}")
    for told in MADE:
        git("add", "-A")
        message = f"Set up the relay\n\nIt needs this: {told.text}\nfor all."
        git("commit", "-q", "--allow-empty", "-m", message)
    run_hook("session_start", claude("SessionStart", repo, session="s-git"), repo)
    assert trailnote(repo, "bootstrap").returncode == 0
    assert trailnote(repo, "put-resolution", "HEAD").returncode == 0
    run_hook("session_start", claude("SessionStart", repo, session="s-git2"), repo)
    assert found(everywhere) == []


def test_nothing_that_a_person_or_an_agent_tells(repo: Path, everywhere: Path) -> None:
    calls = Calls(str(repo), os.environ)
    try:
        for told in MADE:
            calls.remember(
                f"The relay needs {told.text}",
                namespace="decisions",
                files=[],
                tags=[told.text],
                key=told.text,
                scope="project",
            )
            calls.remember(
                f"Mine: {told.text}", namespace="learnings", files=[told.text], tags=[], key="", scope="user"
            )
        calls.handoff(
            "begin", id="", to_agent="", summary=ALL, open_questions=[MADE[0].text], next_steps=[MADE[1].text]
        )
    finally:
        calls.workspace.close()
    assert found(everywhere) == []
    for told in MADE[:6]:
        for verb in (
            ["remember", f"Over: {told.text}", "--tag", told.text],
            ["handoff", "begin", told.text, "--next", told.text],
            ["new", "relay"],
            ["query", told.text],
            ["brief", "--prompt", told.text],
            ["suggest", "--task", told.text],
            ["run", "--task", f"try {told.text}", "--", sys.executable, "-c", f"print({told.text!r})", told.text],
            ["run", "--", sys.executable, "-c", f"raise SystemExit({told.text!r})"],
        ):
            trailnote(repo, *verb)
    lines = [
        {
            "type": "memory",
            "namespace": "decisions",
            "key": told.text,
            "title": told.text,
            "text": told.text,
            "tags": [told.text],
            "symbols": [told.secret],
            "files": [told.secret],
            "author": told.text,
            "facts": {"task": told.text},
        }
        for told in MADE
    ]
    done = trailnote(repo, "import", data="".join(json.dumps(line) + "\n" for line in lines))
    assert done.returncode == 0, done.stderr
    assert found(everywhere) == []
    trailnote(repo, "share", "on")
    trailnote(repo, "backup", str(everywhere / "home/backup.zip"))
    trailnote(repo, "report", "real-usage", "-o", str(everywhere / "home/report.html"))
    assert found(everywhere) == []


def test_nothing_of_an_environment_that_holds_secrets(
    repo: Path, everywhere: Path, run_hook: RunHook, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n, told in enumerate(MADE):
        monkeypatch.setenv(f"RELAY_{n}", told.secret)
    run_hook("session_start", claude("SessionStart", repo), repo)
    run_hook("post_tool_use", claude("PostToolUse", repo, tool_input={"command": "make"}), repo)
    run_hook("post_tool_use", b"[]", repo)
    code = "from trailnote.cli import status_; status_.command = None; from trailnote.cli.main import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "status"], cwd=repo, env=environment(), capture_output=True, check=False
    )
    assert done.returncode == 3, "a bug writes a log to paste"
    assert (everywhere / "home/trailnote/bug.log").exists()
    assert found(everywhere) == []
