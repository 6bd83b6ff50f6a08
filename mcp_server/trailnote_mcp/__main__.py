"""`python -m trailnote_mcp`: the server, from an environment that has its dependencies."""

from trailnote_mcp.server import serve

serve()
