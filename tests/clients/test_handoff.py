"""Stop in one client, go on in the other: what was left open is told once; a checkpoint outlives compaction."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from tests.clients.conftest import MakeRepository
from tests.clients.person import Person
from tests.clients.script import Action, Edit, Hang, Say, Session, Shell

pytestmark = pytest.mark.clients

BRANCH = "fix/negative-stock"
TASK = "Stop the stock from going below zero"
FAILING = "python3 -B -m unittest -q test_stock"
TEST = """import unittest

from stock import left


class Stock(unittest.TestCase):
    def test_never_negative(self):
        self.assertEqual(left(1, 2), 0)
"""
BATON = "left off"


@dataclass(frozen=True, slots=True)
class Relay:
    """The sessions of one repository, in order."""

    killed: Session
    idle: Session
    codex: Session
    claude: Session
    after: Session


@pytest.fixture(scope="module")
def relay(person: Person, shop: MakeRepository) -> Relay:
    """Kill Claude Code in the middle, go on in Codex below the root and at it, and come back to Claude Code."""
    repo = shop()
    (repo / "test_stock.py").write_text(TEST, encoding="utf-8")
    person.git(repo, "add", "-A")
    person.git(repo, "commit", "-qm", "Expect no negative stock")
    person.git(repo, "switch", "-qc", BRANCH)
    person.install(repo)
    killed = person.claude.run(
        repo,
        [
            Edit("stock.py", "    return stock - sold", "    return max(stock - sold, 1)"),
            Edit("cart.py", "def total(prices):", "def total(prices):  # of one cart"),
            Shell(FAILING),
            Hang(),
        ],
        prompt=TASK,
        kill_when_hanging=True,
    )
    person.trust(repo / "tests")
    idle = person.codex.run(repo / "tests", [Say("Hello.")], prompt="hello")
    work: list[Action] = [
        Edit("stock.py", "    return max(stock - sold, 1)", "    return max(stock - sold, 0)"),
        Shell(FAILING),
        Say("The stock stays at zero or above; the cart is still to be looked at."),
    ]
    codex = person.codex.run(repo, work, prompt="go on with the stock")
    claude = person.claude.run(repo, [Shell("git diff --stat"), Say("I see.")], prompt="where were we?")
    after = person.claude.run(repo, [Say("Hello.")], prompt="hello")
    return Relay(killed, idle, codex, claude, after)


def told_of(session: Session, *words: str) -> list[str]:
    """Return the words that the first request's blocks lack."""
    block = "\n".join(session.first.blocks)
    return [word for word in words if word not in block]


def test_a_killed_session_is_told_in_the_other_client_below_the_root(relay: Relay) -> None:
    assert relay.killed.exit_code == -9
    assert told_of(relay.idle, TASK, "stock.py", "cart.py", "test_stock", BRANCH) == []


def test_a_session_that_does_nothing_gives_the_baton_back(relay: Relay) -> None:
    assert told_of(relay.codex, TASK, "stock.py") == []


def test_what_the_second_client_did_comes_back_to_the_first(relay: Relay) -> None:
    assert relay.claude.first.told("codex") == 1
    assert told_of(relay.claude, BATON, "stock.py") == []


def test_a_baton_that_was_taken_is_never_told_again(relay: Relay) -> None:
    assert relay.after.first.told("codex") == 0
    assert relay.after.first.told(TASK) == 0


def test_automatic_compaction_gives_the_checkpoint_back_once(person: Person, shop: MakeRepository) -> None:
    repo = shop()
    (repo / "test_stock.py").write_text(TEST, encoding="utf-8")
    person.install(repo)
    session = person.claude.run(
        repo,
        [
            Edit("stock.py", "    return stock - sold", "    return max(stock - sold, 1)"),
            Shell(FAILING),
            # So many tokens that the client compacts before it sends the result of this command.
            Shell("true", input_tokens=98_000),
            Say("Going on."),
        ],
        prompt=TASK,
        extra=["--autocompact", "100000"],
    )
    assert [request.kind for request in session.requests].count("compaction") == 1
    assert session.last.reads("The work so far was summarised")
    assert len(session.last.blocks) == 1
    for words in (TASK, "stock.py", "test_stock"):
        assert words in session.last.blocks[0]
