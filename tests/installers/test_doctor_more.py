"""`doctor` runs the hooks of the further clients as they would, reads their own switches and trust, and looks at what
an install leaves for later: receipts, rights, the clone that it came from."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from tests.installers.conftest import Machine, keep_copy, machine_in_memory, make_machine, restore_copy, tree
from tests.installers.test_doctor import WorkingBuilder, examine, failed, unwell
from tests.installers.test_refusals import as_a_person_without_power

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


def receipt_of(machine: Machine) -> Path:
    return machine.repo / ".trailnote" / "local" / "receipt.json"


@pytest.mark.parametrize("content", [None, "{", '{"version": 1, "files": []}'], ids=["gone", "torn", "of nothing"])
def test_a_receipt_that_is_lost_is_named_and_written_anew(healthy: Machine, content: str | None) -> None:
    before = json.loads(receipt_of(healthy).read_text(encoding="utf-8"))
    receipt_of(healthy).unlink()
    if content is not None:
        receipt_of(healthy).write_text(content, encoding="utf-8")
    assert unwell(healthy) == ([], ["receipt"])
    code, found = examine(healthy, "--fix")
    assert (code, [check["check"] for check in found["fixed"]]) == (0, ["receipt"]), found
    after = json.loads(receipt_of(healthy).read_text(encoding="utf-8"))
    assert [one["path"] for one in after["files"]] == [one["path"] for one in before["files"]]
    assert unwell(healthy) == ([], [])


def test_a_receipt_that_tells_of_another_file_is_named(healthy: Machine) -> None:
    told = receipt_of(healthy).read_text(encoding="utf-8")
    receipt_of(healthy).write_text(told.replace(".gemini/settings.json", ".gemini/moved.json"), encoding="utf-8")
    _, found = examine(healthy)
    (lost,), (stale,) = found["warn"], found["note"]
    assert lost["check"] == stale["check"] == "receipt"
    assert ".gemini/settings.json" in lost["message"] and ".gemini/moved.json" in stale["message"]
    examine(healthy, "--fix")
    assert ".gemini/settings.json" in receipt_of(healthy).read_text(encoding="utf-8")
    (healthy.repo / ".gemini/settings.json").unlink()
    (healthy.repo / ".gemini").rmdir()
    assert healthy.install(clients=["gemini-cli"]).code == 0
    assert unwell(healthy) == ([], []) and "note" not in examine(healthy)[1]


def test_entries_where_a_clients_folder_was_are_named_and_taken_out_all_the_same(healthy: Machine) -> None:
    before = tree(healthy.home, leave_out=("trailnote", ".local"))
    healthy.env["COPILOT_HOME"] = str(healthy.home / "elsewhere")
    healthy.install("--scope", "user", clients=["copilot-cli"])
    del healthy.env["COPILOT_HOME"]
    _, found = examine(healthy)
    named = [check["message"] for check in found["warn"] if check["check"] == "receipt"]
    assert [str(healthy.home / "elsewhere") in message for message in named] == [True, True]
    assert healthy.run("uninstall", "--purge", "--yes").code == 0
    assert tree(healthy.home, leave_out=("trailnote", ".local")) == before


def test_a_memory_that_others_may_read_is_named_and_closed(healthy: Machine) -> None:
    local = receipt_of(healthy).parent
    for path in (local, local / "trailnote.db"):
        path.chmod(path.stat().st_mode | 0o055)
    assert unwell(healthy) == ([], ["permission"])
    code, found = examine(healthy, "--fix")
    assert (code, [check["check"] for check in found["fixed"]]) == (0, ["permission"]), found
    assert [path.stat().st_mode & 0o077 for path in (local, local / "trailnote.db")] == [0, 0]


def test_a_folder_in_which_no_file_can_be_made_is_named() -> None:
    """Its bits say that its owner may write, and its owner is another."""
    with machine_in_memory() as machine:
        os.chmod(machine.repo.parent, 0o755)  # noqa: S103  another user has to get there
        machine.install(clients=["gemini-cli"])
        spool = machine.repo / ".trailnote" / "local" / "spool"
        spool.mkdir(exist_ok=True)

        def call() -> str:
            return json.dumps([check["message"] for check in examine(machine)[1]["fail"]])

        told = as_a_person_without_power(machine, call, but=str(spool))
        assert str(spool) in told and "written" in told


def test_a_clone_that_was_moved_is_a_note(healthy: Machine) -> None:
    healthy.source.rename(healthy.source.with_name("moved"))
    done = healthy.run("doctor", "--json", packaged=True)
    (said,) = (check for check in done.json["checks"] if check["check"] == "source")
    assert (said["state"], str(healthy.source) in said["message"]) == ("note", True)
    healthy.source.with_name("moved").rename(healthy.source)
