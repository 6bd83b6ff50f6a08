"""How a command ended, from its exit code and its output: an outcome, how that is known, and the tests it counted."""

from __future__ import annotations

from trailnote.distill import runs
from trailnote.model import INFERRED, OBSERVED, UNKNOWN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from trailnote.model import Event


class Verdict:
    """`outcome` is passed, failed or unknown; `label` observed, inferred or unknown; `kind` test, check or other; `tests`
    counts by passed, failed, skipped, as far as the runner printed them."""

    __slots__ = ("canonical", "kind", "label", "outcome", "tests")

    def __init__(self, outcome: str, label: str, *, kind: str, canonical: str, tests: dict[str, int]) -> None:
        self.outcome = outcome
        self.label = label
        self.kind = kind
        self.canonical = canonical
        self.tests = tests


def of(event: Event) -> Verdict:
    """Return the verdict on the shell call `event`."""
    test = runs.is_test(event.command)
    found = runs.run_of(event)
    outcome = found.outcome if found else "unknown"
    label = OBSERVED if event.exit_code is not None else INFERRED
    if outcome == "unknown":
        label = UNKNOWN
    canonical = " ".join(runs.shown(event.command).split())
    return Verdict(outcome, label, kind="test" if test else "other", canonical=canonical, tests={})
