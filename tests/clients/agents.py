"""Drivers of the real clients: headless runs against a scripted model, with nothing of the caller's environment."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.clients import packages
from tests.clients.loopback import ScriptedModel
from tests.clients.messages_api import MessagesModel
from tests.clients.responses_api import ResponsesModel
from tests.clients.script import Action, Say, Session, Shell

RUN_LIMIT_S = 120.0
IDENTITY = {
    f"GIT_{role}_{name}": value
    for role in ("AUTHOR", "COMMITTER")
    for name, value in (("NAME", "Ada Tester"), ("EMAIL", "ada@example.invalid"))
}


def clean_environment(home: Path) -> dict[str, str]:
    """Return the environment of a person with this home, a shell, git, node and this Python; nothing else leaks in."""
    programs = [shutil.which(name, path=packages.ENVIRONMENT.get("PATH")) for name in ("git", "node", "bash")]
    folders = [os.path.dirname(program) for program in programs if program]
    folders = [str(home / ".local" / "bin"), os.path.dirname(os.path.realpath(sys.executable)), *folders]
    path = os.pathsep.join(dict.fromkeys([*folders, "/usr/local/bin", "/usr/bin", "/bin"]))
    return {"HOME": str(home), "PATH": path, "LANG": "C.UTF-8", "TERM": "dumb", "SHELL": "/bin/bash", **IDENTITY}


class Agent:
    """A client with a home of its own: `run` is one session, from its start to its end."""

    name: str
    show_hooks: Sequence[str] = ()
    """Options that make the client print what its hooks printed; Codex has none."""

    def __init__(self, home: Path, *, environment: Mapping[str, str] | None = None) -> None:
        self.home = home
        self.environment = {**clean_environment(home), **(environment or {})}
        home.mkdir(parents=True, exist_ok=True)

    def model(self, actions: Sequence[Action], cwd: Path) -> ScriptedModel:
        """Return a scripted model that speaks this client's protocol."""
        raise NotImplementedError

    def command(self, prompt: str, port: int, *, resume: bool, extra: Sequence[str]) -> list[str]:
        """Return the command line of one headless run."""
        raise NotImplementedError

    def settings_of_run(self, port: int) -> dict[str, str]:
        """Return what the environment must say for the client to talk to the scripted model."""
        raise NotImplementedError

    def run(
        self,
        cwd: Path,
        actions: Sequence[Action],
        *,
        prompt: str,
        resume: bool = False,
        extra: Sequence[str] = (),
        kill_when_hanging: bool = False,
    ) -> Session:
        """Run one session and return what happened.

        With `kill_when_hanging` the client and its children get SIGKILL as soon as the script reaches a `Hang`.
        """
        with self.model(actions, cwd) as model:
            began = time.monotonic()
            process = subprocess.Popen(
                self.command(prompt, model.port, resume=resume, extra=extra),
                cwd=cwd,
                env={**self.environment, **self.settings_of_run(model.port)},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                start_new_session=True,
            )
            try:
                if kill_when_hanging:
                    model.hanging.wait(RUN_LIMIT_S)
                    os.killpg(process.pid, signal.SIGKILL)
                stdout, stderr = process.communicate(timeout=RUN_LIMIT_S)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                stdout, stderr = process.communicate()
                raise AssertionError(f"{self.name} did not end in {RUN_LIMIT_S:.0f} s\n{stdout}\n{stderr}") from None
            return Session(process.returncode, stdout, stderr, time.monotonic() - began, model.requests)

    def compact(self, cwd: Path) -> Session:
        """Compact the last session of a folder, and return the run whose last request came after the compaction."""
        raise NotImplementedError

    def tool(self, cwd: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a subcommand of the client that asks no model, such as `plugin`, and return its output."""
        command = [str(self.program), *arguments]
        return subprocess.run(
            command, cwd=cwd, env=self.environment, capture_output=True, text=True, timeout=RUN_LIMIT_S, check=False
        )

    @property
    def program(self) -> Path:
        """The client's executable."""
        raise NotImplementedError


class ClaudeCode(Agent):
    """Claude Code in print mode."""

    name = "claude-code"
    show_hooks = ("--output-format", "stream-json", "--verbose", "--include-hook-events")

    def __init__(self, home: Path, *, environment: Mapping[str, str] | None = None) -> None:
        quiet = ["DISABLE_TELEMETRY", "DISABLE_ERROR_REPORTING", "DISABLE_AUTOUPDATER"]
        quiet += ["CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "IS_SANDBOX"]
        own = dict.fromkeys(quiet, "1") | {"ANTHROPIC_API_KEY": "not-a-key"}
        # A closed port: what asks no model (`claude plugin`) else looks for the real one, for 16 s.
        own["ANTHROPIC_BASE_URL"] = "http://127.0.0.1:9"
        # Else the client writes its scratch files to /tmp/claude-<uid>, beyond the test's folder.
        own["CLAUDE_CODE_TMPDIR"] = str(home / "tmp")
        (home / "tmp").mkdir(parents=True, exist_ok=True)
        super().__init__(home, environment={**own, **(environment or {})})

    @property
    def program(self) -> Path:
        """The native executable."""
        return packages.claude_program()

    def model(self, actions: Sequence[Action], cwd: Path) -> ScriptedModel:
        """Return a model that speaks the Messages API."""
        return MessagesModel(list(actions), cwd=str(cwd))

    def settings_of_run(self, port: int) -> dict[str, str]:
        """Name the scripted model's address."""
        return {"ANTHROPIC_BASE_URL": f"http://127.0.0.1:{port}"}

    def command(self, prompt: str, port: int, *, resume: bool, extra: Sequence[str]) -> list[str]:
        """Return `claude -p`, or `claude -p --continue`."""
        again = ["--continue"] if resume else []
        options = ["--output-format", "json", "--dangerously-skip-permissions", "--debug-file", str(self.debug_log)]
        return [str(self.program), "-p", prompt, *options, *again, *extra]

    def compact(self, cwd: Path) -> Session:
        """Ask for it as a person does, then go on."""
        self.run(cwd, [], prompt="/compact", resume=True)
        return self.run(cwd, [Say("Going on.")], prompt="go on", resume=True)

    @property
    def debug_log(self) -> Path:
        """Where the client tells what its hooks and servers did."""
        return self.home / "tmp" / "debug.log"


class Codex(Agent):
    """Codex in `exec` mode; hooks run only when they were trusted, as on a person's machine."""

    name = "codex"

    def __init__(
        self, home: Path, *, environment: Mapping[str, str] | None = None, model_name: str = "gpt-5.5"
    ) -> None:
        self.model_name = model_name
        super().__init__(home, environment={"OPENAI_KEY_OF_NOBODY": "not-a-key", **(environment or {})})
        (home / ".codex").mkdir(exist_ok=True)

    @property
    def program(self) -> Path:
        """The native executable."""
        return packages.codex_program()

    def model(self, actions: Sequence[Action], cwd: Path) -> ScriptedModel:
        """Return a model that speaks the Responses API."""
        return ResponsesModel(list(actions), cwd=str(cwd))

    def settings_of_run(self, port: int) -> dict[str, str]:
        """Need nothing: the address goes by the command line."""
        return {}

    def compact(self, cwd: Path) -> Session:
        """Report more tokens than the limit in the middle of a turn; `exec` has no command for it."""
        actions: list[Action] = [Shell("true", input_tokens=9_000), Say("Going on.")]
        limit = ["-c", "model_auto_compact_token_limit=5000"]
        return self.run(cwd, actions, prompt="go on", resume=True, extra=limit)

    def command(self, prompt: str, port: int, *, resume: bool, extra: Sequence[str]) -> list[str]:
        """Return `codex exec`, or `codex exec resume --last`; settings by `-c`, so that config.toml stays untouched."""
        settings = {
            "model_provider": '"scripted"',
            "model_providers.scripted.name": '"scripted"',
            "model_providers.scripted.base_url": f'"http://127.0.0.1:{port}/v1"',
            "model_providers.scripted.wire_api": '"responses"',
            "model_providers.scripted.env_key": '"OPENAI_KEY_OF_NOBODY"',
            "model_providers.scripted.request_max_retries": "0",
            "model_providers.scripted.stream_max_retries": "0",
            "model_providers.scripted.supports_websockets": "false",
            "check_for_update_on_startup": "false",
            "analytics.enabled": "false",
        }
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        # `git commit` needs a writable .git, which Codex's workspace sandbox refuses.
        options += ["--json", "-m", self.model_name, "--dangerously-bypass-approvals-and-sandbox"]
        words = ["exec", "resume", *options, *extra, "--last", prompt] if resume else ["exec", *options, *extra, prompt]
        return [str(self.program), *words]
