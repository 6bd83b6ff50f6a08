"""Many sessions that start at the same moment: one takes the baton, none is lost, none waits."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests import payloads
from tests.conftest import HookResult, RunHook

STARTS = 20
TASK = "Make the discount apply before tax"


def work_and_stop(repo: Path, run_hook: RunHook) -> None:
    """Let one session take up a task, edit a file, and end."""
    (repo / "tax.py").write_text("RATE = 0.2\n", encoding="utf-8")
    edit: payloads.Payload = {"tool_name": "Write", "tool_input": {"file_path": str(repo / "tax.py"), "content": "RATE = 0.2\n"}}
    edit |= {"tool_response": {"type": "create", "filePath": str(repo / "tax.py")}}
    steps = [
        ("session_start", payloads.claude("SessionStart", repo)),
        ("user_prompt_submit", payloads.claude("UserPromptSubmit", repo, prompt=TASK)),
        ("post_tool_use", payloads.claude("PostToolUse", repo, **edit)),
        ("session_end", payloads.claude("SessionEnd", repo)),
    ]
    for script, payload in steps:
        assert run_hook(script, payload, repo).exit_code == 0


def test_one_of_twenty_starts_at_once_takes_the_baton(repo: Path, run_hook: RunHook) -> None:
    work_and_stop(repo, run_hook)
    together = threading.Barrier(STARTS)

    def start(number: int) -> HookResult:
        payload = payloads.claude("SessionStart", repo, session=f"{number:08d}-0000-4000-8000-000000000002")
        together.wait()
        return run_hook("session_start", payload, repo)

    with ThreadPoolExecutor(STARTS) as pool:
        results = list(pool.map(start, range(STARTS)))
    assert {result.exit_code for result in results} == {0}
    assert sum(TASK in result.context for result in results) == 1
