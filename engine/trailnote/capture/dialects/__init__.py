"""Clients whose hooks speak otherwise than Claude Code's: one module each, loaded for its own client alone.

A module turns a payload into Claude Code's form, which `payload.normalise` reads, and says in which form its client
takes an answer:

    plain(fields) -> the same event as Claude Code would report it
    answer(kind, text) -> what is printed so that `text` reaches the model, {} where the client takes nothing there
    shown(text) -> what is printed so that the person sees `text`, {} where the client shows nothing
"""

from __future__ import annotations

import json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Protocol

    class Dialect(Protocol):
        """What a module of this package has."""

        def plain(self, fields: Mapping[str, object]) -> dict[str, object]:
            """Return the event in Claude Code's form."""

        def answer(self, kind: str, text: str) -> dict[str, object]:
            """Return what is printed at an event of this kind."""

        def shown(self, text: str) -> dict[str, object]:
            """Return what is printed at a turn's end."""


MODULES = {
    "gemini-cli": "gemini_cli",
    "cursor": "cursor",
    "opencode": "opencode",
    "copilot-cli": "copilot",
    "vscode": "copilot",
}


def of(client: str) -> Dialect | None:
    """Return the module of a client, None for Claude Code, Codex and names that nobody knows."""
    name = MODULES.get(client)
    if name is None:
        return None
    from importlib import import_module

    module: Dialect = import_module(f"{__name__}.{name}")
    return module


def translate(client: str, fields: dict[str, object]) -> tuple[str, dict[str, object]]:
    """Return (whose payload it is, the payload in Claude Code's form). `client` is what the hook's command says."""
    if client == "copilot-cli":
        from trailnote.capture.dialects import copilot

        client = copilot.client_of(fields)
    dialect = of(client)
    return client, fields if dialect is None else dialect.plain(fields)


def printed(client: str, kind: str, text: str) -> str:
    """Return the line that a hook prints for `text`: context of the model, and at a `stop` a word to the person."""
    dialect = of(client)
    if dialect is None or not text:
        return ""
    said = dialect.shown(text) if kind == "stop" else dialect.answer(kind, text)
    return json.dumps(said, ensure_ascii=False) if said else ""
