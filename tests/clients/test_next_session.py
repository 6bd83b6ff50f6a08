"""A commit made in one client's session is in the next session's context, in the same client and in the other."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.clients.conftest import MakeRepository
from tests.clients.person import Person
from tests.clients.script import Edit, Mcp, Say, Session, Shell

pytestmark = pytest.mark.clients

SUBJECT = "Round the cart total half up"
ROUTES = [
    pytest.param((writer, reader), id=f"{writer} to {reader}")
    for writer in ("claude-code", "codex")
    for reader in ("claude-code", "codex")
]


@dataclass(frozen=True, slots=True)
class Story:
    """The sessions of one repository, in order; all but the first are one session of the reader, gone on with."""

    work: Session
    start: Session
    elsewhere: Session
    about_it: Session
    query: Session
    compacted: Session


def tell(person: Person, repo: Path, *, writer: str, reader: str) -> Story:
    """Edit and commit in one client, then talk to the other about this and that."""
    change = Edit("cart.py", "    return round(sum(prices), 2)", "    return int(sum(prices) * 100 + 0.5) / 100")
    commit = Shell(f"git commit -qam '{SUBJECT}'")
    work = person.agent(writer).run(repo, [change, commit, Say("Done.")], prompt="the cart total is off by a cent")
    agent = person.agent(reader)
    return Story(
        work=work,
        start=agent.run(repo, [Say("Hello.")], prompt="hello"),
        elsewhere=agent.run(
            repo, [Say("Waves.")], prompt="write a poem about the winter sea", resume=True, extra=agent.show_hooks
        ),
        about_it=agent.run(repo, [Say("It is.")], prompt="why does the cart total round half up?", resume=True),
        query=agent.run(
            repo, [Mcp("query", {"text": "cart total rounding"}), Say("There.")], prompt="look it up", resume=True
        ),
        compacted=agent.compact(repo),
    )


@pytest.fixture(scope="module", params=ROUTES)
def story(request: pytest.FixtureRequest, person: Person, shop: MakeRepository) -> Story:
    """Tell the story in a repository with project-scope hooks, once per pair of clients."""
    writer, reader = request.param
    repo = shop()
    person.install(repo)
    return tell(person, repo, writer=writer, reader=reader)


def test_every_session_ends_well(story: Story) -> None:
    for session in (story.work, story.start, story.elsewhere, story.about_it, story.query, story.compacted):
        assert session.exit_code == 0, session.stderr


def test_the_first_request_tells_the_commit_and_its_file_in_one_block(story: Story) -> None:
    assert len(story.start.first.blocks) == 1
    block = story.start.first.blocks[0]
    assert SUBJECT in block
    assert "cart.py" in block


def test_a_prompt_about_another_subject_adds_nothing(story: Story) -> None:
    assert story.elsewhere.last.blocks == story.start.first.blocks


def test_resuming_does_not_repeat_the_brief(story: Story) -> None:
    assert story.elsewhere.first.told(SUBJECT) == 1
    assert SUBJECT not in story.elsewhere.stdout, "the hook printed it again"


def test_a_prompt_about_it_adds_no_second_copy(story: Story) -> None:
    assert story.about_it.last.told(SUBJECT) == 1


def test_the_server_answers_a_query_with_it(story: Story) -> None:
    assert [text for text in story.query.last.tool_results(SUBJECT) if '"hits"' in text]


def test_after_compaction_the_brief_is_there_once_more(story: Story) -> None:
    assert story.compacted.last.told(SUBJECT) == 1
