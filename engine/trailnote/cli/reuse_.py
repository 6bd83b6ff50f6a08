"""`trailnote reuse`."""

from __future__ import annotations

import click

from trailnote.cli.options import emit, shared, workspace
from trailnote.cli.several import SeveralFiles
from trailnote.cli.terminal import console
from trailnote.service import strategies
from trailnote.service.execution_shapes import reuse_json


@click.command("reuse", cls=SeveralFiles)
@click.option("--task", default="", metavar="TEXT", help="What is to be done; without it, the newest success is shown.")
@click.option("--files", "-f", multiple=True, metavar="FILE ...", help="The files under edit.")
@shared
def command(task: str, files: tuple[str, ...], repo: str, as_json: bool) -> None:
    """Print what the most similar successful execution did: entry files, commands and tests; nothing when none is.

    \b
    Examples:
      trailnote reuse --task "the upload suite times out"
      trailnote reuse --files src/upload.py --json
    """
    with workspace(repo) as opened:
        found = strategies.reuse(opened, task=task, files=files)
    if as_json:
        emit(reuse_json(found))
        return
    out = console()
    if found.strategy is None:
        out.print("Nothing similar succeeded here yet.")
        return
    told = found.strategy
    out.print(f"{told.task.strip()}  ({found.task_type}, {told.score:.2f}; {told.reason})")
    for name, values in (("files", told.files), ("commands", told.commands), ("tests", told.tests)):
        for value in values:
            out.print(f"  {name[:-1]}: {value}")
