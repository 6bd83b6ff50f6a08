"""The tool `feedback`: an agent's word on a note that it was told."""

from __future__ import annotations

from pathlib import Path

import anyio
from tests.mcp_server.test_server import call, connected, refused


def test_feedback_changes_how_readily_a_note_is_told_and_nothing_else(repo: Path) -> None:
    async def session() -> None:
        async with connected(repo) as client:
            stored = await call(client, "remember", text="Freeze the clock in tests that retry")
            assert (await call(client, "feedback", id=stored["id"], signal="helpful"))["salience"] == 1.25
            assert (await call(client, "feedback", id=stored["id"], signal="wrong"))["salience"] == 0.125
            read = await call(client, "read", id=stored["id"])
            assert (read["text"], read["state"]) == ("Freeze the clock in tests that retry", "candidate")
            found = await call(client, "query", text="clock in retry tests")
            assert not found["abstained"], "it is still found by whoever asks"

    anyio.run(session)


def test_another_word_and_an_unknown_id_are_refused_by_name(repo: Path) -> None:
    async def session() -> None:
        async with connected(repo) as client:
            stored = await call(client, "remember", text="Freeze the clock in tests that retry")
            assert "not_helpful" in await refused(client, "feedback", id=stored["id"], signal="great")
            assert "m-0123456789ab" in await refused(client, "feedback", id="m-0123456789ab", signal="helpful")

    anyio.run(session)
