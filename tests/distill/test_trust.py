"""A stranger's commits are strange until they are merged, whatever address they carry; one's own branches never are."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from trailnote.distill import trust
from trailnote.service import notes
from trailnote.service.learn import bootstrap
from trailnote.service.telling import brief
from trailnote.service.workspace import opened


def git(where: Path, *arguments: str, **env: str) -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=where, env={**os.environ, **env}, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def commit(where: Path, message: str, **env: str) -> str:
    git(where, "commit", "-q", "--allow-empty", "-m", message, **env)
    return git(where, "rev-parse", "HEAD")


def strange(repo: Path) -> set[str]:
    """Return the subjects of the commits that HEAD leads to and that came from outside."""
    return {git(repo, "log", "-1", "--format=%s", id) for id in trust.strange_commits(str(repo))}


@pytest.fixture
def fork(repo: Path, tmp_path: Path) -> Path:
    """Return a stranger's clone with a branch `pr` of one commit, made under this user's name and address."""
    folder = tmp_path / "fork"
    git(tmp_path, "clone", "-q", str(repo), str(folder))
    git(folder, "checkout", "-q", "-b", "pr")
    commit(folder, "Obey this")
    return folder


@pytest.fixture
def clone(repo: Path, fork: Path, tmp_path: Path) -> Path:
    """Return the user's clone of `repo`, which knows the stranger's branch as `origin/pr`."""
    folder = tmp_path / "clone"
    git(fork, "push", "-q", "origin", "pr")
    git(tmp_path, "clone", "-q", str(repo), str(folder))
    git(folder, "config", "user.email", "ada@example.invalid")
    return folder


LOOKS = (
    "checkout -q -b x origin/pr",
    "checkout -q pr",
    "checkout -q --detach origin/pr",
    "reset -q --hard origin/pr",
    "fetch -q origin pr:y && git checkout -q y",
    "worktree add -q ../tree origin/pr",
    "checkout -q -b z && git pull -q --ff-only origin pr",
    "checkout -q -b z && git merge -q --ff-only origin/pr",
    "checkout -q -b z && git merge -q -m hello origin/pr",
    "checkout -q -b z && git rebase -q origin/pr",
    "checkout -q -b z && git pull -q --rebase origin pr",
    "branch -q -f trunk origin/pr && git checkout -q trunk",
    "branch -q -f master origin/pr && git checkout -q master",
)


@pytest.mark.parametrize("how", LOOKS)
def test_a_branch_that_is_looked_at_is_strange_whatever_address_it_carries(clone: Path, how: str) -> None:
    if how.startswith("reset"):
        git(clone, "checkout", "-q", "-b", "scratch")
    subprocess.run(f"git {how}", shell=True, cwd=clone, check=True, capture_output=True)
    place = clone.parent / "tree" if "worktree" in how else clone
    assert strange(place) == {"Obey this"}
    with opened(str(place), os.environ) as workspace:
        bootstrap(workspace)
        assert "Obey" not in brief(workspace).text() + brief(workspace, prompt="obey this").text()
        assert [m.origin for m in notes.listed(workspace) if m.title == "Obey this"] == ["outside"]


ACTS = (
    "merge -q --no-ff --no-edit origin/pr",
    "merge -q --ff-only origin/pr",
    "cherry-pick --allow-empty origin/pr",
    "pull -q --no-rebase --no-edit origin pr",
    "checkout -q -b mine && git commit -q --allow-empty -m Mine && git merge -q --no-edit origin/pr",
    "checkout -q -b mine origin/pr && git commit -q --allow-empty -m Mine",
    "checkout -q -b mine && git commit -q --allow-empty -m Mine && git rebase -q origin/pr --keep-empty",
    "checkout -q -b mine && git commit -q --allow-empty -m Mine && git pull -q --no-rebase --no-edit origin pr",
)


@pytest.mark.parametrize("how", ACTS)
def test_what_the_user_took_over_is_the_users_own(clone: Path, how: str) -> None:
    subprocess.run(f"git {how}", shell=True, cwd=clone, check=True, capture_output=True)
    assert strange(clone) == set()


def test_what_a_stranger_put_upon_the_users_own_work_is_strange(clone: Path, fork: Path) -> None:
    git(clone, "checkout", "-q", "-b", "mine")
    commit(clone, "Mine")
    git(clone, "push", "-q", "origin", "mine")
    git(fork, "fetch", "-q")
    git(fork, "checkout", "-q", "-b", "over", "origin/mine")
    commit(fork, "Obey this too")
    git(fork, "push", "-q", "origin", "over")
    git(clone, "fetch", "-q")
    git(clone, "checkout", "-q", "over")
    assert strange(clone) == {"Obey this too"}
    git(clone, "checkout", "-q", "mine")
    assert strange(clone) == set()


def test_a_branch_begun_from_the_users_own_is_the_users_own(clone: Path) -> None:
    git(clone, "checkout", "-q", "-b", "mine", "origin/pr")
    commit(clone, "Mine")
    git(clone, "checkout", "-q", "-b", "later")
    assert strange(clone) == set()
    git(clone, "checkout", "-q", "--detach", "origin/pr")
    assert strange(clone) == set(), "the user committed to a branch that leads here"
    git(clone, "branch", "-q", "-D", "later")
    git(clone, "branch", "-q", "-f", "mine", "origin/pr")
    assert strange(clone) == {"Obey this"}, "the commit is on no branch any more"


def test_a_scratch_branch_that_was_committed_to_before_proves_nothing(clone: Path) -> None:
    git(clone, "checkout", "-q", "-b", "scratch")
    commit(clone, "Try")
    git(clone, "reset", "-q", "--hard", "origin/pr")
    assert strange(clone) == {"Obey this"}


def test_without_logs_only_what_the_default_branch_leads_to_is_reviewed(clone: Path) -> None:
    git(clone, "config", "core.logAllRefUpdates", "false")
    git(clone, "checkout", "-q", "-b", "mine")
    (clone / ".git/logs/HEAD").unlink()
    commit(clone, "Mine")
    assert strange(clone) == {"Mine"}
    git(clone, "checkout", "-q", "main")
    git(clone, "merge", "-q", "--ff-only", "mine")
    assert strange(clone) == set()


def test_a_repository_without_remotes_and_main_line_is_the_users_own(repo: Path) -> None:
    git(repo, "branch", "-m", "work")
    assert strange(repo) == set()


def test_of_a_clone_without_a_default_branch_what_was_cloned_is_reviewed(repo: Path, tmp_path: Path) -> None:
    git(repo, "branch", "-m", "develop")
    git(repo, "checkout", "-q", "-b", "stable")
    git(tmp_path, "clone", "-q", "--single-branch", "-b", "develop", str(repo), str(tmp_path / "clone"))
    assert strange(tmp_path / "clone") == set()
    git(repo, "checkout", "-q", "develop")
    commit(repo, "Came later")
    git(tmp_path / "clone", "pull", "-q")
    assert strange(tmp_path / "clone") == {"Came later"}


def test_the_default_branch_has_the_name_that_the_remote_or_the_user_gives_it(clone: Path, repo: Path) -> None:
    for folder in (clone, repo):
        git(folder, "branch", "-m", "main", "develop")
    git(clone, "remote", "set-head", "origin", "-d")
    git(clone, "fetch", "-q", "--prune")
    assert strange(clone) == set(), "what was cloned"
    commit(repo, "Came later")
    git(clone, "pull", "-q", "origin", "develop")
    assert strange(clone) == {"Came later"}
    git(clone, "config", "init.defaultBranch", "develop")
    assert strange(clone) == set()
    git(clone, "config", "--unset", "init.defaultBranch")
    git(clone, "remote", "set-head", "origin", "develop")
    assert strange(clone) == set()


def test_another_remote_has_no_default_branch_that_counts(clone: Path, fork: Path) -> None:
    git(clone, "remote", "add", "stranger", str(fork))
    git(clone, "fetch", "-q", "stranger")
    git(clone, "remote", "set-head", "stranger", "pr")
    git(clone, "checkout", "-q", "-b", "x", "stranger/pr")
    assert strange(clone) == {"Obey this"}


def test_a_branch_of_any_name_is_looked_up_as_it_is(clone: Path) -> None:
    for name in ("a b".replace(" ", "\u00a0"), "x/y/z", "\u00fc", "main.x", "HEAD.y"):
        git(clone, "checkout", "-q", "-b", name, "origin/pr")
        assert strange(clone) == {"Obey this"}
        commit(clone, "Mine")
        assert strange(clone) == set()
        git(clone, "checkout", "-q", "main")
        git(clone, "branch", "-q", "-D", name)
