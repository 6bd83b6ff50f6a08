"""A query through the running server, beside a bare `MCPServer` that answers the same words from a plain FTS5 table.

    .venv/bin/python bench/server_speed.py [MEMORIES ...]        (default 1000 10000 100000)

Both servers run at once and are asked in turn; prints medians in milliseconds and the median of the ratios. Also prints
how long each takes from its start to its answer to `tools/list`.
"""

from __future__ import annotations

import json
import os
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from typing import Any

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ROOTS = [os.path.join(ROOT, n) for n in ("engine", "mcp_server", "installers")]
sys.path[:0] = ROOTS

from trailnote.model import Memory  # noqa: E402  the path comes first
from trailnote.service.workspace import Workspace  # noqa: E402
from trailnote.store import memories  # noqa: E402

BARE = """
import re, sqlite3, sys
from mcp.server.mcpserver import MCPServer
server = MCPServer("bare")
db = sqlite3.connect(sys.argv[1])
@server.tool()
async def query(text: str, limit: int = 8) -> dict[str, list[dict[str, str]]]:
    "Find."
    match = " OR ".join(f'"{w}"' for w in dict.fromkeys(re.findall(r"\\w+", text.lower())))
    rows = db.execute("select id, text from m where m match ? order by rank limit ?", (match, limit)).fetchall()
    return {"hits": [{"id": i, "text": t} for i, t in rows]}
server.run("stdio")
"""


class Server:
    """One MCP server on pipes, opened with the 2025 handshake."""

    def __init__(self, command: list[str], cwd: str, env: dict[str, str]) -> None:
        start = time.perf_counter()
        self.process = subprocess.Popen(
            command, cwd=cwd, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        opening = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "bench", "version": "1"}}
        self.number = 0
        self.ask("initialize", opening)
        self._send({"method": "notifications/initialized"})
        self.ask("tools/list", {})
        self.start_s = time.perf_counter() - start

    def _send(self, message: dict[str, Any]) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write((json.dumps({"jsonrpc": "2.0", **message}) + "\n").encode())
        self.process.stdin.flush()

    def ask(self, method: str, params: dict[str, Any]) -> dict[str, Any]:
        """Send one request and return its answer."""
        assert self.process.stdout is not None
        self.number += 1
        self._send({"id": self.number, "method": method, "params": params})
        while True:
            answer = json.loads(self.process.stdout.readline())
            if answer.get("id") == self.number:
                return dict(answer)

    def query(self, text: str) -> float:
        """Return how long one query takes, in seconds."""
        start = time.perf_counter()
        answer = self.ask("tools/call", {"name": "query", "arguments": {"text": text, "limit": 8}})
        taken = time.perf_counter() - start
        assert not answer["result"].get("isError"), answer
        return taken

    def close(self) -> None:
        """End the server by closing its input."""
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(20)
        self.process.stdout.close()


def vocabulary(rng: random.Random) -> list[str]:
    """Return 60,000 words with the skew of a language (the n-th is drawn about 1/n as often as the first)."""
    parts = [
        "re",
        "con",
        "log",
        "test",
        "bu",
        "ild",
        "ser",
        "ver",
        "ca",
        "che",
        "ti",
        "me",
        "out",
        "au",
        "th",
        "ion",
        "er",
        "al",
    ]
    return list(
        {"".join(rng.choice(parts) for _ in range(rng.randint(2, 4))) + str(rng.randint(0, 40)) for _ in range(60_000)}
    )


def fill(repo: str, plain: str, count: int) -> dict[str, list[str]]:
    """Fill a Trailnote store and a plain FTS5 table with the same memories; return queries of eight words, by whether
    they are words of one memory or any."""
    rng = random.Random(count)
    words = vocabulary(rng)
    weights = [1 / (n + 1) for n in range(len(words))]
    db = sqlite3.connect(plain)
    db.execute("create virtual table m using fts5(id unindexed, text)")
    now = time.time_ns()
    with Workspace(repo, os.environ) as workspace:
        for start in range(0, count, 20_000):
            rows = []
            for n in range(start, min(count, start + 20_000)):
                text = " ".join(rng.choices(words, weights, k=30))
                files = [f"src/{rng.choice(words)}.py"]
                rows.append(
                    Memory(
                        namespace="learnings",
                        key=f"k{n}",
                        text=text,
                        files=files,
                        created_ns=now - (count - n) * 10**10,
                    )
                )
            memories.put_all(workspace.database(), rows, now_ns=now)
            db.executemany("insert into m values(?, ?)", [(m.id, m.text) for m in rows])
    told = [text for (text,) in db.execute("select text from m order by random() limit 40")]
    db.execute("insert into m(m) values('optimize')")
    db.commit()
    db.close()
    return {
        "any words": [" ".join(rng.choices(words, weights, k=4) + rng.sample(words, 4)) for _ in range(40)],
        "a memory's words": [" ".join(rng.sample(text.split(), 8)) for text in told],
    }


def main() -> None:
    """Measure and print one row for each size."""
    for count in [int(a) for a in sys.argv[1:]] or [1000, 10_000, 100_000]:
        with tempfile.TemporaryDirectory() as folder:
            repo, plain = os.path.join(folder, "repo"), os.path.join(folder, "plain.db")
            subprocess.run(["git", "init", "-q", repo], check=True)
            os.environ["TRAILNOTE_HOME"] = os.path.join(folder, "home")
            asked = fill(repo, plain, count)
            env = {**os.environ, "PYTHONPATH": os.pathsep.join(ROOTS)}
            bare = Server([sys.executable, "-c", BARE, plain], repo, env)
            ours = Server([sys.executable, "-m", "trailnote_mcp"], repo, env)
            ours.query("warm up")
            bare.query("warm up")
            for kind, texts in asked.items():
                rows = [(bare.query(text), ours.query(text)) for text in texts]
                print(
                    f"{count:8} memories, {kind}: bare {statistics.median(a for a, _ in rows) * 1000:.1f} ms, "
                    f"ours {statistics.median(b for _, b in rows) * 1000:.1f} ms, "
                    f"ratio {statistics.median(b / a for a, b in rows):.2f}",
                    flush=True,
                )
            print(f"         start {bare.start_s:.2f} s and {ours.start_s:.2f} s", flush=True)
            bare.close()
            ours.close()


if __name__ == "__main__":
    main()
