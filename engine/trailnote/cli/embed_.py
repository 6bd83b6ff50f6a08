"""`trailnote embed`."""

from __future__ import annotations

import click

from trailnote.cli.options import emit, shared, workspace
from trailnote.service.vectors import backfill


@click.command("embed")
@shared
def command(repo: str, as_json: bool) -> None:
    """Compute the vectors that are missing, with the model named as embedding_model in config.json."""
    with workspace(repo) as opened:
        done = backfill(opened)
    if as_json:
        emit({"embedded": done})
    else:
        click.echo(f"computed {done} vectors")
