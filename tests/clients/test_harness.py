"""The harness itself, with a hook of three lines: what these show, no failure of another test can be blamed on."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from tests.clients.agents import Agent, ClaudeCode, Codex
from tests.clients.app_server import trust_hooks, trust_project
from tests.clients.script import Action, Edit, Say, Shell, Write

pytestmark = pytest.mark.clients

HOOK = """import json, sys
call = json.load(sys.stdin)
text = "<trailnote>%s %s</trailnote>" % (call["hook_event_name"], call.get("source"))
output = {"hookEventName": call["hook_event_name"], "additionalContext": text}
print(json.dumps({"hookSpecificOutput": output}))
"""
WORK: list[Action] = [
    Write("notes.txt", "one\ntwo\n"),
    Edit("notes.txt", "two", "three"),
    Shell("git add notes.txt && git commit -qm 'Note it' && git log --format=%s"),
    Say("Noted."),
]


def with_hook(agent: Agent, repo: Path) -> Agent:
    """Wire the hook for both clients in a repository."""
    script = repo.parent / "hook.py"
    script.write_text(HOOK, encoding="utf-8")
    command = {"type": "command", "command": f"{sys.executable} {script}", "timeout": 10}
    text = json.dumps({"hooks": {"SessionStart": [{"hooks": [command]}]}})
    for path in (".claude/settings.json", ".codex/hooks.json"):
        (repo / path).parent.mkdir()
        (repo / path).write_text(text, encoding="utf-8")
    return agent


@pytest.mark.parametrize("model_name", ["gpt-5.5", "gpt-6.1-sol", "of-nobody"])
def test_codex_works_runs_trusted_hooks_and_tells_the_model(repo: Path, home: Path, model_name: str) -> None:
    codex = Codex(home, model_name=model_name)
    with_hook(codex, repo)
    trust_project(codex, repo)
    untrusted = codex.run(repo, [Say("Hello.")], prompt="hello")
    assert untrusted.first.blocks == []
    assert {hook.trust for hook in trust_hooks(codex, repo)} == {"untrusted"}
    session = codex.run(repo, WORK, prompt="note something")
    assert session.first.blocks == ["<trailnote>SessionStart startup</trailnote>"]
    assert (repo / "notes.txt").read_text() == "one\nthree\n"
    assert session.last.tool_results("Note it")


def test_claude_code_works_runs_hooks_and_tells_the_model(repo: Path, home: Path) -> None:
    claude = ClaudeCode(home)
    with_hook(claude, repo)
    session = claude.run(repo, WORK, prompt="note something")
    assert session.first.blocks == ["<trailnote>SessionStart startup</trailnote>"]
    assert (repo / "notes.txt").read_text() == "one\nthree\n"
    assert session.last.tool_results("Note it")


@pytest.mark.parametrize("client", [ClaudeCode, Codex])
def test_compaction_starts_the_session_again(repo: Path, home: Path, client: type[ClaudeCode] | type[Codex]) -> None:
    agent = with_hook(client(home), repo)
    if isinstance(agent, Codex):
        trust_project(agent, repo)
        trust_hooks(agent, repo)
    agent.run(repo, [Say("Hello.")], prompt="hello")
    after = agent.compact(repo)
    assert after.last.reads("The work so far was summarised")
    assert after.last.blocks.count("<trailnote>SessionStart compact</trailnote>") == 1
    assert "<trailnote>SessionStart startup</trailnote>" not in after.last.blocks
