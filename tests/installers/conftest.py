"""A machine to install on: a home, a repository, a stand-in for pip and one for the installed command."""

from __future__ import annotations

import io
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from trailnote.errors import TrailnoteError
from trailnote_installers import environment
from trailnote_installers.environment import Build
from trailnote_installers.main import main
from trailnote_installers.transaction import Step, no_step

Tree = dict[str, tuple[int, bytes]]
BRIEF = '<trailnote project="repo">\nRecords\n</trailnote>\n'


class StandInBuilder:
    """Makes what pip would make, without packages."""

    def __init__(self) -> None:
        self.builds: list[Build] = []
        self.error: Exception | None = None

    def build(self, build: Build, env: Mapping[str, str]) -> None:
        """Write a command, an interpreter and the hooks folder; fail half-way when told to."""
        self.builds.append(build)
        inside = environment.installed_at(build.folder, build.interpreter)
        os.makedirs(os.path.dirname(inside.command))
        if self.error is not None:
            raise self.error
        for name in ("python", "trailnote"):
            path = Path(os.path.dirname(inside.command), name)
            path.write_text("#!/bin/sh\nexit 0\n", encoding="utf-8")
            path.chmod(0o755)
        os.makedirs(inside.hooks)


class StandInRunner:
    """Answers as the installed `trailnote` would, and keeps what it was asked."""

    def __init__(self) -> None:
        self.calls: list[list[str]] = []
        self.failing: set[str] = set()

    def run(self, command: Sequence[str], env: Mapping[str, str], cwd: str) -> tuple[int, str, str]:
        """Return what the verb prints; `export` writes its file."""
        self.calls.append(list(command))
        verb = command[1]
        if verb in self.failing:
            return 1, "", f"trailnote: {verb} failed"
        if verb == "export":
            Path(command[2]).write_text('{"id": "m-1"}\n', encoding="utf-8")
        return 0, {"bootstrap": "learned 3 commits of 3\n", "brief": BRIEF}.get(verb, ""), ""


class Done(NamedTuple):
    """How a call of the installers ended."""

    code: int
    out: str
    error: str
    progress: str = ""

    @property
    def json(self) -> Any:
        """The one object that `--json` printed."""
        return json.loads(self.out)


class Machine:
    """One person's machine."""

    def __init__(self, home: Path, repo: Path, source: Path) -> None:
        self.home, self.repo, self.source = home, repo, source
        self.user_dir = home / "trailnote"
        self.env = {"HOME": str(home), "TRAILNOTE_HOME": str(self.user_dir), "PATH": os.environ["PATH"]}
        self.builder = StandInBuilder()
        self.runner = StandInRunner()
        self.step: Step = no_step

    def run(self, *words: str, cwd: Path | None = None, packaged: bool = False) -> Done:
        """Run the installers; an expected failure comes back as its exit code and message."""
        out, err = io.StringIO(), io.StringIO()
        try:
            code = main(
                words,
                self.env,
                source="" if packaged else str(self.source),
                cwd=str(cwd or self.repo),
                out=out,
                err=err,
                builder=self.builder,
                runner=self.runner,
                step=self.step,
            )
        except TrailnoteError as error:
            return Done(error.exit_code, out.getvalue(), str(error), err.getvalue())
        return Done(code, out.getvalue(), "", err.getvalue())

    def install(self, *words: str, clients: Sequence[str] = ("claude-code", "codex")) -> Done:
        """Install for both clients."""
        named = [word for client in clients for word in ("--client", client)]
        return self.run("install", *named, *words)

    def put(self, path: str, content: str | bytes, *, base: Path | None = None) -> Path:
        """Write a file below the repository (or `base`) and return its path."""
        target = (base or self.repo) / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)
        return target

    def text(self, path: str) -> str:
        """Return a file of the repository, its line ends untouched."""
        return (self.repo / path).read_bytes().decode()

    def tree(self, *, memory: bool = False) -> Tree:
        """Return mode and bytes of everything in the repository; without `memory` all but `.trailnote`."""
        return tree(self.repo, leave_out=() if memory else (".trailnote",))


def tree(folder: Path, *, leave_out: tuple[str, ...] = ()) -> Tree:
    """Return mode and bytes of every file, link and folder below `folder`, by relative path."""
    found: Tree = {}
    for base, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if os.path.relpath(os.path.join(base, name), folder) not in leave_out]
        for name in (*folders, *files):
            path = Path(base, name)
            found[str(path.relative_to(folder))] = (path.lstat().st_mode, _content(path))
    return found


def _content(path: Path) -> bytes:
    if path.is_symlink():
        return os.readlink(path).encode()
    return b"" if path.is_dir() else path.read_bytes()


def make_machine(base: Path) -> Machine:
    """Return a machine below `base` with a repository that git would take for one, and a small clone to install."""
    home, repo, source = base / "home", base / "repo", base / "clone"
    home.mkdir(parents=True)
    (repo / ".git" / "refs").mkdir(parents=True)
    (repo / ".git" / "objects").mkdir()
    (repo / ".git" / "HEAD").write_text("ref: refs/heads/main\n", encoding="utf-8")
    (repo / "README.md").write_text("# Shop\n", encoding="utf-8")
    (source / "engine" / "trailnote").mkdir(parents=True)
    (source / "engine" / "trailnote" / "__init__.py").write_text('__version__ = "0.1.0"\n', encoding="utf-8")
    return Machine(home, repo, source)


def keep_copy(machine: Machine) -> None:
    """Keep a copy of everything on `machine` as it is now, link for link."""
    base = machine.home.parent
    shutil.copytree(base, base.with_name(f"{base.name}-whole"), symlinks=True)


def restore_copy(machine: Machine) -> None:
    """Put back what `keep_copy` kept, whatever a test locked or broke since."""
    base = machine.home.parent
    for folder in base.rglob("*"):
        if folder.is_dir() and not folder.is_symlink():
            folder.chmod(0o755)
    shutil.rmtree(base)
    shutil.copytree(base.with_name(f"{base.name}-whole"), base, symlinks=True)


@contextmanager
def machine_in_memory() -> Iterator[Machine]:
    """Yield a machine on a file system in memory, where there is one: these tests sync files by the thousand."""
    base = Path(tempfile.mkdtemp(dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None))
    try:
        yield make_machine(base)
    finally:
        shutil.rmtree(base)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """Return a machine with nothing of Trailnote's on it."""
    return make_machine(tmp_path)
