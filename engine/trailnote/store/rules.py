"""Rules and their wordings: which learnings say the same thing, what a person decided about them, what contradicts
what.

A rule's id is minted once, with its first wording, and recorded; nothing that is added or removed later recomputes
it. A decided rule outlives its last wording, so that a rejection holds. Functions run in the caller's transaction.
"""

from __future__ import annotations

import json
import sqlite3

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

DDL = """
CREATE TABLE rule(
    id TEXT PRIMARY KEY, state TEXT NOT NULL, category TEXT NOT NULL, text TEXT NOT NULL,
    chosen TEXT NOT NULL DEFAULT '', reason TEXT NOT NULL DEFAULT '', decided_ns INTEGER,
    first_date TEXT NOT NULL, last_date TEXT NOT NULL, sources INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE rule_wording(
    n INTEGER PRIMARY KEY, rule TEXT NOT NULL, learning TEXT NOT NULL, text TEXT NOT NULL, source TEXT NOT NULL,
    date TEXT NOT NULL, category TEXT NOT NULL, tags TEXT NOT NULL, words TEXT NOT NULL, numbers TEXT NOT NULL);
CREATE INDEX rule_wording_rule ON rule_wording(rule, source);
CREATE INDEX rule_wording_learning ON rule_wording(learning);
CREATE INDEX rule_wording_words ON rule_wording(words);
CREATE TABLE rule_term(
    term INTEGER NOT NULL, wording INTEGER NOT NULL, PRIMARY KEY(term, wording)) WITHOUT ROWID;
CREATE TABLE rule_link(
    rule TEXT NOT NULL, other TEXT NOT NULL, PRIMARY KEY(rule, other)) WITHOUT ROWID;
"""

CANDIDATE, PROMOTED, REJECTED = "candidate", "promoted", "rejected"
_SELECT_RULE = "SELECT id, state, category, text, chosen, reason, decided_ns, first_date, last_date, sources FROM rule "
_SELECT_WORDING = "SELECT n, rule, learning, text, source, date, category, tags, words, numbers FROM rule_wording "
_POSTINGS = 48
_NEAR = 12
_EACH = 3


class Rule:
    """One rule. `text` is its first wording, `chosen` another that a person picked or ''; dates are `YYYY-MM-DD`.

    `sources` counts distinct sources, so that one entry that repeats itself is one sighting.
    """

    __slots__ = (
        "category", "chosen", "decided_ns", "first_date", "id", "last_date", "reason", "sources", "state", "text",
    )  # fmt: skip

    def __init__(self, id: str, *, text: str, category: str, date: str) -> None:
        self.id = id
        self.state = CANDIDATE
        self.category = category
        self.text = text
        self.chosen = ""
        self.reason = ""
        self.decided_ns: int | None = None
        self.first_date = date
        self.last_date = date
        self.sources = 0

    @property
    def shown(self) -> str:
        """The wording to show: the one that a person chose, else the first."""
        return self.chosen or self.text


class Wording:
    """One learning as it was written. `words` and `numbers` are its compared forms; `learning` is its memory's id."""

    __slots__ = ("category", "date", "learning", "n", "numbers", "rule", "source", "tags", "text", "words")

    def __init__(
        self,
        *,
        text: str,
        source: str,
        date: str,
        learning: str = "",
        category: str = "",
        tags: Iterable[str] = (),
        words: str = "",
        numbers: str = "",
        rule: str = "",
        n: int = 0,
    ) -> None:
        self.n = n
        self.rule = rule
        self.learning = learning
        self.text = text
        self.source = source
        self.date = date
        self.category = category
        self.tags = tuple(tags)
        self.words = words
        self.numbers = numbers


def _rule(row: tuple[object, ...]) -> Rule:
    rule = Rule(str(row[0]), text=str(row[3]), category=str(row[2]), date=str(row[7]))
    rule.state, rule.chosen, rule.reason = str(row[1]), str(row[4]), str(row[5])
    rule.decided_ns = None if row[6] is None else int(str(row[6]))
    rule.last_date, rule.sources = str(row[8]), int(str(row[9]))
    return rule


def _wording(row: tuple[object, ...]) -> Wording:
    return Wording(
        n=int(str(row[0])),
        rule=str(row[1]),
        learning=str(row[2]),
        text=str(row[3]),
        source=str(row[4]),
        date=str(row[5]),
        category=str(row[6]),
        tags=json.loads(str(row[7])),
        words=str(row[8]),
        numbers=str(row[9]),
    )


def get(db: sqlite3.Connection, id: str) -> Rule | None:
    """Return the rule with that id, or None."""
    row = db.execute(_SELECT_RULE + "WHERE id = ?", (id,)).fetchone()
    return None if row is None else _rule(row)


