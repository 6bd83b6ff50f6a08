"""What a repository and the tools used in it know beside the commits: documents, releases, files that change together,
and what other tools left."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator

from trailnote import git, paths
from trailnote.distill import documents, elsewhere, together
from trailnote.errors import GitError
from trailnote.model import DAY_NS, OBSERVED, Memory, Provenance
from trailnote.service.notes import MAX_TEXT
from trailnote.service.workspace import Workspace
from trailnote.store import memories
from trailnote.store.database import transaction

_KEPT_NS = 365 * DAY_NS  # a survey note fades when it is not used; the next bootstrap brings it back
_MAX_TAGS = 50
_TAG_CHARS = 1_500
_BATCH = 200


@dataclasses.dataclass(frozen=True, slots=True)
class Surveyed:
    """How many notes are new or changed."""

    documents: int = 0
    releases: int = 0
    together: int = 0
    imported: int = 0


def survey(workspace: Workspace) -> Surveyed:
    """Learn what stands in the repository's documents and tags, which files change together, and what other tools left.

    Idempotent: what has not changed is not written again. Needs the commits to be learned before.
    """
    root = workspace.project.worktree
    tracked = _tracked(workspace)
    read = list(documents.read(root, tracked, _clean(workspace)))
    releases = [m for m in read if m.key.startswith(documents.RELEASE)]
    named = {m.key for m in releases}
    releases += [m for m in _tags(workspace) if m.key not in named]
    pages = [m for m in read if m.key.startswith(documents.DOCUMENT)]
    result = Surveyed(
        documents=_put(workspace, pages),
        releases=_put(workspace, releases),
        together=_put(workspace, together.notes(together.count(workspace.database()), set(tracked))),
        imported=_put(
            workspace,
            elsewhere.read(workspace.project.root, workspace.env, paths.home_dir(workspace.env), _clean(workspace)),
            expires=False,
        ),
    )
    _drop_gone(workspace, {m.key for m in pages} | {m.key for m in releases})
    return result


def _clean(workspace: Workspace) -> Callable[[str], str]:
    return lambda text: workspace.scrubber.text(text, MAX_TEXT)


def _tracked(workspace: Workspace) -> list[str]:
    try:
        out = git.run(workspace.project.worktree, "ls-files", "-z", limit=64 << 20, timeout_s=60)
    except GitError:
        return []
    return [name for name in out.split("\0") if name]


def _tags(workspace: Workspace) -> Iterator[Memory]:
    """Yield a note for each of the newest annotated tags; one without words of its own says nothing."""
    form = "%(refname:short)%00%(objecttype)%00%(creatordate:unix)%00%(contents)%00%00"
    try:
        out = git.run(
            workspace.project.worktree, "for-each-ref", "--sort=-creatordate", f"--count={_MAX_TAGS}",
            f"--format={form}", "refs/tags",
        )  # fmt: skip
    except GitError:
        return
    clean = _clean(workspace)
    for record in out.split("\0\0"):
        fields = record.lstrip("\n").split("\0")
        if len(fields) != 4 or fields[1] != "tag" or not fields[3].strip():
            continue
        name, message = clean(fields[0]), clean(fields[3].split("-----BEGIN", 1)[0].strip())[:_TAG_CHARS]
        yield Memory(
            namespace="code-context",
            key=documents.release_key(name),
            title=f"Release {name}",
            text=f"Release {name} (tag)\n\n{message}",
            tags=["release"],
            created_ns=int(fields[2] or 0) * 10**9,
            provenance=Provenance(OBSERVED, [f"tag:{name}"]),
        )


def _put(workspace: Workspace, found: Iterable[Memory], *, expires: bool = True) -> int:
    """Store notes in short transactions; return how many are new or changed."""
    db, now = workspace.database(), workspace.now_ns()
    count = 0
    every = list(found)
    for start in range(0, len(every), _BATCH):
        with transaction(db):
            for memory in every[start : start + _BATCH]:
                memory.expires_ns = now + _KEPT_NS if expires else None
                count += memories.put(db, memory, now_ns=now)
    return count


def _drop_gone(workspace: Workspace, there: set[str]) -> None:
    """Delete the notes of documents and releases that are no longer in the repository; a pinned one stays."""
    db = workspace.database()
    with transaction(db):
        rows = db.execute(
            "SELECT n, id, key FROM memory WHERE namespace = 'code-context' AND pinned = 0 "
            "AND (key GLOB 'doc/*' OR key GLOB 'release/*')"
        ).fetchall()
        memories.delete(db, [(n, id) for n, id, key in rows if key not in there])
