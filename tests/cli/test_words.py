"""Wrong words end with exit 2 and one line that says what is allowed; every other end has the exit code of its kind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import click
import pytest
from tests.cli.conftest import Typed
from tests.cli.verbs import environment

from trailnote.cli.main import VERBS, group
from trailnote.service import health

INSTALLERS = ("install", "init", "doctor", "clean", "uninstall")
# What takes no folder, reads standard input first, runs the command that it was given, or goes by the registry.
ELSEWHERE = ("completion", "handoff", "serve", "purge", "rename", "put-vector", "run", "uninstall")

WRONG = [
    (("frobnicate",), 'there is no verb "frobnicate"'),
    (("statsu",), 'did you mean "stat'),
    (("query", "flaky", "test"), "put a text in quotes"),
    (("remember", "two", "words"), "put a text in quotes"),
    (("query", ""), "the query is empty"),
    (("query", "x", "--limit", "0"), "1<=x<=100"),
    (("query", "x", "--namespace", "foo"), "'resolutions', 'failures'"),
    (("list", "--state", "gone"), "not one of 'candidate'"),
    (("show",), "Missing argument 'ID'"),
    (("show", ""), "an empty id"),
    (("report", "usage"), "is not 'real-usage'"),
    (("distill", "--category", "art"), "'workflow'"),
    (("distill", "--since", "yesterday"), "write it as 2025-03-14"),
    (("new", "x", "--date", "2026-13-45"), "is no date"),
    (("gc", "--older-than", "soon"), "write such as 90d"),
    (("promote", ""), "an empty id"),
    (("reject", "", "m-1"), "an empty id"),
    (("promote", "m-1", "--to", "slack"), "'agents-md'"),
    (("handoff", "begn"), "Did you mean 'begin'"),
    (("completion", "tcsh"), "'bash', 'zsh', 'fish'"),
    (("install", "--client", "emacs"), "'claude-code', 'codex'"),
    (("doctor", "--mend"), "unrecognized arguments: --mend"),
]


@pytest.mark.parametrize(
    ("words", "said"), WRONG, ids=lambda value: " ".join(value) if isinstance(value, tuple) else ""
)
def test_wrong_words_are_told_in_one_line(
    words: tuple[str, ...], said: str, repo: Path, typed: Typed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repo)
    code, out, err = typed(*words)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1 and err.startswith("trailnote: ") and said in err, err


@pytest.mark.parametrize("verb", [name for name in VERBS if name != "run"])  # whose words are the command's
def test_every_verb_refuses_a_flag_that_it_does_not_know(verb: str, typed: Typed) -> None:
    code, out, err = typed(verb, "--no-such-flag")
    assert (code, out, err.count("\n")) == (2, "", 1), err
    assert "--no-such-flag" in err


@pytest.mark.parametrize("verb", [name for name in VERBS if name not in ELSEWHERE])
def test_every_verb_says_that_a_folder_is_not_there(verb: str, typed: Typed, tmp_path: Path) -> None:
    code, _, err = typed(verb, *_arguments(verb), "--repo", str(tmp_path / "gone"))
    assert (code, err.count("\n")) == (1, 1), err
    assert err.startswith(f"trailnote: {tmp_path / 'gone'}: ")


def _arguments(verb: str) -> list[str]:
    """Return a word for each argument that a verb cannot do without."""
    if verb in INSTALLERS:
        return []
    if verb == "forget":
        return ["m-1"]
    command = group.get_command(click.Context(group), verb)
    assert command is not None
    needed = [one for one in command.params if isinstance(one, click.Argument) and one.required]
    return [one.type.choices[0] if isinstance(one.type, click.Choice) else "x" for one in needed]


def test_a_bug_leaves_a_log_for_the_report_and_exit_3(
    repo: Path, home: Path, typed: Typed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repo)
    monkeypatch.setattr(health, "status", lambda *_words, **_more: 1 // 0)
    code, _, err = typed("status")
    assert (code, err.count("\n")) == (3, 1)
    log = home / "trailnote" / "bug.log"
    assert str(log) in err and "ZeroDivisionError" in log.read_text(encoding="utf-8")
    assert log.stat().st_mode & 0o777 == 0o600


def test_an_interrupted_verb_ends_with_130(repo: Path) -> None:
    command = [sys.executable, "-c", "from trailnote.cli.main import main; main()", "import"]
    process = subprocess.Popen(
        command, cwd=repo, env=environment(), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    assert process.stdin is not None and process.stderr is not None
    with process.stdin, process.stderr:
        local = repo / ".trailnote" / "local" / "trailnote.db"
        while not local.exists():  # by then it waits for its input
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 130
        assert b"Traceback" not in process.stderr.read()


def test_a_reader_that_goes_away_gets_no_complaint(repo: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-c", "from trailnote.cli.main import main; main()", "--verbs"]
    with os.fdopen(write, "wb") as out:
        done = subprocess.run(command, cwd=repo, env=environment(), stdout=out, stderr=subprocess.PIPE, check=False)
    assert done.returncode in (0, 1)
    assert done.stderr == b""


def test_without_a_model_embed_fails_and_says_what_to_set(repo: Path, typed: Typed) -> None:
    code, _, err = typed("embed", "--repo", str(repo))
    assert (code, err.count("\n")) == (1, 1) and "set embedding_model in config.json" in err
