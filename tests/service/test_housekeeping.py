"""What expired, faded or lost its commit goes; what somebody pinned, promoted or turned down stays."""

from __future__ import annotations

import math
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from trailnote.model import DAY_NS, Memory
from trailnote.service import housekeeping, learn
from trailnote.service.workspace import Workspace, opened
from trailnote.store import decay, memories

NOW = 1_790_000_000 * 10**9


class Later(Workspace):
    """A workspace whose clock runs ahead by `days`."""

    days = 0.0

    def now_ns(self) -> int:  # type: ignore[override]  # the clock of the test
        return Workspace.now_ns() + int(self.days * DAY_NS)


@pytest.fixture
def workspace(repo: Path) -> Iterator[Later]:
    """Return the workspace of a repository, with a clock that the test sets."""
    found = Later(str(repo), os.environ)
    yield found
    found.close()


def put(
    workspace: Workspace, key: str, *, namespace: str = "code-context", age_days: float = 0, **more: object
) -> None:
    """Store one memory that was made so many days ago."""
    at = workspace.now_ns() - int(age_days * DAY_NS)
    memory = Memory(namespace=namespace, key=key, text=f"note {key}", created_ns=at, **more)  # type: ignore[arg-type]  # of the test's choosing
    memory.expires_ns = memory.expires_ns or workspace.now_ns() + 1000 * DAY_NS
    memories.put(workspace.database(), memory, now_ns=at)


def keys(workspace: Workspace) -> set[str]:
    """Return the keys of all memories but resolutions."""
    return {row[0] for row in workspace.database().execute("SELECT key FROM memory WHERE namespace != 'resolutions'")}


def test_the_score_is_the_formula() -> None:
    def score(age: float, uses: int, unused: float, salience: float = 1.0) -> float:
        return decay.score(
            salience=salience,
            created_ns=NOW - int(age * DAY_NS),
            uses=uses,
            used_ns=NOW - int(unused * DAY_NS) if uses else 0,
            now_ns=NOW,
        )

    assert score(0, 0, 0) == 1.0
    assert score(10, 0, 0) == pytest.approx(math.exp(-0.2))
    assert score(30, 3, 5, 0.5) == pytest.approx(0.5 * math.exp(-0.6) + 0.6 * math.log(4) * math.exp(-0.2))


def test_what_faded_goes_and_what_is_used_or_pinned_stays(workspace: Later) -> None:
    put(workspace, "young", age_days=79)
    put(workspace, "old", age_days=81)
    put(workspace, "old and used", age_days=81, uses=2, used_ns=workspace.now_ns())
    put(workspace, "old and pinned", age_days=400, pinned=True)
    put(workspace, "old and promoted", age_days=400, state="promoted")
    put(workspace, "not helpful", age_days=5, salience=0.2)
    put(workspace, "a decision", namespace="decisions", age_days=4000)
    assert housekeeping.collect(workspace).decayed == 2
    assert keys(workspace) == {"young", "old and used", "old and pinned", "old and promoted", "a decision"}


def test_the_sweep_of_a_start_lets_things_fade_too(workspace: Later) -> None:
    put(workspace, "old", age_days=100)
    workspace.database().execute("DELETE FROM meta WHERE name = 'swept_ns'")
    workspace.sync()
    assert keys(workspace) == set()


def test_older_than_takes_the_namespace_that_was_named(workspace: Later) -> None:
    for namespace in ("executions", "learnings", "code-context"):
        put(workspace, f"new {namespace}", namespace=namespace, age_days=10)
        put(workspace, f"old {namespace}", namespace=namespace, age_days=50)
    put(workspace, "rejected", namespace="learnings", age_days=50, state="rejected")
    put(workspace, "used", namespace="executions", age_days=50, uses=1, used_ns=workspace.now_ns())
    assert housekeeping.collect(workspace, older_than="40d", namespace="learnings").old == 1
    assert "old learnings" not in keys(workspace)
    assert {"old executions", "rejected"} <= keys(workspace)
    assert housekeeping.collect(workspace, older_than="40d").old == 2
    assert keys(workspace) == {"new executions", "new learnings", "new code-context", "rejected", "used"}


def test_the_note_of_a_commit_goes_90_days_after_nothing_leads_to_it(workspace: Later, repo: Path) -> None:
    def git(*arguments: str) -> None:
        subprocess.run(["git", *arguments], cwd=repo, check=True, capture_output=True)

    git("switch", "-qc", "side")
    (repo / "side.txt").write_text("x", encoding="utf-8")
    git("add", "-A")
    git("commit", "-qm", "Try another way")
    learn.bootstrap(workspace)
    count = "SELECT count(*) FROM memory WHERE namespace = 'resolutions'"
    before = workspace.database().execute(count).fetchone()[0]
    git("switch", "-q", "main")
    assert housekeeping.collect(workspace).unreachable == 0
    git("branch", "-qD", "side")
    assert housekeeping.collect(workspace).unreachable == 1
    workspace.days = 89
    assert housekeeping.collect(workspace).resolutions == 0
    workspace.days = 91
    assert housekeeping.collect(workspace).resolutions == 1
    assert workspace.database().execute(count).fetchone()[0] == before - 1


def test_a_commit_that_is_led_to_again_stays(workspace: Later, repo: Path) -> None:
    def git(*arguments: str) -> str:
        return subprocess.run(["git", *arguments], cwd=repo, check=True, capture_output=True, text=True).stdout.strip()

    git("commit", "-q", "--allow-empty", "-m", "Try another way")
    tip = git("rev-parse", "HEAD")
    learn.bootstrap(workspace)
    git("reset", "-q", "--hard", "HEAD~1")
    assert housekeeping.collect(workspace).unreachable == 1
    git("branch", "rescued", tip)
    workspace.days = 200
    done = housekeeping.collect(workspace)
    assert (done.resolutions, done.unreachable) == (0, 0)


def test_a_mark_of_another_shape_that_an_import_brought_is_made_anew(workspace: Later) -> None:
    put(workspace, "0" * 40, namespace="resolutions", facts={"unreachable_ns": "yesterday"})
    assert housekeeping.collect(workspace).unreachable == 1
    workspace.days = 91
    assert housekeeping.collect(workspace).resolutions == 1


def test_collecting_twice_finds_nothing_more(repo: Path) -> None:
    with opened(str(repo), os.environ) as workspace:
        for n in range(1200):
            put(workspace, f"old {n}", age_days=100)
        assert housekeeping.collect(workspace).decayed == 1200
        assert housekeeping.collect(workspace) == housekeeping.Collected()
