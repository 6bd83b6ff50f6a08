"""At a turn's end the person is shown one line of what was recorded; the model never reads it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.clients.agents import Codex
from tests.clients.conftest import MakeRepository
from tests.clients.person import Person
from tests.clients.script import Action, Edit, Say, Shell

pytestmark = pytest.mark.clients

SHOWN = "Trailnote recorded this task as succeeded"
WORK: list[Action] = [
    Edit("stock.py", "    return stock - sold", "    return max(stock - sold, 0)"),
    Shell("git commit -qam 'Never sell more than there is'"),
    Say("Done."),
]


class PlainCodex(Codex):
    """Codex with the output that a person reads: it tells how each hook ended."""

    def command(self, prompt: str, port: int, *, resume: bool, extra: Sequence[str]) -> list[str]:
        """Return the command line without `--json`."""
        words = super().command(prompt, port, resume=resume, extra=extra)
        return [word for word in words if word != "--json"]


@pytest.fixture(scope="module")
def repo(person: Person, shop: MakeRepository) -> Path:
    """Return a repository with Trailnote installed for both clients."""
    made = shop()
    person.install(made)
    return made


def shown_by_claude_code(home: Path) -> list[str]:
    """Return the messages of hooks that Claude Code showed, as its transcripts keep them."""
    lines = [line for path in home.rglob(".claude/projects/**/*.jsonl") for line in path.read_text().splitlines()]
    attachments = [json.loads(line).get("attachment") or {} for line in lines]
    return [each["content"] for each in attachments if each.get("type") == "hook_system_message"]


def test_claude_code_shows_it_and_the_model_never_reads_it(person: Person, repo: Path) -> None:
    person.claude.run(repo, WORK, prompt="never sell more than there is")
    assert any(SHOWN in text and "1 file edited" in text for text in shown_by_claude_code(person.home))
    after = person.claude.run(repo, [Say("Yes.")], prompt="is it done?", resume=True)
    assert not after.last.reads(SHOWN)
    assert not any("is it done" in text for text in shown_by_claude_code(person.home)), "a question is no execution"


def test_codex_accepts_it_and_the_model_never_reads_it(person: Person, repo: Path) -> None:
    codex = PlainCodex(person.home, environment=person.network)
    edit = Edit("stock.py", "    return max(stock - sold, 0)", "    return max(0, stock - sold)")
    session = codex.run(repo, [edit, Shell("git commit -qam 'Turn it round'"), Say("Done.")], prompt="turn it round")
    assert "hook: Stop Completed" in session.stderr
    assert "Failed" not in session.stderr, "Codex drops an output with any field that it does not know"
    after = person.codex.run(repo, [Say("Yes.")], prompt="is it done?", resume=True)
    assert not after.last.reads(SHOWN)
