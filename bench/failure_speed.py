"""What a failure lookup costs as a whole process, beside `python3 -I -S -c "import sqlite3, json"` in the same run.

    python3 bench/failure_speed.py [MEMORIES] [RUNS]

A store of that many memories (default 100,000), a twentieth of them failures with their signatures and fixes, is asked
by the real hook about a failure that it knows, and about one that it does not. Prints medians and ratios; the bar is 6.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "engine"))

from trailnote.distill import failures
from trailnote.distill.signature import signature
from trailnote.store import index
from trailnote.store.database import open_database, transaction

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PYTHON = os.path.realpath(getattr(sys, "_base_executable", sys.executable))
BAR = 6.0
STEMS = (
    "try lock cart login cache sync route queue parse token fetch render batch index stream schema upload thread "
    "socket packet buffer filter signal format record branch"
)
WORDS = [a + b for a in ("re", "pre", "un", "co", "de", "in", "ex", "sub") for b in STEMS.split()]
KNOWN = """Exit code 1
============================= test session starts ==============================
collected 31 items

tests/test_login.py ....F...                                             [100%]

=================================== FAILURES ===================================
_______________________________ test_login_retry _______________________________

    def test_login_retry():
>       session.login(attempts=3)

tests/test_login.py:{line}:
_ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _
auth/session.py:{line}: in login
    raise LoginTimeout("no answer within the window, see {folder}/login.log")
E   auth.errors.LoginTimeout: no answer within the window, see {folder}/login.log
=========================== short test summary info ============================
FAILED tests/test_login.py::test_login_retry - auth.errors.LoginTimeout: no answer
========================= 1 failed, 30 passed in 1.32s ========================="""
OTHER = """Traceback (most recent call last):
  File "/srv/app/run.py", line 1, in start
    go()
ValueError: {words}"""
UNKNOWN = """Exit code 2
Traceback (most recent call last):
  File "/srv/app/ledger.py", line 12, in close
    book[day]
KeyError: 'thursday'"""


def fill(local: str, count: int) -> None:
    """Store `count` memories, a twentieth of them failures, one of which is KNOWN."""
    rng = random.Random(7)
    db = open_database(local)
    rows = []
    at = time.time_ns() - count * 10**9
    for n in range(1, count + 1):
        words = rng.choices(WORDS, k=14)
        space = "failures" if n % 20 == 0 else "resolutions"
        path = f"src/{words[0]}/{words[1]}.py"
        title, text = " ".join(words[:6]), " ".join(words)
        rows.append((n, f"m-{n:012x}", space, f"k{n}", title, text, json.dumps([path]), at + n * 10**9))
    with transaction(db):
        db.executemany(
            "INSERT INTO memory(n, id, namespace, key, title, text, files, symbols, tags, state, pinned, created_ns, "
            "updated_ns, used_ns, uses, sightings, provenance, author, origin, branch, salience, facts) "
            "VALUES(?, ?, ?, ?, ?, ?, ?, '[]', '[]', 'candidate', 0, ?, 0, 0, 0, 1, '{}', '', 'own', '', 1.0, '{}')",
            rows,
        )
        index.index_rows(db, ((r[0], r[4], r[5], json.loads(r[6]), (), ()) for r in rows))
        known = signature("pytest -q", 1, KNOWN.format(line=10, folder="/srv/a1"))
        for n in range(20, count + 1, 20):
            words = rows[n - 1][4]
            found = known if n == 20 else signature("python app.py", 1, OTHER.format(words=words))
            row = failures.insert(db, found, at)
            db.execute("UPDATE failure SET id = ? WHERE n = ?", (f"m-{n:012x}", row))
            db.execute(
                "INSERT INTO attempt(failure, session, made_ns, last_ns, files, change, commands, commit_id, subject, "
                "anchors, label, worked, tried, raised, demoted) "
                "VALUES(?, 'elsewhere', ?, ?, ?, '', '[]', '', '', '{}', 'observed', 1, 1, 0, 0)",
                (row, at, at, rows[n - 1][6]),
            )
    db.close()


def payload(repo: str, session: str, error: str) -> bytes:
    """Return the payload of a failing command as Claude Code sends it."""
    fields = {
        "session_id": session, "transcript_path": "/x/t.jsonl", "cwd": repo, "hook_event_name": "PostToolUseFailure",
        "tool_name": "Bash", "tool_use_id": f"t{time.time_ns()}", "tool_input": {"command": "pytest -q"},
        "error": error, "is_interrupt": False, "duration_ms": 1300,
    }
    return json.dumps(fields).encode()


def timed(command: list[str], repo: str, env: dict[str, str], data: bytes = b"") -> tuple[float, bytes]:
    """Return how long a process takes from start to end in seconds, and its output."""
    start = time.perf_counter()
    done = subprocess.run(command, input=data, cwd=repo, env=env, capture_output=True, check=True)
    return time.perf_counter() - start, done.stdout


def main() -> int:
    """Measure and print; exit 1 above the bar or when the answer is wrong."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 15
    with tempfile.TemporaryDirectory() as folder:
        repo = os.path.join(folder, "repo")
        env = {**os.environ, "TRAILNOTE_HOME": os.path.join(folder, "home")}
        subprocess.run(["git", "init", "-q", repo], check=True)
        local = os.path.join(repo, ".trailnote", "local")
        os.makedirs(os.path.join(local, "spool"))
        fill(local, count)
        script = os.path.join(ROOT, "hooks", "post_tool_use_failure.py")
        hook = [PYTHON, "-S", "-E", "-X", f"pycache_prefix={folder}/pyc", script]
        bare = [PYTHON, "-I", "-S", "-c", "import sqlite3, json"]
        ratios: dict[str, list[float]] = {"known": [], "unknown": []}
        times: dict[str, list[float]] = {"known": [], "unknown": [], "bare": []}
        wrong = 0
        for n in range(-2, runs):
            for name in ("known", "unknown"):
                error = KNOWN.format(line=40 + n, folder=f"/srv/x{n}") if name == "known" else UNKNOWN
                floor, _ = timed(bare, repo, env)
                took, out = timed(hook, repo, env, payload(repo, f"s{name}{n}", error))
                wrong += (b"Fixed by" in out) != (name == "known")
                if n >= 0:
                    ratios[name].append(took / floor)
                    times[name].append(took)
                    times["bare"].append(floor)
        worst = 0.0
        for name, values in ratios.items():
            ratio = statistics.median(values)
            worst = max(worst, ratio)
            shown = f"{statistics.median(times[name]) * 1000:6.1f} ms, {ratio:.2f} times the bare process"
            print(f"{name:8} {shown} (bar {BAR:.0f})")
        print(f"bare     {statistics.median(times['bare']) * 1000:6.1f} ms; {count} memories; wrong answers: {wrong}")
        return int(worst > BAR or wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
