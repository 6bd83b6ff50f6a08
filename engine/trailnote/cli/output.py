"""`-o FILE`: text to a file that the person names, or to standard output."""

from __future__ import annotations

import os

import click

from trailnote.cli.terminal import exact
from trailnote.errors import TrailnoteError


def write(text: str, output: str) -> None:
    """Print `text`, or write it to the file `output` as UTF-8 and say so. TrailnoteError when it cannot be written."""
    if not output:
        exact(text if text.endswith("\n") else text + "\n")
        return
    try:
        folder = os.path.dirname(output)
        if folder:
            os.makedirs(folder, exist_ok=True)
        with open(output, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as exc:
        raise TrailnoteError(f"{output}: {exc.strerror or exc}; nothing was written. Name another file.") from exc
    click.echo(f"wrote {output}", err=True)
