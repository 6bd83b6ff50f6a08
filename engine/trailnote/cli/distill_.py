"""`trailnote distill`."""

from __future__ import annotations

import dataclasses
import json

import click

from trailnote.cli.options import emit, one_of, shared, workspace
from trailnote.cli.output import write
from trailnote.distill.notebook import CATEGORIES, UNCATEGORISED
from trailnote.service import journal


@click.command("distill")
@click.option("-o", "--output", default="", metavar="FILE", help="Write to a file.")
@click.option("--since", default="", metavar="YYYY-MM-DD", help="Only what was learned that day or later.")
@one_of("--category", (*CATEGORIES, UNCATEGORISED), metavar="CATEGORY", about=f"One of: {', '.join(CATEGORIES)}.")
@click.option("--format", "form", default="json", show_default=True, type=click.Choice(["json", "yaml"]))
@shared
def command(output: str, since: str, category: str, form: str, repo: str, as_json: bool) -> None:
    """Print everything that was learned with its source, date and category, and how the notebook is kept."""
    with workspace(repo) as opened:
        found = journal.improvements(opened, since=since, category=category)
        kept = journal.stats(opened)
    by_category = {name: sum(item.category == name for item in found) for name in (*CATEGORIES, UNCATEGORISED)}
    shape = {
        "improvements": [dataclasses.asdict(item) for item in found],
        "statistics": {**kept.to_dict(), "by_category": by_category, "improvements": len(found)},
    }
    if as_json and not output:
        emit(shape)
    elif form == "json" or as_json:
        write(json.dumps(shape, ensure_ascii=False, sort_keys=True, indent=2) + "\n", output)
    else:
        import yaml  # 20 ms to import

        write(str(yaml.safe_dump(shape, allow_unicode=True, sort_keys=True, width=120)), output)
