"""The verbs: what the command line and the MCP server do, over typed values."""
