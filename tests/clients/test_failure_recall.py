"""When something fails that has failed before, the very next request says what fixed it; another error gets nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.clients.conftest import MakeRepository
from tests.clients.person import Person
from tests.clients.script import Edit, Say, Session, Shell

pytestmark = pytest.mark.clients

COMMAND = "python3 -B -m unittest -q test_rates"
TEST = """import unittest

from rates import rates


class Rates(unittest.TestCase):
    def test_euro(self):
        self.assertEqual(rates()["EUR"], 1)
"""
OPENING = '    with open(os.path.join(folder, "rates.json")) as file:'
BROKEN = f"""import json
import os
import tempfile


def rates():
    folder = tempfile.mkdtemp(prefix="rates-")
{OPENING}
        return json.load(file)
"""
# The same mistake, elsewhere in the file and under another temporary path.
BROKEN_AGAIN = BROKEN.replace("\n\n\n", "\n\n# Rates of the day.\n# They come as JSON.\n\n\n").replace("rates-", "day-")
OTHER_ERROR = BROKEN.replace(OPENING, "    with open(os.devnull) as file:")
FIX_SUBJECT = "Write the default rates before reading them"


def repository(person: Person, make: MakeRepository) -> Path:
    """Return an installed repository whose test fails."""
    repo = make()
    (repo / "rates.py").write_text(BROKEN, encoding="utf-8")
    (repo / "test_rates.py").write_text(TEST, encoding="utf-8")
    person.git(repo, "add", "-A")
    person.git(repo, "commit", "-qm", "Add rates")
    person.install(repo)
    return repo


def fix_it(person: Person, repo: Path, client: str) -> Session:
    """Let a session run the failing test, fix the file, see it pass, and commit."""
    writing = OPENING.replace(") as", ', "w") as') + "\n        file.write('{\"EUR\": 1}')\n" + OPENING
    return person.agent(client).run(
        repo,
        [
            Shell(COMMAND),
            Edit("rates.py", OPENING, writing),
            Shell(COMMAND),
            Shell(f"git commit -qam '{FIX_SUBJECT}'"),
            Say("Fixed."),
        ],
        prompt="make the rates test pass",
    )


def fail_with(person: Person, repo: Path, client: str, text: str, *, prompt: str) -> Session:
    """Let a session about something else run the test, after a person changed the file and committed that."""
    (repo / "rates.py").write_text(text, encoding="utf-8")
    person.git(repo, "commit", "-qam", "Tidy up")
    return person.agent(client).run(repo, [Shell(COMMAND), Say("It fails.")], prompt=prompt)


@pytest.fixture(scope="module", params=["claude-code", "codex"])
def sessions(request: pytest.FixtureRequest, person: Person, shop: MakeRepository) -> tuple[Session, Session, Session]:
    """Return the session that fixed the failure, one that meets it again, and one that meets another."""
    client = request.param
    repo = repository(person, shop)
    fixed = fix_it(person, repo, client)
    again = fail_with(person, repo, client, BROKEN_AGAIN, prompt="rename what the stock module calls left")
    other = fail_with(person, repo, client, OTHER_ERROR, prompt="say in the cart what a total is")
    return fixed, again, other


def test_the_test_failed_and_passed_as_scripted(sessions: tuple[Session, Session, Session]) -> None:
    fixed, again, other = sessions
    assert fixed.last.reads("FileNotFoundError")
    assert fixed.last.reads("OK")
    assert again.last.reads("FileNotFoundError")
    assert other.last.reads("JSONDecodeError")


def test_the_request_after_the_failure_carries_the_fix(sessions: tuple[Session, Session, Session]) -> None:
    _, again, _ = sessions
    at_failure = again.main[1].blocks[len(again.first.blocks) :]
    assert len(at_failure) == 1
    assert "rates.py" in at_failure[0] or FIX_SUBJECT in at_failure[0]


def test_another_error_gets_nothing(sessions: tuple[Session, Session, Session]) -> None:
    _, _, other = sessions
    assert other.main[1].blocks == other.first.blocks
