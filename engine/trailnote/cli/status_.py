"""`trailnote status`."""

from __future__ import annotations

import click

from trailnote.cli.options import emit, shared, workspace
from trailnote.cli.terminal import console
from trailnote.service import health
from trailnote.service.rules import CONFIDENCE


@click.command("status")
@click.option("--min-confidence", default="low", show_default=True, type=click.Choice(list(CONFIDENCE)))
@shared
def command(min_confidence: str, repo: str, as_json: bool) -> None:
    """Show what is remembered here, when each client last reported, and what went wrong."""
    with workspace(repo) as opened:
        found = health.status(opened, min_confidence=min_confidence)
    if as_json:
        emit(health.as_json(found))
    else:
        _print(found)


def _print(found: health.Status) -> None:
    from rich.table import Table

    out = console()
    out.print(found.root, style="bold", end="")
    out.print(f"  (by {found.resolved_by}; {found.database_bytes / 1024:.0f} KiB)")
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("namespace", "state", "memories"):
        table.add_column(heading, justify="right" if heading == "memories" else "left")
    for tier, counts in (("", found.counts), ("user: ", found.user_counts)):
        for namespace, states in sorted(counts.items()):
            for state, n in sorted(states.items()):
                table.add_row(tier + namespace, state, str(n))
    out.print(table if table.row_count else "Nothing is remembered yet.")
    _print_rules(found)
    out.print(f"events: {found.stored} stored, {found.spooled} waiting, {found.dropped} dropped")
    for client, at in found.clients.items():
        out.print(f"last event of {client}: {at}")
    if not found.clients:
        out.print("No client has reported yet. `trailnote doctor` tells whether the hooks run.")
    if found.told_sessions:
        out.print(f"told in 30 days: {found.told_tokens} tokens in {found.told_sessions} sessions")
    for at, where, message in found.errors[:8]:
        out.print(f"{at} {where}:", style="yellow", end=" ")
        out.print(message)


_SHOWN = 15


def _print_rules(found: health.Status) -> None:
    from rich.table import Table

    if not found.rules:
        return
    counted = ", ".join(f"{n} {name.replace('_', ' ')}" for name, n in found.rules_by_category.items())
    table = Table(title=f"rules: {counted}", title_justify="left", box=None, pad_edge=False, header_style="bold")
    for heading in ("id", "state", "confidence", "seen", "text"):
        table.add_column(heading, overflow="fold")
    for rule in found.rules[:_SHOWN]:
        against = f" (contradicted by {', '.join(rule.contradicts)})" if rule.contradicts else ""
        table.add_row(rule.id, rule.state, rule.confidence, str(rule.sightings), rule.text + against)
    console().print(table)
    if len(found.rules) > _SHOWN:
        console().print("`trailnote skills` lists them all.")
