"""Windows as far as another platform can show it: what is written, how its rules split it, where paths lead."""

from __future__ import annotations

import ntpath
import os
import re
import subprocess
import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.installers.conftest import Machine

from trailnote_installers import environment, windows
from trailnote_installers.clients import Machine as Person
from trailnote_installers.clients import settings_folder
from trailnote_installers.clients.codex import HOOKS
from trailnote_installers.doctor import trial
from trailnote_installers.doctor.wired import hooks_in
from trailnote_installers.entries import Hook
from trailnote_installers.environment import Build
from trailnote_installers.launchers import Installed, is_our_launcher, plan
from trailnote_installers.main import main
from trailnote_installers.managed import json_server, toml_server
from trailnote_installers.recognise import runs_hook, runs_server, server_words

ADA = {
    "USERPROFILE": "C:\\Users\\Ada Lovelace",
    "APPDATA": "C:\\Users\\Ada Lovelace\\AppData\\Roaming",
    "LOCALAPPDATA": "C:\\Users\\Ada Lovelace\\AppData\\Local",
    "PATH": "C:\\Windows;C:\\Program Files (x86)\\Git\\cmd",
}


def argv(line: str) -> list[str]:
    """Split a command line as CommandLineToArgvW does, which every Windows program is started by."""
    words: list[str] = []
    word, quoted, begun, at = "", False, False, 0
    while at < len(line):
        slashes = re.compile(r"\\*").match(line, at)
        count = len(slashes.group()) if slashes else 0
        at += count
        if line[at : at + 1] == '"':
            word += "\\" * (count // 2)
            if count % 2:
                word += '"'
            else:
                quoted, begun = not quoted, True
            at += 1
            continue
        word += "\\" * count
        begun = begun or bool(count)
        if line[at : at + 1] in (" ", "\t") and not quoted:
            words, word, begun = [*words, word] if begun else words, "", False
        elif at < len(line):
            word, begun = word + line[at], True
        at += 1
    return [*words, word] if begun else words


def told_to_cmd(line: str, env: Mapping[str, str]) -> list[str]:
    """Return the commands that cmd.exe runs of the tail of a command line after `/c`, its variables put in."""
    tail = line.split("/c ", 1)[-1].strip()
    if tail.startswith('"') and tail.endswith('"'):
        tail = tail[1:-1]  # special characters stand between the two, so that cmd.exe takes both away
    tail = re.sub(r"%(\w+)%", lambda found: env.get(found.group(1), ""), tail)
    return [part.strip() for part in tail.split("&&")]


@pytest.mark.parametrize("words", [["a b", 'c"d', "e\\", "f\\ g\\\\", "", 'h\\"i'], ["x"]])
def test_lines_are_split_as_they_were_joined(words: list[str]) -> None:
    assert argv(subprocess.list2cmdline(words)) == words


def test_the_server_starts_in_its_folder_whatever_the_persons_name() -> None:
    command, arguments = server_words("win32")
    line = subprocess.list2cmdline([command, *arguments])  # as Python's, node's and Rust's spawn join words
    assert argv(line) == [command, *arguments]
    changed, started = told_to_cmd(line, ADA)
    name, _, value = changed.removeprefix("set ").partition("=")
    assert (name, value.split(";")[0]) == ("PATH", "C:\\Users\\Ada Lovelace\\.local\\bin")
    assert value.split(";")[1:] == ADA["PATH"].split(";")
    assert started == "trailnote serve", "the working folder stays the project's"
    assert "Ada" not in line, "a project's files are shared"


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: str(hook.script))
def test_codex_runs_a_hook_by_cmd_and_nothing_where_trailnote_is_missing(hook: Hook) -> None:
    line = hook.handler()["commandWindows"]
    assert isinstance(line, str) and '"' not in line
    went, ran = told_to_cmd(subprocess.list2cmdline(["cmd.exe", "/c", line]), ADA)
    assert went == "cd /d C:\\Users\\Ada Lovelace", "the event itself names the session's folder"
    assert re.fullmatch(rf"if exist (\.local\\bin\\trailnote-hook\.cmd) \1 {hook.script}", ran)


