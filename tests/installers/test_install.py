"""`install`: what it finds, wires, builds, tells; and what it leaves alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.installers.conftest import BRIEF, Machine, tree

SERVE = '[ -x "$HOME/.local/bin/trailnote" ] && exec "$HOME/.local/bin/trailnote" serve'


def hook(event: str) -> str:
    return f'[ -x "$HOME/.local/bin/trailnote-hook" ] || exit 0; exec "$HOME/.local/bin/trailnote-hook" {event}'


def test_project_scope_writes_the_four_files_with_constant_strings(machine: Machine) -> None:
    assert machine.install().code == 0
    settings = json.loads(machine.text(".claude/settings.json"))["hooks"]
    assert {event: groups[0]["hooks"][0]["command"] for event, groups in settings.items()} == {
        "SessionStart": hook("session_start"),
        "UserPromptSubmit": hook("user_prompt_submit"),
        "PostToolUse": hook("post_tool_use"),
        "PostToolUseFailure": hook("post_tool_use_failure"),
        "PreCompact": hook("pre_compact"),
        "Stop": hook("stop"),
        "SessionEnd": hook("session_end"),
    }
    assert all(isinstance(groups[0]["hooks"][0]["timeout"], int) for groups in settings.values())
    assert json.loads(machine.text(".mcp.json")) == {
        "mcpServers": {"trailnote": {"type": "stdio", "command": "sh", "args": ["-c", SERVE]}}
    }
    codex = json.loads(machine.text(".codex/hooks.json"))["hooks"]
    assert sorted(codex) == ["PostToolUse", "PreCompact", "SessionEnd", "SessionStart", "Stop", "UserPromptSubmit"]
    assert codex["SessionEnd"][0]["hooks"][0]["timeout"] <= 3
    everything = "".join(machine.text(path) for path in (".claude/settings.json", ".mcp.json", ".codex/hooks.json"))
    for place in (machine.home, machine.source, Path(sys.prefix), machine.repo):
        assert str(place) not in everything + machine.text(".codex/config.toml")


def test_it_ends_with_what_the_next_session_is_told(machine: Machine) -> None:
    done = machine.install()
    command = str(machine.home / ".local/bin/trailnote")
    assert machine.runner.calls == [[command, verb, "--repo", str(machine.repo)] for verb in ("bootstrap", "brief")]
    assert "learned 3 commits of 3" in done.out
    assert f"The next session here is told:\n\n{BRIEF}" in done.out
    assert "/hooks" in done.out
    assert "PATH" in done.out


def test_json_is_one_object_on_one_line_with_sorted_keys(machine: Machine) -> None:
    done = machine.install("--json")
    assert done.out.count("\n") == 1
    assert list(done.json) == sorted(done.json)
    assert {one["path"]: one["change"] for one in done.json["files"]} == {
        str(machine.repo / path): "added"
        for path in (".claude/settings.json", ".mcp.json", ".codex/hooks.json", ".codex/config.toml")
    }
    assert set(done.json["steps"]) == {"Claude Code", "Codex"}
    assert {one["change"] for one in machine.install("--json").json["files"]} == {"unchanged"}
    assert machine.install("--json", clients=["codex", "cursor"]).json["steps"].keys() == {"Cursor"}


def test_a_dry_run_shows_the_change_and_makes_none(machine: Machine) -> None:
    machine.put(".mcp.json", '{\n  "mcpServers": {}\n}\n')
    before = (tree(machine.repo), tree(machine.home))
    done = machine.install("--dry-run")
    assert done.code == 0
    assert '+    "trailnote": {' in done.out
    assert (tree(machine.repo), tree(machine.home)) == before
    assert (machine.builder.builds, machine.runner.calls) == ([], [])


def test_a_dry_run_shows_no_line_of_the_users_state_but_ours(machine: Machine) -> None:
    machine.put(".claude.json", '{\n  "oauth": "secret",\n  "mcpServers": {}\n}\n', base=machine.home)
    done = machine.run("install", "--scope", "user", "--client", "claude-code", "--dry-run")
    assert "secret" not in done.out
    assert "trailnote" in done.out


def test_user_scope_writes_the_users_files_and_none_of_the_repository(machine: Machine) -> None:
    machine.put(".claude.json", '{"oauth": 1}', base=machine.home).chmod(0o600)
    before = machine.tree()
    assert machine.install("--scope", "user").code == 0
    assert machine.tree() == before
    home = machine.home
    assert "session_end" in (home / ".claude/settings.json").read_text(encoding="utf-8")
    assert json.loads((home / ".claude.json").read_text(encoding="utf-8"))["mcpServers"]["trailnote"]["command"] == "sh"
    assert (home / ".claude.json").stat().st_mode & 0o777 == 0o600
    assert "session_end" in (home / ".codex/hooks.json").read_text(encoding="utf-8")
    assert machine.run("uninstall").code == 0
    assert (home / ".claude.json").read_text(encoding="utf-8") == '{"oauth": 1}'
    assert sorted(path.name for path in home.iterdir()) == [".claude.json"]


def test_the_folders_of_the_clients_follow_their_variables(machine: Machine) -> None:
    elsewhere = machine.repo.parent / "elsewhere"
    machine.env |= {"CLAUDE_CONFIG_DIR": str(elsewhere / "claude"), "CODEX_HOME": str(elsewhere / "codex")}
    assert machine.install("--scope", "user").code == 0
    found = {path for path in tree(elsewhere) if "/" in path}
    assert found == {"claude/settings.json", "claude/.claude.json", "codex/hooks.json", "codex/config.toml"}
    machine.run("uninstall")
    assert not elsewhere.exists()


def test_clients_are_found_by_folder_or_by_command_and_else_it_says_so(machine: Machine) -> None:
    machine.env["PATH"] = "/nonexistent"
    none = machine.run("install", "--json").json
    assert none["clients"] == []
    assert any("--client claude-code or --client codex" in note for note in none["notes"])
    (machine.home / ".codex").mkdir()
    assert machine.run("install", "--json").json["clients"] == ["codex"]
    machine.put("bin/claude", "").chmod(0o755)
    machine.env["PATH"] = str(machine.repo / "bin")
    assert machine.run("install", "--json").json["clients"] == ["claude-code", "codex"]
    assert machine.run("install", "--json", "--client", "codex").json["clients"] == ["codex"]


def test_a_file_that_its_client_would_not_read_is_named(machine: Machine) -> None:
    machine.put(".claude/settings.json", "{} // why\n")
    machine.put(".codex/hooks.json", "\ufeff{}")
    notes = machine.install("--json").json["notes"]
    assert any("settings.json has comments" in note for note in notes)
    assert any("hooks.json begins with a byte order mark" in note for note in notes)


def test_a_newer_version_is_built_beside_and_the_one_before_stays_for_open_sessions(machine: Machine) -> None:
    machine.install()
    launcher, link = machine.home / ".local/bin/trailnote-hook", machine.home / ".local/bin/trailnote"
    target = os.readlink(link)
    files = machine.tree()
    folders = []
    for version in ("0.2.0", "0.3.0"):
        machine.put("engine/trailnote/__init__.py", f'__version__ = "{version}"\n', base=machine.source)
        assert machine.install().code == 0
        assert machine.tree() == files
        assert os.readlink(link) == target
        assert version in launcher.read_text(encoding="utf-8")
        assert version in os.readlink(machine.user_dir / "env")
        folders.append(sorted(path.name.split("-")[0] for path in (machine.user_dir / "envs").iterdir()))
    assert folders == [["0.1.0", "0.2.0"], ["0.2.0", "0.3.0"]]


def test_an_unchanged_clone_is_not_built_again_and_a_broken_environment_is(machine: Machine) -> None:
    machine.install()
    seen = ("trailnote/seen",)  # noted by the first verb that reads the memory, which the stand-in here does not
    before = tree(machine.home, leave_out=seen)
    machine.install()
    assert len(machine.builder.builds) == 1
    assert tree(machine.home, leave_out=seen) == before
    os.unlink(machine.user_dir / "env" / "bin" / "python")
    assert machine.install().code == 0
    assert len(machine.builder.builds) == 2
    assert (machine.user_dir / "env" / "bin" / "python").exists()


def test_an_installed_package_uses_its_own_environment(machine: Machine) -> None:
    done = machine.run("install", "--client", "codex", packaged=True)
    assert done.code == 0
    assert machine.builder.builds == []
    assert not (machine.user_dir / "env").exists()
    link = machine.home / ".local/bin/trailnote"
    assert os.readlink(link) == os.path.join(os.path.dirname(sys.executable), "trailnote")
    machine.run("uninstall", packaged=True)
    assert not os.path.lexists(link)


def test_a_command_that_pipx_has_linked_is_left_to_pipx(machine: Machine) -> None:
    link = machine.home / ".local/bin/trailnote"
    link.parent.mkdir(parents=True)
    link.symlink_to(os.path.join(os.path.dirname(sys.executable), "trailnote"))
    assert machine.run("install", "--client", "codex", packaged=True).code == 0
    machine.run("uninstall", packaged=True)
    assert link.is_symlink()


def test_a_linked_worktree_is_wired_and_shares_the_memory(machine: Machine, tmp_path: Path) -> None:
    repo, linked = tmp_path / "main", tmp_path / "linked"
    repo.mkdir()
    for words in (["init", "-q"], ["commit", "-q", "--allow-empty", "-m", "x"], ["worktree", "add", "-q", str(linked)]):
        subprocess.run(["git", *words], cwd=repo, check=True)
    before = tree(linked)
    assert machine.run("install", "--client", "claude-code", cwd=linked).code == 0
    assert (linked / ".claude/settings.json").exists()
    assert not (repo / ".claude").exists()
    assert (repo / ".trailnote/local/receipt.json").exists()
    assert machine.run("clean", "--yes", cwd=repo).code == 0
    assert tree(linked) == before


def test_an_entry_of_an_older_release_is_replaced_where_it_stands(machine: Machine) -> None:
    old = {"type": "command", "command": "trailnote hook post_tool_use || true", "timeout": 60}
    mine = {"type": "command", "command": "mine"}
    machine.put(
        ".claude/settings.json", json.dumps({"hooks": {"PostToolUse": [{"matcher": "Bash", "hooks": [old, mine]}]}})
    )
    machine.put(".mcp.json", '{"mcpServers": {"trailnote": {"command": "/opt/venv/bin/trailnote", "args": ["serve"]}}}')
    machine.put(".codex/config.toml", '[mcp_servers.trailnote]\ncommand = "trailnote" # old\nargs = ["serve"]\n')
    machine.install()
    group = json.loads(machine.text(".claude/settings.json"))["hooks"]["PostToolUse"]
    assert [one["command"] for one in group[0]["hooks"]] == [hook("post_tool_use"), "mine"]
    assert len(group) == 1
    assert json.loads(machine.text(".mcp.json"))["mcpServers"]["trailnote"]["args"] == ["-c", SERVE]
    assert 'command = "sh" # old\n' in machine.text(".codex/config.toml")
    machine.run("uninstall")
    assert json.loads(machine.text(".claude/settings.json")) == {
        "hooks": {"PostToolUse": [{"matcher": "Bash", "hooks": [mine]}]}
    }
    assert not (machine.repo / ".codex").exists() or machine.text(".codex/config.toml") == ""


@pytest.mark.parametrize("words", [["install", "--client", "emacs"], ["install", "--scope", "world"], [], ["dance"]])
def test_wrong_words_are_a_usage_error(machine: Machine, words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert machine.run(*words).code == 2
    said = capsys.readouterr().err
    assert said.startswith("trailnote: ") and said.count("\n") == 1 and "See python3 installers" in said


def test_a_repository_without_a_commit_is_fine_and_only_our_files_are_made(machine: Machine) -> None:
    before = set(machine.tree())
    assert machine.install().code == 0
    made = set(machine.tree(memory=True)) - before
    assert made == {
        ".claude",
        ".claude/settings.json",
        ".mcp.json",
        ".codex",
        ".codex/hooks.json",
        ".codex/config.toml",
        ".trailnote",
        ".trailnote/.gitignore",
        ".trailnote/local",
        ".trailnote/local/.gitignore",
        ".trailnote/local/receipt.json",
        ".trailnote/local/spool",
    }


def test_the_home_directory_is_never_a_project(machine: Machine) -> None:
    (machine.home / ".git").mkdir()
    (machine.home / ".git" / "HEAD").write_text("ref: refs/heads/main\n", encoding="utf-8")
    done = machine.run("install", "--client", "codex", cwd=machine.home)
    assert (done.code, "never a project" in done.error) == (1, True)


def test_a_client_that_is_wired_in_the_other_scope_too_is_named(machine: Machine) -> None:
    machine.install("--scope", "user")
    notes = machine.install("--json").json["notes"]
    assert [note.split(" runs")[0] for note in notes if "One scope is enough" in note] == ["Claude Code", "Codex"]


def test_a_hard_link_is_named(machine: Machine) -> None:
    path = machine.put(".mcp.json", "{}")
    os.link(path, machine.repo / "copy.json")
    assert any("second name" in note for note in machine.install("--json").json["notes"])
    assert (machine.repo / "copy.json").read_text(encoding="utf-8") == "{}"


def test_project_scope_writes_nothing_outside_but_the_launchers_and_trailnotes_own_folder(machine: Machine) -> None:
    machine.put(".claude/settings.json", "{}", base=machine.home)
    machine.put(".codex/config.toml", "", base=machine.home)
    before = tree(machine.home)
    machine.install()
    made = {path for path, entry in tree(machine.home).items() if before.get(path) != entry}
    own = {path for path in made if path.startswith("trailnote")}
    assert made - own == {".local", ".local/bin", ".local/bin/trailnote", ".local/bin/trailnote-hook"}


def test_owner_and_mode_are_kept(machine: Machine) -> None:
    path = machine.put(".claude/settings.json", "{}")
    path.chmod(0o604)
    if os.geteuid() == 0:
        os.chown(path, 65534, 65534)
    before = path.stat()
    machine.install()
    after = path.stat()
    assert after.st_ino != before.st_ino
    assert (after.st_mode, after.st_uid, after.st_gid) == (before.st_mode, before.st_uid, before.st_gid)


def test_what_takes_long_is_said_before_it_begins_off_a_terminal_too(machine: Machine) -> None:
    first, again = machine.install("--json"), machine.install()
    assert first.progress.splitlines()[0].startswith(f"making the environment in {machine.user_dir}/envs/0.1.0-")
    assert "half a minute" in first.progress and "learning the history" in first.progress
    assert "environment" not in again.progress
    assert first.json["verb"] == "install", "what a script reads is on standard output"
    assert machine.install("--dry-run").progress == ""
