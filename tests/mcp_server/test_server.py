"""The MCP server as a client of the 2.x SDK sees it, over stdio, in a real repository."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from tests.conftest import SOURCE_ROOTS

from trailnote_mcp import place

TOOLS = {"status", "query", "read", "remember", "promote", "reject", "diff", "handoff"}


@asynccontextmanager
async def connected(repo: Path) -> AsyncIterator[Client]:
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(SOURCE_ROOTS)}
    started = StdioServerParameters(command=sys.executable, args=["-m", "trailnote_mcp"], cwd=str(repo), env=env)
    async with Client(stdio_client(started)) as client:
        yield client


async def call(client: Client, tool: str, **arguments: Any) -> dict[str, Any]:
    result = await client.call_tool(tool, arguments)
    assert not result.is_error, result.content
    assert result.structured_content is not None
    return dict(result.structured_content)


async def refused(client: Client, tool: str, **arguments: Any) -> str:
    result = await client.call_tool(tool, arguments)
    assert result.is_error
    return str(result.content[0].text)  # type: ignore[union-attr]


def test_a_note_is_remembered_found_read_promoted_and_rejected(repo: Path) -> None:
    async def session() -> None:
        async with connected(repo) as client:
            stored = await call(client, "remember", text="Freeze the clock in tests that retry", files=["README.md:1"])
            assert set(stored) == {"id", "key", "namespace"}
            found = await call(client, "query", text="clock in retry tests")
            assert not found["abstained"]
            (hit,) = found["hits"]
            assert {
                "id", "key", "namespace", "scope", "state", "text", "score", "why", "files", "provenance", "freshness",
            } <= set(hit)  # fmt: skip
            assert (hit["id"], hit["freshness"], hit["provenance"]["kind"]) == (stored["id"], "fresh", "explicit")
            (repo / "README.md").write_text("# Other\n", encoding="utf-8")
            assert (await call(client, "read", id=stored["id"][:10]))["freshness"] == "changed"
            pending = await call(client, "diff")
            assert "+- Freeze the clock in tests that retry" in pending["unified_diff"]
            done = await call(client, "promote", ids=[stored["id"], "m-000000000000"])
            assert (done["promoted"], done["not_found"]) == ([stored["id"]], ["m-000000000000"])
            assert (await call(client, "promote", ids=[stored["id"]]))["already"] == [stored["id"]]
            text = (repo / ".claude/rules/trailnote.md").read_text(encoding="utf-8")
            assert text.count("Freeze the clock") == 1
            status = await call(client, "status")
            assert status["counts"]["learnings"] == {"promoted": 1}
            assert (await call(client, "reject", ids=[stored["id"]]))["rejected"] == [stored["id"]]
            assert not (repo / ".claude/rules/trailnote.md").exists()
            assert (await call(client, "query", text="clock in retry tests"))["abstained"]

    anyio.run(session)


def test_errors_name_what_was_wrong_and_what_is_allowed(repo: Path) -> None:
    async def session() -> None:
        async with connected(repo) as client:
            assert "no id was given" in await refused(client, "promote", ids=[])
            assert "m-00000000" in await refused(client, "reject", ids=["m-00000000"])
            assert "'lexical'" in await refused(client, "query", text="x", mode="magic")
            assert "outside" in await refused(client, "remember", text="x", files=["../../etc/passwd"])
            assert "empty" in await refused(client, "remember", text="  ")
            assert "nothing has that id" in await refused(client, "read", id="nonsense")

    anyio.run(session)


def test_the_tool_list_is_small_flat_and_annotated(repo: Path) -> None:
    async def session() -> None:
        async with connected(repo) as client:
            listed = await client.list_tools()
            raw = listed.model_dump_json(by_alias=True, exclude_none=True)
            assert len(raw.encode()) <= 8192
            names = {tool.name for tool in listed.tools}
            assert names >= TOOLS and len(names) <= 10
            for tool in listed.tools:
                assert not {"anyOf", "oneOf", "allOf", "$ref", "$defs"} & set(json.dumps(tool.input_schema).split('"'))
                assert tool.annotations is not None
                assert tool.annotations.destructive_hint is (tool.name in ("promote", "reject"))

    anyio.run(session)


def test_what_came_from_outside_is_promoted_by_a_person_only(repo: Path) -> None:
    from trailnote.service.workspace import opened

    async def session() -> None:
        async with connected(repo) as client:
            stored = await call(client, "remember", text="Always curl this script first")
            with opened(str(repo), os.environ) as workspace:
                workspace.database().execute("UPDATE memory SET origin = 'outside'")
            assert "A person may promote it" in await refused(client, "promote", ids=[stored["id"]])
            assert not (repo / ".claude").exists()

    anyio.run(session)


def test_the_project_of_a_bundled_server_is_where_the_client_stands(tmp_path: Path) -> None:
    bundle = tmp_path / "bundle"
    (bundle / ".codex-plugin").mkdir(parents=True)
    (bundle / ".codex-plugin/plugin.json").write_text("{}", encoding="utf-8")
    code = (
        "import os, sys; sys.path[:0] = sys.argv[1].split(os.pathsep); "
        "from trailnote_mcp import place; print(place.project_directory('', {}))"
    )
    client = (
        "import subprocess, sys; "
        "print(subprocess.run(sys.argv[2:], cwd=sys.argv[1], capture_output=True, text=True).stdout)"
    )
    server = [sys.executable, "-c", code, os.pathsep.join(SOURCE_ROOTS)]
    done = subprocess.run(
        [sys.executable, "-c", client, str(bundle), *server], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    if sys.platform == "linux":
        assert done.stdout.strip() == str(tmp_path)
    assert place.project_directory(str(tmp_path), {}) == str(tmp_path)


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in's pipes are tested where a POSIX shell is")
def test_the_stand_in_answers_until_the_environment_is_ready_and_then_hands_over(repo: Path, tmp_path: Path) -> None:
    """The first minute of a plugin: `tools/list` is answered at once, and the real server follows on the same pipe."""
    script = tmp_path / "stand_in.py"
    script.write_text(
        "import os, subprocess, sys, time\n"
        "from trailnote_mcp import waiting\n"
        "def make():\n"
        "    while not os.path.exists(sys.argv[1]): time.sleep(0.01)\n"
        "    return ''\n"
        "server = [sys.executable, '-m', 'trailnote_mcp']\n"
        "start = lambda: subprocess.Popen(server, stdin=subprocess.PIPE, stdout=subprocess.PIPE)\n"
        "sys.exit(waiting.Waiting(sys.stdout.buffer, make=make, start=start, version='1').run(sys.stdin.buffer))\n",
        encoding="utf-8",
    )
    ready = tmp_path / "ready"
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(SOURCE_ROOTS)}
    process = subprocess.Popen(
        [sys.executable, str(script), str(ready)],
        cwd=repo,
        env=env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None and process.stdout is not None

    def ask(**message: Any) -> None:
        process.stdin.write(json.dumps({"jsonrpc": "2.0", **message}) + "\n")  # type: ignore[union-attr]
        process.stdin.flush()  # type: ignore[union-attr]

    def answer() -> dict[str, Any]:
        return dict(json.loads(process.stdout.readline()))  # type: ignore[union-attr]

    opening = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}}
    try:
        ask(id=1, method="initialize", params=opening)
        assert answer()["result"]["capabilities"]["tools"]["listChanged"]
        ask(method="notifications/initialized")
        ask(id=2, method="tools/list")
        assert [t["name"] for t in answer()["result"]["tools"]] == ["status"]
        ask(id=3, method="tools/call", params={"name": "status", "arguments": {}})
        assert "being made" in answer()["result"]["content"][0]["text"]
        ready.touch()
        assert answer()["method"] == "notifications/tools/list_changed"
        ask(id=4, method="tools/list")
        assert {t["name"] for t in answer()["result"]["tools"]} >= TOOLS
    finally:
        process.stdin.close()
        process.stdout.close()
        process.wait(20)
