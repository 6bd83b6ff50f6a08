"""The `trailnote` command: a group whose verbs are loaded when they are called."""

from __future__ import annotations

import importlib
import os
import re
import sys
from collections.abc import Sequence

import click

from trailnote import __version__, paths
from trailnote.cli import terminal
from trailnote.cli.examples import EXAMPLES
from trailnote.errors import TrailnoteError, of_the_system

# Verb: (module, one line of help, alias of). One file a verb; the order is the order of `--help`.
VERBS: dict[str, tuple[str, str]] = {
    "install": ("install", "Wire the clients found here, learn the history, and show what the next session is told."),
    "init": ("init", "The same as install --scope project."),
    "uninstall": ("uninstall", "Take Trailnote out of every repository and your user configuration."),
    "clean": ("clean", "Take Trailnote out of this repository."),
    "doctor": ("doctor", "Run what is installed as the clients do, and say what is wrong."),
    "completion": ("completion", "Print what makes a shell complete trailnote's words."),
    "status": ("status", "Counts, clients, errors and sizes of this project's memory."),
    "query": ("query", "Find the memories that matter to some words or files."),
    "remember": ("remember", "Store one memory."),
    "list": ("list", "List memories, newest first."),
    "show": ("show", "Show one memory whole, with its earlier wordings."),
    "forget": ("forget", "Delete a memory for good."),
    "admit": ("admit", "Let a note that came from outside be told."),
    "pin": ("pin", "Keep a memory for good and tell it at every start, or let it go again."),
    "brief": ("brief", "Print exactly what a session would be told now."),
    "suggest": ("suggest", "What earlier work says about what to do next."),
    "reuse": ("reuse", "The strategy of the most similar successful execution."),
    "reflect": ("reflect", "Whether the last execution went in circles, and what to do then."),
    "report": ("report", "What was done, what failed and what was told, as tables or one HTML page."),
    "run": ("run", "Run a command and record it as an execution."),
    "bootstrap": ("bootstrap", "Learn from the repository's git history."),
    "new": ("new", "Begin a notebook entry, filled in from what happened that day."),
    "entries": ("entries", "List the notebook's entries."),
    "update": ("update", "Bring the newest template into the notebook, keeping your edits."),
    "distill": ("distill", "Everything that was learned, with source, date and category."),
    "skills": ("skills", "The rules: what was learned, said once, as YAML, JSON, Markdown, a skill or settings."),
    "stats": ("stats", "How the notebook is kept: coverage, categories, sources, streak, warnings."),
    "diff": ("diff", "Show the change that promoting everything pending would make."),
    "promote": ("promote", "Write approved memories where the agents read them."),
    "reject": ("reject", "Turn memories down for good."),
    "demote": ("demote", "Take promoted text out again and let it wait for review."),
    "reword": ("reword", "Show another of a rule's wordings."),
    "share": ("share", "Commit what was decided as Markdown that a team reviews."),
    "put-resolution": ("put-resolution", "Learn one commit by name."),
    "put-vector": ("put-vector", "Store a vector and its payload from JSON."),
    "embed": ("embed", "Compute the vectors that are missing."),
    "export": ("export", "Write every memory as JSON lines."),
    "import": ("import", "Read what export wrote."),
    "eval": ("eval", "Replay this repository's history: would memory have brought what mattered?"),
    "audit": ("audit", "What should not be remembered: secrets, loops, duplicates, stale notes."),
    "handoff": ("handoff", "Pass the work on to the next session or a named agent."),
    "recap": ("recap", "Tell in prose what the last sessions did here."),
    "gc": ("gc", "Delete what expired or faded."),
    "backup": ("backup", "Write this project's memory to a file."),
    "restore": ("restore", "Put the memory in a file in the place of this project's."),
    "purge": ("purge", "Delete everything remembered of a project."),
    "rename": ("rename", "Show a project to sessions under another name."),
    "serve": ("serve", "Run the MCP server on standard input and output."),
}
# The verbs as `trailnote --help` shows them, so that they fit a screen.
GROUPS: dict[str, tuple[str, ...]] = {
    "set up": ("install", "init", "doctor", "clean", "uninstall", "completion", "serve"),
    "look": ("status", "query", "list", "show", "brief", "recap", "report", "audit"),
    "remember": ("remember", "pin", "forget", "admit", "put-resolution", "put-vector"),
    "work": ("suggest", "reuse", "reflect", "run", "handoff"),
    "learn": ("bootstrap", "embed", "eval"),
    "notebook": ("new", "entries", "update", "distill", "skills", "stats"),
    "review": ("diff", "promote", "reject", "demote", "reword", "share"),
    "keep": ("gc", "export", "import", "backup", "restore", "purge", "rename"),
}
ALIASES = {"search": "query", "put": "remember"}


