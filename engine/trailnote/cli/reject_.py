"""`trailnote reject`."""

from __future__ import annotations

import click

from trailnote.cli.by_hand import by_hand
from trailnote.cli.options import emit, shared, workspace
from trailnote.service import review
from trailnote.service.shapes import rejection_json


@click.command("reject")
@click.argument("ids", nargs=-1, required=True)
@click.option("--reason", default="", help="Why, for whoever reads the list later.")
@shared
def command(ids: tuple[str, ...], reason: str, repo: str, as_json: bool) -> None:
    """Turn these rules or memories down for good; text of theirs that was promoted is taken out again."""
    with workspace(repo) as opened:
        done = review.reject(opened, ids, reason=reason)
    if as_json:
        emit(rejection_json(done))
        return
    for id in done.rejected:
        click.echo(f"rejected: {id}")
    by_hand(done.edited)
    for id in done.not_found:
        click.echo(f"not found: {id}", err=True)
