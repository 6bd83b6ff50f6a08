"""Faults that were measured in other systems and that concern installing: one test each, whose docstring names it.

Faults of hooks, memory, rules and handoffs have theirs in the rooms of those.
"""

from __future__ import annotations

import asyncio
import json
import tomllib
from pathlib import Path

import pytest
from tests.conftest import RunHook
from tests.installers.conftest import Machine
from tests.payloads import claude

from trailnote.capture import spool
from trailnote_installers.doctor import trial
from trailnote_mcp.server import server

MINE = '{\n  "permissions": {"allow": ["Bash(ls)"]}\n}\n'


def test_clean_never_deletes_a_settings_file_of_the_user(machine: Machine) -> None:
    """Fault: `clean` deleted a user's settings.json."""
    machine.put(".claude/settings.json", MINE)
    machine.install()
    assert machine.run("clean", "--yes").code == 0
    assert machine.text(".claude/settings.json") == MINE


def test_clean_in_a_repository_that_was_never_wired_changes_nothing(machine: Machine) -> None:
    machine.put(".claude/settings.json", MINE)
    machine.put(".codex/config.toml", "")
    before = machine.tree(memory=True)
    assert machine.run("clean", "--yes").code == 0
    assert machine.tree(memory=True) == before


@pytest.mark.parametrize("path", [".claude/settings.json", ".mcp.json", ".codex/hooks.json", ".codex/config.toml"])
def test_an_unparseable_file_is_named_with_its_line_and_nothing_is_written_anywhere(
    machine: Machine, path: str
) -> None:
    """Fault: `init` overwrote an unparseable one."""
    machine.put(path, "{\n\n  <<<<<<< HEAD\n")
    before = machine.tree(memory=True)
    done = machine.install()
    assert done.code == 1
    assert f"{machine.repo / path}:" in done.error
    assert "nothing was changed" in done.error
    assert machine.tree(memory=True) == before
    assert list(machine.home.iterdir()) == []


def test_removal_is_exact_to_the_byte(machine: Machine) -> None:
    """Fault: removal is not byte-exact."""
    odd = b'\xef\xbb\xbf{\r\n\t"hooks" : {},\r\n\t"caf\\u00e9": 1e0 }'
    machine.put(".claude/settings.json", odd)
    machine.install()
    machine.run("uninstall")
    assert (machine.repo / ".claude/settings.json").read_bytes() == odd


def test_a_linked_settings_file_stays_a_link_and_is_whole_again_after_removal(machine: Machine) -> None:
    """Fault: a symlinked settings file ends pointing at deleted scripts."""
    target = machine.put("config/claude.json", MINE)
    link = machine.repo / ".claude" / "settings.json"
    link.parent.mkdir()
    link.symlink_to("../config/claude.json")
    machine.install()
    assert link.is_symlink()
    assert "trailnote-hook" in target.read_text(encoding="utf-8")
    machine.run("uninstall")
    assert link.is_symlink()
    assert target.read_text(encoding="utf-8") == MINE


def test_a_toml_entry_is_no_part_of_the_last_table(machine: Machine) -> None:
    """Fault: Codex keys were appended after the last TOML table and did nothing."""
    machine.put(".codex/config.toml", 'model = "x"\n\n[tui]\ntheme = "dark"')
    machine.install()
    value = tomllib.loads(machine.text(".codex/config.toml"))
    assert value["tui"] == {"theme": "dark"}
    assert value["model"] == "x"
    assert value["mcp_servers"]["trailnote"]["command"] == "sh"


def test_a_changed_timeout_doubles_no_hook_and_stays(machine: Machine) -> None:
    """Fault: a changed timeout duplicated every hook."""
    machine.install()
    changed = machine.text(".claude/settings.json").replace('"timeout": 5', '"timeout": 30')
    machine.put(".claude/settings.json", changed)
    machine.install()
    assert machine.text(".claude/settings.json") == changed


def test_a_subfolder_gets_no_second_scaffold(machine: Machine) -> None:
    """Fault: a subdirectory got a second scaffold."""
    below = machine.repo / "src" / "deep"
    below.mkdir(parents=True)
    assert machine.run("install", "--client", "claude-code", cwd=below).code == 0
    assert list(below.iterdir()) == []
    assert (machine.repo / ".claude" / "settings.json").exists()
    registry = json.loads((machine.user_dir / "registry.json").read_text(encoding="utf-8"))
    assert [one["root"] for one in registry["repositories"]] == [str(machine.repo)]


