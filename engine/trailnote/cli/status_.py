"""`trailnote status`."""

from __future__ import annotations

import click

from trailnote.cli.options import console, emit, shared, workspace
from trailnote.service import health


@click.command("status")
@shared
def command(repo: str, as_json: bool) -> None:
    """Show what is remembered here, when each client last reported, and what went wrong."""
    with workspace(repo) as opened:
        found = health.status(opened)
    if as_json:
        emit(health.as_json(found))
    else:
        _print(found)


def _print(found: health.Status) -> None:
    from rich.table import Table

    out = console()
    out.print(f"[bold]{found.root}[/bold]  (by {found.resolved_by}; {found.database_bytes / 1024:.0f} KiB)")
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("namespace", "state", "memories"):
        table.add_column(heading, justify="right" if heading == "memories" else "left")
    for tier, counts in (("", found.counts), ("user: ", found.user_counts)):
        for namespace, states in sorted(counts.items()):
            for state, n in sorted(states.items()):
                table.add_row(tier + namespace, state, str(n))
    out.print(table if table.row_count else "Nothing is remembered yet.")
    out.print(f"events: {found.stored} stored, {found.spooled} waiting, {found.dropped} dropped")
    for client, at in found.clients.items():
        out.print(f"last event of {client}: {at}")
    if not found.clients:
        out.print("No client has reported yet. `trailnote doctor` tells whether the hooks run.")
    if found.told_sessions:
        out.print(f"told in 30 days: {found.told_tokens} tokens in {found.told_sessions} sessions")
    for at, where, message in found.errors[:8]:
        out.print(f"[yellow]{at} {where}:[/yellow] {message}", markup=True)
