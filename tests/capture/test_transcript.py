"""A Codex transcript completes the shell call whose payload tells no exit code."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from trailnote.capture import transcript
from trailnote.model import Event

CALL = "call_7d1"


def closing_line(call: str = CALL, *, exit_code: int = 1, output: str = "boom\n", reads: tuple[str, ...] = ()) -> str:
    """Return the line with which Codex 0.169.0 closes a shell call."""
    parsed = [{"type": "read", "cmd": f"cat {p}", "name": p, "path": p} for p in reads] or [
        {"type": "unknown", "cmd": "x"}
    ]
    item = {
        "type": "CommandExecution",
        "id": call,
        "process_id": "12",
        "command": ["/bin/bash", "-lc", "x"],
        "cwd": "file:///repo",
        "parsed_cmd": parsed,
        "source": "unified_exec_startup",
        "status": "completed" if exit_code == 0 else "failed",
        "aggregated_output": output,
        "exit_code": exit_code,
        "duration": {"secs": 1, "nanos": 250_000_000},
    }
    payload = {"type": "item_completed", "thread_id": "t", "turn_id": "u", "item": item, "completed_at_ms": 1}
    return json.dumps({"timestamp": "t", "ordinal": 1, "type": "event_msg", "payload": payload}, separators=(",", ":"))


def call_line(call: str = CALL) -> str:
    """Return the line that opens the call: it names the same id under another field."""
    return json.dumps(
        {"type": "response_item", "payload": {"type": "function_call", "call_id": call}}, separators=(",", ":")
    )


def event(path: Path, **fields: Any) -> Event:
    """Return the event of a shell call in a session with this transcript."""
    given = {"id": "e", "client": "codex", "session": "s", "kind": "tool", "at_ns": 1, "cwd": "/repo", "tool": "Bash"}
    return Event(**{**given, "call": CALL, "transcript": str(path), **fields})


def completed(tmp_path: Path, *lines: str, **fields: Any) -> Event | None:
    """Complete a call from a transcript of these lines; None when it was not found."""
    path = tmp_path / "rollout-1.jsonl"
    path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    call = event(path, **fields)
    return call if transcript.complete(call, lambda text: text) else None


def test_the_exit_code_duration_and_files_read_come_from_the_closing_line(tmp_path: Path) -> None:
    call = completed(tmp_path, call_line(), closing_line(exit_code=3, reads=("a.py", "b.py")))
    assert call is not None
    assert (call.exit_code, call.duration_ms, call.read) == (3, 1250, ("a.py", "b.py"))


def test_other_calls_of_the_transcript_are_not_taken(tmp_path: Path) -> None:
    lines = [closing_line("call_7d0", exit_code=9), call_line(), closing_line("call_7d2", exit_code=8)]
    assert completed(tmp_path, *lines) is None
    call = completed(tmp_path, *lines, closing_line(exit_code=0))
    assert call is not None
    assert call.exit_code == 0


def test_an_output_that_quotes_a_transcript_changes_nothing(tmp_path: Path) -> None:
    quoted = closing_line(exit_code=77) + '"exit_code":66,"duration":{"secs":9,"nanos":0}'
    call = completed(tmp_path, closing_line(exit_code=2, output=quoted))
    assert call is not None
    assert (call.exit_code, call.duration_ms) == (2, 1250)


def test_a_call_is_found_behind_the_longest_output_that_codex_keeps(tmp_path: Path) -> None:
    call = completed(tmp_path, call_line(), closing_line(exit_code=5, output='"x\n' * 22_000))
    assert call is not None
    assert call.exit_code == 5


def test_a_call_that_goes_on_an_absent_and_a_foreign_transcript_tell_nothing(tmp_path: Path) -> None:
    assert completed(tmp_path, call_line()) is None
    assert completed(tmp_path, "\x00\xff not a transcript") is None
    assert not transcript.complete(event(tmp_path / "none.jsonl"), str)
    assert completed(tmp_path, closing_line(), call="") is None
