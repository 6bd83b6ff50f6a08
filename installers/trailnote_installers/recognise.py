"""What Trailnote's entries run, as they are written today, and how an entry of any release is known again.

The strings are the same for every person and every release: Codex pins a hash of each hook command, and a project's
files are shared. They reach a launcher under `$HOME` and do nothing where it is missing.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence

from . import windows

SERVER_NAME = "trailnote"
HOOK_LAUNCHER = ".local/bin/trailnote-hook"
COMMAND = ".local/bin/trailnote"
EVENTS = (
    "session_start",
    "user_prompt_submit",
    "post_tool_use",
    "post_tool_use_failure",
    "pre_compact",
    "stop",
    "session_end",
)

# The clients that a hook command names; Claude Code and Codex are told apart by what they send.
CLIENTS = ("gemini-cli", "cursor", "opencode", "copilot-cli")

SERVER_COMMAND = "sh"
SERVER_ARGS = ["-c", f'[ -x "$HOME/{COMMAND}" ] && exec "$HOME/{COMMAND}" serve']

# A command is ours when it runs our launcher and nothing else; what a person put around it (an environment variable, a
# time limit) may stay around it. `trailnote hook EVENT` is what releases before 0.1 wrote.
_PATH = r"""(?:"[^"]*"|'[^']*'|[^\s;|&"']+)"""
_RUNS = re.compile(
    rf"""\s*(?:\[\s+-x\s+{_PATH}\s+\]\s*(?:\|\|\s*exit\s+0\s*;|&&)\s*)?
    (?:exec\s+|env\s+|timeout\s+\S+\s+|[A-Za-z_]\w*={_PATH}?\s+)*
    (?P<path>{_PATH})\s+(?:hook\s+)?(?P<event>[a-z_]+)(?:[ \t]+(?:{"|".join(CLIENTS)}))?\s*
    (?:\|\|\s*(?:true|exit\s+0)|;\s*exit\s+0)?\s*;?\s*""",
    re.VERBOSE,
)
# A clone's own script, run by a Python.
_RUNS_SCRIPT = re.compile(
    rf"""\s*(?:\S*[/\\])?python[\w.]*(?:\.exe)?(?:\s+-(?:X\s+{_PATH}|\w+))*\s+(?P<path>{_PATH})"""
    r"""\s*(?:\|\|\s*(?:true|exit\s+0)|;\s*exit\s+0)?\s*;?\s*"""
)
_IN_A_SHELL = re.compile(r"""\s*(?:\S*/)?(?:sh|bash|zsh)\s+-l?c\s+(["'])(?P<inner>.*)\1\s*""", re.DOTALL)
_SERVES = re.compile(r"""(?:^|[\s/\\"'])trailnote(?:\.exe|\.cmd)?["']?\s+serve\b|(?:^|\s)-m\s+trailnote_mcp\b""")


def server_words(platform: str) -> tuple[str, list[str]]:
    """Return command and arguments of an MCP server's entry on `platform`, named as by `sys.platform`."""
    on_windows = platform == "win32"
    return (windows.SERVER_COMMAND, windows.SERVER_ARGS) if on_windows else (SERVER_COMMAND, SERVER_ARGS)


def hook_command(event: str, client: str = "") -> str:
    """Return the command that a client's configuration holds for `event`, one of EVENTS; `client` is one of CLIENTS."""
    words = f"{event} {client}" if client else event
    return f'[ -x "$HOME/{HOOK_LAUNCHER}" ] || exit 0; exec "$HOME/{HOOK_LAUNCHER}" {words}'


def runs_hook(command: str) -> bool:
    """Return whether `command` runs one of Trailnote's hooks and nothing of anybody else's."""
    if len(command) > 2000 or ("trailnote" not in command and "hooks" not in command):
        return False
    shell = _IN_A_SHELL.fullmatch(command)
    if shell:
        return runs_hook(shell.group("inner"))
    script = _RUNS_SCRIPT.fullmatch(command)
    if script:
        *clone, folder, name = _parts(script.group("path"))
        return folder == "hooks" and name.removesuffix(".py") in EVENTS and _is_a_clone(clone)
    found = _RUNS.fullmatch(command)
    if not found or found.group("event") not in EVENTS:
        return False
    name = _parts(found.group("path"))[-1]
    by_verb = re.search(r"\shook\s", command) is not None
    return name in ("trailnote-hook", "trailnote-hook.cmd") or (by_verb and name in ("trailnote", "trailnote.exe"))


def runs_server(command: object, args: object) -> bool:
    """Return whether a client's MCP server entry runs Trailnote's server."""
    words = [command] if isinstance(command, str) else []
    if isinstance(args, Sequence) and not isinstance(args, str):
        words += [word for word in args if isinstance(word, str)]
    if _SERVES.search(" ".join(words)) is not None:
        return True
    *clone, folder = _parts(words[-1]) if words else [""]
    return len(words) > 1 and folder == "mcp_server" and _is_a_clone(clone)


def _parts(path: str) -> list[str]:
    """Return the names of a path, quoted or not; at least two."""
    return ["", *re.split(r"[/\\]", path.strip("\"'"))]


def _is_a_clone(parts: list[str]) -> bool:
    """Return whether a folder is called as a clone of Trailnote is, or is one."""
    folder = os.path.expanduser("/".join(parts[1:]))
    is_one = os.path.isabs(folder) and os.path.isfile(os.path.join(folder, "engine", "trailnote", "hook.py"))
    return is_one or parts[-1].lower() == "trailnote"
