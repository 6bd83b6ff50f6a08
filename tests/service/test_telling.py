"""What `brief` prints is what was asked for."""

from __future__ import annotations

import os
from pathlib import Path

from trailnote.service import notes
from trailnote.service.telling import brief
from trailnote.service.workspace import opened


def test_a_budget_of_nothing_tells_nothing(repo: Path) -> None:
    with opened(str(repo), os.environ) as workspace:
        notes.remember(workspace, "Freeze the clock in tests that retry", pin=True)
        assert "Freeze the clock" in brief(workspace).text()
        assert brief(workspace, budget_tokens=0).text() == ""
        assert brief(workspace, prompt="clock in tests that retry", budget_tokens=0).text() == ""
