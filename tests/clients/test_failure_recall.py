"""What mended a failure in one session is told when the same failure comes in the next one; another is told nothing."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.clients.conftest import MakeRepository
from tests.clients.person import Person
from tests.clients.script import Edit, Request, Say, Session, Shell

pytestmark = pytest.mark.clients

LOGIN = '''import tempfile

import settings


def connect():
    folder = tempfile.mkdtemp()
    if settings.TIMEOUT_S < 10:
        raise TimeoutError(f"login took too long, log in {folder}/login.log")
    return folder
'''
SETTINGS = "RETRIES = 1\nTIMEOUT_S = 5\n"
TEST = '''import unittest

import login


class Login(unittest.TestCase):
    def test_login_retry(self):
        self.assertTrue(login.connect())
'''
OTHER_TEST = '''# Synchronising needs a login first.
import unittest

from login import connect


class Sync(unittest.TestCase):
    def test_sync_logs_in(self):
        place = connect()
        self.assertTrue(place.startswith("/"))
'''
DIFFERENT_TEST = '''import unittest


class Stock(unittest.TestCase):
    def test_left(self):
        import stock
        self.assertEqual(stock.left({"tea": 3}, "milk"), 0)
'''
SUBJECT = "Give the login ten seconds"
FIX = Edit("settings.py", "TIMEOUT_S = 5", "TIMEOUT_S = 12")
ROUTES = [
    pytest.param((writer, reader), id=f"{writer} to {reader}")
    for writer in ("claude-code", "codex")
    for reader in ("claude-code", "codex")
]


def run_module(module: str) -> Shell:
    """Run one test module."""
    return Shell(f"python3 -m unittest -q {module}")


@dataclass(frozen=True, slots=True)
class Story:
    """The session that mended the failure, the one that met it again, and one that met another."""

    mending: Session
    again: Session
    different: Session
    repo: Path


def set_back(person: Person, repo: Path) -> None:
    """Undo the fix as a person does, move the code by some lines, and add the other tests."""
    (repo / "settings.py").write_text(SETTINGS, encoding="utf-8")
    (repo / "login.py").write_text("# The login.\n# Moved by two lines.\n" + LOGIN, encoding="utf-8")
    (repo / "test_sync.py").write_text(OTHER_TEST, encoding="utf-8")
    (repo / "test_stock.py").write_text(DIFFERENT_TEST, encoding="utf-8")
    person.git(repo, "add", "-A")
    person.git(repo, "commit", "-qm", "Synchronise the stock")


def tell(person: Person, repo: Path, *, writer: str, reader: str) -> Story:
    """Mend the failure in one client, then meet it and another one in the other client."""
    for name, text in (("login.py", LOGIN), ("settings.py", SETTINGS), ("test_login.py", TEST)):
        (repo / name).write_text(text, encoding="utf-8")
    person.git(repo, "add", "-A")
    person.git(repo, "commit", "-qm", "Log in")
    mending = person.agent(writer).run(
        repo,
        [run_module("test_login"), FIX, run_module("test_login"), Shell(f"git commit -qam '{SUBJECT}'"), Say("Done.")],
        prompt="the login test is red",
    )
    set_back(person, repo)
    agent = person.agent(reader)
    again = agent.run(repo, [run_module("test_sync"), Say("I see.")], prompt="does the stock arrive?")
    different = agent.run(repo, [run_module("test_stock"), Say("I see.")], prompt="and is it counted?")
    return Story(mending, again, different, repo)


@pytest.fixture(scope="module", params=ROUTES)
def story(request: pytest.FixtureRequest, person: Person, shop: MakeRepository) -> Story:
    """Tell the story in a repository with project-scope hooks, once per pair of clients."""
    writer, reader = request.param
    repo = shop()
    person.install(repo)
    return tell(person, repo, writer=writer, reader=reader)


def new_blocks(request: Request, before: Request) -> list[str]:
    """Return the blocks that a request has beyond those of an earlier one."""
    return request.blocks[len(before.blocks) :]


def test_every_session_ends_well(story: Story) -> None:
    for session in (story.mending, story.again, story.different):
        assert session.exit_code == 0, session.stderr


def test_the_first_time_nothing_is_told_of_it(story: Story) -> None:
    assert new_blocks(story.mending.main[1], story.mending.first) == []


def test_the_next_request_after_the_failure_carries_the_fix(story: Story) -> None:
    told = new_blocks(story.again.main[1], story.again.first)
    assert len(told) == 1
    assert "Seen once before" in told[0]
    assert "TimeoutError" in told[0]
    assert SUBJECT in told[0]
    assert "settings.py" in told[0]
    assert "worked 1 of 1" in told[0]


def test_another_failure_is_told_nothing(story: Story) -> None:
    assert new_blocks(story.different.last, story.different.first) == []


def test_the_sessions_are_recorded_as_executions(story: Story, person: Person) -> None:
    usage = json.loads(person.trailnote("report", "real-usage", "--json", cwd=story.repo))
    assert usage["total_executions"] == 3
    assert usage["outcomes"] == {"failed": 2, "succeeded": 1}
    assert usage["tests"]["failed"] == 3
    reused = json.loads(person.trailnote("reuse", "--task", "login test fails", "--json", cwd=story.repo))
    assert reused["strategy"]["files"][0] == "settings.py"
