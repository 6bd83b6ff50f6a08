"""Rules are told verbatim in every format, and each format can be read back."""

from __future__ import annotations

import json
import sqlite3
from datetime import date

import pytest
import yaml

from trailnote.distill.rules.clusters import Clusters, Learning
from trailnote.distill.rules.report import RuleView, report
from trailnote.render.rules import FORMATS, SETTINGS_KEY, rendered
from trailnote.store import rules

TODAY = date(2025, 3, 20)


@pytest.fixture
def views() -> list[RuleView]:
    db = sqlite3.connect(":memory:", isolation_level=None)
    db.executescript(rules.DDL)
    clusters = Clusters(db)
    said = [
        ("Use Redis for caching", "a.md", "2025-03-01"),
        ("Cache data in Redis", "b.md", "2025-03-02"),
        ("Redis should be used for caching", "c.md", "2025-03-19"),
        ("Do not use Redis for caching", "d.md", "2025-02-01"),
        ("# Quote `x: y` and <!-- this -->\nbecause YAML: 'breaks'", "e.md", "2024-01-01"),
    ]
    for n, (text, source, day) in enumerate(said):
        clusters.add(Learning(str(n), text=text, source=source, date=day, category="architectural", tags=["cache"]))
    found = report(db, today=TODAY)
    db.close()
    return found


def test_the_surest_rules_come_first_and_contradictions_are_mutual(views: list[RuleView]) -> None:
    do, do_not, other = views
    assert (do.confidence, do.frequency, do.text) == ("high", 3, "Use Redis for caching")
    assert (do.contradicts, do_not.contradicts) == ((do_not.id,), (do.id,))
    assert do.sources == ("a.md", "b.md", "c.md")
    assert (do_not.confidence, other.confidence) == ("low", "low")


def test_json_has_the_promised_shape_on_one_line(views: list[RuleView]) -> None:
    text = rendered(views, "json")
    assert text.count("\n") == 1
    first = json.loads(text)["skills"][0]
    assert list(first) == sorted(
        ["id", "category", "text", "confidence", "frequency", "state", "sources", "tags", "wordings", "contradicts"]
    )
    assert first["wordings"][1] == {"text": "Cache data in Redis", "source": "b.md", "date": "2025-03-02"}
    assert first["tags"] == ["cache"]


def test_yaml_and_json_say_the_same(views: list[RuleView]) -> None:
    assert yaml.safe_load(rendered(views, "yaml")) == json.loads(rendered(views, "json"))


def test_settings_stand_under_one_key_of_ours(views: list[RuleView]) -> None:
    told = json.loads(rendered(views, "settings"))
    assert list(told) == [SETTINGS_KEY]
    assert told[SETTINGS_KEY]["rules"][0] == {"id": views[0].id, "text": "Use Redis for caching"}


def test_a_skill_has_front_matter_and_leaves_out_what_was_rejected(views: list[RuleView]) -> None:
    views[0].state = "rejected"
    text = rendered(views, "skill")
    front = yaml.safe_load(text.split("---\n")[1])
    assert set(front) == {"name", "description"}
    assert views[0].id not in text.replace(f"contradicts {views[0].id}", "")
    assert views[1].id in text


def test_markdown_lists_by_category_and_nothing_in_a_rule_breaks_the_list(views: list[RuleView]) -> None:
    lines = rendered(views, "markdown").splitlines()
    assert lines[:4] == ["# Rules", "", "## Architectural", ""]
    assert lines[4] == f"- Use Redis for caching ({views[0].id}; high confidence, seen 3 times; candidate)"
    assert f"  - contradicts {views[1].id}" in lines
    assert "- \\# Quote `x: y` and &lt;!-- this --&gt;" in lines


def test_filters_count_only_what_they_let_through() -> None:
    db = sqlite3.connect(":memory:", isolation_level=None)
    db.executescript(rules.DDL)
    clusters = Clusters(db)
    clusters.add(Learning("1", text="Use Redis for caching", source="a", date="2025-01-01", category="workflow"))
    clusters.add(Learning("2", text="Cache data in Redis", source="b", date="2025-03-01", category="workflow"))
    clusters.add(Learning("3", text="Pin versions in CI", source="b", date="2025-03-01", category="tool_usage"))
    assert [view.frequency for view in report(db, today=TODAY, min_frequency=2)] == [2]
    assert [view.frequency for view in report(db, today=TODAY, since="2025-02-01")] == [1, 1]
    assert [view.text for view in report(db, today=TODAY, category="tool_usage")] == ["Pin versions in CI"]
    db.close()


@pytest.mark.parametrize("format", FORMATS)
def test_nothing_learned_can_be_told_too(format: str) -> None:
    assert rendered([], format).endswith("\n")
