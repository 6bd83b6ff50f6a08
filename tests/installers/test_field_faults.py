"""Faults that were measured in other systems' installers: one test each."""

from __future__ import annotations

import json
import tomllib

import pytest
from tests.installers.conftest import Machine

MINE = '{\n  "permissions": {"allow": ["Bash(ls)"]}\n}\n'


def test_clean_never_deletes_a_settings_file_of_the_user(machine: Machine) -> None:
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
    machine.put(path, "{\n\n  <<<<<<< HEAD\n")
    before = machine.tree(memory=True)
    done = machine.install()
    assert done.code == 1
    assert f"{machine.repo / path}:" in done.error
    assert "nothing was changed" in done.error
    assert machine.tree(memory=True) == before
    assert list(machine.home.iterdir()) == []


def test_removal_is_exact_to_the_byte(machine: Machine) -> None:
    odd = b'\xef\xbb\xbf{\r\n\t"hooks" : {},\r\n\t"caf\\u00e9": 1e0 }'
    machine.put(".claude/settings.json", odd)
    machine.install()
    machine.run("uninstall")
    assert (machine.repo / ".claude/settings.json").read_bytes() == odd


def test_a_linked_settings_file_stays_a_link_and_is_whole_again_after_removal(machine: Machine) -> None:
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
    machine.put(".codex/config.toml", 'model = "x"\n\n[tui]\ntheme = "dark"')
    machine.install()
    value = tomllib.loads(machine.text(".codex/config.toml"))
    assert value["tui"] == {"theme": "dark"}
    assert value["model"] == "x"
    assert value["mcp_servers"]["trailnote"]["command"] == "sh"


def test_a_changed_timeout_doubles_no_hook_and_stays(machine: Machine) -> None:
    machine.install()
    changed = machine.text(".claude/settings.json").replace('"timeout": 5', '"timeout": 30')
    machine.put(".claude/settings.json", changed)
    machine.install()
    assert machine.text(".claude/settings.json") == changed


def test_a_subfolder_gets_no_second_scaffold(machine: Machine) -> None:
    below = machine.repo / "src" / "deep"
    below.mkdir(parents=True)
    assert machine.run("install", "--client", "claude-code", cwd=below).code == 0
    assert list(below.iterdir()) == []
    assert (machine.repo / ".claude" / "settings.json").exists()
    registry = json.loads((machine.user_dir / "registry.json").read_text(encoding="utf-8"))
    assert [one["root"] for one in registry["repositories"]] == [str(machine.repo)]


def test_a_command_that_does_not_work_is_not_hidden_behind_exit_code_0(machine: Machine) -> None:
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
