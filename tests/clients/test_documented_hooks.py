"""Cursor and VS Code, which need a login or a screen: their installed hooks are run as their documentation says.

https://cursor.com/docs/agent/hooks: the command in a shell at the project's root, the event as JSON on its standard
input, one object of the event's schema back. https://code.visualstudio.com/docs/agent-customization/hooks: the same,
from Copilot CLI's file.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from tests.clients.person import Person
from tests.clients.script import BLOCK, Json
from tests.clients.test_more_hooks import FILES, FIX, PROMPT, SUBJECT, TEST

pytestmark = pytest.mark.clients

FILE = {"cursor": ".cursor/hooks.json", "vscode": ".github/hooks/trailnote.json"}
# What a hook may print at an event, of Cursor and of VS Code.
CURSOR_PRINTS = {
    "sessionStart": {"additional_context", "env", "continue", "user_message"},
    "beforeSubmitPrompt": {"continue", "user_message"},
    "postToolUse": {"additional_context", "updated_mcp_tool_output"},
    "postToolUseFailure": {"additional_context"},
    "stop": {"followup_message"},
    "sessionEnd": set[str](),
}
CODE_PRINTS = {"continue", "stopReason", "systemMessage", "hookSpecificOutput", "additionalContext"}


@dataclass
class Editor:
    """A client played by its documentation; `told` is what reached its model."""

    name: str
    person: Person
    repo: Path
    session: str
    told: list[str] = field(default_factory=list)

    def report(self, event: str, **fields: Json) -> None:
        """Run the hooks of an event, see that what they print is allowed, and keep what the model is told."""
        for command in self._commands(event):
            done = subprocess.run(
                ["/bin/sh", "-c", command],
                input=json.dumps({**self._common(event), **fields}),
                cwd=self.repo,
                env=self.person.environment,
                capture_output=True,
                text=True,
                check=True,
            )
            assert done.stderr == ""
            printed = json.loads(done.stdout) if self.name == "cursor" or done.stdout else {}
            assert set(printed) <= (CURSOR_PRINTS[event] if self.name == "cursor" else CODE_PRINTS)
            self.told += BLOCK.findall(self._context(event, printed))

    def _commands(self, event: str) -> Iterator[str]:
        hooks = json.loads((self.repo / FILE[self.name]).read_text(encoding="utf-8"))
        assert hooks["version"] == 1
        for entry in hooks["hooks"].get(event, []):
            yield entry["command" if self.name == "cursor" else "bash"]

    def _common(self, event: str) -> Json:
        if self.name == "cursor":
            turn = {"generation_id": f"turn of {self.session}", "model": "m", "cursor_version": "3.23.1"}
            roots = {"workspace_roots": [str(self.repo)], "user_email": None, "transcript_path": None}
            return {"conversation_id": self.session, "hook_event_name": event, **turn, **roots}
        at = {"timestamp": "2026-03-04T05:06:07.089Z", "transcript_path": str(self.repo / "t.json")}
        return {"sessionId": self.session, "hookEventName": event, "cwd": str(self.repo), **at}

    def _context(self, event: str, printed: Json) -> str:
        if self.name == "cursor":
            return str(printed.get("additional_context", ""))
        # A prompt of VS Code takes the common fields alone.
        inner = printed.get("hookSpecificOutput", {}) if event != "UserPromptSubmit" else {}
        return str(inner.get("additionalContext", ""))

    def start(self) -> None:
        """Begin a session with a prompt."""
        if self.name == "cursor":
            self.report("sessionStart", session_id=self.session, is_background_agent=False)
            self.report("beforeSubmitPrompt", prompt=PROMPT, attachments=[])
        else:
            self.report("SessionStart", source="new")
            self.report("UserPromptSubmit", prompt=PROMPT)

    def shell(self, command: str) -> None:
        """Run a command and report it."""
        done = subprocess.run(
            command,
            shell=True,
            cwd=self.repo,
            env=self.person.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        call = {"tool_input": {"command": command}, "tool_use_id": f"{self.session} {command} {done.returncode}"}
        if self.name == "cursor":
            output = json.dumps({"exitCode": done.returncode, "stdout": done.stdout, "stderr": ""})
            self.report("postToolUse", tool_name="Shell", tool_output=output, cwd="", duration=3.5, **call)
        else:
            self.report("PostToolUse", tool_name="run_in_terminal", tool_response=done.stdout, **call)

    def fix(self) -> None:
        """Edit the file and report it."""
        path = self.repo / FIX.path_rel
        path.write_text(path.read_text(encoding="utf-8").replace(FIX.old, FIX.new), encoding="utf-8")
        if self.name == "cursor":
            given = {"path": str(path), "old_string": FIX.old, "new_string": FIX.new}
            self.report("postToolUse", tool_name="StrReplace", tool_input=given, tool_use_id="e1", tool_output="{}")
        else:
            given = {"filePath": str(path), "oldString": FIX.old, "newString": FIX.new}
            edited = {"tool_input": given, "tool_use_id": "e1", "tool_response": "edited"}
            self.report("PostToolUse", tool_name="replace_string_in_file", **edited)

    def end(self) -> None:
        """End the turn and, in Cursor, which tells it, the session."""
        if self.name == "cursor":
            self.report("stop", status="completed", loop_count=0)
            self.report("sessionEnd", session_id=self.session, reason="completed")
        else:
            self.report("Stop", stop_hook_active=False)


@pytest.mark.parametrize("client", FILE)
def test_what_mended_a_failure_is_told_when_it_comes_again(client: str, person: Person, tmp_path: Path) -> None:
    repo = person.repository(tmp_path / "shop", FILES)
    person.installer("install", "--repo", str(repo), "--client", client, cwd=repo)
    first = Editor(client, person, repo, "s-1")
    first.start()
    first.shell(TEST.command)
    first.fix()
    first.shell(TEST.command)
    first.shell(f"git commit -qam '{SUBJECT}'")
    first.end()
    (repo / FIX.path_rel).write_text(FILES[FIX.path_rel], encoding="utf-8")
    again = Editor(client, person, repo, "s-2")
    again.start()
    assert [SUBJECT in block for block in again.told] == [True]
    again.shell(TEST.command)
    assert len(again.told) == 2
    assert "Seen once before" in again.told[1] and "limits.py" in again.told[1]
    again.end()
    assert list(person.status(repo)["health"]["clients"]) == [client]
    usage = json.loads(person.trailnote("report", "real-usage", "--json", cwd=repo))
    assert (usage["total_executions"], usage["outcomes"]["succeeded"]) == (2, 1)
    checks = json.loads(person.trailnote("doctor", "--json", cwd=repo))["checks"]
    assert [check["state"] for check in checks if check["check"] == "hooks"] == ["ok"]
