"""One file per client: where its configuration lies, what goes in, and what its user has to do once."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from ..managed import ManagedFile


@dataclass(frozen=True, slots=True)
class Machine:
    """The person's side of things: `home` and the environment that names the clients' folders."""

    home: str
    env: Mapping[str, str]


class Client(Protocol):
    """What the installer asks of a client."""

    name: str
    title: str

    def is_found(self, machine: Machine) -> bool:
        """Return whether the client is installed here: its command is on PATH or its folder exists."""

    def user_folders(self, machine: Machine) -> tuple[str, ...]:
        """Return the files and folders that hold the person's own configuration of the client."""

    def project_files(self, worktree: str) -> tuple[ManagedFile, ...]:
        """Return the files of a project's root folder that are to hold our entries."""

    def user_files(self, machine: Machine) -> tuple[ManagedFile, ...]:
        """Return the person's own files that are to hold our entries."""

    def steps(self, scope: str) -> tuple[str, ...]:
        """Return what the person does once, in the client, so that it runs what was installed."""

    def limits(self, scope: str) -> tuple[str, ...]:
        """Return what an install of this scope does not reach."""


def is_found(client: Client, machine: Machine, *commands: str) -> bool:
    """Return whether one of `commands` is on the person's PATH, or one of the client's folders exists."""
    if any(shutil.which(command, path=machine.env.get("PATH", "")) for command in commands):
        return True
    return any(os.path.exists(path) for path in client.user_folders(machine))


def settings_folder(machine: Machine, platform: str) -> str:
    """Return where applications keep their settings on `platform` (as `sys.platform` names it)."""
    if platform == "win32":
        return machine.env.get("APPDATA") or os.path.join(machine.home, "AppData", "Roaming")
    if platform == "darwin":
        return os.path.join(machine.home, "Library", "Application Support")
    return os.path.abspath(machine.env.get("XDG_CONFIG_HOME") or os.path.join(machine.home, ".config"))


def all_clients() -> tuple[Client, ...]:
    """Return every client that Trailnote can be wired into, in the order of the report."""
    from .claude_code import ClaudeCode
    from .claude_desktop import ClaudeDesktop
    from .codex import Codex
    from .copilot_cli import CopilotCli
    from .cursor import Cursor
    from .gemini_cli import GeminiCli
    from .opencode import OpenCode
    from .vs_code import VsCode

    return ClaudeCode(), Codex(), GeminiCli(), Cursor(), OpenCode(), CopilotCli(), VsCode(), ClaudeDesktop()
