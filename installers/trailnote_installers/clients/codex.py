"""Codex CLI: hooks in `hooks.json`, the MCP server in `config.toml`.

Measured on 0.169.0: a project's `.codex` folder is read only when the project is trusted, and each hook only after the
user has reviewed it; the review is kept as a hash of event, command, timeout and matcher under the hook's position. A
fractional timeout, a comment, a trailing comma or a byte order mark makes the whole hooks.json void, in silence.
SessionEnd hooks get at most 3 s. An MCP server's environment is HOME, LANG, PATH and what `env_vars` names. On Windows
`commandWindows` is run in the place of `command`, which may not be POSIX's.
"""

from __future__ import annotations

import os
import shutil

from ..entries import Hook, Shape
from ..managed import ManagedFile, json_hooks, toml_server
from . import Machine

SHAPE = Shape(windows="commandWindows")
HOOKS = (
    Hook("SessionStart", "session_start", 10, shape=SHAPE),
    Hook("UserPromptSubmit", "user_prompt_submit", 5, shape=SHAPE),
    Hook("PostToolUse", "post_tool_use", 5, shape=SHAPE),
    Hook("PreCompact", "pre_compact", 10, shape=SHAPE),
    Hook("Stop", "stop", 10, shape=SHAPE),
    Hook("SessionEnd", "session_end", 3, shape=SHAPE),
)

# What moves the user directory (see `trailnote.paths.user_dir`); without them the server would read another memory.
ENV_VARS = ["TRAILNOTE_HOME", "XDG_DATA_HOME"]


class Codex:
    """OpenAI's Codex CLI."""

    name = "codex"
    title = "Codex"

    def is_found(self, machine: Machine) -> bool:
        """Return whether `codex` is on PATH or its folder exists."""
        if shutil.which("codex", path=machine.env.get("PATH", "")):
            return True
        return os.path.isdir(self._folder(machine))

    def _folder(self, machine: Machine) -> str:
        return os.path.abspath(machine.env.get("CODEX_HOME") or os.path.join(machine.home, ".codex"))

    def user_folders(self, machine: Machine) -> tuple[str, ...]:
        """Return `CODEX_HOME`."""
        return (self._folder(machine),)

    def project_files(self, worktree: str) -> tuple[ManagedFile, ...]:
        """Return `.codex/hooks.json` and `.codex/config.toml`."""
        return self._files(os.path.join(worktree, ".codex"))

    def user_files(self, machine: Machine) -> tuple[ManagedFile, ...]:
        """Return the same two files in `CODEX_HOME`."""
        return self._files(self._folder(machine))

    def _files(self, folder: str) -> tuple[ManagedFile, ...]:
        return (
            json_hooks(os.path.join(folder, "hooks.json"), HOOKS, mark_is_read=False),
            toml_server(os.path.join(folder, "config.toml"), {"env_vars": ENV_VARS}),
        )

    def steps(self, scope: str) -> tuple[str, ...]:
        """Return the trust question of the project and the review of the hooks."""
        review = (
            f"Type /hooks there and review the {len(HOOKS)} Trailnote hooks: until then Codex skips them in silence."
        )
        if scope == "user":
            return ('Start "codex".', review)
        return ('Start "codex" in the repository\'s root folder and say yes when it asks whether you trust it.', review)

    def limits(self, scope: str) -> tuple[str, ...]:
        """Return which sessions read no project settings: those of another checkout; a subfolder's do."""
        if scope == "user":
            return ()
        return (
            "Codex reads the .codex folder of its own checkout: for another worktree, run this there too "
            "or take --scope user.",
        )
