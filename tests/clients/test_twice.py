"""Plugin and settings both installed: each event is recorded and told once, and `doctor` says which one yields."""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
from collections import Counter
from pathlib import Path

import pytest
from tests.clients.conftest import MakeRepository
from tests.clients.person import Person
from tests.clients.script import Say, Shell

pytestmark = pytest.mark.clients

SUBJECT = "Weigh what is sold"


def kinds(repo: Path) -> Counter[str]:
    """Return how many events of each kind were stored."""
    with sqlite3.connect(repo / ".trailnote" / "local" / "trailnote.db") as db:
        return Counter(kind for (kind,) in db.execute("SELECT kind FROM event"))


def test_settings_and_plugin_together_record_and_tell_once(person: Person, shop: MakeRepository) -> None:
    repo = shop()
    person.install(repo)
    plugin = ["--plugin-dir", str(person.clone)]
    commit = Shell(f"echo '# weigh' >> stock.py && git commit -qam '{SUBJECT}'")
    first = person.claude.run(repo, [commit, Shell("false"), Say("Done.")], prompt="weigh the stock", extra=plugin)
    assert first.exit_code == 0, first.stderr
    second = person.claude.run(repo, [Say("Yes.")], prompt="hello", extra=plugin)
    assert second.first.told(SUBJECT) == 1
    assert person.status(repo)["events"]["spooled"] == 0
    found = kinds(repo)
    assert (found["session_start"], found["prompt"], found["tool"], found["tool_failure"]) == (2, 2, 1, 1), found


def test_doctor_says_that_both_are_there_and_that_one_yields(person: Person, shop: MakeRepository) -> None:
    repo = shop()
    person.install(repo)
    (repo / ".claude" / "settings.local.json").write_text('{"enabledPlugins": {"trailnote@trailnote": true}}')
    done = subprocess.run(
        [str(person.home / ".local/bin/trailnote"), "doctor", "--json"],
        cwd=repo,
        env={**person.environment, "PATH": f"{person.codex.program.parent}:{person.environment['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    bad = [check for check in json.loads(done.stdout)["checks"] if check["state"] == "fail"]
    assert (done.returncode, [check["check"] for check in bad]) == (1, ["twice"]), done.stdout
    assert "whichever comes second yields" in bad[0]["message"]


def test_doctor_finds_a_real_installation_healthy_and_a_lost_review(person: Person, shop: MakeRepository) -> None:
    repo = shop()
    person.install(repo)
    assert checks(person, repo) == {"ok", "warn trust"}, "Claude Code was not told yet to trust the folder"
    for agent in (person.claude, person.codex):
        agent.run(repo, [Say("Yes.")], prompt="hello")
    assert checks(person, repo) == {"ok"}
    state = person.home / ".codex" / "config.toml"
    reviewed = state.read_text(encoding="utf-8")
    state.write_text(re.sub(r"(?ms)^\[hooks\.state.*?(?=^\[(?!hooks\.state)|\Z)", "", reviewed), encoding="utf-8")
    found = checks(person, repo)
    state.write_text(reviewed, encoding="utf-8")
    assert found == {"ok", "fail trust"}


def checks(person: Person, repo: Path) -> set[str]:
    """Return the states that `doctor` finds, those that are not ok with their check's name."""
    env = {**person.environment, "PATH": f"{person.codex.program.parent}:{person.environment['PATH']}"}
    command = [str(person.home / ".local/bin/trailnote"), "doctor", "--json"]
    done = subprocess.run(command, cwd=repo, env=env, capture_output=True, text=True, check=False)
    found = json.loads(done.stdout)["checks"]
    # The person worked in repositories of other tests, which are gone: a note in the registry.
    found = [one for one in found if (one["state"], one["check"]) != ("note", "registry")]
    return {"ok" if one["state"] == "ok" else f"{one['state']} {one['check']}" for one in found}
