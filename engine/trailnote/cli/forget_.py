"""`trailnote forget`."""

from __future__ import annotations

import click

from trailnote.cli.options import emit, shared, workspace
from trailnote.service import notes


@click.command("forget")
@click.argument("id")
@shared
def command(id: str, repo: str, as_json: bool) -> None:
    """Delete the memory of this ID for good; it is not learned again."""
    with workspace(repo) as opened:
        memory = notes.forget(opened, id)
    if as_json:
        emit({"forgotten": [memory.id]})
    else:
        click.echo(f"forgotten: {memory.id} {memory.title}")
