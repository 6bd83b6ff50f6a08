"""Cursor, the editor and its command line: the MCP server in `mcp.json`, of the project or the person.

After https://cursor.com/docs/mcp: `.cursor/mcp.json` in the project and `~/.cursor/mcp.json`, which are merged; an
entry has `command`, `args` and `env`. Its hook at a prompt cannot add context, so that its hooks are not used.
"""

from __future__ import annotations

import os

from ..managed import ManagedFile, json_server
from . import Machine, is_found


class Cursor:
    """Anysphere's Cursor."""

    name = "cursor"
    title = "Cursor"

    def is_found(self, machine: Machine) -> bool:
        """Return whether `cursor` or `cursor-agent` is on PATH or its folder exists."""
        return is_found(self, machine, "cursor", "cursor-agent")

    def user_folders(self, machine: Machine) -> tuple[str, ...]:
        """Return `~/.cursor`."""
        return (os.path.join(machine.home, ".cursor"),)

    def project_files(self, worktree: str) -> tuple[ManagedFile, ...]:
        """Return `.cursor/mcp.json`."""
        return (json_server(os.path.join(worktree, ".cursor", "mcp.json"), {"type": "stdio"}),)

    def user_files(self, machine: Machine) -> tuple[ManagedFile, ...]:
        """Return the user's `mcp.json`."""
        return (json_server(os.path.join(self.user_folders(machine)[0], "mcp.json"), {"type": "stdio"}),)

    def steps(self, scope: str) -> tuple[str, ...]:  # noqa: ARG002  the same in both scopes
        """Return where the server is switched on."""
        return ('Restart Cursor and see that "trailnote" is on in its list of MCP servers.',)

    def limits(self, scope: str) -> tuple[str, ...]:  # noqa: ARG002  the same in both scopes
        """Return what is not recorded."""
        return ("Cursor gets the tools of the MCP server; its sessions are not recorded by hooks.",)
