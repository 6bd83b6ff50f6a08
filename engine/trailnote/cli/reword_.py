"""`trailnote reword`."""

from __future__ import annotations

import dataclasses

import click

from trailnote.cli.by_hand import by_hand
from trailnote.cli.options import emit, shared, workspace
from trailnote.model import first_line
from trailnote.service import review


@click.command("reword")
@click.argument("id")
@click.option("--to", default=0, metavar="N", help="Show wording N from now on, as this verb numbers them.")
@shared
def command(id: str, to: int, repo: str, as_json: bool) -> None:
    """List the wordings of a rule, or choose the one that is shown and promoted."""
    with workspace(repo) as opened:
        done = review.reword(opened, id, to=to)
    if as_json:
        shape = dataclasses.asdict(done)
        emit({"edited_by_hand": shape.pop("edited"), **shape})
        return
    for number, text in enumerate(done.wordings, start=1):
        click.echo(f"{'*' if text == done.text else ' '} {number}  {first_line(text)}")
    by_hand(done.edited)
