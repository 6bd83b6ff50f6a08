"""What a terminal gets and a pipe does not: colours, a progress bar; and what a shell completes."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.verbs import environment, trailnote

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
    assert not COLOUR.search(on_a_terminal(failing, "status", stream=1, NO_COLOR="1"))
    assert "\x1b" not in trailnote(failing, "status").stdout


def test_a_progress_bar_is_for_terminals(repo: Path) -> None:
    assert "━" in on_a_terminal(repo, "bootstrap", stream=2)
    assert trailnote(repo, "bootstrap").stderr == ""


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
