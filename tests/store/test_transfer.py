"""Export and import lose nothing either way, and twice is once."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

from trailnote.service import exchange, notes
from trailnote.service.learn import bootstrap
from trailnote.service.workspace import opened


def filled(repo: Path) -> list[str]:
    with opened(str(repo), os.environ) as workspace:
        bootstrap(workspace)
        notes.remember(workspace, "Use SQLite: one file", namespace="decisions", key="0007-db", files=["README.md:1"])
        notes.remember(workspace, "Use SQLite: one file, no server", namespace="decisions", key="0007-db", pin=True)
        notes.remember(workspace, "時計を固定する", tags=["tests"], ttl="24h")
        gone = notes.remember(workspace, "Forget me")
        notes.forget(workspace, gone.id)
        exchange.put_vector(workspace, {"model": "mine", "vector": [0.25, -1.5], "text": "with a vector"})
        return list(exchange.export(workspace))


def test_export_wipe_import_gives_the_same_export_and_the_same_answers(repo: Path, tmp_path: Path) -> None:
    lines = filled(repo)
    with opened(str(repo), os.environ) as workspace:
        before = [(h.id, h.why) for h in notes.query(workspace, "which database server", everything=True)]
    other = tmp_path / "other"
    subprocess.run(["git", "clone", "-q", str(repo), str(other)], check=True)
    with opened(str(other), os.environ) as workspace:
        done = exchange.take_in(workspace, lines)
        assert (done.new, done.skipped) == (len(lines) - 2, [])
        assert list(exchange.export(workspace)) == lines
        again = exchange.take_in(workspace, lines)
        assert (again.new, again.changed) == (0, 0)
        assert list(exchange.export(workspace)) == lines
        after = [(h.id, h.why) for h in notes.query(workspace, "which database server", everything=True)]
    assert before and after == before


def test_a_bad_line_is_named_and_skipped_and_the_rest_is_taken(repo: Path) -> None:
    good = {"type": "memory", "namespace": "learnings", "key": "k", "text": "t", "updated_ns": 5}
    bad = [
        "{torn",
        "[]",
        json.dumps({**good, "namespace": "nonsense"}),
        json.dumps({**good, "id": "../../etc"}),
        json.dumps({**good, "created_ns": "yesterday"}),
        json.dumps({**good, "uses": 1 << 80}),
        json.dumps({**good, "files": [1]}),
        json.dumps({**good, "key": "v", "vector": {"model": "m", "dim": 3, "data": "AAAA"}}),
        "[" * 100_000,
    ]
    with opened(str(repo), os.environ) as workspace:
        done = exchange.take_in(workspace, [*bad, json.dumps(good)])
        assert [n for n, _ in done.skipped] == list(range(1, len(bad) + 1))
        assert (done.new, len(notes.listed(workspace))) == (1, 1)
