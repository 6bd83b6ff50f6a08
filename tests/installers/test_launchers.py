"""The launcher that every hook goes through: quick, silent, and never with another exit code than 0."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from trailnote_installers.launchers import Installed, hook_launcher, is_our_launcher, is_our_link

SCRIPT = "import sys; print('ran', sys.argv[1:], sys.flags.no_site, sys.flags.ignore_environment); sys.exit(%d)"


@pytest.fixture
def launcher(tmp_path: Path) -> Path:
    """Return a launcher for a folder, with a blank and a quote in its name, of one hook that exits 2."""
    hooks = tmp_path / "it's a folder" / "_hooks"
    hooks.mkdir(parents=True)
    (hooks / "stop.py").write_text(SCRIPT % 2, encoding="utf-8")
    installed = Installed(str(tmp_path), os.path.realpath(sys.executable), str(hooks), str(tmp_path / "trailnote"))
    path = tmp_path / "trailnote-hook"
    path.write_text(hook_launcher(installed), encoding="utf-8")
    path.chmod(0o755)
    return path


def run(launcher: Path, *words: str, **env: str) -> tuple[int, str, str]:
    """Run the launcher with `{}` on standard input."""
    done = subprocess.run([launcher, *words], input="{}", env=env, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


def test_it_runs_the_hook_without_site_and_environment_and_exits_0(launcher: Path) -> None:
    assert run(launcher, "stop") == (0, "ran [] 1 1\n", "")


def test_it_passes_the_clients_name_on(launcher: Path) -> None:
    assert run(launcher, "stop", "gemini-cli") == (0, "ran ['gemini-cli'] 1 1\n", "")


def test_trailnote_hooks_0_turns_it_off(launcher: Path) -> None:
    assert run(launcher, "stop", TRAILNOTE_HOOKS="0") == (0, "", "")


@pytest.mark.parametrize("words", [[], ["start"], ["../stop"], ["STOP"], [""], ["stop;ls"], ["stop", "a;b"]])
def test_an_event_that_it_does_not_know_does_nothing(launcher: Path, words: list[str]) -> None:
    assert run(launcher, *words) == (0, "", "")


def test_a_vanished_interpreter_or_script_does_nothing(launcher: Path) -> None:
    text = launcher.read_text(encoding="utf-8")
    launcher.write_text(text.replace(os.path.realpath(sys.executable), "/nonexistent/python"), encoding="utf-8")
    assert run(launcher, "stop") == (0, "", "")


def test_a_hook_that_breaks_says_nothing_to_the_client(launcher: Path, tmp_path: Path) -> None:
    (tmp_path / "it's a folder" / "_hooks" / "stop.py").write_text("raise SystemError('x')", encoding="utf-8")
    assert run(launcher, "stop") == (0, "", "")


def test_it_is_known_again_and_a_strangers_is_not(launcher: Path, tmp_path: Path) -> None:
    assert is_our_launcher(str(launcher))
    stranger = tmp_path / "other"
    stranger.write_text("#!/bin/sh\nexec trailnote-hook\n", encoding="utf-8")
    assert not is_our_launcher(str(stranger))
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "user" / "env" / "bin" / "trailnote")
    assert is_our_link(str(link), str(tmp_path / "user"))
    link.unlink()
    link.symlink_to("/usr/bin/trailnote")
    assert not is_our_link(str(link), str(tmp_path / "user"))
