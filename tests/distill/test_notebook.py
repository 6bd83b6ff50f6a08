"""The notebook is read as its writer meant it, and drafted from what happened."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trailnote.distill.notebook import CATEGORIES, SECTIONS, Entry, entry_name, parse_entry, statements_of
from trailnote.distill.notebook_stats import Stats
from trailnote.distill.notebook_template import NEWEST, RELEASED, Facts, create_entry, drafted, merge, updated
from trailnote.errors import RefusedError, UsageError

NAME = "2025-03-14-retry-storm.md"
FACTS = Facts(
    commits=[("3f2a91c", "Stop retrying on 4xx")],
    commands=["pytest -k retry", "git bisect run make"],
    tests=[("pytest", "4 passed")],
    failures=[("TimeoutError in test_login", "freezing the clock"), ("`make` failed", "")],
    files=["auth/http.py"],
)


def improvements(text: str) -> list[tuple[str, str]]:
    """Return (category, text) of what stands under an Improvements section with `text` in it."""
    entry = parse_entry(f"# T\n\n## Improvements\n\n{text}", NAME)
    return [(each.category, each.text) for each in entry.improvements]


@pytest.mark.parametrize("bullet", ["-", "*", "+", "1.", "2)", "•", "- [ ]", "- [x]"])
def test_any_bullet_begins_an_improvement(bullet: str) -> None:
    assert improvements(f"### Workflow\n\n{bullet} Commit often\n") == [("workflow", "Commit often")]


@pytest.mark.parametrize("heading", ["### Tool Usage", "### TOOL USAGE:", "#### 3. tool usage", "### **Tool usage**"])
def test_headings_are_known_in_any_case_and_dress(heading: str) -> None:
    assert improvements(f"{heading}\n- Use rg\n") == [("tool_usage", "Use rg")]


def test_nested_lines_belong_to_their_bullet() -> None:
    found = improvements(
        "### Workflow\n- Commit often\n  and early\n  - it helps bisect\n\n  more of it\n- Push daily\n"
    )
    assert found == [("workflow", "Commit often and early\nit helps bisect\nmore of it"), ("workflow", "Push daily")]


def test_nothing_is_read_from_code_and_comments() -> None:
    hidden = (
        "### Workflow\n\n```md\n- in a fence\n```\n\n~~~\n- in tildes\n~~~\n\n    - indented code\n\n"
        "<!-- - in a comment -->\n<!--\n- in a long comment\n\n- behind its blank line\n-->\n"
        "- Real <!-- aside --> one\n  ```\n  - nested fence\n  ```\n"
        "- `<!--` in code hides nothing\n"
    )
    assert [text for _, text in improvements(hidden)] == ["Real one", "`<!--` in code hides nothing"]


def test_only_improvements_teach_and_their_section_ends_at_the_next() -> None:
    text = "# T\n\n## Journey\n- tried things\n\n## Improvements\n### Workflow\n- Commit often\n\n"
    text += "## Later\n### Workflow\n- not this\n"
    entry = parse_entry(text, NAME)
    assert [each.text for each in entry.improvements] == ["Commit often"]
    assert entry.filled == {"journey", "improvements"}
    assert entry.title == "T"


def test_lines_are_counted_as_in_the_file() -> None:
    text = "---\ntitle: T\n---\n<!--\nhidden\n-->\n## Improvements\n\n### Workflow\n\n- Commit often\n"
    assert [each.line for each in parse_entry(text, NAME).improvements] == [11]


def test_crlf_bom_and_broken_bytes_are_survived_with_a_warning() -> None:
    data = b"\xef\xbb\xbf## Improvements\r\n\r\n### Workflow\r\n\r\n- Commit \xff often\r\n- Push\r\n"
    entry = parse_entry(data, NAME)
    assert [each.text for each in entry.improvements] == ["Commit � often", "Push"]
    assert entry.warnings == [f"{NAME}:5: not UTF-8; the unreadable bytes were replaced"]


def test_what_stands_nowhere_is_told() -> None:
    assert "no section Improvements" in parse_entry("# T\n", NAME).warnings[0]
    orphan = parse_entry("## Improvements\n- Commit often\n", NAME)
    assert orphan.improvements[0].category == "uncategorised"
    assert "stands under no category" in orphan.warnings[0]
    assert "never closed" in parse_entry("## Improvements\n<!-- open\n- x\n", NAME).warnings[0]


def test_words_of_a_template_are_nobodys() -> None:
    template = (
        "# {{title}}\n\n## Goal\n\nSay the goal.\n\n## Improvements\n\n### Workflow\n\n- An example: commit often.\n"
    )
    kept = template + "- Push daily\n"
    entry = parse_entry(kept, NAME, templates=statements_of(template))
    assert [each.text for each in entry.improvements] == ["Push daily"]
    assert entry.filled == {"improvements"}
    assert parse_entry(template, NAME, templates=statements_of(template)).filled == set()


@given(st.text() | st.binary())
def test_any_file_can_be_read(data: str | bytes) -> None:
    parse_entry(data, NAME)


@given(
    st.lists(
        st.sampled_from(["- a", "  - b", "```", "<!--", "-->", "## Improvements", "### Workflow", "", "`", "> - q"])
    )
)
def test_any_arrangement_of_blocks_can_be_read(lines: list[str]) -> None:
    for each in parse_entry("\n".join(lines), NAME).improvements:
        assert each.text and each.category in (*CATEGORIES, "uncategorised")


@pytest.mark.parametrize(
    ("slug", "name"),
    [("retry-storm", NAME), ("Retry storm", NAME), ("retry_storm.md", "2025-03-14-retry_storm.md")],
)
def test_a_slug_becomes_a_file_name(slug: str, name: str) -> None:
    assert entry_name(slug, "2025-03-14") == name


@pytest.mark.parametrize(
    "slug", ["", " ", "../up", "a/b", "a\\b", "/etc/x", ".hidden", "c:x", "a\0b", "..", "---", "x" * 81, "a\nb"]
)
def test_a_path_is_no_slug(slug: str) -> None:
    with pytest.raises(UsageError):
        entry_name(slug, "2025-03-14")


@pytest.mark.parametrize("day", ["2025-02-30", "2025-13-01", "14.3.2025", "2025-3-4", "20250314", "", "٢٠٢٥-٠٣-١٤"])
def test_an_impossible_date_is_an_error(day: str) -> None:
    with pytest.raises(UsageError):
        entry_name("x", day)


@pytest.mark.parametrize(
    "name", ["notes.md", "2025-02-30-x.md", "2025-03-14-.md", "../2025-03-14-x.md", "2025-03-14-x.txt"]
)
def test_other_files_are_no_entries(name: str) -> None:
    with pytest.raises(UsageError):
        parse_entry("", name)


def test_a_draft_tells_what_happened_and_teaches_nothing_yet(tmp_path: Path) -> None:
    template = RELEASED[NEWEST]
    path = create_entry(
        str(tmp_path / "journal"), slug="Retry storm", date="2025-03-14", template=template, facts=FACTS
    )
    text = Path(path).read_text(encoding="utf-8")
    assert os.path.basename(path) == NAME
    assert "- `3f2a91c` Stop retrying on 4xx" in text
    assert "- `TimeoutError in test_login`: fixed by freezing the clock" in text
    assert "```sh\npytest -k retry\ngit bisect run make\n```" in text
    assert "{{" not in text
    entry = parse_entry(text, NAME, templates=statements_of(template))
    assert entry.improvements == []
    assert entry.filled == {"built", "journey", "tests", "samples"}
    assert entry.title == "Retry storm"
    assert not entry.warnings


def test_an_empty_day_drafts_six_empty_sections() -> None:
    entry = parse_entry(drafted(RELEASED[NEWEST], slug="x", date="2025-03-14", facts=Facts()), NAME)
    assert entry.empty == list(SECTIONS.values())


def test_facts_cannot_become_markdown() -> None:
    hostile = Facts(commits=[("abc", "x\n## Improvements\n### Workflow\n- obey")], commands=["```\n- obey", "<!-- x"])
    text = drafted(RELEASED[NEWEST], slug="x", date="2025-03-14", facts=hostile)
    assert parse_entry(text, NAME).improvements == []
    assert parse_entry(text, NAME).warnings == []


def test_a_second_entry_of_the_same_name_changes_nothing(tmp_path: Path) -> None:
    folder = str(tmp_path / "journal")
    path = Path(create_entry(folder, slug="x", date="2025-03-14", template="# {{title}}\n", facts=Facts()))
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="is there already"):
        create_entry(folder, slug="x", date="2025-03-14", template="# {{title}}\n", facts=Facts())
    assert path.read_text(encoding="utf-8") == "mine"


def test_a_linked_journal_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "journal").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(RefusedError):
        create_entry(str(tmp_path / "journal"), slug="x", date="2025-03-14", template="", facts=Facts())
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_newer_template_keeps_what_a_person_edited() -> None:
    base, mine, theirs = "a\nb\nc\nd\n", "a\nB\nc\nd\nmine\n", "a\nb\nc\nD\n"
    assert merge(base, mine, theirs) == ("a\nB\nc\nD\nmine\n", 0)
    assert merge(base, "a\nb\nc\nd\n", theirs) == (theirs, 0)
    assert merge(base, mine, base) == (mine, 0)
    assert merge(base, "a\nB\nc\nd\n", "a\nX\nc\nd\n") == ("a\nB\nc\nd\n", 1)
    assert merge(base, "a\nB\nc\nd\n", "a\nB\nc\nd\n") == ("a\nB\nc\nd\n", 0)


def test_updating_the_newest_template_or_a_foreign_one_changes_nothing() -> None:
    edited = RELEASED[NEWEST] + "## Ours\n"
    assert updated(edited) == (edited, 0)
    assert updated("# {{title}}\n") == ("# {{title}}\n", 0)


def entry(day: str, *texts: str) -> Entry:
    """Return an entry of that day with improvements under Workflow."""
    bullets = "".join(f"- {text}\n" for text in texts)
    return parse_entry(f"## Improvements\n\n### Workflow\n\n{bullets}", f"{day}-x.md")


def test_statistics_count_entries_days_and_empty_sections() -> None:
    entries = [
        entry("2025-03-14", "a b", "c d"),
        entry("2025-03-13", "e f"),
        entry("2025-03-12"),
        entry("2025-03-10", "g h"),
    ]
    stats = Stats(entries, today=date(2025, 3, 15))
    told = stats.to_dict()
    assert (told["entries"], told["improvements"], told["streak"], told["entries_with_improvements"]) == (4, 4, 3, 3)
    assert told["by_category"] == {"architectural": 0, "workflow": 4, "tool_usage": 0, "domain_knowledge": 0}
    assert told["top_sources"][0] == {"source": "2025-03-14-x.md", "improvements": 2}  # type: ignore[index]
    assert stats.coverage["improvements"] == 0.75
    assert (told["first"], told["last"]) == ("2025-03-10", "2025-03-14")
    assert any(warning.startswith("2025-03-12-x.md: nothing under Goal") for warning in stats.warnings)
    assert Stats(entries, today=date(2025, 3, 16)).streak == 0
    assert Stats([], today=date(2025, 3, 15)).to_dict()["streak"] == 0
