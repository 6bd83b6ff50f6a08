"""A repository's own configuration runs no program of its choice, whatever Trailnote asks git for.

Each setting names a program that leaves a file of the setting's name in a folder that must stay empty.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
from pathlib import Path

import pytest

from tests.conftest import RunHook
from tests.payloads import claude
from tests.test_hostile_clone import all_hooks, git, verb
from trailnote_installers import memory

# Settings whose value is a program.
PROGRAMS = (
    "alias.config",
    "alias.log",
    "alias.ls-files",
    "alias.status",
    "core.alternateRefsCommand",
    "core.askPass",
    "core.editor",
    "core.fsmonitor",
    "core.gitProxy",
    "core.pager",
    "core.sshCommand",
    "credential.helper",
    "diff.external",
    "diff.x.command",
    "diff.x.textconv",
    "filter.x.clean",
    "filter.x.smudge",
    "filter.y.process",
    "gpg.program",
    "gpg.ssh.program",
    "gpg.x509.program",
    "interactive.diffFilter",
    "merge.x.driver",
    "pager.log",
    "pager.status",
    "sequence.editor",
    "uploadpack.packObjectsHook",
)
OTHERS = {
    "log.showSignature": "true",
    "diff.x.cachetextconv": "true",
    "filter.x.required": "true",
    "filter.y.required": "true",
    "status.submoduleSummary": "true",
    "submodule.recurse": "true",
    "diff.submodule": "log",
    "core.untrackedCache": "true",
}
HOOKS = (
    "fsmonitor-watchman",
    "post-checkout",
    "post-commit",
    "post-index-change",
    "pre-auto-gc",
    "pre-commit",
    "prepare-commit-msg",
    "reference-transaction",
)
VERBS = (
    ["bootstrap"],
    ["status"],
    ["brief"],
    ["brief", "--prompt", "evil rhinos"],
    ["query", "rhinos", "--context", "b.py"],
    ["put-resolution", "HEAD"],
    ["suggest", "--task", "rhinos", "--files", "b.py"],
    ["handoff", "begin", "--summary", "look at b.py"],
    ["eval"],
    ["new", "rhinos"],
    ["recap"],
    ["audit"],
    ["gc"],
    ["share", "on"],
    ["diff"],
    ["run", "--", "true"],
)


def program(folder: Path, name: str, *, body: str = "exec cat") -> str:
    """Make a program that leaves a file `name` in `folder`, and return its path."""
    folder.mkdir(exist_ok=True)
    path = folder.parent / "programs" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\necho ran >> '{folder / name}'\n{body}\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


@pytest.fixture
def canaries(tmp_path: Path) -> Path:
    folder = tmp_path / "canaries"
    folder.mkdir()
    return folder


def settle(repo: Path) -> None:
    """Commit files that filters and diff drivers claim, and leave one changed and one whose time alone changed."""
    (repo / ".gitattributes").write_text(
        "*.py diff=x filter=x merge=x working-tree-encoding=UTF-16\n*.js filter=y\n*.md filter=a=b\n", encoding="utf-8"
    )
    for name in ("a.py", "b.py", "c.js", "d.js"):
        (repo / name).write_text("x = 1\n", encoding="utf-16" if name.endswith("py") else "utf-8")
    git(repo, "add", "-A")
    git(repo, "commit", "-qm", "Write about evil rhinos")


def disturb(repo: Path) -> None:
    for name in ("a.py", "c.js", "README.md"):
        os.utime(repo / name)
    for name in ("b.py", "d.js"):
        (repo / name).write_text("x = 22\n", encoding="utf-16" if name.endswith("py") else "utf-8")


def sign(repo: Path) -> None:
    """Make HEAD a commit that says it is signed."""
    raw = git(repo, "cat-file", "commit", "HEAD")
    head, _, message = raw.partition("\n\n")
    armour = "-----BEGIN PGP SIGNATURE-----\n \n iHUE\n -----END PGP SIGNATURE-----"
    done = subprocess.run(
        ["git", "hash-object", "-t", "commit", "-w", "--stdin"],
        cwd=repo,
        input=f"{head}\ngpgsig {armour}\n\n{message}",
        capture_output=True,
        text=True,
        check=True,
    )
    git(repo, "update-ref", "refs/heads/main", done.stdout.strip())


def use_everything(repo: Path, run_hook: RunHook) -> None:
    """Run every hook, the verbs that ask git, and the installer's look at what git tracks."""
    all_hooks(repo, run_hook)
    edit = {"tool_name": "Edit", "tool_input": {"file_path": str(repo / "b.py"), "old_string": "1", "new_string": "2"}}
    call = claude("PostToolUse", repo, session="s2", tool_use_id="t7", tool_response={}, tool_name="Edit",
                  tool_input=edit["tool_input"])  # fmt: skip
    run_hook("post_tool_use", call, repo)
    fails = {"command": "pytest -q"}
    for number in range(2):
        disturb(repo)
        call = claude("PostToolUseFailure", repo, session="s2", tool_use_id=f"f{number}", tool_input=fails)
        run_hook("post_tool_use_failure", call, repo)
    passed = claude("PostToolUse", repo, session="s2", tool_use_id="t8", tool_input=fails)
    run_hook("post_tool_use", passed, repo)
    run_hook("session_end", claude("SessionEnd", repo, session="s2"), repo)
    for words in VERBS:
        disturb(repo)
        code, said = verb(repo, *words)
        assert code in (0, 1), (words, said)
    memory.deletable(str(repo / ".trailnote"), str(repo))
    disturb(repo)
    all_hooks(repo, run_hook, session="s3")


