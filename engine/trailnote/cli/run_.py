"""`trailnote run`."""

from __future__ import annotations

import json
import os
import sys

import click

from trailnote.cli.options import shared
from trailnote.cli.several import SeveralFiles
from trailnote.service import running
from trailnote.service.workspace import Workspace

_AS_GIVEN = {"allow_interspersed_args": False, "ignore_unknown_options": True}


@click.command("run", cls=SeveralFiles, context_settings=_AS_GIVEN)
@click.option("--task", default="", metavar="TEXT", help="What the command is for, in your own words.")
@click.option("--files", "-f", multiple=True, metavar="FILE ...", help="The files it is about, most telling first.")
@click.argument("command", nargs=-1, required=True, type=click.UNPROCESSED)
@shared
def command(task: str, files: tuple[str, ...], command: tuple[str, ...], repo: str, as_json: bool) -> int:
    """Run COMMAND and record it: its input, output and exit code pass through.

    With --json the record is told on standard error, since standard output is the command's.

    \b
    Examples:
      trailnote run -- pytest -q
      trailnote run --task "speed up the upload" -f src/upload.py -- make bench
    """
    with Workspace(repo, os.environ) as workspace:
        ran = running.run(workspace, command, task=task, files=files)
    if as_json:
        told = {"duration_ms": ran.duration_ms, "exit_code": ran.exit_code, "recorded": ran.recorded}
        sys.stderr.write(json.dumps(told, sort_keys=True) + "\n")
    return ran.exit_code
