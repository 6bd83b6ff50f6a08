"""The vocabulary: events, memories, handoffs, namespaces. No input or output, standard library without `typing`."""

from __future__ import annotations

from trailnote import jsontext

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

DAY_NS = 86_400 * 10**9

# Default time to live by namespace, in days; None is for ever. `resolutions` live while their commit is reachable.
NAMESPACES: dict[str, float | None] = {
    "resolutions": None,
    "failures": None,
    "executions": 180,
    "learnings": None,
    "patterns": None,
    "decisions": None,
    "code-context": 30,
    "session": 7,
    "ephemeral": 1,
}
STATES = ("candidate", "promoted", "rejected", "superseded")
# `run` is a command that `trailnote run` wrapped; the others are what clients report.
KINDS = ("session_start", "prompt", "tool", "tool_failure", "checkpoint", "stop", "session_end", "run")
EXPLICIT, OBSERVED, INFERRED, UNKNOWN = "explicit", "observed", "inferred", "unknown"

# What an event holds beside its identity. The default is left out of the stored JSON.
_EVENT_FIELDS: dict[str, object] = {
    "agent": "",  # id of the subagent that acted, "" for the main one
    "branch": "",
    "change": "",  # a few changed lines of an edit, see capture/changes.py
    "call": "",  # the client's id of the tool call, prompt or turn
    "client_version": "",
    "command": "",  # shell command line
    "duration_ms": -1,
    "edited": (),  # paths as the client named them
    "exit_code": None,
    "gitdir": "",
    "output": "",
    "pid": 0,  # process of the client, on session_start
    "pid_start": "",  # its start time, so that a reused number is told apart
    "read": (),
    "reflog": -1,  # size of the HEAD log at that moment, in bytes; -1 outside git
    "source": "",  # startup, resume, clear, compact, fork; a compaction's trigger; an end's reason
    "text": "",  # the prompt, the last message, custom instructions
    "tool": "",
    "transcript": "",
    "truncated": False,  # the payload was longer than was read
    "worktree": "",
}


