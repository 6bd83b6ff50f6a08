"""`trailnote purge`."""

from __future__ import annotations

import os
import sys

import click

from trailnote.cli.options import emit, shared
from trailnote.errors import UsageError
from trailnote.service import projects


@click.command("purge")
@click.argument("project")
@click.option("--yes", is_flag=True, help="Do not ask.")
@shared
def command(project: str, yes: bool, repo: str, as_json: bool) -> None:
    """Delete everything remembered of PROJECT, a path or a name, for good. Other projects are not touched.

    \b
    Examples:
      trailnote purge .
      trailnote purge shop --yes
    """
    found = projects.find(project, os.path.abspath(repo), os.environ)
    if not yes:
        if not sys.stdin.isatty():
            raise UsageError(f"{found.root}: not purged without a terminal to ask at; give --yes")
        click.confirm(f"Delete everything remembered of {projects.name_of(found)} ({found.root})?", abort=True)
    done = projects.purge(found, os.environ)
    if as_json:
        emit({"files": done.files, "kept": list(done.kept), "memories": done.memories, "root": done.root})
        return
    click.echo(f"purged {done.root}: {done.memories} memories, {done.files} files")
    for name in done.kept:
        click.echo(f"git tracks {name}: it stays")
