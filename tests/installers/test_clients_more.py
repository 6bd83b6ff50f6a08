"""The clients beside Claude Code and Codex: where their server goes, in which shape, and that it goes without trace."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from tests.installers.configs import EXAMPLES, SERVERS, json_files, objects, read_json
from tests.installers.conftest import Machine, machine_in_memory, tree
from tests.installers.test_install import SERVE

from trailnote_installers.clients import Machine as Person
from trailnote_installers.clients import all_clients, settings_folder
from trailnote_installers.doctor.wired import servers_in

ARGS = ["-c", SERVE]
STDIO = {"type": "stdio", "command": "sh", "args": ARGS}
# Client: (the project's file, the person's file, where the servers lie, the entry that its documentation asks for).
SHAPES: dict[str, tuple[str, str, tuple[str, ...], dict[str, Any]]] = {
    "gemini-cli": (".gemini/settings.json", ".gemini/settings.json", ("mcpServers",), {"command": "sh", "args": ARGS}),
    "cursor": (".cursor/mcp.json", ".cursor/mcp.json", ("mcpServers",), STDIO),
    "opencode": (
        "opencode.json",
        ".config/opencode/opencode.json",
        ("mcp",),
        {"type": "local", "enabled": True, "command": ["sh", *ARGS]},
    ),
    "copilot-cli": (
        ".github/mcp.json",
        ".copilot/mcp-config.json",
        ("mcpServers",),
        {"type": "local", "tools": ["*"], "command": "sh", "args": ARGS},
    ),
    "vscode": (".vscode/mcp.json", ".config/Code/User/mcp.json", ("servers",), STDIO),
    "claude-desktop": (
        "",
        ".config/Claude/claude_desktop_config.json",
        ("mcpServers",),
        {"command": "sh", "args": ARGS},
    ),
}
IN_PROJECTS = [name for name, shape in SHAPES.items() if shape[0]]
# Per client and format: together well over 500 files in the everyday run.
FEW = settings(max_examples=max(EXAMPLES // 4, 1) + 4, derandomize=True, database=None)


def entry_of(text: str, at: tuple[str, ...]) -> Any:
    value = read_json(text)
    for key in at:
        value = value[key]
    return value["trailnote"]


@pytest.mark.parametrize("name", IN_PROJECTS)
def test_a_project_gets_the_entry_that_the_documentation_asks_for(machine: Machine, name: str) -> None:
    path, _, at, wanted = SHAPES[name]
    before = machine.tree()
    assert machine.install(clients=[name]).code == 0
    assert entry_of(machine.text(path), at) == wanted
    assert str(machine.home) not in machine.text(path)
    assert [words for words, _ in servers_in(str(machine.repo / path))] == [["sh", *ARGS]]
    assert machine.run("clean", "--yes").code == 0
    assert machine.tree(memory=True) == before


@pytest.mark.parametrize("name", SHAPES)
def test_a_person_gets_it_too_and_loses_it_without_trace(machine: Machine, name: str) -> None:
    _, path, at, wanted = SHAPES[name]
    text = '{\n  // mine\n  "a": 1,\n}\n' if name in ("gemini-cli", "opencode", "vscode") else '{"a": 1}'
    machine.put(path, text, base=machine.home)
    before = tree(machine.home)
    assert machine.install("--scope", "user", clients=[name]).code == 0
    assert entry_of((machine.home / path).read_text(encoding="utf-8"), at) == wanted
    assert machine.run("uninstall").code == 0
    assert tree(machine.home) == before


@pytest.mark.parametrize("name", SHAPES)
def test_a_client_is_found_by_its_folder(machine: Machine, name: str) -> None:
    machine.env["PATH"] = "/nonexistent"
    (machine.home / SHAPES[name][1]).parent.mkdir(parents=True)
    assert machine.run("install", "--json").json["clients"] == [name]


def test_all_clients_at_once_and_out_again(machine: Machine) -> None:
    before = machine.tree()
    names = [client.name for client in all_clients()]
    assert machine.install(clients=names).code == 0
    once = machine.tree()
    assert machine.install(clients=names).code == 0
    assert machine.tree() == once
    assert machine.run("clean", "--yes").code == 0
    assert machine.tree(memory=True) == before


def test_claude_desktop_has_no_projects_and_says_so(machine: Machine) -> None:
    done = machine.install("--json", clients=["claude-desktop"])
    assert (done.code, done.json["files"], done.json["steps"]) == (0, [], {})
    assert any("--scope user" in note for note in done.json["notes"])


@pytest.mark.parametrize("name", IN_PROJECTS)
def test_whatever_the_file_looks_like(name: str) -> None:
    path, _, at, wanted = SHAPES[name]

    @FEW
    @given(text=json_files(objects(**{at[0]: SERVERS})))
    def check(text: str) -> None:
        with machine_in_memory() as machine:
            machine.put(path, text)
            before = machine.tree()
            assert machine.install(clients=[name]).code == 0
            once = machine.text(path)
            assert entry_of(once, at) == wanted
            assert machine.install(clients=[name]).code == 0
            assert machine.text(path) == once
            assert machine.run("clean", "--yes").code == 0
            assert machine.tree(memory=True) == before

    check()


def test_a_server_of_somebody_elses_is_left_alone_and_named(machine: Machine) -> None:
    text = json.dumps({"mcp": {"trailnote": {"type": "local", "command": ["npx", "hiking"]}}})
    machine.put("opencode.json", text)
    done = machine.install(clients=["opencode"])
    assert (done.code, machine.text("opencode.json")) == (1, text)
    assert 'another MCP server named "trailnote"' in done.error


def test_the_jsonc_file_that_is_there_is_taken(machine: Machine) -> None:
    machine.put("opencode.jsonc", "{\n  // mine\n}\n")
    assert machine.install(clients=["opencode"]).code == 0
    assert "trailnote" in machine.text("opencode.jsonc")
    assert not (machine.repo / "opencode.json").exists()


def test_settings_lie_where_each_platform_keeps_them() -> None:
    person = Person("/home/ada", {"APPDATA": "C:\\Users\\ada\\AppData\\Roaming"})
    assert settings_folder(person, "win32") == "C:\\Users\\ada\\AppData\\Roaming"
    assert settings_folder(person, "darwin") == "/home/ada/Library/Application Support"
    assert settings_folder(person, "linux") == "/home/ada/.config"
    assert settings_folder(Person("/home/ada", {"XDG_CONFIG_HOME": "/cfg"}), "linux") == "/cfg"


ODD = {"comment": '// mine\n{"a": 1}', "comma": '{"a": 1,}', "mark": '\ufeff{"a": 1}'}
# As measured on Gemini CLI 0.61.0, OpenCode 1.18.33, Copilot CLI 1.0.102; VS Code's after its documentation.
REFUSED = {"gemini-cli": {"comma", "mark"}, "opencode": set(), "copilot-cli": set(), "vscode": set()}


@pytest.mark.parametrize("name", REFUSED)
def test_what_a_client_refuses_is_told_at_the_install_and_nothing_else(machine: Machine, name: str) -> None:
    path, refused = SHAPES[name][0], set[str]()
    for kind, text in ODD.items():
        machine.put(path, text)
        done = machine.install("--json", clients=[name])
        assert done.code == 0
        refused |= {kind for note in done.json["notes"] if "reads nothing of such a file" in note}
        machine.run("clean", "--yes")
    assert refused == REFUSED[name]
