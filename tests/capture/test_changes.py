"""Of an edit a few changed lines are taken, of whatever form the client reports it in."""

from __future__ import annotations

from trailnote.capture import changes


def test_a_structured_patch_gives_its_changed_lines_and_counts() -> None:
    hunks = [{"oldStart": 1, "lines": [" import time", "-timeout = 5", "+timeout = 30"]}]
    told = changes.of_tool("Edit", {"file_path": "/r/conf.py"}, {"structuredPatch": hunks})
    assert told == "@ /r/conf.py +1 -1\n-timeout = 5\n+timeout = 30"


def test_an_apply_patch_text_is_split_by_file() -> None:
    patch = "*** Begin Patch\n*** Add File: b.txt\n+hello\n*** Update File: a.py\n@@\n-old\n+new\n same\n*** End Patch"
    told = changes.of_tool("apply_patch", {"command": patch}, "Success.")
    assert told == "@ b.txt +1 -0\n+hello\n@ a.py +1 -1\n-old\n+new"


def test_where_no_patch_is_sent_the_words_of_the_edit_serve_and_lines_that_stay_are_left_out() -> None:
    given = {"file_path": "a.py", "old_string": "def f():\n    return 1", "new_string": "def f():\n    return 2"}
    assert changes.of_tool("Edit", given, {}).splitlines()[1:] == ["-return 1", "+return 2"]


def test_a_large_edit_is_told_by_a_few_lines() -> None:
    content = "\n".join(f"line {n} " + "x" * 500 for n in range(5000))
    told = changes.of_tool(
        "Write", {"file_path": "big.py", "content": content}, {"type": "create", "structuredPatch": []}
    )
    assert told.startswith("@ big.py +5000 -0\n+line 0")
    assert len(told) < 2 * changes.MAX_CHARS


def test_a_call_without_an_edit_tells_nothing() -> None:
    assert changes.of_tool("apply_patch", {"command": 3}, None) == ""
    assert changes.of_tool("Edit", {}, None) == ""
