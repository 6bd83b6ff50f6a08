"""What the installers refuse, with exit code 1, the path and the way out, and nothing written anywhere."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.installers.conftest import Machine, machine_in_memory, tree

NOBODY = 65534


def _folder(machine: Machine) -> None:
    (machine.repo / ".mcp.json").mkdir()


def _fifo(machine: Machine) -> None:
    os.mkfifo(machine.repo / ".mcp.json")


def _latin(machine: Machine) -> None:
    machine.put(".mcp.json", b'{\n"a": "\xe9"}')


def _link_out(machine: Machine) -> None:
    outside = machine.put("settings.json", "{}", base=machine.repo.parent / "elsewhere")
    (machine.repo / ".mcp.json").symlink_to(outside)


def _link_to_nothing(machine: Machine) -> None:
    (machine.repo / ".mcp.json").symlink_to(machine.repo / "gone.json")


def _link_to_personal(machine: Machine) -> None:
    (machine.home / ".claude").mkdir()
    (machine.repo / ".claude").symlink_to(machine.home / ".claude")


def _one_for_two(machine: Machine) -> None:
    machine.put("both.json", "{}")
    (machine.repo / ".mcp.json").symlink_to("both.json")
    (machine.repo / ".claude").mkdir()
    (machine.repo / ".claude" / "settings.json").symlink_to("../both.json")


def _circle(machine: Machine) -> None:
    (machine.repo / ".mcp.json").symlink_to(".mcp.json")


def _file_for_folder(machine: Machine) -> None:
    machine.put(".claude", "a file")


def _stranger(machine: Machine) -> None:
    machine.put(".mcp.json", '{"mcpServers": {"trailnote": {"command": "npx", "args": ["other"]}}}')


def _command_of_another(machine: Machine) -> None:
    machine.put(".local/bin/trailnote", "#!/bin/sh\necho mine\n", base=machine.home)


def _launcher_of_another(machine: Machine) -> None:
    machine.put(".local/bin/trailnote-hook", "#!/bin/sh\necho mine\n", base=machine.home)


def _twice(machine: Machine) -> None:
    machine.put(".claude/settings.json", '{"hooks": {},\n "hooks": {}}')


def _list(machine: Machine) -> None:
    machine.put(".claude/settings.json", "[]")


@pytest.mark.parametrize(
    ("arrange", "named", "why"),
    [
        (_folder, ".mcp.json", "is a folder"),
        (_fifo, ".mcp.json", "not a plain file"),
        (_latin, ".mcp.json:2", "not UTF-8"),
        (_link_out, ".mcp.json", "may not write"),
        (_link_to_nothing, ".mcp.json", "does not exist"),
        (_link_to_personal, ".claude/settings.json", "may not write"),
        (_one_for_two, ".mcp.json", "is the same file as"),
        (_circle, ".mcp.json", "Mend that link"),
        (_file_for_folder, ".claude/settings.json", "no folder"),
        (_stranger, ".mcp.json:1", "another MCP server"),
        (_command_of_another, ".local/bin/trailnote", "not Trailnote's link"),
        (_launcher_of_another, ".local/bin/trailnote-hook", "not written by Trailnote"),
        (_twice, ".claude/settings.json:2", "there twice"),
        (_list, ".claude/settings.json:1", "is a list"),
    ],
)
def test_refused_with_the_path_and_nothing_written(
    machine: Machine, arrange: Callable[[Machine], None], named: str, why: str
) -> None:
    arrange(machine)
    before = (tree(machine.repo), tree(machine.home)) if arrange is not _fifo else None
    done = machine.install()
    assert done.code == 1
    assert named in done.error
    assert why in done.error
    assert "nothing was changed" in done.error
    if before is not None:
        assert (tree(machine.repo), tree(machine.home)) == before
    assert machine.builder.builds == []


def as_a_person_without_power(machine: Machine, call: Callable[[], str], *, but: str = "") -> str:
    """Run `call` as a user who owns the machine, all `but` one folder, and is not root, in a process of its own, and
    return its answer."""
    if os.geteuid() != 0:
        if but:  # who is not root can give nothing to another, only give up what is their own
            os.chmod(but, 0o500)
        return call()
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        for folder, _, files in os.walk(machine.repo.parent):
            for path in (folder, *(os.path.join(folder, name) for name in files)):
                if path != but:
                    os.lchown(path, NOBODY, NOBODY)
        os.setgid(NOBODY)
        os.setuid(NOBODY)
        os.write(write_end, call().encode())
        os._exit(0)
    os.close(write_end)
    os.waitpid(child, 0)
    with open(read_end, encoding="utf-8") as answer:
        return answer.read()


@pytest.mark.parametrize("mode", [(0o444, 0o755), (0o644, 0o555)], ids=["file", "folder"])
def test_a_write_protected_file_or_folder_is_refused(mode: tuple[int, int]) -> None:
    with machine_in_memory() as machine:
        os.chmod(machine.repo.parent, 0o755)  # noqa: S103  another user has to get there
        path = machine.put(".claude/settings.json", "{}")
        path.chmod(mode[0])
        path.parent.chmod(mode[1])
        said = as_a_person_without_power(machine, lambda: machine.install().error)
        assert "write-protected; nothing was changed. Run: chmod u+w" in said
        assert path.read_text(encoding="utf-8") == "{}"
        assert not (machine.repo / ".mcp.json").exists()


def test_a_file_of_another_user_is_refused(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    path = machine.put(".claude/settings.json", "{}")
    monkeypatch.setattr(os, "geteuid", lambda: path.stat().st_uid + 1)
    done = machine.install()
    assert (done.code, "belongs to another user" in done.error) == (1, True)


def test_a_link_inside_the_home_is_followed(machine: Machine) -> None:
    target = machine.put("dotfiles/mcp.json", "{}", base=machine.home)
    (machine.repo / ".mcp.json").symlink_to(target)
    assert machine.install().code == 0
    assert "trailnote" in target.read_text(encoding="utf-8")
    machine.run("uninstall")
    assert target.read_text(encoding="utf-8") == "{}"


def test_outside_a_repository_project_scope_is_refused_and_user_scope_is_not(machine: Machine, tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    plain.mkdir()
    done = machine.run("install", "--client", "codex", cwd=plain)
    assert (done.code, "--scope user" in done.error) == (1, True)
    assert machine.run("install", "--client", "codex", "--scope", "user", cwd=plain).code == 0
    assert machine.runner.calls == []
    assert machine.run("install", "--repo", str(tmp_path / "none")).code == 1


def test_a_second_installer_at_the_same_time_is_sent_away(machine: Machine) -> None:
    from trailnote_installers.context import locked

    with locked(str(machine.user_dir)):
        done = machine.install()
    assert (done.code, "another installer" in done.error) == (1, True)
    assert not (machine.repo / ".claude").exists()
    assert machine.install().code == 0


def test_a_link_of_the_persons_own_that_leads_out_of_the_home_is_refused(machine: Machine) -> None:
    elsewhere = machine.repo.parent / "elsewhere"
    machine.put("claude/settings.json", "{}", base=elsewhere)
    (machine.home / ".claude").symlink_to(elsewhere / "claude")
    before = tree(elsewhere)
    done = machine.install("--scope", "user")
    assert done.code == 1 and "may not write" in done.error and tree(elsewhere) == before
    machine.env["CLAUDE_CONFIG_DIR"] = str(elsewhere / "claude")  # which the person named
    assert machine.install("--scope", "user").code == 0
