"""Batons between sessions: made when a session is over, offered at the next start, given back by a session that did
nothing.

The end of a session that was killed is never reported: the next start finds its client gone and makes the baton from
what was captured. What a baton says was said or seen in that session; nothing is made up.
"""

from __future__ import annotations

import os
import sqlite3

from trailnote import git
from trailnote.distill import sessions
from trailnote.errors import GitError
from trailnote.model import DAY_NS, Event, digest
from trailnote.store import handoffs
from trailnote.store.database import transaction
from trailnote.store.handoffs import AUTOMATIC, MANUAL, Handoff

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from trailnote.distill.thread import Thread

# What reads a whole session is loaded only when one is over: most starts find none.

KEPT_NS = 30 * DAY_NS  # an automatic baton that nobody took by then is no longer where anybody left off
_SESSION_KEPT_NS = 180 * DAY_NS  # nobody resumes a session after that
_SUMMARY_CHARS = 280
_TOLD_FILES = 12
_RESUMED = "resumed"
_AGENTS = {
    "claude": "claude-code", "claude code": "claude-code", "claudecode": "claude-code", "openai-codex": "codex",
    "gemini": "gemini-cli", "gemini cli": "gemini-cli", "copilot": "copilot-cli", "copilot cli": "copilot-cli",
    "github-copilot": "copilot-cli", "open-code": "opencode", "vs code": "vscode", "vs-code": "vscode",
    "cursor-agent": "cursor",
}  # fmt: skip


class Place:
    """Where a session starts: its client and id, its directory, checkout, branch and commit."""

    __slots__ = ("branch", "client", "cwd", "head", "session", "shared", "worktree")

    def __init__(
        self, *, client: str, session: str, cwd: str, worktree: str, branch: str, head: str, shared: bool = False
    ) -> None:
        self.client = client
        self.session = session
        self.cwd = cwd
        self.worktree = worktree
        self.branch = branch
        self.head = head
        self.shared = shared  # the user tier, which serves directories that have nothing to do with each other

    @classmethod
    def of(cls, event: Event, *, shared: bool = False) -> Place:
        """Return the place of a start."""
        return cls(
            client=event.client, session=event.session, cwd=event.cwd, worktree=event.worktree, branch=event.branch,
            head=event.head, shared=shared,
        )  # fmt: skip


def agent_name(name: str) -> str:
    """Return the client that `name` means, in the spelling of events; any other name in lower case."""
    low = " ".join(name.lower().replace("_", "-").split())
    return _AGENTS.get(low, low)


def take(db: sqlite3.Connection, event: Event) -> None:
    """Follow one event: close the session that ends, and those that a start finds gone. The caller holds the
    transaction."""
    if event.kind == "session_end":
        session = sessions.get(db, event.session)
        if session is not None:
            close(db, session)
    elif event.kind == "session_start":
        reap(db, now_ns=event.at_ns, but=event.session)
        if event.source == "resume":
            handoffs.expire(db, [h.id for h in own_automatic(db, event.session)], reason=_RESUMED)
    elif event.kind == "checkpoint":
        session = sessions.get(db, event.session)
        if session is not None:
            _compact(db, session, event)


def keep_house(db: sqlite3.Connection, *, now_ns: int) -> int:
    """Drop what no start will ask for again: old handoffs, and sessions with what they were told. Returns how many
    handoffs went."""
    with transaction(db):
        gone = handoffs.prune(db, before_ns=now_ns - KEPT_NS)
        before = now_ns - _SESSION_KEPT_NS
        db.execute("DELETE FROM session WHERE ended_ns IS NOT NULL AND last_ns < ?", (before,))
        db.execute("DELETE FROM told WHERE at_ns < ?", (before,))
    return gone


def reap(db: sqlite3.Connection, *, now_ns: int, but: str = "") -> int:
    """Close the sessions whose client is gone, except the session `but`; return how many."""
    gone = [s for s in sessions.running(db) if s.id != but and not sessions.alive(s, now_ns=now_ns)]
    for session in gone:
        sessions.end(db, session)
        close(db, session)
    return len(gone)


def _compact(db: sqlite3.Connection, session: sessions.Session, event: Event) -> None:
    from trailnote.distill import pages, thread

    found = thread.read(db, session)
    pages.checkpoint(db, found, at_ns=event.at_ns)
    if found.worked and found.telling:
        # In case that this session ends without a word; while it runs nobody is offered it.
        handoffs.replace(db, made_of(found, over=False))


