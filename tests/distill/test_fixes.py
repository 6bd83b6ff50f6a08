"""A fix in a few words, and which run of a command covers another."""

from __future__ import annotations

import pytest

from trailnote.distill.endings import covers, short
from trailnote.distill.fixes import brief_change, did_not_help, fixed, sentences
from trailnote.store.executions import Attempt, Run


def attempt(**fields: object) -> Attempt:
    """Return an attempt; what is not given is empty."""
    given: dict[str, object] = {
        "n": 1, "failure": 1, "session": "s", "made_ns": 1, "last_ns": 1, "files": "[]", "change": "", "commands": "[]",
        "commit_id": "", "subject": "", "anchors": "{}", "label": "observed", "worked": 1, "tried": 1, "raised": 0,
        "demoted": 0,
    }  # fmt: skip
    return Attempt(tuple({**given, **fields}.values()))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("a.py +1 -1\n-timeout = 5\n+timeout = 30", "timeout = 5 → timeout = 30"),
        ("a.py +1 -1\n-retry(times=3, wait=1, url=URL)\n+retry(times=3, wait=9, url=URL)", "wait=1, url=URL) → "),
        ("a.py +2 -0\n+import time\n+clock.freeze_at('2026-01-01')", "+ clock.freeze_at('2026-01-01')"),
        ("a.py +0 -1\n-time.sleep(5)", "- time.sleep(5)"),
        ("a.py +0 -0", ""),
        ("", ""),
    ],
)
def test_a_change_is_told_by_the_line_that_tells_most(change: str, words: str) -> None:
    assert words in brief_change(change)
    assert bool(brief_change(change)) == bool(words)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        (
            {"files": '["a.py"]', "commit_id": "3f2a91c0aa", "subject": "Freeze time", "worked": 2, "tried": 3},
            "Fixed by “Freeze time” (3f2a91c0; a.py; worked 2 of 3).",
        ),
        ({"files": '["a.py", "b.py", "c.py"]'}, "Fixed by changing a.py, b.py and 1 more (worked 1 of 1)."),
        ({"commands": '["npm ci"]'}, "Fixed by running `npm ci` (worked 1 of 1)."),
        ({"commands": '["./up.sh"]', "label": "inferred"}, "Passed after running `./up.sh` (worked 1 of 1)."),
        ({}, "Passed when run again with nothing changed (worked 1 of 1)."),
    ],
)
def test_a_fix_says_what_is_known_and_no_more(fields: dict[str, object], sentence: str) -> None:
    assert fixed(attempt(**fields)) == sentence


def test_what_did_not_help_reads_as_a_sentence() -> None:
    tried = attempt(files='["conf.py"]', change="conf.py +1 -1\n-timeout = 5\n+timeout = 30", worked=0)
    assert did_not_help(tried) == "Changing conf.py (timeout = 5 → timeout = 30) did not help."


def test_a_fix_that_mostly_failed_is_told_as_no_fix() -> None:
    poor = attempt(files='["a.py"]', worked=1, tried=6)
    good = attempt(n=2, files='["b.py"]', worked=1, tried=1)
    assert sentences([poor, good]) == ["Fixed by changing b.py (worked 1 of 1).", "Changing a.py did not help."]


def run(canonical: str, kind: str = "test") -> Run:
    """Return a run that passed."""
    row = (1, 1, "s", "e", 1, canonical, canonical, kind, "runs", "passed", "observed", 0, 1, "{}", None)
    return Run(row)


@pytest.mark.parametrize(
    ("passed", "failed", "wanted"),
    [
        ("pytest tests/a.py", "pytest tests/a.py", True),
        ("pytest", "pytest tests/a.py", True),
        ("pytest tests", "pytest tests/a.py", True),
        ("pytest tests/a.py", "pytest tests/a.py::test_x", True),
        ("go test ./...", "go test ./auth", True),
        ("npm test", "npm test -- login", True),
        ("pytest tests/a.py", "pytest", False),
        ("pytest tests/b.py", "pytest tests/a.py", False),
        ("pytest -k fast", "pytest tests/a.py", False),
        ("npm test", "npm run build && npm test", False),
    ],
)
def test_a_wider_run_of_tests_covers_a_narrower_one(passed: str, failed: str, wanted: bool) -> None:
    assert covers(run(passed), failed) is wanted


def test_only_tests_cover_more_than_themselves() -> None:
    assert not covers(run("make", kind="check"), "make lint")


def test_a_command_is_told_without_where_it_was_run_and_on_one_line() -> None:
    assert short("cd /srv/shop && cd web && npm test -- --ci\necho done") == "npm test -- --ci"
    assert len(short("x" * 500)) == 80
