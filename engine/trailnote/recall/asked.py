"""A question, and its weighted terms: which of its words a store knows, and what each is worth there."""

from __future__ import annotations

from math import log

from trailnote import terms
from trailnote.store import index

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

MAX_TERMS = 300
_MAX_WORDS = 1000
_PRIOR_MEMORIES, _PRIOR_COMMON = 200, 10
_COUNTED = 5000


class Query:
    """What is asked. `files` are paths under edit, relative to the repository; `symbols` identifiers beside the text.

    `namespaces` () means all. `mode` is auto, lexical, simhash or vector. `limit` hits at most. `include_all` lifts the
    relevance floor; `floor` is a factor on it (above 1 says less). `now_ns` decides expiry and age; with `before_ns`
    only memories created before it count. `max_terms` keeps the rarest of a long text's terms; a hit shares at least
    `least_terms` of them, or a file: what is told unasked needs two, and where that is more than one the question must
    hold a word beyond everyday ones, or "continue" and "run the tests" would bring whatever says so.
    `vector` is the text's embedding by `vector_model`, where there is one.
    """

    __slots__ = (
        "before_ns", "files", "floor", "include_all", "least_terms", "limit", "max_terms", "mode", "namespaces",
        "now_ns", "symbols", "text", "vector", "vector_model",
    )  # fmt: skip

    def __init__(
        self,
        text: str = "",
        files: Iterable[str] = (),
        *,
        symbols: Iterable[str] = (),
        namespaces: Iterable[str] = (),
        mode: str = "auto",
        limit: int = 10,
        before_ns: int | None = None,
        include_all: bool = False,
        floor: float = 1.0,
        now_ns: int,
        max_terms: int = MAX_TERMS,
        least_terms: int = 1,
        vector: Sequence[float] | None = None,
        vector_model: str = "",
    ) -> None:
        self.text = text
        self.files = tuple(files)
        self.symbols = tuple(symbols)
        self.namespaces = tuple(namespaces)
        self.mode = mode
        self.limit = limit
        self.before_ns = before_ns
        self.include_all = include_all
        self.floor = floor
        self.now_ns = now_ns
        self.max_terms = max_terms
        self.least_terms = least_terms
        self.vector = vector
        self.vector_model = vector_model


class Asked:
    """The terms of one question.

    `weights` is how often it says a term, damped; `idf` what the term is worth; `known` in how many memories it stands,
    for the terms that are looked up; `telling` whether one of these says more than everyday words of work do; `mass`
    the worth of all; `places` the same for files, folders and area. `total`
    memories were counted, `newest_d` is the newest index number among them.
    """

    __slots__ = ("idf", "known", "mass", "newest_d", "places", "telling", "total", "weights")

    def __init__(self) -> None:
        self.total = 0
        self.newest_d = 0
        self.weights: dict[str, float] = {}
        self.idf: dict[str, float] = {}
        self.known: dict[str, int] = {}
        self.places: dict[str, float] = {}
        self.mass = 0.0
        self.telling = False

    def known_share(self) -> float:
        """Return the part of the question's worth that lies in terms the store knows, in 0..1."""
        return sum(self.idf[w] * self.weights[w] for w in self.known) / (self.mass or 1.0)


def ask(
    db: sqlite3.Connection,
    text: str,
    files: Sequence[str],
    *,
    max_terms: int = MAX_TERMS,
    below_d: int | None = None,
) -> Asked:
    """Return the terms of a question with their worth in this store, or among its memories below index number
    `below_d`. The question's first line counts double; of known terms the rarest `max_terms` are kept."""
    asked = Asked()
    _count(db, asked, below_d)
    head, _, body = text.strip().partition("\n")
    said = _said(head, body)
    places = list(index.place_terms(head, files[:60]))
    found = index.document_frequencies(db, [*said, *places], below_d=below_d)
    kept = sorted((word for word in said if word in found), key=found.__getitem__)[:max_terms]
    asked.known = {word: min(found[word], asked.total) for word in kept}
    common = terms.common()
    asked.telling = not _everyday(common).issuperset(asked.known)
    for word, times in said.items():
        if word in found and word not in asked.known:
            continue
        # As if some more memories had been counted, in which general words stood: a small store cannot tell by itself.
        seen = asked.known.get(word, 0) + (_PRIOR_COMMON if word in common else 0)
        asked.idf[word] = log(1 + (asked.total + _PRIOR_MEMORIES - seen + 0.5) / (seen + 0.5))
        asked.weights[word] = min(times, 4) ** 0.5
        asked.mass += asked.idf[word] * asked.weights[word]
    for place in places:
        asked.places[place] = log(1 + (asked.total + _PRIOR_MEMORIES + 0.5) / (found.get(place, 0) + 0.5))
    return asked


def _everyday(common: frozenset[str]) -> frozenset[str]:
    """Return the terms that a prompt may consist of without saying what it is about."""
    if not _words_of_work:
        _words_of_work.append(common.union(terms.words(_WORDS_OF_WORK)))
    return _words_of_work[0]


_WORDS_OF_WORK = """
    again alright begin better branch clean comment continue deploy diff explain fast faster finish fine format
    great hello hey lint merge next nice ok okay pr previous proceed push readable rebase refactor rename retry
    review save short shorter simple simpler slow sorry squash stage step summarize summarise tidy todo undo wait
    worse
"""
_words_of_work: list[frozenset[str]] = []


def _count(db: sqlite3.Connection, asked: Asked, below_d: int | None) -> None:
    asked.newest_d = index.newest(db) if below_d is None else min(index.newest(db), below_d - 1)
    # Counting a large table takes longer than searching it, and there the two hardly differ.
    asked.total = asked.newest_d if asked.newest_d > _COUNTED else index.count(db, asked.newest_d)


def _said(head: str, body: str) -> dict[str, int]:
    """Return how often each term is said, twice as often for the first line; the first _MAX_WORDS of them."""
    said: dict[str, int] = {}
    for text, times in ((head[:4000], 2), (body[:40_000], 1)):
        for run in terms.runs(text):
            for word in _asked_of(run):
                said[word] = said.get(word, 0) + times
    return dict(list(said.items())[:_MAX_WORDS]) if len(said) > _MAX_WORDS else said


def _asked_of(run: str) -> Sequence[str]:
    """Return the terms of a run that are worth asking for: the 64 of `base64` is in one memory of many."""
    found = terms.expand(run)
    return [found[0], *(t for t in found[1:] if len(t) > 2 or not t.isdigit())] if len(found) > 1 else found
