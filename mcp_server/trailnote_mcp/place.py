"""Which project the server was started for."""

from __future__ import annotations

import os
from collections.abc import Mapping


def project_directory(given: str, env: Mapping[str, str]) -> str:
    """Return `given`, else the project that the client works in.

    Claude Code starts servers in the project and names it in CLAUDE_PROJECT_DIR. Codex starts a plugin's server in the
    plugin's own folder and names nothing: there the working directory of the client's process tells.
    """
    if given:
        return os.path.abspath(given)
    named = env.get("CLAUDE_PROJECT_DIR", "")
    if named and os.path.isdir(named):
        return named
    here = os.getcwd()
    if os.path.isfile(os.path.join(here, ".codex-plugin", "plugin.json")):
        return parent_directory(os.getppid()) or here
    return here


def parent_directory(pid: int) -> str:
    """Return the working directory of the nearest ancestor process that stands elsewhere than we do, "" if unknown."""
    here = os.path.realpath(os.getcwd())
    for _ in range(5):
        try:
            found = os.readlink(f"/proc/{pid}/cwd")
            with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as f:
                pid = int(f.read().rsplit(")", 1)[1].split()[1])
        except (OSError, IndexError, ValueError):
            return ""
        if os.path.realpath(found) != here:
            return found
    return ""
