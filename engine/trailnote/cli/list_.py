"""`trailnote list`."""

from __future__ import annotations

import click

from trailnote.cli.options import emit, one_of, shared, workspace
from trailnote.cli.terminal import console
from trailnote.model import NAMESPACES, STATES
from trailnote.service import notes
from trailnote.service.shapes import memory_json


@click.command("list")
@one_of("--namespace", NAMESPACES, metavar="NAME", about="Only this namespace, such as decisions.")
@one_of("--state", STATES)
@click.option("--scope", default="both", type=click.Choice(["both", "project", "user"]))
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1))
@shared
def command(namespace: str, state: str, scope: str, limit: int, repo: str, as_json: bool) -> None:
    """List memories, newest first."""
    with workspace(repo) as opened:
        found = notes.listed(opened, namespace=namespace, state=state, scope=scope, limit=limit)
    if as_json:
        emit({"memories": [memory_json(m) for m in found]})
        return
    for m in found:
        console().print(f"{m.id} {notes.when(m.created_ns)[:10]} {m.namespace}/{m.state}: {m.title}")
