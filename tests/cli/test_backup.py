"""`trailnote backup` as a person types it."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Typed
from tests.story import Story


def test_it_says_where_it_wrote(story: Story, typed: Typed, tmp_path: Path) -> None:
    typed("remember", "Freeze the clock")
    code, out, _ = typed("backup", str(tmp_path / "a.tar.gz"), "--json")
    done = json.loads(out)
    assert code == 0
    assert done["path"] == str(tmp_path / "a.tar.gz")
    assert done["bytes"] == (tmp_path / "a.tar.gz").stat().st_size
    assert typed("backup", str(tmp_path / "a.tar.gz"))[0] == 0, "a backup may be replaced"
    code, _, err = typed("backup", str(tmp_path / "no" / "a.tar"))
    assert code == 1 and f"{tmp_path / 'no'}: is no directory" in err
    (tmp_path / "other").write_text("x", encoding="utf-8")
    assert typed("backup", str(tmp_path / "other"))[0] == 1
