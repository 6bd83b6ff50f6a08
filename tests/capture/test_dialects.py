"""What clients beside Claude Code and Codex report becomes the same events, once, and is answered in their own form."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trailnote import hook, paths
from trailnote.capture import dialects, payload, spool
from trailnote.model import Event

Payload: TypeAlias = dict[str, Any]
Report: TypeAlias = Callable[..., list[Event]]

# Each as its client sends it: Gemini CLI 0.61.0, Copilot CLI 1.0.102 and the plugin in OpenCode 1.18.33 recorded,
# Cursor and VS Code after their documentation.
CLIENTS = ("gemini-cli", "copilot-cli", "opencode", "cursor", "vscode")
AT = "2026-03-04T05:06:07.089Z"


def common(client: str, event: str, root: Path) -> Payload:
    """Return the fields that every event of a client has."""
    match client:
        case "cursor":
            return {
                "conversation_id": "s-1", "generation_id": "g-1", "model": "m", "hook_event_name": event,
                "cursor_version": "3.1.0", "workspace_roots": [str(root)], "user_email": None, "transcript_path": None,
            }  # fmt: skip
        case "opencode":
            return {"session_id": "s-1", "agent_id": "", "cwd": str(root)}
        case "vscode":
            return {
                "timestamp": AT, "cwd": str(root), "sessionId": "s-1", "hookEventName": event,
                "transcript_path": str(root / "transcript.json"),
            }  # fmt: skip
    return {"hook_event_name": event, "session_id": "s-1", "timestamp": AT, "cwd": str(root)}


def shell(client: str, root: Path, command: str, output: str, code: int) -> tuple[str, Payload]:
    """Return (hook script, payload) of a shell call that ended with `code`."""
    given: Payload = {"command": command}
    match client:
        case "gemini-cli":
            ended = f"\nExit Code: {code}" if code else ""
            text = f"<untrusted_context>\nOutput: {output}{ended}\nProcess Group PGID: 7\n</untrusted_context>"
            more = {"tool_response": {"llmContent": text, "returnDisplay": output}}
            return "post_tool_use", {
                **common(client, "AfterTool", root), "tool_name": "run_shell_command", "tool_input": given, **more
            }  # fmt: skip
        case "copilot-cli":
            text = f"{output}\n<shellId: 0 completed with exit code {code}>"
            result = {"result_type": "success", "text_result_for_llm": text}
            return "post_tool_use", {
                **common(client, "PostToolUse", root), "tool_name": "Bash", "tool_input": given, "tool_result": result
            }  # fmt: skip
        case "opencode":
            script = "post_tool_use_failure" if code else "post_tool_use"
            response = {"output": output, "exit": code}
            call: Payload = {"tool_name": "bash", "tool_use_id": f"call-{command}", "tool_input": given}
            return script, {**common(client, "", root), **call, "tool_response": response}
        case "cursor":
            call = {"tool_name": "Shell", "tool_input": given, "tool_use_id": f"call\n{command}", "cwd": ""}
            told = json.dumps({"exitCode": code, "stdout": output, "stderr": ""})
            return "post_tool_use", {
                **common(client, "postToolUse", root), **call, "tool_output": told, "duration": 12.5
            }  # fmt: skip
    call = {"tool_name": "run_in_terminal", "tool_input": given, "tool_use_id": f"call-{command}"}
    return "post_tool_use", {**common(client, "PostToolUse", root), **call, "tool_response": output}


def edit(client: str, root: Path, name: str, old: str, new: str) -> tuple[str, Payload]:
    """Return (hook script, payload) of an edit."""
    path = str(root / name)
    match client:
        case "gemini-cli":
            call: Payload = {
                "tool_name": "replace", "tool_input": {"file_path": path, "old_string": old, "new_string": new},
                "tool_response": {"llmContent": "done", "returnDisplay": {"originalContent": "x" * 99}},
            }  # fmt: skip
            return "post_tool_use", {**common(client, "AfterTool", root), **call}
        case "copilot-cli":
            call = {"tool_name": "Edit", "tool_input": {"path": path, "old_str": old, "new_str": new}}
            done = {"tool_result": {"result_type": "success", "text_result_for_llm": "done"}}
            return "post_tool_use", {**common(client, "PostToolUse", root), **call, **done}
        case "opencode":
            call = {"tool_name": "edit", "tool_input": {"filePath": path, "oldString": old, "newString": new}}
            more = {"tool_use_id": f"call-{name}-{new}", "tool_response": {"output": ""}}
            return "post_tool_use", {**common(client, "", root), **call, **more}
        case "cursor":
            call = {"tool_name": "StrReplace", "tool_input": {"path": path, "old_string": old, "new_string": new}}
            more = {"tool_output": '{"success":true}', "tool_use_id": f"call-{name}-{new}"}
            return "post_tool_use", {**common(client, "postToolUse", root), **call, **more}
    call = {"tool_name": "replace_string_in_file", "tool_use_id": f"call-{name}-{new}", "tool_response": "done"}
    given = {"filePath": path, "oldString": old, "newString": new}
    return "post_tool_use", {**common(client, "PostToolUse", root), **call, "tool_input": given}


def prompt(client: str, root: Path, text: str) -> tuple[str, Payload]:
    """Return (hook script, payload) of a prompt."""
    names = {"gemini-cli": "BeforeAgent", "cursor": "beforeSubmitPrompt"}
    return "user_prompt_submit", {**common(client, names.get(client, "UserPromptSubmit"), root), "prompt": text}


def start(client: str, root: Path) -> tuple[str, Payload]:
    """Return (hook script, payload) of a new session."""
    name = "sessionStart" if client == "cursor" else "SessionStart"
    source = {"gemini-cli": "startup", "opencode": "startup", "copilot-cli": "new", "vscode": "new"}
    return "session_start", {**common(client, name, root), "source": source.get(client)}


def word(client: str) -> str:
    """Return the client's name in its hook commands: VS Code reads Copilot CLI's file."""
    return "copilot-cli" if client == "vscode" else client


@pytest.fixture
def report(repo: Path, monkeypatch: pytest.MonkeyPatch) -> Report:
    """Return a function that runs hooks in the repository and returns what they recorded."""
    monkeypatch.chdir(repo)
    local = paths.find_project(str(repo), os.environ)
    assert local is not None

    def run(*calls: tuple[str, str, Payload]) -> list[Event]:
        for client, script, fields in calls:
            hook.run(script, json.dumps(fields).encode(), os.environ, client=client)
        waiting = [event for _, event in spool.read(local.local_dir, spool.names(local.local_dir)) if event is not None]
        # The memory takes one event of an id, however often it waits.
        found = {event.id: event for event in (*waiting, *taken_in(local.local_dir))}
        return sorted(found.values(), key=lambda event: event.at_ns)

    return run


def taken_in(local_dir: str) -> list[Event]:
    """Return the events that an answer has taken into the memory."""
    database = os.path.join(local_dir, "trailnote.db")
    if not os.path.exists(database):
        return []
    with contextlib.closing(sqlite3.connect(database)) as db:
        return [Event.from_json(row[0]) for row in db.execute("SELECT body FROM event")]


@pytest.mark.parametrize("client", CLIENTS)
def test_a_failing_command_is_recorded_with_its_output(client: str, repo: Path, report: Report) -> None:
    (event,) = report((word(client), *shell(client, repo, "make all", "boom: no rule", 2)))
    assert (event.client, event.session, event.tool, event.command) == (client, "s-1", "Bash", "make all")
    assert event.output == "boom: no rule"
    if client != "vscode":  # whose result tells no exit code
        assert (event.kind, event.exit_code) == ("tool_failure", 2)
    else:
        assert (event.kind, event.exit_code) == ("tool", None)


@pytest.mark.parametrize("client", CLIENTS)
def test_a_command_that_went_well_ended_with_0(client: str, repo: Path, report: Report) -> None:
    (event,) = report((word(client), *shell(client, repo, "make", "built", 0)))
    assert (event.kind, event.output, event.command) == ("tool", "built", "make")
    assert event.exit_code == (None if client == "vscode" else 0)


@pytest.mark.parametrize("client", CLIENTS)
def test_an_edit_is_recorded_by_its_path_and_changed_lines(client: str, repo: Path, report: Report) -> None:
    (event,) = report((word(client), *edit(client, repo, "a.py", "x = 1", "x = 2")))
    assert event.edited == (str(repo / "a.py"),)
    assert event.change.endswith("-x = 1\n+x = 2")
    assert event.output == ""


@pytest.mark.parametrize("client", CLIENTS)
def test_two_edits_of_one_moment_are_two(client: str, repo: Path, report: Report) -> None:
    calls = [(word(client), *edit(client, repo, name, "1", "2")) for name in ("a.py", "b.py")]
    assert [event.edited for event in report(*calls)] == [(str(repo / "a.py"),), (str(repo / "b.py"),)]


@pytest.mark.parametrize("client", CLIENTS)
def test_an_event_that_two_files_hold_our_hook_for_is_recorded_once(client: str, repo: Path, report: Report) -> None:
    calls = [start(client, repo), prompt(client, repo, "mend it"), shell(client, repo, "make", "built", 0)]
    twice = [(word(client), *call) for call in calls for _ in range(2)]
    assert sorted(event.kind for event in report(*twice)) == ["prompt", "session_start", "tool"]


@pytest.mark.parametrize("client", ["gemini-cli", "copilot-cli", "opencode"])
def test_a_second_delivery_that_comes_late_is_the_same_event(
    client: str, repo: Path, report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Copilot CLI runs an event's hooks one after the other: on a busy machine that takes seconds."""
    monkeypatch.setattr(hook, "_TWICE_NS", 0)
    script, fields = prompt(client, repo, "mend it")
    fields["prompt_id"] = "msg_1"  # as the plugin of OpenCode says; the others have the time
    assert len(report(*[(client, script, fields)] * 2)) == 1


