"""The installers' verbs: their words are parsed by the installers, so that a clone and a package mean the same."""

from __future__ import annotations

import os

import click


def verb(name: str, about: str) -> click.Command:
    """Return the command that hands its words over to the installers' verb `name`."""

    @click.command(
        name,
        help=about,
        context_settings={"ignore_unknown_options": True, "allow_extra_args": True, "help_option_names": []},
        add_help_option=False,
    )
    @click.argument("words", nargs=-1, type=click.UNPROCESSED)
    def command(words: tuple[str, ...]) -> int:
        from trailnote_installers.main import main

        return main([name, *words], os.environ)

    return command
