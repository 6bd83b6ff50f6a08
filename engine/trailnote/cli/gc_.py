"""`trailnote gc`."""

from __future__ import annotations

import dataclasses

import click

from trailnote.cli.options import emit, one_of, shared, workspace
from trailnote.model import NAMESPACES
from trailnote.service import housekeeping


@click.command("gc")
@click.option("--older-than", default="", metavar="90d", help="Also what was neither changed nor used for that long.")
@one_of("--namespace", NAMESPACES, metavar="NAME", about="Only in this namespace, such as session.")
@shared
def command(older_than: str, namespace: str, repo: str, as_json: bool) -> None:
    """Delete what expired or faded, and notes of commits that are long gone. What is pinned or promoted stays.

    \b
    Examples:
      trailnote gc
      trailnote gc --older-than 90d --namespace executions
    """
    with workspace(repo) as opened:
        done = housekeeping.collect(opened, older_than=older_than, namespace=namespace)
    found = dataclasses.asdict(done)
    if as_json:
        emit(found)
        return
    waiting = found.pop("unreachable")
    told = ", ".join(f"{n} {name}" for name, n in found.items() if n)
    click.echo(f"deleted: {told or 'nothing'}")
    if waiting:
        click.echo(
            f"{waiting} notes of commits that no branch or tag leads to; they go 90 days after that was first seen"
        )
