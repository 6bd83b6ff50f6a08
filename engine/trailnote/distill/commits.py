"""Which commits a session made: told by HEAD and its log, never by the text of a command.

The HEAD log names how each commit came about. What was made here (commit, amend, merge, cherry-pick, revert, am, the
picks of a rebase) becomes a memory, once for each resulting commit; what a checkout, pull, reset, clone or
fast-forward brings does not.
"""

from __future__ import annotations

import os
import sqlite3

from trailnote import git, paths
from trailnote.capture import log, places
from trailnote.capture.redact import redact
from trailnote.distill import history, trailers, trust
from trailnote.errors import GitError
from trailnote.model import OBSERVED, Event, Memory, Provenance
from trailnote.store import memories
from trailnote.store.database import transaction

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_SECOND = 10**9
_NONE = "0" * 40
_MAX_ENTRIES = 500
_KEY_CHARS = 12  # an identifier as long as this and with a digit may be a key
_DIGITS = frozenset("0123456789")
_ANCHORED = 10  # files of a commit whose freshness is worth saying


class Entry:
    """One line of the HEAD log."""

    __slots__ = ("at_s", "message", "new", "old")

    def __init__(self, old: str, new: str, *, at_s: int, message: str) -> None:
        self.old = old
        self.new = new
        self.at_s = at_s
        self.message = message

    @property
    def made(self) -> bool:
        """Whether a commit came into being with this entry."""
        return self.new != self.old and trust.MADE.match(self.message) is not None


def read_log(gitdir: str, start: int, end: int) -> list[Entry]:
    """Return the entries of the HEAD log between two byte positions, oldest first, the last 500 at most."""
    try:
        with open(os.path.join(gitdir, "logs", "HEAD"), "rb") as f:
            f.seek(start)
            raw = f.read(max(0, end - start))
    except OSError:
        return []
    entries = []
    for line in raw.decode("utf-8", "replace").splitlines()[-_MAX_ENTRIES:]:
        head, _, message = line.partition("\t")
        parts = head.split(" ")
        if len(parts) < 5 or len(parts[0]) not in (40, 64):
            continue
        at = parts[-2]
        entries.append(Entry(parts[0], parts[1], at_s=int(at) if at.isdigit() else 0, message=message))
    return entries


def take(db: sqlite3.Connection, event: Event, *, local_dir: str) -> list[Memory]:
    """Learn the commits that came about up to `event` in its checkout; return the new resolutions, oldest first.

    The first event of a checkout sets the mark from which commits count; when that event is a tool call, a commit
    made while the tool ran counts too.
    """
    if not event.gitdir:
        return []
    row = db.execute("SELECT commit_id, reflog, at_ns FROM head WHERE gitdir = ?", (event.gitdir,)).fetchone()
    if row is not None and (event.head, event.reflog) == (row[0], row[1]):
        return []
    made = _made(event, row)
    db.execute("INSERT OR REPLACE INTO head VALUES(?, ?, ?, ?)", (event.gitdir, event.head, event.reflog, event.at_ns))
    if not made:
        return []
    try:
        if row is not None:
            from trailnote.distill import arrivals  # which itself makes memories of commits

            arrivals.made_here(db, event.gitdir, read_log(event.gitdir, row[1], event.reflog), event.branch)
        # Where git keeps no log nothing proves who made a commit: a branch of somebody else may have been checked out.
        strange = frozenset() if event.reflog else trust.strange_commits(event.worktree or event.cwd)
        return _learn(db, event, made, strange=strange)
    except GitError as exc:
        log.write([local_dir], "commits", str(exc))
        return []


def _made(event: Event, row: tuple[str, int, int] | None) -> list[str]:
    """Return the ids of the commits made since `row`, the last known state of this checkout."""
    if row is None:
        if event.kind not in ("tool", "tool_failure"):
            return []
        last = read_log(event.gitdir, 0, event.reflog)[-1:]
        ran_ns = max(event.duration_ms, 0) * 10**6 + 2 * _SECOND
        return [e.new for e in last if e.made and e.at_s * _SECOND >= event.at_ns - ran_ns]
    known_head, known_size, known_at = row
    if event.reflog > known_size:
        entries = [e for e in read_log(event.gitdir, known_size, event.reflog) if e.made]
        replaced = {e.old for e in entries if "(amend)" in e.message or "squash" in e.message or "fixup" in e.message}
        return list(dict.fromkeys(e.new for e in entries if e.new not in replaced))
    if event.reflog == 0 and event.head and event.head != known_head:
        return _without_log(event, known_head, known_at)
    return []


def _without_log(event: Event, known_head: str, known_at: int) -> list[str]:
    """Judge by the commits' own dates where git keeps no HEAD log: made since then, they were made here."""
    try:
        span = [event.head] if not known_head else [event.head, f"^{known_head}"]
        since = known_at // _SECOND - 2
        found = git.run(event.worktree, "rev-list", "--max-count=100", f"--since={since}", "--first-parent", *span)
    except GitError:
        return []
    return list(reversed(found.split()))


