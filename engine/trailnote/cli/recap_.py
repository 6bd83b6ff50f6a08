"""`trailnote recap`."""

from __future__ import annotations

import click

from trailnote.cli.options import emit, shared, workspace
from trailnote.service import recap
from trailnote.service.notes import when
from trailnote.service.shapes import run_json


@click.command("recap")
@click.option("--since", default="2d", show_default=True, metavar="2d", help="How far back: 12h, 2d, 1w.")
@shared
def command(since: str, repo: str, as_json: bool) -> None:
    """Tell in prose what the sessions of the last days did here.

    \b
    Examples:
      trailnote recap
      trailnote recap --since 1w
    """
    with workspace(repo) as opened:
        found = recap.recap(opened, since=since)
    text = recap.prose(found, since=since)
    if as_json:
        emit({"sessions": [_shape(w) for w in found], "since": since, "text": text})
    else:
        click.echo(text)


def _shape(worked: recap.Worked) -> dict[str, object]:
    return {
        "client": worked.client,
        "title": worked.title,
        "summary": worked.summary,
        "branch": worked.branch,
        "started_at": when(worked.started_ns),
        "last_at": when(worked.through_ns),
        "running": worked.running,
        "prompts": worked.prompts,
        "tools": worked.tools,
        "files": list(worked.files),
        "commits": list(worked.commits),
        "failing": run_json(worked.failing),
        "tests": run_json(worked.tests),
    }
