"""The MCP server: tools over the service, flat schemas, structured results, errors that say what was wrong.

The SDK's import costs most of a second, which a client waits for; so the engine is loaded at the first call of a tool,
not before `tools/list` is answered.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated, Any, Literal

from mcp.types import ToolAnnotations
from pydantic import Field

from trailnote import __version__
from trailnote_mcp import place
from trailnote_mcp.refusals import Server

if TYPE_CHECKING:
    from trailnote_mcp.calls import Calls

INSTRUCTIONS = (
    "Trailnote remembers what was done in this repository: commits and why, failures and what fixed them, decisions, "
    "where the last session stopped. Call query with the task's words and the files at hand before working on "
    "code that has a history, and when something fails in a way that may have happened before. Call remember when "
    "something was learned the hard way: one sentence that will still be true next month, with its files. "
    "Call handoff when work stops unfinished. promote and reject are the person's decisions: call them only when "
    "asked to."
)

Namespace = Literal[
    "",
    "resolutions",
    "failures",
    "executions",
    "learnings",
    "patterns",
    "decisions",
    "code-context",
    "session",
    "ephemeral",
]
Files = Annotated[list[str], Field(description="paths in the repository, file:line or file:first-last")]
Ids = Annotated[list[str], Field(description="ids as query, status or diff give them")]
Target = Literal["rules", "claude-md", "agents-md", "skill", "settings", "user"]
Result = dict[str, Any]

_READS = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
_WRITES = ToolAnnotations(read_only_hint=False, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
_REVIEWS = ToolAnnotations(read_only_hint=False, destructive_hint=True, idempotent_hint=True, open_world_hint=False)

server = Server("trailnote", instructions=INSTRUCTIONS, version=__version__, log_level="ERROR")
_directory = ""
_calls: Calls | None = None


def _service() -> Calls:
    global _calls
    if _calls is None:
        from trailnote_mcp.calls import Calls

        _calls = Calls(place.project_directory(_directory, os.environ), os.environ)
    return _calls


@server.tool(annotations=_READS)
async def status(min_confidence: Literal["low", "medium", "high"] = "low") -> Result:
    """What is remembered here, the rules, and whether the hooks still report."""
    return _service().status(min_confidence)


@server.tool(annotations=_READS)
async def query(
    text: Annotated[str, Field(description="the task or the error in your own words")],
    files: Files = [],  # noqa: B006  never changed
    namespace: Namespace = "",
    scope: Literal["both", "project", "user"] = "both",
    mode: Literal["auto", "lexical", "simhash", "vector"] = "auto",
    limit: Annotated[int, Field(ge=1, le=50)] = 8,
) -> Result:
    """Find earlier commits, failures, decisions and learnings that matter to a task. Empty when none does."""
    return _service().query(text, files, namespace=namespace, scope=scope, mode=mode, limit=limit)


@server.tool(annotations=_READS)
async def read(id: str) -> Result:
    """Read one memory whole: id, start of an id, commit, or namespace/key."""
    return _service().read(id)


@server.tool(annotations=_WRITES)
async def remember(
    text: Annotated[str, Field(description="one statement that stands by itself")],
    namespace: Namespace = "learnings",
    files: Files = [],  # noqa: B006
    tags: list[str] = [],  # noqa: B006
    key: Annotated[str, Field(description="rewrite the memory of this key; earlier wordings are kept")] = "",
    scope: Literal["project", "user"] = "project",
) -> Result:
    """Record something learned, decided or found, so that later sessions know it."""
    return _service().remember(text, namespace=namespace or "learnings", files=files, tags=tags, key=key, scope=scope)


@server.tool(annotations=_REVIEWS)
async def promote(ids: Ids, to: Target = "rules") -> Result:
    """Write approved memories word for word into the file that every session reads. Only when the person asks."""
    return _service().promote(ids, to)


@server.tool(annotations=_REVIEWS)
async def reject(ids: Ids, reason: str = "") -> Result:
    """Turn memories down for good. Only when the person asks."""
    return _service().reject(ids, reason)


@server.tool(annotations=_READS)
async def diff(to: Literal["rules", "claude-md", "agents-md", "skill", "settings"] = "rules") -> Result:
    """What waits for review, and the exact change that promoting all of it would make."""
    return _service().diff(to)


@server.tool(annotations=_WRITES)
async def handoff(
    action: Literal["begin", "list", "accept", "cancel"],
    id: Annotated[str, Field(description="for accept and cancel")] = "",
    to_agent: Annotated[str, Field(description="wait for this agent: claude-code, codex")] = "",
    summary: Annotated[str, Field(description="where the work stands")] = "",
    open_questions: list[str] = [],  # noqa: B006
    next_steps: list[str] = [],  # noqa: B006
) -> Result:
    """Pass unfinished work on: begin leaves it for the next session of any agent, which is told it once."""
    return _service().handoff(
        action,
        id=id,
        to_agent=to_agent,
        summary=summary,
        open_questions=open_questions,
        next_steps=next_steps,
    )


@server.tool(annotations=_WRITES)
async def feedback(
    id: Annotated[str, Field(description="id of the note, as it was told")],
    signal: Literal["helpful", "not_helpful", "stale", "wrong"],
) -> Result:
    """Say whether a note that was told helped, so that it is told more or less readily."""
    return _service().feedback(id, signal)


def serve(directory: str = "") -> None:
    """Serve on standard input and output until the client closes them. `directory` is the project's, "" to find it."""
    global _directory
    _directory = directory
    server.run("stdio")
