"""Asking about a file: the words that its text puts to the store."""

from __future__ import annotations

import os
from collections.abc import Sequence

from trailnote import terms
from trailnote.distill import anchors, history
from trailnote.errors import RefusedError
from trailnote.service.workspace import Workspace
from trailnote.store import index

_LOOKED_AT, _ASKED_FOR = 60, 4  # identifiers of a file
# Words of programming languages: what a file holds of them says nothing of what it is about.
_KEYWORD_LIST = (
    "abstract and array assert async await bool boolean break byte case catch char class const constructor "
    "continue def default defer del delete double elif else end enum except export extends extern false final "
    "finally float fn for from func function get global goto if impl implements import in include instanceof "
    "int interface is let list long loop match mod module mut namespace new nil none not null number object "
    "operator or override package pass print private protected pub public raise range readonly ref require "
    "return self set short signed sizeof static str string struct super switch template this throw throws "
    "trait true try type typedef typeof undefined union unsigned use using val var virtual void volatile where "
    "while with yield"
)
_KEYWORDS = frozenset(_KEYWORD_LIST.split())


def about_file(workspace: Workspace, file: str, text: str = "", *, scope: str = "both") -> str:
    """Return the query that asks about a file: `text` and those of the file's frequent identifiers that say most in
    this store. RefusedError when it lies outside the project.

    What the store does not know, and more than a few of what it knows, would only thin out what a memory can hold of
    the question: a note on one function of a file would answer a twentieth of it.
    """
    relative = anchors.inside(workspace.project.worktree, file)
    if relative is None:
        raise RefusedError(f"{file!r}: lies outside {workspace.project.worktree}; nothing was read")
    try:
        with open(os.path.join(workspace.project.worktree, relative), encoding="utf-8", errors="replace") as f:
            names = history.identifiers(f.read(200_000), _LOOKED_AT)
    except OSError:
        names = ()
    told = _telling(workspace, (*names, os.path.splitext(os.path.basename(relative))[0]), scope)
    return "\n".join(part for part in (text.strip(), " ".join(told or [relative])) if part)


def _telling(workspace: Workspace, names: Sequence[str], scope: str) -> list[str]:
    """Return the few of `names` that stand in fewest memories, those that stand in none left out."""
    common = terms.common()
    wholes = {name: found[0] for name in names if (found := terms.expand(name)) and name.lower() not in _KEYWORDS}
    known: dict[str, int] = {}
    for _, db in workspace.tiers(scope):
        for term, count in index.document_frequencies(db, terms.unique(wholes.values())).items():
            known[term] = known.get(term, 0) + count
    chosen = [name for name, whole in wholes.items() if whole in known and whole not in common]
    return sorted(chosen, key=lambda name: known[wholes[name]])[:_ASKED_FOR]
