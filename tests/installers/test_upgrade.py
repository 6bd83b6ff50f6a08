"""A newer version over an older one: memory stays, Codex's review of the hooks stays, one step is enough."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest
from tests.conftest import ROOT
from tests.installers.conftest import Machine, tree

from trailnote import paths
from trailnote_installers.clients import all_clients

WIRED = (".claude/settings.json", ".mcp.json", ".codex/hooks.json", ".codex/config.toml")
MEMORY = {
    ".trailnote/local/trailnote.db": b"SQLite of the older version",
    ".trailnote/notes/decisions/0001-db.md": b"# Take SQLite\n",
}


RELEASED = sorted((ROOT / "tests" / "schemas").glob("*.entries.json"))
PINNED = (".claude/settings.json", ".mcp.json", ".codex/hooks.json", ".codex/config.toml")


@pytest.mark.parametrize("released", RELEASED, ids=lambda path: path.name.removesuffix(".entries.json"))
@pytest.mark.parametrize("receipt", ["with its receipt", "without a receipt"])
def test_what_a_release_wrote_is_known_again_and_goes_without_trace(
    machine: Machine, released: Path, receipt: str
) -> None:
    before = machine.tree()
    then = json.loads(released.read_text(encoding="utf-8"))
    for path, text in then["files"].items():
        machine.put(path, text)
    if receipt == "with its receipt":
        machine.put(".trailnote/local/receipt.json", json.dumps(then["receipt"]))
    names = [client.name for client in all_clients()]
    assert machine.install(clients=names).code == 0
    for path in PINNED:
        assert machine.text(path) == then["files"][path], (
            "Codex pins a hash of each hook, and projects share these files: they stay as they were released. Only "
            "while the version has no tag in git: .venv/bin/python tests/schemas/freeze.py"
        )
    for path, text in then["files"].items():
        assert machine.text(path).count("trailnote-hook") == text.count("trailnote-hook"), "no hook twice"
    assert machine.run("clean", "--yes").code == 0
    assert machine.tree(memory=True) == before


def test_there_is_a_file_for_every_frozen_schema() -> None:
    assert RELEASED
    assert {path.name.removesuffix(".entries.json") for path in RELEASED} == {
        path.stem for path in (ROOT / "tests" / "schemas").glob("*.sql")
    }


def make_newer(machine: Machine) -> None:
    """Turn the clone into one of the next version."""
    machine.put("engine/trailnote/__init__.py", '__version__ = "0.2.0"\n', base=machine.source)


def test_memory_and_every_command_stay_and_one_step_is_enough(machine: Machine) -> None:
    before = machine.tree()
    machine.install()
    for path, content in MEMORY.items():
        machine.put(path, content)
    files = {path: machine.text(path) for path in WIRED}
    older = os.path.realpath(machine.user_dir / "env")
    make_newer(machine)
    done = machine.install("--json")
    assert {one["change"] for one in done.json["files"]} == {"unchanged"}
    assert done.json["steps"] == {}, "there is nothing to trust or review again"
    assert {path: machine.text(path) for path in WIRED} == files, "Codex pins a hash of each hook's command"
    assert {path: (machine.repo / path).read_bytes() for path in MEMORY} == MEMORY
    newer = os.path.realpath(machine.user_dir / "env")
    assert "0.2.0" in newer and newer != older
    assert newer in (machine.home / ".local/bin/trailnote-hook").read_text(encoding="utf-8")
    assert os.path.isdir(older), "sessions that are open still run from it"
    for path in MEMORY:
        (machine.repo / path).unlink()
    assert machine.run("clean", "--yes").code == 0
    assert machine.tree() == before


def test_a_build_is_swept_when_nobody_can_run_from_it_any_more(machine: Machine) -> None:
    machine.install()
    first = os.path.realpath(machine.user_dir / "env")
    for version in ("0.2.0", "0.3.0"):
        machine.put("engine/trailnote/__init__.py", f'__version__ = "{version}"\n', base=machine.source)
        machine.install()
    assert not os.path.exists(first)
    assert len(list((machine.user_dir / "envs").iterdir())) == 2


def test_entries_of_an_older_release_are_replaced_where_they_stand(machine: Machine) -> None:
    """Codex keeps a review under a hook's position: what stood before and after ours keeps its place."""
    other = {"hooks": [{"type": "command", "command": "true"}]}
    old = {"hooks": [{"type": "command", "command": "/opt/bin/trailnote hook stop", "timeout": 10}]}
    text = json.dumps({"hooks": {"Stop": [other, old, other]}}, indent=2)
    machine.put(".codex/hooks.json", text)
    server = {"command": "/opt/bin/trailnote", "args": ["serve"]}
    machine.put(".mcp.json", json.dumps({"mcpServers": {"trailnote": server, "z": {"command": "z"}}}))
    assert machine.install().code == 0
    stop = json.loads(machine.text(".codex/hooks.json"))["hooks"]["Stop"]
    assert (stop[0], stop[2], len(stop)) == (other, other, 3)
    assert ".local/bin/trailnote-hook" in stop[1]["hooks"][0]["command"]
    servers = json.loads(machine.text(".mcp.json"))["mcpServers"]
    assert list(servers) == ["trailnote", "z"] and servers["trailnote"]["command"] == "sh"


def test_an_older_receipt_is_read_and_one_of_a_shape_unknown_does_no_harm(machine: Machine) -> None:
    machine.put(".mcp.json", '{"a": 1}')
    before = tree(machine.repo)
    machine.install()
    path = machine.repo / ".trailnote/local/receipt.json"
    value = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**value, "version": 0, "later": True}), encoding="utf-8")
    make_newer(machine)
    assert machine.install().code == 0
    path.write_text('{"version": 99, "files": "elsewhere"}', encoding="utf-8")
    assert machine.run("clean", "--yes").code == 0
    assert tree(machine.repo) == before


def test_installing_again_gives_a_launcher_back_the_right_to_run(machine: Machine) -> None:
    machine.install()
    launcher = machine.home / ".local/bin/trailnote-hook"
    launcher.chmod(0o644)
    assert machine.install().code == 0
    assert launcher.stat().st_mode & 0o777 == 0o755


@pytest.mark.parametrize(
    ("platform", "env", "expected"),
    [
        ("win32", {"LOCALAPPDATA": "/c/Local", "USERPROFILE": "/c/ada"}, "/c/Local/trailnote"),
        ("win32", {"USERPROFILE": "/c/ada"}, "/c/ada/AppData/Local/trailnote"),
        ("darwin", {"HOME": "/Users/ada"}, "/Users/ada/Library/Application Support/trailnote"),
        ("linux", {"HOME": "/home/ada", "XDG_DATA_HOME": "relative"}, "/home/ada/.local/share/trailnote"),
    ],
)
def test_the_user_directory_follows_the_platform(
    platform: str, env: dict[str, str], expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    assert Path(paths.user_dir(env)) == Path(expected)
