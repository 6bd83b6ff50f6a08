"""Which files change together, counted over the commits that are remembered, their renames followed."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter

from trailnote.model import OBSERVED, Memory, Provenance

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

FILE = "file/"
_WIDEST = 20  # a commit of more files is a sweep: it says nothing about any two of them
_LEAST_COMMITS, _LEAST_TOGETHER, _LEAST_SHARE = 4, 3, 0.4
_MAX_FILES, _MAX_PARTNERS = 500, 4
_SECOND = 10**9


class Counted:
    """What the commits say of each file: how often it changed, when last, with which others, and its earlier names."""

    __slots__ = ("changes", "former", "last_ns", "pairs")

    def __init__(self) -> None:
        self.changes: Counter[str] = Counter()
        self.pairs: dict[str, Counter[str]] = {}
        self.last_ns: dict[str, int] = {}
        self.former: dict[str, list[str]] = {}

    def take(self, files: list[str], at_ns: int) -> None:
        """Count one commit."""
        for file in files:
            self.changes[file] += 1
            self.last_ns[file] = max(self.last_ns.get(file, 0), at_ns)
        if 1 < len(files) <= _WIDEST:
            for file in files:
                self.pairs.setdefault(file, Counter()).update(other for other in files if other != file)


def count(db: sqlite3.Connection) -> Counted:
    """Count the remembered commits of this repository, newest first, so that an old name counts for the present one."""
    found = Counted()
    present: dict[str, str] = {}
    rows = db.execute(
        "SELECT files, created_ns, json_extract(facts, '$.renamed') FROM memory WHERE namespace = 'resolutions' "
        "AND state != 'superseded' AND origin = 'own' ORDER BY created_ns DESC, n DESC"
    )
    for files, at_ns, renamed in rows:
        named = list(dict.fromkeys(present.get(name, name) for name in json.loads(files)))
        found.take(named, int(at_ns))
        for new, old in (json.loads(renamed) if renamed else {}).items():
            now = present.get(new, new)
            present[old] = now
            found.former.setdefault(now, []).append(old)
    return found


def notes(found: Counted, there: Collection[str]) -> list[Memory]:
    """Return a note for each file of `there` that changes often and not alone, the most changed first."""
    result: list[Memory] = []
    for file, commits in found.changes.most_common():
        if commits < _LEAST_COMMITS or len(result) == _MAX_FILES:
            break
        if file not in there:
            continue
        partners = [
            (other, n)
            for other, n in found.pairs.get(file, Counter()).most_common(_MAX_PARTNERS * 2)
            if n >= _LEAST_TOGETHER and n / commits >= _LEAST_SHARE and other in there
        ][:_MAX_PARTNERS]
        if partners:
            result.append(_note(file, commits, partners, found))
    return result


def _note(file: str, commits: int, partners: list[tuple[str, int]], found: Counted) -> Memory:
    others = ", ".join(f"{other} ({n} of {commits} commits)" for other, n in partners)
    former = list(dict.fromkeys(found.former.get(file, ())))[:3]
    text = f"{file} usually changes together with {others}."
    if former:
        text += f" Formerly {', '.join(former)}."
    return Memory(
        namespace="code-context",
        key=FILE + file,
        title=f"What changes with {file}",
        text=text,
        files=[file],
        tags=["changes-together"],
        created_ns=found.last_ns[file],
        provenance=Provenance(OBSERVED, ["history"]),
        facts={"commits": commits, "together": dict(partners), "former": former},
    )
