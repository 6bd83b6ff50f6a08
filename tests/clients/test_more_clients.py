"""Gemini CLI, OpenCode and Copilot CLI as their makers publish them load what the installer writes."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from tests.clients import packages
from tests.clients.conftest import SHOP
from tests.clients.person import Person

pytestmark = pytest.mark.clients

LIMIT_S = 120.0


@pytest.fixture(scope="module")
def modules() -> Path:
    """Return the `node_modules` that holds the three clients."""
    return packages.more_modules()


@pytest.fixture(scope="module")
def repo(person: Person, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a repository with the three clients wired in project scope."""
    made = person.repository(tmp_path_factory.mktemp("more") / "shop", SHOP)
    names = [word for name in ("gemini-cli", "opencode", "copilot-cli") for word in ("--client", name)]
    person.installer("install", "--repo", str(made), *names, cwd=made)
    return made


def ask(person: Person, repo: Path, *command: str | Path, **variables: str) -> str:
    """Run a client's command that asks no model, and return all that it printed."""
    done = subprocess.run(
        [str(word) for word in command],
        cwd=repo,
        env={**person.environment, **variables},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )
    return done.stdout + done.stderr


def test_gemini_cli_connects_to_the_server(person: Person, repo: Path, modules: Path) -> None:
    program = modules / "@google" / "gemini-cli" / "bundle" / "gemini.js"
    said = ask(person, repo, "node", program, "mcp", "list", GEMINI_CLI_TRUST_WORKSPACE="true")
    line = next(line for line in said.splitlines() if "trailnote" in line and "serve" in line)
    assert line.endswith("Connected"), said


def test_opencode_connects_to_the_server(person: Person, repo: Path, modules: Path) -> None:
    program = next(iter(sorted(modules.glob("opencode-linux-*/bin/opencode"))), modules / ".bin" / "opencode")
    said = ask(person, repo, program, "mcp", "list", npm_config_offline="true")
    assert "trailnote" in said and "connected" in said and "failed" not in said, said


def test_copilot_cli_lists_the_projects_server_in_a_folder_that_is_trusted(
    person: Person, repo: Path, modules: Path, tmp_path: Path
) -> None:
    (tmp_path / "config.json").write_text(json.dumps({"trusted_folders": [str(repo)]}), encoding="utf-8")
    program = modules / "@github" / "copilot" / "npm-loader.js"
    said = ask(person, repo, "node", program, "mcp", "list", COPILOT_HOME=str(tmp_path))
    assert "trailnote (local)" in said, said


@pytest.mark.usefixtures("repo")
def test_copilot_cli_reads_the_persons_server(person: Person, modules: Path, tmp_path: Path) -> None:
    other = person.twin(tmp_path / "home")  # what lies in a home is seen in every repository, other tests' too
    repo = other.repository(tmp_path / "shop", SHOP)
    other.installer("install", "--scope", "user", "--client", "copilot-cli", cwd=repo)
    program = modules / "@github" / "copilot" / "npm-loader.js"
    said = ask(other, repo, "node", program, "mcp", "get", "trailnote")
    assert "Status: Enabled" in said and "Source: User" in said, said
