"""`doctor` runs the hooks of the further clients as they would, and reads their own switches and trust."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.installers.conftest import Machine, keep_copy, make_machine, restore_copy
from tests.installers.test_doctor import WorkingBuilder, examine, failed, unwell

from trailnote_installers.context import ProcessRunner

NAMES = ("gemini-cli", "cursor", "opencode", "copilot-cli", "vscode")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Machine:
    """Return a machine with the further clients wired and the folder trusted; the tests break copies of it."""
    machine = make_machine(tmp_path_factory.mktemp("machine"))
    machine.env["PATH"] = f"{machine.home}/.local/bin:/usr/bin:/bin"
    machine.builder = WorkingBuilder()  # type: ignore[assignment]  # a builder like any other
    machine.runner = ProcessRunner()  # type: ignore[assignment]  # the command is really run
    done = machine.install(clients=NAMES)
    assert done.code == 0, done.out + done.error
    machine.put(".gemini/trustedFolders.json", json.dumps({str(machine.repo): "TRUST_FOLDER"}), base=machine.home)
    trusted = "// kept by the client\n" + json.dumps({"trustedFolders": [str(machine.repo.parent)]})
    machine.put(".copilot/config.json", trusted, base=machine.home)
    keep_copy(machine)
    return machine


@pytest.fixture
def healthy(made: Machine) -> Machine:
    """Return the machine as it was when it was whole."""
    restore_copy(made)
    return made


def test_it_runs_what_each_client_runs(healthy: Machine) -> None:
    code, found = examine(healthy)
    assert (code, sorted(found)) == (0, ["ok"]), found
    ran = [check["message"] for check in found["ok"] if check["check"] == "hooks"]
    # VS Code reads Copilot CLI's file.
    assert [message.split(" in ")[0] for message in ran] == [
        "the hooks of Gemini CLI",
        "the hooks of Cursor",
        "the plugin of OpenCode",
        "the hooks of Copilot CLI",
    ]
    assert ["6 ran and recorded" in ran[0], *("7 ran and recorded" in message for message in ran[1:])] == [True] * 4


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (".gemini/settings.json", {"hooksConfig": {"enabled": False}}),
        (".gemini/settings.json", {"hooksConfig": {"disabled": ["trailnote stop"]}}),
        (".copilot/settings.json", {"disableAllHooks": True}),
    ],
)
def test_hooks_that_are_switched_off_are_named(healthy: Machine, path: str, text: dict[str, object]) -> None:
    healthy.put(path, json.dumps(text), base=healthy.home)
    assert failed(healthy) == ["feature"]


@pytest.mark.parametrize("path", [".gemini/trustedFolders.json", ".copilot/config.json"])
def test_a_folder_that_nobody_trusts_yet_waits_for_a_person(healthy: Machine, path: str) -> None:
    (healthy.home / path).unlink()
    assert unwell(healthy) == ([], ["trust"])


def test_a_folder_that_gemini_cli_was_told_not_to_trust_fails(healthy: Machine) -> None:
    rules = {str(healthy.repo.parent): "TRUST_FOLDER", str(healthy.repo): "DO_NOT_TRUST"}
    healthy.put(".gemini/trustedFolders.json", json.dumps(rules), base=healthy.home)
    assert failed(healthy) == ["trust"]


@pytest.mark.parametrize("rule", ["TRUST_PARENT", "TRUST_FOLDER"])
def test_trust_reaches_down(healthy: Machine, rule: str) -> None:
    folder = Path(healthy.repo.parent)
    named = folder / "beside" if rule == "TRUST_PARENT" else folder
    healthy.put(".gemini/trustedFolders.json", json.dumps({str(named): rule}), base=healthy.home)
    assert failed(healthy) == []


def test_where_gemini_cli_asks_for_no_trust_none_is_missed(healthy: Machine) -> None:
    (healthy.home / ".gemini/trustedFolders.json").unlink()
    off = {"security": {"folderTrust": {"enabled": False}}}
    healthy.put(".gemini/settings.json", json.dumps(off), base=healthy.home)
    assert failed(healthy) == []


def test_a_plugin_and_hooks_that_are_gone_are_put_back(healthy: Machine) -> None:
    paths = (".opencode/plugins/trailnote.js", ".cursor/hooks.json", ".github/hooks/trailnote.json")
    before = [healthy.text(path) for path in paths]
    for path in paths:
        (healthy.repo / path).unlink()
    code, found = examine(healthy, "--fix")
    assert (code, [check["check"] for check in found["fixed"]]) == (0, ["entries"] * 3)
    assert [healthy.text(path) for path in paths] == before