def _learn(db: sqlite3.Connection, event: Event, made: list[str], *, strange: frozenset[str]) -> list[Memory]:
    new = []
    for commit in history.read(event.worktree or event.cwd, made):
        sources = [f"session:{event.client}:{event.session}"]
        origin = "outside" if commit.id in strange else "own"
        memory = to_memory(commit, branch=event.branch, sources=sources, origin=origin)
        replaced = _supersede(db, event, commit)
        if memories.put(db, memory, now_ns=event.at_ns):
            new.append(memory)
        trailers.put(db, [memory], now_ns=event.at_ns)
        for id in replaced:
            trailers.retire(db, id)
    return new


def to_memory(commit: history.Commit, *, branch: str, sources: Iterable[str] = (), origin: str = "own") -> Memory:
    """Return the resolution that stands for a commit. Its message is redacted; its key is the full id."""
    text = redact(f"{commit.subject}\n\n{commit.body}".strip()) or "(no message)"
    added = sum(max(f.added, 0) for f in commit.files)
    removed = sum(max(f.removed, 0) for f in commit.files)
    names = _clean([f.path for f in commit.files])
    facts: dict[str, object] = {
        "added": added,
        "removed": removed,
        "file_count": commit.file_count,
        "made_s": commit.authored_s,
    }
    files = list(zip(names, commit.files, strict=True))
    anchors = {name: "blob:" + f.blob[:16] for name, f in files[:_ANCHORED] if len(f.blob) == 40}
    if anchors:
        facts["anchors"] = anchors
    renames = {name: redact(f.old_path) for name, f in files if f.old_path}
    if renames:
        facts["renamed"] = renames
    return Memory(
        namespace="resolutions",
        key=commit.id,
        text=text,
        files=names,
        symbols=_public(commit.symbols),
        tags=["merge"] if len(commit.parents) > 1 else [],
        created_ns=commit.committed_s * _SECOND,
        provenance=Provenance(OBSERVED, [f"commit:{commit.id}", *sources]),
        author=redact(commit.author),
        branch=redact(branch) if branch else "",
        origin=origin,
        facts=facts,
    )


def learn_recent(db: sqlite3.Connection, project: paths.Project, *, limit: int, now_ns: int) -> int:
    """Learn the newest commits that HEAD leads to and return how many were new: what git gives back of a memory that
    was lost. A repository that git cannot read gives nothing."""
    if not project.gitdir:
        return 0
    branch = paths.read_head(project.gitdir, project.commondir)[1]
    try:
        found = list(history.walk(project.worktree, ["--no-merges", f"--max-count={limit}", "HEAD"]))
        strange = trust.strange_commits(project.worktree)
    except GitError:
        return 0
    new = 0
    with transaction(db):
        for commit in reversed(found):
            origin = "outside" if commit.id in strange else "own"
            memory = to_memory(commit, branch=branch, origin=origin)
            new += memories.put(db, memory, now_ns=now_ns)
            trailers.put(db, [memory], now_ns=now_ns)
    return new


def _public(symbols: Sequence[str]) -> Sequence[str]:
    """Return the identifiers but those that, standing alone, are taken for secrets: an import would take them so."""
    return [name for name in symbols if len(name) < _KEY_CHARS or not _DIGITS & {*name} or redact(name) == name]


def _clean(names: list[str]) -> list[str]:
    """Return the names redacted; together at first, since hardly any holds a secret and each call has its price."""
    joined = "\n".join(names)
    return names if redact(joined) == joined else [redact(name) for name in names]


def _supersede(db: sqlite3.Connection, event: Event, commit: history.Commit) -> list[str]:
    """Retire the note of a commit that this one replaced: same author, same author date, no longer reachable. Returns
    the ids of the commits that were replaced.

    An amend, a rebase and a cherry-pick keep the author's date; only the cherry-pick leaves the old one reachable.
    """
    rows = db.execute(
        "SELECT n, key FROM memory WHERE namespace = 'resolutions' AND state = 'candidate' AND author = ? AND key != ? "
        "AND json_extract(facts, '$.made_s') = ? AND created_ns > ?",
        (redact(commit.author), commit.id, commit.authored_s, (commit.committed_s - 90 * 86400) * _SECOND),
    ).fetchall()
    gone = [(n, key) for n, key in rows if not history.reachable(event.worktree or event.cwd, key)]
    for n, _ in gone:
        memories.set_state(db, n, "superseded", now_ns=event.at_ns)
    return [key for _, key in gone]


def other_checkouts(event: Event, env: Mapping[str, str]) -> list[paths.Project]:
    """Return the checkouts beside the event's own that its command line names; HEAD may have moved there."""
    found: dict[str, paths.Project] = {}
    own = os.path.realpath(event.gitdir) if event.gitdir else ""
    for place in places.named(event.command, event.cwd):
        project = paths.find_project(place, env)
        if project is not None and project.gitdir and os.path.realpath(project.gitdir) != own:
            found[project.gitdir] = project
    return list(found.values())
