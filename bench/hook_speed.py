"""What the hooks cost, as whole processes beside a bare interpreter in the same run.

    python3 bench/hook_speed.py [RUNS]

Prints, for each hook, the median of its time and the median of its ratio to `python3 -I -S -c pass` run in turn; then
the same for the slowest of 50 hooks that are started at once, beside 50 bare interpreters.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import suppress

AT_ONCE = 50
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PYTHON = os.path.realpath(getattr(sys, "_base_executable", sys.executable))


def timed(command: list[str], *, cwd: str, env: dict[str, str], data: bytes = b"") -> float:
    """Return how long a process takes from start to end, in seconds."""
    start = time.perf_counter()
    subprocess.run(command, input=data, cwd=cwd, env=env, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


def slowest(command: list[str], payloads: list[bytes], *, cwd: str, env: dict[str, str]) -> float:
    """Return how long it takes from the start of the first to the end of the last process, one for each payload."""
    start = time.perf_counter()
    running = []
    for data in payloads:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, cwd=cwd, env=env)
        assert process.stdin is not None
        with suppress(BrokenPipeError):  # a bare interpreter may have ended without reading
            process.stdin.write(data)
            process.stdin.close()
        running.append(process)
    ended = [process.wait() for process in running]
    assert not any(ended), ended
    return time.perf_counter() - start


def payload(event: str, cwd: str) -> bytes:
    """Return a payload as Claude Code sends it, another one at each call."""
    number = time.time_ns()
    fields: dict[str, object] = {"session_id": f"s{number}", "transcript_path": "/x/t.jsonl", "cwd": cwd}
    fields["hook_event_name"] = event
    if event == "SessionStart":
        fields["source"] = "startup"
    elif event == "UserPromptSubmit":
        fields["prompt"] = "why is the retry of the login test flaky when the clock is frozen in the fixture?"
    else:
        fields |= {
            "tool_name": "Bash",
            "tool_use_id": f"t{number}",
            "tool_input": {"command": "ls -la src && git status --short", "description": "look"},
            "tool_response": {"stdout": "drwxr-xr-x 2 dev dev 4096 src/module.py\n" * 40, "stderr": ""},
            "duration_ms": 12,
        }
    return json.dumps(fields).encode()


def main() -> None:
    """Measure and print."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 30
    with tempfile.TemporaryDirectory() as folder:
        repo, env = os.path.join(folder, "repo"), {**os.environ, "TRAILNOTE_HOME": os.path.join(folder, "home")}
        subprocess.run(["git", "init", "-q", repo], check=True)
        bare = [PYTHON, "-I", "-S", "-c", "pass"]
        for script, event in (
            ("post_tool_use", "PostToolUse"),
            ("user_prompt_submit", "UserPromptSubmit"),
            ("session_start", "SessionStart"),
        ):
            hook = [PYTHON, "-S", "-E", "-X", f"pycache_prefix={folder}/cache", f"{ROOT}/hooks/{script}.py"]
            timed(hook, cwd=repo, env=env, data=payload(event, repo))
            rows = [
                (timed(bare, cwd=repo, env=env), timed(hook, cwd=repo, env=env, data=payload(event, repo)))
                for _ in range(runs)
            ]
            ratio = statistics.median(b / a for a, b in rows)
            middle = statistics.median(b for _, b in rows)
            print(f"{script:20} {middle * 1000:6.1f} ms  {ratio:.2f} x a bare interpreter")
        hook = [PYTHON, "-S", "-E", "-X", f"pycache_prefix={folder}/cache", f"{ROOT}/hooks/post_tool_use.py"]
        launch = ["sh", f"{ROOT}/hooks/launch", "post_tool_use"]
        slowest(launch, [payload("PostToolUse", repo)], cwd=repo, env=env)
        for name, command in (("at once", hook), ("at once, launched", launch)):
            rows = []
            for _ in range(max(3, runs // 4)):
                payloads = [payload("PostToolUse", repo) for _ in range(AT_ONCE)]
                alone = slowest(bare, payloads, cwd=repo, env=env)
                rows.append((alone, slowest(command, payloads, cwd=repo, env=env)))
            ratio = statistics.median(b / a for a, b in rows)
            worst = max(b / a for a, b in rows)
            middle = statistics.median(b for _, b in rows)
            print(f"{name:20} {middle * 1000:6.1f} ms  {ratio:.2f} x {AT_ONCE} bare interpreters (at most {worst:.2f})")


if __name__ == "__main__":
    main()
