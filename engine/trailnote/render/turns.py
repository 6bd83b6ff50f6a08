"""What the person reads at a turn's end: one line of what was recorded, one of what was reused."""

from __future__ import annotations

from trailnote.model import UNKNOWN
from trailnote.render.quoting import quote

TYPE_CHECKING = False
if TYPE_CHECKING:
    from trailnote.recall.ended import Ended


def summary(found: Ended) -> str:
    """Return one or two lines, "" when nothing was recorded or reused."""
    lines = []
    if found.recorded and found.turn.outcome != UNKNOWN:
        counts = ", ".join(f"{n} {name}" for name, n in found.tests.items() if n)
        parts = [
            _count(found.edited, "file edited", "files edited"),
            _count(found.commands, "command", "commands"),
            f"tests: {counts}" if counts else "",
            _count(found.commits, "commit", "commits"),
        ]
        told = ", ".join(part for part in parts if part)
        lines.append(f"Trailnote recorded this task as {found.turn.outcome}" + (f" ({told})." if told else "."))
        if found.mended:
            names = "; ".join(quote(name, 80) for name in list(found.mended)[:2])
            lines[0] += f" What fixed {names} is remembered."
    if found.used:
        lines.append(f"Notes that Trailnote told in this turn: {found.told}; of use: {found.used}.")
    return "\n".join(lines)


def _count(n: int, one: str, many: str) -> str:
    return f"{n} {one if n == 1 else many}" if n else ""
