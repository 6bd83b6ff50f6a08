"""The plugin server's environment: found, or made in the plugin's data folder. Standard library only.

The environment holds the dependencies alone; the code runs from the bundle. So an update of the bundle needs no new
environment unless the dependencies changed.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from typing import TextIO


def dependencies(bundle: str) -> list[str]:
    """Return the requirements that the bundle's pyproject.toml names."""
    with open(os.path.join(bundle, "pyproject.toml"), "rb") as f:
        found: list[str] = tomllib.load(f)["project"]["dependencies"]
    return found


def stamp(wanted: list[str]) -> str:
    """Return what an environment with these requirements is known by."""
    return hashlib.sha256("\n".join([sys.version, *wanted]).encode()).hexdigest()


def interpreter(environment: str) -> str:
    """Return the path of an environment's Python."""
    return os.path.join(environment, *(("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")))


def ready(environment: str, wanted: list[str]) -> bool:
    """Return whether the environment was made whole, by this interpreter, with these requirements."""
    try:
        with open(os.path.join(environment, "trailnote.stamp"), encoding="utf-8") as f:
            return f.read() == stamp(wanted) and os.path.exists(interpreter(environment))
    except OSError:
        return False


def make(environment: str, wanted: list[str]) -> str:
    """Make the environment beside and rename it into place; return "" or why that failed.

    A session may end before it is whole, and takes its server with it: the next one goes on with what is there, one
    server at a time.
    """
    beside = environment + ".new"
    try:
        os.makedirs(os.path.dirname(environment), mode=0o700, exist_ok=True)
        with open(environment + ".lock", "w", encoding="utf-8") as lock:
            _wait_for(lock)
            if ready(environment, wanted):
                return ""  # another server made it meanwhile
            if not _usable(beside):
                shutil.rmtree(beside, ignore_errors=True)
                _run([sys.executable, "-m", "venv", beside])
            # Nothing of it is called by name, so that scripts which hold the first path do no harm after the rename.
            _run([interpreter(beside), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *wanted])
            with open(os.path.join(beside, "trailnote.stamp"), "w", encoding="utf-8") as f:
                f.write(stamp(wanted))
            if os.path.isdir(environment):
                shutil.rmtree(environment)
            os.replace(beside, environment)
    except (OSError, subprocess.SubprocessError) as exc:
        output = getattr(exc, "stderr", None) or str(exc)
        return str(output).strip()[-600:]
    return ""


def _usable(environment: str) -> bool:
    """Return whether a half-made environment has an interpreter with pip, so that it can be gone on with."""
    try:
        _run([interpreter(environment), "-m", "pip", "--version"])
    except (OSError, subprocess.SubprocessError):
        return False
    return True


def _wait_for(lock: TextIO) -> None:
    try:
        import fcntl
    except ImportError:  # Windows: two servers at once may both install, into one folder, the same packages
        return
    fcntl.flock(lock, fcntl.LOCK_EX)


# Ends what it runs, and itself, when its standard input closes: when the server is gone, killed or not.
_LEASH = """
import os, signal, subprocess, sys, threading

def follow():
    sys.stdin.buffer.read()
    if hasattr(os, "killpg"):
        os.killpg(0, signal.SIGKILL)
    step.kill()
    os._exit(1)

step = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
threading.Thread(target=follow, daemon=True).start()
os._exit(step.wait())
"""


def _run(command: list[str]) -> None:
    """Run a step that does not outlive this process. Raises CalledProcessError with what it wrote to standard error."""
    leash = [sys.executable, "-I", "-S", "-c", _LEASH, *command]
    # A session of its own: a client that kills the server's group at its end leaves the leash to do its work.
    with subprocess.Popen(
        leash,
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
        text=True,
    ) as step:
        written = step.stderr.read() if step.stderr is not None else ""
        code = step.wait()
    if code:
        raise subprocess.CalledProcessError(code, command, stderr=written)


def server_command(environment: str, data: str) -> list[str]:
    """Return the command line that runs the real server from the bundle's sources."""
    return [interpreter(environment), "-X", f"pycache_prefix={os.path.join(data, 'pycache')}", "-m", "trailnote_mcp"]


def server_variables(env: Mapping[str, str], bundle: str) -> dict[str, str]:
    """Return the variables of the real server: the caller's, with the bundle's source roots first on the path."""
    roots = [os.path.join(bundle, name) for name in ("engine", "mcp_server", "installers")]
    return {**env, "PYTHONPATH": os.pathsep.join(roots), "PYTHONNOUSERSITE": "1"}
