"""500 sessions in a row, and 20 at once, through the hook scripts as clients run them.

    python3 bench/handoffs.py [--sessions 500] [--rounds 10]

Prints one JSON object: how many automatic handoffs are open after the sessions, the median time of a start hook after
five sessions and after all of them (milliseconds, beside that of an empty interpreter), and, for each round of twenty
simultaneous starts, how many were told of the one baton.
"""

from __future__ import annotations

import argparse
import json
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
AT_ONCE = 20
SAMPLE = 15
SCRIPTS = {
    "SessionStart": "session_start",
    "UserPromptSubmit": "user_prompt_submit",
    "Stop": "stop",
    "SessionEnd": "session_end",
}


class Hooks:
    """The hook scripts of the clone, run in a repository with a home of its own."""

    def __init__(self, base: Path) -> None:
        self.repo = base / "repo"
        self.repo.mkdir()
        self.bytecode = base / "bytecode"
        identity = {
            f"GIT_{role}_{name}": "bench@example.invalid"
            for role in ("AUTHOR", "COMMITTER")
            for name in ("NAME", "EMAIL")
        }
        self.env = {**os.environ, **identity, "HOME": str(base), "TRAILNOTE_HOME": str(base / "trailnote")}
        for arguments in (["init", "-q", "-b", "main"], ["commit", "-q", "--allow-empty", "-m", "Begin"]):
            subprocess.run(["git", *arguments], cwd=self.repo, env=self.env, check=True)

    def begin(self, event: str, session: str, **more: object) -> subprocess.Popen[str]:
        """Start a hook process with its payload written."""
        payload = {"session_id": session, "cwd": str(self.repo), "hook_event_name": event, **more}
        script = str(ROOT / "hooks" / f"{SCRIPTS[event]}.py")
        process = subprocess.Popen(
            [sys.executable, "-S", "-E", "-X", f"pycache_prefix={self.bytecode}", script],
            cwd=self.repo,
            env=self.env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdin is not None
        process.stdin.write(json.dumps(payload))
        process.stdin.close()
        process.stdin = None
        return process

    def call(self, event: str, session: str, **more: object) -> tuple[str, float]:
        """Run a hook and return what it printed, and its time in milliseconds."""
        began = time.perf_counter()
        output = self.begin(event, session, **more).communicate()[0]
        return output, (time.perf_counter() - began) * 1000

    def session(self, name: str) -> float:
        """Play one session and return the time of its start."""
        _, took = self.call("SessionStart", name, source="startup")
        self.call("UserPromptSubmit", name, prompt=f"Look after the login page of tenant {name}")
        self.call("Stop", name, last_assistant_message="The page works; the mail is still to be written.")
        self.call("SessionEnd", name, reason="other")
        return took

    def open_handoffs(self) -> int:
        """Return how many automatic handoffs are open."""
        db = sqlite3.connect(self.repo / ".trailnote" / "local" / "trailnote.db")
        try:
            return int(
                db.execute("SELECT count(*) FROM handoff WHERE state = 'open' AND kind = 'automatic'").fetchone()[0]
            )
        finally:
            db.close()


def bare_ms() -> float:
    """Return the median time of an empty interpreter, in milliseconds."""
    times = []
    for _ in range(SAMPLE):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-I", "-S", "-c", "pass"], check=True)
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=10)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        hooks = Hooks(Path(folder))
        times = [hooks.session(f"s{n}") for n in range(options.sessions)]
        hooks.call("SessionStart", "idle", source="startup")
        hooks.call("SessionEnd", "idle", reason="other")
        # A drain makes the last end known.
        hooks.call("UserPromptSubmit", "other", prompt="hello")
        found: dict[str, object] = {
            "sessions": options.sessions,
            "open_automatic_handoffs": hooks.open_handoffs(),
            "start_ms_after_5": round(statistics.median(times[5 : 5 + SAMPLE]), 1),
            "start_ms_at_the_end": round(statistics.median(times[-SAMPLE:]), 1),
            "empty_interpreter_ms": round(bare_ms(), 1),
        }
        takers = []
        for number in range(options.rounds):
            hooks.session(f"giver{number}")
            processes = [hooks.begin("SessionStart", f"r{number}-{n}", source="startup") for n in range(AT_ONCE)]
            takers.append(sum("left off" in process.communicate()[0] for process in processes))
        found["told_of_twenty"] = takers
        print(json.dumps(found, sort_keys=True))


if __name__ == "__main__":
    main()