class Verbs(click.Group):  # click gives each method its context
    """Loads a verb's module only when that verb runs, so that none pays for another's imports."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        name = ALIASES.get(cmd_name, cmd_name)
        if name not in VERBS:
            return None
        module = importlib.import_module(f"trailnote.cli.{VERBS[name][0].replace('-', '_')}_")
        command: click.Command = module.command
        if name in EXAMPLES and "Example" not in (command.help or ""):
            command.epilog = f"Example:  {EXAMPLES[name]}"
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            import difflib  # costs as much as a search

            near = difflib.get_close_matches(args[0], [*VERBS, *ALIASES], 1)
            guess = f'; did you mean "{near[0]}"?' if near else ""
            raise click.UsageError(f'there is no verb "{args[0]}"{guess}', ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Verbs (trailnote VERB --help says more, --verbs lists them)"):
            formatter.write_dl([(title, ", ".join(names)) for title, names in GROUPS.items()])


def _list_verbs(ctx: click.Context, _option: click.Parameter, wanted: bool) -> None:
    if wanted:
        width = max(map(len, VERBS))
        click.echo("\n".join(f"{name:<{width}}  {text}" for name, (_, text) in VERBS.items()))
        ctx.exit()


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="trailnote")
@click.option("--verbs", is_flag=True, expose_value=False, is_eager=True, callback=_list_verbs, help="List the verbs.")
def group() -> None:
    """The memory of coding agents: what happened here, told to the next session.

    \b
    Examples:
      trailnote query "login retry" --files auth/session.py
      trailnote brief --prompt "fix the flaky upload test"
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit: 0 done, 1 expected failure, 2 usage, 3 a bug, 130 interrupted."""
    terminal.guard()
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code; the named boundary of the command line."""
    try:
        result = group.main(
            args=None if arguments is None else list(arguments), prog_name="trailnote", standalone_mode=False
        )
        return result if isinstance(result, int) else 0
    except click.exceptions.NoArgsIsHelpError as exc:
        exc.show()
        return 2
    except click.UsageError as exc:
        click.echo(f"trailnote: {_in_one_line(exc)}", err=True)
        return 2
    except (click.Abort, KeyboardInterrupt):
        return 130
    except click.ClickException as exc:
        exc.show()
        return 1
    except TrailnoteError as exc:
        click.echo(f"trailnote: {exc}", err=True)
        return exc.exit_code
    except BrokenPipeError:
        # The reader of a pipe went away (`trailnote list | head`); keep the interpreter from complaining at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as exc:
        known = of_the_system(exc)
        if known is None:
            return _bug()
        click.echo(f"trailnote: {known}", err=True)
        return known.exit_code
    except UnicodeEncodeError:
        # Python hands bytes that are no UTF-8 on as half surrogate pairs, which neither SQLite nor a file takes.
        click.echo("trailnote: a word of the command line is not UTF-8; what was asked was not done.", err=True)
        return 2
    except Exception:  # noqa: BLE001  the boundary: a bug becomes a log to paste and exit code 3
        return _bug()


def _in_one_line(exc: click.UsageError) -> str:
    """Return what is wrong with the words, and where to read on."""
    path = exc.ctx.command_path if exc.ctx is not None else "trailnote"
    verb = path.removeprefix("trailnote").strip()
    said = " ".join(exc.format_message().split()).rstrip(".")
    extra = re.match(r"Got unexpected extra arguments? \((.*)\)$", said)
    if extra is not None:
        takes = [one for one in exc.ctx.command.params if isinstance(one, click.Argument)] if exc.ctx else []
        said = f"takes no such word: {extra.group(1)}"
        if any(one.name in ("text", "words") for one in takes):
            said = f'{extra.group(1)!r} is one word too many; put a text in quotes: {path} "..."'
    end = "" if said.endswith("?") else "."
    return f"{verb + ': ' if verb else ''}{said}{end} See {path} --help"


def _bug() -> int:
    import traceback

    from trailnote.capture.redact import redact

    text = redact(traceback.format_exc())
    folder = paths.user_dir(os.environ)
    where = os.path.join(folder, "bug.log")
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        with open(os.open(where, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as f:
            f.write(f"trailnote {__version__}, Python {sys.version}\n{text}")
        click.echo(
            f"trailnote: a bug of Trailnote's ({text.strip().splitlines()[-1]}). Please report it with {where}",
            err=True,
        )
    except OSError:
        click.echo(text, err=True)
    return 3
