"""`clean` and `uninstall`: what goes, what stays, and what is said of it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from tests.installers.conftest import Machine, tree

from trailnote import clones, paths


def test_clean_gives_back_the_tree_and_keeps_the_memory_elsewhere(machine: Machine) -> None:
    before = machine.tree(memory=True)
    machine.install()
    machine.put(".trailnote/local/trailnote.db", b"memory")
    done = machine.run("clean", "--yes", "--json")
    assert done.code == 0
    assert machine.tree(memory=True) == before
    exported = Path(done.json["exported"])
    assert exported.parent == machine.user_dir / "exports"
    assert exported.read_text(encoding="utf-8") == '{"id": "m-1"}\n'
    assert (machine.home / ".local/bin/trailnote-hook").exists()
    assert json.loads((machine.user_dir / "registry.json").read_text(encoding="utf-8"))["repositories"] == []


def test_a_memory_that_cannot_be_exported_is_copied_as_it_is(machine: Machine) -> None:
    machine.install()
    machine.put(".trailnote/local/trailnote.db", b"corrupt")
    machine.runner.failing.add("export")
    exported = Path(machine.run("clean", "--yes", "--json").json["exported"])
    assert (exported / "local" / "trailnote.db").read_bytes() == b"corrupt"
    assert not (machine.repo / ".trailnote").exists()


def test_a_database_that_keeping_the_memory_made_goes_too(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    before = machine.tree(memory=True)
    machine.install()
    machine.put(".trailnote/local/events/1.json", b"{}")
    (machine.repo / ".trailnote/local/trailnote.db").unlink(missing_ok=True)
    run = machine.runner.run

    def opening(command: Sequence[str], env: Mapping[str, str], cwd: str) -> tuple[int, str, str]:
        if command[1] == "export":
            machine.put(".trailnote/local/trailnote.db", b"new")
        return run(command, env, cwd)

    monkeypatch.setattr(machine.runner, "run", opening)
    assert machine.run("clean", "--yes").code == 0
    assert machine.tree(memory=True) == before


def test_a_pipe_where_settings_belong_holds_nothing_up(machine: Machine) -> None:
    machine.install()
    (machine.repo / ".mcp.json").unlink()
    os.mkfifo(machine.repo / ".mcp.json")
    assert machine.run("clean", "--yes").code == 0
    assert not (machine.repo / ".claude").exists()


def test_a_memory_that_can_be_kept_nowhere_stops_the_clean(machine: Machine) -> None:
    machine.install()
    machine.put(".trailnote/local/trailnote.db", b"memory")
    shutil.rmtree(machine.user_dir / "exports", ignore_errors=True)
    (machine.user_dir / "exports").write_text("in the way", encoding="utf-8")
    before = machine.tree(memory=True)
    done = machine.run("clean", "--yes")
    assert (done.code, "--keep-memory" in done.error) == (1, True)
    assert machine.tree(memory=True) == before
    assert machine.run("clean", "--keep-memory").code == 0
    assert (machine.repo / ".trailnote/local/trailnote.db").read_bytes() == b"memory"
    assert not (machine.repo / ".claude").exists()


def test_clean_asks_and_off_a_terminal_it_wants_a_yes(machine: Machine) -> None:
    machine.install()
    before = machine.tree(memory=True)
    done = machine.run("clean")
    assert (done.code, "--yes" in done.error) == (2, True)
    assert machine.tree(memory=True) == before


def test_files_that_git_tracks_or_a_person_edited_stay(machine: Machine) -> None:
    machine.install()
    ours, edited, tracked = (f".trailnote/notes/{name}.md" for name in ("ours", "edited", "tracked"))
    for path in (ours, edited, tracked):
        machine.put(path, f"{path}\n")
    sums = {path.removeprefix(".trailnote/"): _sum(machine.repo / path) for path in (ours, edited, tracked)}
    machine.put(".trailnote/local/written.json", json.dumps(sums))
    machine.put(edited, "by hand\n")
    subprocess.run(["git", "init", "-q"], cwd=machine.repo, check=True)
    subprocess.run(["git", "add", "-f", tracked], cwd=machine.repo, check=True)
    done = machine.run("clean", "--yes", "--json")
    assert sorted(path.name for path in (machine.repo / ".trailnote").rglob("*") if path.is_file()) == [
        "edited.md",
        "tracked.md",
    ]
    assert any("2 files stay" in note for note in done.json["notes"])


def _sum(path: Path) -> str:
    import hashlib

    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_promoted_text_goes_with_its_block(machine: Machine) -> None:
    block = "<!-- trailnote:begin -->\n- Freeze the clock <!-- r-7c1e -->\n<!-- trailnote:end -->\n"
    before = machine.tree()
    machine.install()
    machine.put(".claude/rules/trailnote.md", block)
    machine.run("clean", "--keep-memory")
    assert machine.tree() == before
    machine.put("AGENTS.md", "# Rules\n\n" + block)
    machine.install()
    machine.run("uninstall")
    assert machine.text("AGENTS.md") == "# Rules\n"


def test_all_that_was_promoted_or_shared_goes(machine: Machine) -> None:
    block = "<!-- trailnote:begin -->\n- Freeze the clock <!-- r-7c1e -->\n<!-- trailnote:end -->\n"
    before = machine.tree()
    machine.install()
    machine.put(".claude/rules/trailnote.md", block)
    machine.put(".claude/rules/.gitattributes", "trailnote.md merge=union\n")
    head = "---\nname: trailnote\ndescription: x\n---\n\n# Rules of this project\n\n"
    machine.put(".claude/skills/trailnote/SKILL.md", head + block)
    machine.put("AGENTS.md", block)
    machine.put(".trailnote/local/made.json", '["AGENTS.md"]')
    settings = machine.text(".claude/settings.json").rstrip().removesuffix("}").rstrip()
    rules = '"trailnote": {\n    "rules": [{"id": "r-7c1e", "text": "Freeze the clock"}]\n  }'
    machine.put(".claude/settings.json", f"{settings},\n  {rules}\n}}\n")
    machine.run("clean", "--keep-memory")
    assert machine.tree() == before


@pytest.mark.parametrize("scope", ["project", "user"])
def test_settings_that_promote_made_go_with_its_rules(machine: Machine, scope: str) -> None:
    before = machine.tree(memory=True)
    rules = {"trailnote": {"rules": [{"id": "r-7c1e", "text": "Freeze the clock"}]}}
    machine.put(".claude/settings.json", json.dumps(rules, indent=2) + "\n")
    machine.put(".trailnote/local/made.json", '[".claude/settings.json"]')
    assert machine.install("--scope", scope).code == 0
    assert machine.run("uninstall", "--purge", "--yes").code == 0
    assert machine.tree(memory=True) == before


def test_two_blocks_in_a_text_stop_the_removal_with_the_line(machine: Machine) -> None:
    machine.install()
    machine.put("CLAUDE.md", "<!-- trailnote:begin -->\n<!-- trailnote:end -->\n" * 2)
    before = machine.tree(memory=True)
    done = machine.run("uninstall")
    assert done.code == 1
    assert "CLAUDE.md:3" in done.error
    assert machine.tree(memory=True) == before


def test_uninstall_goes_over_every_repository_and_skips_a_missing_one(machine: Machine, tmp_path: Path) -> None:
    others = [tmp_path / name for name in ("second", "third")]
    for other in others:
        shutil.copytree(machine.repo, other)
        machine.run("install", "--client", "claude-code", cwd=other)
    machine.install("--scope", "user")
    machine.install()
    shutil.rmtree(others[1])
    done = machine.run("uninstall", "--json", cwd=tmp_path)
    assert done.code == 0
    assert any(str(others[1]) in note and "not there" in note for note in done.json["notes"])
    assert not (others[0] / ".claude").exists()
    assert not (machine.repo / ".codex").exists()
    assert (machine.repo / ".trailnote/local").is_dir()
    assert list(machine.home.iterdir()) == []


def test_uninstall_finds_a_repository_that_was_moved_since_once_a_session_ran_in_it(
    machine: Machine, tmp_path: Path
) -> None:
    before = machine.tree(memory=True)
    machine.install()
    moved = machine.repo.rename(tmp_path / "moved")
    project = paths.find_project(str(moved), machine.env)
    assert project is not None and clones.refusal(project, str(machine.user_dir), reading=False) == ""
    assert machine.run("uninstall", "--purge", "--yes", cwd=tmp_path).code == 0
    assert tree(moved) == before
    assert list(machine.home.iterdir()) == []


def test_what_a_plugin_made_outside_of_its_bundle_goes_too(machine: Machine) -> None:
    """Codex names no folder for a plugin's data."""
    (machine.repo / ".trailnote" / "local").mkdir(parents=True)
    for base in (machine.user_dir, machine.home / ".local" / "share" / "trailnote"):
        for name in ("python", "pycache/x.pyc", "server-env/bin/python", "server-env.lock"):
            machine.put(name, "", base=base)
    machine.put("places", f"{machine.repo}\n", base=machine.user_dir)
    assert machine.run("uninstall", "--purge", "--yes", cwd=machine.home).code == 0
    assert list(machine.home.iterdir()) == []
    assert not (machine.repo / ".trailnote").exists()


