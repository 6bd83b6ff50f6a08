"""`trailnote put-vector`."""

from __future__ import annotations

import json
import sys

import click

from trailnote.cli.options import emit, shared, workspace
from trailnote.errors import UsageError
from trailnote.service import exchange


@click.command("put-vector")
@click.option("--scope", default="project", type=click.Choice(["project", "user"]))
@shared
def command(scope: str, repo: str, as_json: bool) -> None:
    """Store a vector and its payload from JSON on standard input.

    \b
    Example:
      echo '{"model": "mine", "vector": [0.1, 0.2], "text": "…"}' |
        trailnote put-vector
    """
    try:
        given = json.loads(sys.stdin.read(1 << 20))
    except ValueError as exc:
        raise UsageError(f"standard input is no JSON ({exc}); nothing was stored") from exc
    if not isinstance(given, dict):
        raise UsageError("standard input is no JSON object; nothing was stored")
    with workspace(repo) as opened:
        memory = exchange.put_vector(opened, given, scope=scope)
    if as_json:
        emit({"id": memory.id, "key": memory.key, "namespace": memory.namespace})
    else:
        click.echo(f"{memory.id} {memory.namespace}/{memory.key}")
