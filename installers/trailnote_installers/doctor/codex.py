"""Codex's own state: is the feature on, is the project trusted, were the hooks reviewed. Measured on 0.169.0.

The answers come from `codex app-server`, which Codex's own screens ask too: `hooks/list` is empty in a project that is
not trusted, and when the feature is off; else each hook has a `trustStatus` of trusted, untrusted, modified or managed.
Where there is no `codex` on PATH, config.toml is read, which tells all but whether a review still holds.
"""

from __future__ import annotations

import glob
import json
import os
import shutil
import subprocess
import threading
import tomllib
from collections.abc import Callable, Mapping, Sequence

from ..context import Context
from ..recognise import SERVER_NAME, runs_hook
from ..target import Target
from . import Finding, fail, note, ok
from .heard import Heard
from .trial import end
from .wired import Place

LIMIT_S = 20.0
NEWEST_SESSIONS = 40
REVIEW = "type /hooks in codex and trust the Trailnote hooks."


def check(context: Context, target: Target, found: list[Place], known: Heard) -> list[Finding]:
    """Return what is found of Codex, when it is wired."""
    ours = [place for place in found if place.client.name == "codex" and place.is_wired]
    if not ours:
        return []
    config = config_of(folder_of(context))
    hooks = [place for place in ours if place.file.holds == "hooks"]
    results = feature_off(context) or _trust(context, target, config, ours, known)
    return [*results, *_twice(config, hooks), *_memory(config)]


def folder_of(context: Context) -> str:
    """Return Codex's configuration folder."""
    return os.path.abspath(context.env.get("CODEX_HOME") or os.path.join(context.home, ".codex"))


def config_of(folder: str) -> dict[str, object]:
    """Return what config.toml in `folder` says; an empty object where it cannot be read."""
    try:
        with open(os.path.join(folder, "config.toml"), encoding="utf-8-sig") as file:
            return tomllib.loads(file.read())
    except (OSError, ValueError):
        return {}


def _table(value: object, *names: str) -> Mapping[str, object]:
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def feature_off(context: Context) -> list[Finding]:
    """Return whether the person turned all hooks of Codex off."""
    path = os.path.join(folder_of(context), "config.toml")
    if _table(config_of(folder_of(context)), "features").get("hooks") is not False:
        return []
    message = f"{path}: [features] hooks = false keeps Codex from running any hook."
    return [fail("feature", message, "Take it out there.")]


def _trust(
    context: Context, target: Target, config: Mapping[str, object], ours: list[Place], known: Heard
) -> list[Finding]:
    hooks = [place for place in ours if place.file.holds == "hooks"]
    session_at = last_session_at(context, target.project.worktree) if target.project is not None else 0.0
    waiting = known.waiting("codex", session_at)
    if target.project is not None and any(place.scope == "project" for place in ours):
        project = target.project
        levels = [_table(config, "projects", folder).get("trust_level") for folder in (project.worktree, project.root)]
        if "trusted" not in levels:
            found = fail if "untrusted" in levels else waiting
            message = f"Codex does not trust {project.worktree} yet, so it reads nothing of its .codex."
            remedy = f"Start codex in {project.worktree}, say yes when it asks whether you trust it, then {REVIEW}"
            return [found("trust", message, remedy)]
    if not hooks:
        return []
    program = shutil.which("codex", path=context.env.get("PATH", ""))
    listed = hooks_listed(program, context, target) if program else None
    if listed is None:
        return _reviewed_by_config(config, hooks, waiting)
    paths = {os.path.realpath(place.file.path) for place in hooks}
    seen = [
        hook
        for hook in listed
        if runs_hook(str(hook.get("command"))) and os.path.realpath(str(hook.get("sourcePath"))) in paths
    ]
    return [reviewed(seen, "hooks", waiting)]


def reviewed(hooks: Sequence[Mapping[str, object]], what: str, waiting: Callable[[str, str, str], Finding]) -> Finding:
    """Return what Codex thinks of our hooks, as `hooks/list` told them; `waiting` makes the finding of new ones."""
    if not hooks:
        return fail("feature", f"Codex lists none of our {what}.", "Run: codex features enable hooks")
    off = [_event(hook) for hook in hooks if not hook.get("enabled", True)]
    states = {hook.get("trustStatus") for hook in hooks} - {"trusted", "managed"}
    names = ", ".join(_event(hook) for hook in hooks if hook.get("trustStatus") not in ("trusted", "managed"))
    if off:
        return fail("trust", f"Codex skips {what} that were switched off: {', '.join(off)}.", f"To go on, {REVIEW}")
    if states - {"untrusted"}:
        return fail("trust", f"Codex skips {what} that changed since their review: {names}.", f"To go on, {REVIEW}")
    if states:
        return waiting("trust", f"Codex skips {what} until you review them: {names}.", f"To begin, {REVIEW}")
    return ok("trust", f"Codex trusts the {len(hooks)} {what}")


