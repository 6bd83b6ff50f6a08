"""The signature of a failure: what two occurrences of one root cause have in common.

`signature` reads a command's output into items (error class, skeleton of the message, place in our own code, how values
missed); `similar` says whether two signatures are one failure, in the sense that the same fix mends both; `lookup_keys`
gives the strings under which a store finds the candidates. Standard library only: this runs in a hook.
"""

from __future__ import annotations

import json

from trailnote.distill.signatures.item import Item
from trailnote.distill.signatures.matching import keys_of, similar_items
from trailnote.distill.signatures.reading import read_items

_MAX_ITEMS = 12
_MAX_KEYS = 11
_NAME_CHARS = 80


class Signature:
    """What failed: `program` (what the command runs), `exit_code` and the `items`, most telling first.

    Equal and hashable by `to_text`, which is also what a store keeps.
    """

    __slots__ = ("_text", "exit_code", "items", "program")

    def __init__(self, program: str, exit_code: int | None, items: tuple[Item, ...]) -> None:
        self.program = program
        self.exit_code = exit_code
        self.items = items
        self._text = ""

    def to_text(self) -> str:
        """Return the signature as one line of JSON."""
        if not self._text:
            fields = [self.program, self.exit_code, [item.as_list() for item in self.items]]
            self._text = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
        return self._text

    @classmethod
    def from_text(cls, text: str) -> Signature:
        """Rebuild a signature from `to_text`. Raise ValueError when `text` is something else."""
        fields = json.loads(text)
        if not isinstance(fields, list) or len(fields) != 3 or not isinstance(fields[2], list):
            raise ValueError("not a failure signature")
        code = fields[1]
        return cls(
            str(fields[0]), code if isinstance(code, int) else None, tuple(Item.from_list(item) for item in fields[2])
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Signature) and self.to_text() == other.to_text()

    def __hash__(self) -> int:
        return hash(self.to_text())

    def __repr__(self) -> str:
        return f"Signature({self.to_text()})"


def signature(command: str, exit_code: int | None, output: str) -> Signature:
    """Return the signature of a failed `command` with its `output` (stdout and stderr as the client showed them).

    Reads the first 24 Ki and the last 48 Ki characters (`text.window`). `exit_code` is None if it is unknown.
    """
    program, items = read_items(command, exit_code, output)
    return Signature(program, exit_code, tuple(items[:_MAX_ITEMS]))


def similar(a: Signature, b: Signature) -> bool:
    """Say whether two signatures are the same failure: the fix of one is worth telling to the other."""
    return similar_items(a.items, b.items)


def lookup_keys(sig: Signature) -> tuple[str, ...]:
    """Return 1 to 12 strings for an index, the exact one first; similar signatures share at least one.

    A shared string makes a candidate, and `similar` decides. The one exception: signatures of many different errors
    may share none (measured on our data: never).
    """
    from zlib import crc32

    return (f"={crc32(sig.to_text().encode()):08x}", *keys_of(sig.items, _MAX_KEYS))


def describe(sig: Signature) -> str:
    """Return the short human name of a failure: "TimeoutError in test_login_retry", "KeyError: host in load"."""
    if not sig.items:
        return f"{sig.program or 'command'} failed"
    item = sig.items[0]
    if item.kind in ("exit", "signal"):
        ended = item.message if item.kind == "signal" else f"exit code {item.message}"
        return f"{ended} in {sig.program}" if sig.program else ended
    kind = item.kind if item.kind[:1].isupper() else item.kind.replace("-", " ")
    where = next((place[2:] for prefix in ("t:", "f:") for place in item.places if place.startswith(prefix)), "")
    place = f" in {where[:60]}" if where else ""
    if item.message and (not item.vague or not where):
        message = item.message.replace(" <- ", ", from ")
        short = message if len(message) <= _NAME_CHARS else message[:_NAME_CHARS].rsplit(" ", 1)[0] + "…"
        return f"{short if kind in ('error', 'last', 'link') else f'{kind}: {short}'}{place}"
    return kind + place
