"""`trailnote audit`."""

from __future__ import annotations

import dataclasses

import click

from trailnote.cli.options import emit, shared, workspace
from trailnote.service.audit import audit


@click.command("audit")
@shared
def command(repo: str, as_json: bool) -> int:
    """Look for what should not be remembered: secrets, loops, duplicates, contradictions, notes of gone code.

    Looks through this project's memory, and through what Claude Code and Codex themselves remember of it. Changes
    nothing; exits 1 when a secret or a loop was found.
    """
    with workspace(repo) as opened:
        found = audit(opened)
    if as_json:
        emit({"findings": [dataclasses.asdict(f) for f in found]})
    else:
        for f in found:
            click.echo(f"{f.kind}: {f.where}: {f.about}" + (f" ({f.advice})" if f.advice else ""))
        if not found:
            click.echo("Nothing was found that should not be there.")
    return int(any(f.kind in ("secret", "loop") for f in found))
