"""What happened here lately: a digest of the session pages, and of the sessions that still run."""

from __future__ import annotations

import dataclasses

from trailnote.distill import handoffs, pages, said, sessions, thread
from trailnote.model import Memory, text_of
from trailnote.service.notes import seconds, when
from trailnote.service.workspace import Workspace
from trailnote.store import memories
from trailnote.store.database import transaction


@dataclasses.dataclass(frozen=True, slots=True)
class Worked:
    """One session of the digest. `through_ns` is the last thing done in it; `running` that it goes on."""

    client: str
    title: str
    summary: str
    branch: str
    started_ns: int
    through_ns: int
    running: bool
    prompts: int
    tools: int
    files: tuple[str, ...]
    commits: tuple[str, ...]
    failing: object
    tests: object


def recap(workspace: Workspace, *, since: str = "2d") -> list[Worked]:
    """Return the sessions that worked within a duration such as 2d or 12h, oldest first. Raises UsageError."""
    db, now = workspace.database(), workspace.now_ns()
    start = now - seconds(since) * 10**9
    with transaction(db):
        handoffs.reap(db, now_ns=now)
    found = {}
    for page in memories.select(
        db, f"namespace = 'session' AND key GLOB 'page/*' AND {memories.LIVE} AND updated_ns >= ?", (now, start)
    ):
        found[page.key.removeprefix(pages.PAGE)] = _of_page(page)
    for session in sessions.running(db):
        read = thread.read(db, session)
        if read.worked and read.telling and read.through_ns >= start:
            found[session.id] = _of_thread(read)
    return sorted((w for w in found.values() if w.through_ns >= start), key=lambda w: w.started_ns)


def _of_page(page: Memory) -> Worked:
    facts = page.facts
    through, prompts, tools = (facts.get(name) for name in ("through_ns", "prompts", "tools"))
    commits = facts.get("commits")
    return Worked(
        client=text_of(facts, "client"),
        title=page.title,
        summary=text_of(facts, "summary"),
        branch=page.branch,
        started_ns=page.created_ns,
        through_ns=through if isinstance(through, int) else page.updated_ns,
        running=False,
        prompts=prompts if isinstance(prompts, int) else 0,
        tools=tools if isinstance(tools, int) else 0,
        files=page.files,
        commits=tuple(str(c) for c in commits) if isinstance(commits, list) else (),
        failing=facts.get("failing"),
        tests=facts.get("tests"),
    )


def _of_thread(read: thread.Thread) -> Worked:
    return Worked(
        client=read.client,
        title=read.task or pages.untitled(read),
        summary=said.first_sentences(read.answer, 280),
        branch=read.branch,
        started_ns=read.started_ns,
        through_ns=read.through_ns,
        running=True,
        prompts=len(read.prompts),
        tools=read.tools,
        files=read.files,
        commits=tuple(read.commits),
        failing=read.failing,
        tests=read.tests,
    )


def prose(found: list[Worked], *, since: str) -> str:
    """Return the digest as paragraphs, one a session; a sentence of its own when nothing happened."""
    if not found:
        return f"No session worked here in the last {since}."
    count = "One session" if len(found) == 1 else f"{len(found)} sessions"
    return "\n\n".join([f"{count} worked here in the last {since}.", *(_paragraph(w) for w in found)])


def _paragraph(worked: Worked) -> str:
    minutes = max((worked.through_ns - worked.started_ns) // (60 * 10**9), 1)
    lasted = f"{minutes} minute{'s' if minutes > 1 else ''}" if minutes < 120 else f"{minutes // 60} hours"
    branch = f" on {worked.branch}" if worked.branch else ""
    state = "; still running" if worked.running else ""
    parts = [f"{when(worked.started_ns)} {worked.client}{branch}, {lasted}{state}: {_sentence(worked.title)}"]
    if worked.summary:
        parts.append(_sentence(worked.summary))
    if worked.commits:
        parts.append(f"Committed {_and(worked.commits)}.")
    if worked.files:
        rest = len(worked.files) - 6
        parts.append(f"Edited {_and(worked.files[:6])}{f' and {rest} more' if rest > 0 else ''}.")
    if isinstance(worked.failing, dict):
        parts.append(f"Left failing: {pages.run_text(worked.failing)}.")
    elif isinstance(worked.tests, dict):
        parts.append(f"Tests last seen: {worked.tests.get('command')}, {worked.tests.get('outcome')}.")
    return " ".join(parts)


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else text + "."


def _and(items: tuple[str, ...]) -> str:
    return items[0] if len(items) == 1 else ", ".join(items[:-1]) + " and " + items[-1]
