"""`trailnote demote`."""

from __future__ import annotations

import click

from trailnote.cli.by_hand import by_hand
from trailnote.cli.options import emit, shared, workspace
from trailnote.service import placing, review
from trailnote.service.shapes import rejection_json


@click.command("demote")
@click.argument("ids", nargs=-1)
@click.option("--from-files", is_flag=True, help="Take all of them out of the files; what was decided stays decided.")
@shared
def command(ids: tuple[str, ...], from_files: bool, repo: str, as_json: bool) -> None:
    """Take the text of these rules or memories out of every file again; they wait for review as before."""
    with workspace(repo) as opened:
        if from_files and not ids:
            done = review.Rejection((), (), placing.clear_files(opened))
        else:
            done = review.demote(opened, ids)
    if as_json:
        shape = rejection_json(done)
        emit({"demoted": shape.pop("rejected"), **shape})
        return
    for id in done.rejected:
        click.echo(f"demoted: {id}")
    by_hand(done.edited)
    for id in done.not_found:
        click.echo(f"not found: {id}", err=True)
