"""What matters at which moment: a session's start, a prompt. Selection only; `render.brief` puts it into words."""

from __future__ import annotations

import sqlite3

from trailnote import git
from trailnote.errors import GitError
from trailnote.model import DAY_NS, NAMESPACES, Memory, as_strings, memory_id
from trailnote.recall.asked import Query
from trailnote.recall.ranking import LEAST_SALIENCE
from trailnote.recall.search import merge, search
from trailnote.store import memories

TYPE_CHECKING = False
if TYPE_CHECKING:
    from trailnote.paths import Project

RECENT = 3
RELATED = 4
PROMPTED = 4
_SPARE = 8  # hits beyond those told, for what is not told unasked
PROMPT_TERMS = 64  # of a long prompt the rarest; 32 lose one right answer in seven, all of them none
LEAST_TERMS = 2  # that a note shares with a prompt: one word ("continue") says nothing of what is meant
# Pages and checkpoints are for `recap` and `query`: where a session stopped is told by its handoff, once.
_TOLD_AT_PROMPT = tuple(name for name in NAMESPACES if name != "session")
# A failure's fix waits for the failure, where it is worth most; nothing is told twice in a session.
# What stands in the repository's documents an agent can read there, and finds when it asks.
_ONLY_ASKED = ("doc/", "release/")
_TOLD_AT_START = ("resolutions", "decisions", "patterns", "learnings", "code-context")


class Note:
    """A memory that is worth telling now, and why ("" when the moment says it)."""

    __slots__ = ("memory", "why")

    def __init__(self, memory: Memory, why: str = "") -> None:
        self.memory = memory
        self.why = why


class Surroundings:
    """What a session stands in: its branch's words and the files under edit."""

    __slots__ = ("branch", "files")

    def __init__(self, branch: str, files: tuple[str, ...]) -> None:
        self.branch = branch
        self.files = files


def look_around(project: Project, branch: str, *, timeout_s: float = 1.0) -> Surroundings:
    """Ask git which files differ from HEAD. A repository too large or slow to tell in time tells nothing."""
    files: list[str] = []
    if project.gitdir:
        try:
            out = git.run(
                project.worktree, "status", "--porcelain", "-z", "--untracked-files=no", "--no-renames",
                "--ignore-submodules=all", timeout_s=timeout_s,
            )  # fmt: skip
            files = [entry[3:] for entry in out.split("\0") if len(entry) > 3]
        except GitError:
            files = []
    return Surroundings(branch, tuple(files[:50]))


def for_start(
    db: sqlite3.Connection,
    around: Surroundings,
    *,
    now_ns: int,
    told: frozenset[str] = frozenset(),
    user: sqlite3.Connection | None = None,
) -> list[Note]:
    """Return what a new session is to know: pinned notes of both tiers, what concerns the files under edit and the
    branch, and the newest commits. Best first, each memory once, none whose id is in `told`."""
    notes: list[Note] = []
    seen = set(told)

    def take(memory: Memory, why: str = "") -> None:
        if memory.id not in seen and _may_be_told(memory):
            seen.add(memory.id)
            notes.append(Note(memory, why))

    for tier in (db, user):
        if tier is not None:
            pinned = f"pinned = 1 AND {memories.LIVE} ORDER BY updated_ns DESC LIMIT 5"
            for memory in memories.select(tier, pinned, (now_ns,)):
                take(memory, "pinned")
    words = branch_words(around.branch)
    if words or around.files:
        limit = RELATED + _SPARE + len(seen)
        before = len(notes)
        query = Query(text=words, files=around.files, namespaces=_TOLD_AT_START, limit=limit, now_ns=now_ns)
        for hit in search(db, query):
            if hit.id not in seen and hit.origin == "own":
                take(memories.get(db, hit.id), hit.why)
                if len(notes) >= before + RELATED:
                    break
    recent = memories.select(
        db,
        f"namespace = 'resolutions' AND {memories.LIVE} AND created_ns > ? AND files <> '[]' "
        "AND author NOT LIKE '%[bot]' "
        "ORDER BY created_ns DESC, n DESC LIMIT ?",
        (now_ns, now_ns - 365 * DAY_NS, RECENT),
    )
    for memory in recent:
        take(memory)
    return notes


def for_prompt(
    db: sqlite3.Connection,
    text: str,
    files: tuple[str, ...],
    *,
    now_ns: int,
    told: frozenset[str] = frozenset(),
    floor: float = 1.0,
    user: sqlite3.Connection | None = None,
) -> list[Note]:
    """Return what a prompt calls for: of the four best hits above the floor those that were not told yet; then the most
    similar execution that succeeded, and one that failed as a warning. `user` is the user's own tier."""
    query = Query(
        text=text,
        files=files,
        namespaces=_TOLD_AT_PROMPT,
        limit=PROMPTED + _SPARE,
        now_ns=now_ns,
        floor=floor,
        max_terms=PROMPT_TERMS,
        least_terms=LEAST_TERMS,
    )
    notes: list[Note] = []
    best = 0  # those that were told count: to ask again brings no lesser notes
    own = search(db, query)
    theirs = search(user, query) if user is not None else []
    tier = {id(hit): user for hit in theirs}
    for hit in merge(own, theirs):
        if best == PROMPTED:
            break
        if hit.id in told:
            best += 1
            continue
        if hit.origin != "own" or hit.namespace == "executions":
            continue
        memory = memories.get(tier.get(id(hit)) or db, hit.id)
        if not _may_be_told(memory) or memory.key.startswith("file/"):
            continue  # what changes with a file is told when that file is under edit
        notes.append(Note(memory, hit.why))
        best += 1
    said = told | {note.memory.id for note in notes}
    return notes + _executions(db, text, files, now_ns=now_ns, told=said, floor=floor)


def _executions(
    db: sqlite3.Connection, text: str, files: tuple[str, ...], *, now_ns: int, told: frozenset[str], floor: float
) -> list[Note]:
    """Return what earlier executions say to a prompt; none are stored in most of a store's life: that costs nothing."""
    if db.execute("SELECT 1 FROM execution WHERE outcome IN ('succeeded', 'failed') LIMIT 1").fetchone() is None:
        return []
    from trailnote.recall import strategies

    advice = strategies.advise(db, text, files, now_ns=now_ns, told=told, floor=strategies.PROMPT_FLOOR * floor)
    found = [match.execution.memory for match in (advice.done, advice.failed) if match is not None]
    return [Note(memory) for memory in found if not _commits_of(memory) & told]


def _commits_of(memory: Memory) -> frozenset[str]:
    """Return the ids of the resolutions that an execution made: who was told of one has heard the best of it."""
    return frozenset(memory_id("resolutions", commit) for commit in as_strings(memory.facts.get("commits")))


def _may_be_told(memory: Memory) -> bool:
    """Return whether a memory is told unasked: it is our own, and its readers did not call it wrong."""
    if memory.pinned:
        return memory.origin == "own"
    asked_for = memory.namespace == "code-context" and memory.key.startswith(_ONLY_ASKED)
    return memory.origin == "own" and memory.salience >= LEAST_SALIENCE and not asked_for


def branch_words(branch: str) -> str:
    """Return the words of a branch name that say what it is for; the names of main lines say nothing."""
    if branch in ("main", "master", "trunk", "develop", "dev", ""):
        return ""
    return branch.split("/", 1)[-1].replace("-", " ").replace("_", " ").replace("/", " ")
