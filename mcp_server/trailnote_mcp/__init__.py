"""The Trailnote MCP server."""
