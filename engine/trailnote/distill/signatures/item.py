"""One thing that went wrong, as every reader of output reports it."""

from __future__ import annotations

SPECIFIC = 3
"""The message names what is wrong (a module, a port, a table)."""
PLAIN = 2
"""An error line that names nothing in particular."""
CONSEQUENCE = 1
"""A line that only follows from another error ("make: *** [all] Error 1")."""


class Item:
    """One error: its class, the skeleton of its message, where in our own code, how values differed.

    `kind` is the error class or code ("KeyError", "E0502", "refused"); `message` the skeleton that
    `wording.skeleton` gives; `places` names of functions, tests and expressions, prefixed ("f:", "t:", "s:", "c:");
    `differences` classes of how a received value missed the expected one (see `values`). `vague` says that the
    message names nothing, so that a place has to agree as well before two items count as one.
    """

    __slots__ = ("differences", "kind", "message", "places", "rank", "vague")

    def __init__(
        self,
        kind: str,
        message: str,
        *,
        places: tuple[str, ...] = (),
        differences: tuple[str, ...] = (),
        rank: int = SPECIFIC,
        vague: bool = False,
    ) -> None:
        self.kind = kind
        self.message = message
        self.places = places
        self.differences = differences
        self.rank = rank
        self.vague = vague

    def as_list(self) -> list[object]:
        """Return the fields in the order of `from_list`, for JSON."""
        return [self.kind, self.message, list(self.places), list(self.differences), self.rank, int(self.vague)]

    @classmethod
    def from_list(cls, fields: list[object]) -> Item:
        """Rebuild an item from `as_list`. Raise ValueError when the shape is another."""
        if len(fields) != 6 or not isinstance(fields[2], list) or not isinstance(fields[3], list):
            raise ValueError("not a failure item")
        return cls(
            str(fields[0]),
            str(fields[1]),
            places=tuple(str(place) for place in fields[2]),
            differences=tuple(str(name) for name in fields[3]),
            rank=int(str(fields[4])),
            vague=bool(fields[5]),
        )

    def __repr__(self) -> str:
        return (
            f"Item({self.kind!r}, {self.message!r}, {self.places!r}, {self.differences!r}, {self.rank}, {self.vague})"
        )
