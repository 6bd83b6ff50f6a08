"""Trailnote's private environment: made from a clone, kept while nothing changed, replaced whole by a newer one.

Each build has a folder of its own, `<user dir>/envs/<version>-<source hash>`, and `<user dir>/env` is a link to the one
in use. A build is in use only from the moment that its folder is whole: then the link and the launchers change, each by
one rename. The build before stays until the next one, since sessions that are open still run from it.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from trailnote.errors import TrailnoteError

from .launchers import WINDOWS, Installed

MARKER = "trailnote-env.json"
SOURCE_ROOTS = ("engine", "mcp_server", "installers", "hooks", "skills", "pyproject.toml")
EXTRAS = {"embeddings": "pydantic_ai", "local-embeddings": "sentence_transformers"}
PIP_TIMEOUT_S = 900
TAIL_LINES = 15


@dataclass(frozen=True, slots=True)
class Build:
    """What an environment is made of: `source` the clone, `sign` what tells one build from another.

    `extras` are what a person added to the environment in use, by the names that pyproject.toml has for them.
    """

    source: str
    folder: str
    interpreter: str
    sign: dict[str, str]
    extras: tuple[str, ...] = ()


class Builder(Protocol):
    """Makes the environment that a build describes."""

    def build(self, build: Build, env: Mapping[str, str]) -> None:
        """Fill `build.folder`. Raise TrailnoteError with the tool's own words where that fails."""


def real_interpreter() -> str:
    """Return the interpreter below every virtual environment, link and version manager's shim."""
    path = os.path.realpath(getattr(sys, "_base_executable", None) or sys.executable)
    # Homebrew removes a Cellar folder at each upgrade; the name under opt/ follows.
    cellar = re.match(r"(.*)/Cellar/([^/]+)/[^/]+/(.*)", path)
    if cellar:
        steady = os.path.join(cellar.group(1), "opt", cellar.group(2), cellar.group(3))
        if os.path.exists(steady):
            return steady
    return path


def describe(source: str, user_dir: str, *, platform: str = sys.platform) -> Build:
    """Return the build that the clone at `source` calls for."""
    version = _version(source)
    source_hash = _source_hash(source)
    interpreter = real_interpreter()
    sign = {
        "version": version,
        "source_hash": source_hash,
        "python": ".".join(map(str, sys.version_info[:3])),
        "interpreter": interpreter,
    }
    stem = os.path.join(user_dir, "envs", f"{version}-{source_hash[:10]}-py{sys.version_info[0]}{sys.version_info[1]}")
    extras = _extras_of(os.path.join(user_dir, "env"), platform)
    return Build(source, _free_folder(stem, sign, platform), interpreter, sign, extras)


def _extras_of(folder: str, platform: str) -> tuple[str, ...]:
    """Return the extras that an environment has, told by a package that only one of them brings."""
    library = os.path.dirname(os.path.dirname(installed_at(os.path.realpath(folder), "", platform=platform).hooks))
    return tuple(extra for extra, brings in EXTRAS.items() if os.path.isdir(os.path.join(library, brings)))


def _free_folder(stem: str, sign: dict[str, str], platform: str) -> str:
    """Return the folder of a whole build of this sign, else the first one that no whole build occupies."""
    number = 1
    while True:
        folder = stem if number == 1 else f"{stem}-{number}"
        found = marker_of(folder)
        if found is None or (found == sign and is_whole(folder, platform=platform)):
            return folder
        number += 1


def _version(source: str) -> str:
    with open(os.path.join(source, "engine", "trailnote", "__init__.py"), encoding="utf-8") as file:
        found = re.search(r'^__version__\s*=\s*"([^"]+)"', file.read(), re.MULTILINE)
    return found.group(1) if found else "0"


def _source_hash(source: str) -> str:
    total = hashlib.sha256()
    for path in sorted(_source_files(source)):
        with open(path, "rb") as file:
            content = hashlib.sha256(file.read()).hexdigest()
        total.update(f"{os.path.relpath(path, source)}\0{content}\n".encode())
    return total.hexdigest()


def _source_files(source: str) -> Iterator[str]:
    for name in SOURCE_ROOTS:
        top = os.path.join(source, name)
        if os.path.isfile(top):
            yield top
        for folder, inner, files in os.walk(top):
            inner[:] = [one for one in inner if one != "__pycache__" and not one.endswith(".egg-info")]
            yield from (os.path.join(folder, one) for one in files if not one.endswith(".pyc"))


def marker_of(folder: str) -> dict[str, str] | None:
    """Return the sign of a finished build, or None."""
    try:
        with open(os.path.join(folder, MARKER), encoding="utf-8") as file:
            found = json.load(file)
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def installed_at(folder: str, interpreter: str, *, platform: str = sys.platform) -> Installed:
    """Return what an environment at `folder` holds, whether it is there yet or not."""
    scheme, exe = ("nt", ".exe") if platform == WINDOWS else ("posix_prefix", "")
    places = {"base": folder, "platbase": folder, "installed_base": folder}
    library = sysconfig.get_path("purelib", scheme, vars=places)
    scripts = sysconfig.get_path("scripts", scheme, vars=places)
    return Installed(
        folder, interpreter, os.path.join(library, "trailnote", "_hooks"), os.path.join(scripts, "trailnote" + exe)
    )


