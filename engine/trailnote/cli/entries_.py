"""`trailnote entries`."""

from __future__ import annotations

import click

from trailnote.cli.options import emit, shared, workspace
from trailnote.service import journal


@click.command("entries")
@click.option("--since", default="", metavar="YYYY-MM-DD", help="Only entries of that day or later.")
@shared
def command(since: str, repo: str, as_json: bool) -> None:
    """List the notebook's entries, oldest first."""
    with workspace(repo) as opened:
        found, warnings = journal.entries(opened, since=since)
    warnings = [*(warning for entry in found for warning in entry.warnings), *warnings]
    if as_json:
        listed = [
            {
                "name": entry.name,
                "date": entry.date.isoformat(),
                "slug": entry.slug,
                "title": entry.title,
                "improvements": len(entry.improvements),
                "empty_sections": entry.empty,
            }
            for entry in found
        ]
        emit({"entries": listed, "warnings": warnings})
        return
    for entry in found:
        click.echo(f"{entry.name}  {entry.title or entry.slug}  ({len(entry.improvements)} improvements)")
    if not found:
        click.echo("The notebook is empty. `trailnote new SLUG` begins an entry.")
    for warning in warnings:
        click.echo(warning, err=True)
