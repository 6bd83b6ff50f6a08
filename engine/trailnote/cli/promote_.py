"""`trailnote promote`."""

from __future__ import annotations

import click

from trailnote.cli.by_hand import by_hand
from trailnote.cli.options import emit, shared, workspace
from trailnote.cli.terminal import exact
from trailnote.service import review
from trailnote.service.shapes import promotion_json


@click.command("promote")
@click.argument("ids", nargs=-1, required=True)
@click.option("--to", default="rules", show_default=True, type=click.Choice([*review.TARGETS, "user"]))
@shared
def command(ids: tuple[str, ...], to: str, repo: str, as_json: bool) -> None:
    """Write the text of these rules or memories, word for word, where the agents read it."""
    with workspace(repo) as opened:
        done = review.promote(opened, ids, to=to)
    if as_json:
        emit(promotion_json(done))
        return
    if to == "user":
        click.echo(f"copied to the user tier: {', '.join(done.promoted) or 'nothing new'}")
    else:
        exact(done.diff or f"{done.path}: nothing changed\n")
    by_hand(done.edited)
    for id in done.not_found:
        click.echo(f"not found: {id}", err=True)
