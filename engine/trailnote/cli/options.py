"""What every verb shares: `--json`, `--repo`, and how results are printed."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import click

from trailnote.cli.terminal import exact
from trailnote.service.workspace import Workspace, opened

Function = TypeVar("Function", bound=Callable[..., object])


def shared(function: Function) -> Function:
    """Add `--repo` and `--json` to a verb."""
    function = click.option("--json", "as_json", is_flag=True, help="Print one JSON object on one line.")(function)
    return click.option(
        "--repo", default=".", show_default=False, metavar="DIR", help="A directory in the project (default: this one)."
    )(function)


def one_of(
    name: str, choices: Iterable[str], *, about: str = "", metavar: str | None = None
) -> Callable[[Function], Function]:
    """Return an option that takes one of `choices`, or is "" when it is not given."""
    return click.option(
        name,
        type=click.Choice([choice for choice in choices if choice]),
        callback=lambda _ctx, _option, value: value or "",
        metavar=metavar,
        help=about,
    )


@contextmanager
def workspace(repo: str) -> Iterator[Workspace]:
    """Open the project of `repo`, caught up with what the hooks recorded."""
    with opened(repo, os.environ) as found:
        yield found


def emit(value: object) -> None:
    """Print one JSON object on one line with sorted keys."""
    exact(json.dumps(value, ensure_ascii=False, sort_keys=True) + "\n")
