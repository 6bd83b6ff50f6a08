"""What the ranking looks at: for each of the nearest candidates, some forty numbers that mean the same in every store.

Sums are given as shares (of what the question could have at most, and of what the best candidate has) and as ranks
among the candidates; times and sizes as logarithms. A plain weighted sum, `nearness`, chooses the MOST_RANKED that get
a row, and what stands around a candidate is told by it: how many newer ones are nearer, how near its neighbours in time
are, and how near a memory is that names it.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from math import log, log10

from trailnote.recall.candidates import FIELDS, UNIT, unpack
from trailnote.store import index, naming
from trailnote.store.index import kind_of_place, unpack_sizes

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from trailnote.recall.asked import Asked
    from trailnote.recall.candidates import Candidate

NAMES = (
    "words_share", "words_of_best", "words_rank", "title_share", "title_of_best", "title_rank", "symbols_share",
    "symbols_of_best", "symbols_rank", "path_share", "path_of_best", "cover_share", "cover_of_known", "sharp_share",
    "sharp_of_best", "terms", "best_term", "files_share", "files_weight", "files_rank", "files_cosine",
    "files_of_memory", "newer_on_file", "recent_on_files", "folders_share", "area", "newer", "age", "title_size",
    "text_size", "symbols_size", "files_size", "asked_mass", "best_words", "total", "near_of_best", "near_rank",
    "nearer_newer", "near_beside", "words_before", "words_after", "named", "named_newest", "named_by",
)  # fmt: skip
# What says by itself how good an answer a memory is.
ABSOLUTE = (
    "words_share", "cover_share", "terms", "title_share", "symbols_share", "path_share", "sharp_share", "files_share",
    "files_weight", "area",
)  # fmt: skip
MOST_RANKED = 40  # more of the candidates change nothing among the first ten
# Fitted by bench/train_ranking.py --nearness, as a softmax over the candidates of a question.
NEARNESS = {
    "words_rank": -0.22, "title_rank": -0.121, "symbols_rank": -0.058, "title_of_best": 0.781, "text_of_best": 0.686,
    "symbols_of_best": 1.476, "path_of_best": 1.636, "cover_of_known": 0.532, "sharp_of_best": 2.381,
    "files_share": 1.288, "files_cosine": 1.789, "files_of_memory": -0.679, "newer_on_file": -0.345,
    "recent_on_files": 0.939, "folders_share": -0.534, "newer": -1.378,
}  # fmt: skip
_NO_FILE_RANK = 3.2  # as if some 1,500 newer memories touched the file
_NEVER_NAMED = 5.0  # as if 100,000 memories were newer than the one that names it
_FAR = -9.0
_BESIDE = 15  # memories learned shortly before or after belong to the same work


class Nearest:
    """The nearest of a question's candidates: `kept`, nearest first. Only memories with index numbers below `newest_d`
    count."""

    __slots__ = ("_nearness", "_newest_d", "_order", "_table", "kept")

    def __init__(self, asked: Asked, candidates: Sequence[Candidate], *, newest_d: int) -> None:
        self._table = _Table(asked, candidates, newest_d=newest_d)
        nearness = self._table.nearness()
        self._order = sorted(range(len(candidates)), key=nearness.__getitem__, reverse=True)[:MOST_RANKED]
        self._nearness = [nearness[i] for i in self._order]
        self._newest_d = newest_d
        self.kept = [candidates[i] for i in self._order]

    def absolute(self) -> list[tuple[float, ...]]:
        """Return for each of ABSOLUTE, in that order, what each of `kept` has of it: this takes far less than rows."""
        return self._table.absolute(self._order)

    def rows(self, db: sqlite3.Connection, *, at_ns: int) -> list[list[float]]:
        """Return a row of NAMES for each of `kept`; `at_ns` is the moment of asking."""
        row = self._table.row
        around = _around(self.kept, self._nearness, self._table.words_by_d())
        named = _named(db, self.kept, self._nearness, self._newest_d)
        return [
            [*row(i, at_ns=at_ns), *near, *names] for i, near, names in zip(self._order, around, named, strict=True)
        ]


class _Table:
    """The evidence of all candidates by column, and what a question makes of it."""

    def __init__(self, asked: Asked, candidates: Sequence[Candidate], *, newest_d: int) -> None:
        self.candidates = candidates
        self.newest_d = newest_d
        self.mass = asked.mass or 1.0
        self.known = asked.known_share() * self.mass or 1.0
        self.sharp = sum([(asked.idf[w] * asked.weights[w] * UNIT) ** 2 for w in asked.idf]) or 1.0
        file_weights = [w for place, w in asked.places.items() if kind_of_place(place) == "files"]
        self.folder_mass = sum([w for place, w in asked.places.items() if kind_of_place(place) == "folders"]) or 1.0
        self.file_mass = sum(file_weights) or 1.0
        self.asked_files = max(1, len(file_weights))
        self.raw = [unpack(c.fields) for c in candidates]
        columns = list(zip(*self.raw, strict=True)) or [()] * len(FIELDS)
        of = {name: columns[i] for i, name in enumerate(FIELDS)}
        self.words = of["words"]
        self.best = [max(of[name], default=0.0) or 1.0 for name in _COMPARED]
        self.ranks = list(zip(*(_ranks(of[name]) for name in _RANKED), strict=True))
        self.about = (log10(1 + asked.mass), log10(1 + max(self.words, default=0.0)), log10(1 + asked.total))

    def nearness(self) -> list[float]:
        """Return the weighted sum of NEARNESS for each candidate."""
        w = NEARNESS
        _, title, text, symbols, path, sharp = self.best
        a_title, a_text, a_symbols = (
            w["title_of_best"] / title,
            w["text_of_best"] / text,
            w["symbols_of_best"] / symbols,
        )
        a_path, a_sharp, a_cover = (
            w["path_of_best"] / path,
            w["sharp_of_best"] / sharp,
            w["cover_of_known"] / self.known,
        )
        a_files, a_folders = w["files_share"] / self.file_mass, w["folders_share"] / self.folder_mass
        by_words, by_title, by_symbols = w["words_rank"], w["title_rank"], w["symbols_rank"]
        cosine, own, recent = w["files_cosine"], w["files_of_memory"], w["recent_on_files"]
        newer, on_file, asked_files = w["newer"], w["newer_on_file"], self.asked_files
        out = []
        for c, r, ranks in zip(self.candidates, self.raw, self.ranks, strict=True):
            _, cover, in_title, in_text, in_symbols, in_path, _, in_files, folders, _, shared, in_sharp, _, _ = r
            near = (
                a_title * in_title + a_text * in_text + a_symbols * in_symbols + a_path * in_path + a_sharp * in_sharp
                + a_cover * cover + a_folders * folders
                + by_words * ranks[0] + by_title * ranks[1] + by_symbols * ranks[2]
                + newer * log10(1 + max(0, self.newest_d - c.d))
            )  # fmt: skip
            if shared:
                size = c.sizes >> 30 & 1023 or 1
                near += a_files * in_files + cosine * shared / (size * asked_files) ** 0.5 + own * shared / size
                near += recent * c.recency
            out.append(near + on_file * (log10(1 + c.file_rank) if c.file_rank >= 0 else _NO_FILE_RANK))
        return out

    def words_by_d(self) -> dict[int, float]:
        """Return the share of the best candidate's words by index number."""
        best = self.best[0]
        return {c.d: words / best for c, words in zip(self.candidates, self.words, strict=True)}

    def absolute(self, order: Sequence[int]) -> list[tuple[float, ...]]:
        """Return the columns of ABSOLUTE for the candidates of `order`."""
        columns = list(zip(*[self.raw[i] for i in order], strict=True)) or [()] * len(FIELDS)
        whole = {"sharp": self.sharp, "files": self.file_mass}
        out = []
        for name in ABSOLUTE:
            field, _, share = name.partition("_")
            column = columns[FIELDS.index("count" if name == "terms" else field)]
            by = whole.get(field, self.mass) if share == "share" else 1.0
            out.append(tuple([value / by for value in column]))
        return out

    def row(self, i: int, *, at_ns: int) -> list[float]:
        """Return what concerns one candidate alone, in the order of NAMES."""
        c, mass = self.candidates[i], self.mass
        count, cover, title, _, symbols, path, best, files, folders, area, shared, sharp, words, _ = self.raw[i]
        best_words, best_title, _, best_symbols, best_path, best_sharp = self.best
        words_rank, title_rank, symbols_rank, files_rank = self.ranks[i]
        title_size, text_size, symbols_size, files_size = unpack_sizes(c.sizes)
        own_files = files_size or 1
        return [
            words / mass, words / best_words, words_rank,
            title / mass, title / best_title, title_rank,
            symbols / mass, symbols / best_symbols, symbols_rank,
            path / mass, path / best_path,
            cover / mass, cover / self.known, sharp / self.sharp, sharp / best_sharp, count, best,
            files / self.file_mass, files, files_rank, shared / (own_files * self.asked_files) ** 0.5,
            shared / own_files, log10(1 + c.file_rank) if c.file_rank >= 0 else _NO_FILE_RANK, c.recency,
            folders / self.folder_mass, area,
            log10(1 + max(0, self.newest_d - c.d)), log10(1 + max(0, at_ns - c.created_ns) / 3.6e12),
            log10(1 + title_size), log10(1 + text_size), log10(1 + symbols_size), log10(1 + files_size),
            *self.about,
        ]  # fmt: skip


