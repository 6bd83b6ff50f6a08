"""How a start tells of rules that a person approved, and of what contradicts one."""

from __future__ import annotations

from trailnote.render.quoting import quote

TYPE_CHECKING = False
if TYPE_CHECKING:
    from trailnote.recall.standing import Standing

_CHARS = 400


def line(standing: Standing) -> str:
    """Return the one line that tells of an approved rule or of a contradiction."""
    if standing.kind == "against":
        times = "once" if standing.sources == 1 else f"{standing.sources} times"
        return (
            f"· rule {standing.id}, approved: {quote(standing.text, _CHARS)} — contradicted by {standing.other}, "
            f"seen {times}: {quote(standing.other_text, _CHARS)}"
        )
    whose = "approved by the user for all projects" if standing.kind == "user" else "approved"
    return f"· rule {standing.id}, {whose}: {quote(standing.text, _CHARS)}"
