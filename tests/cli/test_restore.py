"""`trailnote restore` as a person types it."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Typed
from tests.story import Story


def test_it_brings_back_and_keeps_what_was_there(story: Story, typed: Typed, tmp_path: Path) -> None:
    typed("remember", "Freeze the clock")
    typed("backup", str(tmp_path / "a.tar"))
    typed("remember", "Later thought")
    code, out, _ = typed("restore", str(tmp_path / "a.tar"))
    assert (code, out.splitlines()[0]) == (0, "restored 1 memories and 0 files")
    assert "Later thought" not in typed("list")[1]
    typed("restore", out.splitlines()[1].removeprefix("what was here before: "))
    assert "Later thought" in typed("list")[1]


def test_what_is_no_backup_is_refused(story: Story, typed: Typed, tmp_path: Path) -> None:
    (tmp_path / "b.tar").write_bytes(b"nothing")
    code, _, err = typed("restore", str(tmp_path / "b.tar"))
    assert code == 1
    assert "nothing was restored" in err
    assert typed("restore", str(tmp_path / "absent.tar"))[0] == 1
