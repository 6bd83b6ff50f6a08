"""Visual Studio Code: the MCP server in `mcp.json`, of the workspace or the person's profile.

After https://code.visualstudio.com/docs/copilot/reference/mcp-configuration: `.vscode/mcp.json` in the workspace, and a
file of the same name in the user profile; servers lie under `servers`, and `type` is required. The file may hold
comments.
"""

from __future__ import annotations

import os
import sys

from ..managed import ManagedFile, json_server
from . import Machine, is_found, settings_folder


class VsCode:
    """Microsoft's Visual Studio Code."""

    name = "vscode"
    title = "VS Code"

    def is_found(self, machine: Machine) -> bool:
        """Return whether `code` is on PATH or its folder exists."""
        return is_found(self, machine, "code")

    def user_folders(self, machine: Machine) -> tuple[str, ...]:
        """Return the default profile's folder."""
        return (os.path.join(settings_folder(machine, sys.platform), "Code", "User"),)

    def project_files(self, worktree: str) -> tuple[ManagedFile, ...]:
        """Return `.vscode/mcp.json`."""
        return (self._file(os.path.join(worktree, ".vscode")),)

    def user_files(self, machine: Machine) -> tuple[ManagedFile, ...]:
        """Return the default profile's `mcp.json`."""
        return (self._file(self.user_folders(machine)[0]),)

    def _file(self, folder: str) -> ManagedFile:
        return json_server(os.path.join(folder, "mcp.json"), {"type": "stdio"}, at=("servers",), takes_comments=True)

    def steps(self, scope: str) -> tuple[str, ...]:  # noqa: ARG002  the same in both scopes
        """Return the trust question of the server."""
        return ('Run "MCP: List Servers" in the command palette, start "trailnote" and trust it.',)

    def limits(self, scope: str) -> tuple[str, ...]:
        """Return what is not recorded, and which profile is served."""
        limits = ("VS Code gets the tools of the MCP server; its sessions are not recorded by hooks.",)
        return (*limits, "Only the default profile of VS Code is wired.") if scope == "user" else limits
