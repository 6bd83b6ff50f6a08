"""A client is known by its number, its start and the space its number counts in; a dead one is not running."""

from __future__ import annotations

import os
import subprocess
import sys

from trailnote.capture import process

SLEEPER = [sys.executable, "-c", "import sys; sys.stdin.read()"]


def test_a_process_lives_until_it_is_killed_noticed_or_not() -> None:
    child = subprocess.Popen(SLEEPER, stdin=subprocess.PIPE)
    mark = process.mark_of(child.pid)
    assert mark
    assert process.lives(child.pid, mark) is True
    child.kill()
    if hasattr(os, "waitid"):
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
        assert process.lives(child.pid, mark) is False, "a dead process whose parent has not waited"
    child.communicate()
    assert process.lives(child.pid, mark) is False


def test_a_number_that_is_used_again_is_another_process() -> None:
    start, _, place = process.mark_of(os.getpid()).partition("@")
    assert process.lives(os.getpid(), f"{start}0@{place}") is False


def test_nothing_is_known_of_processes_of_another_host_or_container() -> None:
    start = process.mark_of(os.getpid()).partition("@")[0]
    assert process.lives(os.getpid(), f"{start}@elsewhere") is None
    assert process.lives(os.getpid(), start) is None
    assert process.lives(0, "") is None


def test_the_ancestors_begin_with_the_parent() -> None:
    assert process.ancestors()[0] == (os.getppid(), process.mark_of(os.getppid()))


def test_ps_tells_the_same_family_as_proc() -> None:
    asked, looked = process.ask(os.getpid()), process.look(os.getpid())
    assert asked is not None
    assert looked is not None
    assert asked[0] == looked[0] == os.getppid()
    assert asked[1]
    child = subprocess.Popen(SLEEPER, stdin=subprocess.PIPE)
    child.kill()
    child.communicate()
    assert process.ask(child.pid) is None


def test_the_client_is_the_process_behind_the_shells() -> None:
    code = (
        f"import sys; sys.path[:0] = {sys.path!r}\n"
        "from trailnote.capture import process; print(*process.client(), sep='|')"
    )
    shell = f'sh -c \'"{sys.executable}" -c "$CODE"; true\'; true'
    done = subprocess.run(
        ["sh", "-c", shell], env={**os.environ, "CODE": code}, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == f"{os.getpid()}|{process.mark_of(os.getpid())}"
