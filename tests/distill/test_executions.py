"""Executions: what was done for one prompt, how it ended and how that is known, from the hooks alone."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.capture.test_transcript import closing_line
from tests.story import SECOND
from tests.turns import TEST, Turns, red

from trailnote import hook
from trailnote.service import executions as service
from trailnote.service import strategies
from trailnote.service.workspace import opened


@pytest.fixture
def story(repo: Path) -> Iterator[Turns]:
    """Return turns in the repository of the test."""
    told = Turns(repo)
    yield told
    told.close()


def facts(story: Turns) -> dict[str, Any]:
    """Return the facts of the one execution that is remembered."""
    (memory,) = story.found("executions")
    return dict(memory.facts)


def test_a_turn_is_recorded_from_its_prompt_to_its_stop(story: Turns) -> None:
    story.begin("s", "Make the login retry\n\nIt is flaky.")
    for name in ("auth/session.py", "auth/http.py"):
        (story.repo / name).parent.mkdir(exist_ok=True)
        (story.repo / name).write_text("x = 1\n", encoding="utf-8")
        story.record(story.event("s", "tool", tool="Read", read=(str(story.repo / name),)))
    story.fails("s")
    story.changes("s", "auth/session.py", "x = 1", "x = 2")
    story.passes("s", output="12 passed, 1 skipped in 0.20s", duration_ms=230)
    made = story.commits("s", "Retry the login")
    story.stops("s")
    (memory,) = story.found("executions")
    assert memory.title == "Make the login retry"
    assert memory.text.startswith("Make the login retry\n\nIt is flaky.\nSucceeded: 12 passed, 1 skipped (pytest")
    assert memory.files == ("auth/session.py", "auth/http.py")
    assert memory.provenance.kind == "observed"
    assert f"commit:{made}" in memory.provenance.sources
    told = dict[str, Any](memory.facts)
    assert told["task"] == {"text": "Make the login retry\n\nIt is flaky.", "label": "explicit"}
    assert (told["outcome"], told["outcome_label"], told["client"]) == ("succeeded", "observed", "claude-code")
    assert told["files_edited"] == ["auth/session.py"]
    assert told["files_read"] == ["auth/http.py"]
    assert told["commits"] == [made]
    run = told["commands"][0]
    assert (run["command"], run["kind"], run["times"], run["exit_code"]) == (TEST, "test", 2, 0)
    assert (run["label"], run["duration_ms"]) == ("observed", 230)
    assert run["tests"] == {"passed": 12, "skipped": 1}
    assert [name.split(":")[0] for name in told["errors"]] == ["TimeoutError"]
    assert told["files_inferred"] == []


def test_a_question_leaves_no_execution_and_reading_alone_no_memory(story: Turns) -> None:
    story.begin("s", "what is this project about?")
    assert story.stops("s") == ""
    assert story.turns() == []
    story.prompt("s", "and what does the readme say?")
    story.run("s", "cat README.md", "# Shop")
    story.stops("s")
    assert story.found("executions") == []
    assert [turn.outcome for turn in story.turns()] == ["unknown"]


@pytest.mark.parametrize(
    ("steps", "outcome", "label"),
    [
        (["fail"], "failed", "observed"),
        (["edit", "pass"], "succeeded", "observed"),
        (["pass", "edit"], "succeeded", "inferred"),
        (["edit"], "unknown", "unknown"),
        (["edit", "commit"], "succeeded", "inferred"),
        (["fail", "edit", "pass", "lint"], "succeeded", "observed"),
        (["edit", "lint-red"], "failed", "observed"),
        (["fail", "grep"], "failed", "observed"),
        (["fail", "other-pass"], "failed", "observed"),
        (["fail", "all-pass"], "succeeded", "observed"),
    ],
)
def test_the_ending_is_judged_by_what_ran_last(story: Turns, steps: list[str], outcome: str, label: str) -> None:
    story.begin("s")
    play: dict[str, Callable[[], object]] = {
        "fail": lambda: story.fails("s"),
        "pass": lambda: story.passes("s"),
        "edit": lambda: story.changes("s", "a.py", "", "x = 1"),
        "commit": lambda: story.commits("s", "Change a"),
        "lint": lambda: story.run("s", "ruff check .", "All checks passed!"),
        "lint-red": lambda: story.fails("s", "ruff check .", "a.py:1:1: F401 `os` imported but unused\nFound 1 error."),
        "grep": lambda: story.run("s", "grep -rn retry .", "a.py:1:retry"),
        "other-pass": lambda: story.passes("s", "pytest -q tests/test_cart.py"),
        "all-pass": lambda: story.passes("s", "python -m pytest -q", "40 passed in 2s"),
    }
    for step in steps:
        play[step]()
    story.stops("s")
    assert (facts(story)["outcome"], facts(story)["outcome_label"]) == (outcome, label)
    assert facts(story)["evidence"], "an ending without its evidence"


def test_a_turn_without_a_stop_is_abandoned_however_it_went(story: Turns) -> None:
    story.begin("s")
    story.changes("s", "a.py", "", "x = 1")
    story.prompt("s", "no, do something else")
    assert (facts(story)["outcome"], facts(story)["outcome_label"]) == ("abandoned", "inferred")


def test_a_killed_client_s_turn_is_abandoned_at_the_next_start(story: Turns) -> None:
    client = story.client()
    story.begin("killed", by=client)
    story.changes("killed", "a.py", "", "x = 1")
    assert story.found("executions") == [], "it still runs"
    client.kill()
    story.start("next")
    assert (facts(story)["outcome"], facts(story)["outcome_label"]) == ("abandoned", "observed")
    assert "gone" in facts(story)["evidence"][0]


def test_a_subagent_s_work_counts_with_its_parent(story: Turns) -> None:
    story.begin("s")
    story.prompt("s", "look at the tests", agent="a1")
    story.changes("s", "a.py", "", "x = 1", agent="a1")
    story.passes("s", agent="a1")
    story.stops("s")
    (turn,) = story.turns()
    assert turn.task == "make the login retry test pass"
    assert facts(story)["files_edited"] == ["a.py"]
    assert facts(story)["outcome"] == "succeeded"


def test_a_hook_that_comes_after_the_stop_still_counts(story: Turns) -> None:
    story.begin("s")
    slow = story.event("s", "tool", tool="Bash", command=TEST, output="3 passed in 1s", exit_code=0)
    story.changes("s", "a.py", "", "x = 1")
    story.stops("s")
    assert facts(story)["outcome"] == "unknown"
    story.record(slow)
    assert facts(story)["outcome"] == "succeeded"
    assert len(story.turns()) == 1


def test_a_command_that_the_person_stopped_neither_passed_nor_failed(story: Turns) -> None:
    story.begin("s")
    story.fails("s", output="", source="interrupt", exit_code=None)
    story.stops("s")
    assert (facts(story)["outcome"], facts(story)["commands"][0]["outcome"]) == ("unknown", "unknown")


def test_opening_again_is_counted_unless_it_is_reading_on_or_after_an_edit(story: Turns) -> None:
    story.begin("s")
    for name in ("a.py", "b.py"):
        (story.repo / name).write_text("x = 1\n", encoding="utf-8")

    def read(name: str) -> None:
        story.record(story.event("s", "tool", tool="Read", read=(str(story.repo / name),)))

    for name in ("a.py", "a.py", "b.py", "a.py"):
        read(name)
    story.changes("s", "b.py", "x = 1", "x = 2")
    read("b.py")
    story.stops("s")
    assert facts(story)["reopened"] == ["a.py"]
    assert facts(story)["opened"] == 2


def test_files_that_only_a_command_line_names_are_inferred(story: Turns) -> None:
    story.begin("s")
    for name in ("a.py", "b.py", "c.py"):
        (story.repo / name).write_text("x = 1\n", encoding="utf-8")
    story.run("s", "cat a.py b.py nowhere.py", "x = 1")
    story.run("s", "sed -i s/1/2/ c.py")
    story.record(story.event("s", "tool", tool="Read", read=(str(story.repo / "b.py"),)))
    story.stops("s")
    told = facts(story)
    assert (told["files_edited"], told["files_read"]) == (["c.py"], ["a.py", "b.py"])
    assert told["files_inferred"] == ["c.py", "a.py"]


def test_what_lies_outside_the_repository_or_in_git_is_no_file_of_it(story: Turns) -> None:
    story.begin("s")
    for path in ("/etc/hostname", str(story.repo / ".git/config"), "../elsewhere.py"):
        story.record(story.event("s", "tool", tool="Read", read=(path,)))
    story.record(story.event("s", "tool", tool="Edit", edited=("sub/a.py",)))
    story.stops("s")
    assert story.found("executions")[0].files == ("sub/a.py",)


def codex_call(repo: Path, transcript: Path, number: int, command: str, output: str) -> str:
    """Run the real hook on a shell call of Codex, and return what it prints."""
    payload = {
        "session_id": "c", "turn_id": "t", "cwd": str(repo), "hook_event_name": "PostToolUse", "tool_name": "Bash",
        "tool_use_id": f"call_{number}", "tool_input": {"command": command}, "tool_response": output,
        "transcript_path": str(transcript),
    }  # fmt: skip
    return hook.run("post_tool_use", json.dumps(payload).encode(), os.environ)


def test_codex_commands_are_observed_by_the_transcript_else_inferred_else_unknown(story: Turns, tmp_path: Path) -> None:
    transcript = tmp_path / "rollout-1.jsonl"
    transcript.write_text(closing_line("call_1", exit_code=0) + "\n", encoding="utf-8")
    codex_call(story.repo, transcript, 1, "make", "built")
    codex_call(story.repo, transcript, 2, "pytest -q", "2 failed, 3 passed in 0.1s")
    codex_call(story.repo, transcript, 3, "./deploy.sh", "sent")
    story.now_ns += 10**6 * SECOND
    story.stops("c", client="codex")
    told = [(c["outcome"], c["label"], c["exit_code"]) for c in facts(story)["commands"]]
    assert told == [("passed", "observed", 0), ("failed", "inferred", None), ("unknown", "unknown", None)]
    assert (facts(story)["outcome"], facts(story)["outcome_label"]) == ("failed", "inferred")
    assert facts(story)["task"] == {"text": "", "label": "unknown"}, "the hooks came after the prompt"


def test_a_failed_execution_is_never_offered_but_warns(story: Turns) -> None:
    story.begin("s", "speed up the invoice query")
    story.changes("s", "invoice/repo.py", "", "x = 1")
    story.fails("s")
    story.stops("s")
    with opened(str(story.repo), os.environ) as workspace:
        assert strategies.reuse(workspace, task="make the invoice query faster").strategy is None
        warned = strategies.suggest(workspace, task="make the invoice query faster").warnings
    assert [w.task for w in warned] == ["speed up the invoice query"]
    story.start("next")
    told = story.tell(story.event("next", "prompt", text="make the invoice query faster"))
    assert "tried before, and failed" in told
    assert "done before" not in told


def test_the_most_similar_success_is_told_at_a_prompt_once_with_files_and_tests(story: Turns) -> None:
    story.begin("s", "speed up the invoice query")
    story.changes("s", "invoice/repo.py", "", "x = 1")
    story.passes("s", "pytest -q tests/test_invoice.py", "8 passed in 1s")
    story.stops("s")
    story.start("next")
    told = story.tell(story.event("next", "prompt", text="make the invoice query faster"))
    assert "done before" in told
    assert "invoice/repo.py" in told
    assert "`pytest -q tests/test_invoice.py`" in told
    assert story.tell(story.event("next", "prompt", text="make that invoice query faster, please")) == ""
    assert story.tell(story.event("next", "prompt", text="bake a chocolate cake with walnuts")) == ""


def test_the_summary_says_what_was_recorded_and_what_was_of_use(story: Turns) -> None:
    story.begin("s", "speed up the invoice query")
    story.changes("s", "invoice/repo.py", "", "x = 1")
    story.passes("s", output="8 passed in 1s")
    assert story.stops("s") == "Trailnote recorded this task as succeeded (1 file edited, 1 command, tests: 8 passed)."
    story.start("next")
    story.tell(story.event("next", "prompt", text="make the invoice query faster"))
    story.changes("next", "invoice/repo.py", "x = 1", "x = 2")
    assert story.stops("next").endswith("Notes that Trailnote told in this turn: 1; of use: 1.")


def test_the_summary_can_be_switched_off(story: Turns) -> None:
    story.begin("s")
    settings = story.repo / ".trailnote/local/config.json"
    settings.write_text('{"summary": false}', encoding="utf-8")
    story.passes("s")
    assert story.stops("s") == ""


@pytest.mark.parametrize(
    ("read", "issue"),
    [
        ("abcdefgh", "none"),
        ("abcdefghi", "too_much_exploration"),
        ("abab", "none"),
        ("abcabc", "looping_on_same_files"),
        ("abcdefghiabc", "looping_on_same_files"),
    ],
)
def test_reflection_names_circles_and_too_much_exploration(story: Turns, read: str, issue: str) -> None:
    story.begin("s")
    for name in read:
        (story.repo / name).write_text("x\n", encoding="utf-8")
        story.record(story.event("s", "tool", tool="Read", read=(str(story.repo / name),)))
    with opened(str(story.repo), os.environ) as workspace:
        found = service.reflect(workspace)
    assert found.issue == issue
    assert found.next_action
    assert found.opened == len(set(read))


def test_there_is_nothing_to_reflect_on_before_the_first_execution(story: Turns) -> None:
    with opened(str(story.repo), os.environ) as workspace:
        assert service.reflect(workspace).issue == "none"


def test_secrets_never_reach_an_execution(story: Turns) -> None:
    token = "ghp_" + "a8Kd93jfKq02LmZx71PwQe55RtYu66OiPl3z"
    payload = {
        "session_id": "s", "cwd": str(story.repo), "hook_event_name": "UserPromptSubmit",
        "prompt": f"push with {token}", "transcript_path": "/x/y.jsonl",
    }  # fmt: skip
    hook.run("user_prompt_submit", json.dumps(payload).encode(), os.environ)
    story.now_ns += 10**6 * SECOND
    story.passes("s")
    story.stops("s")
    assert token not in json.dumps([facts(story), story.turns()[0].task])
    assert red() not in json.dumps(facts(story))
