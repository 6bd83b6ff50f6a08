"""Nothing of ours runs, and no port is open, one second after the last session ended, however it ended."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from tests.clients.agents import Agent
from tests.clients.app_server import trust_hooks
from tests.clients.conftest import SHOP, MakeRepository
from tests.clients.person import Person
from tests.clients.script import Action, Hang, Mcp, Say, Shell

pytestmark = pytest.mark.clients

LIMIT_S = 1.0
LISTENING = "0A"  # of the state column of /proc/net/tcp


class Process(NamedTuple):
    """A process of ours, and the ports that it listens on."""

    pid: int
    command: str
    ports: tuple[int, ...]


def _listening() -> dict[str, int]:
    found = {}
    for table in ("tcp", "tcp6"):
        for line in Path("/proc/net", table).read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == LISTENING:
                found[f"socket:[{fields[9]}]"] = int(fields[1].rpartition(":")[2], 16)
    return found


def _command(entry: Path) -> str:
    return (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace").strip()


def ours(person: Person, repo: Path) -> list[Process]:
    """Return the processes that run in this person's name or folders and have to do with Trailnote.

    The home is in the environment of all that a session starts; a server may have been given less, so that what a
    command line names counts too.
    """
    sockets, tests = _listening(), _command(Path("/proc/self"))
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            command = _command(entry)
            variables = (entry / "environ").read_bytes().split(b"\0")
            held = [os.readlink(one) for one in (entry / "fd").iterdir()]
            place = os.readlink(entry / "cwd")
        except OSError:  # it ended, or is another user's
            continue
        theirs = (
            f"HOME={person.home}".encode() in variables or str(person.home) in command or place.startswith(str(repo))
        )
        if command == tests:  # forked to start a client, and not there yet: it still holds what the tests hold
            continue
        if theirs and ("trailnote" in command or "hooks/" in command or " -m pip" in command or "venv" in command):
            program = os.path.basename(command.partition(" ")[0])
            if program not in ("claude", "codex", "node"):
                found.append(Process(int(entry.name), command, tuple(sockets[one] for one in held if one in sockets)))
    return found


def left(person: Person, repo: Path, ended: float) -> list[Process]:
    """Return what of ours is still there one second after `ended`; sooner, when it is gone sooner."""
    while True:
        found = ours(person, repo)
        if not found or time.monotonic() - ended > LIMIT_S:
            return found
        time.sleep(0.02)


class Watch:
    """Looks at our processes while a session runs: that there were some, and which ports they opened."""

    def __init__(self, person: Person, repo: Path) -> None:
        self.seen: set[str] = set()
        self.ports: set[int] = set()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, args=(person, repo))

    def _look(self, person: Person, repo: Path) -> None:
        while not self._over.wait(0.02):
            for process in ours(person, repo):
                self.seen.add(process.command)
                self.ports |= set(process.ports)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()


def killed(agent: Agent, repo: Path, actions: list[Action], extra: list[str]) -> float:
    """Run a session, SIGKILL the client alone, not its children, in the middle of its task, and return when."""
    with agent.model(actions, repo) as model:
        command = agent.command("begin", model.port, resume=False, extra=extra)
        env = {**agent.environment, **agent.settings_of_run(model.port)}
        quiet = subprocess.DEVNULL
        process = subprocess.Popen(
            command, cwd=repo, env=env, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True
        )
        assert model.hanging.wait(120), "the session did not come to its task"
        os.kill(process.pid, signal.SIGKILL)
        process.wait(30)
        return time.monotonic()


@pytest.fixture(scope="module", params=["claude-code", "codex"])
def installed(request: pytest.FixtureRequest, person: Person, shop: MakeRepository) -> tuple[Person, Path, Agent]:
    """Return a person, a repository with Trailnote in its settings, and a client."""
    repo = shop()
    person.install(repo)
    return person, repo, person.agent(request.param)


@pytest.fixture(params=["claude-code", "codex"])
def plugged(
    request: pytest.FixtureRequest, tmp_path: Path, clone: Path
) -> Iterator[tuple[Person, Path, Agent, list[str]]]:
    """Return the same with the plugin of a person who never had it: its server begins by making its environment."""
    person = Person(tmp_path / "home", clone)
    repo = person.repository(tmp_path / "shop", SHOP)
    agent = person.agent(request.param)
    if request.param == "claude-code":
        yield person, repo, agent, ["--plugin-dir", str(clone)]
        return
    for words in (["marketplace", "add", str(clone)], ["add", "trailnote@trailnote"]):
        done = agent.tool(person.home, "plugin", *words)
        assert done.returncode == 0, done.stdout + done.stderr
    trust_hooks(person.codex, repo)
    yield person, repo, agent, []


WORK: list[Action] = [Mcp("status"), Shell("echo '# sold' >> stock.py && git commit -qam 'Sell it'"), Shell("false")]


def test_after_a_session_with_hooks_and_server_from_the_settings(installed: tuple[Person, Path, Agent]) -> None:
    person, repo, agent = installed
    with Watch(person, repo) as watch:
        session = agent.run(repo, [*WORK, Say("Done.")], prompt="sort the stock")
        ended = time.monotonic()
        assert left(person, repo, ended) == []
    assert session.exit_code == 0, session.stderr
    assert any("mcp" in command or "serve" in command for command in watch.seen), watch.seen
    assert watch.ports == set()


def test_after_the_client_alone_was_killed(installed: tuple[Person, Path, Agent]) -> None:
    person, repo, agent = installed
    with Watch(person, repo) as watch:
        ended = killed(agent, repo, [*WORK, Hang()], [])
        assert left(person, repo, ended) == []
    assert any("mcp" in command or "serve" in command for command in watch.seen), watch.seen
    assert watch.ports == set()


def test_after_a_first_session_with_the_plugin_which_ends_before_its_environment_is_made(
    plugged: tuple[Person, Path, Agent, list[str]],
) -> None:
    person, repo, agent, extra = plugged
    with Watch(person, repo) as watch:
        session = agent.run(repo, [Say("Hello.")], prompt="hello", extra=extra)
        ended = time.monotonic()
        assert left(person, repo, ended) == []
    assert session.exit_code == 0, session.stderr
    assert watch.seen, "nothing of ours ran"
    assert watch.ports == set()


def test_after_the_client_alone_was_killed_with_the_plugin(plugged: tuple[Person, Path, Agent, list[str]]) -> None:
    person, repo, agent, extra = plugged
    with Watch(person, repo) as watch:
        ended = killed(agent, repo, [Shell("true"), Hang()], extra)
        assert left(person, repo, ended) == []
    assert watch.seen, "nothing of ours ran"
    assert watch.ports == set()
