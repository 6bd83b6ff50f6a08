"""What the ranking looks at: for each candidate, some thirty numbers that mean the same in every store.

Sums are given as shares (of what the question could have at most, and of what the best candidate has) and as ranks
among the candidates; times and sizes as logarithms.
"""

from __future__ import annotations

from math import log, log10

from trailnote.recall.candidates import unpack
from trailnote.store.index import unpack_sizes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from trailnote.recall.candidates import Asked, Candidate

NAMES = (
    "words_share", "words_of_best", "words_rank", "title_share", "title_of_best", "title_rank", "text_share",
    "text_of_best", "symbols_share", "symbols_of_best", "symbols_rank", "path_share", "path_of_best", "cover_share",
    "cover_of_known", "terms", "best_term", "files_share", "files_weight", "files_rank", "files_cosine",
    "files_of_memory", "newer_on_file", "folders_share", "folders_weight", "area", "newer", "age", "title_size",
    "text_size", "symbols_size", "files_size", "asked_terms", "asked_files", "asked_mass", "best_words", "total",
)  # fmt: skip
_NO_FILE_RANK = 1.6


def matrix(asked: Asked, candidates: Sequence[Candidate], *, at_ns: int, newest_d: int) -> list[list[float]]:
    """Return one row of NAMES per candidate. `at_ns` is the moment of asking, `newest_d` the newest index number."""
    mass = asked.mass or 1.0
    known = sum(asked.idf[w] * asked.weights[w] for w in asked.known) or 1.0
    file_weights = [w for place, w in asked.places.items() if place.startswith("/") and not place.endswith("/")]
    folder_mass = sum(w for place, w in asked.places.items() if place.endswith("/")) or 1.0
    file_mass = sum(file_weights) or 1.0
    asked_files = max(1, len(file_weights))
    raw = [unpack(c.fields) for c in candidates]
    words = [r["words"] for r in raw]
    tops = {
        name: max((r[name] for r in raw), default=0.0) or 1.0 for name in ("words", "title", "text", "symbols", "path")
    }
    ranks = {name: _ranks([r[name] for r in raw]) for name in ("words", "title", "symbols", "files")}
    about_question = (
        log10(1 + len(asked.idf)), log10(1 + len(file_weights)), log10(1 + asked.mass),
        log10(1 + max(words, default=0.0)), log10(1 + asked.total),
    )  # fmt: skip
    rows: list[list[float]] = []
    for i, (candidate, r) in enumerate(zip(candidates, raw, strict=True)):
        title, text, symbols, files = unpack_sizes(candidate.sizes)
        shared = r["files_n"]
        rows.append([
            r["words"] / mass, r["words"] / tops["words"], ranks["words"][i],
            r["title"] / mass, r["title"] / tops["title"], ranks["title"][i],
            r["text"] / mass, r["text"] / tops["text"],
            r["symbols"] / mass, r["symbols"] / tops["symbols"], ranks["symbols"][i],
            r["path"] / mass, r["path"] / tops["path"],
            r["cover"] / mass, r["cover"] / known, r["count"], r["best"],
            r["files"] / file_mass, r["files"], ranks["files"][i], shared / (max(1, files) * asked_files) ** 0.5,
            shared / max(1, files), _NO_FILE_RANK * 2 if candidate.file_rank < 0 else log10(1 + candidate.file_rank),
            r["folders"] / folder_mass, r["folders"], r["area"],
            log10(1 + max(0, newest_d - candidate.d)), log10(1 + max(0, at_ns - candidate.created_ns) / 3.6e12),
            log10(1 + title), log10(1 + text), log10(1 + symbols), log10(1 + files),
            *about_question,
        ])  # fmt: skip
    return rows


def _ranks(values: list[float]) -> list[float]:
    """Return the logarithm of each value's rank, from the highest; equal values keep their order."""
    out = [0.0] * len(values)
    for rank, i in enumerate(sorted(range(len(values)), key=values.__getitem__, reverse=True)):
        out[i] = log(1 + rank)
    return out
