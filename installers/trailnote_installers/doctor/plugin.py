"""Trailnote as a plugin of Claude Code or Codex: found in the client's own files, run from its bundle.

Claude Code 2.1.329 reads `hooks/hooks.json` and `.mcp.json` of the bundle by themselves, expands CLAUDE_PLUGIN_ROOT and
CLAUDE_PLUGIN_DATA in both and sets them for what it starts. Codex 0.169.0 reads the files that its manifest
`.codex-plugin/plugin.json` names, expands the two in hook commands alone, and starts the server in the folder that
`cwd` names below the bundle.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ..context import Context
from ..target import Target
from . import Finding, claude_code, codex, fail, note, ok, trial
from .heard import Heard, modified

NAME = "trailnote@"
AGAIN = "Install the plugin again, as docs/install.md says."
STAMP = os.path.join("server-env", "trailnote.stamp")  # written when the server has made its environment


@dataclass(frozen=True, slots=True)
class Bundle:
    """An enabled plugin: the client, the folder that it runs from, the files of hooks and server, its data."""

    client: str
    title: str
    root: str
    hooks: str
    servers: str
    data: str

    def variables(self, env: Mapping[str, str]) -> dict[str, str]:
        """Return the environment of what the client starts out of the bundle."""
        return {**env, "CLAUDE_PLUGIN_ROOT": self.root, "CLAUDE_PLUGIN_DATA": self.data}


def bundles(context: Context, target: Target) -> list[Bundle]:
    """Return the enabled plugins of both clients."""
    return [*_of_claude_code(context, target), *_of_codex(context)]


def _of_claude_code(context: Context, target: Target) -> Iterator[Bundle]:
    folder = claude_code.folder_of(context)
    listed = claude_code.read(os.path.join(folder, "plugins", "installed_plugins.json")).get("plugins")
    for name in claude_code.plugins(context, target):
        entries = listed.get(name) if isinstance(listed, dict) else None
        for entry in entries if isinstance(entries, list) else ():
            root = str(entry.get("installPath", "")) if isinstance(entry, dict) else ""
            data = os.path.join(folder, "plugins", "data", name.replace("@", "-"))
            hooks, servers = os.path.join(root, "hooks", "hooks.json"), os.path.join(root, ".mcp.json")
            yield Bundle("claude-code", "Claude Code", root, hooks, servers, data)
            break


def _of_codex(context: Context) -> Iterator[Bundle]:
    folder = codex.folder_of(context)
    for name in codex.plugins(codex.config_of(folder)):
        plugin, _, market = name.partition("@")
        top = os.path.join(folder, "plugins", "cache", market, plugin)
        versions = sorted(os.listdir(top)) if os.path.isdir(top) else []
        root = os.path.join(top, versions[-1]) if versions else top
        manifest = claude_code.read(os.path.join(root, ".codex-plugin", "plugin.json"))
        hooks, servers = (
            os.path.normpath(os.path.join(root, str(manifest.get(key) or default)))
            for key, default in (("hooks", "hooks/hooks.json"), ("mcpServers", ".mcp.json"))
        )
        data = context.env.get("TRAILNOTE_HOME") or os.path.join(context.home, ".local", "share", "trailnote")
        yield Bundle("codex", "Codex", root, hooks, servers, data)


def check(context: Context, target: Target, found: list[Bundle], known: Heard, *, alone: bool) -> list[Finding]:
    """Return one finding for each plugin's hooks, one for its server, and what its client thinks of them.

    `alone`: nothing is wired beside the plugins, so that nobody else looks at the clients' own settings.
    """
    results = []
    for bundle in found:
        results += [_hooks(context, bundle), *_servers(context, bundle)]
        since = Heard(modified(bundle.root), known.events)
        if bundle.client == "codex":
            results += (codex.feature_off(context) if alone else []) or _reviewed(context, target, since)
        elif alone:
            results += [*claude_code.switched_off(context, target), *claude_code.untrusted(context, target, since)]
    return results


def _hooks(context: Context, bundle: Bundle) -> Finding:
    name = f"the plugin of {bundle.title} in {bundle.root}"
    try:
        with open(bundle.hooks, encoding="utf-8") as file:
            events = json.load(file)["hooks"]
        handlers = [(event, one) for event, groups in events.items() for group in groups for one in group["hooks"]]
    except (OSError, ValueError, KeyError, TypeError):
        return fail("plugin", f"{name} is gone or holds no hooks.", AGAIN)
    env = bundle.variables(trial.surroundings(context.env))
    bad = []
    for event, handler in handlers:
        limit_s = float(handler.get("timeout", 10))
        why = trial.hook_fault(env, event, str(handler["command"]), limit_s, client=bundle.client)
        bad += [f"{event} {why}"] if why else []
    if bad:
        return fail("plugin", f"{name}: {'; '.join(bad)}.", f"See that Python 3.11 or later is on PATH. {AGAIN}")
    return ok("plugin", f"{name}: {len(handlers)} hooks ran and recorded")


def _servers(context: Context, bundle: Bundle) -> list[Finding]:
    name = f"the MCP server of the plugin of {bundle.title}"
    servers = claude_code.read(bundle.servers).get("mcpServers")
    if not isinstance(servers, dict) or not servers:
        return [fail("plugin", f"{bundle.servers} names no MCP server.", AGAIN)]
    if not os.path.isfile(os.path.join(bundle.data, STAMP)):
        # To start it now would begin a download that the person did not ask for.
        where = os.path.join(bundle.data, "server-env")
        return [note("plugin", f"{name} makes its environment in {where} when a session first starts it.")]
    return [_server(context, bundle, name, entry) for entry in servers.values() if isinstance(entry, dict)]


def _server(context: Context, bundle: Bundle, name: str, entry: Mapping[str, object]) -> Finding:
    args = entry.get("args")
    words = [str(word) for word in (entry.get("command"), *(args if isinstance(args, list) else []))]
    env = trial.environment_of(context.env, bundle.client, entry)
    folder = ""
    if bundle.client == "codex":
        folder = os.path.join(bundle.root, str(entry.get("cwd") or ""))
    else:
        env = bundle.variables(env)
        for variable, value in (("CLAUDE_PLUGIN_ROOT", bundle.root), ("CLAUDE_PLUGIN_DATA", bundle.data)):
            words = [word.replace(f"${{{variable}}}", value) for word in words]
    remedy = f"Remove {os.path.dirname(os.path.join(bundle.data, STAMP))} and start a session, which makes it anew."
    return trial.server(words, env, name, folder=folder, remedy=remedy)


def _reviewed(context: Context, target: Target, since: Heard) -> list[Finding]:
    program = shutil.which("codex", path=context.env.get("PATH", ""))
    listed = codex.hooks_listed(program, context, target) if program else None
    if listed is None:
        return [note("trust", "codex gives no answer, so whether the plugin's hooks were reviewed was not looked at.")]
    ours = [hook for hook in listed if str(hook.get("pluginId") or "").startswith(NAME)]
    session_at = codex.last_session_at(context, target.project.worktree) if target.project is not None else 0.0
    return [codex.reviewed(ours, "hooks of the plugin", since.waiting("codex", session_at))]
