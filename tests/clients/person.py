"""A person who uses Trailnote: a home, a clone of the project, repositories, and both clients."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

from tests.clients import packages
from tests.clients.agents import Agent, ClaudeCode, Codex, clean_environment
from tests.clients.app_server import trust_hooks, trust_project
from tests.clients.script import Json

INSTALL_LIMIT_S = 300.0
# What pip, npm and git need to reach the outside; a person behind a proxy has these everywhere.
NETWORK_PREFIXES = ("PIP_", "SSL_", "HTTP_", "HTTPS_", "NO_PROXY", "http_", "https_", "no_proxy", "REQUESTS_")

Tree: TypeAlias = dict[str, tuple[int, bytes]]


def network_variables() -> dict[str, str]:
    """Return the caller's proxies and certificates, and one pip cache for all persons."""
    kept = {name: value for name, value in packages.ENVIRONMENT.items() if name.startswith(NETWORK_PREFIXES)}
    return {**kept, "PIP_CACHE_DIR": str(packages.cache() / "pip")}


class Person:
    """One home directory with what lives in it."""

    def __init__(self, home: Path, clone: Path, *, environment: Mapping[str, str] | None = None) -> None:
        self.home = home
        self.clone = clone
        home.mkdir(parents=True, exist_ok=True)
        self.network = {**network_variables(), **(environment or {})}
        self.environment = {**clean_environment(home), **self.network}

    def twin(self, home: Path) -> Person:
        """Return another person with the environments that were built for this one, and nothing else."""
        made = Person(home, self.clone)
        builds = Path(".local", "share", "trailnote", "envs")
        shutil.copytree(self.home / builds, home / builds, symlinks=True, copy_function=os.link)
        return made

    @property
    def claude(self) -> ClaudeCode:
        """Claude Code with this person's settings."""
        return ClaudeCode(self.home, environment=self.network)

    @property
    def codex(self) -> Codex:
        """Codex with this person's settings."""
        return Codex(self.home, environment=self.network)

    def agent(self, name: str) -> Agent:
        """Return the client of that name."""
        return {"claude-code": self.claude, "codex": self.codex}[name]

    def run(self, *command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
        """Run a command as this person and return its output.

        Raises AssertionError with that output when the command fails.
        """
        words = [str(word) for word in command]
        done = subprocess.run(
            words, cwd=cwd, env=self.environment, capture_output=True, text=True, timeout=INSTALL_LIMIT_S, check=False
        )
        assert done.returncode == 0, f"{' '.join(words)}: exit {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done

    def git(self, repo: Path, *arguments: str) -> str:
        """Run git in a repository and return what it printed."""
        return self.run("git", *arguments, cwd=repo).stdout

    def repository(self, folder: Path, files: Mapping[str, str]) -> Path:
        """Make a repository on branch `main` with one commit, "Begin the shop", of the given files."""
        folder.mkdir(parents=True)
        for name, text in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
        self.git(folder, "init", "-q", "-b", "main")
        self.git(folder, "add", "-A")
        self.git(folder, "commit", "-qm", "Begin the shop")
        return folder

    def installer(self, verb: str, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
        """Run `python3 installers VERB ...` of the clone."""
        return self.run(sys.executable, self.clone / "installers", verb, *arguments, cwd=cwd)

    def install(self, repo: Path, *arguments: str) -> str:
        """Install Trailnote for both clients, then answer what Codex asks a person: trust the project and its hooks."""
        wanted = ("--client", "claude-code", "--client", "codex")
        printed = self.installer("install", "--repo", str(repo), *wanted, *arguments, cwd=repo).stdout
        self.trust(repo)
        return printed

    def trust(self, folder: Path) -> None:
        """Answer yes to what Codex asks when it is started in a folder: to trust it, and to trust the hooks there."""
        trust_project(self.codex, folder)
        trust_hooks(self.codex, folder)

    def trailnote(self, *arguments: str, cwd: Path) -> str:
        """Run the installed `trailnote` command and return what it printed."""
        return self.run(self.home / ".local" / "bin" / "trailnote", *arguments, cwd=cwd).stdout

    def status(self, repo: Path) -> Json:
        """Return `trailnote status --json` of a repository."""
        return json.loads(self.trailnote("status", "--json", cwd=repo))


def working_copy(target: Path) -> Path:
    """Copy what git would track of this working tree and make a repository of it: a fresh clone, with today's edits."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=packages.ROOT,
        env=dict(packages.ENVIRONMENT),
        capture_output=True,
        check=True,
    )
    for name in listed.stdout.decode().rstrip("\0").split("\0"):
        source = packages.ROOT / name
        if source.is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target / name)
    quiet = {"cwd": target, "check": True, "env": clean_environment(target)}
    for arguments in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-qm", "Trailnote"]):
        subprocess.run(["git", *arguments], **quiet)  # type: ignore[call-overload]  # one dict for three calls
    return target


def tree(folder: Path, *, leave_out: tuple[str, ...] = (".git",)) -> Tree:
    """Return mode and bytes of every file below a folder, and the target of every link, by relative path."""
    found: Tree = {}
    for base, folders, files in os.walk(folder):
        inside = os.path.relpath(base, folder)
        folders[:] = [name for name in folders if os.path.normpath(os.path.join(inside, name)) not in leave_out]
        for name in [*files, *(each for each in folders if os.path.islink(os.path.join(base, each)))]:
            path = Path(base, name)
            content = os.readlink(path).encode() if path.is_symlink() else path.read_bytes()
            found[os.path.normpath(os.path.join(inside, name))] = (path.lstat().st_mode, content)
        if not files and not folders:
            found[os.path.normpath(inside) + "/"] = (0, b"")
    return found
