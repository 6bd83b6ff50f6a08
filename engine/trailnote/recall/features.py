"""What the ranking looks at: for each candidate, some thirty numbers that mean the same in every store.

Sums are given as shares (of what the question could have at most, and of what the best candidate has) and as ranks
among the candidates; times and sizes as logarithms.
"""

from __future__ import annotations

from math import log, log10

from trailnote.recall.candidates import FIELDS, unpack
from trailnote.store.index import kind_of_place, unpack_sizes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from trailnote.recall.asked import Asked
    from trailnote.recall.candidates import Candidate

NAMES = (
    "words_share", "words_of_best", "words_rank", "title_share", "title_of_best", "title_rank", "text_share",
    "text_of_best", "symbols_share", "symbols_of_best", "symbols_rank", "path_share", "path_of_best", "cover_share",
    "cover_of_known", "terms", "best_term", "files_share", "files_weight", "files_rank", "files_cosine",
    "files_of_memory", "newer_on_file", "folders_share", "folders_weight", "area", "newer", "age", "title_size",
    "text_size", "symbols_size", "files_size", "asked_terms", "asked_files", "asked_mass", "best_words", "total",
)  # fmt: skip
_NO_FILE_RANK = 3.2  # as if some 1,500 newer memories touched the file


def matrix(asked: Asked, candidates: Sequence[Candidate], *, at_ns: int, newest_d: int) -> list[list[float]]:
    """Return one row of NAMES per candidate. `at_ns` is the moment of asking, `newest_d` the newest index number."""
    mass = asked.mass or 1.0
    known = asked.known_share() * mass or 1.0
    file_weights = [w for place, w in asked.places.items() if kind_of_place(place) == "files"]
    folder_mass = sum(w for place, w in asked.places.items() if kind_of_place(place) == "folders") or 1.0
    file_mass = sum(file_weights) or 1.0
    asked_files = max(1, len(file_weights))
    raw = [unpack(c.fields) for c in candidates]
    columns = list(zip(*raw, strict=True)) or [()] * len(FIELDS)
    words, title, text, symbols, path, files = (columns[_COLUMN[name]] for name in _RANKED)
    best_words, best_title, best_text, best_symbols, best_path = (
        max(column, default=0.0) or 1.0 for column in (words, title, text, symbols, path)
    )
    ranks = list(zip(_ranks(words), _ranks(title), _ranks(symbols), _ranks(files), strict=True))
    about_question = (
        log10(1 + len(asked.idf)), log10(1 + len(file_weights)), log10(1 + asked.mass),
        log10(1 + max(words, default=0.0)), log10(1 + asked.total),
    )  # fmt: skip
    rows: list[list[float]] = []
    for candidate, r, (words_rank, title_rank, symbols_rank, files_rank) in zip(candidates, raw, ranks, strict=True):
        count, cover, in_title, in_text, in_symbols, in_path, best, in_files, folders, area, shared, in_all, _ = r
        title_size, text_size, symbols_size, files_size = unpack_sizes(candidate.sizes)
        own_files = files_size or 1
        rows.append([
            in_all / mass, in_all / best_words, words_rank,
            in_title / mass, in_title / best_title, title_rank,
            in_text / mass, in_text / best_text,
            in_symbols / mass, in_symbols / best_symbols, symbols_rank,
            in_path / mass, in_path / best_path,
            cover / mass, cover / known, count, best,
            in_files / file_mass, in_files, files_rank, shared / (own_files * asked_files) ** 0.5, shared / own_files,
            log10(1 + candidate.file_rank) if candidate.file_rank >= 0 else _NO_FILE_RANK,
            folders / folder_mass, folders, area,
            log10(1 + max(0, newest_d - candidate.d)), log10(1 + max(0, at_ns - candidate.created_ns) / 3.6e12),
            log10(1 + title_size), log10(1 + text_size), log10(1 + symbols_size), log10(1 + files_size),
            *about_question,
        ])  # fmt: skip
    return rows


_COLUMN = {name: i for i, name in enumerate(FIELDS)}
_RANKED = ("words", "title", "text", "symbols", "path", "files")


def _ranks(values: Sequence[float]) -> list[float]:
    """Return the logarithm of each value's rank, from the highest; equal values keep their order."""
    out = [0.0] * len(values)
    for rank, i in enumerate(sorted(range(len(values)), key=values.__getitem__, reverse=True)):
        out[i] = log(1 + rank)
    return out
