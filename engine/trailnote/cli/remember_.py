"""`trailnote remember` (alias `put`)."""

from __future__ import annotations

import sys

import click

from trailnote.cli.options import emit, shared, workspace
from trailnote.model import NAMESPACES
from trailnote.service import notes


@click.command("remember")
@click.argument("text")
@click.option(
    "--namespace",
    default="learnings",
    show_default=True,
    type=click.Choice(list(NAMESPACES)),
    metavar="NAME",
    help="Such as decisions, or ephemeral for a day.",
)
@click.option("--key", default="", help="Rewrite the memory of this key; its earlier wording is kept.")
@click.option("--title", default="", help="A short title; the first line otherwise.")
@click.option("--files", "-f", multiple=True, metavar="FILE[:LINES]", help="A file it speaks of; may be repeated.")
@click.option("--tag", "tags", multiple=True)
@click.option("--scope", default="project", type=click.Choice(["project", "user"]))
@click.option("--ttl", default="", metavar="24h", help="Forget it after this time.")
@click.option("--pin", is_flag=True, help="Keep it, and tell it at every start.")
@shared
def command(
    text: str,
    namespace: str,
    key: str,
    title: str,
    files: tuple[str, ...],
    tags: tuple[str, ...],
    scope: str,
    ttl: str,
    pin: bool,
    repo: str,
    as_json: bool,
) -> None:
    """Store TEXT as one memory ("-" reads it from standard input).

    \b
    Examples:
      trailnote remember "Freeze the clock in tests" -f tests/conftest.py
      trailnote remember --namespace decisions --key 0007-db "We use SQLite"
    """
    if text == "-":
        text = sys.stdin.read(notes.MAX_TEXT + 1)
    with workspace(repo) as opened:
        stored = notes.remember(
            opened,
            text,
            namespace=namespace,
            key=key,
            title=title,
            files=files,
            tags=tags,
            scope=scope,
            ttl=ttl,
            pin=pin,
        )
        if scope == "project" and not opened.in_project:
            where = f"{opened.directory} is in no repository: kept in your own memory, {opened.user.memory_dir}"
            click.echo(f"trailnote: {where}", err=True)
    if as_json:
        emit({"id": stored.id, "key": stored.key, "namespace": stored.namespace})
    else:
        click.echo(f"{stored.id} {stored.namespace}/{stored.key}")
