"""`trailnote pin` as a person types it."""

from __future__ import annotations

import json

from tests.cli.conftest import Typed
from tests.story import Story


def test_a_pinned_memory_is_told_at_every_start(story: Story, typed: Typed) -> None:
    id = json.loads(typed("remember", "Freeze the clock", "--namespace", "ephemeral", "--json")[1])["id"]
    assert "Freeze" not in story.start("first")
    assert typed("pin", id) == (0, f"pinned: {id} Freeze the clock\n", "")
    assert "Freeze" in story.start("second")
    assert json.loads(typed("show", id, "--json")[1])["expires_at"] is None
    assert json.loads(typed("pin", id, "--off", "--json")[1]) == {"id": id, "pinned": False}
    assert "Freeze" not in story.start("third")
    assert typed("pin", "m-000000")[0] == 1
