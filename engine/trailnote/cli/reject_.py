"""`trailnote reject`."""

from __future__ import annotations

import click

from trailnote.cli.options import emit, shared, workspace
from trailnote.service import review


@click.command("reject")
@click.argument("ids", nargs=-1, required=True)
@click.option("--reason", default="", help="Why, for whoever reads the list later.")
@shared
def command(ids: tuple[str, ...], reason: str, repo: str, as_json: bool) -> None:
    """Turn these memories down for good; text of theirs that was promoted is taken out again."""
    with workspace(repo) as opened:
        done = review.reject(opened, ids, reason=reason)
    if as_json:
        emit({"not_found": done.not_found, "rejected": done.rejected})
        return
    for id in done.rejected:
        click.echo(f"rejected: {id}")
    for id in done.not_found:
        click.echo(f"not found: {id}", err=True)