def configure(repo: Path, name: str, value: str) -> None:
    git(repo, "config", name, value)


def test_no_setting_of_a_repository_runs_a_program(repo: Path, canaries: Path, run_hook: RunHook) -> None:
    settle(repo)
    sign(repo)
    for name in PROGRAMS:
        configure(repo, name, ("!" if name.startswith("alias") else "") + program(canaries, name))
    for name, value in OTHERS.items():
        configure(repo, name, value)
    hooks = canaries.parent / "programs/hooks"
    hooks.mkdir()
    for name in HOOKS:
        os.symlink(program(canaries, f"hook-{name}", body="exit 0"), hooks / name)
    configure(repo, "core.hooksPath", str(hooks))
    use_everything(repo, run_hook)
    assert sorted(path.name for path in canaries.iterdir()) == []


@pytest.mark.parametrize("where", ["include", "includeIf", "worktree", "odd name", "linked worktree"])
def test_a_filter_is_found_wherever_it_is_configured(repo: Path, canaries: Path, run_hook: RunHook, where: str) -> None:
    settle(repo)
    ran = program(canaries, "filter")
    lines = f'[filter "x"]\n\tclean = {ran}\n[FILTER "y"]\n\tprocess = {ran}\n\tclean = {ran}\n'
    place = repo
    if where == "worktree":
        git(repo, "config", "extensions.worktreeConfig", "true")
        (repo / ".git/config.worktree").write_text(lines, encoding="utf-8")
    elif where == "odd name":
        git(repo, "config", "filter.a=b.clean", ran)
    else:
        (repo / "more").write_text(lines, encoding="utf-8")
        condition = "includeIf.gitdir:/.path" if where == "includeIf" else "include.path"
        git(repo, "config", condition, str(repo / "more"))
    if where == "linked worktree":
        place = repo.parent / "tree"
        git(repo, "worktree", "add", "-q", str(place))
        canaries.joinpath("filter").unlink(missing_ok=True)
    disturb(place)
    with contextlib.suppress(subprocess.CalledProcessError):
        git(place, "--no-optional-locks", "status", "--porcelain")
    assert canaries.joinpath("filter").exists(), "git itself does not run it, so this test shows nothing"
    canaries.joinpath("filter").unlink()
    use_everything(place, run_hook)
    assert sorted(path.name for path in canaries.iterdir()) == []


@pytest.mark.parametrize("url", ["ext::{} %S", "ssh://host/path"])
def test_a_missing_object_is_not_fetched(repo: Path, canaries: Path, run_hook: RunHook, url: str) -> None:
    settle(repo)
    blob = git(repo, "rev-parse", "HEAD:b.py").strip()
    configure(repo, "core.repositoryFormatVersion", "1")
    configure(repo, "extensions.partialClone", "origin")
    configure(repo, "remote.origin.promisor", "true")
    configure(repo, "protocol.ext.allow", "always")
    configure(repo, "core.sshCommand", program(canaries, "ssh", body="exit 1"))
    configure(repo, "remote.origin.url", url.format(program(canaries, "transport", body="exit 1")))
    (repo / ".git/objects" / blob[:2] / blob[2:]).unlink()
    with contextlib.suppress(subprocess.CalledProcessError):
        git(repo, "log", "-p")
    assert list(canaries.iterdir()), "git itself does not fetch, so this test shows nothing"
    for path in canaries.iterdir():
        path.unlink()
    use_everything(repo, run_hook)
    assert sorted(path.name for path in canaries.iterdir()) == []


def test_a_worktree_that_lies_elsewhere_is_left_alone(
    repo: Path, tmp_path: Path, canaries: Path, run_hook: RunHook
) -> None:
    settle(repo)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "b.py").write_text("mine", encoding="utf-8")
    configure(repo, "core.worktree", str(elsewhere))
    configure(repo, "filter.x.clean", program(canaries, "filter"))
    use_everything(repo, run_hook)
    assert sorted(path.name for path in canaries.iterdir()) == []
    assert [path.name for path in elsewhere.iterdir()] == ["b.py"]


def test_a_repository_without_programs_is_told_of_as_before(repo: Path, run_hook: RunHook) -> None:
    settle(repo)
    verb(repo, "remember", "b.py counts rhinos", "--files", "b.py", "--namespace", "decisions")
    disturb(repo)
    started = run_hook("session_start", claude("SessionStart", repo), repo)
    assert "counts rhinos" in started.context, "the changed file calls for its note"