def close(db: sqlite3.Connection, session: sessions.Session) -> None:
    """Leave what the next session needs: a page and a baton; a session that did nothing gives back what it took."""
    from trailnote.distill import pages
    from trailnote.distill.thread import read

    thread = read(db, session)
    if not thread.worked:
        _give_back(db, session.id)
        return
    for id, taker in handoffs.unsettled(db):
        if taker == session.id:
            handoffs.settle(db, id)
    if not thread.telling:
        return
    pages.page(db, thread, ended_ns=session.ended_ns)
    if _said_by_itself(db, thread):
        handoffs.expire(db, [h.id for h in own_automatic(db, session.id)], reason="by request")
    else:
        taken = handoffs.select(db, "taken_by = ? ORDER BY taken_ns DESC LIMIT 1", (session.id,))
        _leave(db, made_of(thread, continues=taken[0].id if taken else ""))


def own_automatic(db: sqlite3.Connection, session: str) -> list[Handoff]:
    """Return the open automatic batons of a session."""
    return handoffs.select(db, "session = ? AND kind = 'automatic' AND state = 'open'", (session,))


def _give_back(db: sqlite3.Connection, session: str) -> None:
    for id, taker in handoffs.unsettled(db):
        if taker != session:
            continue
        handoffs.reopen(db, id)
        baton = handoffs.get(db, id)
        if baton.kind == AUTOMATIC:
            rivals = _rivals(db, baton)
            older = [h.id for h in rivals if h.created_ns <= baton.created_ns]
            handoffs.expire(db, older if len(older) == len(rivals) else [id], reason="older")


def _said_by_itself(db: sqlite3.Connection, thread: Thread) -> bool:
    """Return whether the session handed over by its own words, and did nothing but end since."""
    manual = handoffs.select(db, "session = ? AND kind = 'manual'", (thread.session,))
    last = max((h.created_ns for h in manual), default=0)
    if not last:
        return False
    asked = [at for at, _ in thread.prompts if at > last]
    return not asked


def _leave(db: sqlite3.Connection, baton: Handoff) -> None:
    """Store an automatic baton; older ones of the same directory and branch, and of the same session, expire. One that
    was left before, with nothing done since, stays what it became."""
    if not handoffs.put(db, baton):
        known = handoffs.get(db, baton.id)
        if known.reason != _RESUMED:
            return
        handoffs.reopen(db, baton.id)
    handoffs.expire(db, [h.id for h in _rivals(db, baton)], reason="newer")


def _rivals(db: sqlite3.Connection, baton: Handoff) -> list[Handoff]:
    """Return the other open automatic batons of a baton's directory and branch, or of its session."""
    return handoffs.select(
        db,
        "state = 'open' AND kind = 'automatic' AND (session = ? OR (cwd = ? AND branch = ?)) AND id != ?",
        (baton.session, baton.cwd, baton.branch, baton.id),
    )


def made_of(thread: Thread, *, over: bool = True, continues: str = "") -> Handoff:
    """Return the automatic baton of a session that took the one named by `continues`, if any. With nothing done since
    it has the same id again; that of a session which is not `over` is replaced by each later one."""
    from trailnote.distill import said

    body: dict[str, object] = {
        "task": thread.task,
        "last_asked": thread.last_asked if thread.interrupted else "",
        "summary": said.first_sentences(thread.answer, _SUMMARY_CHARS),
        "open_questions": said.open_questions(thread.answer),
        "next_steps": said.next_steps(thread.answer),
        "files": list(thread.files[:_TOLD_FILES]),
        "failing": thread.failing,
        "tests": thread.tests,
        "commits": thread.commits[-5:],
        "interrupted": thread.interrupted,
        "continues": continues,
    }
    mark = str(thread.through_ns) if over else "compaction"
    return Handoff(
        "h-" + digest(thread.session, mark)[:12],
        kind=AUTOMATIC,
        from_agent=thread.client,
        session=thread.session,
        created_ns=thread.through_ns or thread.started_ns,
        cwd=thread.cwd,
        worktree=thread.worktree,
        branch=thread.branch,
        head=thread.head,
        body={name: value for name, value in body.items() if value},
    )


