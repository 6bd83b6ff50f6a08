"""Whatever fails in the middle: all files are as they were, and a killed run leaves each file old or new."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.installers.conftest import Machine, Tree, machine_in_memory, tree

SETTINGS = '{\n  // mine\n  "hooks": {"Stop": [{"hooks": [{"type": "command", "command": "mine"}]}]},\n}\n'
CONFIG = 'model = "x" # mine\n'
KILLED = 77


@pytest.fixture
def machine() -> Iterator[Machine]:
    """Yield a machine whose repository has settings of its own."""
    with machine_in_memory() as machine:
        machine.put(".claude/settings.json", SETTINGS)
        machine.put(".codex/config.toml", CONFIG)
        yield machine


INSTALL = ("install", "--client", "claude-code", "--client", "codex")


def all_of_it(machine: Machine) -> Tree:
    """Return everything in the repository and the home but the environment's builds and the exports."""
    return {
        **{f"repo/{path}": entry for path, entry in tree(machine.repo).items()},
        **{f"home/{path}": entry for path, entry in tree(machine.home, leave_out=("trailnote/envs",)).items()},
    }


@pytest.mark.parametrize("words", [INSTALL, ("uninstall",)], ids=["install", "uninstall"])
def test_a_full_disk_at_any_step_leaves_everything_as_it_was(machine: Machine, words: tuple[str, ...]) -> None:
    if words[0] == "uninstall":
        machine.run(*INSTALL)
    before = all_of_it(machine)
    number = 0
    while True:
        left = number

        def step(name: str, path: str) -> None:
            nonlocal left
            if left == 0:
                left = -1
                raise OSError(errno.ENOSPC, "No space left on device", path)
            left -= 1

        machine.step = step
        done = machine.run(*words)
        if left >= 0:
            break
        assert done.code == 1
        assert "every file is as it was" in done.error
        assert all_of_it(machine) == before
        number += 1
    assert number > 30
    assert done.code == 0


@pytest.mark.parametrize("words", [INSTALL, ("uninstall",)], ids=["install", "uninstall"])
def test_killed_at_any_step_each_file_is_the_old_one_or_the_new_one(machine: Machine, words: tuple[str, ...]) -> None:
    original = machine.tree()
    machine.run(*INSTALL)
    installed = machine.tree()
    if words[0] == "install":
        machine.run("uninstall")
    number = -1
    died = True
    while died:
        number += 1
        machine.run(*(INSTALL if words[0] == "uninstall" else ("uninstall",)))
        died = _run_and_die(machine, number, *words)
        left = {path: entry for path, entry in machine.tree().items() if ".trailnote-" not in path}
        for path, entry in left.items():
            assert entry in (original.get(path), installed.get(path)), (number, path)
        assert machine.run(*words).code == 0
        after = machine.tree()
        assert after == (installed if words[0] == "install" else original), number
    assert number > 30


def test_killed_at_any_step_of_an_install_no_folder_is_left_in_the_end() -> None:
    words = ("install", "--client", "opencode", "--client", "copilot-cli")
    with machine_in_memory() as machine:
        original = machine.tree()
        number, died = -1, True
        while died:
            number += 1
            died = _run_and_die(machine, number, *words)
            assert machine.run(*words).code == 0
            assert machine.run("clean", "--yes").code == 0
            assert machine.tree() == original, number
        assert number > 30


def _run_and_die(machine: Machine, number: int, *words: str) -> bool:
    """Run the installers in a process that dies, without any clean-up, at a step; return whether it got that far."""
    child = os.fork()
    if child == 0:
        left = number

        def step(name: str, path: str) -> None:
            nonlocal left
            if left == 0:
                os._exit(KILLED)
            left -= 1

        machine.step = step
        machine.run(*words)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    assert code in (0, KILLED)
    return code == KILLED


def test_killed_in_a_removal_each_text_with_a_block_is_the_old_one_or_the_new_one(machine: Machine) -> None:
    """Markdown as `promote` leaves it, in a person's file and in one of our name."""
    block = "<!-- trailnote:begin -->\n- Use tabs. <!-- r-1a2b -->\n<!-- trailnote:end -->\n"
    texts = {"CLAUDE.md": f"# Mine\n\n{block}", ".claude/rules/trailnote.md": block}
    number, died = -1, True
    while died:
        number += 1
        machine.run(*INSTALL)
        for path, text in texts.items():
            machine.put(path, text)
        before = machine.tree()
        died = _run_and_die(machine, number, "uninstall")
        left = {path: entry for path, entry in machine.tree().items() if ".trailnote-" not in path}
        assert machine.run("uninstall").code == 0
        after = machine.tree()
        assert after["CLAUDE.md"][1] == b"# Mine\n" and ".claude/rules/trailnote.md" not in after
        for path, entry in left.items():
            assert entry in (before.get(path), after.get(path)), (number, path)
    assert number > 30


def test_a_file_that_somebody_writes_meanwhile_is_not_overwritten(machine: Machine) -> None:
    before = machine.tree()
    settings = machine.repo / ".claude" / "settings.json"

    def step(name: str, path: str) -> None:
        if name == "swap" and path.endswith("hooks.json"):
            settings.write_text('{"changed": "by a client"}', encoding="utf-8")

    machine.step = step
    machine.put(".codex/hooks.json", "{}")
    done = machine.run("install", "--client", "codex", "--client", "claude-code")
    assert done.code in (0, 1)
    if done.code:
        assert "another program" in done.error
    assert before.keys() <= machine.tree().keys() | {".codex/hooks.json"}

    def late(name: str, path: str) -> None:
        if name == "fsync" and "settings.json" in path:
            settings.write_text('{"changed": "again"}', encoding="utf-8")

    machine.run("uninstall")
    machine.step = late
    settings.write_text("{}", encoding="utf-8")
    done = machine.install()
    assert (done.code, "another program" in done.error) == (1, True)
    assert settings.read_text(encoding="utf-8") == '{"changed": "again"}'
    assert not (machine.repo / ".mcp.json").exists()


@pytest.mark.parametrize("fault", [RuntimeError("a bug"), KeyboardInterrupt()], ids=["bug", "interrupt"])
def test_a_bug_or_an_interrupt_in_the_middle_takes_everything_back(machine: Machine, fault: BaseException) -> None:
    before = all_of_it(machine)

    def step(name: str, path: str) -> None:
        if name == "sync folder" and path.endswith("settings.json"):
            raise fault

    machine.step = step
    with pytest.raises(type(fault)):
        machine.install()
    assert all_of_it(machine) == before


def test_what_a_killed_run_left_beside_a_file_is_swept_by_the_next(machine: Machine) -> None:
    left = machine.put(".claude/.settings.json.trailnote-new-999999999", "half")
    other = machine.put(".claude/.other.json.trailnote-new-999999999", "not beside a file of ours")
    machine.install()
    assert (left.exists(), other.exists()) == (False, True)


def test_pip_failing_leaves_nothing(machine: Machine) -> None:
    from trailnote.errors import TrailnoteError

    before = all_of_it(machine)
    machine.builder.error = TrailnoteError("could not install: pip said: no such index")
    done = machine.install()
    assert (done.code, "pip said" in done.error) == (1, True)
    assert all_of_it(machine) == before
    assert not Path(machine.user_dir).exists()
