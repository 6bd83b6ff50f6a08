"""The notebook: drafted from what really happened, followed when a person edits, deletes or checks out."""

from __future__ import annotations

import datetime
import hashlib
import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.story import Story

from trailnote.distill.notebook_template import RELEASED
from trailnote.errors import UsageError
from trailnote.model import DAY_NS
from trailnote.service import journal, notes, rules
from trailnote.service.workspace import opened

ENTRY = "# Day\n\n## Improvements\n\n### Workflow\n\n- {}\n"


@pytest.fixture
def story(repo: Path) -> Iterator[Story]:
    """Return sessions to tell."""
    told = Story(repo)
    yield told
    told.close()


def write(repo: Path, name: str, *statements: str) -> Path:
    """Write an entry with these improvements."""
    path = repo / ".trailnote" / "journal" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(ENTRY.format("\n- ".join(statements)), encoding="utf-8")
    return path


def said(repo: Path) -> dict[str, tuple[str, ...]]:
    """Return the sources of every rule by its text."""
    with opened(str(repo), os.environ) as workspace:
        return {view.text: view.sources for view in rules.skills(workspace)}


def test_a_new_entry_tells_what_happened_that_day(story: Story, repo: Path) -> None:
    noon = datetime.datetime.now().astimezone().replace(hour=12, minute=0, second=0, microsecond=0)
    story.now_ns = int(noon.timestamp()) * 10**9 - 2 * DAY_NS
    day = (noon - datetime.timedelta(days=2)).date().isoformat()
    failing = "python -m pytest -q tests"
    story.start("one")
    story.prompt("one", "make the cart round half up")
    story.run(
        "one",
        failing,
        "E   AssertionError: assert 3 == 4\nFAILED tests/test_cart.py::test_total\n1 failed",
        exit_code=1,
    )
    story.edit("one", "cart.py", "def total(): return 4\n")
    story.run("one", failing, "4 passed in 0.10s")
    story.git("add", "-A")
    at = f"{(story.now_ns + 10**9) // 10**9} +0000"
    env = {**os.environ, "GIT_AUTHOR_DATE": at, "GIT_COMMITTER_DATE": at}
    subprocess.run(["git", "commit", "-qm", "Round the cart total half up"], cwd=repo, env=env, check=True)
    story.now_ns += 5 * 10**9
    story.run("one", "git commit -qm 'Round the cart total half up'", "")
    story.end("one")
    with opened(str(repo), os.environ) as workspace:
        text = Path(journal.new(workspace, "cart rounding", date=day)).read_text(encoding="utf-8")
        other = Path(journal.new(workspace, "quiet", date="2020-01-01")).read_text(encoding="utf-8")
    built, journey, tests = (part.split("\n## ")[0] for part in text.split("## ")[2:5])
    assert "Round the cart total half up" in built and "`cart.py`" in built
    assert "test_total" in journey
    assert failing in tests and "4 passed" in tests
    assert "Round the cart" not in other and "passed" not in other
    assert text.rstrip().endswith("### Domain Knowledge")


def test_what_we_wrote_is_known_by_its_sum(repo: Path) -> None:
    with opened(str(repo), os.environ) as workspace:
        path = Path(journal.new(workspace, "retry-storm", date="2025-03-14"))
        assert path.relative_to(repo).as_posix() == ".trailnote/journal/2025-03-14-retry-storm.md"
        sums = json.loads((repo / ".trailnote/local/written.json").read_text(encoding="utf-8"))
        assert sums == {"journal/2025-03-14-retry-storm.md": hashlib.sha256(path.read_bytes()).hexdigest()}
        for slug, date in (("retry-storm", "2025-03-14"), ("x", "2025-02-30"), ("../x", "2025-03-14")):
            with pytest.raises(UsageError):
                journal.new(workspace, slug, date=date)


def test_the_file_is_the_truth(repo: Path) -> None:
    path = write(repo, "2025-03-14-a.md", "Freeze the clock in tests that retry", "Store prices in cents")
    assert said(repo) == {
        "Freeze the clock in tests that retry": ("2025-03-14-a.md",), "Store prices in cents": ("2025-03-14-a.md",)
    }  # fmt: skip
    write(repo, "2025-03-14-a.md", "Freeze the clock in tests that retry", "Encrypt the backups")
    assert set(said(repo)) == {"Freeze the clock in tests that retry", "Encrypt the backups"}
    write(repo, "2025-03-15-b.md", "In tests that retry, freeze the clock")
    assert said(repo)["Freeze the clock in tests that retry"] == ("2025-03-14-a.md", "2025-03-15-b.md")
    path.unlink()
    assert said(repo) == {"In tests that retry, freeze the clock": ("2025-03-15-b.md",)}


