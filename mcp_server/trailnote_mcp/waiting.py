"""A stand-in for the first minute: answers the client while the environment is made, then hands over.

It speaks just enough of the protocol (one JSON object a line) to be a healthy server with one tool, `status`, that says
what is being done. When the environment is ready, the real server is started, given the client's own `initialize`, and
every later line passes through; the client is told that the list of tools has changed. Standard library only.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import IO

_STATUS = {
    "name": "status",
    "description": "Whether Trailnote's environment is ready. The other tools appear when it is.",
    "inputSchema": {"type": "object", "properties": {}},
    "annotations": {"readOnlyHint": True, "destructiveHint": False, "openWorldHint": False},
}
_MAKING = (
    "Trailnote's environment is being made (once, about a minute). The hooks record already; query, remember and the "
    "other tools appear when it is ready."
)


class Waiting:
    """The stand-in. `make` returns "" or an error; `start` starts the real server with pipes."""

    def __init__(
        self, out: IO[bytes], *, make: Callable[[], str], start: Callable[[], subprocess.Popen[bytes]], version: str
    ) -> None:
        self.out = out
        self.make = make
        self.start = start
        self.version = version
        self.lock = threading.Lock()
        self.child: subprocess.Popen[bytes] | None = None
        self.opening: list[bytes] = []
        self.problem = ""

    def run(self, lines: IO[bytes]) -> int:
        """Serve until the client closes its end; return the exit code."""
        threading.Thread(target=self._prepare, daemon=True).start()
        for line in iter(lines.readline, b""):
            with self.lock:
                if self.child is not None and self.child.stdin is not None:
                    self._pass(line)
                else:
                    self._answer(line)
        if self.child is not None:
            if self.child.stdin is not None:
                self.child.stdin.close()
            return self.child.wait()
        return 0

    def _pass(self, line: bytes) -> None:
        child = self.child
        if child is None or child.stdin is None:
            return
        try:
            child.stdin.write(line)
            child.stdin.flush()
        except BrokenPipeError:
            self.problem = "the server ended; start a new session"

    def _answer(self, line: bytes) -> None:
        try:
            asked = json.loads(line)
        except ValueError:
            return
        if not isinstance(asked, dict):
            return
        method, id = asked.get("method"), asked.get("id")
        if method in ("initialize", "notifications/initialized"):
            self.opening.append(line)
        if id is None:
            return
        if method == "initialize":
            version = (asked.get("params") or {}).get("protocolVersion", "2025-06-18")
            capabilities = {"tools": {"listChanged": True}}
            info = {"name": "trailnote", "version": self.version}
            self._send(
                {"id": id, "result": {"protocolVersion": version, "capabilities": capabilities, "serverInfo": info}}
            )
        elif method == "ping":
            self._send({"id": id, "result": {}})
        elif method == "tools/list":
            self._send({"id": id, "result": {"tools": [_STATUS]}})
        elif method == "tools/call":
            text = f"Trailnote's environment could not be made: {self.problem}" if self.problem else _MAKING
            self._send(
                {"id": id, "result": {"content": [{"type": "text", "text": text}], "isError": bool(self.problem)}}
            )
        else:
            self._send({"id": id, "error": {"code": -32601, "message": f"{method}: not while the environment is made"}})

    def _send(self, value: dict[str, object]) -> None:
        self.out.write(json.dumps({"jsonrpc": "2.0", **value}).encode() + b"\n")
        self.out.flush()

    def _prepare(self) -> None:
        problem = self.make()
        if problem:
            self.problem = problem
            sys.stderr.write(f"trailnote: the environment could not be made: {problem}\n")
            return
        with self.lock:
            child = self.start()
            if child.stdout is None:
                return
            self.child = child
            for line in self.opening:
                self._pass(line)
            if self.opening:
                child.stdout.readline()  # the answer to an `initialize` that the client has had from us
            self._send({"method": "notifications/tools/list_changed"})
        for line in iter(child.stdout.readline, b""):
            self.out.write(line)
            self.out.flush()
        os._exit(child.wait())
