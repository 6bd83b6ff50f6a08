"""`trailnote update`."""

from __future__ import annotations

import dataclasses

import click

from trailnote.cli.options import emit, shared, workspace
from trailnote.service import journal


@click.command("update")
@shared
def command(repo: str, as_json: bool) -> None:
    """Bring the newest entry template into the notebook; what you edited in yours stays."""
    with workspace(repo) as opened:
        done = journal.update(opened)
    if as_json:
        emit(dataclasses.asdict(done))
        return
    click.echo(f"{done.path}: {'brought up to date' if done.changed else 'is the newest already'}")
    if done.left:
        click.echo(f"{done.left} changes were left out, since you changed the same lines", err=True)
