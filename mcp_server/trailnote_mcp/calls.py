"""The tools' bodies: one workspace kept open, each call caught up with the hooks, expected failures as tool errors."""

from __future__ import annotations

import functools
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Concatenate, ParamSpec, cast

from mcp.server.mcpserver.exceptions import ToolError

from trailnote.errors import TrailnoteError, of_the_system
from trailnote.render.quoting import as_data
from trailnote.service import feedback, handoffs, health, notes, review, rules, shapes
from trailnote.service.workspace import Workspace

P = ParamSpec("P")
Result = dict[str, Any]


def _tool(body: Callable[Concatenate[Calls, P], Result]) -> Callable[Concatenate[Calls, P], Result]:
    """Catch up with the hooks first; turn an expected failure into an error that the model reads."""

    @functools.wraps(body)
    def call(self: Calls, /, *args: P.args, **kwargs: P.kwargs) -> Result:
        try:
            self.workspace.sync(wait_ms=20)
            return cast("Result", as_data(body(self, *args, **kwargs)))
        except TrailnoteError as exc:
            raise ToolError(str(as_data(str(exc)))) from exc
        except OSError as exc:
            known = of_the_system(exc)
            if known is None:
                raise
            raise ToolError(str(as_data(str(known)))) from exc
        except sqlite3.Error as exc:
            # The file may have been restored, removed or found corrupt: the next call opens what is there then.
            if not self.workspace.rebuild(exc):
                self.workspace.close()
            raise ToolError(f"the memory could not be used ({exc}); nothing was changed. Try again.") from exc

    return cast("Callable[Concatenate[Calls, P], Result]", call)


class Calls:
    """What the tools do, for the project that `directory` belongs to."""

    def __init__(self, directory: str, env: Mapping[str, str]) -> None:
        self.workspace = Workspace(directory, env)

    @_tool
    def status(self, min_confidence: str) -> Result:
        return health.as_json(health.status(self.workspace, min_confidence=min_confidence))

    @_tool
    def query(self, text: str, files: Sequence[str], *, namespace: str, scope: str, mode: str, limit: int) -> Result:
        found = notes.query(self.workspace, text, files=files, namespace=namespace, scope=scope, mode=mode, limit=limit)
        return {"hits": [shapes.hit_json(h) for h in found], "abstained": not found}

    @_tool
    def read(self, id: str) -> Result:
        if id.startswith("h-"):
            return shapes.handoff_json(handoffs.find(self.workspace, id))
        if id.startswith("r-"):
            return rules.view(self.workspace, id)
        memory, versions = notes.read(self.workspace, id)
        return {
            **shapes.memory_json(memory),
            "freshness": notes.freshness(self.workspace, memory),
            "versions": [{"at": notes.when(at), "text": text} for at, text in versions],
        }

    @_tool
    def remember(
        self, text: str, *, namespace: str, files: Sequence[str], tags: Sequence[str], key: str, scope: str
    ) -> Result:
        stored = notes.remember(
            self.workspace,
            text,
            namespace=namespace,
            files=files,
            tags=tags,
            key=key,
            scope=scope,
            source=handoffs.source_of_caller(self.workspace),
        )
        return {"id": stored.id, "key": stored.key, "namespace": stored.namespace}

    @_tool
    def promote(self, ids: Sequence[str], to: str) -> Result:
        return shapes.promotion_json(review.promote(self.workspace, ids, to=to, by_person=False))

    @_tool
    def reject(self, ids: Sequence[str], reason: str) -> Result:
        return shapes.rejection_json(review.reject(self.workspace, ids, reason=reason))

    @_tool
    def diff(self, to: str) -> Result:
        return shapes.pending_json(review.pending(self.workspace, to=to))

    @_tool
    def feedback(self, id: str, signal: str) -> Result:
        fed = feedback.feedback(self.workspace, id, signal)
        return {"id": fed.id, "signal": fed.signal, "salience": fed.salience}

    @_tool
    def handoff(
        self,
        action: str,
        *,
        id: str,
        to_agent: str,
        summary: str,
        open_questions: Sequence[str],
        next_steps: Sequence[str],
    ) -> Result:
        workspace = self.workspace
        if handoffs.check_action(action) == "begin":
            made = handoffs.begin(
                workspace,
                summary=summary,
                open_questions=open_questions,
                next_steps=next_steps,
                to_agent=to_agent,
                by="agent",
            )
            return shapes.handoff_json(made)
        if action == "list":
            return {"handoffs": [shapes.handoff_json(h) for h in handoffs.listed(workspace)]}
        if action == "accept":
            taken = handoffs.accept(workspace, id, agent=to_agent)
            return {"accepted": shapes.handoff_json(taken) if taken else None}
        return {"cancelled": [handoffs.cancel(workspace, id).id]}