def offered(db: sqlite3.Connection, place: Place, *, now_ns: int) -> list[Handoff]:
    """Return the open handoffs that a start at `place` may be offered, the one to take first.

    One made by request wins over automatic ones and serves the whole project; then the start's own branch, then the
    newest. Automatic ones come from the same directory or one above it in the same checkout, and never from a session
    that still runs. What was made for another agent is left out.
    """
    found = []
    for baton in handoffs.still_open(db):
        if baton.to_agent not in ("", place.client) or baton.session == (place.session or None):
            continue
        if baton.kind == AUTOMATIC or place.shared:
            if baton.worktree != place.worktree and not place.shared:
                continue
            if not _at_or_above(baton.cwd, place.cwd):
                continue
        if baton.kind == AUTOMATIC:
            giver = sessions.get(db, baton.session)
            if giver is not None and sessions.alive(giver, now_ns=now_ns):
                continue
        found.append(baton)
    by_request = [h for h in found if h.kind == MANUAL]
    by_request.sort(key=lambda h: h.to_agent == "")
    automatic = [h for h in found if h.kind == AUTOMATIC]
    automatic.sort(key=lambda h: h.branch != place.branch)
    return by_request + automatic


def _at_or_above(above: str, here: str) -> bool:
    above, here = os.path.realpath(above), os.path.realpath(here)
    return here == above or here.startswith(above.rstrip(os.sep) + os.sep)


def choose(
    db: sqlite3.Connection, place: Place, *, now_ns: int, but: Collection[str] = ()
) -> tuple[Handoff, bool] | None:
    """Return (the baton for a start at `place`, whether it is to be taken), or None. Ids in `but` are passed over.

    An automatic one of another branch whose commits are not in this one is not to be taken: it waits for its branch,
    and one session is told of it.
    """
    for baton in offered(db, place, now_ns=now_ns):
        if baton.id in but:
            continue
        if baton.kind == MANUAL or _on_the_way(place, baton):
            return baton, True
        if not baton.mentioned:
            return baton, False
    return None


def claim(db: sqlite3.Connection, choice: tuple[Handoff, bool], *, by: str, at_ns: int) -> bool:
    """Take what was chosen, or note that it was told of; False when another session was faster."""
    baton, takes = choice
    return accept(db, baton, by=by, at_ns=at_ns) if takes else handoffs.mention(db, baton.id)


def accept(db: sqlite3.Connection, baton: Handoff, *, by: str, at_ns: int, settled: bool = False) -> bool:
    """Take one baton for `by`; automatic ones of its line that are older expire. False when another was faster."""
    if not handoffs.take(db, baton.id, by=by, at_ns=at_ns, settled=settled):
        return False
    baton.state, baton.taken_by, baton.taken_ns = handoffs.ACCEPTED, by, at_ns
    older = handoffs.select(
        db,
        "state = 'open' AND kind = 'automatic' AND branch = ? AND worktree = ? AND (created_ns <= ? OR session = ?)",
        (baton.branch, baton.worktree, baton.created_ns, baton.session),
    )
    line = [h.id for h in older if _at_or_above(h.cwd, baton.cwd) or _at_or_above(baton.cwd, h.cwd)]
    handoffs.expire(db, line, reason="older")
    return True


def _on_the_way(place: Place, baton: Handoff) -> bool:
    """Return whether the work that a baton speaks of is part of what is checked out at `place`."""
    if baton.branch == place.branch or baton.head in ("", place.head):
        return True
    try:
        git.run(place.worktree, "merge-base", "--is-ancestor", git.checked(baton.head), "HEAD", timeout_s=1.0)
    except GitError:
        return False
    return True


def uncommitted(worktree: str, files: Sequence[str], *, timeout_s: float = 1.0) -> list[str] | None:
    """Return which of `files` differ from HEAD now, new ones included; None when git does not tell in time."""
    if not files:
        return []
    try:
        out = git.run(
            worktree, "status", "--porcelain", "-z", "--untracked-files=all", "--no-renames", "--ignore-submodules=all",
            "--", *(f":(literal){name}" for name in files), timeout_s=timeout_s,
        )  # fmt: skip
    except GitError:
        return None
    changed = {entry[3:] for entry in out.split("\0") if len(entry) > 3}
    return [name for name in files if name in changed]