def _around(
    kept: Sequence[Candidate], nearness: Sequence[float], words: dict[int, float]
) -> list[tuple[float, float, float, float, float, float]]:
    """Return for each of the nearest, nearest first: its distance to the first, its rank, how many newer ones are
    nearer, its distance to the nearest beside it in time, and the words of those learned just before and after it."""
    nearer: list[int] = []
    beside = _best_beside([c.d for c in kept], nearness)
    out = []
    for i, (candidate, near) in enumerate(zip(kept, nearness, strict=True)):
        d = candidate.d
        newer = len(nearer) - bisect_right(nearer, d)
        insort(nearer, d)
        before, after = words.get(d - 1, 0.0), words.get(d + 1, 0.0)
        out.append((near - nearness[0], log(1 + i), log(1 + newer), near - beside[d], before, after))
    return out


def _best_beside(numbers: Sequence[int], nearness: Sequence[float]) -> dict[int, float]:
    """Return for each index number the highest nearness of another one within _BESIDE of it."""
    pairs = sorted(zip(numbers, nearness, strict=True))
    best = dict.fromkeys(numbers, _FAR)
    for i, (d, near) in enumerate(pairs):
        for other, its in pairs[i + 1 :]:
            if other - d > _BESIDE:
                break
            best[d], best[other] = max(best[d], its), max(best[other], near)
    return best


