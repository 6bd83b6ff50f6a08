"""The clone as a plugin of both clients: without installer or pip, below the root and in linked worktrees too."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

import pytest
from tests.clients import packages
from tests.clients.agents import Agent, ClaudeCode
from tests.clients.app_server import trust_hooks
from tests.clients.conftest import SHOP
from tests.clients.person import Person, working_copy
from tests.clients.script import Action, Mcp, Say, Session, Shell

pytestmark = pytest.mark.clients

SUBJECT = "Sell what is left first"
# Where each route's server looks for its environment. Codex gives a server no variable that names the plugin's data
# folder, so that the server takes the user's.
DATA_FOLDERS = {
    "--plugin-dir": ".claude/plugins/data/trailnote-inline",
    "claude-code": ".claude/plugins/data/trailnote-trailnote",
    "codex": ".local/share/trailnote",
}


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a clone that nothing but the plugin runs from."""
    return working_copy(tmp_path_factory.mktemp("bundle") / "trailnote")


@pytest.fixture(scope="module")
def made_environment(tmp_path_factory: pytest.TempPathFactory, bundle: Path) -> Path:
    """Return the server's environment that a first session of the plugin made, checked in passing."""
    person = Person(tmp_path_factory.mktemp("first") / "home", bundle)
    repo = person.repository(person.home.parent / "shop", SHOP)
    look: list[Action] = [Mcp("status"), Mcp("query", {"text": "begin the shop"}), Say("Done.")]
    session = person.claude.run(repo, look, prompt="hello", extra=["--plugin-dir", str(bundle)])
    assert session.last.tool_results('"hits"'), "the server did not come up in the first session"
    assert person.git(repo, "status", "--porcelain") == "", "the plugin left files in the repository"
    made = person.home / DATA_FOLDERS["--plugin-dir"] / "server-env"
    assert made.is_dir(), "the environment is not in the plugin's data folder"
    return made


def plugged(route: str, person: Person, environment: Path) -> tuple[Agent, list[str]]:
    """Install the plugin by a route; return the client and what its command line needs."""
    data = person.home / DATA_FOLDERS[route]
    data.mkdir(parents=True)
    shutil.copytree(environment, data / "server-env", symlinks=True, copy_function=os.link)
    if route == "--plugin-dir":
        return person.claude, ["--plugin-dir", str(person.clone)]
    agent = person.agent(route)
    install = "install" if route == "claude-code" else "add"
    for words in (["marketplace", "add", str(person.clone)], [install, "trailnote@trailnote"]):
        done = agent.tool(person.home, "plugin", *words)
        assert done.returncode == 0, done.stdout + done.stderr
    return agent, []


@pytest.fixture(scope="module", params=list(DATA_FOLDERS))
def sessions(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, bundle: Path, made_environment: Path
) -> tuple[Session, Session, Session]:
    """Return a session that commits at the root, and the starts after it in a subdirectory and a linked worktree."""
    person = Person(tmp_path_factory.mktemp("plugin") / "home", bundle)
    repo = person.repository(person.home.parent / "shop", SHOP)
    agent, extra = plugged(request.param, person, made_environment)
    if request.param == "codex":
        trust_hooks(person.codex, repo)
    commit = Shell(f"echo '# sold' >> stock.py && git commit -qam '{SUBJECT}'")
    work = agent.run(repo, [commit, Say("Done.")], prompt="sort the stock", extra=extra)
    below = agent.run(repo / "tests", [Mcp("query", {"text": "stock"}), Say("Yes.")], prompt="hello", extra=extra)
    tree = repo.parent / "worktree"
    person.git(repo, "worktree", "add", "-q", str(tree))
    beside = agent.run(tree, [Say("Yes.")], prompt="hello", extra=extra)
    return work, below, beside


def test_the_next_session_in_a_subdirectory_is_told(sessions: tuple[Session, Session, Session]) -> None:
    _, below, _ = sessions
    assert below.first.told(SUBJECT) == 1
    assert "stock.py" in below.first.blocks[0]


def test_the_server_answers_for_the_repository_that_the_session_is_in(
    sessions: tuple[Session, Session, Session],
) -> None:
    _, below, _ = sessions
    assert [text for text in below.last.tool_results(SUBJECT) if '"hits"' in text]


def test_the_next_session_in_a_linked_worktree_is_told(sessions: tuple[Session, Session, Session]) -> None:
    _, _, beside = sessions
    assert beside.first.told(SUBJECT) == 1


@pytest.mark.parametrize("route", ["claude-code", "codex"])
def test_doctor_runs_the_hooks_and_the_server_that_the_plugin_brings(
    route: str, tmp_path: Path, bundle: Path, made_environment: Path
) -> None:
    person = Person(tmp_path / "home", bundle)
    repo = person.repository(tmp_path / "shop", SHOP)
    plugged(route, person, made_environment)
    # As an earlier session has noted it; Codex's login shell may find another one, and the environment is of this one.
    interpreter = os.path.realpath(sys.executable) + "\n"
    (person.home / DATA_FOLDERS[route] / "python").write_text(interpreter, encoding="utf-8")
    person.environment["PYTHONDONTWRITEBYTECODE"] = "1"  # nothing is written into the bundle
    person.environment["PATH"] = f"{packages.codex_program().parent}{os.pathsep}{person.environment['PATH']}"
    told = json.loads(person.installer("doctor", "--json", cwd=repo).stdout)
    found = {(check["check"], check["state"]): check["message"] for check in told["checks"]}
    assert told["healthy"], told
    assert "hooks ran and recorded" in found["plugin", "ok"]
    assert "9 tools after" in found["server", "ok"]
    assert ("trust", "warn") in found, "nobody has said yes to anything yet"
    if route == "codex":
        trust_hooks(person.codex, repo)
        told = json.loads(person.installer("doctor", "--json", cwd=repo).stdout)
        assert [check["state"] for check in told["checks"] if check["check"] == "trust"] == ["ok"], told


def test_claude_code_finds_the_plugin_valid(bundle: Path, home: Path) -> None:
    done = ClaudeCode(home).tool(bundle, "plugin", "validate", str(bundle))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "✘" not in done.stdout
    assert "warning" not in done.stdout.split("Plugin directory checks")[0]


def test_no_session_writes_into_the_bundle(sessions: tuple[Session, Session, Session], bundle: Path) -> None:
    assert Person(bundle.parent / "home", bundle).git(bundle, "status", "--porcelain", "--ignored") == ""
