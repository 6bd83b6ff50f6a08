"""What a scripted model does, told without naming a client, and what it was asked.

A script is a list of actions; the model takes one per request of the main loop. Each protocol's server turns an action
into the tool call that its client understands, so that one scenario drives every client.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

Json: TypeAlias = Any
Kind: TypeAlias = Literal["main", "subagent", "compaction", "side", "other"]

SMALL_CONTEXT = 100  # input tokens that a reply claims unless a test wants to provoke compaction


@dataclass(frozen=True, slots=True)
class Say:
    """End the turn with a text."""

    text: str
    input_tokens: int = SMALL_CONTEXT


@dataclass(frozen=True, slots=True)
class Shell:
    """Run a command in the client's shell tool."""

    command: str
    input_tokens: int = SMALL_CONTEXT


@dataclass(frozen=True, slots=True)
class Write:
    """Create a file, by its path relative to the working directory."""

    path_rel: str
    text: str
    input_tokens: int = SMALL_CONTEXT


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace whole lines of a file that exists."""

    path_rel: str
    old: str
    new: str
    input_tokens: int = SMALL_CONTEXT


@dataclass(frozen=True, slots=True)
class Read:
    """Read a file."""

    path_rel: str
    input_tokens: int = SMALL_CONTEXT


@dataclass(frozen=True, slots=True)
class Mcp:
    """Call a tool of the Trailnote server, whatever name the client gives it; wait for it to be advertised."""

    tool: str
    arguments: dict[str, Json] = field(default_factory=dict)
    input_tokens: int = SMALL_CONTEXT


@dataclass(frozen=True, slots=True)
class Hang:
    """Never answer: the client is in the middle of its task until somebody ends it."""

    input_tokens: int = SMALL_CONTEXT


Action: TypeAlias = Say | Shell | Write | Edit | Read | Mcp | Hang


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request that the model received."""

    kind: Kind
    path: str
    headers: dict[str, str] = field(repr=False)
    body: Json = field(repr=False)

    @property
    def texts(self) -> list[str]:
        """Every text that the model reads, in order: system text, messages, tool results."""
        parts = (self.body.get(name) for name in SPOKEN)
        return [text for part in parts if part for text in _texts(part)]

    @property
    def blocks(self) -> list[str]:
        """Every `<trailnote ...>...</trailnote>` block that the model reads, in order."""
        return [block for text in self.texts for block in BLOCK.findall(text)]

    def told(self, words: str) -> int:
        """Return how many blocks contain the words."""
        return sum(words in block for block in self.blocks)

    def tool_results(self, words: str) -> list[str]:
        """Return the texts outside any block that contain the words: where a tool's answer stands."""
        return [text for text in self.texts if words in BLOCK.sub("", text)]

    def reads(self, words: str) -> bool:
        """Tell whether the words stand anywhere in what the model reads."""
        return any(words in text for text in self.texts)


# Where each protocol keeps what the model reads, and the names below which text stands.
SPOKEN = ("system", "instructions", "systemInstruction", "messages", "input", "contents")
NESTED = ("parts", "functionResponse", "response")
BLOCK = re.compile(r"<trailnote\b[^>]*>.*?</trailnote>", re.DOTALL)


def _texts(part: Json) -> Iterator[str]:
    """Walk a message tree and yield what is text for the model: strings, and what stands under text-like names."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, list):
        for item in part:
            yield from _texts(item)
    elif isinstance(part, dict):
        for name in NESTED:
            yield from _texts(part.get(name))
        for name in ("text", "content", "output", "arguments", "input"):
            value = part.get(name)
            if isinstance(value, str | list):
                yield from _texts(value)
            elif isinstance(value, dict):
                yield json.dumps(value, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Session:
    """One run of a client: how it ended and everything that it asked the model."""

    exit_code: int
    stdout: str
    stderr: str
    wall_s: float
    requests: list[Request] = field(repr=False)

    @property
    def main(self) -> list[Request]:
        """The requests of the main loop, in order."""
        return [request for request in self.requests if request.kind == "main"]

    @property
    def first(self) -> Request:
        """The first request of the main loop: what the model knew when it began."""
        return self.main[0]

    @property
    def last(self) -> Request:
        """The last request of the main loop: the whole conversation."""
        return self.main[-1]
