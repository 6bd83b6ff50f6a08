"""`trailnote eval`."""

from __future__ import annotations

import dataclasses

import click

from trailnote.cli.options import emit, shared, workspace


@click.command("eval")
@click.option("--max", "most", default=200, show_default=True, type=click.IntRange(1), help="Questions of a kind.")
@click.option("--svg", default="", metavar="FILE", help="Write the plot to FILE.")
@shared
def command(most: int, svg: str, repo: str, as_json: bool) -> None:
    """Replay this repository's own history: how often memory would have brought what turned out to matter.

    Each commit asks for the earlier one that it fixes, reverts or refers to, and for the files that it went on to
    change, beside the baselines "same file, most recent" and BM25. Learn the history first: trailnote bootstrap.

    \b
    Example:
      trailnote eval --svg recall.svg
    """
    from trailnote.recall import evaluation
    from trailnote.render import evaluation as rendering

    with workspace(repo) as opened:
        report = evaluation.evaluate(opened.database(), most=most)
    if svg:
        with click.open_file(svg, "w", encoding="utf-8", atomic=True) as out:
            out.write(rendering.svg(report))
    if as_json:
        emit(dataclasses.asdict(report))
    else:
        click.echo(rendering.table(report))
        if svg:
            click.echo(f"\nplot: {svg}")
