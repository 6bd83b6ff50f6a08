"""Further clients as their makers publish them: a session is recorded, and the next one's requests carry its notes."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.clients.agents import Agent
from tests.clients.conftest import SHOP
from tests.clients.more_agents import CopilotCli, GeminiCli, OpenCode, trust
from tests.clients.person import Person
from tests.clients.script import Action, Edit, Json, Read, Request, Say, Session, Shell, Write

pytestmark = pytest.mark.clients

AGENTS: dict[str, type[Agent]] = {"gemini-cli": GeminiCli, "opencode": OpenCode, "copilot-cli": CopilotCli}
# Copilot CLI runs the hooks of Claude Code's settings beside its own, and VS Code reads its file.
BESIDE = {"copilot-cli": ("claude-code", "vscode")}
SUBJECT = "Wait twelve seconds for the till"
FILES = {
    **SHOP,
    "till.py": "import limits\n\n\ndef connect():\n    if limits.WAIT_S < 10:\n"
    '        raise TimeoutError("the till did not answer")\n    return True\n',
    "limits.py": "TRIES = 1\nWAIT_S = 5\n",
    "test_till.py": "import unittest\n\nimport till\n\n\nclass Till(unittest.TestCase):\n"
    "    def test_till_answers(self):\n        self.assertTrue(till.connect())\n",
}
TEST = Shell("python3 -B -m unittest -q test_till")
FIX = Edit("limits.py", "WAIT_S = 5", "WAIT_S = 12")
NOTE = Write("NOTES.md", "The till is slow.\n")
COMMIT = Shell(f"git commit -qam '{SUBJECT}'")
MENDING: list[Action] = [TEST, Read("limits.py"), FIX, NOTE, TEST, COMMIT, Say("The till answers.")]
PROMPT = "the till test is red, mend it"


@dataclass(frozen=True, slots=True)
class Story:
    """The session that mended a failure, the one that met it again, and what was recorded of the first."""

    client: str
    repo: Path
    mending: Session
    again: Session
    events: list[Json]
    wired: list[str]


@pytest.fixture(scope="module", params=AGENTS)
def story(request: pytest.FixtureRequest, person: Person, tmp_path_factory: pytest.TempPathFactory) -> Story:
    """Mend the failure in one session, set it back, and meet it again in the next one."""
    client = request.param
    repo = person.repository(tmp_path_factory.mktemp("more") / "shop", FILES)
    names = [word for name in (client, *BESIDE.get(client, ())) for word in ("--client", name)]
    person.installer("install", "--repo", str(repo), *names, cwd=repo)
    person.git(repo, "add", "-A")
    wired = person.git(repo, "diff", "--cached", "--name-only").split()
    person.git(repo, "commit", "-qm", "Use Trailnote")
    agent = AGENTS[client](person.home, environment=person.network)
    trust(person.home, repo)
    mending = agent.run(repo, MENDING, prompt=PROMPT)
    assert mending.exit_code == 0, (mending.stdout, mending.stderr, [q.path for q in mending.requests])
    person.trailnote("status", cwd=repo)
    events = recorded(repo)
    (repo / "limits.py").write_text(FILES["limits.py"], encoding="utf-8")
    person.git(repo, "commit", "-qam", "Try five seconds again")
    again = agent.run(repo, [TEST, Say("I see.")], prompt="look around and greet me")
    return Story(client, repo, mending, again, events, wired)


def recorded(repo: Path) -> list[Json]:
    """Return the events in the repository's memory, in order."""
    with sqlite3.connect(repo / ".trailnote" / "local" / "trailnote.db") as db:
        return [json.loads(row[0]) for row in db.execute("SELECT body FROM event ORDER BY at_ns")]


def of_kind(story: Story, *kinds: str) -> list[Json]:
    """Return the recorded events of some kinds."""
    return [event for event in story.events if event["kind"] in kinds]


def new_blocks(request: Request, before: Request) -> list[str]:
    """Return the blocks that a request has beyond those of an earlier one."""
    return request.blocks[len(before.blocks) :]


def test_both_sessions_end_well(story: Story) -> None:
    for session in (story.mending, story.again):
        assert session.exit_code == 0, session.stderr


