"""The notebook's verbs and those of review, as a person types them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from trailnote.cli import main

ENTRY = "# Day {n}\n\n## Goal\n\nShip.\n\n## Improvements\n\n### Workflow\n\n- {a}\n- {b}\n\n```\n- not this\n```\n"


def run(repo: Path, *words: str) -> str:
    """Run a verb in a repository and return what it printed."""
    return told(repo, 0, *words)


def told(repo: Path, code: int, *words: str) -> str:
    """Run a verb that exits with `code` and return what it printed on both streams."""
    runner = CliRunner()
    with runner.isolation() as (out, _, _):
        assert main.run([words[0], "--repo", str(repo), *words[1:]]) == code, out.getvalue().decode()
        return out.getvalue().decode()


def shape(repo: Path, *words: str) -> Any:
    """Return the object that a verb prints with --json."""
    printed = run(repo, words[0], "--json", *words[1:])
    assert printed.count("\n") == 1
    return json.loads(printed)


@pytest.fixture
def book(repo: Path) -> Path:
    """Return a repository with two entries."""
    folder = repo / ".trailnote" / "journal"
    folder.mkdir(parents=True)
    (folder / "2025-03-14-a.md").write_text(
        ENTRY.format(n=1, a="Use Redis for caching", b="Freeze the clock in tests that retry"), encoding="utf-8"
    )
    (folder / "2025-03-15-b.md").write_text(
        ENTRY.format(n=2, a="Do not use Redis for caching", b="In tests that retry, freeze the clock"), encoding="utf-8"
    )
    return repo


def test_new_entries_update_and_stats(book: Path) -> None:
    path = Path(shape(book, "new", "Retry storm", "--date", "2025-03-16")["path"])
    assert path.name == "2025-03-16-retry-storm.md"
    before = path.read_bytes()
    told(book, 2, "new", "retry-storm", "--date", "2025-03-16")
    told(book, 2, "new", "retry-storm", "--date", "2025-02-30")
    assert path.read_bytes() == before
    listed = shape(book, "entries")
    assert [(e["name"], e["improvements"]) for e in listed["entries"]] == [
        ("2025-03-14-a.md", 2), ("2025-03-15-b.md", 2), ("2025-03-16-retry-storm.md", 0)
    ]  # fmt: skip
    assert shape(book, "entries", "--since", "2025-03-15")["entries"][0]["name"] == "2025-03-15-b.md"
    assert shape(book, "update")["changed"] is True
    stats = shape(book, "stats")
    assert (stats["entries"], stats["improvements"], stats["by_category"]["workflow"]) == (3, 4, 4)
    assert "Goal" in run(book, "stats", "--detailed")


def test_distill_in_both_formats_and_to_a_file(book: Path, tmp_path: Path) -> None:
    found = shape(book, "distill", "--category", "workflow")
    assert {(i["source"], i["date"]) for i in found["improvements"]} == {
        ("2025-03-14-a.md", "2025-03-14"), ("2025-03-15-b.md", "2025-03-15")
    }  # fmt: skip
    assert found["statistics"]["by_category"]["workflow"] == 4
    target = tmp_path / "out" / "insights.yaml"
    run(book, "distill", "--format", "yaml", "-o", str(target), "--since", "2025-03-15")
    assert len(yaml.safe_load(target.read_text(encoding="utf-8"))["improvements"]) == 2


def test_skills_in_every_format(book: Path, tmp_path: Path) -> None:
    rules = {rule["text"]: rule for rule in shape(book, "skills")["skills"]}
    clock, redis = rules["Freeze the clock in tests that retry"], rules["Use Redis for caching"]
    assert (clock["frequency"], clock["confidence"], clock["category"]) == (2, "medium", "workflow")
    assert [w["source"] for w in clock["wordings"]] == ["2025-03-14-a.md", "2025-03-15-b.md"]
    other = rules["Do not use Redis for caching"]
    assert (redis["contradicts"], other["contradicts"]) == ([other["id"]], [redis["id"]])
    assert [r["text"] for r in shape(book, "skills", "--min-frequency", "2")["skills"]] == [clock["text"]]
    assert yaml.safe_load(run(book, "skills"))["skills"][0]["id"] == clock["id"]
    assert f"- {clock['text']}" in run(book, "skills", "--format", "markdown")
    assert json.loads(run(book, "skills", "--format", "settings"))["trailnote"]["rules"][0]["id"] == clock["id"]
    run(book, "skills", "--format", "skill", "-o", str(tmp_path / "skill"))
    assert (tmp_path / "skill" / "SKILL.md").read_text(encoding="utf-8").startswith("---\nname: ")


def test_review_from_the_command_line(book: Path) -> None:
    ids = [subject["id"] for subject in shape(book, "diff")["pending"]]
    done = shape(book, "promote", *ids, "r-00000000")
    assert (done["promoted"], done["not_found"]) == (ids, ["r-00000000"])
    assert {rule["state"] for rule in shape(book, "status")["rules"]} == {"promoted"}
    assert "contradicted by" in " ".join(run(book, "status").split())
    file = book / ".claude/rules/trailnote.md"
    file.write_text(file.read_text(encoding="utf-8").replace("Do not use", "Never use"), encoding="utf-8")
    (by_hand,) = shape(book, "diff")["edited_by_hand"]
    assert by_hand["text"] == "Never use Redis for caching"
    assert shape(book, "reject", ids[0], "--reason", "no")["rejected"] == [ids[0]]
    assert shape(book, "demote", by_hand["id"])["edited_by_hand"] == [by_hand]
    assert "* 1  Freeze the clock" in run(book, "reword", ids[0])
    assert shape(book, "reword", ids[0], "--to", "2")["text"] == "In tests that retry, freeze the clock"


def test_share_says_how_things_stand(book: Path) -> None:
    assert shape(book, "share") == {"notes": [], "sharing": False}
    (book / ".trailnote/notes").mkdir()
    assert shape(book, "share", "on")["sharing"] is True
    assert shape(book, "share", "off")["sharing"] is False
