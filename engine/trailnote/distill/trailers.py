"""`Learned: …` and `Decision: …` in commit messages become memories, each with the commit as its source.

Standard library alone: this runs where a hook distils the commit that was just made. What is learned so waits for the
next reader to be put into a rule.
"""

from __future__ import annotations

from trailnote.model import EXPLICIT, Memory, Provenance, digest, first_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

KEY = "trailer/"
_WORDS = ("learn", "decision", "decided", "gotcha", "lesson", "pitfall", "caveat", "root cause")


def of_commit(resolution: Memory) -> list[Memory]:
    """Return what the message of a commit states, from the memory that stands for it.

    The key is made of author, the author's date and the words, so that an amended, rebased or picked commit states the
    same thing again, and not another.
    """
    lowered = resolution.text.lower()
    if not any(word in lowered for word in _WORDS):
        return []
    from trailnote.distill.rules import statements  # compiles patterns, which most commits have no use for

    found = []
    for stated in statements.in_commit(resolution.text):
        by = digest(resolution.author, str(resolution.facts.get("made_s")), stated.text.casefold())
        found.append(
            Memory(
                namespace=stated.namespace,
                key=KEY + by[:12],
                text=stated.text,
                title=first_line(stated.text),
                files=resolution.files[:5],
                created_ns=resolution.created_ns,
                provenance=Provenance(EXPLICIT, [f"commit:{resolution.key}"]),
                author=resolution.author,
                branch=resolution.branch,
                origin=resolution.origin,
                facts={"category": stated.category},
            )
        )
    return found


def put(db: sqlite3.Connection, resolutions: Iterable[Memory], *, now_ns: int) -> int:
    """Store what commits state and return how many statements are new or were changed."""
    from trailnote.store import memories

    return sum(memories.put(db, m, now_ns=now_ns) for r in resolutions for m in of_commit(r))


def retire(db: sqlite3.Connection, commit: str) -> None:
    """Take back what was learned of a commit that another one replaced, and that the other no longer says."""
    from trailnote.store import memories

    rows = db.execute(
        "SELECT n, id FROM memory WHERE namespace IN ('learnings', 'decisions') AND key >= ? AND key < ? "
        "AND state = 'candidate' AND json_extract(provenance, '$.sources[0]') = ?",
        (KEY, KEY + "\x7f", f"commit:{commit}"),
    ).fetchall()
    memories.delete(db, rows)
