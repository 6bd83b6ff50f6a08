"""OpenCode: a plugin in its plugin folder and the MCP server in `opencode.json`, of the project or the person.

After https://opencode.ai/docs/plugins and https://opencode.ai/docs/mcp-servers: a local server is `{"type": "local",
"command": [...], "enabled": true}` under `mcp`; the file may hold comments and trailing commas. Version 2 names the
place `mcp.servers` and still reads the flat form; 1.18.33, which was tried, knows that alone. Where both an
`opencode.json` and an `opencode.jsonc` exist, both are read. Every file in `plugins/` is loaded, of the project and the
person, and before that OpenCode itself puts its plugin package into the folder above, with a .gitignore for it.
"""

from __future__ import annotations

import os
from dataclasses import replace

from ..editors import json_text
from ..editors.json_syntax import parse
from ..entries import Existing
from ..managed import ManagedFile, json_server, plugin_at
from . import Machine, is_found

PLUGIN = os.path.join("plugins", "trailnote.js")
SCHEMA = "$schema"
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
        """Return the plugin, and `opencode.json` or the `opencode.jsonc` that is there alone."""
        return self._files(worktree, os.path.join(worktree, ".opencode"))

    def user_files(self, machine: Machine) -> tuple[ManagedFile, ...]:
        """Return the same in the user's configuration folder."""
        folder = self.user_folders(machine)[0]
        return self._files(folder, folder)

    def _files(self, folder: str, above_plugins: str) -> tuple[ManagedFile, ...]:
        found = [name for name in NAMES if os.path.lexists(os.path.join(folder, name))]
        path = os.path.join(folder, found[0] if found else NAMES[0])
        extra: dict[str, object] = {"type": "local", "enabled": True}
        with open(os.path.join(os.path.dirname(__file__), "opencode_plugin.js"), encoding="utf-8") as file:
            plugin = plugin_at(os.path.join(above_plugins, PLUGIN), file.read())
        server = json_server(path, extra, at=("mcp",), one_list=True, takes_comments=True)
        return plugin, _tolerant(server)

    def steps(self, scope: str) -> tuple[str, ...]:  # noqa: ARG002  the same in both scopes
        """Return how to see that it works."""
        return ('Restart opencode; "opencode mcp list" shows the server.',)

    def limits(self, scope: str) -> tuple[str, ...]:
        """Return what OpenCode makes beside our file."""
        if scope == "user":
            return ()
        return ("OpenCode puts its own plugin package into .opencode at its next start; that stays when we leave.",)


def _tolerant(server: ManagedFile) -> ManagedFile:
    """Return the settings file with what OpenCode itself writes into one, the name of its schema, counted as ours
    where it is all that we would leave behind."""

    def unwire(text: str, existing: Existing) -> str:
        rest = server.unwire(text, existing)
        root = parse(rest)
        is_alone = root is not None and root.kind == "object" and [entry.key for entry in root.entries] == [SCHEMA]
        return json_text.remove(rest, (SCHEMA,)) if rest != text and is_alone and (SCHEMA,) not in existing else rest

    def containers(text: str) -> Existing:
        known = json_text.find(text, (SCHEMA,)) is not None
        return server.containers(text) | ({(SCHEMA,)} if known else set())

    return replace(server, unwire=unwire, containers=containers)