def test_a_command_that_does_not_work_is_not_hidden_behind_exit_code_0(machine: Machine) -> None:
    """Fault: capture was lost for six days behind exit code 0 (at the install)."""
    machine.runner.failing.add("bootstrap")
    done = machine.install()
    assert done.code == 1
    assert "`trailnote bootstrap` failed" in done.out


def test_existing_memory_is_kept_by_a_second_install_and_by_uninstall(machine: Machine) -> None:
    machine.install()
    note = machine.put(".trailnote/local/trailnote.db", b"memory")
    machine.install()
    machine.run("uninstall")
    assert note.read_bytes() == b"memory"


def test_codex_keeps_its_trust_since_nothing_before_ours_moves(machine: Machine) -> None:
    first = {"hooks": [{"type": "command", "command": "first"}]}
    machine.put(".codex/hooks.json", json.dumps({"hooks": {"Stop": [first]}}))
    machine.install()
    groups = json.loads(machine.text(".codex/hooks.json"))["hooks"]["Stop"]
    assert groups[0] == first
    # A person's later hook comes after ours; an upgrade changes ours where it stands.
    later = {"hooks": [{"type": "command", "command": "later"}]}
    old = {"hooks": [{"type": "command", "command": "trailnote hook stop", "timeout": 9}]}
    machine.put(".codex/hooks.json", json.dumps({"hooks": {"Stop": [first, old, later]}}))
    machine.install()
    assert json.loads(machine.text(".codex/hooks.json"))["hooks"]["Stop"] == [first, groups[1], later]


def test_what_is_wired_captures_by_itself(machine: Machine) -> None:
    """Fault: its hooks capture nothing by themselves (no PostToolUse, no Stop)."""
    machine.install()
    for path in (".claude/settings.json", ".codex/hooks.json"):
        events = json.loads(machine.text(path))["hooks"]
        assert {"SessionStart", "UserPromptSubmit", "PostToolUse", "PreCompact", "Stop", "SessionEnd"} <= set(events)
        assert not any("matcher" in group for groups in events.values() for group in groups), "nothing is left out"


def test_a_hook_that_records_nothing_is_a_failure_though_it_exits_0(machine: Machine, tmp_path: Path) -> None:
    """Fault: capture was lost for six days behind exit code 0."""
    silent = tmp_path / "silent"
    silent.write_text("#!/bin/sh\nexit 0\n", encoding="utf-8")
    silent.chmod(0o755)
    assert trial.hook_fault(machine.env, "Stop", f'"{silent}" stop', 10, client="codex") == "runs, but records nothing"


def test_a_hook_below_the_root_records_for_its_repository(repo: Path, run_hook: RunHook) -> None:
    """Fault: `cd` into a subdirectory sent 211 observations to the wrong project."""
    below = repo / "src" / "deep"
    below.mkdir(parents=True)
    run_hook("post_tool_use", claude("PostToolUse", below), below)
    assert len(spool.names(str(repo / ".trailnote" / "local"))) == 1
    assert list(below.iterdir()) == [] and not (repo / "src" / ".trailnote").exists()


def test_no_tool_has_a_schema_that_ends_a_session() -> None:
    """Fault: one root-level `anyOf` in a tool schema killed whole sessions."""
    for tool in asyncio.run(server.list_tools()):
        assert tool.input_schema["type"] == "object"
        assert not {"anyOf", "oneOf", "allOf", "not", "enum"} & set(tool.input_schema), tool.name


FAULTS = (
    "its hooks capture nothing by themselves (no PostToolUse, no Stop)",
    "`clean` deleted a user's settings.json",
    "`init` overwrote an unparseable one",
    "removal is not byte-exact",
    "a symlinked settings file ends pointing at deleted scripts",
    "Codex keys were appended after the last TOML table and did nothing",
    "a changed timeout duplicated every hook",
    "a subdirectory got a second scaffold",
    "capture was lost for six days behind exit code 0",
    "`cd` into a subdirectory sent 211 observations to the wrong project",
    "one root-level `anyOf` in a tool schema killed whole sessions",
)


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_has_a_test_that_names_it(fault: str) -> None:
    tests = [value for name, value in globals().items() if name.startswith("test_")]
    assert [test for test in tests if (test.__doc__ or "").startswith(f"Fault: {fault}")]