def python_of(installed: Installed) -> str:
    """Return an environment's own interpreter, which lies beside its command."""
    folder, name = os.path.split(installed.command)
    return os.path.join(folder, name.replace("trailnote", "python"))


def is_whole(folder: str, *, platform: str = sys.platform) -> bool:
    """Return whether a finished build still has its interpreter, its command and its hooks."""
    sign = marker_of(folder)
    if sign is None:
        return False
    installed = installed_at(folder, sign.get("interpreter", ""), platform=platform)
    programs = (python_of(installed), installed.command)
    return all(os.access(path, os.X_OK) for path in programs) and os.path.isdir(installed.hooks)


def make(build: Build, env: Mapping[str, str], builder: Builder, *, platform: str = sys.platform) -> None:
    """Fill the build's folder; where that fails or is interrupted, the folder is gone again."""
    if os.path.lexists(build.folder):
        shutil.rmtree(build.folder)  # the rest of a build that was killed
    finished = False
    try:
        os.makedirs(build.folder)
        builder.build(build, env)
        with open(os.path.join(build.folder, MARKER), "x", encoding="utf-8") as file:
            json.dump(build.sign, file, sort_keys=True)
        if not is_whole(build.folder, platform=platform):
            raise TrailnoteError(f"{build.folder}: the new environment lacks the command or the hooks; it was removed.")
        finished = True
    except OSError as error:
        raise TrailnoteError(
            f"{error.filename or build.folder}: the environment cannot be made ({error.strerror}); "
            "nothing was installed."
        ) from error
    finally:
        if not finished:
            shutil.rmtree(build.folder, ignore_errors=True)
            remove_if_empty(os.path.dirname(build.folder))


def remove_if_empty(folder: str) -> None:
    """Remove `folder` when nothing is in it."""
    with contextlib.suppress(OSError):
        os.rmdir(folder)


def sweep(user_dir: str, *, keep: set[str]) -> None:
    """Remove the builds that are not in `keep`."""
    top = os.path.join(user_dir, "envs")
    with contextlib.suppress(OSError):
        for name in os.listdir(top):
            if os.path.join(top, name) not in keep:
                shutil.rmtree(os.path.join(top, name), ignore_errors=True)


class PipBuilder:
    """Makes the environment with `venv` and pip, or with uv where Python came without pip."""

    def build(self, build: Build, env: Mapping[str, str]) -> None:
        """Make the environment and install the clone into it, not editable: the clone may move or go."""
        settings = _pip_settings(env, build.folder)
        python = python_of(installed_at(build.folder, ""))
        uv = shutil.which("uv", path=env.get("PATH", ""))
        if _can(build.interpreter, "import ensurepip, venv", settings):
            _run([build.interpreter, "-m", "venv", build.folder], settings, "make a virtual environment")
            install = [python, "-m", "pip", "install"]
        elif uv:
            _run(
                [uv, "venv", "--quiet", "--python", build.interpreter, build.folder],
                settings,
                "make a virtual environment",
            )
            install = [uv, "pip", "install", "--python", python]
        elif _can(build.interpreter, "import pip, venv", settings):
            _run(
                [build.interpreter, "-m", "venv", "--without-pip", build.folder], settings, "make a virtual environment"
            )
            install = [build.interpreter, "-m", "pip", "--python", python, "install"]
        else:
            raise TrailnoteError(
                f"{build.interpreter} comes without venv and pip; nothing was installed. On Debian or Ubuntu: "
                f"sudo apt install python{sys.version_info[0]}.{sys.version_info[1]}-venv"
            )
        wanted = f"{build.source}[{','.join(build.extras)}]" if build.extras else build.source
        _run([*install, "--quiet", wanted], settings, "install Trailnote's packages")


def _pip_settings(env: Mapping[str, str], folder: str) -> dict[str, str]:
    """Return `env` without what would send packages elsewhere; the person's index and certificates stay."""
    dropped = (
        "PYTHONPATH",
        "PYTHONHOME",
        "PIP_TARGET",
        "PIP_PREFIX",
        "PIP_ROOT",
        "PIP_REQUIRE_VIRTUALENV",
        "VIRTUAL_ENV",
    )
    kept = {name: value for name, value in env.items() if name not in dropped}
    if "RUSTUP_HOME" not in env and not os.path.isdir(os.path.join(env.get("HOME", ""), ".rustup")):
        # pip asks `rustc` for its version, and the shim of rustup would make its folder in the person's home.
        kept["RUSTUP_HOME"] = os.path.join(folder, "rustup")
    return {**kept, "PIP_USER": "0", "PIP_NO_INPUT": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


def _can(interpreter: str, code: str, env: Mapping[str, str]) -> bool:
    return subprocess.run([interpreter, "-c", code], env=env, capture_output=True, check=False).returncode == 0


def _run(command: list[str], env: Mapping[str, str], what: str) -> None:
    try:
        done = subprocess.run(
            command, env=env, capture_output=True, text=True, errors="replace", timeout=PIP_TIMEOUT_S, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise TrailnoteError(
            f"could not {what}: no end after {PIP_TIMEOUT_S} s; nothing was installed. "
            "Look at the network and run this again."
        ) from error
    if done.returncode:
        tail = "\n".join((done.stdout + done.stderr).strip().splitlines()[-TAIL_LINES:])
        raise TrailnoteError(f"could not {what}; nothing was installed. {os.path.basename(command[0])} said:\n{tail}")
