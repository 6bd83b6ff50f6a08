"""GitHub Copilot CLI: the MCP server in `.github/mcp.json` of the project or `mcp-config.json` of the person.

After https://docs.github.com/en/copilot/how-tos/copilot-cli/customize-copilot/add-mcp-servers: servers lie under
`mcpServers`, with `type` and the `tools` that may be used. COPILOT_HOME moves `~/.copilot`. A project's `.mcp.json` is
read too, and of two servers of one name the nearer file's counts, so that Claude Code's entry there does no harm.
Seen on 1.0.102: comments, trailing commas and a byte order mark are read.
"""

from __future__ import annotations

import os

from ..managed import ManagedFile, json_server
from . import Machine, is_found

EXTRA: dict[str, object] = {"type": "local", "tools": ["*"]}


class CopilotCli:
    """GitHub's Copilot on the command line."""

    name = "copilot-cli"
    title = "Copilot CLI"

    def is_found(self, machine: Machine) -> bool:
        """Return whether `copilot` is on PATH or its folder exists."""
        return is_found(self, machine, "copilot")

    def user_folders(self, machine: Machine) -> tuple[str, ...]:
        """Return `COPILOT_HOME`, `~/.copilot` by default."""
        return (os.path.abspath(machine.env.get("COPILOT_HOME") or os.path.join(machine.home, ".copilot")),)

    def project_files(self, worktree: str) -> tuple[ManagedFile, ...]:
        """Return `.github/mcp.json`."""
        return (json_server(os.path.join(worktree, ".github", "mcp.json"), EXTRA, takes_comments=True),)

    def user_files(self, machine: Machine) -> tuple[ManagedFile, ...]:
        """Return `mcp-config.json`."""
        path = os.path.join(self.user_folders(machine)[0], "mcp-config.json")
        return (json_server(path, EXTRA, takes_comments=True, mode=0o600),)

    def steps(self, scope: str) -> tuple[str, ...]:
        """Return the trust question of the folder."""
        if scope == "user":
            return ("Restart copilot; /mcp show lists the server.",)
        return ('Start "copilot" in the repository and trust the folder when it asks; /mcp show lists the server.',)

    def limits(self, scope: str) -> tuple[str, ...]:  # noqa: ARG002  the same in both scopes
        """Return what is not recorded."""
        return ("Copilot CLI gets the tools of the MCP server; its sessions are not recorded by hooks.",)
