"""What of a payload becomes an event: nothing that Trailnote itself said."""

from __future__ import annotations

import pytest

from trailnote import paths
from trailnote.capture.payload import Scrubber, normalise
from trailnote.model import Event

BLOCK = '<trailnote project="shop">\nRecords of earlier work here.\n· commit 3f2a91c0: Retry\n</trailnote>'
PLACE = paths.Project(root="/shop", worktree="/shop", gitdir="", commondir="", resolved_by="marker")


def event_of(name: str, **payload: object) -> Event:
    given = {"hook_event_name": name, "session_id": "s", "cwd": "/shop", **payload}
    return normalise(given, project=PLACE, cwd="/shop", now_ns=1, scrubber=Scrubber())


def test_our_block_is_not_remembered_when_it_comes_back() -> None:
    assert event_of("UserPromptSubmit", prompt=f"Why this?\n{BLOCK}\nExplain.").text == "Why this?\n\nExplain."
    assert event_of("Stop", last_assistant_message=BLOCK).text == ""
    for response in (BLOCK, {"stdout": f"$ cat log\n{BLOCK}", "stderr": ""}):
        found = event_of("PostToolUse", tool_name="Bash", tool_input={"command": "cat log"}, tool_response=response)
        assert "3f2a91c0" not in found.output


@pytest.mark.parametrize(
    "command", ["trailnote query x", "cd a && trailnote show 3f2a", "A=b ~/.local/bin/trailnote list"]
)
def test_what_our_own_command_prints_is_not_remembered(command: str) -> None:
    found = event_of("PostToolUse", tool_name="Bash", tool_input={"command": command}, tool_response="0.94 commit 3f2a")
    assert (found.command, found.output, found.exit_code) == (command, "", None)
    failed = event_of("PostToolUseFailure", tool_name="Bash", tool_input={"command": command}, error="Exit code 1\nno")
    assert (failed.output, failed.exit_code) == ("", 1)


@pytest.mark.parametrize(
    "command", ["trailnote run -- pytest", "pytest; trailnote status", "ls trailnote", "./trailnote.sh"]
)
def test_what_others_print_beside_it_is(command: str) -> None:
    found = event_of("PostToolUse", tool_name="Bash", tool_input={"command": command}, tool_response="1 failed")
    assert found.output == "1 failed"
