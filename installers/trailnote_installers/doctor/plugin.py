"""Trailnote as a plugin of Claude Code or Codex: found in the client's own files, its hooks run from its bundle."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass

from ..context import Context
from ..target import Target
from . import Finding, claude_code, codex, fail, note, ok, trial

NAME = "trailnote@"


@dataclass(frozen=True, slots=True)
class Bundle:
    """An enabled plugin: the client, the folder that it runs from, the file of its hooks, its data folder."""

    client: str
    title: str
    root: str
    hooks: str
    data: str


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
            yield Bundle("claude-code", "Claude Code", root, os.path.join(root, "hooks", "hooks.json"), data)
            break


def _of_codex(context: Context) -> Iterator[Bundle]:
    folder = os.path.abspath(context.env.get("CODEX_HOME") or os.path.join(context.home, ".codex"))
    for name in codex.plugins(codex.config_of(folder)):
        plugin, _, market = name.partition("@")
        top = os.path.join(folder, "plugins", "cache", market, plugin)
        versions = sorted(os.listdir(top)) if os.path.isdir(top) else []
        root = os.path.join(top, versions[-1]) if versions else top
        yield Bundle("codex", "Codex", root, os.path.join(root, "hooks", "codex.json"), context.user_dir)


def check(context: Context, target: Target, found: list[Bundle]) -> list[Finding]:
    """Return one finding for each plugin's hooks, and one for what Codex thinks of them."""
    results = []
    for bundle in found:
        results.append(_hooks(context, bundle))
        if bundle.client == "codex":
            results += _reviewed(context, target)
    return results


def _hooks(context: Context, bundle: Bundle) -> Finding:
    name = f"the plugin of {bundle.title} in {bundle.root}"
    again = "Install the plugin again, as docs/install.md says."
    try:
        with open(bundle.hooks, encoding="utf-8") as file:
            events = json.load(file)["hooks"]
        handlers = [(event, one) for event, groups in events.items() for group in groups for one in group["hooks"]]
    except (OSError, ValueError, KeyError, TypeError):
        return fail("plugin", f"{name} is gone or holds no hooks.", again)
    env = {**context.env, "CLAUDE_PLUGIN_ROOT": bundle.root, "CLAUDE_PLUGIN_DATA": bundle.data}
    bad = []
    for event, handler in handlers:
        limit_s = float(handler.get("timeout", 10))
        why = trial.hook_fault(env, event, str(handler["command"]), limit_s, client=bundle.client)
        bad += [f"{event} {why}"] if why else []
    if bad:
        return fail("plugin", f"{name}: {'; '.join(bad)}.", f"See that Python 3.11 or later is on PATH. {again}")
    return ok("plugin", f"{name}: {len(handlers)} hooks ran and recorded")


def _reviewed(context: Context, target: Target) -> list[Finding]:
    program = shutil.which("codex", path=context.env.get("PATH", ""))
    listed = codex.hooks_listed(program, context, target) if program else None
    if listed is None:
        return [note("trust", "codex gives no answer, so whether the plugin's hooks were reviewed was not looked at.")]
    ours = [hook for hook in listed if str(hook.get("pluginId") or "").startswith(NAME)]
    waiting = [str(hook.get("eventName")) for hook in ours if hook.get("trustStatus") not in ("trusted", "managed")]
    if not ours or waiting:
        why = f"nobody reviewed {', '.join(waiting)}" if ours else "it lists none"
        return [fail("trust", f"Codex skips the plugin's hooks: {why}.", codex.REVIEW)]
    return [ok("trust", f"Codex trusts the plugin's {len(ours)} hooks")]
