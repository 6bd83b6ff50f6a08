"""`trailnote recap` as a person types it."""

from __future__ import annotations

import json

from tests.cli.conftest import Typed
from tests.story import Story


def test_recap_tells_the_sessions_in_prose(story: Story, typed: Typed) -> None:
    story.now_ns += 2 * 86_400 * 10**9
    story.start("first")
    story.prompt("first", "Write the import of old orders")
    story.edit("first", "orders.py", "")
    story.git("add", "-A")
    story.git("commit", "-qm", "Read old orders")
    story.run("first", "git commit -qm 'Read old orders'")
    story.stop("first", "The reader works. The writer does not.")
    story.end("first")
    story.start("second", client="codex")
    story.prompt("second", "Look at the writer of orders", client="codex")
    code, out, _ = typed("recap", "--since", "5d")
    assert code == 0
    assert "2 sessions worked here in the last 5d." in out
    assert "Write the import of old orders. The reader works. The writer does not. Committed" in out
    assert "Read old orders. Edited orders.py." in out
    assert "codex on main, 1 minute; still running: Look at the writer of orders." in out
    found = json.loads(typed("recap", "--since", "5d", "--json")[1])
    assert [s["running"] for s in found["sessions"]] == [False, True]
    assert typed("recap", "--since", "1s")[1] == "No session worked here in the last 1s.\n"
    assert typed("recap", "--since", "soon")[0] == 2