def test_an_entry_of_another_branch_goes_with_its_checkout_and_comes_back(repo: Path) -> None:
    write(repo, "2025-03-14-a.md", "Store prices in cents")
    (repo / ".trailnote/.gitignore").write_text("local/\n", encoding="utf-8")
    for arguments in (["switch", "-qc", "topic"], ["add", "-A"], ["commit", "-qm", "Write"], ["switch", "-q", "main"]):
        subprocess.run(["git", *arguments], cwd=repo, check=True, capture_output=True)
    assert said(repo) == {}
    subprocess.run(["git", "switch", "-q", "topic"], cwd=repo, check=True)
    assert list(said(repo)) == ["Store prices in cents"]


def test_what_is_not_changed_is_not_read_again(repo: Path) -> None:
    write(repo, "2025-03-14-a.md", "Store prices in cents")
    with opened(str(repo), os.environ) as workspace:
        assert journal.follow(workspace) == 0
        write(repo, "2025-03-14-a.md", "Store prices in cents")
        os.utime(repo / ".trailnote/journal/2025-03-14-a.md", (1, 1))
        before = workspace.database().execute("SELECT id, updated_ns FROM memory").fetchall()
        assert journal.follow(workspace) == 1
        assert workspace.database().execute("SELECT id, updated_ns FROM memory").fetchall() == before


def test_one_entry_that_repeats_itself_is_one_source(repo: Path) -> None:
    write(repo, "2025-03-14-a.md", *["Store prices in cents"] * 3)
    with opened(str(repo), os.environ) as workspace:
        (view,) = rules.skills(workspace)
        assert (view.frequency, view.confidence) == (1, "low")
        assert len(journal.improvements(workspace)) == 3


def test_secrets_in_an_entry_are_not_kept(repo: Path) -> None:
    token = "ghp_" + "R4nd0mT0kenThatLooksReal0123456789ab"
    write(repo, "2025-03-14-a.md", f"Rotate {token} monthly")
    assert all(token not in text for text in said(repo))
    assert any("monthly" in text for text in said(repo))


def test_distill_tells_each_source_date_and_category(repo: Path) -> None:
    write(repo, "2025-03-14-a.md", "Store prices in cents")
    with opened(str(repo), os.environ) as workspace:
        notes.remember(workspace, "Pin the linter in CI", tags=["tool_usage"])
        found = {item.text: item for item in journal.improvements(workspace)}
        assert (found["Store prices in cents"].source, found["Store prices in cents"].category) == (
            "2025-03-14-a.md",
            "workflow",
        )
        assert found["Store prices in cents"].date == "2025-03-14"
        assert found["Pin the linter in CI"].category == "tool_usage"
        assert [i.text for i in journal.improvements(workspace, since="2025-03-15")] == ["Pin the linter in CI"]
        assert [i.text for i in journal.improvements(workspace, category="workflow")] == ["Store prices in cents"]
        with pytest.raises(UsageError, match="unknown"):
            journal.improvements(workspace, category="magic")


def test_trailers_of_commits_are_learned_with_their_commit(story: Story, repo: Path) -> None:
    story.start("one")
    (repo / "a.py").write_text("x = 1\n", encoding="utf-8")
    story.git("add", "-A")
    message = "Round half up\n\nLearned (tool usage): pin the linter in CI\nDecision: sessions live in SQLite"
    story.git("commit", "-qm", message)
    story.run("one", "git commit", "")
    story.end("one")
    commit = story.git("rev-parse", "HEAD").strip()
    with opened(str(repo), os.environ) as workspace:
        (view,) = rules.skills(workspace)
        assert (view.text, view.category, view.sources) == ("pin the linter in CI", "tool_usage", (f"commit:{commit}",))
        assert [m.text for m in notes.listed(workspace, namespace="decisions")] == ["sessions live in SQLite"]
    story.git("commit", "-q", "--amend", "-m", "Round half up\n\nLearned (tool usage): pin the linter in CI")
    story.run("one", "git commit --amend", "")
    amended = story.git("rev-parse", "HEAD").strip()
    assert said(repo) == {"pin the linter in CI": (f"commit:{amended}",)}
    with opened(str(repo), os.environ) as workspace:
        assert notes.listed(workspace, namespace="decisions") == []


def test_the_template_is_updated_with_the_edits_kept(repo: Path) -> None:
    with opened(str(repo), os.environ) as workspace:
        done = journal.update(workspace)
        assert (done.changed, done.left) == (True, 0)
        path = Path(done.path)
        assert path.read_text(encoding="utf-8") == RELEASED[max(RELEASED)]
        path.write_text(
            path.read_text(encoding="utf-8").replace("## Goal", "## Goal\n\n- Our example"), encoding="utf-8"
        )
        assert not journal.update(workspace).changed
        assert "- Our example" in Path(journal.new(workspace, "x")).read_text(encoding="utf-8")
        assert journal.stats(workspace).coverage["goal"] == 0.0
        entries, warnings = journal.entries(workspace)
        assert (len(entries), warnings) == (1, [])
