"""`trailnote show`."""

from __future__ import annotations

import click

from trailnote.cli.options import emit, shared, workspace
from trailnote.service import notes
from trailnote.service.shapes import memory_json


@click.command("show")
@click.argument("id")
@shared
def command(id: str, repo: str, as_json: bool) -> None:
    """Show the memory of this ID, the start of one, a key or a commit, with its earlier wordings."""
    with workspace(repo) as opened:
        memory, versions = notes.read(opened, id)
    if as_json:
        emit({**memory_json(memory), "versions": [{"at": notes.when(at), "text": text} for at, text in versions]})
        return
    click.echo(
        f"{memory.id} {memory.namespace}/{memory.key} ({memory.scope}, {memory.state}, {memory.provenance.kind})"
    )
    click.echo(f"created {notes.when(memory.created_ns)}; from {', '.join(memory.provenance.sources) or 'unknown'}")
    if memory.files:
        click.echo("files: " + ", ".join(memory.files))
    click.echo("\n" + memory.text)
    for at, text in versions:
        click.echo(f"\n--- until {notes.when(at)}\n{text}")
