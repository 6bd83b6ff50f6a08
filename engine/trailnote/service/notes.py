"""Remembering, finding, reading and forgetting."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Sequence

from trailnote.distill import anchors, learnings
from trailnote.errors import RefusedError, UsageError
from trailnote.model import EXPLICIT, NAMESPACES, Memory, Provenance, digest, first_line
from trailnote.recall.asked import Query
from trailnote.recall.search import Hit, merge, search
from trailnote.service import sharing, vectors
from trailnote.service.workspace import Workspace
from trailnote.store import memories
from trailnote.store.database import transaction

MODES = ("auto", "lexical", "simhash", "vector")
MAX_TEXT = 100_000
MAX_LIMIT = 100
_DURATIONS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}


@dataclasses.dataclass(frozen=True, slots=True)
class Found:
    """A hit as its reader gets it. `freshness` is fresh, changed, gone or "" when no file was anchored."""

    id: str
    key: str
    namespace: str
    scope: str
    state: str
    text: str
    score: float
    why: str
    files: tuple[str, ...]
    provenance: Provenance
    freshness: str
    origin: str
    created_ns: int


@dataclasses.dataclass(frozen=True, slots=True)
class Remembered:
    """What `remember` stored, and where."""

    id: str
    key: str
    namespace: str


def when(at_ns: int) -> str:
    """Return a moment as RFC 3339 in UTC, to the second."""
    moment = datetime.datetime.fromtimestamp(at_ns // 10**9, datetime.UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def seconds(text: str) -> int:
    """Return the seconds in a duration such as 90d, 24h or 15m. Raises UsageError."""
    number, unit = text[:-1], text[-1:]
    if not number.isdecimal() or unit not in _DURATIONS or int(number) > 10**6:
        raise UsageError(f"{text!r} is no duration; write such as 90d, 24h, 15m")
    return int(number) * _DURATIONS[unit]


def check_namespace(namespace: str) -> str:
    """Return `namespace` if there is one of that name; UsageError names those there are."""
    if namespace not in NAMESPACES:
        raise UsageError(f"namespace {namespace!r} is unknown; one of {', '.join(NAMESPACES)}")
    return namespace


def remember(
    workspace: Workspace,
    text: str,
    *,
    namespace: str = "learnings",
    key: str = "",
    title: str = "",
    files: Sequence[str] = (),
    tags: Sequence[str] = (),
    scope: str = "project",
    ttl: str = "",
    pin: bool = False,
    source: str = "person",
    author: str = "",
) -> Remembered:
    """Store one memory that a person or agent states. Under a key that is taken, the earlier wording is kept.

    `files` are paths inside the repository, with lines if wanted (`auth/http.py:88-95`); they are anchored, so that a
    reader learns when the code changes. Raises UsageError and RefusedError (a path out of the repository).
    """
    check_namespace(namespace)
    if not text.strip():
        raise UsageError("the text is empty; nothing was stored")
    if len(text) > MAX_TEXT:
        raise UsageError(f"the text has {len(text)} characters, more than {MAX_TEXT}; nothing was stored")
    clean = workspace.scrubber.text(text, MAX_TEXT).strip()
    now = workspace.now_ns()
    named, facts = _anchored(workspace, files)
    memory = Memory(
        namespace=namespace,
        key=workspace.scrubber.text(key, 300) or digest(clean)[:12],
        text=clean,
        title=workspace.scrubber.text(title, 200) or first_line(clean),
        files=named,
        tags=[workspace.scrubber.text(t, 60) for t in tags],
        pinned=pin,
        created_ns=now,
        expires_ns=now + seconds(ttl) * 10**9 if ttl else None,
        provenance=Provenance(EXPLICIT, [source]),
        author=author,
        branch=workspace.branch if scope == "project" else "",
        scope=scope,
        facts=facts,
    )
    db = workspace.database(scope)
    known = memories.find(db, namespace, memory.key)
    if known is not None and known.text == clean and not memories.is_over(known, now):
        # Said again: each who said it is a source.
        memory.provenance = Provenance(EXPLICIT, list(dict.fromkeys((*known.provenance.sources, source)))[-20:])
    memories.put(db, memory, now_ns=now, revive=True)
    learnings.cluster(db, most=learnings.FEW)
    if scope == "project" and (pin or namespace == "decisions"):
        sharing.update(workspace)
    return Remembered(memory.id, memory.key, memory.namespace)


def _anchored(workspace: Workspace, files: Sequence[str]) -> tuple[list[str], dict[str, object]]:
    named: list[str] = []
    found: dict[str, str] = {}
    for file in files:
        if "\0" in file or anchors.inside(workspace.project.worktree, anchors.split_lines(file)[0]) is None:
            raise RefusedError(f"{file!r}: lies outside {workspace.project.worktree}; nothing was stored")
        anchor = anchors.of_file(workspace.project.worktree, file)
        if anchor is None:
            named.append(anchors.split_lines(file)[0])
        else:
            named.append(anchor[0])
            found[anchor[0]] = anchor[1]
    joined = "\n".join(named)
    if workspace.scrubber.text(joined, len(joined) + 1) != joined:
        named = [workspace.scrubber.text(name, 1_000) for name in named]
        found = {name: state for name, state in found.items() if name in named}
    return named, {"anchors": found} if found else {}


def query(
    workspace: Workspace,
    text: str,
    *,
    files: Sequence[str] = (),
    namespace: str = "",
    scope: str = "both",
    mode: str = "auto",
    limit: int = 10,
    everything: bool = False,
) -> list[Found]:
    """Return the memories that matter to `text` and `files`, best first; none below the floor unless `everything`."""
    if mode not in MODES:
        raise UsageError(f"mode {mode!r} is unknown; one of {', '.join(MODES)}")
    if not 1 <= limit <= MAX_LIMIT:
        raise UsageError(f"limit {limit} is out of range; 1 to {MAX_LIMIT}")
    if not text.strip() and not files:
        raise UsageError("the query is empty; give some words, or files")
    vector = _vector(workspace, text) if mode in ("auto", "vector") and text.strip() else None
    if vector is not None and not all(vectors.comparable(workspace, db, vector) for _, db in workspace.tiers(scope)):
        vector = None
    asked = Query(
        text=text,
        files=tuple(files),
        namespaces=(check_namespace(namespace),) if namespace else (),
        mode="auto" if mode == "vector" and vector is None else mode,
        limit=limit,
        include_all=everything,
        now_ns=workspace.now_ns(),
        floor=workspace.config.floor,
        vector=vector,
        vector_model=workspace.config.embedding_model,
    )
    hits: dict[str, list[Hit]] = {"project": [], "user": []}
    tier_of: dict[int, str] = {}
    for tier, db in workspace.tiers(scope):
        hits[tier] = search(db, asked)
        tier_of |= {id(hit): tier for hit in hits[tier]}
    result = []
    for hit in merge(hits["project"], hits["user"])[:limit]:
        tier = tier_of[id(hit)]
        result.append(_found(workspace, hit, tier))
    _count_use(workspace, result)
    return result


def _vector(workspace: Workspace, text: str) -> list[float] | None:
    """Return the embedding of a question, None when embeddings are off or the provider fails, which is logged."""
    if not workspace.config.embedding_model:
        return None
    from trailnote.recall import embeddings

    try:
        return embeddings.embed([text], workspace.config, workspace.env, query=True)[0]
    except embeddings.EmbeddingError as exc:
        workspace.log("embeddings", str(exc))
        return None


def _found(workspace: Workspace, hit: Hit, tier: str) -> Found:
    anchored = hit.facts.get("anchors")
    states = anchors.states(workspace.project.worktree, anchored) if isinstance(anchored, dict) else {}
    return Found(
        id=hit.id,
        key=hit.key,
        namespace=hit.namespace,
        scope=tier,
        state=hit.state,
        text=hit.text,
        score=round(hit.score, 4),
        why=hit.why,
        files=hit.files,
        provenance=Provenance.from_json(hit.provenance),
        freshness=anchors.summary(states),
        origin=hit.origin,
        created_ns=hit.created_ns,
    )


def freshness(workspace: Workspace, memory: Memory) -> str:
    """Return whether the files that a memory speaks of are fresh, changed or gone; "" when it anchored none."""
    return anchors.summary(anchors.check(workspace.project.worktree, memory))


def _count_use(workspace: Workspace, found: Sequence[Found]) -> None:
    """Count the first three hits as used: what was asked for and shown is worth keeping a little longer."""
    now = workspace.now_ns()
    for tier in {hit.scope for hit in found[:3]}:
        db = workspace.database(tier)
        with transaction(db):
            db.executemany(
                "UPDATE memory SET uses = uses + 1, used_ns = ? WHERE id = ?",
                [(now, hit.id) for hit in found[:3] if hit.scope == tier],
            )


def read(workspace: Workspace, name: str) -> tuple[Memory, list[tuple[int, str]]]:
    """Return a memory by id or key, and its earlier wordings as (at_ns, text), newest first. Raises NotFoundError."""
    memory, db = workspace.find(name)
    versions = db.execute(
        "SELECT at_ns, text FROM memory_version WHERE id = ? ORDER BY at_ns DESC", (memory.id,)
    ).fetchall()
    with transaction(db):
        memories.mark_used(db, [memory.n], now_ns=workspace.now_ns())
    return memory, versions


def listed(
    workspace: Workspace, *, namespace: str = "", state: str = "", scope: str = "both", limit: int = 50
) -> list[Memory]:
    """Return unexpired memories, newest first."""
    result: list[Memory] = []
    now = workspace.now_ns()
    where, parameters = "(expires_ns IS NULL OR expires_ns > ?)", [now]
    values: list[object] = list(parameters)
    if namespace:
        where += " AND namespace = ?"
        values.append(check_namespace(namespace))
    if state:
        where += " AND state = ?"
        values.append(state)
    for tier, db in workspace.tiers(scope):
        result += memories.select(db, f"{where} ORDER BY created_ns DESC, n DESC LIMIT ?", (*values, limit), scope=tier)
    result.sort(key=lambda m: (m.created_ns, m.n), reverse=True)
    return result[:limit]


def admit(workspace: Workspace, name: str) -> Memory:
    """Let a memory that came from outside be told unasked: a person's decision. Raises NotFoundError."""
    memory, db = workspace.find(name)
    db.execute("UPDATE memory SET origin = 'own', updated_ns = ? WHERE n = ?", (workspace.now_ns(), memory.n))
    return memory


def forget(workspace: Workspace, name: str) -> Memory:
    """Delete a memory for good and leave a tombstone; return what it was. Raises NotFoundError."""
    memory, db = workspace.find(name)
    memories.forget(db, memory, now_ns=workspace.now_ns())
    if memory.scope == "project":
        sharing.update(workspace)
    return memory
