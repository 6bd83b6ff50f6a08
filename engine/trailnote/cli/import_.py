"""`trailnote import`."""

from __future__ import annotations

import click

from trailnote.cli.options import emit, shared, workspace
from trailnote.errors import TrailnoteError
from trailnote.service import exchange


@click.command("import")
@click.argument("file", default="-")
@shared
def command(file: str, repo: str, as_json: bool) -> int:
    """Read JSON lines that `export` wrote, from FILE or standard input. A bad line is named and skipped."""
    with workspace(repo) as opened:
        try:
            with click.open_file(file, encoding="utf-8", errors="replace") as lines:
                done = exchange.take_in(opened, lines)
        except OSError as exc:
            raise TrailnoteError(f"{file}: {exc.strerror}; nothing was imported. Name another file.") from exc
    if as_json:
        skipped = [{"line": n, "why": why} for n, why in done.skipped]
        counts = {name: getattr(done, name) for name in ("changed", "expired", "forgotten", "new", "unchanged")}
        emit({**counts, "skipped": skipped})
    else:
        click.echo(f"imported {done.new} new, {done.changed} changed, {done.unchanged} unchanged")
        left = [f"{n} {why}" for n, why in ((done.forgotten, "forgotten here"), (done.expired, "expired")) if n]
        if left:
            click.echo(f"left out: {', '.join(left)}")
        for n, why in done.skipped:
            click.echo(f"{file}:{n}: skipped: {why}", err=True)
    return 1 if done.skipped else 0
