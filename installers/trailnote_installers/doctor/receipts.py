"""The receipts: is there one for each file that holds our entries, and does each name a file that a client reads?"""

from __future__ import annotations

import os
from collections.abc import Sequence

from .. import plan
from ..context import Context
from ..target import Target, read_by_clients
from . import Finding, note, warn
from .wired import SCOPES, Place, book_of


def check(context: Context, target: Target, found: Sequence[Place]) -> list[Finding]:
    """Return one finding for what no receipt tells of, and one for what a receipt tells of in vain."""
    results = []
    for scope in SCOPES:
        if scope == "project" and target.project is None:
            continue
        book = book_of(context, target, scope)
        ours = [place.file.path for place in found if place.scope == scope and place.is_wired]
        untold = [path for path in ours if book.get(path) is None]
        if untold:
            message = f"no receipt tells what was in {', '.join(untold)} before: a removal could leave an empty list."
            results.append(warn("receipt", message, "Run: trailnote doctor --fix, which writes one.", f"wire {scope}"))
        read = {book.key(path) for path in read_by_clients(context, target.project, scope)}
        for key in sorted(set(book.records) - read):
            results += _stale(os.path.normpath(os.path.join(book.root, key)))
    return results


def _stale(path: str) -> list[Finding]:
    if plan.mentions_us(path):
        message = f"{path} holds entries of an install, and no client reads it from where its folder is now."
        return [warn("receipt", message, "Run: trailnote uninstall, which takes them out too; then trailnote install.")]
    return [note("receipt", f"a receipt is stale: it tells of {path}, which holds nothing of Trailnote's any more.")]
