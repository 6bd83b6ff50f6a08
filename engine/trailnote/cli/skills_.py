"""`trailnote skills`."""

from __future__ import annotations

import os

import click

from trailnote.cli.options import emit, shared, workspace
from trailnote.cli.output import write
from trailnote.render import rules as rendering
from trailnote.service import rules


@click.command("skills")
@click.option("-o", "--output", default="", metavar="FILE", help="Write to a file; for `skill` a folder is meant.")
@click.option("--format", "form", default="yaml", show_default=True, type=click.Choice(list(rendering.FORMATS)))
@click.option("--min-frequency", default=1, show_default=True, metavar="N", help="Only what N sources say.")
@click.option("--since", default="", metavar="YYYY-MM-DD", help="Count only what was said that day or later.")
@click.option(
    "--embeddings",
    default="",
    metavar="BACKEND",
    help="Compare by a sentence model too: none, on (the configured one), a path, or such as ollama:nomic-embed-text.",
)
@shared
def command(output: str, form: str, min_frequency: int, since: str, embeddings: str, repo: str, as_json: bool) -> None:
    """Print the rules: statements that say the same are one, with id, frequency, confidence and sources.

    \b
    Examples:
      trailnote skills --min-frequency 2
      trailnote skills --format skill -o .claude/skills/trailnote-rules
    """
    with workspace(repo) as opened:
        found = rules.skills(opened, min_frequency=min_frequency, since=since, embeddings=embeddings)
    if as_json and not output:
        emit({"skills": [view.to_dict() for view in found]})
        return
    text = rendering.rendered(found, "json" if as_json else form)
    if output and form == "skill" and not output.endswith(".md"):
        output = os.path.join(output, "SKILL.md")
    write(text, output)
