"""`trailnote completion`."""

from __future__ import annotations

import click

from trailnote.cli.terminal import exact


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> None:
    """Print what makes a shell complete trailnote's words.

    \b
    Examples:
      trailnote completion bash >> ~/.bashrc
      trailnote completion zsh >> ~/.zshrc
      trailnote completion fish > ~/.config/fish/completions/trailnote.fish
    """
    from click.shell_completion import get_completion_class

    from trailnote.cli.main import group

    found = get_completion_class(shell)
    if found is None:
        raise click.UsageError(f"click completes no {shell} here")
    exact(found(group, {}, "trailnote", "_TRAILNOTE_COMPLETE").source() + "\n")
