"""Gemini CLI: the MCP server in `settings.json`, of the project or the person.

After https://github.com/google-gemini/gemini-cli/blob/main/docs/tools/mcp-server.md and
https://geminicli.com/docs/cli/configuration. Seen on 0.61.0: the file may hold comments, while a trailing comma or a
byte order mark ends the client with an error; `$HOME` in an argument is expanded by the client itself; in a folder that
is not trusted the project's servers are listed as disabled.
"""

from __future__ import annotations

import os

from ..managed import ManagedFile, json_server
from . import Machine, is_found


class GeminiCli:
    """Google's Gemini CLI."""

    name = "gemini-cli"
    title = "Gemini CLI"

    def is_found(self, machine: Machine) -> bool:
        """Return whether `gemini` is on PATH or its folder exists."""
        return is_found(self, machine, "gemini")

    def user_folders(self, machine: Machine) -> tuple[str, ...]:
        """Return `~/.gemini`; GEMINI_CLI_HOME names the folder that it lies in."""
        return (os.path.join(os.path.abspath(machine.env.get("GEMINI_CLI_HOME") or machine.home), ".gemini"),)

    def project_files(self, worktree: str) -> tuple[ManagedFile, ...]:
        """Return `.gemini/settings.json`."""
        return self._files(os.path.join(worktree, ".gemini"))

    def user_files(self, machine: Machine) -> tuple[ManagedFile, ...]:
        """Return the user's `settings.json`."""
        return self._files(self.user_folders(machine)[0])

    def _files(self, folder: str) -> tuple[ManagedFile, ...]:
        return (json_server(os.path.join(folder, "settings.json"), {}, takes_comments=True, refuses=("comma", "mark")),)

    def steps(self, scope: str) -> tuple[str, ...]:
        """Return the trust question of the folder."""
        if scope == "user":
            return ("Restart gemini; /mcp shows the server.",)
        return ('Start "gemini" in the repository\'s root folder and trust it when it asks; /mcp shows the server.',)

    def limits(self, scope: str) -> tuple[str, ...]:  # noqa: ARG002  the same in both scopes
        """Return what is not recorded."""
        return ("Gemini CLI gets the tools of the MCP server; its sessions are not recorded by hooks.",)
