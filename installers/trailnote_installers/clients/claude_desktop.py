"""Claude Desktop: the MCP server in `claude_desktop_config.json`, for the person alone.

After https://modelcontextprotocol.io/docs/develop/connect-local-servers: the file lies in
`~/Library/Application Support/Claude` on macOS and in `%APPDATA%\\Claude` on Windows (on Linux, where others make
builds, in `~/.config/Claude`); servers lie under `mcpServers`. It has no projects, so that it sees the user's memory.
"""

from __future__ import annotations

import os
import sys

from ..managed import ManagedFile, json_server
from . import Machine, settings_folder


class ClaudeDesktop:
    """Anthropic's Claude Desktop."""

    name = "claude-desktop"
    title = "Claude Desktop"

    def is_found(self, machine: Machine) -> bool:
        """Return whether its folder exists."""
        return os.path.isdir(self.user_folders(machine)[0])

    def user_folders(self, machine: Machine) -> tuple[str, ...]:
        """Return the application's settings folder."""
        return (os.path.join(settings_folder(machine, sys.platform), "Claude"),)

    def project_files(self, worktree: str) -> tuple[ManagedFile, ...]:  # noqa: ARG002  it knows no projects
        """Return nothing: it knows no projects."""
        return ()

    def user_files(self, machine: Machine) -> tuple[ManagedFile, ...]:
        """Return `claude_desktop_config.json`."""
        return (json_server(os.path.join(self.user_folders(machine)[0], "claude_desktop_config.json"), {}),)

    def steps(self, scope: str) -> tuple[str, ...]:
        """Return how it comes to read its file."""
        if scope == "user":
            return ("Quit Claude Desktop, the icon in the tray or menu bar included, and start it again.",)
        return ()

    def limits(self, scope: str) -> tuple[str, ...]:
        """Return that it has no project scope."""
        if scope == "user":
            return ("Claude Desktop gets the tools of the MCP server and sees your own memory, not a repository's.",)
        return ("Claude Desktop knows no projects, so nothing was wired for it: install with --scope user.",)
