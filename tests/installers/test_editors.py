"""Editors keep the text: what they add they take out again, and what a person wrote stays as it stands."""

from __future__ import annotations

import json
import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.installers.configs import HOOKS, SAMPLE, SERVERS, json_files, markdown_files, objects, read_json, toml_files

from trailnote_installers import entries, managed
from trailnote_installers.clients import claude_code
from trailnote_installers.editors import TextError, json_text, markdown_block, toml_text
from trailnote_installers.recognise import runs_hook, runs_server

SETTINGS = json_files(objects(hooks=HOOKS))
WIRE_SERVER: dict[str, object] = {
    "type": "stdio",
    "command": "sh",
    "args": ["-c", '"$HOME/.local/bin/trailnote" serve'],
}


def without_ours(value: dict[str, Any], *, like: dict[str, Any]) -> dict[str, Any]:
    """Return a configuration without the entries that run Trailnote, by a way of its own.

    Containers that this empties go, unless `like` has them.
    """
    value = json.loads(json.dumps(value))
    hooks: dict[str, Any] = value.get("hooks", {})
    for event in list(hooks):
        kept = []
        for group in hooks[event]:
            theirs = [one for one in group["hooks"] if not runs_hook(one["command"])]
            if theirs or not group["hooks"]:
                kept.append({**group, "hooks": theirs})
        hooks[event] = kept
        if not hooks[event] and event not in like.get("hooks", {}):
            del hooks[event]
    if not hooks and "hooks" not in like:
        value.pop("hooks", None)
    servers: dict[str, Any] = value.get("mcpServers", {})
    for name in list(servers):
        if runs_server(servers[name].get("command"), servers[name].get("args", [])):
            del servers[name]
    if not servers and "mcpServers" not in like:
        value.pop("mcpServers", None)
    return value


@SAMPLE
@given(text=SETTINGS)
def test_hooks_go_in_once_and_every_value_of_the_user_stays(text: str) -> None:
    wired = entries.wire_hooks(text, claude_code.HOOKS)
    assert entries.wire_hooks(wired, claude_code.HOOKS) == wired
    value, before = read_json(wired), read_json(text)
    for hook in claude_code.HOOKS:
        commands = [one["command"] for group in value["hooks"][hook.event] for one in group["hooks"]]
        assert [command for command in commands if runs_hook(command)] == [hook.handler()["command"]]
        assert value["hooks"][hook.event][:-1] == before.get("hooks", {}).get(hook.event, [])
    assert without_ours(value, like=before) == before


@SAMPLE
@given(text=SETTINGS)
def test_hooks_come_out_by_what_they_run_and_every_value_of_the_user_stays(text: str) -> None:
    wired = entries.wire_hooks(text, claude_code.HOOKS)
    assert read_json(entries.unwire_hooks(wired, entries.hook_containers(text))) == read_json(text)
    assert entries.unwire_hooks(text) == text


@SAMPLE
@given(text=json_files(objects(mcpServers=SERVERS)))
def test_the_server_goes_in_once_and_comes_out_again(text: str) -> None:
    wired = entries.wire_server(text, WIRE_SERVER)
    assert entries.wire_server(wired, WIRE_SERVER) == wired
    value, before = read_json(wired), read_json(text)
    assert value["mcpServers"]["trailnote"] == WIRE_SERVER
    assert without_ours(value, like=before) == before
    assert read_json(entries.unwire_server(wired, entries.server_containers(text))) == before


@SAMPLE
@given(text=json_files(objects(hooks=HOOKS), plain=True))
def test_plain_json_stays_plain_json(text: str) -> None:
    assert json.loads(entries.wire_hooks(text, claude_code.HOOKS).removeprefix("\ufeff"))["hooks"]


@SAMPLE
@given(text=toml_files())
def test_a_toml_table_goes_in_once_and_comes_out_byte_for_byte(text: str) -> None:
    file = managed.toml_server("config.toml", {"env_vars": ["TRAILNOTE_HOME"]})
    wired = file.wire(text)
    assert file.wire(wired) == wired
    assert tomllib.loads(wired.removeprefix("\ufeff"))["mcp_servers"]["trailnote"]["command"] == "sh"
    assert _plain(toml_text.load(file.unwire(wired, frozenset()))) == _plain(toml_text.load(text))
    if "mcp_servers = {" not in text and "mcp_servers={" not in text:
        assert file.unwire(wired, frozenset()) == text
        assert wired.startswith(text.rstrip("\r\n"))


