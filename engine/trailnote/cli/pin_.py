"""`trailnote pin`."""

from __future__ import annotations

import click

from trailnote.cli.options import emit, shared, workspace
from trailnote.service import housekeeping


@click.command("pin")
@click.argument("id")
@click.option("--off", is_flag=True, help="Let it expire and fade again.")
@shared
def command(id: str, off: bool, repo: str, as_json: bool) -> None:
    """Keep the memory of this ID for good and tell it at every start, a session's page for example."""
    with workspace(repo) as opened:
        memory = housekeeping.pin(opened, id, on=not off)
    if as_json:
        emit({"id": memory.id, "pinned": memory.pinned})
    else:
        click.echo(f"{'pinned' if memory.pinned else 'no longer pinned'}: {memory.id} {memory.title}")
