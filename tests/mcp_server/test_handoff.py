"""The `handoff` tool: begin in one agent, be told in the next; every action, and what is wrong when it is."""

from __future__ import annotations

import os
import time
from pathlib import Path

import anyio
from tests.mcp_server.test_server import call, connected, refused
from tests.story import Client, Story

from trailnote.capture.process import mark_of


def test_what_one_agent_begins_the_next_one_is_told(repo: Path) -> None:
    async def session() -> None:
        async with connected(repo) as client:
            made = await call(
                client,
                "handoff",
                action="begin",
                summary="The parser is done",
                next_steps=["write printer.py"],
                open_questions=["which width?"],
                to_agent="Codex",
            )
            assert (made["kind"], made["state"], made["to_agent"]) == ("manual", "open", "codex")
            assert made["branch"] == "main"
            listed = await call(client, "handoff", action="list")
            assert [h["id"] for h in listed["handoffs"]] == [made["id"]]
            assert (await call(client, "read", id=made["id"]))["summary"] == "The parser is done"
            assert "was made for codex" in await refused(
                client, "handoff", action="accept", id=made["id"], to_agent="claude"
            )
            assert await call(client, "handoff", action="accept", to_agent="claude") == {"accepted": None}
            story = Story(repo)
            told = story.start("first", client="codex")
            assert "The parser is done; next: write printer.py; open: which width?" in told
            assert await call(client, "handoff", action="list") == {"handoffs": []}
            assert "is accepted, not open" in await refused(client, "handoff", action="cancel", id=made["id"])
            story.close()

    anyio.run(session)


def test_a_decision_that_the_agent_remembers_outlives_its_compaction(repo: Path) -> None:
    """The server's parent process, here this one, stands for the client."""

    async def session() -> None:
        story = Story(repo)
        client = Client.__new__(Client)
        client.pid, client.start = os.getpid(), mark_of(os.getpid())
        story.start("first", by=client)
        story.prompt("first", "Write the import of old orders")
        async with connected(repo) as server:
            made = await call(server, "remember", text="Orders are keyed by year", namespace="decisions")
            found = await call(server, "read", id=made["id"])
            assert found["provenance"]["sources"] == ["session:claude-code:first"]
            story.now_ns = time.time_ns()
            story.record(story.event("first", "checkpoint", source="auto"))
            assert "decided: Orders are keyed by year" in story.start("first", by=client, source="compact")

    anyio.run(session)


def test_what_is_wrong_is_named(repo: Path) -> None:
    async def session() -> None:
        async with connected(repo) as client:
            assert "'begin', 'list', 'accept' or 'cancel'" in await refused(client, "handoff", action="give")
            assert "no summary was given" in await refused(client, "handoff", action="begin")
            assert "no id was given" in await refused(client, "handoff", action="cancel")
            assert "no handoff has that id" in await refused(client, "handoff", action="accept", id="h-000000000000")

    anyio.run(session)
