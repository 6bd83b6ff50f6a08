"""The managed block: entries come and go by id, and everything else stays as it stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trailnote.errors import RefusedError, SettingsError
from trailnote.render.managed import BEGIN, END, Block
from trailnote.render.quoting import seen

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Zl", "Zp")), min_size=1).filter(
    lambda t: t.strip() == t and "<!--" not in t and "-->" not in t
)


@given(before=st.sampled_from(["", "# Rules\n", "# Rules\r\n\r\nMine\r\n", "no line end", "\n\n", " "]), text=TEXT)
def test_adding_and_removing_an_entry_gives_the_same_text(before: str, text: str) -> None:
    block = Block(before, path="CLAUDE.md")
    block.add("m-0123456789ab", text)
    written = block.text()
    again = Block(written, path="CLAUDE.md")
    assert again.entries() == {"m-0123456789ab": seen(text).strip()}
    assert again.text() == written
    assert again.remove("m-0123456789ab")
    assert again.text() == before


def test_lines_of_somebody_else_inside_the_block_stay() -> None:
    text = f"{BEGIN}\n- One <!-- m-aaaaaaaaaaaa -->\nby hand\n- Two <!-- m-bbbbbbbbbbbb -->\n{END}\nafter\n"
    block = Block(text, path="x.md")
    block.remove("m-aaaaaaaaaaaa")
    assert block.text() == f"{BEGIN}\nby hand\n- Two <!-- m-bbbbbbbbbbbb -->\n{END}\nafter\n"


def test_a_text_of_several_lines_is_kept_word_for_word() -> None:
    block = Block("", path="x.md")
    block.add("m-aaaaaaaaaaaa", "First\n\n  code()\nlast")
    assert Block(block.text(), path="x.md").entries() == {"m-aaaaaaaaaaaa": "First\n\n  code()\nlast"}


@pytest.mark.parametrize("text", [f"{BEGIN}\n{BEGIN}\n{END}\n", f"{BEGIN}\n", f"{END}\n{BEGIN}\n"])
def test_a_broken_pair_is_an_error_that_names_the_line(text: str) -> None:
    with pytest.raises(SettingsError, match=r"x\.md:\d: "):
        Block(text, path="x.md")


def test_a_text_that_would_close_the_block_is_refused() -> None:
    with pytest.raises(RefusedError):
        Block("", path="x.md").add("m-aaaaaaaaaaaa", f"fine\n{END}")


def test_markers_inside_code_fences_are_somebodys_text() -> None:
    text = f"```md\n{BEGIN}\n{END}\n```\n"
    block = Block(text, path="x.md")
    block.add("m-aaaaaaaaaaaa", "Mine")
    assert block.text() == f"{text}\n{BEGIN}\n- Mine <!-- m-aaaaaaaaaaaa -->\n{END}\n"
    with pytest.raises(SettingsError, match=r"x\.md:3: a code fence"):
        Block("# A\n\n~~~~sh\ncode\n~~~\n", path="x.md")