def test_an_entry_of_either_platform_is_known_on_the_other(tmp_path: Path) -> None:
    for platform in ("linux", "win32"):
        command, arguments = server_words(platform)
        assert runs_server(command, arguments)
        other = "linux" if platform == "win32" else "win32"
        text = json_server("x", {}, platform=platform).wire('{"mcpServers": {}}')
        again = json_server("x", {}, platform=other).wire(text)
        assert text.count('"trailnote"') == again.count('"trailnote"') == 1
        toml = toml_server("x", {}, platform=other).wire(toml_server("x", {}, platform=platform).wire("a = 1\n"))
        assert tomllib.loads(toml)["mcp_servers"]["trailnote"]["command"] == server_words(other)[0]
    assert all(runs_hook(hook.command) for hook in HOOKS)


INSTALLED = Installed(
    "C:\\Users\\Ada Lovelace\\AppData\\Local\\trailnote\\envs\\1",
    "D:\\Python 3.12\\100%\\python.exe",
    "C:\\Users\\Ada Lovelace\\AppData\\Local\\trailnote\\envs\\1\\Lib\\site-packages\\trailnote\\_hooks",
    "C:\\Users\\Ada Lovelace\\AppData\\Local\\trailnote\\envs\\1\\Scripts\\trailnote.exe",
)


def launchers(home: Path) -> dict[str, bytes]:
    """Return what is written for Windows, by the name of the file."""
    changes = plan(INSTALLED, home=str(home), user_dir="", known_target="", platform="win32", env=ADA)
    assert all(isinstance(change.after, bytes) and change.before is None for change in changes), "no link is made"
    return {os.path.basename(change.path): change.after for change in changes if isinstance(change.after, bytes)}


def test_batch_files_name_what_they_run_by_variables_and_in_quotes(tmp_path: Path) -> None:
    written = launchers(tmp_path)
    assert sorted(written) == ["trailnote-hook", "trailnote-hook.cmd", "trailnote.cmd"]
    command, hook = written["trailnote.cmd"].decode(), written["trailnote-hook.cmd"].decode()
    assert command.endswith('\r\n"%LOCALAPPDATA%\\trailnote\\envs\\1\\Scripts\\trailnote.exe" %*\r\n')
    assert '"D:\\Python 3.12\\100%%\\python.exe" -S -E "%LOCALAPPDATA%\\trailnote' in hook
    assert hook.endswith("exit /b 0\r\n") and 'if "%TRAILNOTE_HOOKS%"=="0" exit /b 0' in hook
    assert all(line.endswith("\r") for text in (command, hook) for line in text.rstrip("\n").split("\n"))
    assert "Ada" not in command + hook
    for name, text in written.items():
        (tmp_path / name).write_bytes(text)
        assert is_our_launcher(str(tmp_path / name))


def test_git_bash_is_given_paths_that_it_can_read(tmp_path: Path) -> None:
    text = launchers(tmp_path)["trailnote-hook"].decode()
    assert text.startswith("#!/bin/sh\n") and "\r" not in text and "\\" not in text
    assert "py='D:/Python 3.12/100%/python.exe'" in text
    checked = subprocess.run(["sh", "-n"], input=text, text=True, capture_output=True, check=False)
    assert (checked.returncode, checked.stderr) == (0, "")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("C:\\Users\\Ada Lovelace\\AppData\\Roaming\\Claude", "%APPDATA%\\Claude"),
        ("c:\\users\\ada lovelace\\x", "%USERPROFILE%\\x"),
        ("C:\\Users\\Ada Lovelaces\\x", "C:\\Users\\Ada Lovelaces\\x"),
        ("\\\\server\\share\\100%\\python.exe", "\\\\server\\share\\100%%\\python.exe"),
        ("D:\\Python\\python.exe", "D:\\Python\\python.exe"),
    ],
)
def test_a_path_in_a_batch_file_is_told_by_the_persons_folders(path: str, expected: str) -> None:
    assert windows.in_batch(path, ADA) == expected
    told = re.sub(r"%(\w+)%", lambda found: ADA[found.group(1)], expected.replace("%%", "\0")).replace("\0", "%")
    assert ntpath.normcase(told) == ntpath.normcase(path)


