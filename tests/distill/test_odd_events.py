"""An event of any content passes through the pipeline; none stops those that come after it."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trailnote import config, paths
from trailnote.capture import spool
from trailnote.distill import pipeline
from trailnote.model import KINDS, Event
from trailnote.store.database import open_database

KNOWN = ["pytest -q", "1 failed", "E   ValueError: x", "a.py", "../b", "@ a.py +1 -1\n+x"]
WORDS = st.text(max_size=60) | st.sampled_from(KNOWN)
EVENTS: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(KINDS),
        "client": st.sampled_from(["claude-code", "codex", "trailnote"]),
        "tool": st.sampled_from(["Bash", "Edit", "Read", "apply_patch", ""]),
        "agent": st.sampled_from(["", "a1"]),
        "source": st.sampled_from(["", "startup", "resume", "compact", "interrupt"]),
        "command": WORDS,
        "output": WORDS,
        "text": WORDS,
        "change": WORDS,
        "exit_code": st.none() | st.integers(-9, 300),
        "edited": st.lists(WORDS, max_size=3).map(tuple),
        "read": st.lists(WORDS, max_size=3).map(tuple),
    }
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(EVENTS, min_size=1, max_size=25))
def test_any_events_pass(events: list[dict[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        project = paths.Project(folder, resolved_by="folder")
        paths.ensure_local(project)
        for n, fields in enumerate(events):
            spool.write(project.local_dir, Event(id=f"e{n}", session="s", at_ns=10**18 + n, cwd=folder, **fields))
        db = open_database(project.local_dir)
        try:
            assert pipeline.sync(db, project, config.load(project, os.environ), wait_ms=1000)
            assert db.execute("SELECT count(*) FROM event WHERE distilled = 0").fetchone()[0] == 0
            assert db.execute("SELECT id FROM event WHERE distilled = 2").fetchall() == []
        finally:
            db.close()
        assert not (Path(project.local_dir) / "log.jsonl").exists()
