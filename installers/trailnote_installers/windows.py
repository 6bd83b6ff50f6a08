"""What Windows needs: launchers as batch files, and commands that hold under cmd.exe, PowerShell and no shell at all.

Claude Code runs a hook's command in Git Bash, which knows `$HOME`, so that it is the same string as elsewhere. Codex
runs `commandWindows`, where a hook has one, by `%COMSPEC% /C` (codex-rs/hooks/src/engine/command_runner.rs). Every
client starts an MCP server without a shell, by the rules of CommandLineToArgvW; so the entry names cmd.exe. The strings
hold no quotation marks, which cmd.exe and those rules read in two ways, and stay the same from person to person: what
cmd.exe puts in the place of %USERPROFILE% may hold spaces, since neither `cd /d` nor `set` splits at them.
"""

from __future__ import annotations

import ntpath
from collections.abc import Mapping

SERVER_COMMAND = "cmd"
SERVER_ARGS = ["/d", "/c", "set PATH=%USERPROFILE%\\.local\\bin;%PATH%&& trailnote serve"]
FOLDERS = ("LOCALAPPDATA", "APPDATA", "USERPROFILE")  # the narrower first


def hook_command(words: str) -> str:
    """Return what cmd.exe runs for a hook; `words` is the event and, for some, the client. Quiet without Trailnote."""
    launcher = ".local\\bin\\trailnote-hook.cmd"
    return f"cd /d %USERPROFILE% && if exist {launcher} {launcher} {words}"


def hook_launcher(mark: str, interpreter: str, hooks: str, options: str, env: Mapping[str, str]) -> bytes:
    """Return the text of `trailnote-hook.cmd`; `mark` is the line by which it is known again, without its `# `."""
    python, scripts = in_batch(interpreter, env), in_batch(hooks, env)
    return _batch(
        mark,
        'if "%TRAILNOTE_HOOKS%"=="0" exit /b 0',
        f'if not exist "{scripts}\\%~1.py" exit /b 0',
        f'"{python}" -S -E{options} "{scripts}\\%~1.py" %2 2>nul',
        "exit /b 0",
    )


def command_launcher(mark: str, command: str, env: Mapping[str, str]) -> bytes:
    """Return the text of `trailnote.cmd`, which ends with the exit code of `command`."""
    return _batch(mark, f'"{in_batch(command, env)}" %*')


def in_batch(path: str, env: Mapping[str, str]) -> str:
    """Return a path as a batch file names it: by a variable where it lies in a folder of the person's.

    cmd.exe reads a batch file in the code page of the console, in which a person's name may not exist.
    """
    for name in FOLDERS:
        folder = env.get(name, "").rstrip("\\/")
        if folder and ntpath.normcase(path).startswith(ntpath.normcase(folder) + "\\"):
            return f"%{name}%" + path[len(folder) :].replace("%", "%%").replace("/", "\\")
    return path.replace("%", "%%")


def in_posix_shell(path: str) -> str:
    """Return a Windows path as Git Bash takes it in a script."""
    return path.replace("\\", "/")


def _batch(mark: str, *lines: str) -> bytes:
    head = ["@echo off", f"rem {mark}"]
    text = "\r\n".join([*head, *lines, ""])
    if not text.isascii():
        text = "\r\n".join([head[0], "chcp 65001 >nul", head[1], *lines, ""])
    return text.encode()
