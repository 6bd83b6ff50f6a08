"""`trailnote restore`."""

from __future__ import annotations

import os

import click

from trailnote.cli.options import emit, shared, workspace
from trailnote.service import restore as restoring


@click.command("restore")
@click.argument("file")
@click.option("--scope", default="project", type=click.Choice(["project", "user"]))
@shared
def command(file: str, scope: str, repo: str, as_json: bool) -> None:
    """Put the memory that `backup` wrote to FILE in the place of this project's, which is kept in the user directory.

    An archive that holds anything a backup does not write is refused whole.
    """
    with workspace(repo) as opened:
        done = restoring.restore(opened, os.path.abspath(os.path.expanduser(file)), scope=scope)
    if as_json:
        emit({"files": done.files, "kept": done.kept, "memories": done.memories})
        return
    click.echo(f"restored {done.memories} memories and {done.files} files")
    if done.kept:
        click.echo(f"what was here before: {done.kept}")
