"""`trailnote rename` as a person types it."""

from __future__ import annotations

import json

from tests.cli.conftest import Typed
from tests.story import Story


def test_it_asks_first_and_sessions_are_shown_the_name(story: Story, typed: Typed) -> None:
    code, _, err = typed("rename", ".", "the shop")
    assert code == 2
    assert "--yes" in err
    done = json.loads(typed("rename", ".", "the shop", "--yes", "--json")[1])
    assert done == {"before": "repo", "name": "the shop", "root": str(story.repo)}
    story.whole("first", "Write the import of old orders", "It is half done.")
    assert 'project="the shop"' in typed("brief")[1]
    assert typed("rename", ".", "<b>", "--yes")[0] == 2
