"""Whether a shell call of a client that reports no exit code is worth a closer look: a cheap first sieve.

It only decides whether a hook goes on to read the transcript and the memory; it never becomes a recorded fact.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from trailnote.model import Event

_SIGNS = (
    "error", "fail", "fatal", "panic", "exception", "traceback", "not found", "no such", "cannot", "can't", "denied",
    "refused", "undefined", "unresolved", "invalid", "unable", "timed out", "timeout", "killed", "segmentation",
    "abort", "missing", "not permitted", "✗", "✖", "exit code", "exit status",
)  # fmt: skip


def looks_failed(event: Event) -> bool:
    """Return whether the output of a shell call holds any word that failures bring. An empty output may be one too:
    then only the transcript could tell, and there is nothing to recognise it by."""
    if event.tool not in ("Bash", "PowerShell") or not event.output:
        return False
    text = event.output.lower()
    return any(sign in text for sign in _SIGNS)