def _plain(value: object) -> str:
    return json.dumps(value, sort_keys=True, default=repr)


@SAMPLE
@given(text=markdown_files(), body=st.sampled_from(["- one", "- one\n- two", "- ümlaut"]))
def test_a_markdown_block_goes_in_once_and_comes_out_byte_for_byte(text: str, body: str) -> None:
    put = markdown_block.put(text, body)
    if markdown_block.span(put) is None:  # an open code fence takes the block in; then nothing of ours is found
        return
    assert markdown_block.put(put, body) == put
    assert markdown_block.take_out(put) == text
    assert markdown_block.take_out(markdown_block.put(put, "- other")) == text


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('{\n "a": 1\n "b": 2\n}', 3),
        ("{\n 'a': 1\n}", 2),
        ('{"a": 1}\n}', 2),
        ('{\n/* open\n"a": 1}', 2),
        ('{"a": tru}', 1),
        ('{"a": "x\ny"}', 1),
        ("[" * 5000, 1),
        ('{"a": NaN}', 1),
        ("<<<<<<< HEAD\n{}", 1),
    ],
)
def test_what_is_not_json_is_refused_with_its_line(text: str, line: int) -> None:
    with pytest.raises(TextError) as caught:
        entries.wire_hooks(text, claude_code.HOOKS)
    assert caught.value.line == line


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("[]", 1, "not an object"),
        ('{\n "hooks": []\n}', 2, "not an object"),
        ('{"hooks": {\n"Stop": {}}}', 2, "not a list"),
        ('{\n"hooks": {},\n"hooks": {}\n}', 3, "there twice"),
    ],
)
def test_a_shape_that_no_client_reads_is_refused(text: str, line: int, reason: str) -> None:
    with pytest.raises(TextError) as caught:
        entries.wire_hooks(text, claude_code.HOOKS)
    assert (caught.value.line, reason in caught.value.reason) == (line, True)


def test_a_server_of_somebody_else_by_our_name_is_refused() -> None:
    with pytest.raises(TextError, match="another MCP server"):
        entries.wire_server('{"mcpServers": {"trailnote": {"command": "npx"}}}', WIRE_SERVER)
    with pytest.raises(TextError, match="another MCP server"):
        managed.toml_server("c", {}).wire('[mcp_servers.trailnote]\ncommand = "npx"\n')


@pytest.mark.parametrize(
    "text",
    ["{", "a = 1\na = 2\n", "[mcp_servers.trailnote]\n[mcp_servers.trailnote]\n", "mcp_servers = 3", "[[mcp_servers]]"],
)
def test_what_is_not_toml_or_not_tables_is_refused(text: str) -> None:
    with pytest.raises(TextError):
        managed.toml_server("c", {}).wire(text)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("<!-- trailnote:begin -->\n<!-- trailnote:end -->\n\n<!-- trailnote:begin -->\n<!-- trailnote:end -->\n", 4),
        ("x\n<!-- trailnote:begin -->\n", 2),
        ("<!-- trailnote:end -->\n<!-- trailnote:begin -->\n", 1),
    ],
)
def test_two_blocks_or_half_a_block_are_refused(text: str, line: int) -> None:
    with pytest.raises(TextError) as caught:
        markdown_block.put(text, "- x")
    assert caught.value.line == line


def test_the_layout_of_the_file_is_kept() -> None:
    tabs = '{\n\t"hooks": {\n\t\t"Stop": [\n\t\t\t{ "hooks": [] }\n\t\t]\n\t}\n}\n'
    added = json_text.add(tabs, ("hooks", "Stop"), {"hooks": []})
    assert added == tabs.replace("[] }\n", '[] },\n\t\t\t{\n\t\t\t\t"hooks": []\n\t\t\t}\n')
    assert json_text.add('{"a":1}', (), 2, name="b") == '{"a":1, "b":2}'
    assert json_text.add('{\r\n  "a": 1,\r\n}', (), 2, name="b") == '{\r\n  "a": 1,\r\n  "b": 2,\r\n}'
    assert json_text.add("{ // why\n}", (), 2, name="b") == '{ // why\n  "b": 2\n}'
