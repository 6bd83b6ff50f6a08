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
from collections.abc import Mapping

from ..context import Context
from ..recognise import SERVER_NAME, runs_hook
from ..target import Target
from . import Finding, fail, note, ok
from .wired import Place

LIMIT_S = 20.0
NEWEST_SESSIONS = 40
REVIEW = "Start codex here, type /hooks and review the Trailnote hooks."


def check(context: Context, target: Target, found: list[Place]) -> list[Finding]:
    """Return what is found of Codex, when it is wired."""
    ours = [place for place in found if place.client.name == "codex" and place.is_wired]
    if not ours:
        return []
    folder = ours[0].client.user_folders(context.machine)[0]
    config = config_of(folder)
    hooks = [place for place in ours if place.file.holds == "hooks"]
    off = _feature_off(config, os.path.join(folder, "config.toml"))
    results = off or _trust(context, target, config, ours, hooks)
    return [*results, *_twice(config, hooks), *_memory(config)]


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


def _feature_off(config: Mapping[str, object], path: str) -> list[Finding]:
    if _table(config, "features").get("hooks") is False:
        return [
            fail(
                "feature", f"{path}: [features] hooks = false keeps Codex from running any hook.", "Take it out there."
            )
        ]
    return []


def _trust(
    context: Context, target: Target, config: Mapping[str, object], ours: list[Place], hooks: list[Place]
) -> list[Finding]:
    if target.project is not None and any(place.scope == "project" for place in ours):
        project = target.project
        levels = [_table(config, "projects", folder).get("trust_level") for folder in (project.worktree, project.root)]
        if "trusted" not in levels:
            remedy = "Start codex here once and say yes when it asks whether you trust the folder."
            return [
                fail("trust", f"Codex does not trust {project.worktree}, so it reads nothing of its .codex.", remedy)
            ]
    if not hooks:
        return []
    program = shutil.which("codex", path=context.env.get("PATH", ""))
    listed = hooks_listed(program, context, target) if program else None
    if listed is None:
        return _reviewed_by_config(config, hooks)
    return _reviewed(listed, hooks)


def _reviewed(listed: list[Mapping[str, object]], hooks: list[Place]) -> list[Finding]:
    paths = {os.path.realpath(place.file.path) for place in hooks}
    ours = [
        hook
        for hook in listed
        if runs_hook(str(hook.get("command"))) and os.path.realpath(str(hook.get("sourcePath"))) in paths
    ]
    waiting = [
        hook for hook in ours if hook.get("trustStatus") not in ("trusted", "managed") or not hook.get("enabled", True)
    ]
    if not ours:
        return [fail("feature", "Codex lists none of our hooks.", "Run: codex features enable hooks")]
    if waiting:
        names = ", ".join(f"{hook.get('eventName')} ({hook.get('trustStatus')})" for hook in waiting)
        return [fail("trust", f"Codex skips hooks that nobody reviewed: {names}.", REVIEW)]
    return [ok("trust", f"Codex trusts the project and {len(ours)} hooks")]


def _reviewed_by_config(config: Mapping[str, object], hooks: list[Place]) -> list[Finding]:
    state = _table(config, "hooks", "state")
    unseen = [place for place in hooks if not any(key.startswith(f"{place.file.path}:") for key in state)]
    if unseen:
        return [fail("trust", f"Codex skips the hooks of {unseen[0].file.path}: nobody reviewed them.", REVIEW)]
    return [note("trust", "codex is not on PATH, so whether its review of the hooks still holds was not looked at.")]


def hooks_listed(program: str, context: Context, target: Target) -> list[Mapping[str, object]] | None:
    """Ask Codex for the hooks of a session here; None when it gives no answer."""
    folder = target.project.worktree if target.project is not None else context.home
    process = subprocess.Popen(
        [program, "app-server"],
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
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                try:
                    stream.close()
                except OSError:
                    pass


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


def last_session_at(worktree: str, folder: str) -> float:
    """Return when a session of this folder last wrote its transcript, in seconds since the epoch; 0 for never."""
    files = glob.glob(os.path.join(glob.escape(folder), "sessions", "*", "*", "*", "rollout-*.jsonl"))
    for path in sorted(files, key=os.path.getmtime, reverse=True)[:NEWEST_SESSIONS]:
        try:
            with open(path, encoding="utf-8", errors="replace") as file:
                first = json.loads(file.readline(1 << 20))
            if os.path.realpath(str(_table(first, "payload").get("cwd", ""))) == os.path.realpath(worktree):
                return os.path.getmtime(path)
        except (OSError, ValueError):
            continue
    return 0.0
