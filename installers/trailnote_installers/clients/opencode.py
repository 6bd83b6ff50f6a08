"""OpenCode: the MCP server in `opencode.json`, of the project or the person.

After https://opencode.ai/docs/mcp-servers: a local server is `{"type": "local", "command": [...], "enabled": true}`
under `mcp`; the file may hold comments and trailing commas. Version 2 names the place `mcp.servers` and still reads the
flat form; 1.18.33, which was tried, knows that alone. Where both an `opencode.json` and an `opencode.jsonc` exist, both
are read.
"""

from __future__ import annotations

import os

from ..managed import ManagedFile, json_server
from . import Machine, is_found

NAMES = ("opencode.json", "opencode.jsonc")


class OpenCode:
    """The OpenCode agent."""

    name = "opencode"
    title = "OpenCode"

    def is_found(self, machine: Machine) -> bool:
        """Return whether `opencode` is on PATH or its folder exists."""
        return is_found(self, machine, "opencode")

    def user_folders(self, machine: Machine) -> tuple[str, ...]:
        """Return `$XDG_CONFIG_HOME/opencode`, `~/.config/opencode` by default."""
        base = machine.env.get("XDG_CONFIG_HOME") or os.path.join(machine.home, ".config")
        return (os.path.join(os.path.abspath(base), "opencode"),)

    def project_files(self, worktree: str) -> tuple[ManagedFile, ...]:
        """Return `opencode.json`, or the `opencode.jsonc` that is there alone."""
        return self._files(worktree)

    def user_files(self, machine: Machine) -> tuple[ManagedFile, ...]:
        """Return the user's `opencode.json`, or the `opencode.jsonc` that is there alone."""
        return self._files(self.user_folders(machine)[0])

    def _files(self, folder: str) -> tuple[ManagedFile, ...]:
        found = [name for name in NAMES if os.path.lexists(os.path.join(folder, name))]
        path = os.path.join(folder, found[0] if found else NAMES[0])
        extra: dict[str, object] = {"type": "local", "enabled": True}
        return (json_server(path, extra, at=("mcp",), one_list=True, takes_comments=True),)

    def steps(self, scope: str) -> tuple[str, ...]:  # noqa: ARG002  the same in both scopes
        """Return how to see that it works."""
        return ('Restart opencode; "opencode mcp list" shows the server.',)

    def limits(self, scope: str) -> tuple[str, ...]:  # noqa: ARG002  the same in both scopes
        """Return what is not recorded."""
        return ("OpenCode gets the tools of the MCP server; its sessions are not recorded by hooks.",)
