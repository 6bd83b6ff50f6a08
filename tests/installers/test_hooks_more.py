"""Hooks and plugin of the clients beside Claude Code and Codex: their form, and that they come and go without trace."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.installers.configs import EVENTS, HANDLERS, HOOKS, json_files, objects, read_json
from tests.installers.conftest import Machine, machine_in_memory, tree
from tests.installers.test_clients_more import FEW
from tests.installers.test_install import hook

from trailnote_installers.clients import opencode
from trailnote_installers.clients.cursor import HOOKS as CURSOR
from trailnote_installers.clients.gemini_cli import HOOKS as GEMINI
from trailnote_installers.doctor.wired import hooks_in

PLUGIN = ".opencode/plugins/trailnote.js"
OWN = ".github/hooks/trailnote.json"
# Client: (the project's file, the person's file, one event, the entry that its documentation asks for).
SHAPES: dict[str, tuple[str, str, str, dict[str, Any]]] = {
    "gemini-cli": (
        ".gemini/settings.json",
        ".gemini/settings.json",
        "SessionStart",
        {
            "hooks": [
                {
                    "type": "command",
                    "name": "trailnote session_start",
                    "command": hook("session_start gemini-cli"),
                    "timeout": 10_000,
                }
            ]
        },
    ),
    "cursor": (
        ".cursor/hooks.json",
        ".cursor/hooks.json",
        "sessionStart",
        {"command": hook("session_start cursor"), "timeout": 10},
    ),
    "copilot-cli": (
        OWN,
        ".copilot/hooks/trailnote.json",
        "SessionStart",
        {"type": "command", "bash": hook("session_start copilot-cli"), "timeoutSec": 10},
    ),
    "vscode": (
        OWN,
        ".copilot/hooks/trailnote.json",
        "SessionStart",
        {"type": "command", "bash": hook("session_start copilot-cli"), "timeoutSec": 10},
    ),
}
FLAT = st.dictionaries(
    st.sampled_from(["stop", "sessionStart", "Stop", "beforeSubmitPrompt", "afterFileEdit"]),
    st.lists(HANDLERS, max_size=2),
    max_size=4,
)


@pytest.mark.parametrize("name", SHAPES)
def test_a_project_gets_the_hooks_in_the_form_that_the_documentation_asks_for(machine: Machine, name: str) -> None:
    path, _, event, entry = SHAPES[name]
    before = machine.tree()
    assert machine.install(clients=[name]).code == 0
    written = json.loads(machine.text(path))
    assert written["hooks"][event] == [entry]
    assert written.get("version", 1) == 1
    assert ("version" in written) is (name != "gemini-cli")
    assert str(machine.home) not in machine.text(path)
    found = list(hooks_in(str(machine.repo / path), name))
    assert len(found) == len(written["hooks"])
    assert {seconds for _, _, seconds in found} <= {5.0, 10.0}
    assert machine.run("clean", "--yes").code == 0
    assert machine.tree(memory=True) == before


@pytest.mark.parametrize("name", SHAPES)
def test_a_person_gets_them_too_and_loses_them_without_trace(machine: Machine, name: str) -> None:
    _, path, event, entry = SHAPES[name]
    before = tree(machine.home)
    assert machine.install("--scope", "user", clients=[name]).code == 0
    assert json.loads((machine.home / path).read_text(encoding="utf-8"))["hooks"][event] == [entry]
    assert machine.run("uninstall").code == 0
    assert tree(machine.home) == before


def test_every_event_that_cursor_is_asked_for_is_one_that_it_knows() -> None:
    """One name that it does not know makes it ignore the whole file (https://cursor.com/docs/agent/hooks)."""
    known = {
        "sessionStart", "sessionEnd", "preToolUse", "postToolUse", "postToolUseFailure", "subagentStart",
        "subagentStop", "beforeShellExecution", "afterShellExecution", "beforeMCPExecution", "afterMCPExecution",
        "beforeReadFile", "afterFileEdit", "beforeSubmitPrompt", "preCompact", "stop", "afterAgentResponse",
        "afterAgentThought",
    }  # fmt: skip
    assert {each.event for each in CURSOR} <= known


def test_gemini_cli_is_asked_for_the_compaction_of_a_person_alone() -> None:
    """It reports the other one before each request, whether it compresses or not."""
    assert {each.event: each.matcher for each in GEMINI}["PreCompress"] == "manual"


def test_two_clients_that_read_one_file_share_it(machine: Machine) -> None:
    before = machine.tree()
    assert machine.install(clients=["copilot-cli", "vscode"]).code == 0
    once = machine.text(OWN)
    assert once.count("session_start") == 1
    assert machine.install(clients=["vscode"]).code == 0
    assert machine.text(OWN) == once
    assert machine.run("clean", "--yes").code == 0
    assert machine.tree(memory=True) == before


@pytest.mark.parametrize("name", ["gemini-cli", "cursor"])
def test_an_older_entry_is_brought_up_to_date_where_it_stands(machine: Machine, name: str) -> None:
    path, _, event, entry = SHAPES[name]
    machine.install(clients=[name])
    newer = machine.text(path)
    machine.put(path, newer.replace(f" {name}", ""))
    assert machine.install(clients=[name]).code == 0
    assert json.loads(machine.text(path))["hooks"][event] == [entry]
    assert machine.text(path) == newer


@pytest.mark.parametrize(("name", "hooks"), [("gemini-cli", HOOKS), ("cursor", FLAT), ("copilot-cli", FLAT)])
def test_whatever_the_file_looks_like(name: str, hooks: st.SearchStrategy[Any]) -> None:
    path, _, event, entry = SHAPES[name]

    @FEW
    @given(text=json_files(objects(hooks=hooks, version=st.just(1))))
    def check(text: str) -> None:
        with machine_in_memory() as machine:
            machine.put(path, text)
            before = machine.tree()
            assert machine.install(clients=[name]).code == 0
            once = machine.text(path)
            assert read_json(once)["hooks"][event][-1] == entry
            assert machine.install(clients=[name]).code == 0
            assert machine.text(path) == once
            assert machine.run("clean", "--yes").code == 0
            assert machine.tree(memory=True) == before

    check()


@FEW
@given(text=json_files(objects(hooks=FLAT), plain=True), event=EVENTS)
def test_what_a_person_adds_in_between_survives(text: str, event: str) -> None:
    path = SHAPES["cursor"][0]
    with machine_in_memory() as machine:
        machine.put(path, text)
        machine.install(clients=["cursor"])
        edited = json.loads(machine.text(path).strip("\ufeff"))
        edited["hooks"].setdefault(event, []).append({"command": "mine"})
        machine.put(path, json.dumps(edited))
        assert machine.run("clean", "--yes").code == 0
        left = json.loads(machine.text(path))
        assert left["hooks"][event][-1] == {"command": "mine"}
        assert "trailnote-hook\\\" session_start" not in machine.text(path)
        assert read_json(text).get("mcp") == left.get("mcp")


def test_opencode_gets_a_plugin(machine: Machine) -> None:
    before = machine.tree()
    assert machine.install(clients=["opencode"]).code == 0
    source = Path(opencode.__file__).with_name("opencode_plugin.js").read_text(encoding="utf-8")
    assert machine.text(PLUGIN) == source
    once = machine.tree()
    assert machine.install(clients=["opencode"]).code == 0
    assert machine.tree() == once
    assert machine.run("clean", "--yes").code == 0
    assert machine.tree(memory=True) == before


def test_an_older_plugin_is_replaced_and_goes_all_the_same(machine: Machine) -> None:
    machine.install(clients=["opencode"])
    now = machine.text(PLUGIN)
    machine.put(PLUGIN, now.splitlines()[0] + "\nexport const Older = async () => ({})\n")
    assert machine.install(clients=["opencode"]).code == 0
    assert machine.text(PLUGIN) == now
    machine.put(PLUGIN, now.splitlines()[0] + "\n// edited\n")
    assert machine.run("clean", "--yes").code == 0
    assert not (machine.repo / PLUGIN).exists()


def test_a_plugin_of_that_name_which_is_somebody_elses_is_left_alone(machine: Machine) -> None:
    machine.put(PLUGIN, "export const Mine = async () => ({})\n")
    before = machine.tree()
    done = machine.install(clients=["opencode"])
    assert done.code == 1
    assert f"{PLUGIN}:1: is not Trailnote's plugin" in done.error
    assert machine.tree() == before
    assert machine.run("clean", "--yes").code == 0
    assert machine.tree() == before


@pytest.mark.parametrize("had_schema", [False, True])
def test_the_schema_that_opencode_writes_into_a_file_of_ours_goes_with_it(machine: Machine, had_schema: bool) -> None:
    schema = {"$schema": "https://opencode.ai/config.json"}
    if had_schema:
        machine.put("opencode.json", json.dumps(schema))
    before = machine.tree()
    machine.install(clients=["opencode"])
    if not had_schema:
        machine.put("opencode.json", json.dumps({**schema, **json.loads(machine.text("opencode.json"))}, indent=2))
    assert machine.install(clients=["opencode"]).code == 0
    assert machine.run("clean", "--yes").code == 0
    assert machine.tree(memory=True) == before


@pytest.mark.parametrize("name", ["cursor", "copilot-cli", "opencode"])
def test_two_scopes_are_named(machine: Machine, name: str) -> None:
    machine.install("--scope", "user", clients=[name])
    notes = machine.install("--json", clients=[name]).json["notes"]
    assert any("every hook runs twice" in note for note in notes)


def test_gemini_cli_runs_a_hook_of_both_scopes_once_so_nothing_is_said(machine: Machine) -> None:
    machine.install("--scope", "user", clients=["gemini-cli"])
    notes = machine.install("--json", clients=["gemini-cli"]).json["notes"]
    assert not any("twice" in note for note in notes)
