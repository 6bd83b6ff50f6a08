"""Beside the commits: documents, releases, files that change together, what other tools left, each with its source."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.story import Story

from trailnote.model import Memory
from trailnote.service import learn, notes, review
from trailnote.service.workspace import Workspace
from trailnote.store import memories


@pytest.fixture
def workspace(repo: Path) -> Iterator[Workspace]:
    """Return the workspace of a repository."""
    with Workspace(str(repo), os.environ) as found:
        yield found


def git(repo: Path, *arguments: str) -> None:
    """Run git in a repository."""
    subprocess.run(["git", *arguments], cwd=repo, check=True, capture_output=True)


def write(repo: Path, files: dict[str, str], subject: str = "Write") -> None:
    """Commit some files."""
    for name, text in files.items():
        (repo / name).parent.mkdir(parents=True, exist_ok=True)
        (repo / name).write_text(text, encoding="utf-8")
    git(repo, "add", "-A")
    git(repo, "commit", "-qm", subject)


def kept(workspace: Workspace, where: str = "namespace != 'resolutions'") -> dict[str, Memory]:
    """Return memories by their key."""
    return {m.key: m for m in memories.select(workspace.database(), where)}


def test_documents_are_found_by_their_words_and_say_where_they_stand(workspace: Workspace, repo: Path) -> None:
    write(
        repo,
        {
            "README.md": "# Shop\n\n[![badge](x)](y)\n\nSells umbrellas by the hour.\n\n## Install\n\npip\n\n## Test\n",
            "docs/decisions/0001-sqlite.md": "# Use SQLite\n\nOne file and no server.\n\n## Status\n\nAccepted\n",
            "AGENTS.md": "# Rules\n\n- Freeze the clock in tests\n<!-- hidden -->\n",
            "docs/guide.md": "---\ntitle: x\n---\n# Guide\n\nHow to rent.\n",
            "src/notes.md": "# Not a document of the project\n",
            "main.py": "print(1)\n",
        },
    )
    done = learn.bootstrap(workspace).beside
    assert done.documents == 4
    found = kept(workspace)
    readme = found["doc/README.md"]
    assert readme.title == "README.md: Shop"
    assert "Sells umbrellas by the hour." in readme.text
    assert "badge" not in readme.text
    assert "Sections: Install, Test." in readme.text
    assert readme.files == ("README.md",)
    assert readme.tags == ("document",)
    assert found["doc/docs/decisions/0001-sqlite.md"].tags == ("document", "decision")
    assert "Freeze the clock in tests" in found["doc/AGENTS.md"].text
    assert "title: x" not in found["doc/docs/guide.md"].text
    hits = {hit.key: hit for hit in notes.query(workspace, "umbrellas")}
    assert hits["doc/README.md"].freshness == "fresh"


def test_documents_are_not_told_unasked_and_not_offered_for_review(workspace: Workspace, repo: Path) -> None:
    write(repo, {"README.md": "# Shop\n\nSells umbrellas by the hour, and repairs umbrellas.\n"})
    learn.bootstrap(workspace)
    story = Story(repo)
    told = story.start("first") + story.tell(story.event("first", "prompt", text="repair the umbrellas by the hour"))
    assert "README.md: Shop" not in told
    assert review.pending(workspace).pending == ()
    story.close()


def test_bootstrapping_twice_writes_once_and_follows_the_documents(workspace: Workspace, repo: Path) -> None:
    write(repo, {"README.md": "# Shop\n\nOne.\n", "docs/a.md": "# A\n\nText.\n"})
    first = learn.bootstrap(workspace)
    again = learn.bootstrap(workspace)
    assert (first.beside.documents, again.new, again.beside.documents) == (2, 0, 0)
    write(repo, {"README.md": "# Shop\n\nTwo.\n"})
    git(repo, "rm", "-q", "docs/a.md")
    git(repo, "commit", "-qm", "Drop a page")
    assert learn.bootstrap(workspace).beside.documents == 1
    assert "doc/docs/a.md" not in kept(workspace)
    assert "Two." in kept(workspace)["doc/README.md"].text


def test_releases_come_from_the_change_log_and_from_annotated_tags(workspace: Workspace, repo: Path) -> None:
    log = "# Changelog\n\n## [Unreleased]\n\n- later\n\n## [1.1.0] - 2026-01-02\n\n- Rent by the minute\n"
    log += "\n## 1.0.0\n\n- Go\n"
    write(repo, {"CHANGELOG.md": log})
    git(repo, "tag", "-a", "v0.9", "-m", "The beta\n\nOnly umbrellas")
    git(repo, "tag", "-a", "v1.0.0", "-m", "The first one, told by the change log")
    git(repo, "tag", "light")
    assert learn.bootstrap(workspace).beside.releases == 3
    found = kept(workspace)
    assert "Rent by the minute" in found["release/1.1.0"].text
    assert "Only umbrellas" in found["release/0.9"].text
    assert "release/light" not in found
    assert "Go" in found["release/1.0.0"].text


def test_files_that_change_together_are_told_when_one_is_under_edit(workspace: Workspace, repo: Path) -> None:
    write(repo, {"auth/sess.py": "a = 0\n" * 20, "tests/test_session.py": "t0\n", "cart.py": "c0\n"}, "Begin auth")
    git(repo, "mv", "auth/sess.py", "auth/session.py")
    git(repo, "commit", "-qm", "Name it in full")
    for n in range(4):
        write(
            repo,
            {"auth/session.py": "a = 0\n" * 20 + f"b = {n}\n", "tests/test_session.py": f"t{n + 1}\n"},
            f"Change {n}",
        )
    write(repo, {"cart.py": "c1\n"}, "Change the cart")
    assert learn.bootstrap(workspace).beside.together == 2
    note = kept(workspace)["file/auth/session.py"]
    assert note.text == (
        "auth/session.py usually changes together with tests/test_session.py (5 of 6 commits). Formerly auth/sess.py."
    )
    (repo / "auth/session.py").write_text("changed\n", encoding="utf-8")
    story = Story(repo)
    assert "What changes with auth/session.py" in story.start("first")
    story.close()


def test_what_other_tools_left_is_kept_as_outside_with_its_source(
    workspace: Workspace, repo: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slug = "".join(c if c.isalnum() else "-" for c in str(repo))
    claude = home / ".claude" / "projects" / slug / "memory"
    codex = home / ".codex" / "memories"
    for folder in (
        claude,
        codex,
        repo / "buildlog",
        repo / ".aictx" / "continuity",
        repo / ".aictx" / "strategy_memory",
    ):
        folder.mkdir(parents=True)
    (claude / "MEMORY.md").write_text(
        "# Testing\nThe suite needs a running redis.\n\n# Keys\ntoken ghp_" + "a1B2c3D4e5F6" * 3 + "\n",
        encoding="utf-8",
    )
    (codex / "MEMORY.md").write_text(
        f"# Shop\nIn {repo} the port is 8080.\n\n# Bank\nIn /elsewhere the port is 9090.\n", encoding="utf-8"
    )
    (repo / "buildlog" / "2026-01-02-retry.md").write_text(
        "# Retry\n\n## Improvements\n\n### Workflow\n\n- Run the slow tests before the review\n", encoding="utf-8"
    )
    (repo / ".aictx" / "continuity" / "decisions.jsonl").write_text(
        json.dumps({"decision": "Prices are integers"}) + "\n{torn", encoding="utf-8"
    )
    (repo / ".aictx" / "strategy_memory" / "strategies.jsonl").write_text(
        json.dumps({"request": "fix the cart", "entry_points": ["cart.py"], "tests_executed": ["pytest -q"]}) + "\n",
        encoding="utf-8",
    )
    assert learn.bootstrap(workspace).beside.imported == 6
    found = list(kept(workspace, "origin = 'outside'").values())
    assert {(m.namespace, m.tags[0], m.provenance.sources) for m in found} == {
        ("learnings", "from-claude-code-memory", ("import:claude-code-memory:MEMORY.md",)),
        ("learnings", "from-codex-memory", ("import:codex-memory:MEMORY.md",)),
        ("learnings", "from-buildlog", ("import:buildlog:2026-01-02-retry.md",)),
        ("learnings", "from-aictx", ("import:aictx:strategies.jsonl",)),
        ("decisions", "from-aictx", ("import:aictx:decisions.jsonl",)),
    }
    text = "\n".join(m.text for m in found)
    for words in ("running redis", "port is 8080", "slow tests", "Prices are integers", "Worked before: fix the cart"):
        assert words in text
    assert "9090" not in text
    assert "ghp_" not in text
    assert learn.bootstrap(workspace).beside.imported == 0
    story = Story(repo)
    told = story.start("first") + story.tell(
        story.event("first", "prompt", text="does the suite need a running redis?")
    )
    assert "redis" not in told
    story.close()


def test_a_document_behind_a_link_or_too_long_is_passed_over(workspace: Workspace, repo: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("# Outside\n\nwords\n", encoding="utf-8")
    (repo / "docs").mkdir()
    (repo / "docs" / "link.md").symlink_to(tmp_path / "secret.md")
    write(repo, {"docs/long.md": "x" * 600_000})
    learn.bootstrap(workspace)
    assert set(kept(workspace)) == {"doc/README.md"}
