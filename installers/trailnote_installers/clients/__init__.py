"""One file per client: where its configuration lies, what goes in, and what its user has to do once."""

from __future__ import annotations

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


def all_clients() -> tuple[Client, ...]:
    """Return every client that Trailnote can be wired into, in the order of the report."""
    from .claude_code import ClaudeCode
    from .codex import Codex

    return ClaudeCode(), Codex()