def _named(
    db: sqlite3.Connection, kept: Sequence[Candidate], nearness: Sequence[float], newest_d: int
) -> list[tuple[float, float, float]]:
    """Return for each candidate how many memories name it, how many are newer than the newest of these, and how near
    the nearest of them is."""
    names = [naming.names_of(c.key, c.sizes) for c in kept]
    found = index.named_in(db, [name for some in names for name in some], below_d=newest_d)
    if not found:
        return [(0.0, _NEVER_NAMED, _FAR)] * len(kept)
    near_by_d = {c.d: near - nearness[0] for c, near in zip(kept, nearness, strict=True)}
    out = []
    for c, some in zip(kept, names, strict=True):
        by = [d for name in some for d in found.get(name, ()) if d != c.d]
        if by:
            newest = log10(1 + max(0, newest_d - max(by)))
            out.append((log(1 + len(by)), newest, max(near_by_d.get(d, _FAR) for d in by)))
        else:
            out.append((0.0, _NEVER_NAMED, _FAR))
    return out


_COMPARED = ("words", "title", "text", "symbols", "path", "sharp")
_RANKED = ("words", "title", "symbols", "files")


def _ranks(values: Sequence[float]) -> list[float]:
    """Return the logarithm of each value's rank, from the highest; equal values keep their order."""
    out = [0.0] * len(values)
    for rank, i in enumerate(sorted(range(len(values)), key=values.__getitem__, reverse=True)):
        out[i] = log(1 + rank)
    return out
