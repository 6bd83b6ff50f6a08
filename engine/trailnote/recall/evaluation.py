"""Replaying a repository's own history: would memory have brought what turned out to matter?

Two questions are put to each commit as if it were about to be made. *Earlier commit*: which commit is it that this one
fixes, reverts or refers to? Every trace of the name (hash, quoted subject) is taken out of the message first. *Files*:
given the message alone, which files will it change? Only what was there before the commit answers. Beside Trailnote two
baselines answer the first question: the newest commits that touch the same files, and SQLite's BM25 over messages and
paths; and the second one: the files that changed last, and the files of BM25's commits.
"""

from __future__ import annotations

import dataclasses
import json
import re
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence

from trailnote.recall.asked import Query
from trailnote.recall.search import search
from trailnote.store import index, memories
from trailnote.store.database import open_database, transaction

EARLIER, FILES = "earlier commit", "files"
OURS, RECENT, BM25 = "trailnote", "same file, most recent", "BM25"
_HASH = re.compile(r"\b[0-9a-f]{7,40}\b")
_QUOTED = re.compile(r'"([^"\n]{8,200})"')
_MIN_HISTORY = 20  # a question needs something to choose from
_DEPTH = 10


@dataclasses.dataclass(frozen=True, slots=True)
class Commit:
    """A commit as the store remembers it; `n` counts from 1, oldest first."""

    n: int
    id: str
    at_ns: int
    title: str
    text: str
    files: tuple[str, ...]
    symbols: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Question:
    """What is asked as of the moment before commit `n`, and the answers that count as right."""

    kind: str
    n: int
    at_ns: int
    text: str
    files: tuple[str, ...]
    wanted: frozenset[str]


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """How one method did on one kind of question; shares are in 0..1. `abstained` is how often it said nothing,
    `silenced` how often it kept a right answer among its first three to itself; None where it never abstains."""

    kind: str
    method: str
    questions: int
    recall_1: float
    recall_3: float
    recall_10: float
    mrr: float
    abstained: float | None
    silenced: float | None


@dataclasses.dataclass(frozen=True, slots=True)
class Report:
    """The rows of one replay, and how many commits there were to remember."""

    commits: int
    rows: tuple[Row, ...]


def evaluate(db: sqlite3.Connection, *, most: int = 200, progress: Callable[[int, int], None] | None = None) -> Report:
    """Replay the `resolutions` of `db`: at most `most` questions of each kind, the newest ones.

    The store is copied to a temporary folder and indexed oldest first; nothing is written to `db`. `progress` is called
    with (done, all). A history without questions gives a report without rows.
    """
    commits = list(_commits(db))
    asked = earlier_commits(commits)[-most:] + files_to_change(commits)[-most:]
    with tempfile.TemporaryDirectory(prefix="trailnote-eval-") as folder:
        replay = _Replay(folder, commits)
        scores: dict[tuple[str, str], list[_Score]] = {}
        for done, question in enumerate(asked):
            if progress is not None:
                progress(done, len(asked))
            for method, score in replay.ask(question):
                scores.setdefault((question.kind, method), []).append(score)
        replay.close()
    return Report(len(commits), tuple(_row(kind, method, found) for (kind, method), found in scores.items()))


def _commits(db: sqlite3.Connection) -> Iterator[Commit]:
    rows = db.execute(
        "SELECT key, created_ns, title, text, files, symbols FROM memory WHERE namespace = 'resolutions' "
        "AND state IN ('candidate', 'promoted') ORDER BY created_ns, n"
    )
    for n, (key, at_ns, title, text, files, symbols) in enumerate(rows, start=1):
        yield Commit(n, key, at_ns, title, text, tuple(json.loads(files)), tuple(json.loads(symbols)))


def earlier_commits(commits: Sequence[Commit]) -> list[Question]:
    """Return a question for each commit that names one to three earlier ones by hash or quoted subject."""
    by_start: dict[str, list[Commit]] = {}
    by_title: dict[str, Commit] = {}
    found = []
    for commit in commits:
        wanted = _named(commit, by_start, by_title) if commit.n > _MIN_HISTORY else {}
        if 1 <= len(wanted) <= 3:
            text = _without_names(commit.text, list(wanted.values()))
            if len(text.split()) >= 3:
                ids = frozenset(wanted)
                found.append(Question(EARLIER, commit.n, commit.at_ns, text, commit.files, ids))
        by_start.setdefault(commit.id[:7], []).append(commit)
        by_title[commit.title] = commit
    return found


def _named(commit: Commit, by_start: dict[str, list[Commit]], by_title: dict[str, Commit]) -> dict[str, Commit]:
    named: dict[str, Commit] = {}
    for name in _HASH.findall(commit.text):
        same = [c for c in by_start.get(name[:7], ()) if c.id.startswith(name)]
        if len(same) == 1:
            named[same[0].id] = same[0]
    for title in _QUOTED.findall(commit.text):
        if title in by_title:
            named[by_title[title].id] = by_title[title]
    return {id: c for id, c in named.items() if c.at_ns < commit.at_ns}


def _without_names(text: str, named: Sequence[Commit]) -> str:
    for commit in named:
        if len(commit.title) >= 8:
            text = text.replace(commit.title, "")
    return re.sub(r"https?://\S+", "", _HASH.sub("", text)).strip()


