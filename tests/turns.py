"""Turns of a session told event by event: commands that fail and pass, edits, commits, and the stop at the end."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

from tests.story import HOUR, Story
from trailnote import answer, config
from trailnote.model import Memory
from trailnote.service.workspace import opened
from trailnote.store import executions, memories

TEST = "pytest -q tests/test_login.py"
PASSED = "1 passed in 0.10s"


def red(line: int = 12, folder: str = "/tmp/a1", *, message: str = "login took too long") -> str:
    """Return what pytest prints when the login test times out, at this line and with this temporary folder."""
    return f"""
=================================== FAILURES ===================================
_______________________________ test_login_retry _______________________________

    def test_login_retry():
>       Session().login()

tests/test_login.py:{line}:
_ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _
auth/session.py:{line + 40}: in login
    raise TimeoutError("{message}, see {folder}/login.log")
E   TimeoutError: {message}, see {folder}/login.log
=========================== short test summary info ============================
FAILED tests/test_login.py::test_login_retry - TimeoutError: {message}
============================== 1 failed in 0.12s ===============================
"""


class Turns(Story):
    """A story of turns, at the present time, so that what the service reads is not expired."""

    def __init__(self, repo: Path) -> None:
        super().__init__(repo)
        self.now_ns = time.time_ns() - HOUR

    def begin(self, session: str, task: str = "make the login retry test pass", **more: Any) -> None:
        """Start a session and ask it something."""
        self.start(session, **more)
        more.pop("by", None)
        self.prompt(session, task, **more)

    def fails(self, session: str, command: str = TEST, output: str = "", **more: Any) -> str:
        """Let a command fail, and return the block that the agent is told, "" for none."""
        fields: dict[str, Any] = {"exit_code": 1, "output": output or red(), **more}
        kind = fields.pop("kind", "tool_failure")
        return self.tell(self.event(session, kind, tool="Bash", command=command, **fields))

    def passes(self, session: str, command: str = TEST, output: str = PASSED, **more: Any) -> None:
        """Let a command pass."""
        self.run(session, command, output, **more)

    def changes(self, session: str, path: str, old: str, new: str, **more: Any) -> None:
        """Change a line of a file, as the agent's edit tool reports it."""
        full = self.repo / path
        before = full.read_text(encoding="utf-8") if full.exists() else ""
        text = before.replace(old, new) if old and old in before else before + new + "\n"
        went = f"-{old}\n" if old else ""
        self.edit(session, path, text, change=f"@ {full} +1 -{int(bool(old))}\n{went}+{new}", **more)

    def commits(self, session: str, message: str, *options: str, **more: Any) -> str:
        """Commit everything in a shell call of the session, and return the commit's id."""
        self.git("add", "-A")
        self.git("commit", "-qm", message, *options)
        self.run(session, f"git commit -qm '{message}'", **more)
        return self.git("rev-parse", "HEAD").strip()

    def stops(self, session: str, text: str = "Done.", **more: Any) -> str:
        """End a turn, and return what the person is shown."""
        event = self.event(session, "stop", text=text, **more)
        self.record(event)
        project = self.project(event.cwd)
        printed = answer.to(event, project=project, config=config.load(project, os.environ), env=os.environ)
        assert "additionalContext" not in printed, "context from a stop would force another turn"
        return str(json.loads(printed)["systemMessage"]) if printed else ""

    def mend(self, session: str, *, message: str = "Freeze time in conftest") -> str:
        """Play a session that meets the failure, tries in vain, mends and commits; return the commit's id."""
        self.begin(session)
        self.fails(session)
        self.changes(session, "tests/test_login.py", "timeout = 5", "timeout = 30")
        self.fails(session, output=red(13))
        self.changes(session, "tests/conftest.py", "", "frozen_clock = freezer.move_to('2026-01-01')")
        self.passes(session)
        made = self.commits(session, message)
        self.stops(session)
        self.end(session)
        return made

    def found(self, namespace: str) -> list[Memory]:
        """Return the memories of a namespace, caught up with what was recorded, oldest first."""
        with opened(str(self.repo), os.environ) as workspace:
            return list(memories.select(workspace.database(), "namespace = ? ORDER BY created_ns, n", (namespace,)))

    def turns(self) -> list[executions.Turn]:
        """Return the turns that are recorded, oldest first."""
        with opened(str(self.repo), os.environ) as workspace:
            return executions.turns(workspace.database(), "1 ORDER BY n")
