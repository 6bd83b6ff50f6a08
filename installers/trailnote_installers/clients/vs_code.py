"""Visual Studio Code: hooks in Copilot CLI's file, the MCP server in `mcp.json` of the workspace or the profile.

After https://code.visualstudio.com/docs/agent-customization/hooks (a preview): `.github/hooks/*.json` in the workspace
and `~/.copilot/hooks`, in the form of Copilot CLI, whose `bash` is what Linux and macOS run. The hooks of
`.claude/settings.json` are run as well. A prompt takes no context there; a start and a tool call do. After
https://code.visualstudio.com/docs/copilot/reference/mcp-configuration: `.vscode/mcp.json` in the workspace, and a file
of the same name in the user profile; servers lie under `servers`, and `type` is required. The file may hold comments.
"""

from __future__ import annotations

import os
import sys

from ..managed import ManagedFile, json_server
from . import Machine, is_found, settings_folder
from .copilot_cli import hooks_in


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
        """Return Copilot CLI's hooks and `.vscode/mcp.json`."""
        return hooks_in(os.path.join(worktree, ".github")), self._file(os.path.join(worktree, ".vscode"))

    def user_files(self, machine: Machine) -> tuple[ManagedFile, ...]:
        """Return Copilot CLI's hooks, which always lie in `~/.copilot` here, and the default profile's `mcp.json`."""
        return hooks_in(os.path.join(machine.home, ".copilot")), self._file(self.user_folders(machine)[0])

    def _file(self, folder: str) -> ManagedFile:
        return json_server(os.path.join(folder, "mcp.json"), {"type": "stdio"}, at=("servers",), takes_comments=True)

    def steps(self, scope: str) -> tuple[str, ...]:  # noqa: ARG002  the same in both scopes
        """Return the trust question of the server."""
        return ('Run "MCP: List Servers" in the command palette, start "trailnote" and trust it.',)

    def limits(self, scope: str) -> tuple[str, ...]:
        """Return what the preview leaves out, and which profile is served."""
        limits = ("VS Code's hooks are a preview, and an organisation may have switched them off.",)
        return (*limits, "Only the default profile of VS Code is wired.") if scope == "user" else limits
