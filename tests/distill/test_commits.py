"""Commits become memories because HEAD moved, once each, and only when they were made here."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from tests.payloads import claude

from trailnote import hook
from trailnote.distill import history
from trailnote.model import Memory
from trailnote.service import notes
from trailnote.service.workspace import opened


class Agent:
    """A session of Claude Code in a repository, played by calling the hooks' entry in this process."""

    def __init__(self, repo: Path, session: str = "s-1") -> None:
        self.repo, self.session, self.calls = repo, session, 0
        self.say("session_start", "SessionStart")

    def say(self, script: str, event: str, **fields: Any) -> str:
        payload = claude(event, fields.pop("cwd", self.repo), session=self.session, **fields)
        return hook.run(script, json.dumps(payload).encode(), os.environ)

    def bash(self, command: str, *, cwd: Path | None = None) -> str:
        done = subprocess.run(command, shell=True, cwd=cwd or self.repo, capture_output=True, text=True, check=False)
        self.calls += 1
        common = {
            "tool_name": "Bash",
            "tool_input": {"command": command},
            "tool_use_id": f"toolu_{self.calls}",
            "cwd": cwd or self.repo,
        }
        if done.returncode:
            self.say(
                "post_tool_use_failure",
                "PostToolUseFailure",
                error=f"Exit code {done.returncode}\n{done.stderr}",
                **common,
            )
        else:
            self.say(
                "post_tool_use", "PostToolUse", tool_response={"stdout": done.stdout, "stderr": done.stderr}, **common
            )
        return done.stdout

    def titles(self) -> list[str]:
        return [m.title for m in self.learned()]

    def learned(self, state: str = "candidate") -> list[Memory]:
        with opened(str(self.repo), os.environ) as workspace:
            return notes.listed(workspace, namespace="resolutions", state=state)[::-1]


def commit(message: str, file: str = "a.txt", options: str = "-q") -> str:
    return f"echo '{message}' >> {file} && git add {file} && git commit {options} -m '{message}'"


def test_a_quiet_commit_is_learned_once_with_its_files_statistics_branch_author_and_identifiers(repo: Path) -> None:
    agent = Agent(repo)
    agent.bash(
        "printf 'def retry_login():\\n    return clock\\n' > auth.py && git add . && "
        "git commit -qm 'Stop retrying' -m 'The client did.'"
    )
    agent.bash("ls")
    agent.say("stop", "Stop")
    (memory,) = agent.learned()
    assert (memory.title, memory.text) == ("Stop retrying", "Stop retrying\n\nThe client did.")
    assert memory.files == ("auth.py",)
    assert memory.facts["added"] == 2 and memory.facts["removed"] == 0
    assert (memory.branch, memory.author) == ("main", "Ada Tester")
    assert {"retry_login", "clock"} <= set(memory.symbols)
    assert memory.provenance.kind == "observed"
    head = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=repo, capture_output=True, text=True, check=True
    ).stdout.strip()
    assert memory.key == head and f"commit:{head}" in memory.provenance.sources


@pytest.mark.parametrize(
    "how",
    [
        "git commit -q -am 'Made'",
        "git -C . commit -qam 'Made'",
        "git -c alias.ci=commit ci -qam 'Made'",
        "printf '#!/bin/sh\\ngit commit -qam Made\\n' > .git/go && sh .git/go",
        "GIT_EDITOR=true git commit -q -a -m Made --allow-empty --no-verify",
    ],
)
def test_it_does_not_matter_how_a_commit_was_made(repo: Path, how: str) -> None:
    agent = Agent(repo)
    agent.bash(f"echo more >> README.md; {how}")
    assert agent.titles() == ["Made"]


def test_a_commit_from_outside_the_repository_is_found_by_the_directory_that_the_command_names(
    repo: Path, tmp_path: Path
) -> None:
    agent = Agent(repo)
    agent.bash(f"echo x >> {repo}/README.md; git -C {repo} commit -qam 'From elsewhere'", cwd=tmp_path)
    assert agent.titles() == ["From elsewhere"]


def test_a_commit_in_a_linked_worktree_is_learned_into_the_same_memory(repo: Path, tmp_path: Path) -> None:
    agent = Agent(repo)
    tree = tmp_path / "tree"
    agent.bash(f"git worktree add -q -b side {tree}")
    agent.bash(f"cd {tree} && {commit('On the side')}")
    assert agent.titles() == ["On the side"]


def test_failed_commits_and_texts_that_speak_of_committing_leave_nothing(repo: Path) -> None:
    agent = Agent(repo)
    agent.bash("git commit -m 'nothing to commit'")
    agent.bash("echo 'git commit -m \"not one\"' && git log --oneline")
    agent.bash(
        "printf 'exit 1' > .git/hooks/pre-commit; chmod +x .git/hooks/pre-commit; "
        "echo x >> README.md; git commit -qam refused"
    )
    assert agent.titles() == []


