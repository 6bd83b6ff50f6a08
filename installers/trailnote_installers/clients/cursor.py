"""Cursor, the editor and its command line: hooks in `hooks.json`, the MCP server in `mcp.json`, of project or person.

After https://cursor.com/docs/agent/hooks and https://cursor.com/docs/mcp: `.cursor/hooks.json` in the project and
`~/.cursor/hooks.json`, all of which run; `version` must be 1, an entry has `command` and a `timeout` in seconds, and
one event name that Cursor does not know makes the file void. A hook prints an object; a start and a tool call take
context (`additional_context`), a prompt takes none; a failing hook holds nothing up but before a tool, where we have
none. Cursor runs the hooks of `.claude/settings.json` too: whichever delivery of an event comes second yields. In
`mcp.json` an entry has `command`, `args` and `env`. No release of Cursor can be had as a package or asked without a
login, so that all of this is read, and none of it seen.
"""

from __future__ import annotations

import os

from ..entries import Hook, Shape
from ..managed import ManagedFile, json_hooks, json_server
from . import Machine, is_found

SHAPE = Shape(typed=False, grouped=False, version=1)
HOOKS = tuple(
    Hook(event, script, limit_s, "cursor", shape=SHAPE)
    for event, script, limit_s in (
        ("sessionStart", "session_start", 10),
        ("beforeSubmitPrompt", "user_prompt_submit", 5),
        ("postToolUse", "post_tool_use", 5),
        ("postToolUseFailure", "post_tool_use_failure", 5),
        ("preCompact", "pre_compact", 10),
        ("stop", "stop", 10),
        ("sessionEnd", "session_end", 10),
    )
)


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
        """Return `.cursor/hooks.json` and `.cursor/mcp.json`."""
        return self._files(os.path.join(worktree, ".cursor"))

    def user_files(self, machine: Machine) -> tuple[ManagedFile, ...]:
        """Return the user's `hooks.json` and `mcp.json`."""
        return self._files(self.user_folders(machine)[0])

    def _files(self, folder: str) -> tuple[ManagedFile, ...]:
        server = json_server(os.path.join(folder, "mcp.json"), {"type": "stdio"})
        return json_hooks(os.path.join(folder, "hooks.json"), HOOKS), server

    def steps(self, scope: str) -> tuple[str, ...]:  # noqa: ARG002  the same in both scopes
        """Return where the hooks are seen and the server is switched on."""
        return ('Restart Cursor; its settings list the hooks and the MCP server "trailnote", which is to be on.',)

    def limits(self, scope: str) -> tuple[str, ...]:  # noqa: ARG002  the same in both scopes
        """Return what is not told and not recorded."""
        return (
            "Cursor takes no notes at a prompt, only at a session's start and after a command; its command line's -p "
            "reports no prompt.",
        )