def _event(hook: Mapping[str, object]) -> str:
    return str(hook.get("eventName"))


def _reviewed_by_config(
    config: Mapping[str, object], hooks: list[Place], waiting: Callable[[str, str, str], Finding]
) -> list[Finding]:
    state = _table(config, "hooks", "state")
    unseen = [place for place in hooks if not any(key.startswith(f"{place.file.path}:") for key in state)]
    if unseen:
        message = f"Codex skips the hooks of {unseen[0].file.path} until you review them."
        return [waiting("trust", message, f"To begin, {REVIEW}")]
    return [note("trust", "codex is not on PATH, so whether its review of the hooks still holds was not looked at.")]


def hooks_listed(program: str, context: Context, target: Target) -> list[Mapping[str, object]] | None:
    """Ask Codex for the hooks of a session here; None when it gives no answer.

    Its plugins are left out where none is ours: to look for newer ones it asks the network, and leaves a folder behind
    when it is ended meanwhile.
    """
    folder = target.project.worktree if target.project is not None else context.home
    without = [] if plugins(config_of(folder_of(context))) else ["-c", "features.plugins=false"]
    process = subprocess.Popen(
        [program, "app-server", *without],
        cwd=folder,
        env=dict(context.env),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    watch = threading.Timer(LIMIT_S, process.kill)
    watch.start()
    try:
        _call(process, 1, "initialize", {"clientInfo": {"name": "trailnote-doctor", "version": "0"}})
        _send(process, {"method": "initialized"})
        result = _call(process, 2, "hooks/list", {"cwds": [folder]})
        data = result["data"]
        return [hook for entry in data if isinstance(data, list) for hook in entry["hooks"]] if data else []
    except (OSError, ValueError, KeyError, TypeError):
        return None
    finally:
        watch.cancel()
        end(process)


def _call(
    process: subprocess.Popen[str], number: int, method: str, params: Mapping[str, object]
) -> dict[str, list[dict[str, list[dict[str, object]]]]]:
    _send(process, {"id": number, "method": method, "params": params})
    assert process.stdout is not None  # noqa: S101  it was opened with a pipe
    for line in process.stdout:
        message = json.loads(line)
        if message.get("id") == number and "method" not in message:
            result: dict[str, list[dict[str, list[dict[str, object]]]]] = message["result"]
            return result
    raise ValueError("codex app-server ended")


def _send(process: subprocess.Popen[str], message: Mapping[str, object]) -> None:
    assert process.stdin is not None  # noqa: S101  it was opened with a pipe
    process.stdin.write(json.dumps(message) + "\n")
    process.stdin.flush()


def plugins(config: Mapping[str, object]) -> list[str]:
    """Return the names (plugin@marketplace) of our plugins that are enabled."""
    return [
        name
        for name in _table(config, "plugins")
        if name.startswith(f"{SERVER_NAME}@") and _table(config, "plugins", name).get("enabled", True)
    ]


def _twice(config: Mapping[str, object], hooks: list[Place]) -> list[Finding]:
    enabled = plugins(config)
    if not enabled or not hooks:
        return []
    message = (
        f"Codex runs the hooks of {hooks[0].file.path} and those of the plugin {enabled[0]}. "
        "Each event is recorded and answered once: whichever comes second yields; but every hook runs twice."
    )
    return [fail("twice", message, f"Run: trailnote uninstall; or: codex plugin remove {enabled[0]}")]


def _memory(config: Mapping[str, object]) -> list[Finding]:
    if _table(config, "features").get("memories") is not True:
        return []
    message = "Codex's own memories are on ([features] memories); its sessions are told those too."
    return [note("other memory", message, "Where the two contradict, take one of them away.")]


def last_session_at(context: Context, worktree: str) -> float:
    """Return when a session of this folder last wrote its transcript, in seconds since the epoch; 0 for never."""
    folder = glob.escape(folder_of(context))
    files = glob.glob(os.path.join(folder, "sessions", "*", "*", "*", "rollout-*.jsonl"))
    for path in sorted(files, key=os.path.getmtime, reverse=True)[:NEWEST_SESSIONS]:
        try:
            with open(path, encoding="utf-8", errors="replace") as file:
                first = json.loads(file.readline(1 << 20))
            if os.path.realpath(str(_table(first, "payload").get("cwd", ""))) == os.path.realpath(worktree):
                return os.path.getmtime(path)
        except (OSError, ValueError):
            continue
    return 0.0