def every(db: sqlite3.Connection) -> Iterator[Rule]:
    """Yield every rule: most sources first, then the newest, then by id."""
    for row in db.execute(_SELECT_RULE + "ORDER BY sources DESC, last_date DESC, id"):
        yield _rule(row)


def wordings(db: sqlite3.Connection, rule: str) -> list[Wording]:
    """Return the wordings of a rule that a source still holds, oldest first."""
    found = db.execute(_SELECT_WORDING + "WHERE rule = ? AND source <> '' ORDER BY date, n", (rule,))
    return [_wording(row) for row in found]


def every_wording(db: sqlite3.Connection) -> dict[str, list[Wording]]:
    """Return the wordings of all rules by rule id, oldest first: one pass for reports over everything."""
    gathered: dict[str, list[Wording]] = {}
    for row in db.execute(_SELECT_WORDING + "WHERE source <> '' ORDER BY date, n"):
        wording = _wording(row)
        gathered.setdefault(wording.rule, []).append(wording)
    return gathered


def of_words(db: sqlite3.Connection, words: str) -> str | None:
    """Return the id of the rule that has a wording of just these compared words, or None."""
    row = db.execute("SELECT rule FROM rule_wording WHERE words = ? ORDER BY n LIMIT 1", (words,)).fetchone()
    return None if row is None else str(row[0])


class Near:
    """A wording that may say the same as the one in question: `shared` of its terms; `numbers` as in Wording."""

    __slots__ = ("n", "numbers", "rule", "shared", "text")

    def __init__(self, n: int, rule: str, text: str, numbers: str, *, shared: int) -> None:
        self.shared = shared
        self.n = n
        self.rule = rule
        self.text = text
        self.numbers = numbers


def near(db: sqlite3.Connection, terms: Iterable[int], *, limit: int = _NEAR) -> list[Near]:
    """Return up to `limit` wordings that share most of `terms`, oldest first among equals, three of a rule at most.

    At most 48 wordings are looked at for each term, so that the cost of one question does not grow with the store.
    """
    shared: dict[int, int] = {}
    for term in terms:
        for (n,) in db.execute("SELECT wording FROM rule_term WHERE term = ? LIMIT ?", (term, _POSTINGS)):
            shared[n] = shared.get(n, 0) + 1
    least = max(shared.values(), default=0) / 3  # what shares far less than the nearest says something else
    best = sorted((n for n in shared if shared[n] >= least), key=lambda n: (-shared[n], n))[: 2 * limit]
    marks = ",".join("?" * len(best))
    query = f"SELECT n, rule, text, numbers FROM rule_wording WHERE n IN ({marks})"  # noqa: S608  question marks only
    found = {row[0]: Near(*row, shared=shared[row[0]]) for row in db.execute(query, best)}
    told: dict[str, int] = {}
    chosen: list[Near] = []
    for n in best:
        wording = found[n]
        told[wording.rule] = told.get(wording.rule, 0) + 1
        if told[wording.rule] <= _EACH and len(chosen) < limit:
            chosen.append(wording)
    return chosen


def mint(db: sqlite3.Connection, hexadecimal: str, *, wording: Wording) -> Rule:
    """Return a new rule with its first wording's text; its id is `r-` and the first 4 to 8 digits that no rule has.

    Raises ValueError when `hexadecimal` offers none.
    """
    for length in range(4, 9):
        id = "r-" + hexadecimal[:length]
        if db.execute("SELECT 1 FROM rule WHERE id = ?", (id,)).fetchone() is None:
            rule = Rule(id, text=wording.text, category=wording.category, date=wording.date)
            db.execute(
                "INSERT INTO rule(id, state, category, text, first_date, last_date, sources)"
                " VALUES(?, ?, ?, ?, ?, ?, 0)",
                (id, rule.state, rule.category, rule.text, rule.first_date, rule.last_date),
            )
            return rule
    raise ValueError(f"no free id begins with {hexadecimal[:4]}")


def add_wording(db: sqlite3.Connection, rule: str, wording: Wording, terms: Iterable[int]) -> None:
    """Put a wording into a rule; `terms` are what `near` finds it by, none where an equal wording has them already."""
    fresh = (
        wording.source
        and not db.execute(
            "SELECT 1 FROM rule_wording WHERE rule = ? AND source = ? LIMIT 1", (rule, wording.source)
        ).fetchone()
    )
    cursor = db.execute(
        "INSERT INTO rule_wording(rule, learning, text, source, date, category, tags, words, numbers)"
        " VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            rule,
            wording.learning,
            wording.text,
            wording.source,
            wording.date,
            wording.category,
            json.dumps(wording.tags, ensure_ascii=False),
            wording.words,
            wording.numbers,
        ),
    )
    wording.n, wording.rule = int(cursor.lastrowid or 0), rule
    db.executemany("INSERT OR IGNORE INTO rule_term VALUES(?, ?)", [(term, wording.n) for term in terms])
    db.execute(
        "UPDATE rule SET sources = sources + ?, first_date = min(first_date, ?), last_date = max(last_date, ?)"
        " WHERE id = ?",
        (int(bool(fresh)), wording.date, wording.date, rule),
    )


