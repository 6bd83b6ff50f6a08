"""`trailnote reflect`."""

from __future__ import annotations

import click

from trailnote.cli.options import emit, shared, workspace
from trailnote.cli.terminal import console
from trailnote.service import executions
from trailnote.service.execution_shapes import reflection_json


@click.command("reflect")
@shared
def command(repo: str, as_json: bool) -> None:
    """Tell whether the last execution went in circles or opened too much, and what to do then."""
    with workspace(repo) as opened:
        found = executions.reflect(opened)
    if as_json:
        emit(reflection_json(found))
        return
    out = console()
    out.print(f"{found.issue}: {found.reason}")
    out.print(f"next: {found.next_action}")
    if found.entry_points and found.issue != executions.NO_ISSUE:
        out.print(f"entry points: {', '.join(found.entry_points)}")
