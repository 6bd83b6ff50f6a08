"""Fixtures for every room: a home and a repository of the test's own, and hooks run as the clients run them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent
SOURCE_ROOTS = tuple(str(ROOT / name) for name in ("engine", "mcp_server", "installers"))
# A bare clone runs the tests without being installed; the root itself makes `tests.*` importable.
sys.path[:0] = [folder for folder in (*SOURCE_ROOTS, str(ROOT)) if folder not in sys.path]

KEPT_VARIABLES = ("PATH", "LANG", "LC_ALL", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT", "COMSPEC", "PATHEXT")
KEPT_PREFIXES = ("PYTEST_", "COVERAGE_", "HYPOTHESIS_")
HOOK_LIMIT_S = 60.0
# A loaded machine is no fault: no generated test fails for the time that it takes.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")


def _own_variables(home: Path) -> dict[str, str]:
    """Return the variables that make a folder the home of a person who has nothing but a git identity."""
    return {
        "HOME": str(home),
        "USERPROFILE": str(home),
        "TRAILNOTE_HOME": str(home / "trailnote"),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "Ada Tester",
        "GIT_AUTHOR_EMAIL": "ada@example.invalid",
        "GIT_COMMITTER_NAME": "Ada Tester",
        "GIT_COMMITTER_EMAIL": "ada@example.invalid",
    }


@pytest.fixture(scope="session", autouse=True)
def environment_of_nobody(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Take the developer's environment away for the whole run, so that no test reads or writes their home."""
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name not in KEPT_VARIABLES and not name.startswith(KEPT_PREFIXES):
                patch.delenv(name)
        for name, value in _own_variables(tmp_path_factory.mktemp("home-of-nobody")).items():
            patch.setenv(name, value)
        yield


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty home directory that HOME and TRAILNOTE_HOME (`home/trailnote`, not made) point to."""
    folder = tmp_path / "home"
    folder.mkdir()
    for name, value in _own_variables(folder).items():
        monkeypatch.setenv(name, value)
    return folder


@pytest.fixture
def repo(tmp_path: Path, home: Path) -> Path:
    """Return a real git repository on branch `main` with one commit, "Begin", of `README.md`."""
    folder = tmp_path / "repo"
    folder.mkdir()
    (folder / "README.md").write_text("# Shop\n", encoding="utf-8")
    for arguments in (["init", "-q", "-b", "main"], ["add", "README.md"], ["commit", "-qm", "Begin"]):
        subprocess.run(["git", *arguments], cwd=folder, check=True)
    return folder


class HookResult(NamedTuple):
    """How a hook process ended."""

    exit_code: int
    stdout: str
    stderr: str
    context: str
    """The `additionalContext` that it printed, or nothing."""


RunHook: TypeAlias = Callable[[str, Any, Path], HookResult]


@pytest.fixture(scope="session")
def hook_bytecode(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where hook processes keep their bytecode, as an installed hook command does."""
    return tmp_path_factory.mktemp("bytecode")


@pytest.fixture
def run_hook(hook_bytecode: Path) -> RunHook:
    """Return a function that runs `hooks/<event>.py` of the clone as a process of its own.

    `run_hook("session_start", payload, cwd)`: the payload is sent as JSON, or as it is when it is bytes.
    """

    def run(event: str, payload: Any, cwd: Path) -> HookResult:
        sent = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        options = ["-S", "-E", "-X", f"pycache_prefix={hook_bytecode}"]
        command = [sys.executable, *options, str(ROOT / "hooks" / f"{event}.py")]
        done = subprocess.run(command, input=sent, cwd=cwd, capture_output=True, timeout=HOOK_LIMIT_S, check=False)
        stdout = done.stdout.decode()
        output = json.loads(stdout).get("hookSpecificOutput", {}) if stdout.strip() else {}
        return HookResult(done.returncode, stdout, done.stderr.decode(), output.get("additionalContext", ""))

    return run


def _chosen(config: pytest.Config) -> bool:
    """Tell whether the real-client tests were asked for: by a marker expression, or by a path."""
    paths = (argument.replace(os.sep, "/") for argument in config.args)
    return "clients" in config.option.markexpr or any("tests/clients" in path for path in paths)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the real-client tests unless they were asked for and npm is there; the summary says so."""
    clients = [item for item in items if item.get_closest_marker("clients")]
    if not clients or (_chosen(config) and shutil.which("npm")):
        return
    items[:] = [item for item in items if item not in clients]
    config.hook.pytest_deselected(items=clients)
    config.stash[LEFT_OUT] = len(clients)


LEFT_OUT = pytest.StashKey[int]()


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Say what was left out, and how to run it."""
    count = config.stash.get(LEFT_OUT, 0)
    if count:
        why = "run them with `python3 tests -m clients`" if shutil.which("npm") else "npm is not on PATH"
        terminalreporter.write_line(f"left out: {count} real-client tests; {why}")
