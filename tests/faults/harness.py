"""Many hooks, drains and readers at once, some of them killed; and what must hold afterwards."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from tests.conftest import ROOT, SOURCE_ROOTS
from tests.payloads import claude
from trailnote.capture import spool
from trailnote.service.workspace import opened

READER = "import os, sys\nfrom trailnote.service.workspace import opened\nwith opened(sys.argv[1], os.environ): pass\n"


# About how long each lives among seven others: a kill later than that meets nobody.
_HOOK_S, _READER_S = 0.15, 0.5


class Outcome(NamedTuple):
    """What a storm left: events that were acknowledged, events that are stored, and how the processes ended."""

    acknowledged: set[str]
    stored: list[str]
    killed: int
    crashed: int


def hook_process(repo: Path, number: int, cache: Path) -> subprocess.Popen[bytes]:
    """Start one recording hook with a payload of its own."""
    payload = claude("PostToolUse", repo, tool_use_id=f"toolu_{number}", session=f"s-{number % 7}")
    command = [sys.executable, "-S", "-E", "-X", f"pycache_prefix={cache}", str(ROOT / "hooks/post_tool_use.py")]
    with tempfile.TemporaryFile() as sent:
        sent.write(json.dumps(payload).encode())
        sent.seek(0)
        return subprocess.Popen(command, cwd=repo, stdin=sent, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def reader_process(repo: Path) -> subprocess.Popen[bytes]:
    """Start one process that drains and distils."""
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(SOURCE_ROOTS)}
    command = [sys.executable, "-c", READER, str(repo)]
    return subprocess.Popen(command, cwd=repo, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def storm(repo: Path, cache: Path, *, hooks: int, readers: int, kill_share: float, seed: int) -> Outcome:
    """Run `hooks` recording hooks and `readers` drains, eight at a time, and kill a share of each at random moments.

    An event counts as acknowledged when its hook ended by itself, or its file was seen in the spool by anyone.
    """
    rng = random.Random(seed)
    todo = ["hook"] * hooks + ["reader"] * readers
    rng.shuffle(todo)
    running: list[tuple[subprocess.Popen[bytes], str, float]] = []
    finished_by_itself: set[str] = set()
    killed = crashed = number = 0

    def end(process: subprocess.Popen[bytes], name: str) -> None:
        nonlocal killed, crashed
        code = process.wait()
        for stream in (process.stdout, process.stderr):
            if stream is not None:
                if stream.read():
                    crashed += 1
                stream.close()
        if code == -signal.SIGKILL:
            killed += 1
        elif name.startswith("toolu_"):
            crashed += code != 0
            finished_by_itself.add(name)

    while todo or running:
        while todo and len(running) < 8:
            kind = todo.pop()
            lives_s = rng.uniform(0, _HOOK_S if kind == "hook" else _READER_S) if rng.random() < kill_share else 60
            deadline = time.monotonic() + lives_s
            if kind == "hook":
                running.append((hook_process(repo, number, cache), f"toolu_{number}", deadline))
                number += 1
            else:
                running.append((reader_process(repo), "reader", deadline))
        for entry in list(running):
            process, name, deadline = entry
            if process.poll() is None and time.monotonic() >= deadline:
                process.kill()
            if process.poll() is not None:
                end(process, name)
                running.remove(entry)
        time.sleep(0.002)
    local = str(repo / ".trailnote/local")
    waiting = {e.call for _, e in spool.read(local, spool.names(local)) if e is not None}
    with opened(str(repo), os.environ) as workspace:
        rows = workspace.database().execute("SELECT body FROM event").fetchall()
    stored = [str(json.loads(body)["call"]) for (body,) in rows]
    return Outcome(finished_by_itself | waiting, stored, killed, crashed)