def test_what_checkout_reset_pull_and_fast_forward_bring_is_not_ours(repo: Path, tmp_path: Path) -> None:
    subprocess.run(["git", "checkout", "-q", "-b", "other"], cwd=repo, check=True)
    subprocess.run(commit("Theirs"), shell=True, cwd=repo, check=True)
    subprocess.run(["git", "checkout", "-q", "main"], cwd=repo, check=True)
    upstream = tmp_path / "upstream"
    subprocess.run(["git", "clone", "-q", str(repo), str(upstream)], check=True)
    subprocess.run(commit("Upstream"), shell=True, cwd=upstream, check=True)
    agent = Agent(repo)
    agent.bash("git checkout -q other && git checkout -q main")
    agent.bash("git merge -q other")
    agent.bash("git reset -q --hard HEAD~1")
    agent.bash(f"git pull -q {upstream} main")
    (pulled,) = agent.learned()
    assert (pulled.title, pulled.provenance.sources) == ("Upstream", (f"commit:{pulled.key}",))


def test_merge_cherry_pick_revert_and_rebase_give_one_memory_for_each_resulting_commit(repo: Path) -> None:
    agent = Agent(repo)
    agent.bash("git checkout -q -b side && " + commit("One", "one.txt") + " && " + commit("Two", "two.txt"))
    agent.bash("git checkout -q main && " + commit("Base", "base.txt"))
    agent.bash("git merge -q --no-edit side")
    agent.bash("git revert --no-edit HEAD~1")
    assert agent.titles() == ["One", "Two", "Base", "Merge branch 'side'", 'Revert "Base"']
    agent.bash("git checkout -q -b topic HEAD~3 && " + commit("Three", "three.txt"))
    agent.bash("git rebase -q main")
    three = [m for m in agent.learned() if m.title == "Three"]
    assert len(three) == 1, "the commit that the rebase replaced is superseded"
    assert len([m for m in agent.learned("superseded") if m.title == "Three"]) == 1
    agent.bash("git checkout -q main && " + commit("Four", "four.txt") + " && git cherry-pick topic")
    assert len([m for m in agent.learned() if m.title == "Three"]) == 2


def test_an_amended_commit_replaces_the_one_before(repo: Path) -> None:
    agent = Agent(repo)
    agent.bash(commit("First wording"))
    agent.bash("git commit -q --amend -m 'Second wording'")
    assert agent.titles() == ["Second wording"]
    agent.bash(commit("A") + " && git commit -q --amend -m B")
    assert agent.titles() == ["Second wording", "B"]


def test_a_repository_without_a_head_log_is_judged_by_its_commits_dates(repo: Path) -> None:
    subprocess.run(["git", "config", "core.logAllRefUpdates", "false"], cwd=repo, check=True)
    (repo / ".git/logs/HEAD").unlink()
    agent = Agent(repo)
    agent.bash(commit("Without a log"))
    assert agent.titles() == ["Without a log"]


def test_the_first_event_seen_may_be_the_commit_itself(repo: Path) -> None:
    agent = Agent.__new__(Agent)
    agent.repo, agent.session, agent.calls = repo, "late", 0
    agent.bash(commit("Seen late"))
    assert agent.titles()[-1:] == ["Seen late"]


def test_hostile_messages_and_names_are_read_as_data(repo: Path) -> None:
    agent = Agent(repo)
    (repo / 'we"ird\tname\n.txt').write_text("x = 1\n", encoding="utf-8")
    (repo / "message").write_text(
        "Subject\n\ndiff --git a/x b/x\n+++ b/x\n1\t2\tnot-a-file\n:000000\n", encoding="utf-8"
    )
    agent.bash("git add we* && git commit -q -F message")
    (memory,) = agent.learned()
    assert memory.files == ('we"ird\tname\n.txt',)
    assert "not-a-file" in memory.text


def test_ten_thousand_files_in_a_commit_are_counted_and_capped(repo: Path) -> None:
    agent = Agent(repo)
    (repo / "many").mkdir()
    for i in range(2000):
        (repo / "many" / f"f{i}.txt").write_text("x\n", encoding="utf-8")
    agent.bash("git add many && git commit -qm Many")
    (memory,) = agent.learned()
    assert memory.facts["file_count"] == 2000 and len(memory.files) == history.MAX_FILES


def test_renames_binaries_links_and_deletions_are_counted_as_git_counts_them(repo: Path) -> None:
    agent = Agent(repo)
    agent.bash(
        "seq 50 > old.txt; printf 'a\\0b' > b.bin; ln -s README.md link; echo x > gone; git add .; git commit -qm One"
    )
    agent.bash("git mv old.txt new.txt; echo '--- x' >> new.txt; rm link gone; echo '+++ y' > link")
    agent.bash("git add -A; git commit -qm Two")
    (two,) = [m for m in agent.learned() if m.title == "Two"]
    assert set(two.files) == {"new.txt", "link", "gone"}
    assert two.facts["renamed"] == {"new.txt": "old.txt"}
    out = subprocess.run(
        ["git", "show", "--numstat", "-M", "--format="], cwd=repo, capture_output=True, text=True, check=True
    )
    rows = [line.split("\t") for line in out.stdout.splitlines()]
    assert (two.facts["added"], two.facts["removed"]) == (sum(int(r[0]) for r in rows), sum(int(r[1]) for r in rows))


def test_quoted_names_are_read_back() -> None:
    assert history.unquoted('"sp\\tace \\303\\274.txt"') == "sp\tace ü.txt"
    assert history.unquoted("plain name.txt") == "plain name.txt"
