"""The words of the command line, for `python3 installers` and for the verbs of the installed `trailnote`."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Mapping, Sequence
from typing import NoReturn, TextIO

from . import removal
from .clients import all_clients
from .context import Context, ProcessRunner, Runner
from .doctor.run import Diagnosis, doctor
from .environment import Builder, PipBuilder
from .install import install
from .report import Report
from .target import Options
from .transaction import Step, no_step


def main(
    arguments: Sequence[str],
    env: Mapping[str, str],
    *,
    source: str = "",
    cwd: str = "",
    out: TextIO | None = None,
    err: TextIO | None = None,
    builder: Builder | None = None,
    runner: Runner | None = None,
    step: Step = no_step,
    platform: str = sys.platform,
) -> int:
    """Run a verb and return the exit code: 0 done or nothing to do, 1 done in part, 2 wrong words.

    `source` is the clone to install from; without it the environment that this code runs in is used. Raises
    TrailnoteError for an expected failure, with nothing changed; its `exit_code` is the process's.
    """
    try:
        words = _parser("installers" if source else "trailnote").parse_args(list(arguments))
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 2
    context = Context(
        env,
        cwd or os.getcwd(),
        source,
        out or sys.stdout,
        err or sys.stderr,
        builder or PipBuilder(),
        runner or ProcessRunner(),
        step,
        platform,
    )
    report = _run(words, context)
    if isinstance(context.out, io.TextIOWrapper):
        context.out.reconfigure(errors="replace")  # a terminal that cannot show a brief's letters
    base = report.repository
    context.out.write(report.as_json() + "\n" if words.json else report.as_text(base=base))
    return report.exit_code


def _run(words: argparse.Namespace, context: Context) -> Report | Diagnosis:
    if words.verb == "doctor":
        return doctor(context, words.repo, fix=words.fix)
    if words.verb in ("install", "init"):
        scope = "project" if words.verb == "init" else words.scope
        return install(context, Options(words.repo, tuple(words.client), scope, words.dry_run))
    if words.verb == "clean":
        return removal.clean(context, words.repo, keep_memory=words.keep_memory, yes=words.yes, dry_run=words.dry_run)
    return removal.uninstall(context, words.repo, purge=words.purge, yes=words.yes, dry_run=words.dry_run)


class _Parser(argparse.ArgumentParser):
    """Says in one line what is wrong with the words."""

    def error(self, message: str) -> NoReturn:
        """Print the message on standard error and exit 2."""
        program, _, verb = self.prog.partition(" ")
        how = self.prog if program == "trailnote" else f"python3 {self.prog}"
        self.exit(2, f"trailnote: {verb + ': ' if verb else ''}{message}. See {how} --help\n")


def _parser(program: str) -> argparse.ArgumentParser:
    parser = _Parser(prog=program, description="Put Trailnote into coding agents, or take it out.")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    names = [client.name for client in all_clients()]
    for name in ("install", "init"):
        about = f"wire the clients and learn the repository's history; clients: {', '.join(names)}"
        verb = _verb(verbs, name, about, f"trailnote {name} --client codex --dry-run")
        verb.add_argument("--repo", default="", metavar="DIR", help="the repository (default: the current folder's)")
        verb.add_argument(
            "--client",
            action="append",
            default=[],
            choices=names,
            metavar="CLIENT",
            help="a client to wire; may be repeated (default: every one that is found)",
        )
        verb.add_argument(
            "--scope", choices=("project", "user"), default="project", help="where to wire (default: project)"
        )
        _shared(verb)
    about = (
        "run what is installed as the clients do, and say what is wrong: exit 1 when a check fails (events or answers "
        "are lost), 0 when all is well or something waits for you (warn)"
    )
    verb = _verb(verbs, "doctor", about, "trailnote doctor --fix")
    verb.add_argument("--repo", default="", metavar="DIR", help="the repository (default: the current folder's)")
    verb.add_argument("--fix", action="store_true", help="mend what is safe to mend")
    verb.add_argument("--json", action="store_true", help="print one JSON object")
    verb = _verb(verbs, "clean", "take Trailnote out of one repository", "trailnote clean --keep-memory")
    verb.add_argument("--repo", default="", metavar="DIR", help="the repository (default: the current folder's)")
    verb.add_argument("--keep-memory", action="store_true", help="leave .trailnote/ where it is")
    verb.add_argument("--yes", action="store_true", help="do not ask")
    _shared(verb)
    about = "take Trailnote out of every repository and your user configuration"
    verb = _verb(verbs, "uninstall", about, "trailnote uninstall --dry-run")
    verb.add_argument("--repo", default="", metavar="DIR", help="a repository that may be missing from the registry")
    verb.add_argument("--purge", action="store_true", help="delete the memory too")
    verb.add_argument("--yes", action="store_true", help="do not ask")
    _shared(verb)
    return parser


def _verb(
    verbs: argparse._SubParsersAction[_Parser], name: str, about: str, example: str
) -> argparse.ArgumentParser:
    return verbs.add_parser(
        name, help=about, description=f"{about[0].upper()}{about[1:]}.", epilog=f"Example: {example}"
    )


def parser() -> argparse.ArgumentParser:
    """Return the words that the installers know, for the documentation."""
    return _parser("trailnote")


def _shared(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--dry-run", action="store_true", help="show what would change, and change nothing")
    verb.add_argument("--json", action="store_true", help="print one JSON object")
