"""`trailnote run`: input, output and exit code pass through, and each command is one execution, many at once too."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.cli.verbs import environment, told, trailnote

from trailnote.model import Memory
from trailnote.service import strategies
from trailnote.service.workspace import opened
from trailnote.store import memories

RUN = [sys.executable, "-c", "from trailnote.cli.main import main; main()", "run"]


def executions(repo: Path) -> list[Memory]:
    """Return the executions that are remembered."""
    with opened(str(repo), os.environ) as workspace:
        return list(memories.select(workspace.database(), "namespace = 'executions' ORDER BY created_ns, n"))


def test_input_output_and_exit_code_pass_through(repo: Path) -> None:
    script = "import sys; print(sys.stdin.read().upper(), end=''); print('oh', file=sys.stderr); sys.exit(7)"
    done = trailnote(repo, "run", "--", sys.executable, "-c", script, data="hello\n")
    assert (done.returncode, done.stdout, done.stderr) == (7, "HELLO\n", "oh\n")


def test_bytes_that_are_no_text_pass_through_unchanged(repo: Path) -> None:
    raw = bytes(range(256)) * 2000
    copy = "import sys, shutil; shutil.copyfileobj(sys.stdin.buffer, sys.stdout.buffer)"
    done = subprocess.run(
        [*RUN, "--", sys.executable, "-c", copy], cwd=repo, env=environment(), input=raw, capture_output=True
    )
    assert (done.returncode, done.stdout) == (0, raw)


@pytest.mark.parametrize(("command", "code"), [(["no-such-program"], 127), (["./README.md"], 126)])
def test_a_command_that_cannot_be_started_ends_as_in_a_shell(repo: Path, command: list[str], code: int) -> None:
    done = trailnote(repo, "run", "--", *command)
    assert done.returncode == code
    assert command[0] in done.stderr
    assert executions(repo)[0].facts["outcome"] == "failed"


def test_what_it_did_is_recorded_with_its_label(repo: Path) -> None:
    script = "print('3 passed, 1 skipped in 0.1s')"
    (repo / "src").mkdir()
    (repo / "src/cart.py").write_text("x = 1\n", encoding="utf-8")
    arguments = ["--task", "check the cart", "--files", "src/cart.py", "src/stock.py"]
    done = trailnote(repo, "run", *arguments, "--", "env", "pytest=1", sys.executable, "-c", script)
    assert done.returncode == 0
    (memory,) = executions(repo)
    facts = memory.facts
    assert memory.title == "check the cart"
    assert facts["task"] == {"text": "check the cart", "label": "explicit"}
    assert facts["files_named"] == ["src/cart.py", "src/stock.py"]
    assert (facts["outcome"], facts["outcome_label"], facts["via"]) == ("succeeded", "observed", "run")


def test_a_program_sees_a_terminal_when_there_is_one(repo: Path) -> None:
    """And its line ends come out as it wrote them."""
    control, terminal = pty.openpty()
    script = "import sys; print(sys.stdout.isatty(), sys.stderr.isatty()); sys.exit(3)"
    process = subprocess.Popen(
        [*RUN, "--", sys.executable, "-c", script],
        cwd=repo,
        env=environment(),
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
    )
    os.close(terminal)
    seen = b""
    while True:
        try:
            chunk = os.read(control, 4096)
        except OSError:
            break
        if not chunk:
            break
        seen += chunk
    os.close(control)
    assert process.wait() == 3
    assert seen == b"True True\r\n"


def test_ended_from_outside_it_is_still_recorded(repo: Path) -> None:
    started = repo / "started"
    script = f"import pathlib, time; pathlib.Path({str(started)!r}).touch(); time.sleep(60)"
    process = subprocess.Popen([*RUN, "--", sys.executable, "-c", script], cwd=repo, env=environment())
    while not started.exists():
        time.sleep(0.02)
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=30) == 128 + signal.SIGTERM
    assert executions(repo)[0].facts["outcome"] == "failed"


def test_options_of_the_command_are_its_own(repo: Path) -> None:
    done = trailnote(repo, "run", "--task", "t", "--", "echo", "--task", "x", "--files", "y", "--json")
    assert done.stdout == "--task x --files y --json\n"
    assert trailnote(repo, "run", "echo", "-n", "a").stdout == "a"


def test_json_is_told_beside_the_command_s_output(repo: Path) -> None:
    done = trailnote(repo, "run", "--json", "--", "sh", "-c", "echo out; exit 2")
    assert (done.returncode, done.stdout) == (2, "out\n")
    assert json.loads(done.stderr)["exit_code"] == 2


def test_no_command_is_a_usage_error(repo: Path) -> None:
    assert trailnote(repo, "run", "--task", "t").returncode == 2


def test_twelve_at_once_are_all_recorded_and_counted_right(repo: Path) -> None:
    running = [
        subprocess.Popen([*RUN, "--task", f"task {n}", "--", "sh", "-c", f"exit {n % 3}"], cwd=repo, env=environment())
        for n in range(12)
    ]
    assert [process.wait(timeout=120) for process in running] == [n % 3 for n in range(12)]
    usage = told(repo, "report", "real-usage")
    assert usage["total_executions"] == 12
    assert usage["outcomes"] == {"failed": 8, "succeeded": 4}
    assert {memory.title for memory in executions(repo)} == {f"task {n}" for n in range(12)}


def test_a_commit_that_it_made_is_named(repo: Path) -> None:
    trailnote(repo, "run", "--", "true")
    executions(repo)
    (repo / "a.py").write_text("x = 1\n", encoding="utf-8")
    trailnote(repo, "run", "--task", "add a", "--", "sh", "-c", "git add a.py && git commit -qm 'Add a'")
    made = subprocess.run(["git", "rev-parse", "HEAD"], cwd=repo, capture_output=True, text=True, check=True).stdout
    assert executions(repo)[-1].facts["commits"] == [made.strip()]


def test_a_failure_that_run_met_is_known_to_a_session(repo: Path) -> None:
    script = "import sys; sys.exit(\"ValueError: no price for 'tea'\")"
    trailnote(repo, "run", "--", sys.executable, "-c", script)
    with opened(str(repo), os.environ) as workspace:
        assert strategies.suggest(workspace).failures
