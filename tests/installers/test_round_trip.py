"""Whatever the files look like: installing twice equals once, uninstalling gives back the same bytes."""

from __future__ import annotations

import json
import shutil
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.installers.configs import HOOKS, ROUND_TRIPS, SERVERS, json_files, objects, read_json, toml_files
from tests.installers.conftest import Machine, machine_in_memory
from tests.installers.test_editors import without_ours

ABSENT = st.none()
SETTINGS = st.one_of(json_files(objects(hooks=HOOKS)), ABSENT)
PLAIN_SETTINGS = json_files(objects(hooks=HOOKS), plain=True)
MCP = st.one_of(json_files(objects(mcpServers=SERVERS)), ABSENT)
TOML = st.one_of(toml_files(), ABSENT)
FILES = (".claude/settings.json", ".mcp.json", ".codex/hooks.json", ".codex/config.toml")


@contextmanager
def machine_with(*contents: str | None) -> Iterator[Machine]:
    """Yield a machine whose repository has the four files, those that are not None."""
    with machine_in_memory() as machine:
        for path, content in zip(FILES, contents, strict=True):
            if content is not None:
                machine.put(path, content).chmod(0o640)
        yield machine


@ROUND_TRIPS
@given(settings=SETTINGS, mcp=MCP, hooks=SETTINGS, toml=TOML)
def test_twice_is_once_and_uninstalling_gives_back_every_byte(
    settings: str | None, mcp: str | None, hooks: str | None, toml: str | None
) -> None:
    with machine_with(settings, mcp, hooks, toml) as machine:
        before = machine.tree(memory=True)
        assert machine.install().code == 0
        once = machine.tree()
        assert machine.install().code == 0
        assert machine.tree() == once
        assert machine.run("uninstall").code == 0
        assert machine.tree() == {path: entry for path, entry in before.items() if not path.startswith(".trailnote")}
        assert machine.install().code == 0
        assert machine.run("clean", "--yes").code == 0
        assert machine.tree(memory=True) == before


@ROUND_TRIPS
@given(settings=PLAIN_SETTINGS, toml=toml_files(), addition=st.sampled_from(["x", "hooks2", "z z"]), lost=st.booleans())
def test_what_a_person_edits_in_between_survives(settings: str, toml: str, addition: str, lost: bool) -> None:
    """The edit is the hardest there is: a program reads the file and writes it anew, in its own layout."""
    with machine_with(settings, None, settings, toml) as machine:
        machine.install()
        for path in (FILES[0], FILES[2]):
            value = json.loads(machine.text(path).removeprefix("\ufeff"))
            value = {addition: {"added": 1}, **value}
            value["hooks"].setdefault("Stop", []).append({"hooks": [{"type": "command", "command": "later"}]})
            machine.put(path, json.dumps(value, indent=3))
        machine.put(FILES[3], machine.text(FILES[3]) + '\n\n[hooks.state."x:0:0"]\ntrusted_hash = "1"\n')
        if lost:
            (machine.repo / ".trailnote" / "local" / "receipt.json").unlink()
        edited = {path: machine.text(path) for path in FILES if (machine.repo / path).exists()}
        machine.install()
        assert {path: machine.text(path) for path in edited} == edited
        assert machine.run("uninstall").code == 0
        _check_edited(machine, read_json(settings), addition, lost=lost)
        _check_toml(machine.text(FILES[3]), toml)


def _check_edited(machine: Machine, before: dict[str, Any], addition: str, *, lost: bool) -> None:
    expected = {addition: {"added": 1}, **before}
    expected["hooks"] = {**before.get("hooks", {})}
    expected["hooks"]["Stop"] = [
        *expected["hooks"].get("Stop", []),
        {"hooks": [{"type": "command", "command": "later"}]},
    ]
    for path in (FILES[0], FILES[2]):
        left = json.loads(machine.text(path))
        # Without a receipt nobody knows whether an empty list was there before us.
        kept = {
            event: groups for event, groups in expected["hooks"].items() if groups or not lost or event in left["hooks"]
        }
        assert left == {**expected, "hooks": kept}


def _check_toml(left: str, before: str) -> None:
    value = tomllib.loads(left.removeprefix("\ufeff"))
    assert value.pop("hooks") == {"state": {"x:0:0": {"trusted_hash": "1"}}}
    expected = tomllib.loads(before.removeprefix("\ufeff"))
    assert _comparable(value) == _comparable(expected)


def _comparable(value: object) -> str:
    return json.dumps(value, sort_keys=True, default=repr)


@ROUND_TRIPS
@given(settings=SETTINGS, mcp=MCP, toml=TOML)
def test_without_a_receipt_our_entries_go_and_every_value_stays(
    settings: str | None, mcp: str | None, toml: str | None
) -> None:
    with machine_with(settings, mcp, None, toml) as machine:
        machine.install()
        shutil.rmtree(machine.repo / ".trailnote")
        shutil.rmtree(machine.user_dir)
        assert machine.run("uninstall").code == 0
        for path, text in ((FILES[0], settings), (FILES[1], mcp)):
            left = read_json(machine.text(path)) if (machine.repo / path).exists() else {}
            before = read_json(text or "")
            assert left == without_ours(before, like={}) or left == before or _emptied(before) == _emptied(left)
        assert not (machine.repo / FILES[2]).exists()
        if toml is not None and toml.strip():
            assert _comparable(tomllib.loads(machine.text(FILES[3]).removeprefix("\ufeff"))) == _comparable(
                tomllib.loads(toml.removeprefix("\ufeff"))
            )


def _emptied(value: dict[str, Any]) -> dict[str, Any]:
    """Return a configuration without the empty containers among which ours would have lain."""
    value = json.loads(json.dumps(value))
    for name in ("hooks", "mcpServers"):
        inner = {key: one for key, one in value.get(name, {}).items() if one}
        value.pop(name, None)
        if inner:
            value[name] = inner
    return value


@ROUND_TRIPS
@given(settings=json_files(objects(hooks=HOOKS)), mcp=json_files(objects(mcpServers=SERVERS)))
def test_what_is_written_parses_and_holds_the_users_values(settings: str, mcp: str) -> None:
    with machine_with(settings, mcp, None, None) as machine:
        machine.install()
        for path, text in ((FILES[0], settings), (FILES[1], mcp)):
            assert without_ours(read_json(machine.text(path)), like=read_json(text)) == read_json(text)
            assert (machine.repo / path).stat().st_mode & 0o777 == 0o640


def test_a_file_of_megabytes_is_given_back_too() -> None:
    """A person's `.claude.json` keeps what each session of each project said last."""
    value = {"projects": {f"/home/ada/{n}": {"history": [f"{n} {i}" for i in range(20)]} for n in range(3000)}}
    for text in (json.dumps(value, indent=2), json.dumps(value, separators=(",", ":"))):
        assert len(text) > 500_000
        with machine_with(text, text, None, None) as machine:
            before = machine.tree(memory=True)
            assert machine.install().code == 0
            once = machine.tree()
            assert machine.install().code == 0
            assert machine.tree() == once
            assert machine.run("clean", "--yes").code == 0
            assert machine.tree(memory=True) == before
