"""Telling of managed entries that a person changed by hand."""

from __future__ import annotations

from collections.abc import Iterable

import click

from trailnote.model import first_line
from trailnote.service.placing import Edited


def by_hand(edited: Iterable[Edited]) -> None:
    """Say on standard error which entries were edited by hand and are left as they are."""
    for each in edited:
        click.echo(f"{each.path}: {each.id} was edited by hand and stays as it is: {first_line(each.text)}", err=True)
