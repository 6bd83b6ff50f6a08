"""Commands whose `--files` takes several names at once: `--files a.py b.py`, up to the next option."""

from __future__ import annotations

import click


class SeveralFiles(click.Command):
    """A command of which every word after `--files`, up to the next option or `--`, is a file."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, spread(args))


def spread(args: list[str]) -> list[str]:
    """Return the arguments with `--files` before each of its names."""
    found: list[str] = []
    taking = False
    for at, word in enumerate(args):
        if word == "--":
            return [*found, *args[at:]]
        if word in ("--files", "-f"):
            taking = True
        elif word.startswith("-"):
            taking = False
            found.append(word)
        elif taking:
            found += ["--files", word]
        else:
            found.append(word)
    return found
