"""A receipt leads from what we left back to what was there, and to nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.installers.configs import SAMPLE

from trailnote_installers import receipt
from trailnote_installers.receipt import Receipt, Record
from trailnote_installers.snapshot import digest

TEXTS = st.lists(st.sampled_from(["a\n", "b\r\n", "é\n", "\n", "c", "{", "}"]), max_size=12).map("".join)


@SAMPLE
@given(before=TEXTS, after=TEXTS)
def test_the_edits_undo_any_change(before: str, after: str) -> None:
    edits = receipt.undo_of(before.encode(), after.encode())
    assert receipt.apply_undo(after.encode(), edits) == before.encode()


def test_only_what_we_left_is_undone() -> None:
    edits = receipt.undo_of(b"a\n", b"a\nb\n")
    record = Record("x", "hooks", digest(b"a\n"), digest(b"a\nb\n"), edits)
    assert receipt.undone(record, b"a\nb\n") == b"a\n"
    assert receipt.undone(record, b"a\nb\nc\n") is None
    forged = Record("x", "hooks", digest(b"a\n"), digest(b"a\nb\n"), [(0, 4, "evil")])
    assert receipt.undone(forged, b"a\nb\n") is None


@pytest.mark.parametrize("edits", [[(0, 99, "")], [(-1, 0, "")], [(3, 1, "")]])
def test_edits_outside_of_the_text_are_refused(edits: receipt.Undo) -> None:
    with pytest.raises(ValueError, match="outside"):
        receipt.apply_undo(b"abc", edits)


def test_a_receipt_reads_back_as_it_was_written(tmp_path: Path) -> None:
    book = Receipt(str(tmp_path))
    key = book.key(str(tmp_path / ".codex" / "hooks.json"))
    book.records[key] = Record(key, "hooks", "", "0" * 64, [(0, 3, "")], frozenset({("hooks", "Stop")}), (".codex",))
    (tmp_path / "receipt.json").write_bytes(book.dump())
    again = receipt.load(str(tmp_path / "receipt.json"), root=str(tmp_path))
    assert again == book
    assert key == ".codex/hooks.json"
