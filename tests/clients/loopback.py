"""The part of a scripted model that both protocols share: an HTTP server on 127.0.0.1 that records and plays."""

from __future__ import annotations

import gzip
import json
import threading
import zlib
from collections.abc import Iterable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple

from tests.clients.script import Action, Hang, Json, Kind, Request, Say

SECRET_HEADERS = frozenset({"authorization", "x-api-key", "cookie"})
HANG_LIMIT_S = 120.0


class Answer(NamedTuple):
    """What goes back: a JSON object, or server-sent events, each with its name ("" for none), when there are some."""

    status: int = 200
    payload: Json = None
    events: tuple[tuple[str, Json], ...] = ()


class ScriptedModel:
    """A model that plays a list of actions; a context manager that serves while it is entered.

    A subclass says how its protocol names things: `classify`, `answer_get` and `answer_post`.
    """

    def __init__(self, actions: Iterable[Action], *, cwd: str) -> None:
        self.cwd = cwd
        self.actions: list[Action] = [step for action in actions for step in self.steps(action)]
        self.requests: list[Request] = []
        self.hanging = threading.Event()
        self._released = threading.Event()
        self._lock = threading.Lock()
        handler = type("Handler", (_Handler,), {"model": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self.port = int(self._server.server_address[1])

    def __enter__(self) -> ScriptedModel:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._released.set()
        self._server.shutdown()
        self._server.server_close()

    def steps(self, action: Action) -> Iterator[Action]:
        """Yield what the client must be asked, one after the other, for an action to work."""
        yield action

    def record(self, request: Request) -> None:
        """Keep a request for the test to look at."""
        with self._lock:
            self.requests.append(request)

    def take(self) -> Action:
        """Return the next action of the script, or an end of turn when it has run out."""
        with self._lock:
            return self.actions.pop(0) if self.actions else Say("The script has ended.")

    def give_back(self, action: Action) -> None:
        """Put an action in front again, for the next request."""
        with self._lock:
            self.actions.insert(0, action)

    def wait_if_hanging(self, action: Action) -> None:
        """Hold the answer of a Hang until the server ends."""
        if isinstance(action, Hang):
            self.hanging.set()
            self._released.wait(HANG_LIMIT_S)

    def classify(self, path: str, headers: dict[str, str], body: Json) -> Kind:
        """Tell what a request is for."""
        raise NotImplementedError

    def answer_get(self, path: str) -> Answer:
        """Answer a request without a body."""
        raise NotImplementedError

    def answer_post(self, path: str, kind: Kind, body: Json) -> Answer:
        """Answer a request of the given kind."""
        raise NotImplementedError


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    model: ScriptedModel

    def log_message(self, *_: object) -> None:
        """Keep standard error for what a test prints."""

    def do_HEAD(self) -> None:
        self._send(Answer())

    def do_GET(self) -> None:
        self._send(self.model.answer_get(self.path.split("?")[0]))

    def do_POST(self) -> None:
        path, body = self.path.split("?")[0].rstrip("/"), self._body()
        headers = {name.lower(): text for name, text in self.headers.items() if name.lower() not in SECRET_HEADERS}
        kind = self.model.classify(path, headers, body)
        self.model.record(Request(kind, path, headers, body))
        self._send(self.model.answer_post(path, kind, body))

    def _body(self) -> Json:
        if self.headers.get("transfer-encoding", "").lower() == "chunked":
            raw = b"".join(self._chunks())
        else:
            raw = self.rfile.read(int(self.headers.get("content-length") or 0))
        encoding = self.headers.get("content-encoding", "").lower()
        if encoding == "gzip":
            raw = gzip.decompress(raw)
        elif encoding == "deflate":
            raw = zlib.decompress(raw)
        try:
            body = json.loads(raw or b"{}")
        except ValueError:
            body = {}
        return body if isinstance(body, dict) else {}

    def _chunks(self) -> Iterator[bytes]:
        while size := int(self.rfile.readline().split(b";")[0] or b"0", 16):
            yield self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()

    def _send(self, answer: Answer) -> None:
        if answer.events:
            named = [(f"event: {name}\n" if name else "", json.dumps(data)) for name, data in answer.events]
            lines = [f"{event}data: {data}\n\n" for event, data in named]
            content, media = "".join(lines).encode(), "text/event-stream"
        else:
            content, media = json.dumps(answer.payload or {}).encode(), "application/json"
        try:
            self.send_response(answer.status)
            self.send_header("content-type", media)
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(content)
        except (BrokenPipeError, ConnectionResetError):
            return  # the client was ended while it waited
