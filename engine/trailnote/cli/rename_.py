"""`trailnote rename`."""

from __future__ import annotations

import os
import sys

import click

from trailnote.cli.options import emit, shared
from trailnote.errors import UsageError
from trailnote.service import projects


@click.command("rename")
@click.argument("project")
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
@shared
def command(project: str, name: str, yes: bool, repo: str, as_json: bool) -> None:
    """Show PROJECT, a path or a name, to sessions as NAME. Its folder keeps its own name.

    \b
    Example:
      trailnote rename . "shop backend"
    """
    found = projects.find(project, os.path.abspath(repo), os.environ)
    if not yes:
        if not sys.stdin.isatty():
            raise UsageError(f"{found.root}: not renamed without a terminal to ask at; give --yes")
        click.confirm(f"Show {found.root} as {name} instead of {projects.name_of(found)}?", abort=True)
    before = projects.rename(found, name, os.environ)
    if as_json:
        emit({"before": before, "name": projects.name_of(found), "root": found.root})
    else:
        click.echo(f"{found.root}: {before} is now {projects.name_of(found)}")
