"""A client of `codex app-server`: what Codex's own screens use to review hooks and to trust a project."""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import threading
from pathlib import Path
from typing import NamedTuple

from tests.clients.agents import Codex
from tests.clients.script import Json

CALL_LIMIT_S = 30.0


class ListedHook(NamedTuple):
    """One hook as Codex lists it."""

    key: str
    event: str
    command: str
    trust: str
    current_hash: str


class AppServer:
    """JSON-RPC over the standard streams of `codex app-server`; a context manager."""

    def __init__(self, codex: Codex, cwd: Path) -> None:
        self._process = subprocess.Popen(
            [str(codex.program), "app-server"],
            cwd=cwd,
            env=codex.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )
        self._messages: queue.Queue[Json] = queue.Queue()
        self._calls = 0
        threading.Thread(target=self._listen, daemon=True).start()

    def __enter__(self) -> AppServer:
        who = {"clientInfo": {"name": "trailnote-tests", "version": "0"}, "capabilities": {"experimentalApi": True}}
        self.call("initialize", who)
        self._send({"method": "initialized"})
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        try:
            for line in self._process.stdout:
                self._messages.put(json.loads(line))
        except ValueError:
            return  # the stream was closed

    def _send(self, message: Json) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(message) + "\n")
        self._process.stdin.flush()

    def call(self, method: str, parameters: Json) -> Json:
        """Return the result of a method.

        Raises AssertionError when the server answers with an error, queue.Empty when it does not answer.
        """
        self._calls += 1
        self._send({"id": self._calls, "method": method, "params": parameters})
        while True:
            message = self._messages.get(timeout=CALL_LIMIT_S)
            if message.get("id") == self._calls and "method" not in message:
                assert "error" not in message, f"{method}: {message['error']}"
                return message["result"]

    def hooks(self, cwd: Path) -> list[ListedHook]:
        """Return the hooks that a session in this folder would see, with what Codex thinks of them."""
        found = self.call("hooks/list", {"cwds": [str(cwd)]})["data"][0]["hooks"]
        names = ("key", "eventName", "command", "trustStatus", "currentHash")
        return [ListedHook(*(str(hook.get(name) or "") for name in names)) for hook in found]


def trust_project(codex: Codex, repo: Path) -> None:
    """Say yes to Codex's question whether this folder is trusted."""
    edit = {"keyPath": f'projects."{repo}"', "mergeStrategy": "upsert", "value": {"trust_level": "trusted"}}
    with AppServer(codex, repo) as server:
        server.call("config/batchWrite", {"edits": [edit], "reloadUserConfig": True})


def trust_hooks(codex: Codex, cwd: Path) -> list[ListedHook]:
    """Review and trust every hook that Codex lists for this folder; return them as they were before."""
    with AppServer(codex, cwd) as server:
        hooks = server.hooks(cwd)
        trusted = {hook.key: {"trusted_hash": hook.current_hash} for hook in hooks}
        edit = {"keyPath": "hooks.state", "mergeStrategy": "upsert", "value": trusted}
        server.call("config/batchWrite", {"edits": [edit], "reloadUserConfig": True})
        return hooks
