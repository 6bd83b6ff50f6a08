"""Drivers of the further clients that npm has; each talks to a scripted model on loopback."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.clients import packages
from tests.clients.agents import Agent
from tests.clients.gemini_api import GeminiModel
from tests.clients.loopback import ScriptedModel
from tests.clients.script import Action


class GeminiCli(Agent):
    """Gemini CLI with a prompt on its command line; the folder is trusted, as a person would have said."""

    name = "gemini-cli"

    def __init__(self, home: Path, *, environment: Mapping[str, str] | None = None) -> None:
        own = {"GEMINI_API_KEY": "not-a-key", "GEMINI_CLI_TRUST_WORKSPACE": "true"}
        super().__init__(home, environment={**own, **(environment or {})})
        settings = home / ".gemini" / "settings.json"
        if not settings.exists():  # as a person chose at the first start; else an address beside Google's is refused
            settings.parent.mkdir(exist_ok=True)
            settings.write_text('{"security": {"auth": {"selectedType": "gemini-api-key"}}}', encoding="utf-8")

    @property
    def program(self) -> Path:
        """The bundle that node runs."""
        return packages.more_modules() / "@google" / "gemini-cli" / "bundle" / "gemini.js"

    def model(self, actions: Sequence[Action], cwd: Path) -> ScriptedModel:
        """Return a model that speaks the Gemini API."""
        return GeminiModel(list(actions), cwd=str(cwd))

    def settings_of_run(self, port: int) -> dict[str, str]:
        """Name the scripted model's address."""
        return {"GOOGLE_GEMINI_BASE_URL": f"http://127.0.0.1:{port}"}

    def command(self, prompt: str, port: int, *, resume: bool, extra: Sequence[str]) -> list[str]:
        """Return `gemini -p`; with a model named no other is asked which one to take."""
        again = ["--resume", "latest"] if resume else []
        options = ["--approval-mode=yolo", "-m", "gemini-2.5-pro", *again, *extra]
        return ["node", str(self.program), "-p", prompt, *options]
