"""`trailnote diff`."""

from __future__ import annotations

import click

from trailnote.cli.by_hand import by_hand
from trailnote.cli.options import emit, shared, workspace
from trailnote.cli.terminal import exact
from trailnote.model import first_line
from trailnote.service import review
from trailnote.service.shapes import pending_json


@click.command("diff")
@click.option("--to", default="rules", show_default=True, type=click.Choice(list(review.TARGETS)))
@shared
def command(to: str, repo: str, as_json: bool) -> None:
    """Show the exact text change that promoting everything pending would make."""
    with workspace(repo) as opened:
        found = review.pending(opened, to=to)
    if as_json:
        emit(pending_json(found))
        return
    for subject in found.pending:
        click.echo(f"{subject.id} {first_line(subject.text)}")
    by_hand(found.edited)
    exact(found.unified_diff or "Nothing is pending.\n")
