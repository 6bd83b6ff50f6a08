"""Thin adapters over the engine's own code, in the shapes that the evaluators load.

`Adapter` and `would_inject` serve commit recall, `signature` and `similar` failures, `redact` secrets. Each only
forwards: what is measured here is what `query`, the brief and the hooks run.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import tempfile
from typing import TYPE_CHECKING, Any

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "engine"))

from trailnote.model import Provenance, first_line, memory_id
from trailnote.recall import moments
from trailnote.recall.asked import Query
from trailnote.recall.search import search
from trailnote.store import index, memories
from trailnote.store.database import open_database, transaction

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["Adapter", "redact", "signature", "similar", "would_inject"]  # noqa: F822  __getattr__ brings three of them


def __getattr__(name: str) -> Any:
    """Load what the other evaluators ask for by name, so that each needs its own part of the engine alone."""
    home = {"redact": "capture.redact", "signature": "distill.signature", "similar": "distill.signature"}.get(name)
    if home is None:
        raise AttributeError(name)
    return getattr(importlib.import_module(f"trailnote.{home}"), name)


_SECOND = 10**9


class Adapter:
    """Commit recall in a store of its own, in a temporary folder."""

    newest: Adapter | None = None
    """The one that was indexed last; `would_inject` of the module asks it."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="trailnote-bench-")
        self.db = open_database(self._folder.name)

    def index(self, records: Sequence[dict[str, Any]]) -> None:
        """Store and index commits, oldest first: id, time (s), subject, body, files, nfiles, symbols."""
        with transaction(self.db):
            self.db.executemany(_INSERT, (_row(n, r) for n, r in enumerate(records, start=1)))
            index.index_rows(self.db, (_words(n, r) for n, r in enumerate(records, start=1)))
        Adapter.newest = self

    def query(self, text: str, files: Iterable[str], k: int, before_time: float) -> list[str]:
        """Return the ids of the `k` best commits before `before_time`, as `query --all` ranks them."""
        return self._ids(Query(text, files, limit=k, include_all=True, now_ns=0), before_time)

    def would_inject(self, text: str, files: Iterable[str], before_time: float) -> list[str]:
        """Return the ids that the brief would tell of at a prompt: at most four, none below the floor."""
        query = Query(
            text,
            files,
            limit=moments.PROMPTED,
            max_terms=moments.PROMPT_TERMS,
            least_terms=moments.LEAST_TERMS,
            now_ns=0,
        )
        return self._ids(query, before_time)

    def _ids(self, query: Query, before_time: float) -> list[str]:
        query.before_ns = query.now_ns = int(before_time * _SECOND)
        return [hit.key for hit in search(self.db, query)]


def would_inject(text: str, files: Iterable[str], before_time: float) -> list[str]:
    """Return what the brief would tell of at a prompt, in the store that was indexed last."""
    return Adapter.newest.would_inject(text, files, before_time) if Adapter.newest else []


_INSERT = f"INSERT INTO memory({memories.COLUMNS}) VALUES({','.join('?' * len(memories.COLUMNS.split(', ')))})"


def _row(n: int, record: dict[str, Any]) -> tuple[object, ...]:
    _, title, text, files, symbols, _ = _words(n, record)
    at_ns = int(record["time"] * _SECOND)
    lists = (json.dumps(files), json.dumps(symbols), "[]")
    provenance = Provenance("observed", [f"commit:{record['id']}"]).to_json()
    return (
        n, memory_id("resolutions", record["id"]), "resolutions", record["id"], title, text, *lists, "candidate", 0,
        at_ns, at_ns, 0, 0, None, 1, provenance, "", "own", "", None, 1.0, "{}",
    )  # fmt: skip


def _words(n: int, record: dict[str, Any]) -> tuple[int, str, str, Sequence[str], Sequence[str], Sequence[str]]:
    """Return what the index takes of a record; a record of talk has neither files nor symbols, perhaps no subject."""
    subject, body = record.get("subject", ""), record.get("body", "")
    text = f"{subject}\n\n{body}" if subject and body else subject or body
    return n, subject or first_line(body), text, record.get("files") or (), record.get("symbols") or (), ()
