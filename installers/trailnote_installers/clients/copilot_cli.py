"""GitHub Copilot CLI: hooks in a file of our own, the MCP server in `.github/mcp.json` or `mcp-config.json`.

After https://docs.github.com/en/copilot/reference/hooks-reference and
https://docs.github.com/en/copilot/how-tos/copilot-cli/customize-copilot/add-mcp-servers: every `.github/hooks/*.json`
of the project and every `hooks/*.json` of the person is read, in a project that is trusted. For events named as Claude
Code names them (PostToolUse, not postToolUse) the payload has Claude Code's names too, and VS Code reads the same
files. The hooks of `.claude/settings.json` are run as well: whichever delivery of an event comes second yields. A
failing hook holds nothing up but before a tool, where we have none.

Servers lie under `mcpServers`, with `type` and the `tools` that may be used. COPILOT_HOME moves `~/.copilot`. A
project's `.mcp.json` is read too, and of two servers of one name the nearer file's counts, so that Claude Code's entry
there does no harm. Seen on 1.0.102: comments, trailing commas and a byte order mark are read.
"""

from __future__ import annotations

import os

from ..entries import Hook, Shape
from ..managed import ManagedFile, json_hooks, json_server
from . import Machine, is_found

EXTRA: dict[str, object] = {"type": "local", "tools": ["*"]}
SHAPE = Shape(command="bash", timeout="timeoutSec", grouped=False, version=1)
HOOKS = tuple(
    Hook(event, script, limit_s, "copilot-cli", shape=SHAPE)
    for event, script, limit_s in (
        ("SessionStart", "session_start", 10),
        ("UserPromptSubmit", "user_prompt_submit", 5),
        ("PostToolUse", "post_tool_use", 5),
        ("PostToolUseFailure", "post_tool_use_failure", 5),
        ("PreCompact", "pre_compact", 10),
        ("Stop", "stop", 10),
        ("SessionEnd", "session_end", 10),
    )
)
OWN_FILE = os.path.join("hooks", "trailnote.json")


def home_of(machine: Machine) -> str:
    """Return `COPILOT_HOME`, `~/.copilot` by default."""
    return os.path.abspath(machine.env.get("COPILOT_HOME") or os.path.join(machine.home, ".copilot"))


def hooks_in(folder: str) -> ManagedFile:
    """Return the file of our own in `.github` or the person's folder, which VS Code reads too."""
    return json_hooks(os.path.join(folder, OWN_FILE), HOOKS)


class CopilotCli:
    """GitHub's Copilot on the command line."""

    name = "copilot-cli"
    title = "Copilot CLI"

    def is_found(self, machine: Machine) -> bool:
        """Return whether `copilot` is on PATH or its folder exists."""
        return is_found(self, machine, "copilot")

    def user_folders(self, machine: Machine) -> tuple[str, ...]:
        """Return `COPILOT_HOME`, `~/.copilot` by default."""
        return (home_of(machine),)

    def project_files(self, worktree: str) -> tuple[ManagedFile, ...]:
        """Return `.github/hooks/trailnote.json` and `.github/mcp.json`."""
        folder = os.path.join(worktree, ".github")
        return hooks_in(folder), json_server(os.path.join(folder, "mcp.json"), EXTRA, takes_comments=True)

    def user_files(self, machine: Machine) -> tuple[ManagedFile, ...]:
        """Return `hooks/trailnote.json` and `mcp-config.json`."""
        folder = home_of(machine)
        path = os.path.join(folder, "mcp-config.json")
        return hooks_in(folder), json_server(path, EXTRA, takes_comments=True, mode=0o600)

    def steps(self, scope: str) -> tuple[str, ...]:
        """Return the trust question of the folder."""
        if scope == "user":
            return ("Restart copilot; /env shows the hooks, /mcp show the server.",)
        return ('Start "copilot" in the repository and trust the folder when it asks; /env and /mcp show list both.',)

    def limits(self, scope: str) -> tuple[str, ...]:  # noqa: ARG002  the same in both scopes
        """Return what is not reached."""
        return ("On Windows, Copilot CLI and VS Code run no Trailnote hook: the file holds none for PowerShell.",)
