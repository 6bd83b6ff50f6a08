"""What a person promoted is in the first request of the next session, in the client that reads the file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.clients.conftest import MakeRepository
from tests.clients.person import Person
from tests.clients.script import Say

pytestmark = pytest.mark.clients

RULE = "Round half up in every cart total"


def promoted(person: Person, shop: MakeRepository, *to: str, text: str = RULE) -> tuple[str, Path]:
    """Remember a rule in a new repository and promote it; return its id and the repository."""
    repo = shop()
    person.install(repo)
    person.trailnote("remember", text, cwd=repo)
    (found,) = json.loads(person.trailnote("skills", "--json", cwd=repo))["skills"]
    person.trailnote("promote", found["id"], *to, cwd=repo)
    return found["id"], repo


@pytest.mark.parametrize("to", ["rules", "claude-md"])
def test_claude_code_reads_a_promoted_rule_in_its_first_request(person: Person, shop: MakeRepository, to: str) -> None:
    _, repo = promoted(person, shop, "--to", to)
    session = person.claude.run(repo, [Say("Hello.")], prompt="hello")
    assert session.exit_code == 0, session.stderr
    assert session.first.reads(RULE)
    assert not any(RULE in block for block in session.first.blocks), "the client reads the file itself"


def test_codex_reads_a_rule_in_agents_md_in_its_first_request(person: Person, shop: MakeRepository) -> None:
    _, repo = promoted(person, shop, "--to", "agents-md")
    session = person.codex.run(repo, [Say("Hello.")], prompt="hello")
    assert session.exit_code == 0, session.stderr
    assert session.first.reads(RULE)


@pytest.mark.parametrize("client", ["claude-code", "codex"])
def test_a_rule_in_settings_is_told_by_the_start_hook(person: Person, shop: MakeRepository, client: str) -> None:
    id, repo = promoted(person, shop, "--to", "settings")
    session = person.agent(client).run(repo, [Say("Hello.")], prompt="hello")
    assert session.exit_code == 0, session.stderr
    (block,) = session.first.blocks
    assert f"rule {id}, approved: {RULE}" in block


def test_a_rule_of_the_user_tier_is_told_in_another_repository(person: Person, shop: MakeRepository) -> None:
    text = "Write prices in cents"
    id, repo = promoted(person, shop, "--to", "user", text=text)
    other = shop()
    person.install(other)
    try:
        session = person.claude.run(other, [Say("Hello.")], prompt="hello")
        assert session.exit_code == 0, session.stderr
        assert f"approved by the user for all projects: {text}" in "\n".join(session.first.blocks)
    finally:
        person.trailnote("demote", id, cwd=repo)
