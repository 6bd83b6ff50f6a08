"""Gemini CLI: hooks and the MCP server in `settings.json`, of the project or the person.

After https://geminicli.com/docs/hooks/reference, https://geminicli.com/docs/tools/mcp-server and
https://geminicli.com/docs/cli/configuration. Seen on 0.61.0: the file may hold comments, while a trailing comma or a
byte order mark ends the client with an error; `$HOME` is expanded by the client itself; in a folder that is not trusted
no hook runs, the person's own included, and the project's servers are listed as disabled. A hook's `timeout` is in
milliseconds. One that stands in both scopes runs once, since name and command are the same. PreCompress is sent before
every request, so that only the one of `/compress` is asked for.
"""

from __future__ import annotations

import os

from ..entries import Hook, Shape
from ..managed import ManagedFile, both, json_hooks, json_server
from . import Machine, is_found

SHAPE = Shape(per_second=1000, named=True)
# What is recorded of a tool call: commands, and the files that are read and edited.
TOOLS = "^(run_shell_command|read_file|write_file|replace)$"
HOOKS = (
    Hook("SessionStart", "session_start", 10, "gemini-cli", shape=SHAPE),
    Hook("BeforeAgent", "user_prompt_submit", 5, "gemini-cli", shape=SHAPE),
    Hook("AfterTool", "post_tool_use", 5, "gemini-cli", TOOLS, SHAPE),
    Hook("PreCompress", "pre_compact", 10, "gemini-cli", "manual", SHAPE),
    Hook("AfterAgent", "stop", 10, "gemini-cli", shape=SHAPE),
    Hook("SessionEnd", "session_end", 10, "gemini-cli", shape=SHAPE),
)


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
        path = os.path.join(folder, "settings.json")
        return (both(json_hooks(path, HOOKS), json_server(path, {}, takes_comments=True, refuses=("comma", "mark"))),)

    def steps(self, scope: str) -> tuple[str, ...]:
        """Return the trust question of the folder, which counts for the person's own hooks too."""
        if scope == "user":
            return ("Restart gemini, and trust a folder where it asks; /hooks and /mcp show what is there.",)
        return (
            'Start "gemini" in the repository\'s root folder and trust it when it asks; /hooks and /mcp show what is '
            "there.",
        )

    def limits(self, scope: str) -> tuple[str, ...]:  # noqa: ARG002  the same in both scopes
        """Return what is not recorded."""
        return ("Gemini CLI tells no hook when it compresses a session by itself: nothing is told again after that.",)
