"""`trailnote serve`."""

from __future__ import annotations

import click


@click.command("serve")
@click.option("--repo", default="", metavar="DIR", help="The project to serve (default: where the client starts it).")
def command(repo: str) -> None:
    """Run the MCP server on standard input and output, as a client starts it."""
    from trailnote_mcp.server import serve

    serve(repo)
