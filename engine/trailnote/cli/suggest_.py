"""`trailnote suggest`."""

from __future__ import annotations

import click

from trailnote.cli.options import emit, shared, workspace
from trailnote.cli.several import SeveralFiles
from trailnote.cli.terminal import console
from trailnote.service import strategies
from trailnote.service.execution_shapes import suggestion_json


@click.command("suggest", cls=SeveralFiles)
@click.option("--task", default="", metavar="TEXT", help="What is to be done; without it, the files under edit tell.")
@click.option("--files", "-f", multiple=True, metavar="FILE ...", help="The files that it is about.")
@shared
def command(task: str, files: tuple[str, ...], repo: str, as_json: bool) -> None:
    """Print what earlier work says before beginning: a strategy, what failed before, what still fails.

    \b
    Examples:
      trailnote suggest --task "make the backup query faster"
      trailnote suggest
    """
    with workspace(repo) as opened:
        found = strategies.suggest(opened, task=task, files=files)
    if as_json:
        emit(suggestion_json(found))
        return
    out = console()
    out.print(f"next: {found.next_action}")
    if found.strategy is not None:
        out.print(f"done before: {found.strategy.task.strip()} ({found.strategy.reason})")
    for warning in found.warnings:
        out.print(f"tried before, and failed: {warning.task.strip()} ({'; '.join(warning.evidence)})")
    below = tuple(f"{failure.name}." for failure in found.failures)  # told there with what fixed it
    for text in found.in_area:
        if not text.startswith(below):
            out.print(f"here before: {text}")
    for failure in found.failures:
        known = "".join(f" {sentence}" for sentence in failure.known)
        out.print(f"still failing: {failure.name} ({failure.command}).{known}")
