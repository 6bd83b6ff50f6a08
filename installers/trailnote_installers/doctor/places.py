"""The command, the launcher and what they lead to."""

from __future__ import annotations

import os
import re
import shlex
import shutil

import trailnote

from .. import environment, launchers
from ..context import Context
from ..recognise import HOOK_LAUNCHER
from ..target import Target
from . import Finding, fail, note, ok, warn

ENVIRONMENT_SWITCH = "TRAILNOTE_HOOKS"
_INTERPRETER = re.compile(r"""#!(?:/bin/sh\n'{3}exec' (?:"([^"]+)"|(\S+))|(/\S+))""")


def check(context: Context, target: Target) -> list[Finding]:
    """Return what is found of the launcher and the command."""
    return [*_launcher(context, target), *_command(context)]


def switch(context: Context) -> list[Finding]:
    """Return whether the environment turns all hooks off."""
    if context.env.get(ENVIRONMENT_SWITCH) == "0":
        return [fail("switch", "TRAILNOTE_HOOKS=0 turns all hooks off.", "Unset it where your shell sets it.")]
    return []


def _again(context: Context) -> str:
    how = f"python3 {shlex.quote(os.path.join(context.source, 'installers'))} install" if context.source else ""
    return how or "trailnote install"


def _launcher(context: Context, target: Target) -> list[Finding]:
    path = os.path.join(context.home, HOOK_LAUNCHER)
    again = f"Run: {_again(context)}"
    if not os.path.lexists(path):
        return [fail("launcher", f"{path} is gone, so no hook does anything.", again, "install")]
    if not launchers.is_our_launcher(path):
        return [fail("launcher", f"{path} is not what the installer wrote.", f"Move it away. {again}")]
    # The bits, and not os.access: root may run and write everything.
    if not os.stat(path).st_mode & 0o100:
        return [fail("permission", f"{path} may not be executed.", f"Run: chmod +x {shlex.quote(path)}", "chmod")]
    interpreter, hooks = told_by(path)
    if not os.access(interpreter, os.X_OK):
        return [
            fail(
                "interpreter", f"{interpreter}, which the hooks run under, is gone.", _from_a_clone(context), "install"
            )
        ]
    if not os.path.isdir(hooks):
        return [fail("environment", f"{hooks}, where the hooks lay, is gone.", _from_a_clone(context), "install")]
    return _version(context, target, path, hooks)


def _from_a_clone(context: Context) -> str:
    where = os.path.join(context.source, "installers") if context.source else "installers"
    return f"Run, from a clone: python3 {shlex.quote(where)} install"


def _version(context: Context, target: Target, path: str, hooks: str) -> list[Finding]:
    """Compare what the launcher runs with what this doctor belongs to."""
    if os.path.realpath(hooks) == os.path.realpath(target.installed.hooks):
        return [ok("launcher", f"{path} runs the hooks of {trailnote.__version__}.")]
    folder = hooks
    while os.path.dirname(folder) != folder and environment.marker_of(folder) is None:
        folder = os.path.dirname(folder)
    sign = environment.marker_of(folder)
    there = f"version {sign['version']}" if sign and "version" in sign else "another installation"
    there = f"another build of {there}" if there.endswith(f" {trailnote.__version__}") else there
    message = f"{path} runs the hooks of {there} in {hooks}; this is {trailnote.__version__}."
    return [fail("version", message, f"Run: {_again(context)}", "install")]


def told_by(path: str) -> tuple[str, str]:
    """Return (interpreter, hooks folder) as a launcher names them; "" for what it does not name."""
    values = {"py": "", "hooks": ""}
    with open(path, encoding="utf-8", errors="replace") as file:
        for line in file.read(8192).splitlines():
            name, is_assignment, value = line.partition("=")
            if is_assignment and name in values:
                words = shlex.split(value)
                values[name] = words[0] if words else ""
    return values["py"], values["hooks"]


def _command(context: Context) -> list[Finding]:
    path = context.command
    again = f"Run: {_again(context)}"
    if not os.path.lexists(path):
        return [fail("command", f"{path} is gone, so the MCP server cannot start.", again, "install")]
    if not os.path.exists(path):
        gone = os.path.join(os.path.dirname(path), os.readlink(path))
        return [fail("environment", f"{path} leads to {gone}, which is gone.", _from_a_clone(context), "install")]
    code, out, error = context.runner.run([path, "--version"], context.env, context.home)
    python = _python_of(path) if code else ""
    if python and not os.access(python, os.X_OK):
        gone = f"{python}, which the command and the MCP server run under, is gone."
        return [fail("interpreter", gone, _from_a_clone(context), "install")]
    if code:
        tail = (error or out).strip().splitlines()[-1:] or [f"exit {code}"]
        return [fail("command", f"{path} --version fails: {tail[0]}", _from_a_clone(context), "install")]
    version = out.strip().rpartition(" ")[2]
    if version != trailnote.__version__:
        return [fail("version", f"{path} is version {version}; this is {trailnote.__version__}.", again, "install")]
    found = [ok("command", f"{path} is version {version}.")]
    return [*found, *_reached(context, path)]


def _python_of(path: str) -> str:
    """Return the interpreter that a script names in its first line or, as pip does where that would be too long or has
    a space, in its second; "" for neither."""
    with open(path, "rb") as file:
        found = _INTERPRETER.match(os.fsdecode(file.read(4096)))
    return next(filter(None, found.groups()), "") if found else ""


def _reached(context: Context, path: str) -> list[Finding]:
    """Return whether a shell that is told `trailnote` runs the command at `path`."""
    search, folder = context.env.get("PATH", ""), os.path.dirname(path)
    add = f'Add to your shell\'s start-up file: PATH="{folder}:$PATH"'
    first = shutil.which("trailnote", path=search)
    if first is not None and os.path.realpath(first) != os.path.realpath(path):
        message = f"{first} comes first on PATH and is another installation; the hooks run {path}."
        return [warn("path", message, f'Uninstall one of the two, or put ours first: PATH="{folder}:$PATH"')]
    return [note("path", f"{folder} is not on PATH.", add)] if folder not in search.split(os.pathsep) else []