@pytest.mark.parametrize("client", ["copilot-cli", "cursor", "vscode"])
def test_claude_codes_own_hooks_run_by_another_client_tell_whose_session_it_is(
    client: str, repo: Path, report: Report
) -> None:
    calls = [start(client, repo), prompt(client, repo, "mend it"), shell(client, repo, "make", "no", 1)]
    both = [(name, *call) for call in calls for name in ("", word(client))]
    events = report(*both)
    assert len(events) == 3
    assert {event.client for event in events} == {client}


@pytest.mark.parametrize("client", CLIENTS)
def test_a_start_is_a_start(client: str, repo: Path, report: Report) -> None:
    (event,) = report((word(client), *start(client, repo)))
    assert (event.kind, event.source, event.client) == ("session_start", "startup", client)


@pytest.mark.parametrize("client", CLIENTS)
def test_secrets_are_removed(client: str, repo: Path, report: Report) -> None:
    secret = "ghp_" + "a1B2c3D4e5" * 4
    calls = [
        prompt(client, repo, f"use the token {secret}"),
        shell(client, repo, f"curl -H 'Authorization: Bearer {secret}' x", f"sent {secret}", 1),
        edit(client, repo, "a.py", "x = 1", f"token = '{secret}'"),
    ]
    events = report(*((word(client), *call) for call in calls))
    assert len(events) == 3
    assert all(secret not in event.to_json() for event in events)


