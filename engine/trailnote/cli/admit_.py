"""`trailnote admit`."""

from __future__ import annotations

import click

from trailnote.cli.options import emit, shared, workspace
from trailnote.service import notes


@click.command("admit")
@click.argument("id")
@shared
def command(id: str, repo: str, as_json: bool) -> None:
    """Let the memory of this ID, which came from outside, be told to sessions unasked."""
    with workspace(repo) as opened:
        memory = notes.admit(opened, id)
    if as_json:
        emit({"admitted": [memory.id]})
    else:
        click.echo(f"admitted: {memory.id} {memory.title}")