class Event:
    """One thing that a client reported, redacted and capped.

    `id` is the same for the same call delivered twice. `at_ns` is the hook's clock in nanoseconds since the epoch.
    `kind` is one of KINDS, `head` the commit that was checked out ("" before the first one).
    """

    __slots__ = ("at_ns", "client", "cwd", "head", "id", "kind", "session", *_EVENT_FIELDS)

    if TYPE_CHECKING:
        id: str
        client: str
        session: str
        kind: str
        at_ns: int
        cwd: str
        head: str
        agent: str
        branch: str
        change: str
        call: str
        client_version: str
        command: str
        duration_ms: int
        edited: tuple[str, ...]
        exit_code: int | None
        gitdir: str
        output: str
        pid: int
        pid_start: str
        read: tuple[str, ...]
        reflog: int
        source: str
        text: str
        tool: str
        transcript: str
        truncated: bool
        worktree: str

    def __init__(self, **fields: object) -> None:
        for name, default in _EVENT_FIELDS.items():
            setattr(self, name, fields.pop(name, default))
        for name in ("id", "client", "session", "kind", "at_ns", "cwd"):
            setattr(self, name, fields.pop(name))
        self.head = str(fields.pop("head", ""))
        if fields:
            raise TypeError(f"Event has no field {', '.join(sorted(fields))}")

    def to_json(self) -> str:
        """Return the event as one JSON object on one line."""
        value: dict[str, object] = {
            n: getattr(self, n) for n in ("id", "client", "session", "kind", "at_ns", "cwd", "head")
        }
        for name, default in _EVENT_FIELDS.items():
            field = getattr(self, name)
            if field != default:
                value[name] = field
        return jsontext.dumps(value, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Event:
        """Read what `to_json` wrote. Fields of a newer version are dropped; ValueError when it is no event."""
        value = jsontext.loads(text)
        if not isinstance(value, dict) or not all(
            isinstance(value.get(n), str) for n in ("id", "client", "session", "kind", "cwd")
        ):
            raise ValueError("not an event")
        if not isinstance(value.get("at_ns"), int):
            raise ValueError("not an event: at_ns is no number")
        known = {k: v for k, v in value.items() if k in cls.__slots__}
        for name in ("edited", "read"):
            if name in known:
                known[name] = tuple(str(x) for x in known[name])
        return cls(**known)


class Provenance:
    """Where a memory comes from: `kind` is explicit, observed or inferred; `sources` are such strings as
    `commit:3f2a91c…`, `session:claude-code:1b2c`, `file:auth/http.py:88`, `command:pytest`, `note:decisions/0007-db`.
    """

    __slots__ = ("kind", "sources")

    def __init__(self, kind: str, sources: Iterable[str] = ()) -> None:
        self.kind = kind
        self.sources = tuple(sources)

    def to_json(self) -> str:
        """Return the JSON text that the store keeps."""
        return jsontext.dumps({"kind": self.kind, "sources": self.sources})

    @classmethod
    def from_json(cls, text: str) -> Provenance:
        """Read what `to_json` wrote; an unreadable text gives kind `unknown`."""
        try:
            value = jsontext.loads(text)
            if not isinstance(value, dict):
                return cls(UNKNOWN)
            return cls(str(value["kind"]), [str(s) for s in value.get("sources", ())])
        except (ValueError, KeyError, TypeError):
            return cls(UNKNOWN)


class Memory:
    """One thing remembered. Times are nanoseconds since the epoch; `expires_ns` None is for ever.

    `origin` is `own` for what this repository's sessions, people and branches brought, `outside` for the web, other
    tools and strangers: that is never told unasked. `facts` holds what a namespace keeps beside its text (a commit's
    diff statistics, an execution's commands), as JSON values. `n` is the row in its database, 0 before it is stored.
    """

    __slots__ = (
        "author",
        "branch",
        "created_ns",
        "expires_ns",
        "facts",
        "files",
        "fingerprint",
        "id",
        "key",
        "n",
        "namespace",
        "origin",
        "pinned",
        "provenance",
        "salience",
        "scope",
        "sightings",
        "state",
        "symbols",
        "tags",
        "text",
        "title",
        "updated_ns",
        "used_ns",
        "uses",
    )

    def __init__(
        self,
        *,
        namespace: str,
        key: str,
        text: str,
        title: str = "",
        files: Iterable[str] = (),
        symbols: Iterable[str] = (),
        tags: Iterable[str] = (),
        state: str = "candidate",
        pinned: bool = False,
        created_ns: int = 0,
        updated_ns: int = 0,
        used_ns: int = 0,
        uses: int = 0,
        expires_ns: int | None = None,
        sightings: int = 1,
        provenance: Provenance | None = None,
        author: str = "",
        origin: str = "own",
        branch: str = "",
        fingerprint: int | None = None,
        salience: float = 1.0,
        facts: Mapping[str, object] | None = None,
        scope: str = "project",
        id: str = "",
        n: int = 0,
    ) -> None:
        self.namespace = namespace
        self.key = key
        self.text = text
        self.title = title or first_line(text)
        self.files = tuple(files)
        self.symbols = tuple(symbols)
        self.tags = tuple(tags)
        self.state = state
        self.pinned = pinned
        self.created_ns = created_ns
        self.updated_ns = updated_ns or created_ns
        self.used_ns = used_ns
        self.uses = uses
        self.expires_ns = expires_ns
        self.sightings = sightings
        self.provenance = provenance or Provenance(UNKNOWN)
        self.author = author
        self.origin = origin
        self.branch = branch
        self.fingerprint = fingerprint
        self.salience = salience
        self.facts = dict(facts or {})
        self.scope = scope
        self.id = id or memory_id(namespace, key)
        self.n = n


def first_line(text: str, limit: int = 200) -> str:
    """Return the first line that is not blank, at most `limit` characters."""
    for line in text.splitlines():
        line = line.strip()
        if line:
            return line if len(line) <= limit else line[: limit - 1] + "…"
    return ""


def digest(*parts: str) -> str:
    """Return 32 hex digits that stand for `parts`, in this order. Not for secrecy."""
    # hashlib costs a millisecond to import for what this one built-in module does.
    from _blake2 import blake2b

    h = blake2b(digest_size=16)
    for part in parts:
        raw = part.encode("utf-8", "surrogatepass")
        h.update(b"%d:" % len(raw))
        h.update(raw)
    return str(h.hexdigest())


def memory_id(namespace: str, key: str) -> str:
    """Return the id of the memory `key` in `namespace`: `m-` and 12 hex digits, the same on every machine.

    48 bits keep a million memories apart with a chance of 1 in 500 for any clash.
    """
    return "m-" + digest(namespace, key)[:12]


def expiry_ns(namespace: str, now_ns: int) -> int | None:
    """Return when a memory written now expires by its namespace's default, or None."""
    days = NAMESPACES[namespace]
    return None if days is None else now_ns + int(days * DAY_NS)


def as_strings(value: object) -> tuple[str, ...]:
    """Return the strings of a list, () for anything else."""
    return tuple(x for x in value if isinstance(x, str)) if isinstance(value, list | tuple) else ()


def text_of(value: Mapping[str, object], name: str) -> str:
    """Return the string under `name`, "" when it is absent or of another type."""
    found = value.get(name)
    return found if isinstance(found, str) else ""
