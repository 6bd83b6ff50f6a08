"""`trailnote put-resolution`."""

from __future__ import annotations

import click

from trailnote.cli.options import emit, shared, workspace
from trailnote.service import exchange
from trailnote.service.shapes import memory_json


@click.command("put-resolution")
@click.argument("commit")
@shared
def command(commit: str, repo: str, as_json: bool) -> None:
    """Learn one COMMIT by its id, branch or tag."""
    with workspace(repo) as opened:
        memory = exchange.put_resolution(opened, commit)
    if as_json:
        emit(memory_json(memory))
    else:
        click.echo(f"{memory.id} {memory.title}")
