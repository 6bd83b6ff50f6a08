"""`trailnote query` (alias `search`)."""

from __future__ import annotations

import time

import click

from trailnote.cli.options import emit, one_of, shared, workspace
from trailnote.cli.terminal import console
from trailnote.model import NAMESPACES
from trailnote.render.words import age
from trailnote.service import notes
from trailnote.service.context import about_file
from trailnote.service.shapes import hit_json

_LINES, _CHARS = 5, 400
_STATE = {"fresh": "; its code is unchanged", "changed": "; its code changed since", "gone": "; its code is gone"}


@click.command("query")
@click.argument("text", default="")
@click.option("--files", "-f", multiple=True, metavar="FILE", help="A file under edit; may be repeated.")
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1, notes.MAX_LIMIT))
@one_of("--namespace", NAMESPACES, metavar="NAME", about="Only this namespace, such as decisions.")
@click.option("--scope", default="both", type=click.Choice(["both", "project", "user"]))
@click.option("--mode", default="auto", type=click.Choice(notes.MODES))
@click.option("--context", default="", metavar="FILE", help="Ask about a file: its path and its identifiers.")
@click.option("--all", "everything", is_flag=True, help="Show hits below the relevance floor too.")
@shared
def command(
    text: str,
    files: tuple[str, ...],
    limit: int,
    namespace: str,
    scope: str,
    mode: str,
    context: str,
    everything: bool,
    repo: str,
    as_json: bool,
) -> None:
    """Print the memories that matter to TEXT and the files, best first; nothing when nothing does.

    \b
    Examples:
      trailnote query "login retry"
      trailnote query --context auth/session.py
    """
    with workspace(repo) as opened:
        if context:
            text, files = about_file(opened, context, text, scope=scope), (*files, context)
        found = notes.query(
            opened, text, files=files, namespace=namespace, scope=scope, mode=mode, limit=limit, everything=everything
        )
    if mode == "vector" and not opened.config.embedding_model:
        click.echo("No embedding model is set (embedding_model in config.json): searched by words.", err=True)
    if as_json:
        emit({"abstained": not found, "hits": [hit_json(h) for h in found]})
        return
    out, now_ns = console(), time.time_ns()
    for hit in found:
        stale = _STATE.get(hit.freshness, "")
        what = f"commit {hit.key[:8]}" if hit.namespace == "resolutions" else hit.namespace
        head = f"{what}, {hit.provenance.kind}, {age(hit.created_ns, now_ns)} ({hit.why}{stale}) {hit.id}"
        out.print(f"{hit.score:.2f}", head)
        for line in _beginning(hit.text):
            out.print("     " + line)
    if not found:
        out.print("Nothing relevant is remembered.")


def _beginning(text: str) -> list[str]:
    """Return the first lines of a memory that say something; an ellipsis tells that `show` has more."""
    lines = [line for line in text.strip()[:_CHARS].split("\n") if line.strip()]
    shown = lines[:_LINES]
    if len(lines) > _LINES or len(text.strip()) > _CHARS:
        shown[-1] += " …"
    return shown
