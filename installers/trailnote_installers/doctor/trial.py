"""Run what is installed as the client would: each hook with a payload of its event, the server with its handshake.

It happens in a folder made for it that is a project of its own, so that nothing reaches anybody's memory.
"""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from trailnote import paths

from ..context import Context
from ..launchers import WINDOWS
from ..recognise import EVENTS, hook_command
from ..transaction import remove_empty
from . import Finding, fail, note, ok, payloads
from .wired import Place, hooks_in, servers_in

SERVER_LIMIT_S = 30.0
STAND_IN = ["status"]  # the tools of what answers while a plugin's server makes its environment
PLUGIN_LIMIT_S = 5.0  # as clients/opencode_plugin.js says
# What a client gives to an MCP server beside what the entry names, where that is not the whole environment: measured on
# Codex 0.169.0; of Claude Desktop, what the MCP SDK that it is built on passes on.
VARIABLES = {
    "codex": ("HOME", "LANG", "PATH"),
    "claude-desktop": ("HOME", "LOGNAME", "PATH", "SHELL", "TERM", "USER"),
}
# What a client sets for its own children: doctor may itself be run by one.
SET_BY_CLIENTS = ("CLAUDE_PROJECT_DIR", "CLAUDE_PLUGIN_ROOT", "CLAUDE_PLUGIN_DATA", "CLAUDECODE")


def check(context: Context, found: list[Place]) -> list[Finding]:
    """Return one finding for the hooks and the server of each file that holds some."""
    results: list[Finding] = []
    for place in found:
        if place.is_wired and "hooks" in place.file.holds:
            results += _run(context, place, hooks_in(place.file.path, place.client.name, platform=context.platform))
        if place.is_wired and place.file.holds == "plugin":
            calls = [(event, hook_command(event, place.client.name), PLUGIN_LIMIT_S) for event in EVENTS]
            results += _run(context, place, calls, "plugin")
        if place.is_wired and "MCP server" in place.file.holds:
            results += [_server(context, place, words, entry) for words, entry in servers_in(place.file.path)]
    return results


@contextmanager
def throw_away(env: Mapping[str, str]) -> Iterator[str]:
    """Make a folder that is a project without git, and take it away again.

    It lies in the user directory: elsewhere a memory without git is the user's own only by a note that would stay.
    """
    user = paths.user_dir(env)
    missing = [user]
    while not os.path.isdir(missing[-1]):
        missing.append(os.path.dirname(missing[-1]))
    os.makedirs(user, mode=0o700, exist_ok=True)
    folder = os.path.realpath(tempfile.mkdtemp(prefix="doctor-", dir=user))
    try:
        # With its spool there already, no hook notes that it made a memory here.
        os.makedirs(os.path.join(folder, ".trailnote", "local", "spool"), mode=0o700)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        remove_empty(missing[:-1])


def _run(
    context: Context, place: Place, calls: Iterable[tuple[str, str, float]], what: str = "hooks"
) -> list[Finding]:
    began, bad, ran = time.monotonic(), [], 0
    for event, command, timeout_s in calls:
        ran += 1
        why = hook_fault(surroundings(context.env), event, command, timeout_s, client=place.client.name)
        if why:
            bad.append(f"{event} {why}")
    name = f"the {what} of {place.client.title} in {place.file.path}"
    if bad:
        return [
            fail("hooks", f"{name}: {'; '.join(bad)}.", "Run: trailnote status, whose errors tell more.", "install")
        ]
    each_ms = (time.monotonic() - began) * 1000 / max(ran, 1)
    return [ok("hooks", f"{name}: {ran} ran and recorded, {each_ms:.0f} ms each")]


