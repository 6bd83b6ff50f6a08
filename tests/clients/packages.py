"""What the real-client tests download, each pinned here and nowhere else, into one cache that git ignores.

`CLIENTS_CACHE` moves the cache (default `.cache/clients` in the clone), so that several clones can share one.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

CLAUDE_CODE = "@anthropic-ai/claude-code@2.1.329"
CODEX = "@openai/codex@0.169.0"
MORE = ("@google/gemini-cli@0.61.0", "opencode-ai@1.18.33", "@github/copilot@1.0.102")
OLDER_MCP = "mcp>=1.9,<2"

ROOT = Path(__file__).resolve().parents[2]
# Taken at import, before the fixtures empty the environment: npm and pip need their proxies and certificates.
ENVIRONMENT: Mapping[str, str] = dict(os.environ)


def cache() -> Path:
    """Return the folder of the downloads; it may not exist yet."""
    return Path(ENVIRONMENT.get("CLIENTS_CACHE") or ROOT / ".cache" / "clients").absolute()


def missing_program() -> str | None:
    """Return the name of a program that the downloads need and PATH lacks, or None when all are there."""
    path = ENVIRONMENT.get("PATH")
    return next((name for name in ("npm", "node", "git") if shutil.which(name, path=path) is None), None)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the lock of the cache, so that two test runs do not install into it at once."""
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / ".lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _installed_version(modules: Path, package: str) -> str:
    """Return the version of an npm package under `node_modules`, or nothing."""
    try:
        return str(json.loads((modules / package / "package.json").read_text(encoding="utf-8"))["version"])
    except (OSError, ValueError):
        return ""


def install_clients() -> None:
    """Install both clients unless the pinned versions are there.

    Raises CalledProcessError with npm's output on standard error.
    """
    with _alone(cache()):
        modules = cache() / "npm" / "node_modules"
        wanted = [spec.rpartition("@") for spec in (CLAUDE_CODE, CODEX)]
        if all(_installed_version(modules, name) == version for name, _, version in wanted):
            return
        command = ["npm", "install", "--prefix", str(cache() / "npm"), "--no-audit", "--no-fund", "--no-save"]
        subprocess.run([*command, "--loglevel=error", CLAUDE_CODE, CODEX], env=dict(ENVIRONMENT), check=True)


def more_modules() -> Path:
    """Return the `node_modules` that holds the further clients, filled on first use.

    Raises CalledProcessError with npm's output on standard error.
    """
    folder = cache() / "more"
    modules = folder / "node_modules"
    with _alone(cache()):
        wanted = [spec.rpartition("@") for spec in MORE]
        if any(_installed_version(modules, name) != version for name, _, version in wanted):
            command = ["npm", "install", "--prefix", str(folder), "--no-audit", "--no-fund", "--loglevel=error"]
            subprocess.run([*command, *MORE], env=dict(ENVIRONMENT), check=True)
    return modules


def claude_program() -> Path:
    """Return the native `claude`: from the platform's package, since npm may refuse the script that links it."""
    scope = cache() / "npm" / "node_modules" / "@anthropic-ai"
    return next(iter(sorted(scope.glob("claude-code-*/claude"))), scope / "claude-code" / "bin" / "claude.exe")


def codex_program() -> Path:
    """Return the native `codex`; the npm wrapper only starts it, with 0.1 s of node."""
    scope = cache() / "npm" / "node_modules" / "@openai"
    native = sorted(scope.glob("codex-*/vendor/*/bin/codex"))
    return next(iter(native), scope / "codex" / "bin" / "codex.js")


def older_mcp_python() -> Path:
    """Return an interpreter that has the 1.x MCP SDK, made on first use.

    Raises CalledProcessError when pip cannot install it.
    """
    folder = cache() / "mcp-1"
    python = folder / "bin" / "python"
    with _alone(cache()):
        if not (folder / "complete").exists():
            subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
            pip = [str(python), "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
            subprocess.run([*pip, OLDER_MCP], env=dict(ENVIRONMENT), check=True)
            (folder / "complete").touch()
    return python
