"""Ages, counts and file lists in the few words that a brief has for them."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_SECOND = 10**9
# A unit is used from the count at which it says enough: five weeks, not one month.
_UNITS = (
    (31_536_000, "year", 1),
    (2_592_000, "month", 2),
    (604_800, "week", 1),
    (86_400, "day", 1),
    (3_600, "hour", 1),
    (60, "minute", 1),
)


def age(then_ns: int, now_ns: int) -> str:
    """Return how long ago `then_ns` is: `just now`, `5 minutes ago`, `3 weeks ago`."""
    seconds = (now_ns - then_ns) // _SECOND
    for size, name, least in _UNITS:
        if seconds >= size * least:
            n = seconds // size
            return f"{n} {name}{'s' if n > 1 else ''} ago"
    return "just now"


def counted(count: int, noun: str) -> str:
    """Return `1 commit`, `2 commits`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def listed(names: Sequence[str], limit: int = 4) -> str:
    """Return the first names joined by commas, and how many more there are."""
    shown = ", ".join(names[:limit])
    return f"{shown} and {len(names) - limit} more" if len(names) > limit else shown
