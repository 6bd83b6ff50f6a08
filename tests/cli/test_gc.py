"""`trailnote gc` as a person types it."""

from __future__ import annotations

import json

from tests.cli.conftest import Typed
from tests.story import Story


def test_it_says_what_it_deleted(story: Story, typed: Typed) -> None:
    typed("remember", "Freeze the clock")
    assert typed("gc") == (0, "deleted: nothing\n", "")
    found = json.loads(typed("gc", "--older-than", "90d", "--namespace", "learnings", "--json")[1])
    assert set(found) == {"decayed", "events", "expired", "handoffs", "old", "resolutions", "unreachable"}
    assert typed("gc", "--older-than", "1s", "--namespace", "learnings")[1] == "deleted: nothing\n"
    assert typed("gc", "--older-than", "soon")[0] == 2
    assert typed("gc", "--namespace", "nowhere")[0] == 2


def test_a_commit_that_was_taken_back_is_counted(story: Story, typed: Typed) -> None:
    story.git("commit", "-q", "--allow-empty", "-m", "Try another way")
    typed("bootstrap")
    story.git("reset", "-q", "--hard", "HEAD~1")
    assert "1 notes" in typed("gc")[1]
