"""Claude Code: hooks in `settings.json`, the MCP server in `.mcp.json` or `~/.claude.json`.

Measured on 2.1.329: `mcpServers` in a settings.json is ignored; with CLAUDE_CONFIG_DIR set, the user's `.claude.json`
lies in that folder; settings of a parent folder are not read, so that a session started below the root, or in a linked
worktree, runs no project hooks. A settings.json or .mcp.json with comments or trailing commas is ignored whole.
SessionEnd hooks get about 1.5 s unless they say `timeout`.
"""

from __future__ import annotations

import os
import shutil

from ..entries import Hook
from ..managed import ManagedFile, json_hooks, json_server
from . import Machine

HOOKS = (
    Hook("SessionStart", "session_start", 10),
    Hook("UserPromptSubmit", "user_prompt_submit", 5),
    Hook("PostToolUse", "post_tool_use", 5),
    Hook("PostToolUseFailure", "post_tool_use_failure", 5),
    Hook("PreCompact", "pre_compact", 10),
    Hook("Stop", "stop", 10),
    Hook("SessionEnd", "session_end", 10),
)


class ClaudeCode:
    """Anthropic's Claude Code."""

    name = "claude-code"
    title = "Claude Code"

    def is_found(self, machine: Machine) -> bool:
        """Return whether `claude` is on PATH or its folder exists."""
        if shutil.which("claude", path=machine.env.get("PATH", "")):
            return True
        return any(os.path.exists(path) for path in self.user_folders(machine))

    def user_folders(self, machine: Machine) -> tuple[str, ...]:
        """Return the configuration folder and the state file."""
        folder = machine.env.get("CLAUDE_CONFIG_DIR", "")
        if folder:
            return (os.path.abspath(folder),)
        return os.path.join(machine.home, ".claude"), os.path.join(machine.home, ".claude.json")

    def project_files(self, worktree: str) -> tuple[ManagedFile, ...]:
        """Return `.claude/settings.json` and `.mcp.json`."""
        return (
            json_hooks(os.path.join(worktree, ".claude", "settings.json"), HOOKS),
            json_server(os.path.join(worktree, ".mcp.json"), {"type": "stdio"}),
        )

    def user_files(self, machine: Machine) -> tuple[ManagedFile, ...]:
        """Return the user's `settings.json` and `.claude.json`."""
        folders = self.user_folders(machine)
        state = folders[1] if len(folders) > 1 else os.path.join(folders[0], ".claude.json")
        return (
            json_hooks(os.path.join(folders[0], "settings.json"), HOOKS),
            json_server(state, {"type": "stdio"}, mode=0o600),
        )

    def steps(self, scope: str) -> tuple[str, ...]:
        """Return the trust question of the folder and, in project scope, that of the server."""
        if scope == "user":
            return ("Restart sessions that are open; user settings need no further yes.",)
        return (
            'Start "claude" in the repository\'s root folder once: say yes when it asks whether you trust the folder, '
            'and yes when it asks to use the MCP server "trailnote" from .mcp.json.',
        )

    def limits(self, scope: str) -> tuple[str, ...]:
        """Return which sessions read no project settings."""
        if scope == "user":
            return ()
        return (
            "Claude Code reads a project's settings only in sessions that start in its root folder. "
            "For a subfolder or another worktree, install with --scope user or use the plugin.",
        )
