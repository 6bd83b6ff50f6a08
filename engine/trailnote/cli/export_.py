"""`trailnote export`."""

from __future__ import annotations

import os

import click

from trailnote.cli.options import emit, shared, workspace
from trailnote.cli.terminal import exact
from trailnote.errors import TrailnoteError
from trailnote.service import exchange


@click.command("export")
@click.argument("file", default="-")
@click.option("--scope", default="both", show_default=True, type=click.Choice(["both", "project", "user"]))
@shared
def command(file: str, scope: str, repo: str, as_json: bool) -> None:
    """Write every memory as JSON lines to FILE, or to standard output: this project's and your own tier's.

    `import` reads it back the same.
    """
    n = -1
    with workspace(repo) as opened:
        if file == "-":
            for line in exchange.export(opened, scope):
                exact(line + "\n")
            return
        mask = os.umask(0o077)  # a new file is the user's alone, as the memory is
        try:
            with click.open_file(file, "w", encoding="utf-8", atomic=True) as out:
                for n, line in enumerate(exchange.export(opened, scope)):  # noqa: B007  the last number is the count
                    out.write(line + "\n")
        except OSError as exc:
            raise TrailnoteError(f"{file}: {exc.strerror}; nothing was written. Name another file.") from exc
        finally:
            os.umask(mask)
    if as_json:
        emit({"exported": n, "file": file})
    else:
        click.echo(f"exported {n} lines to {file}")
