"""What an install is about: the words of the call, and what they mean on this machine."""

from __future__ import annotations

import dataclasses
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass

import trailnote
from trailnote import paths
from trailnote.errors import TrailnoteError, UsageError

from . import environment, registry
from .clients import Client, all_clients
from .context import Context
from .environment import Build
from .launchers import WINDOWS, Installed


@dataclass(frozen=True, slots=True)
class Options:
    """The words of the call. `clients` is empty for those that are found; `repo` is "" for the current folder's."""

    repo: str = ""
    clients: tuple[str, ...] = ()
    scope: str = "project"
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """What one install is about."""

    project: paths.Project | None
    clients: tuple[Client, ...]
    installed: Installed
    build: Build | None


def target_of(context: Context, options: Options) -> Target:
    """Return what the words of a call mean on this machine. Raise TrailnoteError where they mean nothing."""
    clients = _chosen(context, options.clients)
    project = _project(context, options)
    if not context.source:
        return Target(project, clients, _installed_here(context.user_dir), None)
    build = environment.describe(context.source, context.user_dir, platform=context.platform)
    inside = environment.installed_at(build.folder, build.interpreter, platform=context.platform)
    if context.platform == WINDOWS:
        return Target(project, clients, inside, build)
    # The command is linked through `env`, which stays where it is from version to version.
    command = os.path.join(context.user_dir, "env", os.path.relpath(inside.command, build.folder))
    return Target(project, clients, dataclasses.replace(inside, command=command), build)


def _installed_here(user_dir: str) -> Installed:
    """Return the environment that this code was installed into by pip, pipx or an earlier install."""
    package = os.path.dirname(os.path.abspath(trailnote.__file__))
    hooks = os.path.join(package, "_hooks")
    if not os.path.isdir(hooks):  # an editable install: the scripts are still the clone's
        hooks = os.path.join(os.path.dirname(os.path.dirname(package)), "hooks")
    name = "trailnote.exe" if sys.platform == WINDOWS else "trailnote"
    command = os.path.join(os.path.dirname(sys.executable), name)
    private = os.path.join(user_dir, "env")
    if os.path.realpath(private) == os.path.realpath(sys.prefix):
        command = os.path.join(private, os.path.relpath(command, sys.prefix))
    cached = os.path.isdir(os.path.join(package, "__pycache__")) or os.access(package, os.W_OK)
    pycache = "" if cached else os.path.join(user_dir, "pycache")
    return Installed(sys.prefix, environment.real_interpreter(), hooks, command, pycache)


def _chosen(context: Context, names: Sequence[str]) -> tuple[Client, ...]:
    known = {client.name: client for client in all_clients()}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise UsageError(f"no client is named {unknown[0]!r}; there are: {', '.join(known)}")
    if names:
        return tuple(client for name, client in known.items() if name in names)
    return tuple(client for client in known.values() if client.is_found(context.machine))


def _project(context: Context, options: Options) -> paths.Project | None:
    folder = os.path.abspath(os.path.join(context.cwd, options.repo))
    if not os.path.isdir(folder):
        raise TrailnoteError(f"{folder}: there is no such folder; nothing was changed.")
    project = paths.find_project(folder, context.env)
    if project is None and os.path.realpath(folder) == os.path.realpath(context.home) and options.scope == "project":
        raise TrailnoteError(
            f"{folder}: your home directory is never a project; nothing was changed. "
            "Name a repository with --repo DIR, or pass --scope user."
        )
    if project is None and (options.scope == "project" or options.repo):
        raise TrailnoteError(
            f"{folder}: is in no git repository; nothing was changed. "
            "Run git init there, name one with --repo DIR, or pass --scope user."
        )
    return project


def read_by_clients(context: Context, project: paths.Project | None, scope: str) -> set[str]:
    """Return the path of every file of a scope that a client reads, in each checkout of the project that was wired."""
    if scope == "user" or project is None:
        return {file.path for client in all_clients() for file in client.user_files(context.machine)}
    known = registry.load(context.user_dir).repositories.get(project.root, [])
    trees = {project.root, project.worktree, *known}
    return {file.path for tree in trees for client in all_clients() for file in client.project_files(tree)}
