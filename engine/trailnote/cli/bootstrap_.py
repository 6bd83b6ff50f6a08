"""`trailnote bootstrap`."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable

import click

from trailnote.cli.options import emit, shared, workspace
from trailnote.cli.terminal import console
from trailnote.render.words import counted
from trailnote.service.learn import Learned, bootstrap
from trailnote.service.workspace import Workspace


@click.command("bootstrap")
@click.option(
    "--max", "limit", default=20_000, show_default=True, type=click.IntRange(0), help="At most so many commits."
)
@shared
def command(limit: int, repo: str, as_json: bool) -> None:
    """Learn from the repository's git history, its documents and what other tools left. Run again, it goes on where it
    stopped."""
    with workspace(repo) as opened:
        learned = _with_bar(opened, limit) if sys.stderr.isatty() and not as_json else bootstrap(opened, limit=limit)
    if as_json:
        found = {"left": learned.left, "new": learned.new, "seen": learned.seen}
        emit({**found, **dataclasses.asdict(learned.beside)})
    else:
        more = f"; {learned.left} older ones are left for another run" if learned.left else ""
        none = "no commit is new"
        click.echo((f"learned {counted(learned.new, 'commit')} of {learned.seen}" if learned.seen else none) + more)
        found_beside = (
            (learned.beside.documents, "document", ""),
            (learned.beside.releases, "release", ""),
            (learned.beside.together, "file", " that change with others"),
            (learned.beside.imported, "note", " of other tools"),
        )
        told = ", ".join(counted(n, noun) + of for n, noun, of in found_beside if n)
        if told:
            click.echo(f"beside them: {told}")


def _with_bar(opened: Workspace, limit: int) -> Learned:
    from rich.progress import Progress

    with Progress(console=console(err=True), transient=True) as bar:
        task = bar.add_task("learning the history", total=None)
        tell: Callable[[int, int], None] = lambda done, total: bar.update(task, completed=done, total=total)  # noqa: E731
        return bootstrap(opened, limit=limit, progress=tell)