def hook_fault(env: Mapping[str, str], event: str, command: str, timeout_s: float, *, client: str) -> str:
    """Return what is wrong with a hook's command, "" for nothing."""
    with throw_away(env) as folder:
        payload = json.dumps(payloads.of(client, event, folder)).encode()
        try:
            done = subprocess.run(
                started_as(command, env, client=client),
                input=payload,
                cwd=folder,
                env={**env, "CLAUDE_PROJECT_DIR": folder} if client == "claude-code" else dict(env),
                capture_output=True,
                timeout=timeout_s,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return f"takes longer than its limit of {timeout_s:.0f} s"
        except OSError as error:
            return f"cannot be started ({error.strerror})"
        if done.returncode:
            return f"exits {done.returncode}"
        if done.stdout.strip() and not _is_object(done.stdout):
            return "prints something that is no JSON object"
        local = os.path.join(folder, ".trailnote", "local")
        spool = os.path.join(local, "spool")
        spooled = os.path.isdir(spool) and any(name.endswith(".json") for name in os.listdir(spool))
        if not spooled and not os.path.exists(os.path.join(local, "trailnote.db")):
            return "runs, but records nothing"
    return ""


def started_as(
    command: str, env: Mapping[str, str], *, client: str, platform: str = sys.platform
) -> str | list[str]:
    """Return how a client starts a hook's command; Codex takes the person's login shell (its command_runner.rs).

    On Windows Codex hands the line to %COMSPEC%, which splits it by its own rules, and the others take Git Bash.
    """
    if platform != WINDOWS:
        return [env.get("SHELL") or "/bin/sh", "-lc", command] if client == "codex" else ["/bin/sh", "-c", command]
    if client == "codex":
        return f"{env.get('COMSPEC') or 'cmd.exe'} /C {command}"
    return [env.get("CLAUDE_CODE_GIT_BASH_PATH") or "bash", "-c", command]


def _is_object(printed: bytes) -> bool:
    try:
        return isinstance(json.loads(printed), dict)
    except ValueError:
        return False


def _server(context: Context, place: Place, words: list[str], entry: Mapping[str, object]) -> Finding:
    env = environment_of(context.env, place.client.name, entry)
    name = f"the MCP server of {place.client.title} in {place.file.path}"
    return server(words, env, name, remedy=f"Run it by hand: {shlex.join(words)}", mend="install")


def server(
    words: list[str], env: Mapping[str, str], name: str, *, remedy: str, folder: str = "", mend: str = ""
) -> Finding:
    """Return what a start of the server `name` by the command `words` shows; in `folder`, or in one made for it."""
    with tempfile.TemporaryDirectory(prefix="trailnote-doctor-", ignore_cleanup_errors=True) as made:
        began = time.monotonic()
        tools, why = handshake(words, env, folder or made)
        took_s = time.monotonic() - began
    if tools == STAND_IN:
        return note("server", f"{name} has to make its environment, once, about a minute: the next session does.")
    if not why and "query" not in tools:
        why = "answers without the tool query"
    if why:
        return fail("server", f"{name} {why}.", remedy, mend)
    return ok("server", f"{name}: {len(tools)} tools after {took_s:.1f} s")


def surroundings(env: Mapping[str, str]) -> dict[str, str]:
    """Return the person's environment without what a client sets for its children."""
    return {name: value for name, value in env.items() if name not in SET_BY_CLIENTS}


def environment_of(env: Mapping[str, str], client: str, entry: Mapping[str, object]) -> dict[str, str]:
    """Return what a client's server sees of the environment `env`, by its entry's `env` and `env_vars`."""
    seen = surroundings(env)
    if client in VARIABLES:
        seen = {name: value for name, value in seen.items() if name in VARIABLES[client]}
    if client == "codex":
        named = entry.get("env_vars")
        wanted = set(map(str, named)) if isinstance(named, list) else set()
        seen |= {name: value for name, value in env.items() if name in wanted}
    own = entry.get("env") or entry.get("environment")
    if isinstance(own, dict):
        seen |= {str(name): str(value) for name, value in own.items()}
    return seen


def handshake(words: list[str], env: Mapping[str, str], folder: str) -> tuple[list[str], str]:
    """Start a server, ask for its tools, end it. Return (names of the tools, what went wrong or "")."""
    try:
        process = subprocess.Popen(
            words,
            cwd=folder,
            env=dict(env),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
        )
    except OSError as error:
        return [], f"cannot be started ({error.strerror})"
    watch = threading.Timer(SERVER_LIMIT_S, process.kill)
    watch.start()
    try:
        tools = _ask(process)
    except (OSError, ValueError, KeyError, TypeError):
        return [], f"gives no answer (exit {process.poll()})" if process.poll() is not None else "gives no answer"
    finally:
        watch.cancel()
        end(process)
    return tools, ""


def _ask(process: subprocess.Popen[str]) -> list[str]:
    client = {"name": "trailnote-doctor", "version": "0"}
    first = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": client}
    _call(process, 1, "initialize", first)
    _send(process, {"jsonrpc": "2.0", "method": "notifications/initialized"})
    return [str(tool["name"]) for tool in _call(process, 2, "tools/list", {})["tools"]]


def _call(
    process: subprocess.Popen[str], number: int, method: str, params: Mapping[str, object]
) -> dict[str, list[dict[str, object]]]:
    """Return a method's result. Raise ValueError when the server ends or answers with an error."""
    _send(process, {"jsonrpc": "2.0", "id": number, "method": method, "params": params})
    assert process.stdout is not None  # noqa: S101  it was opened with a pipe
    for line in process.stdout:
        message = json.loads(line)
        if message.get("id") == number:
            if "result" not in message:
                raise ValueError(str(message.get("error")))
            result: dict[str, list[dict[str, object]]] = message["result"]
            return result
    process.wait(1)
    raise ValueError("the server ended")


def _send(process: subprocess.Popen[str], message: Mapping[str, object]) -> None:
    assert process.stdin is not None  # noqa: S101  it was opened with a pipe
    process.stdin.write(json.dumps(message) + "\n")
    process.stdin.flush()


def end(process: subprocess.Popen[str]) -> None:
    """End a process that reads its input to the end, or kill it when it does not stop by that."""
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            try:
                stream.close()
            except OSError:
                pass
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
