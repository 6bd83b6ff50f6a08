"""What a terminal gets and a pipe does not: colours, a progress bar; and what a shell completes."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.verbs import environment, trailnote

from trailnote.model import Memory, Provenance
from trailnote.service.workspace import opened
from trailnote.store import memories

COLOUR = re.compile(r"\x1b\[(?:\d+;)*(?:3[0-8]|4[0-8]|9[0-7])[;m]")
MAIN = "from trailnote.cli.main import main; main()"


def on_a_terminal(repo: Path, *arguments: str, stream: int, **variables: str) -> str:
    """Run `trailnote` with standard output (1) or error (2) on a terminal, and return what that showed."""
    ours, theirs = pty.openpty()
    env = {**environment(), "TERM": "xterm-256color", "COLUMNS": "80", **variables}
    out, err = (theirs, subprocess.DEVNULL) if stream == 1 else (subprocess.DEVNULL, theirs)
    process = subprocess.Popen([sys.executable, "-c", MAIN, *arguments], cwd=repo, env=env, stdout=out, stderr=err)
    os.close(theirs)
    shown = b""
    try:
        while part := os.read(ours, 4096):
            shown += part
    except OSError:  # Linux: the other end is closed
        pass
    os.close(ours)
    assert process.wait(60) == 0
    return shown.decode()


@pytest.fixture
def failing(repo: Path) -> Path:
    """Return a repository whose status has something to show in colour."""
    trailnote(repo, "status")
    (repo / ".trailnote/local/config.json").write_text('{"floor": "high"}', encoding="utf-8")
    return repo


def test_colours_are_for_terminals_and_no_color_turns_them_off(failing: Path) -> None:
    assert COLOUR.search(on_a_terminal(failing, "status", stream=1))
    assert "\x1b" not in on_a_terminal(failing, "status", stream=1, NO_COLOR="1"), "not even bold"
    assert "\x1b" not in trailnote(failing, "status").stdout


def test_a_progress_bar_is_for_terminals(repo: Path) -> None:
    assert "━" in on_a_terminal(repo, "bootstrap", stream=2)
    assert trailnote(repo, "bootstrap").stderr == ""


NASTY = "Press :bell: [bold]now[/bold]\x1b[31m\x1b]0;title\x07 \u202etxt.exe\u202c\x9b2J \u200bdone"
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e]")
TELLING = (
    ["list"], ["query", "press now done"], ["show", "nasty"], ["status"], ["skills", "--format", "markdown"], ["diff"],
    ["recap"], ["audit"], ["entries"], ["skills", "--format", "skill"],
)  # fmt: skip


@pytest.fixture
def nasty(repo: Path) -> Path:
    """Return a repository that remembers a text which means to steer a terminal."""
    with opened(str(repo), os.environ) as workspace:
        for key, text in (("nasty", NASTY), ("n2", f"{NASTY} twice")):
            memory = Memory(namespace="learnings", key=key, text=text, provenance=Provenance("explicit", ["person"]))
            memories.put(workspace.database(), memory, now_ns=workspace.now_ns())
    return repo


@pytest.mark.parametrize("verb", TELLING)
def test_a_pipe_gets_no_sign_that_steers_the_terminal_behind_it(verb: list[str], nasty: Path) -> None:
    done = trailnote(nasty, *verb)
    assert done.returncode == 0, done.stderr
    assert not UNSEEN.search(done.stdout + done.stderr), done.stdout


def test_words_are_shown_as_they_were_said(nasty: Path) -> None:
    for verb in ("list", "query", "status"):
        said = trailnote(nasty, verb, *(["press now done"] if verb == "query" else [])).stdout
        assert "Press :bell: [bold]now[/bold]" in said, verb


def test_a_terminal_shows_no_colour_of_a_texts_own(nasty: Path) -> None:
    said = on_a_terminal(nasty, "list", stream=1) + on_a_terminal(nasty, "show", "nasty", stream=1)
    assert "now[/bold]" in said and not COLOUR.search(said)


def test_what_a_program_reads_is_exact(nasty: Path) -> None:
    assert json.loads(trailnote(nasty, "show", "nasty", "--json").stdout)["text"] == NASTY
    assert NASTY in [json.loads(line).get("text") for line in trailnote(nasty, "export").stdout.splitlines()]


def test_a_managed_file_gets_no_sign_that_steers_and_is_not_taken_for_edited(nasty: Path) -> None:
    rule = json.loads(trailnote(nasty, "skills", "--json").stdout)["skills"][0]["id"]
    for target in ("rules", "settings", "skill"):
        trailnote(nasty, "promote", rule, "--to", target)
    written = "".join(path.read_text(encoding="utf-8") for path in (nasty / ".claude").rglob("*") if path.is_file())
    assert written.count("Press :bell: [bold]now[/bold] txt.exe done") == 3
    assert not UNSEEN.search(written)
    assert json.loads(trailnote(nasty, "demote", rule, "--json").stdout)["edited_by_hand"] == []


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("trailnote rem", {"remember"}),
        ("trailnote handoff ", {"begin", "list", "accept", "cancel"}),
        ("trailnote query --mode ", {"auto", "simhash", "lexical", "vector"}),
        ("trailnote promote r-1 --to a", {"agents-md"}),
        ("trailnote install --cl", {"--client"}),
        ("trailnote install --client co", {"codex", "copilot-cli"}),
        ("trailnote init --client gem", {"gemini-cli"}),
        ("trailnote install --scope ", {"project", "user"}),
        ("trailnote clean --k", {"--keep-memory"}),
        ("trailnote doctor --f", {"--fix"}),
    ],
)
def test_a_shell_completes_verbs_flags_and_values(line: str, expected: set[str], repo: Path) -> None:
    words = line.split(" ")
    asked = {"_TRAILNOTE_COMPLETE": "bash_complete", "COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1)}
    env = {**environment(), **asked}
    command = [sys.executable, "-c", MAIN]
    done = subprocess.run(command, cwd=repo, env=env, capture_output=True, text=True, check=False)
    assert {entry.partition(",")[2] for entry in done.stdout.split()} == expected
