"""What an agent reads when a command fails: one line, the fix first, in as many words as the budget allows."""

from __future__ import annotations

from trailnote.distill import anchors
from trailnote.distill.endings import short
from trailnote.distill.fixes import did_not_help, fixed
from trailnote.render.quoting import quote
from trailnote.render.words import age

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from trailnote.recall.failing import Known, Repeated
    from trailnote.store.executions import Attempt

_TIMES = {1: "once", 2: "twice"}
_STATE = {anchors.CHANGED: "changed since", anchors.GONE: "gone"}


def lines(known: Known, *, root: str, now_ns: int) -> Iterator[str]:
    """Yield the line for a failure that was met before, ever shorter: the first that fits is the one to tell."""
    head = f"· {seen(known.seen)}: {quote(known.name, 120)}."
    fixes = [_fix(a, root=root, now_ns=now_ns) for a in known.fixes]
    vain = [did_not_help(a, quote) for a in known.vain]
    end = f"({known.id})"
    tried: set[str] = set()
    for count_fixes, count_vain in ((2, 2), (2, 1), (1, 1), (1, 0), (0, 1)):
        parts = [*fixes[:count_fixes], *vain[:count_vain]]
        line = " ".join([head, *parts, end])
        if parts and line not in tried:
            tried.add(line)
            yield line


def _fix(attempt: Attempt, *, root: str, now_ns: int) -> str:
    """Return the sentence for a fix, with its age and whether its files are still as it left them."""
    note = age(attempt.last_ns, now_ns)
    state = _STATE.get(anchors.summary(anchors.states(root, attempt.anchors)), "")
    if state:
        note += f", {state}"
    return fixed(attempt, quote, note=note)


def seen(times: int) -> str:
    """Return `Seen twice before`; what is known from elsewhere was never seen here."""
    return f"Seen {_TIMES.get(times, f'{times} times')} before" if times else "Known"


def repeated_line(row: Repeated) -> str:
    """Return the line that says that a command keeps failing with nothing changed."""
    command = quote(short(row.command), 120).replace("`", "'")
    return f"· `{command}` has failed {row.times} times in a row with nothing changed in between."
