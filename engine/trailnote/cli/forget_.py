"""`trailnote forget`."""

from __future__ import annotations

import click

from trailnote.cli.options import emit, shared, workspace
from trailnote.service import notes
from trailnote.service.audit import forget_source


@click.command("forget")
@click.argument("id", default="")
@click.option("--source", default="", metavar="S", help="All that one source brought: session:codex:ID, commit:ID.")
@shared
def command(id: str, source: str, repo: str, as_json: bool) -> None:
    """Delete the memory of this ID for good, or all that one source brought; it is not learned again."""
    if bool(id) == bool(source):
        raise click.UsageError("give an ID, or --source")
    with workspace(repo) as opened:
        if source:
            count = forget_source(opened, source)
            if as_json:
                emit({"forgotten": count, "source": source})
            else:
                click.echo(f"forgotten: {count} memories from {source}")
            return
        memory = notes.forget(opened, id)
    if as_json:
        emit({"forgotten": [memory.id]})
    else:
        click.echo(f"forgotten: {memory.id} {memory.title}")
