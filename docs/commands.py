"""Write docs/commands.md from the program itself: `python3 docs/commands.py`, with the project's packages installed."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / name) for name in ("engine", "mcp_server", "installers")]

import click  # noqa: E402  the path comes first, so that a clone documents itself

from trailnote.cli.main import ALIASES, VERBS, group  # noqa: E402
from trailnote_installers.main import parser  # noqa: E402

HEAD = """# Commands

`trailnote VERB`. Every verb takes `--help`. `--json` prints one object on one line with sorted keys; `--repo DIR` names
a directory in the project, the current one by default. Exit codes: 0 done or nothing to do, 1 expected failure, 2 wrong
words, 3 a bug (with a log for the report), 130 interrupted. `NO_COLOR` turns colours off; off a terminal there are
none.
`install`, `init`, `doctor`, `clean` and `uninstall` also run from a clone, as `python3 installers VERB`.

This page is made by `python3 docs/commands.py`; a test compares it with the program.
"""


def text() -> str:
    """Return the page."""
    context = click.Context(group)
    parts = [HEAD]
    installers = _installers()
    for name in VERBS:
        if name in installers:
            parts.append(_of_installer(name, installers[name]))
            continue
        command = group.get_command(context, name)
        if command is not None:
            parts += _of_command(name, command)
    return "\n".join(parts)


def _of_command(name: str, command: click.Command) -> list[str]:
    aliases = [alias for alias, verb in ALIASES.items() if verb == name]
    lines = [f"## {name}" + (f" (also {', '.join(aliases)})" if aliases else ""), ""]
    arguments = [one.make_metavar(click.Context(command)) for one in command.params if isinstance(one, click.Argument)]
    lines += [f"`{' '.join(['trailnote', name, *arguments])}`", "", _flowing(command.help or VERBS[name][1]), ""]
    for one in command.params:
        if isinstance(one, click.Option) and not {"--json", "--repo"} & set(one.opts):
            names = " ".join(f"`{word}`" for word in [*one.opts, *one.secondary_opts])
            lines.append(f"- {names}: {one.help or _choices(one)}".rstrip(": "))
    if isinstance(command, click.Group):
        inner = [(word, command.get_command(click.Context(command), word)) for word in sorted(command.commands)]
        return ["\n".join(lines), *(part for word, one in inner if one for part in _of_command(f"{name} {word}", one))]
    return ["\n".join([*lines, *([""] if lines[-1] else [])])]


def _flowing(text: str) -> str:
    """Return a help text as Markdown: its examples, which click keeps as they stand, as code."""
    before, mark, after = text.replace("\b\n", "\b").partition("\b")
    return before.strip() + (f"\n\n```\n{after.strip()}\n```" if mark else "")


def _choices(option: click.Option) -> str:
    choices = getattr(option.type, "choices", ())
    return ", ".join(str(choice) for choice in choices if choice) if choices else ""


def _installers() -> dict[str, argparse.ArgumentParser]:
    actions = parser()._actions  # the module offers no other way to its verbs
    return next(dict(one.choices) for one in actions if isinstance(one, argparse._SubParsersAction))


def _of_installer(name: str, verb: argparse.ArgumentParser) -> str:
    lines = [f"## {name}", "", f"`trailnote {name}`", "", verb.description or "", ""]
    for one in verb._actions:
        if not {"--json", "--repo", "--help"} & set(one.option_strings):
            words = " ".join(f"`{word}`" for word in one.option_strings)
            choices = f" ({', '.join(map(str, one.choices))})" if one.choices and not one.metavar else ""
            lines.append(f"- {words}: {one.help}{choices}")
    return "\n".join([*lines, "", f"```\n{(verb.epilog or '').removeprefix('Example: ')}\n```", ""])


if __name__ == "__main__":
    (ROOT / "docs" / "commands.md").write_text(text(), encoding="utf-8")