@pytest.mark.parametrize("client", ["gemini-cli", "copilot-cli"])
def test_a_commands_own_words_on_exit_codes_are_its_output(client: str, repo: Path, report: Report) -> None:
    said = {"gemini-cli": "done\nExit Code: 3", "copilot-cli": "done\n<shellId: 9 completed with exit code 3>"}[client]
    (event,) = report((client, *shell(client, repo, "make", said, 0)))
    assert (event.kind, event.exit_code, event.output) == ("tool", 0, said)


def test_gemini_clis_first_prompt_is_without_what_the_start_told(repo: Path, report: Report) -> None:
    said = "<hook_context>&lt;trailnote&gt;notes&lt;/trailnote&gt;</hook_context>\n\nmend it"
    (event,) = report(("gemini-cli", *prompt("gemini-cli", repo, said)))
    assert event.text == "mend it"


@pytest.mark.parametrize(("sent", "kept"), [('"mend it"', "mend it"), ('say "a" or "b"', 'say "a" or "b"'), ('"', '"')])
def test_a_prompt_of_opencode_run_is_without_its_quotation_marks(
    sent: str, kept: str, repo: Path, report: Report
) -> None:
    (event,) = report(("opencode", *prompt("opencode", repo, sent)))
    assert event.text == kept


def test_a_command_of_gemini_cli_that_was_cancelled_ended_nobody_knows_how(repo: Path, report: Report) -> None:
    script, fields = shell("gemini-cli", repo, "make", "", 0)
    fields["tool_response"] = {"llmContent": "Command was cancelled by user before it could complete."}
    (event,) = report(("gemini-cli", script, fields))
    assert (event.kind, event.exit_code) == ("tool", None)


