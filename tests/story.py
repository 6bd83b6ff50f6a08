"""Sessions told event by event: a clock and client processes of the test's own, the engine's real spool and answers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from trailnote import answer, config, paths
from trailnote.capture import process, spool
from trailnote.model import Event

SECOND = 10**9
HOUR = 3600 * SECOND
DAY = 24 * HOUR
DAYS_BACK = 3  # a story begins so long ago: late enough for its events to be kept


class Client:
    """A process that stands for a client: it lives until it is killed."""

    def __init__(self) -> None:
        self.process = subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE)
        self.pid = self.process.pid
        self.start = process.mark_of(self.pid)

    def kill(self) -> None:
        """End it as SIGKILL does: nobody is told."""
        self.process.kill()
        self.process.wait()
        if self.process.stdin:
            self.process.stdin.close()


class Story:
    """What happens in one repository, as its hooks see it. Each call is one event, a second after the one before; the
    clock goes on only when the test says so."""

    def __init__(self, repo: Path) -> None:
        self.repo = repo
        self.now_ns = time.time_ns() // SECOND * SECOND - DAYS_BACK * DAY
        self.count = 0
        self.clients: list[Client] = []

    def close(self) -> None:
        """End the clients that the test left running."""
        for client in self.clients:
            client.kill()

    def client(self) -> Client:
        """Return a new client process."""
        self.clients.append(Client())
        return self.clients[-1]

    def event(
        self, session: str, kind: str, *, client: str = "claude-code", cwd: Path | None = None, **more: Any
    ) -> Event:
        """Return an event of `session` at the next second, standing where `cwd` (the repository) is."""
        self.now_ns += SECOND
        self.count += 1
        where = str(cwd or self.repo)
        project = paths.find_project(where, os.environ) or paths.user_project(os.environ)
        head, branch = paths.read_head(project.gitdir, project.commondir) if project.gitdir else ("", "")
        return Event(
            id=f"e{self.count:06d}",
            client=client,
            session=session,
            kind=kind,
            at_ns=self.now_ns,
            cwd=where,
            head=head,
            branch=branch,
            gitdir=project.gitdir,
            worktree=project.worktree,
            reflog=paths.reflog_size(project.gitdir) if project.gitdir else -1,
            **more,
        )

    def record(self, event: Event) -> None:
        """Hand an event over as a hook that only records does."""
        project = self.project(event.cwd)
        paths.ensure_local(project)
        spool.write(project.local_dir, event)

    def project(self, cwd: str) -> paths.Project:
        """Return the project of a directory, the user tier where there is none."""
        return paths.find_project(cwd, os.environ) or paths.user_project(os.environ)

    def tell(self, event: Event) -> str:
        """Hand an event over and return the block that its hook prints, "" when it prints none."""
        self.record(event)
        project = self.project(event.cwd)
        settings = config.load(project, os.environ)
        printed = answer.to(event, project=project, config=settings, env=os.environ)
        return json.loads(printed)["hookSpecificOutput"]["additionalContext"] if printed else ""

    def start(self, session: str, *, by: Client | None = None, source: str = "startup", **more: Any) -> str:
        """Start a session of the process `by` (one of its own otherwise) and return what it is told."""
        process = by or self.client()
        return self.tell(
            self.event(session, "session_start", source=source, pid=process.pid, pid_start=process.start, **more)
        )

    def prompt(self, session: str, text: str, **more: Any) -> None:
        """Record what a person asks."""
        self.record(self.event(session, "prompt", text=text, **more))

    def edit(self, session: str, path: str, text: str, **more: Any) -> None:
        """Write a file and record that the agent did."""
        (self.repo / path).parent.mkdir(parents=True, exist_ok=True)
        (self.repo / path).write_text(text, encoding="utf-8")
        self.record(self.event(session, "tool", tool="Edit", edited=(str(self.repo / path),), **more))

    def run(self, session: str, command: str, output: str = "", *, exit_code: int | None = 0, **more: Any) -> None:
        """Record a command and how it ended, as the client reports it."""
        kind = "tool" if not exit_code else "tool_failure"
        self.record(self.event(session, kind, tool="Bash", command=command, output=output, exit_code=exit_code, **more))

    def stop(self, session: str, text: str, **more: Any) -> None:
        """Record the agent's last words of a turn."""
        self.record(self.event(session, "stop", text=text, **more))

    def end(self, session: str, **more: Any) -> None:
        """Record the end of a session."""
        self.record(self.event(session, "session_end", source="other", **more))

    def git(self, *arguments: str, cwd: Path | None = None) -> str:
        """Run git in the repository."""
        command = ["git", *arguments]
        return subprocess.run(command, cwd=cwd or self.repo, check=True, capture_output=True, text=True).stdout

    def whole(self, session: str, task: str, answer_text: str, **more: Any) -> str:
        """Play a session that is asked, answers and ends, and return what its start was told."""
        told = self.start(session, **more)
        more.pop("by", None)
        self.prompt(session, task, **more)
        self.run(session, "ls", "README.md", **more)
        self.stop(session, answer_text, **more)
        self.end(session, **more)
        return told
