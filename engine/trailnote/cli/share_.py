"""`trailnote share`."""

from __future__ import annotations

import click

from trailnote.cli.options import emit, shared, workspace
from trailnote.service import sharing


@click.command("share")
@click.argument("switch", type=click.Choice(["on", "off"]), required=False, default=None)
@shared
def command(switch: str | None, repo: str, as_json: bool) -> None:
    """Share what was decided here as Markdown under `.trailnote/notes/`, to be committed and reviewed; or stop.

    Without a word it says how things stand. Rules that were promoted or rejected, decisions and pinned notes are
    shared; sessions, commands and failures never are.
    """
    with workspace(repo) as opened:
        found = sharing.turn(opened, on=switch == "on") if switch else sharing.state(opened)
    if as_json:
        emit({"notes": list(found.notes), "sharing": found.on})
        return
    click.echo(f"sharing is {'on' if found.on else 'off'}; {len(found.notes)} notes")
    for path in found.notes:
        click.echo(f"  .trailnote/{path}")
    if switch == "on":
        click.echo("Commit .trailnote and .claude/rules to share them.")
