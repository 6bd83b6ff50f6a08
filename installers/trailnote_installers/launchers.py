"""The names under `~/.local/bin` that every client's configuration reaches: `trailnote` and `trailnote-hook`.

On Windows, where a link needs a right of its own, `trailnote.cmd`, `trailnote-hook.cmd` and, for Git Bash,
`trailnote-hook`.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping
from dataclasses import dataclass

from trailnote.errors import SettingsError

from . import windows
from .recognise import COMMAND, HOOK_LAUNCHER
from .snapshot import NOTHING_CHANGED
from .transaction import Change

MARK = "trailnote-hook: written by Trailnote's installer, which also takes it away."
COMMAND_MARK = MARK.replace("trailnote-hook", "trailnote", 1)
MARKS = ("# trailnote-hook:", "rem trailnote-hook:", "rem trailnote:")
WINDOWS = "win32"


@dataclass(frozen=True, slots=True)
class Installed:
    """An installed Trailnote: its folder, the interpreter that its hooks run under, the hook scripts, the command.

    `pycache` is where bytecode goes when the package comes without and its folder may not be written; else "".
    """

    prefix: str
    interpreter: str
    hooks: str
    command: str
    pycache: str = ""


def command_path(home: str, platform: str) -> str:
    """Return where the `trailnote` command lies on `platform`, named as by `sys.platform`."""
    return os.path.join(home, COMMAND + (".cmd" if platform == WINDOWS else ""))


def hook_launcher(installed: Installed) -> str:
    """Return the text of `trailnote-hook`.

    The interpreter is the real one, since a version manager's shim or the `site` of a virtual environment costs more
    than the hook itself. Python is run as a child: it exits 2 when its script has vanished, and 2 blocks the client.
    """
    prefix = f" -X pycache_prefix={shlex.quote(installed.pycache)}" if installed.pycache else ""
    return f"""#!/bin/sh
# {MARK}
[ "${{TRAILNOTE_HOOKS:-1}}" = 0 ] && exit 0
case "$1" in '' | *[!a-z_]*) exit 0 ;; esac
case "$2" in *[!a-z-]*) exit 0 ;; esac
py={shlex.quote(installed.interpreter)}
hooks={shlex.quote(installed.hooks)}
[ -x "$py" ] && [ -f "$hooks/$1.py" ] || exit 0
"$py" -S -E{prefix} "$hooks/$1.py" ${{2:+"$2"}} 2>/dev/null
exit 0
"""


def plan(
    installed: Installed, *, home: str, user_dir: str, known_target: str, platform: str, env: Mapping[str, str]
) -> list[Change]:
    """Return the changes that make all names reach `installed`. Raise SettingsError where a name is somebody else's.

    `known_target` is where a link that we made earlier leads ("" for none), as the user's receipt tells it.
    """
    if platform == WINDOWS:
        return [change for path, text in _on_windows(installed, home, env).items() for change in _launcher(path, text)]
    return [
        *_link(os.path.join(home, COMMAND), installed, user_dir, known_target),
        *_launcher(os.path.join(home, HOOK_LAUNCHER), hook_launcher(installed).encode()),
    ]


def _on_windows(installed: Installed, home: str, env: Mapping[str, str]) -> dict[str, bytes]:
    pycache = f' -X pycache_prefix="{windows.in_batch(installed.pycache, env)}"' if installed.pycache else ""
    in_bash = Installed(*map(windows.in_posix_shell, (
        installed.prefix, installed.interpreter, installed.hooks, installed.command, installed.pycache,
    )))  # fmt: skip
    launcher = os.path.join(home, HOOK_LAUNCHER)
    return {
        command_path(home, WINDOWS): windows.command_launcher(COMMAND_MARK, installed.command, env),
        launcher + ".cmd": windows.hook_launcher(MARK, installed.interpreter, installed.hooks, pycache, env),
        launcher: hook_launcher(in_bash).encode(),
    }


def _link(path: str, installed: Installed, user_dir: str, known_target: str) -> list[Change]:
    command = installed.command
    before = _what_is_there(path)
    ours = before is not None and (before == known_target or is_our_link(path, user_dir))
    if before is not None and not ours and os.path.realpath(path) == os.path.realpath(command):
        return []  # pip or pipx has put this very command there, and takes it away itself
    if before is not None and not ours:
        raise SettingsError(
            f"{path}: is not Trailnote's link; {NOTHING_CHANGED}. Move it away and run this again "
            "(or, if it is another installation of Trailnote, uninstall that first)."
        )
    return [Change(path, before, command)]


def _launcher(path: str, text: bytes) -> list[Change]:
    before = _what_is_there(path)
    if before is not None and not is_our_launcher(path):
        raise SettingsError(
            f"{path}: was not written by Trailnote; {NOTHING_CHANGED}. Move it away and run this again."
        )
    if before == text and os.access(path, os.X_OK):
        return []
    return [Change(path, before, text, mode=0o755)]


def _what_is_there(path: str) -> bytes | str | None:
    if os.path.islink(path):
        return os.readlink(path)
    if os.path.isdir(path):
        raise SettingsError(f"{path}: is a folder; {NOTHING_CHANGED}. Move it away and run this again.")
    try:
        with open(path, "rb") as file:
            return file.read(1 << 20)
    except FileNotFoundError:
        return None
    except NotADirectoryError as error:
        raise SettingsError(f"{os.path.dirname(path)}: is no folder; {NOTHING_CHANGED}. Move it away.") from error
    except OSError as error:
        raise SettingsError(
            f"{path}: cannot be read ({error.strerror}); {NOTHING_CHANGED}. Run: chmod u+r {path}"
        ) from error


def is_our_link(path: str, user_dir: str) -> bool:
    """Return whether `path` is a link into an environment that we made, present or gone."""
    if not os.path.islink(path):
        return False
    target = os.path.join(os.path.dirname(path), os.readlink(path))
    folder, name = os.path.split(os.path.normpath(target))
    if name not in ("trailnote", "trailnote.exe"):
        return False
    places = {os.path.join(user_dir, "env"), os.path.join(user_dir, "envs")}
    above = folder
    while os.path.dirname(above) != above:
        if above in places or os.path.exists(os.path.join(above, "trailnote-env.json")):
            return True
        above = os.path.dirname(above)
    # A moved or removed user directory leaves a link to .../trailnote/env/bin/trailnote behind.
    parts = os.path.normpath(target).split(os.sep)
    return not os.path.exists(target) and ("env" in parts or "envs" in parts)


def is_our_launcher(path: str) -> bool:
    """Return whether `path` is a launcher that an installer of ours wrote."""
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return any(line.startswith(MARKS) for line in file.read(4096).splitlines()[:5])
    except OSError:
        return False


def plan_removal(*, home: str, user_dir: str, known_target: str) -> list[Change]:
    """Return the changes that take all names away where they are ours; `known_target` as in `plan`."""
    changes = []
    link = os.path.join(home, COMMAND)
    if os.path.islink(link) and (is_our_link(link, user_dir) or os.readlink(link) == known_target):
        changes.append(Change(link, os.readlink(link), None))
    for name in (HOOK_LAUNCHER, f"{HOOK_LAUNCHER}.cmd", f"{COMMAND}.cmd"):
        launcher = os.path.join(home, name)
        if not os.path.islink(launcher) and is_our_launcher(launcher):
            changes.append(Change(launcher, _what_is_there(launcher), None, mode=0o755))
    return changes
