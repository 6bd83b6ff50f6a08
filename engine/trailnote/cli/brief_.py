"""`trailnote brief`."""

from __future__ import annotations

import click

from trailnote.cli.options import emit, shared, workspace
from trailnote.service.telling import brief


@click.command("brief")
@click.option("--files", "-f", multiple=True, metavar="FILE", help="A file under edit; may be repeated.")
@click.option("--prompt", default="", help="What the session is asked; without it, what its start is told.")
@click.option(
    "--budget",
    type=click.IntRange(min=0),
    metavar="TOKENS",
    help="Cap it (four characters count as one token).",
)
@click.option(
    "--client", default="", metavar="NAME", help="Leave out what claude-code or codex reads in its own files."
)
@shared
def command(files: tuple[str, ...], prompt: str, budget: int | None, client: str, repo: str, as_json: bool) -> None:
    """Print exactly what a session would be told now; nothing when there is nothing to say."""
    with workspace(repo) as opened:
        block = brief(opened, prompt=prompt, files=files, budget_tokens=budget, client=client)
    if as_json:
        emit({"ids": [id for id, _ in block.ids], "text": block.text(), "tokens": block.tokens})
    elif block.text():
        click.echo(block.text())
