"""`trailnote purge` as a person types it."""

from __future__ import annotations

import json

from tests.cli.conftest import Typed
from tests.story import Story


def test_it_asks_first(story: Story, typed: Typed) -> None:
    typed("remember", "Freeze the clock")
    code, _, err = typed("purge", ".")
    assert code == 2
    assert "--yes" in err
    assert "Freeze" in typed("list")[1]
    done = json.loads(typed("purge", ".", "--yes", "--json")[1])
    assert (done["root"], done["memories"]) == (str(story.repo), 1)
    assert "Freeze" not in typed("list")[1]
    assert typed("purge", "nobody", "--yes")[0] == 1
