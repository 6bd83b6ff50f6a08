"""What a person is told at an install: where it goes, what to do once, what to know."""

from __future__ import annotations

import os
from collections.abc import Container

import trailnote
from trailnote import paths

from . import plan
from .clients import all_clients
from .context import Context
from .report import Report
from .target import Options, Target


def opening(context: Context, options: Options, target: Target) -> Report:
    """Return the report of an install as far as it is known before anything is done."""
    place = target.project.worktree if options.scope == "project" and target.project else "your user configuration"
    titles = [client.title for client in target.clients]
    version = trailnote.__version__
    verb = "would be installed" if options.dry_run else "is installed"
    headline = f"Trailnote {version} {verb} for {' and '.join(titles) or 'no client'} in {place}."
    report = Report(
        "install", headline, options.scope, dry_run=options.dry_run, clients=[c.name for c in target.clients]
    )
    report.repository = target.project.worktree if target.project else ""
    report.notes = [limit for client in target.clients for limit in client.limits(options.scope)]
    report.notes += [*_wired_elsewhere(context, options, target), *_of_the_machine(context, target)]
    return report


def steps(context: Context, options: Options, target: Target, changed: Container[str]) -> dict[str, tuple[str, ...]]:
    """Return what the person has to do in which client, by its title: nothing where none of its files is `changed`,
    since the client then knows the entries as they are."""
    found = {}
    for client in target.clients:
        if options.scope == "project" and target.project is not None:
            files = client.project_files(target.project.worktree)
        else:
            files = client.user_files(context.machine)
        if any(file.path in changed for file in files) and client.steps(options.scope):
            found[client.title] = client.steps(options.scope)
    return found


def _of_the_machine(context: Context, target: Target) -> list[str]:
    """Return notes on a missing client, PATH and a marker file."""
    notes = []
    if not target.clients:
        names = " or ".join(f"--client {client.name}" for client in all_clients())
        notes.append(f"No client was found on this machine, so none was wired. Name one to wire it anyway: {names}")
    folder = os.path.dirname(context.command)
    if folder not in context.env.get("PATH", "").split(os.pathsep):
        notes.append(
            f"{folder} is not on PATH, so type {context.command}, or add to your shell's start-up file: "
            f'export PATH="{folder}:$PATH"'
        )
    if target.project and paths.ignored(target.project.worktree):
        notes.append(f"A {paths.MARKER_FILE} file here says that nothing is to be recorded; hooks will do nothing.")
    return notes


def _wired_elsewhere(context: Context, options: Options, target: Target) -> list[str]:
    """Return a note for each client whose hooks would run twice, since the other scope is wired too."""
    notes = []
    for client in target.clients:
        project_files = client.project_files(target.project.worktree) if target.project is not None else ()
        others = client.user_files(context.machine) if options.scope == "project" else project_files
        doubled = [file.path for file in others if file.holds in ("hooks", "plugin") and plan.is_wired(file)]
        if doubled:
            notes.append(
                f"{client.title} runs the hooks of {doubled[0]} too: each event is recorded once, but every hook runs "
                "twice. One scope is enough."
            )
    return notes
