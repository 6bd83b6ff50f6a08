"""Arguments that do not fit are refused in one line that names what is allowed, and nothing of pydantic's."""

from __future__ import annotations

from typing import Any

import anyio
import pytest
from mcp import Client

from trailnote_mcp.server import server

WRONG: list[tuple[str, dict[str, Any], str]] = [
    ("query", {"text": "x", "namespace": "foo"}, "query: namespace: should be 'resolutions', 'failures'"),
    ("query", {}, "query: text: is missing"),
    ("read", {"id": ""}, "an empty id or key names no memory"),
    ("query", {"text": "x", "limit": 900}, "query: limit: should be less than or equal to 50"),
    ("remember", {"text": 3, "scope": "all"}, "should be 'project' or 'user'"),
    ("handoff", {"action": "steal"}, "handoff: action: should be 'begin', 'list', 'accept' or 'cancel'"),
    ("promote", {"ids": ["m-1"], "to": "slack"}, "promote: to: should be 'rules'"),
    ("feedback", {"id": "m-1", "signal": "sk-secret"}, "feedback: signal: should be 'helpful'"),
]


@pytest.mark.parametrize(("tool", "arguments", "said"), WRONG)
def test_what_does_not_fit_is_told_in_one_line(tool: str, arguments: dict[str, Any], said: str) -> None:
    async def ask() -> str:
        async with Client(server) as client:
            result = await client.call_tool(tool, arguments)
            assert result.is_error
            return str(result.content[0].text)  # type: ignore[union-attr]

    told = anyio.run(ask)
    assert said in told and "\n" not in told
    assert "pydantic" not in told and "sk-secret" not in told
