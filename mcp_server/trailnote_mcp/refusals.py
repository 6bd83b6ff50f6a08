"""What a client is told of arguments that do not fit a tool: one line that names what is allowed."""

from __future__ import annotations

from typing import Any

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from pydantic import ValidationError


class Server(MCPServer[Any]):
    """An MCP server whose refusals name the argument and what it takes, and neither echo it nor point to pydantic."""

    async def call_tool(self, name: str, arguments: dict[str, Any], *rest: Any, **more: Any) -> Any:
        """Call a tool. Raise ToolError, in one line, where the arguments do not fit its schema."""
        try:
            return await super().call_tool(name, arguments, *rest, **more)
        except ToolError as exc:
            if isinstance(exc.__cause__, ValidationError):
                raise ToolError(f"{name}: {said(exc.__cause__)}") from exc.__cause__
            raise


def said(error: ValidationError) -> str:
    """Return what is wrong with each argument: `namespace: should be 'decisions' or 'learnings'; text: is missing`."""
    found: dict[str, str] = {}
    for one in error.errors(include_url=False, include_input=False):
        where = ".".join(map(str, one["loc"])) or "the arguments"
        text = "is missing" if one["type"] == "missing" else one["msg"].removeprefix("Input ").replace("'', ", "")
        found.setdefault(where, text[:1].lower() + text[1:])
    return "; ".join(f"{where}: {text}" for where, text in found.items())