def files_to_change(commits: Sequence[Commit]) -> list[Question]:
    """Return a question for each commit of one to ten files, all of them known before."""
    known: set[str] = set()
    found = []
    for commit in commits:
        if commit.n > _MIN_HISTORY and 1 <= len(commit.files) <= 10 and known.issuperset(commit.files):
            wanted = frozenset(commit.files)
            found.append(Question(FILES, commit.n, commit.at_ns, _without_names(commit.text, ()), (), wanted))
        known.update(commit.files)
    return found


@dataclasses.dataclass(frozen=True, slots=True)
class _Score:
    hits: tuple[int, ...]  # ranks of the right answers among the first ten
    wanted: int
    abstained: bool | None
    silenced: bool | None


class _Replay:
    """The copy that is asked, with the two baselines beside it."""

    def __init__(self, folder: str, commits: Sequence[Commit]) -> None:
        self.commits = commits
        self.db = open_database(folder)
        marks = ",".join("?" * len(memories.COLUMNS.split(", ")))
        with transaction(self.db):
            self.db.executemany(
                f"INSERT INTO memory({memories.COLUMNS}) VALUES({marks})",
                (_as_row(c) for c in commits),
            )
            index.index_rows(self.db, ((c.n, c.title, c.text, c.files, c.symbols, ()) for c in commits))
            self.db.execute("CREATE VIRTUAL TABLE plain USING fts5(text, files)")
            self.db.executemany("INSERT INTO plain(rowid, text, files) VALUES(?, ?, ?)", (
                (c.n, c.text, "\n".join(c.files)) for c in commits))  # fmt: skip
        self.by_id = {c.id: c for c in commits}

    def close(self) -> None:
        self.db.close()

    def ask(self, question: Question) -> Iterator[tuple[str, _Score]]:
        """Yield (method, score) for one question."""
        query = Query(question.text, question.files, limit=_DEPTH, before_ns=question.at_ns, now_ns=question.at_ns)
        told = [hit.key for hit in search(self.db, query)]
        query.include_all = True
        ranked = [hit.key for hit in search(self.db, query)]
        bm25 = self._bm25(question)
        if question.kind == EARLIER:
            right = [id for id in ranked[:3] if id in question.wanted]
            silenced = right[0] not in told if right else None
            yield OURS, _score(ranked, question, abstained=not told, silenced=silenced)
            yield RECENT, _score(self._newest_on_files(question), question)
            yield BM25, _score(bm25, question)
        else:
            yield OURS, _score(self._files_of(ranked), question, abstained=not told)
            yield RECENT, _score(self._newest_files(question), question)
            yield BM25, _score(self._files_of(bm25), question)

    def _bm25(self, question: Question) -> list[str]:
        words = dict.fromkeys(re.findall(r"[^\W_]{2,}", f"{question.text} {' '.join(question.files)}".lower()))
        match = " OR ".join(f'"{word}"' for word in list(words)[:150])
        if not match:
            return []
        asked = (match, question.n, _DEPTH)
        rows = self.db.execute("SELECT rowid FROM plain WHERE plain MATCH ? AND rowid < ? ORDER BY rank LIMIT ?", asked)
        return [self.commits[n - 1].id for (n,) in rows]

    def _newest_on_files(self, question: Question) -> list[str]:
        files, found = set(question.files), []
        for commit in reversed(self.commits[: question.n - 1]):
            if files.intersection(commit.files):
                found.append(commit.id)
                if len(found) == _DEPTH:
                    break
        return found

    def _newest_files(self, question: Question) -> list[str]:
        found: dict[str, None] = {}
        for commit in reversed(self.commits[: question.n - 1]):
            found.update(dict.fromkeys(commit.files))
            if len(found) >= _DEPTH:
                break
        return list(found)[:_DEPTH]

    def _files_of(self, ids: Sequence[str]) -> list[str]:
        """Return the files of ranked commits: each commit gives one vote over its rank, shared among its files."""
        votes: dict[str, float] = {}
        for rank, id in enumerate(ids, start=1):
            files = self.by_id[id].files
            for path in files:
                votes[path] = votes.get(path, 0.0) + 1 / rank / len(files) ** 0.5
        return sorted(votes, key=votes.__getitem__, reverse=True)[:_DEPTH]


def _as_row(c: Commit) -> tuple[object, ...]:
    lists = (json.dumps(c.files), json.dumps(c.symbols), "[]")
    return (
        c.n, f"m-{c.n:012x}", "resolutions", c.id, c.title, c.text, *lists, "candidate", 0, c.at_ns, c.at_ns, 0, 0,
        None, 1, "{}", "", "own", "", None, 1.0, "{}",
    )  # fmt: skip


def _score(
    ranked: Sequence[str], question: Question, *, abstained: bool | None = None, silenced: bool | None = None
) -> _Score:
    hits = tuple(i for i, name in enumerate(ranked[:_DEPTH]) if name in question.wanted)
    return _Score(hits, len(question.wanted), abstained, silenced)


def _row(kind: str, method: str, scores: Sequence[_Score]) -> Row:
    def recall(k: int) -> float:
        return sum(sum(h < k for h in s.hits) / min(s.wanted, k) for s in scores) / len(scores)

    def share(values: Sequence[bool | None]) -> float | None:
        known = [v for v in values if v is not None]
        return sum(known) / len(known) if known else None

    mrr = sum(1 / (s.hits[0] + 1) for s in scores if s.hits) / len(scores)
    return Row(
        kind, method, len(scores), recall(1), recall(3), recall(10), mrr,
        share([s.abstained for s in scores]), share([s.silenced for s in scores]),
    )  # fmt: skip