def test_a_name_beyond_ascii_that_no_variable_tells_is_read_as_utf_8() -> None:
    text = windows.command_launcher("trailnote: x", "D:\\Ωmega\\trailnote.exe", {})
    assert text.startswith(b"@echo off\r\nchcp 65001 >nul\r\nrem trailnote: x\r\n")
    assert "Ωmega".encode() in text


def test_an_environment_has_its_programs_where_windows_puts_them() -> None:
    inside = environment.installed_at("/u/envs/1", "", platform="win32")
    assert inside.command == "/u/envs/1/Scripts/trailnote.exe"
    assert environment.python_of(inside) == "/u/envs/1/Scripts/python.exe"
    assert inside.hooks == "/u/envs/1/Lib/site-packages/trailnote/_hooks"


def test_settings_lie_in_appdata_or_the_library_of_the_person() -> None:
    assert settings_folder(Person("C:\\Users\\Ada Lovelace", ADA), "win32") == ADA["APPDATA"]
    assert settings_folder(Person("/Users/ada", {}), "darwin") == "/Users/ada/Library/Application Support"


class WindowsBuilder:
    """Makes what pip would make on Windows, without packages."""

    def build(self, build: Build, env: Mapping[str, str]) -> None:
        """Write the programs and the hooks folder."""
        inside = environment.installed_at(build.folder, build.interpreter, platform="win32")
        for path in (inside.command, environment.python_of(inside)):
            Path(path).parent.mkdir(parents=True, exist_ok=True)
            Path(path).write_text("#!/bin/sh\nexit 0\n", encoding="utf-8")
            Path(path).chmod(0o755)
        os.makedirs(inside.hooks)


def test_a_whole_install_makes_no_link_and_leaves_without_trace(machine: Machine) -> None:
    before = machine.tree()

    def run(*words: str) -> int:
        return main(
            words, machine.env, source=str(machine.source), cwd=str(machine.repo), builder=WindowsBuilder(),
            runner=machine.runner, platform="win32",
        )  # fmt: skip

    assert run("install", "--client", "claude-code", "--client", "codex") == 0
    bin_folder = machine.home / ".local" / "bin"
    assert sorted(path.name for path in bin_folder.iterdir()) == [
        "trailnote-hook", "trailnote-hook.cmd", "trailnote.cmd",
    ]  # fmt: skip
    assert not any(path.is_symlink() for path in machine.home.rglob("*"))
    assert machine.runner.calls[-1][0].endswith("trailnote.cmd")
    first = machine.tree()
    (machine.source / "engine/trailnote/__init__.py").write_text('__version__ = "0.2.0"\n', encoding="utf-8")
    assert run("install", "--client", "claude-code", "--client", "codex") == 0
    assert machine.tree() == first, "the entries stay from version to version"
    assert "0.2.0" in (bin_folder / "trailnote.cmd").read_text(encoding="utf-8")
    assert len(list((machine.user_dir / "envs").iterdir())) == 2, "open sessions still run from the older one"
    assert run("uninstall") == 0
    assert machine.tree() == before
    assert not bin_folder.exists()


def test_doctor_runs_on_windows_what_each_client_runs_there(machine: Machine) -> None:
    """No `/bin/sh`: Codex's own line by cmd.exe, Claude Code's in Git Bash."""
    machine.install()
    codex = list(hooks_in(str(machine.repo / ".codex/hooks.json"), "codex", platform="win32"))
    assert [command for _, command, _ in codex] == [windows.hook_command(hook.script) for hook in HOOKS]
    line = trial.started_as(codex[0][1], {"COMSPEC": "C:\\Windows\\cmd.exe"}, client="codex", platform="win32")
    assert line == f"C:\\Windows\\cmd.exe /C {codex[0][1]}"
    (command, *_) = (command for _, command, _ in hooks_in(str(machine.repo / ".claude/settings.json"), "claude-code"))
    env = {"CLAUDE_CODE_GIT_BASH_PATH": "D:\\Git\\bin\\bash.exe"}
    for given, shell in ((env, env["CLAUDE_CODE_GIT_BASH_PATH"]), ({}, "bash")):
        assert trial.started_as(command, given, client="claude-code", platform="win32") == [shell, "-c", command]
