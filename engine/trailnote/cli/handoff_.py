"""`trailnote handoff`: begin, list, accept, cancel."""

from __future__ import annotations

import os

import click

from trailnote.cli.options import emit, shared, workspace
from trailnote.render.batons import line_of
from trailnote.service import handoffs
from trailnote.service.shapes import handoff_json
from trailnote.store.handoffs import Handoff


@click.group("handoff")
def command() -> None:
    """Pass the work on: to the next session here, or to a named agent.

    \b
    Examples:
      trailnote handoff begin "The parser is done" --next "write printer.py"
      trailnote handoff begin --to codex
      trailnote handoff list
    """


@command.command("begin")
@click.argument("text", default="")
@click.option("--summary", "-m", default="", help="The same as TEXT.")
@click.option("--next", "--next-step", "next_steps", multiple=True, metavar="STEP", help="What comes next; repeatable.")
@click.option("--question", "--open-question", "questions", multiple=True, metavar="TEXT", help="Open; repeatable.")
@click.option("--to", "--to-agent", "to_agent", default="", metavar="AGENT", help="Wait for claude-code, codex, ...")
@shared
def begin(
    text: str,
    summary: str,
    next_steps: tuple[str, ...],
    questions: tuple[str, ...],
    to_agent: str,
    repo: str,
    as_json: bool,
) -> None:
    """Leave a handoff that the next session is told.

    It says TEXT, or what the session at work here said last.

    \b
    Example:  trailnote handoff begin "The parser is done" --next "go on"
    """
    with workspace(repo) as opened:
        made = handoffs.begin(
            opened, summary=text or summary, next_steps=next_steps, open_questions=questions, to_agent=to_agent
        )
        _show(made, as_json, opened.now_ns())


@command.command("list")
@click.option("--all", "everything", is_flag=True, help="Also those that were accepted or expired.")
@shared
def list_(everything: bool, repo: str, as_json: bool) -> None:
    """List the open handoffs, newest first.

    \b
    Example:  trailnote handoff list --all
    """
    with workspace(repo) as opened:
        found = handoffs.listed(opened, everything=everything)
        if as_json:
            emit({"handoffs": [handoff_json(h) for h in found]})
            return
        for baton in found:
            click.echo(_line(baton, opened.now_ns()))
        if not found:
            click.echo("No handoff is open.")


@command.command("accept")
@click.argument("id", default="")
@click.option("--agent", default="", metavar="AGENT", help="Who takes it, when no session calls.")
@shared
def accept(id: str, agent: str, repo: str, as_json: bool) -> None:
    """Take a handoff over.

    It is the one of this ID, or the one that a session starting here would get.

    \b
    Example:  trailnote handoff accept h-5d20
    """
    with workspace(repo) as opened:
        taken = handoffs.accept(opened, id, agent=agent)
        if as_json:
            emit({"accepted": handoff_json(taken) if taken else None})
        elif taken is None:
            click.echo("No handoff is open here.")
        else:
            click.echo(_line(taken, opened.now_ns()))


@command.command("cancel")
@click.argument("id", default="")
@shared
def cancel(id: str, repo: str, as_json: bool) -> None:
    """Withdraw the open handoff of this ID.

    \b
    Example:  trailnote handoff cancel h-5d20
    """
    with workspace(repo) as opened:
        gone = handoffs.cancel(opened, id)
    if as_json:
        emit({"cancelled": [gone.id]})
    else:
        click.echo(f"cancelled: {gone.id}")


def _show(baton: Handoff, as_json: bool, now_ns: int) -> None:
    if as_json:
        emit(handoff_json(baton))
    else:
        click.echo(_line(baton, now_ns))


def _line(baton: Handoff, now_ns: int) -> str:
    where = os.path.basename(baton.cwd.rstrip(os.sep))
    told = line_of(baton, now_ns=now_ns, branch="").removeprefix("· ")
    return f"{baton.id} {baton.state} [{where}] {told}"
