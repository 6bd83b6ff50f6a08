"""Drivers of the further clients that npm has; each talks to a scripted model on loopback."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.clients import packages
from tests.clients.agents import Agent
from tests.clients.chat_api import ChatModel, copilot_tool, opencode_tool
from tests.clients.gemini_api import GeminiModel
from tests.clients.loopback import ScriptedModel
from tests.clients.script import Action, Say, Session, Shell

CONTEXT_TOKENS = 20_000


class GeminiCli(Agent):
    """Gemini CLI with a prompt on its command line."""

    name = "gemini-cli"

    def __init__(self, home: Path, *, environment: Mapping[str, str] | None = None) -> None:
        own = {"GEMINI_API_KEY": "not-a-key"}
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


class OpenCode(Agent):
    """OpenCode in `run` mode, with a provider of one's own."""

    name = "opencode"

    def __init__(self, home: Path, *, environment: Mapping[str, str] | None = None) -> None:
        own = dict.fromkeys(("OPENCODE_DISABLE_AUTOUPDATE", "OPENCODE_DISABLE_MODELS_FETCH"), "1")
        own["npm_config_offline"] = "true"  # else it fetches its plugin package first, which no plugin here needs
        super().__init__(home, environment={**own, **(environment or {})})

    @property
    def program(self) -> Path:
        """The native executable."""
        modules = packages.more_modules()
        return next(iter(sorted(modules.glob("opencode-*/bin/opencode"))), modules / ".bin" / "opencode")

    def model(self, actions: Sequence[Action], cwd: Path) -> ScriptedModel:
        """Return a model that speaks chat completions."""
        return ChatModel(list(actions), cwd=str(cwd), tool_of=opencode_tool)

    def settings_of_run(self, port: int) -> dict[str, str]:
        """Name the scripted model in settings that lie in the environment, so that no file is touched."""
        options = {"baseURL": f"http://127.0.0.1:{port}/v1", "apiKey": "not-a-key"}
        model = {"tool_call": True, "limit": {"context": CONTEXT_TOKENS, "output": 2_000}}
        scripted = {"npm": "@ai-sdk/openai-compatible", "options": options, "models": {"scripted": model}}
        settings = {"provider": {"scripted": scripted}, "model": "scripted/scripted", "permission": "allow"}
        settings |= {"small_model": "scripted/scripted", "share": "disabled"}
        return {"OPENCODE_CONFIG_CONTENT": json.dumps(settings)}

    def compact(self, cwd: Path) -> Session:
        """Report more tokens than the model has room for in the middle of a turn."""
        actions: list[Action] = [Shell("true", input_tokens=CONTEXT_TOKENS), Say("Going on.")]
        return self.run(cwd, actions, prompt="go on", resume=True)

    def command(self, prompt: str, port: int, *, resume: bool, extra: Sequence[str]) -> list[str]:
        """Return `opencode run`, or `opencode run --continue`, and take away the locks of the run before.

        Each run tries to fetch its plugin package; one that ends meanwhile leaves a lock, for which the next waits a
        minute (1.18.33).
        """
        shutil.rmtree(self.home / ".local" / "state" / "opencode" / "locks", ignore_errors=True)
        return [str(self.program), "run", prompt, *(["--continue"] if resume else []), *extra]


class CopilotCli(Agent):
    """Copilot CLI with a prompt on its command line and a provider of one's own: without a login, and offline."""

    name = "copilot-cli"

    def __init__(self, home: Path, *, environment: Mapping[str, str] | None = None) -> None:
        own = {"COPILOT_OFFLINE": "true", "COPILOT_MODEL": "gpt-4.1", "COPILOT_PROVIDER_API_KEY": "not-a-key"}
        super().__init__(home, environment={**own, **(environment or {})})

    @property
    def program(self) -> Path:
        """The native executable."""
        modules = packages.more_modules() / "@github"
        return next(iter(sorted(modules.glob("copilot-*/copilot"))), modules / "copilot" / "npm-loader.js")

    def model(self, actions: Sequence[Action], cwd: Path) -> ScriptedModel:
        """Return a model that speaks chat completions."""
        return ChatModel(list(actions), cwd=str(cwd), tool_of=copilot_tool)

    def settings_of_run(self, port: int) -> dict[str, str]:
        """Name the scripted model's address."""
        return {"COPILOT_PROVIDER_BASE_URL": f"http://127.0.0.1:{port}/v1"}

    def command(self, prompt: str, port: int, *, resume: bool, extra: Sequence[str]) -> list[str]:
        """Return `copilot -p`, or `copilot --continue -p`."""
        again = ["--continue"] if resume else []
        return [str(self.program), "-p", prompt, "--allow-all-tools", "--no-auto-update", *again, *extra]


def trust(home: Path, folder: Path) -> None:
    """Answer yes to what Gemini CLI and Copilot CLI ask when started in a folder: their hooks wait for that."""
    for name, said in (
        (".copilot/config.json", {"trusted_folders": [str(folder)]}),
        (".gemini/trustedFolders.json", {str(folder): "TRUST_FOLDER"}),
    ):
        (home / name).parent.mkdir(exist_ok=True)
        (home / name).write_text(json.dumps(said), encoding="utf-8")
