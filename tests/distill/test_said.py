"""What a message says of itself is read in its own words, and nothing is read that it does not say."""

from __future__ import annotations

import pytest

from trailnote.distill import said

MESSAGE = """The retry test is still red, e.g. under load. I moved the clock.

## Next steps
- freeze time in conftest
- [ ] run the whole suite
- [x] read the log

Decision: we freeze time by fixture, not by patching.

```
Next: not this
Decision: nor this one here
```

Should I also bump the timeout?
"""


def test_the_first_sentences_fit_the_limit() -> None:
    assert said.first_sentences(MESSAGE, 200) == "The retry test is still red, e.g. under load. I moved the clock."
    assert said.first_sentences(MESSAGE, 50) == "The retry test is still red, e.g. under load."
    assert said.first_sentences(MESSAGE, 20) == "The retry test is s…"
    assert said.first_sentences("# Title\n\n**Done.** All of it", 80) == "Done. All of it"
    assert said.first_sentences("It works. Next: write the docs. Bye.", 80) == "It works."
    assert said.first_sentences("It works. Shall I write the docs?", 80) == "It works."
    assert said.first_sentences("", 80) == ""


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        (MESSAGE, ["freeze time in conftest", "run the whole suite"]),
        (
            "Done. Next, I'll wire the CLI. **Remaining:** docs and tests",
            ["Next, I'll wire the CLI.", "docs and tests"],
        ),
        ("TODO: write the docs", ["write the docs"]),
        ("**Next steps**\n1. one thing\n2. another\n\nThat is all.", ["one thing", "another"]),
        ("All done. The next release is in May.", []),
        ("", []),
    ],
)
def test_next_steps_are_those_it_names(text: str, steps: list[str]) -> None:
    assert said.next_steps(text) == steps


def test_open_questions_are_those_it_ends_with() -> None:
    assert said.open_questions(MESSAGE) == ["Should I also bump the timeout?"]
    early = "Why did it fail? The clock ran on.\n\n" + "\n\n".join(f"Paragraph {n}." for n in range(5))
    assert said.open_questions(early) == []
    assert said.open_questions("Open questions:\n- which database") == ["which database"]


def test_statements_are_labelled_lines() -> None:
    assert [(s.label, s.namespace, s.text) for s in said.statements(MESSAGE)] == [
        ("decision", "decisions", "we freeze time by fixture, not by patching.")
    ]
    text = "* **Gotcha**: the fixture runs twice\n> Decision: quoted from elsewhere, not ours\nThe decision: is hard"
    assert [s.text for s in said.statements(text)] == ["the fixture runs twice"]


def test_a_long_item_is_cut_and_said_once() -> None:
    steps = said.next_steps("Next: " + "x" * 500 + "\n\nNext: " + "x" * 500)
    assert len(steps) == 1
    assert len(steps[0]) == said.MAX_ITEM