def has_learning(db: sqlite3.Connection, learning: str) -> Wording | None:
    """Return the wording that came of a learning, or None."""
    row = db.execute(_SELECT_WORDING + "WHERE learning = ?", (learning,)).fetchone()
    return None if row is None else _wording(row)


def drop_learning(db: sqlite3.Connection, learning: str) -> None:
    """Take out what came of a learning. An undecided rule goes with its last wording; a decided one stays."""
    gone = has_learning(db, learning)
    if gone is None:
        return
    left = db.execute("SELECT count(*) FROM rule_wording WHERE rule = ? AND n <> ?", (gone.rule, gone.n)).fetchone()[0]
    rule = get(db, gone.rule)
    if rule is not None and not left and rule.state != CANDIDATE:
        # Its terms stay too, so that what says it again is recognised.
        db.execute("UPDATE rule_wording SET learning = '', source = '' WHERE n = ?", (gone.n,))
    else:
        _delete_wording(db, gone)
    if rule is not None and not left and rule.state == CANDIDATE:
        db.execute("DELETE FROM rule WHERE id = ?", (rule.id,))
        db.execute("DELETE FROM rule_link WHERE rule = ? OR other = ?", (rule.id, rule.id))
    else:
        _recount(db, gone.rule)


def _delete_wording(db: sqlite3.Connection, gone: Wording) -> None:
    heir = db.execute(
        "SELECT n FROM rule_wording WHERE words = ? AND rule = ? AND n <> ? ORDER BY n LIMIT 1",
        (gone.words, gone.rule, gone.n),
    ).fetchone()
    if heir:
        db.execute("UPDATE OR IGNORE rule_term SET wording = ? WHERE wording = ?", (heir[0], gone.n))
    db.execute("DELETE FROM rule_term WHERE wording = ?", (gone.n,))
    db.execute("DELETE FROM rule_wording WHERE n = ?", (gone.n,))


def _recount(db: sqlite3.Connection, id: str) -> None:
    left = wordings(db, id)
    rule = get(db, id)
    if rule is None or not left:
        db.execute("UPDATE rule SET sources = 0 WHERE id = ?", (id,))
        return
    texts = {wording.text for wording in left}
    text = left[0].text if rule.state == CANDIDATE and rule.text not in texts else rule.text
    dates = [wording.date for wording in left]
    db.execute(
        "UPDATE rule SET sources = ?, first_date = ?, last_date = ?, text = ? WHERE id = ?",
        (len({wording.source for wording in left}), min(dates), max(dates), text, id),
    )


def link(db: sqlite3.Connection, rule: str, other: str) -> None:
    """Record that two rules contradict each other."""
    db.executemany("INSERT OR IGNORE INTO rule_link VALUES(?, ?)", [(rule, other), (other, rule)])


def links(db: sqlite3.Connection) -> dict[str, list[str]]:
    """Return for each rule that has any the ids that contradict it, in order."""
    gathered: dict[str, list[str]] = {}
    for rule, other in db.execute("SELECT rule, other FROM rule_link ORDER BY rule, other"):
        gathered.setdefault(rule, []).append(other)
    return gathered


def links_of(db: sqlite3.Connection, rule: str) -> list[str]:
    """Return the ids of the rules that contradict this one, in order."""
    return [str(other) for (other,) in db.execute("SELECT other FROM rule_link WHERE rule = ? ORDER BY other", (rule,))]


def decide(db: sqlite3.Connection, ids: Sequence[str], *, state: str, now_ns: int, reason: str = "") -> list[str]:
    """Set what a person decided about rules; return the ids that no rule has."""
    missing = []
    for id in ids:
        cursor = db.execute(
            "UPDATE rule SET state = ?, reason = ?, decided_ns = ? WHERE id = ?", (state, reason, now_ns, id)
        )
        if not cursor.rowcount:
            missing.append(id)
    return missing


def choose(db: sqlite3.Connection, id: str, text: str) -> bool:
    """Show another of a rule's wordings from now on; return whether the rule has that wording."""
    cursor = db.execute(
        "UPDATE rule SET chosen = ? WHERE id = ? AND EXISTS"
        " (SELECT 1 FROM rule_wording WHERE rule = rule.id AND text = ?)",
        (text, id, text),
    )
    return bool(cursor.rowcount)
