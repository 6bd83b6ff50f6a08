"""The server serves clients of both releases of the MCP SDK, by both ways of opening that those know."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from tests.clients import packages
from tests.clients.conftest import MakeRepository
from tests.clients.person import Person
from tests.clients.script import Json

pytestmark = pytest.mark.clients

CLIENT = Path(__file__).parent / "fixtures" / "sdk_client.py"
TOOLS_LIST_LIMIT_BYTES = 8_192


@pytest.fixture(scope="module", params=["1.x handshake", "2.x handshake", "2.x discover"])
def answers(request: pytest.FixtureRequest, person: Person, shop: MakeRepository) -> Json:
    """Return what one SDK got: how the server opened, its tools, and the results of three calls."""
    release, opening = request.param.split()
    python = packages.older_mcp_python() if release == "1.x" else Path(sys.executable)
    repo = shop()
    person.install(repo)
    server = [str(person.home / ".local" / "bin" / "trailnote"), "serve"]
    calls: list[Json] = [
        ["remember", {"text": "Prices are kept in cents"}],
        ["query", {"text": "how are prices kept"}],
        ["reject", {"ids": []}],
    ]
    return json.loads(person.run(python, CLIENT, opening, json.dumps(server), json.dumps(calls), cwd=repo).stdout)


def test_a_note_can_be_queried_at_once(answers: Json) -> None:
    remembered, queried, _ = answers["results"]
    assert not remembered["isError"]
    assert remembered["structuredContent"]["id"] in [hit["id"] for hit in queried["structuredContent"]["hits"]]


def test_an_empty_list_is_a_tool_error_that_says_what_was_wrong(answers: Json) -> None:
    refused = answers["results"][2]
    assert refused["isError"]
    assert "no id" in refused["content"][0]["text"]


def test_the_tools_are_few_and_small_and_annotated(answers: Json) -> None:
    tools = answers["tools"]
    assert {"status", "query", "promote", "reject", "diff", "remember", "read"} <= {tool["name"] for tool in tools}
    assert len(tools) <= 10
    sent = [{name: value for name, value in tool.items() if value is not None} for tool in tools]
    assert len(json.dumps(sent, separators=(",", ":"))) <= TOOLS_LIST_LIMIT_BYTES
    for tool in tools:
        assert tool["annotations"]["destructiveHint"] is (tool["name"] in ("promote", "reject")), tool["name"]


def test_the_server_says_when_to_call_it(answers: Json) -> None:
    assert "query" in answers["opened"]["instructions"]
