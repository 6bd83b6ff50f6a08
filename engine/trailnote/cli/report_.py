"""`trailnote report`."""

from __future__ import annotations

import os

import click

from trailnote.cli.options import emit, shared, workspace
from trailnote.cli.terminal import console
from trailnote.distill.figures import Report, Usage
from trailnote.errors import UsageError
from trailnote.service import executions
from trailnote.service.execution_shapes import report_json, usage_json


@click.command("report")
@click.argument("what", required=False, type=click.Choice(["real-usage"]), metavar="[real-usage]")
@click.option("--days", default=30, show_default=True, type=click.IntRange(1, 366), help="Over so many days.")
@click.option("--html", "html", default="", metavar="FILE", help="Write one HTML page with plots, readable anywhere.")
@shared
def command(what: str | None, days: int, html: str, repo: str, as_json: bool) -> None:
    """Show what was done, what failed and what mended it, what was told and whether it was used.

    With real-usage only the counts and averages over recorded executions; an average over nothing is null.

    \b
    Examples:
      trailnote report --html report.html
      trailnote report real-usage --json
    """
    with workspace(repo) as opened:
        if what == "real-usage":
            usage = executions.real_usage(opened)
            emit(usage_json(usage)) if as_json else _usage(usage)
            return
        found = executions.report(opened, days=days)
    if html:
        _write(html, found)
    if as_json:
        emit(report_json(found))
    elif not html:
        from trailnote.render.report import tables

        for table in tables(found):
            console().print(table)


def _usage(usage: Usage) -> None:
    for name, value in usage_json(usage).items():
        console().print(f"{name.replace('_', ' ')}: {_shown(value)}")


def _shown(value: object) -> str:
    """Return a figure as text: counts by name in one line, a dash for what nothing is known of."""
    if isinstance(value, dict):
        return ", ".join(f"{n} {name}" for name, n in value.items()) or "-"
    return "-" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def _write(path: str, found: Report) -> None:
    from trailnote.render.report import page

    try:
        with open(path, "w", encoding="utf-8") as f:
            f.write(page(found))
    except OSError as exc:
        why = exc.strerror or str(exc)
        raise UsageError(f"{path}: not written ({why}). Name a file in a folder that is there.") from exc
    click.echo(f"wrote {os.path.abspath(path)}", err=True)