def test_a_session_is_recorded_from_start_to_end(story: Story) -> None:
    kinds = [event["kind"] for event in story.events]
    assert kinds[0] == "session_start"
    assert kinds.count("session_start") == kinds.count("session_end") == kinds.count("stop") == 1
    assert {event["client"] for event in story.events} == {story.client}
    assert len({event["session"] for event in story.events}) == 1
    assert story.events[0]["pid"] > 0


def test_the_prompt_is_what_the_person_typed(story: Story) -> None:
    assert [event["text"] for event in of_kind(story, "prompt")] == [PROMPT]


def test_commands_are_recorded_once_with_output_and_exit_code(story: Story) -> None:
    calls = [event for event in of_kind(story, "tool", "tool_failure") if event.get("command")]
    assert [event["command"] for event in calls] == [step.command for step in MENDING if isinstance(step, Shell)]
    assert [event.get("exit_code") for event in calls] == [1, 0, 0]
    assert calls[0]["kind"] == "tool_failure" and "TimeoutError: the till did not answer" in calls[0]["output"]
    assert "exit code" not in calls[0]["output"].lower()


def test_files_read_and_edited_are_recorded_with_their_changed_lines(story: Story) -> None:
    edits = {Path(event["edited"][0]).name: event for event in of_kind(story, "tool") if event.get("edited")}
    assert sorted(edits) == ["NOTES.md", "limits.py"]
    assert "-WAIT_S = 5\n+WAIT_S = 12" in edits["limits.py"]["change"]
    assert "limits.py" in {Path(path).name for event in of_kind(story, "tool") for path in event.get("read", ())}


def test_the_last_message_is_recorded(story: Story) -> None:
    assert [event["text"] for event in of_kind(story, "stop")] == ["The till answers."]


def test_the_turn_is_an_execution(story: Story, person: Person) -> None:
    usage = json.loads(person.trailnote("report", "real-usage", "--json", cwd=story.repo))
    assert usage["total_executions"] == 2
    assert usage["outcomes"] == {"failed": 1, "succeeded": 1}


def test_the_next_session_is_told_at_its_start(story: Story) -> None:
    assert story.again.first.told(SUBJECT) == 1


def test_the_request_after_the_failure_carries_the_fix(story: Story) -> None:
    told = new_blocks(story.again.main[1], story.again.first)
    assert len(told) == 1
    assert "Seen once before" in told[0] and "TimeoutError" in told[0] and "limits.py" in told[0]


def test_status_names_the_clients_last_event(story: Story, person: Person) -> None:
    clients = person.status(story.repo)["health"]["clients"]
    assert list(clients) == [story.client]


# Gemini CLI reports no automatic compaction and asks for a terminal for a person's own; Copilot CLI for a real model.
@pytest.mark.parametrize("story", ["opencode"], indirect=True)
def test_a_compacted_session_is_told_again(story: Story, person: Person) -> None:
    session = AGENTS[story.client](person.home, environment=person.network).compact(story.repo)
    assert session.exit_code == 0, session.stderr
    person.trailnote("status", cwd=story.repo)
    new = recorded(story.repo)[len(story.events) :]
    assert [event["source"] for event in new if event["kind"] == "session_start"] == ["startup", "resume", "compact"]
    assert "checkpoint" in [event["kind"] for event in new]
    assert session.last.told("this session, before its compaction") == 1


def test_doctor_runs_what_was_installed(story: Story, person: Person) -> None:
    checks = json.loads(person.trailnote("doctor", "--json", cwd=story.repo))["checks"]
    ran = [check for check in checks if check["check"] == "hooks" and "ran and recorded" in check["message"]]
    assert [check["state"] for check in ran] == ["ok"] * (2 if story.client in BESIDE else 1), checks


def test_it_goes_without_trace(story: Story, person: Person) -> None:
    person.installer("clean", "--keep-memory", "--yes", "--repo", str(story.repo), cwd=story.repo)
    assert person.git(story.repo, "grep", "-il", "trailnote", "HEAD") != ""
    assert person.git(story.repo, "status", "--short").split() == [
        word for path in story.wired for word in ("D", path)
    ] + ["??", "NOTES.md"]