def test_uninstall_keeps_memory_unless_it_is_told_to_purge(machine: Machine) -> None:
    before = machine.tree(memory=True)
    machine.install()
    machine.put("memory/local/trailnote.db", b"of the user", base=machine.user_dir)
    machine.run("uninstall")
    assert (machine.user_dir / "memory/local/trailnote.db").exists()
    machine.install()
    done = machine.run("uninstall", "--purge")
    assert (done.code, "--yes" in done.error) == (2, True)
    assert (machine.repo / ".claude").exists()
    assert machine.run("uninstall", "--purge", "--yes").code == 0
    assert list(machine.home.iterdir()) == []
    assert machine.tree(memory=True) == before


def test_what_others_put_into_the_user_directory_stays_in_a_purge(machine: Machine) -> None:
    machine.install()
    machine.put("diary.txt", "mine", base=machine.user_dir)
    machine.run("uninstall", "--purge", "--yes")
    assert set(tree(machine.home)) == {"trailnote", "trailnote/diary.txt"}


def test_a_lost_registry_still_takes_trailnote_out_of_the_current_repository(machine: Machine) -> None:
    before = machine.tree()
    machine.install()
    (machine.user_dir / "registry.json").unlink()
    machine.run("uninstall")
    assert machine.tree() == before


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"files": [{"path": 3}]}', b"\xff"])
def test_a_broken_receipt_is_as_good_as_none(machine: Machine, content: bytes) -> None:
    machine.put(".claude/settings.json", '{\n  "model": "x"\n}\n')
    before = machine.tree()
    machine.install()
    machine.put(".trailnote/local/receipt.json", content)
    (machine.user_dir / "registry.json").write_bytes(content)
    assert machine.run("uninstall").code == 0
    assert machine.tree() == before


