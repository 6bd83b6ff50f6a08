"""The installers' verbs: their words are parsed by the installers, so that a clone and a package mean the same."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence

import click
from click.shell_completion import CompletionItem


class Handed(click.Command):
    """A verb whose flags only the installers know; a shell that completes them asks there."""

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:  # noqa: ARG002  click's
        found = [word for action in _actions(self.name or "") for word in action.option_strings]
        return [CompletionItem(word) for word in found if word.startswith(incomplete)]


def verb(name: str, about: str) -> click.Command:
    """Return the command that hands its words over to the installers' verb `name`."""

    @click.command(
        name,
        cls=Handed,
        help=about,
        context_settings={"ignore_unknown_options": True, "allow_extra_args": True, "help_option_names": []},
        add_help_option=False,
    )
    @click.argument("words", nargs=-1, type=click.UNPROCESSED, shell_complete=_values)
    def command(words: tuple[str, ...]) -> int:
        from trailnote_installers.main import main

        return main([name, *words], os.environ)

    return command


def _values(ctx: click.Context, _argument: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete the value of the flag that stands before it."""
    before = [*(ctx.params.get("words") or ()), *ctx.args][-1:]
    choices = [
        str(choice)
        for action in _actions(ctx.command.name or "")
        if before and before[0] in action.option_strings
        for choice in action.choices or ()
    ]
    return [CompletionItem(choice) for choice in choices if choice.startswith(incomplete)]


def _actions(name: str) -> Sequence[argparse.Action]:
    from trailnote_installers.main import parser

    verbs = next(action.choices for action in parser()._actions if isinstance(action.choices, dict))
    return tuple(verbs[name]._actions)
