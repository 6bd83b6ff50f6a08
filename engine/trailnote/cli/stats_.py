"""`trailnote stats`."""

from __future__ import annotations

import click

from trailnote.cli.options import emit, shared, workspace
from trailnote.cli.terminal import console
from trailnote.distill.notebook import SECTIONS
from trailnote.distill.notebook_stats import Stats
from trailnote.service import journal


@click.command("stats")
@click.option("--detailed", is_flag=True, help="Coverage of each section, and every warning.")
@shared
def command(detailed: bool, repo: str, as_json: bool) -> None:
    """Show how the notebook is kept: entries, categories, sources, streak, coverage, warnings."""
    with workspace(repo) as opened:
        found = journal.stats(opened)
    if as_json:
        emit(found.to_dict())
    else:
        _print(found, detailed=detailed)


def _print(found: Stats, *, detailed: bool) -> None:
    from rich.table import Table

    out = console()
    span = f", {found.first} to {found.last}" if found.first else ""
    out.print(f"{found.entries} entries{span}; {found.improvements} improvements in {found.teaching} of them")
    days = "day" if found.streak == 1 else "days"
    out.print(f"streak: {found.streak} {days}")
    for title, rows in (
        ("category", list(found.by_category.items())),
        ("source", found.top_sources),
        ("section", [(SECTIONS[k], f"{share:.0%}") for k, share in found.coverage.items()] if detailed else []),
    ):
        if rows:
            table = Table(box=None, pad_edge=False, header_style="bold")
            table.add_column(title)
            table.add_column("filled" if title == "section" else "improvements", justify="right")
            for name, value in rows:
                table.add_row(str(name), str(value))
            out.print(table)
    shown = found.warnings if detailed else found.warnings[:5]
    for warning in shown:
        out.print("warning:", style="yellow", end=" ")
        out.print(warning)
    if len(shown) < len(found.warnings):
        out.print(f"{len(found.warnings) - len(shown)} more warnings; `trailnote stats --detailed` shows them")