def test_a_receipt_of_a_stranger_brings_nothing_in_and_touches_nothing_else(machine: Machine) -> None:
    """A repository can bring a `.trailnote/local/receipt.json` of its own."""
    from trailnote_installers.snapshot import digest

    victim = machine.put("victim.txt", "mine")
    machine.install()
    text = machine.text(".claude/settings.json").encode()
    evil = b'{"hooks": {"Stop": [{"hooks": [{"type": "command", "command": "evil"}]}]}}'
    base = {"holds": "hooks", "existing": [], "folders": ["..", "../..", "."]}
    entries = [
        {
            "path": ".claude/settings.json",
            "before": digest(evil),
            "after": digest(text),
            "undo": [[0, len(text), evil.decode()]],
        },
        {"path": "victim.txt", "before": "", "after": digest(b"mine"), "undo": [[0, 4, ""]]},
    ]
    receipt = {"version": 1, "files": [{**base, **entry} for entry in entries]}
    machine.put(".trailnote/local/receipt.json", json.dumps(receipt))
    assert machine.run("uninstall").code == 0
    assert victim.read_text(encoding="utf-8") == "mine"
    assert not (machine.repo / ".claude/settings.json").exists() or "evil" not in machine.text(".claude/settings.json")


def test_a_composite_command_of_the_user_stays_whole(machine: Machine) -> None:
    mine = {"type": "command", "command": "lint && ~/.local/bin/trailnote-hook stop"}
    text = json.dumps({"hooks": {"Stop": [{"hooks": [mine]}]}})
    machine.put(".claude/settings.json", text)
    machine.install()
    machine.run("uninstall")
    assert machine.text(".claude/settings.json") == text


def test_a_broken_file_without_an_entry_of_ours_does_not_stop_a_removal(machine: Machine) -> None:
    machine.run("install", "--client", "claude-code")
    machine.put(".codex/config.toml", "not [toml")
    machine.put("CLAUDE.md", b"\xff")
    assert machine.run("uninstall").code == 0
    assert not (machine.repo / ".claude").exists()


def test_a_dry_run_of_a_removal_changes_nothing(machine: Machine) -> None:
    machine.install()
    before = (machine.tree(memory=True), tree(machine.home))
    for verb in ("clean", "uninstall"):
        done = machine.run(verb, "--dry-run")
        assert (done.code, "would be out of" in done.out) == (0, True)
    assert (machine.tree(memory=True), tree(machine.home)) == before