@pytest.mark.parametrize(
    ("client", "name", "line"),
    [
        ("copilot-cli", "events.jsonl", {"type": "assistant.message", "data": {"content": "All green."}}),
        ("cursor", "s.jsonl", {"role": "assistant", "message": {"content": [{"type": "text", "text": "All green."}]}}),
    ],
)
def test_the_last_message_is_read_from_the_transcript(
    client: str, name: str, line: Payload, repo: Path, report: Report, tmp_path: Path
) -> None:
    transcript = tmp_path / name
    transcript.write_text(json.dumps(line, separators=(",", ":")) + "\n", encoding="utf-8")
    event = "stop" if client == "cursor" else "Stop"
    (stop,) = report((client, "stop", {**common(client, event, repo), "transcript_path": str(transcript)}))
    assert (stop.kind, stop.text) == ("stop", "All green.")


def test_a_byte_order_mark_before_a_payload_is_no_harm(repo: Path, report: Report) -> None:
    script, fields = prompt("cursor", repo, "mend it")
    hook.run(script, b"\xef\xbb\xbf" + json.dumps(fields).encode(), os.environ, client="cursor")
    assert [event.text for event in report()] == ["mend it"]


@pytest.mark.parametrize("client", ["gemini-cli", "copilot-cli", "cursor"])
def test_of_a_payload_that_is_too_long_the_call_is_known(client: str, repo: Path, report: Report) -> None:
    script, fields = edit(client, repo, "big.txt", "", "")
    fields["tool_input"]["new_string"] = fields["tool_input"]["content"] = "x" * payload.MAX_BYTES
    events = report((client, script, fields))
    assert [(event.client, event.truncated, event.edited) for event in events] == [
        (client, True, (str(repo / "big.txt"),))
    ]


@pytest.mark.parametrize("client", [*dialects.MODULES])
def test_answers_have_the_form_that_the_client_reads(client: str) -> None:
    said = json.loads(dialects.printed(client, "session_start", "notes"))
    if client == "cursor":
        assert said == {"additional_context": "notes"}
    elif client == "opencode":
        assert said == {"additionalContext": "notes"}
    else:
        inner = said["hookSpecificOutput"]
        assert inner == {"hookEventName": "SessionStart", "additionalContext": "notes"}
        assert said.get("additionalContext", "notes") == "notes"
    assert dialects.printed(client, "session_start", "") == ""


def test_what_a_stop_hook_of_cursor_says_would_be_a_prompt_so_it_says_nothing() -> None:
    assert dialects.printed("cursor", "stop", "3 commands recorded") == ""


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
    max_leaves=8,
)
FIELDS = (
    "hook_event_name", "hookEventName", "session_id", "sessionId", "conversation_id", "tool_name", "tool_input",
    "tool_response", "tool_result", "tool_output", "timestamp", "prompt", "transcript_path", "workspace_roots", "error",
    "generation_id", "duration", "cwd",
)  # fmt: skip
NAMES = st.sampled_from(["AfterTool", "PostToolUse", "postToolUse", "stop", "Stop", "BeforeAgent", "SessionStart"])
TOOLS = st.sampled_from(["Bash", "Shell", "run_shell_command", "bash", "edit", "replace", "Edit"])
PAYLOADS = st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=8)


@pytest.mark.parametrize("client", [*dialects.MODULES])
@given(fields=PAYLOADS, event=NAMES, tool=st.none() | TOOLS)
def test_whatever_is_sent_becomes_an_event_or_a_payload_error(
    client: str, fields: Payload, event: str, tool: str | None
) -> None:
    sent = {**fields, "hook_event_name": event, **({"tool_name": tool} if tool else {})}
    known, plain = dialects.translate(client, sent)
    nowhere = paths.Project("/nowhere", resolved_by="folder")
    try:
        found = payload.normalise(
            plain, project=nowhere, cwd="/nowhere", now_ns=1, scrubber=payload.Scrubber(), client=known
        )
    except payload.PayloadError:
        return
    found.id = "x"
    assert json.loads(Event.from_json(found.to_json()).to_json()) == json.loads(found.to_json())
