"""`trailnote backup`."""

from __future__ import annotations

import click

from trailnote.cli.options import emit, shared, workspace
from trailnote.service import archive


@click.command("backup")
@click.argument("file")
@click.option("--scope", default="project", type=click.Choice(["project", "user"]))
@shared
def command(file: str, scope: str, repo: str, as_json: bool) -> None:
    """Write this project's memory to FILE, a tar archive, compressed when it ends in .gz. Sessions may go on.

    \b
    Example:
      trailnote backup ~/shop.tar.gz
    """
    with workspace(repo) as opened:
        done = archive.backup(opened, file, scope=scope)
    if as_json:
        emit({"bytes": done.bytes, "entries": done.entries, "path": done.path})
    else:
        click.echo(f"{done.path}: {done.entries} entries, {done.bytes / 1024:.0f} KiB")
