"""`trailnote new`."""

from __future__ import annotations

import click

from trailnote.cli.options import emit, shared, workspace
from trailnote.service import journal


@click.command("new")
@click.argument("slug")
@click.option("--date", default="", metavar="YYYY-MM-DD", help="The day it tells of (default: today).")
@shared
def command(slug: str, date: str, repo: str, as_json: bool) -> None:
    """Begin the notebook entry SLUG, filled in from what the records say of that day; a person edits it.

    \b
    Examples:
      trailnote new retry-storm
      trailnote new "flaky upload" --date 2025-03-14
    """
    with workspace(repo) as opened:
        path = journal.new(opened, slug, date=date)
    if as_json:
        emit({"path": path})
    else:
        click.echo(path)
