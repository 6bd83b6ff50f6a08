"""The notebook of a project: entries as Markdown under `.trailnote/journal/`, drafted from the records of a day.

The files are the truth: what is edited, deleted or checked out is followed by whoever reads next. The statements under
`## Improvements` are kept as learnings, each with its entry as the source.
"""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import json
import os
import sqlite3

from trailnote import jsontext, textfile
from trailnote.distill import fixes, learnings, notebook, notebook_stats, notebook_template
from trailnote.errors import UsageError
from trailnote.model import EXPLICIT, Memory, Provenance, digest, first_line
from trailnote.service.workspace import Workspace
from trailnote.store import executions as rows
from trailnote.store import followed, memories
from trailnote.store.database import transaction

FOLDER = "journal"
TEMPLATE = "template.md"
_MAX_BYTES = 2_000_000
_MAX_STATEMENT = 4_000
_BATCH = 200  # entries a transaction


@dataclasses.dataclass(frozen=True, slots=True)
class Improvement:
    """One statement that was learned, as `distill` tells it. `date` is `YYYY-MM-DD`."""

    id: str
    text: str
    source: str
    date: str
    category: str


@dataclasses.dataclass(frozen=True, slots=True)
class Updated:
    """What `update` did: the template's path, whether it changed, and how many changes met an edit and were left."""

    path: str
    changed: bool
    left: int


def _folder(workspace: Workspace) -> str:
    return os.path.join(workspace.project.memory_dir, FOLDER)


def _template_path(workspace: Workspace) -> str:
    return os.path.join(_folder(workspace), TEMPLATE)


def _template(workspace: Workspace) -> str:
    """Return the person's own template, "" when there is none. A link may lead to a file that no entry is to quote."""
    path = _template_path(workspace)
    return "" if os.path.islink(path) else textfile.read(path)


def _templates(workspace: Workspace) -> frozenset[str]:
    """Return what templates say, the person's own and every released one: nobody said it."""
    texts = [*notebook_template.RELEASED.values(), _template(workspace)]
    return frozenset().union(*(notebook.statements_of(text) for text in texts))


def follow(workspace: Workspace) -> int:
    """Read the entries that changed since they were last read; forget what the gone ones taught. Returns how many
    entries were read or went."""
    db, memory_dir = workspace.database(), workspace.project.memory_dir
    changed, gone = followed.changes(db, memory_dir, FOLDER)
    changed = [seen for seen in changed if not seen.path.endswith(f"/{TEMPLATE}")]
    if not changed and not gone:
        return 0
    templates = _templates(workspace)
    for start in range(0, len(changed), _BATCH):
        with transaction(db):
            new: list[Memory] = []
            for seen in changed[start : start + _BATCH]:
                new += _read(workspace, seen, templates)
            memories.put_all(db, new, now_ns=workspace.now_ns())
    with transaction(db):
        for path in gone:
            memories.delete(db, _learned_from(db, path).values())
        followed.drop(db, gone)
    return len(changed) + len(gone)


def _read(workspace: Workspace, seen: followed.Seen, templates: frozenset[str]) -> list[Memory]:
    """Take one file's statements over: those that it no longer makes are deleted, the new ones are returned."""
    db = workspace.database()
    try:
        with open(os.path.join(workspace.project.memory_dir, seen.path), "rb") as file:
            data = file.read(_MAX_BYTES + 1)
    except OSError:
        return []
    total = hashlib.sha256(data).hexdigest()
    if followed.sum_of(db, seen.path) == total:
        followed.note(db, seen, total)
        return []
    wanted: dict[str, Memory] = {}
    if len(data) <= _MAX_BYTES:
        try:
            entry = notebook.parse_entry(data, os.path.basename(seen.path), templates=templates)
            wanted = _statements(workspace, entry, seen.path)
        except UsageError:
            wanted = {}  # no entry by its name: `entries` says so
    known = _learned_from(db, seen.path)
    memories.delete(db, [row for key, row in known.items() if key not in wanted])
    followed.note(db, seen, total)
    new = []
    for key, memory in wanted.items():
        if key in known:
            memories.put(db, memory, now_ns=workspace.now_ns())
        elif not db.execute("SELECT 1 FROM tombstone WHERE id = ?", (memory.id,)).fetchone():
            new.append(memory)
    return new


def _learned_from(db: sqlite3.Connection, path: str) -> dict[str, tuple[int, str]]:
    # "$" follows "#" in ASCII: the range is every statement of that entry.
    found = db.execute(
        "SELECT key, n, id FROM memory WHERE namespace = 'learnings' AND key >= ? AND key < ?", (f"{path}#", f"{path}$")
    )
    return {str(key): (int(n), str(id)) for key, n, id in found}


def _statements(workspace: Workspace, entry: notebook.Entry, path: str) -> dict[str, Memory]:
    noon = datetime.datetime.combine(entry.date, datetime.time(12), datetime.UTC)
    at_ns = max(int(noon.timestamp()) * 10**9, 1)
    whole = "\n".join(item.text for item in entry.improvements)
    clean = workspace.scrubber.text(whole, len(whole) + 1) == whole  # one look at all: hardly an entry holds a secret
    found: dict[str, Memory] = {}
    for item in entry.improvements:
        text = item.text[:_MAX_STATEMENT] if clean else workspace.scrubber.text(item.text, _MAX_STATEMENT)
        stem = key = f"{path}#{digest(text)[:10]}"
        again = 1
        while key in found:
            again += 1
            key = f"{stem}-{again}"
        found[key] = Memory(
            namespace="learnings",
            key=key,
            text=text,
            title=first_line(text),
            created_ns=at_ns,
            updated_ns=at_ns,
            provenance=Provenance(EXPLICIT, [f"note:{path}"]),
            facts={"category": item.category, "date": entry.date.isoformat()},
        )
    return found


def entries(workspace: Workspace, *, since: str = "") -> tuple[list[notebook.Entry], list[str]]:
    """Return the entries, oldest first, and what is in the folder but is none, as warnings. `since` is a date."""
    least = notebook.parse_date(since) if since else datetime.date.min
    templates = _templates(workspace)
    found, warnings = [], []
    for seen in followed.look(workspace.project.memory_dir, FOLDER):
        name = os.path.basename(seen.path)
        if name == TEMPLATE:
            continue
        try:
            if notebook.split_name(name)[0] < least:
                continue
            with open(os.path.join(workspace.project.memory_dir, seen.path), "rb") as file:
                data = file.read(_MAX_BYTES + 1)
            if len(data) > _MAX_BYTES:
                warnings.append(f"{name}: longer than {_MAX_BYTES} bytes; not read")
                continue
            found.append(notebook.parse_entry(data, name, templates=templates))
        except (UsageError, OSError) as exc:
            warnings.append(str(exc))
    return found, warnings


def stats(workspace: Workspace) -> notebook_stats.Stats:
    """Return how the notebook is kept, up to today."""
    found, warnings = entries(workspace)
    counted = notebook_stats.Stats(found, today=today())
    counted.warnings += warnings
    return counted


def improvements(workspace: Workspace, *, since: str = "", category: str = "") -> list[Improvement]:
    """Return everything that was learned, oldest first: the notebook's statements and those from elsewhere."""
    least = notebook.parse_date(since).isoformat() if since else ""
    if category and category not in (*notebook.CATEGORIES, notebook.UNCATEGORISED):
        raise UsageError(f"category {category!r} is unknown; one of {', '.join(notebook.CATEGORIES)}")
    names = ", ".join(f"'{name}'" for name in followed.LEARNED)
    found = []
    for memory in memories.select(
        workspace.database(),
        f"namespace IN ({names}) AND {memories.LIVE} ORDER BY created_ns, n",
        (workspace.now_ns(),),
    ):
        source = memory.provenance.sources[0] if memory.provenance.sources else ""
        item = Improvement(
            memory.id,
            memory.text,
            learnings.source_of(memory, source),
            learnings.date_of(memory),
            learnings.category_of(memory),
        )
        if item.date >= least and (not category or item.category == category):
            found.append(item)
    return found


def today() -> datetime.date:
    """Return this day as the person's clock shows it."""
    return datetime.datetime.now().astimezone().date()


def new(workspace: Workspace, slug: str, *, date: str = "") -> str:
    """Write a new entry, filled in from what the records say of that day, and return its path.

    Raises UsageError when the date or the slug is none, or the entry is there already.
    """
    day = notebook.parse_date(date) if date else today()
    template = _template(workspace) or notebook_template.RELEASED[notebook_template.NEWEST]
    notebook.entry_name(slug, day.isoformat())
    path = notebook_template.create_entry(
        _folder(workspace), slug=slug, date=day.isoformat(), template=template, facts=facts_of(workspace, day)
    )
    note_written(workspace, os.path.relpath(path, workspace.project.memory_dir).replace(os.sep, "/"))
    return path


def update(workspace: Workspace) -> Updated:
    """Bring the newest template into `.trailnote/journal/`; what the person edited stays."""
    path = _template_path(workspace)
    mine = _template(workspace)
    text, left = notebook_template.updated(mine) if mine else (notebook_template.RELEASED[notebook_template.NEWEST], 0)
    if text != mine:
        textfile.write(path, text, root=workspace.project.memory_dir)
        if not mine:
            note_written(workspace, f"{FOLDER}/{TEMPLATE}")
    return Updated(path, text != mine, left)


def note_written(workspace: Workspace, inside: str) -> None:
    """Note the sum of a file that we wrote under the memory folder, so that `clean` can tell that nobody edited it."""
    path = os.path.join(workspace.project.local_dir, "written.json")
    try:
        found = jsontext.loads(textfile.read(path) or "{}")
    except ValueError:
        found = {}
    sums = found if isinstance(found, dict) else {}
    try:
        with open(os.path.join(workspace.project.memory_dir, inside), "rb") as file:
            sums[inside] = hashlib.sha256(file.read()).hexdigest()
    except FileNotFoundError:
        sums.pop(inside, None)
    textfile.write(path, json.dumps(sums, sort_keys=True) + "\n", root=workspace.project.local_dir, mode=0o600)


def facts_of(workspace: Workspace, day: datetime.date) -> notebook_template.Facts:
    """Return what the records say of a day, by the person's clock: commits, files, commands, tests, failures."""
    db = workspace.database()
    begin = datetime.datetime.combine(day, datetime.time()).astimezone()
    end = datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time()).astimezone()
    span = (int(begin.timestamp()) * 10**9, int(end.timestamp()) * 10**9)
    made = list(
        memories.select(
            db,
            "namespace = 'resolutions' AND state != 'superseded' AND origin = 'own' AND created_ns >= ? "
            "AND created_ns < ? ORDER BY created_ns, n",
            span,
        )
    )
    edited = [
        r[0] for r in db.execute("SELECT DISTINCT path FROM edit WHERE at_ns >= ? AND at_ns < ? ORDER BY n", span)
    ]
    ran = rows.runs(db, "at_ns >= ? AND at_ns < ? ORDER BY at_ns, n", *span)
    tests = {run.canonical: run for run in ran if run.tests or run.kind == "test"}
    return notebook_template.Facts(
        commits=[(memory.key[:8], memory.title) for memory in made],
        commands=dict.fromkeys(_short(run.command) for run in ran if run.effect != "reads"),
        tests=[(_short(run.command), _result(run)) for run in tests.values()],
        failures=_failures(db, span),
        files=dict.fromkeys([*edited, *(path for memory in made for path in memory.files)]),
    )


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _short(command: str) -> str:
    return _cut(" ".join(command.split()), 200)


def _result(run: rows.Run) -> str:
    counted = ", ".join(f"{count} {name}" for name, count in run.tests.items() if count)
    return counted or run.outcome


def _failures(db: sqlite3.Connection, span: tuple[int, int]) -> list[tuple[str, str]]:
    found = []
    for n, name in db.execute(
        "SELECT n, name FROM failure WHERE n IN (SELECT failure FROM sighting WHERE last_ns >= ? AND first_ns < ?) "
        "ORDER BY n",
        span,
    ).fetchall():
        worked, _ = fixes.split(rows.attempts(db, "failure = ?", n))
        found.append((str(name), _fix(worked[0]) if worked and worked[0].made_ns < span[1] else ""))
    return found


def _fix(attempt: rows.Attempt) -> str:
    if attempt.commit_id:
        return f"{attempt.commit_id[:8]} {attempt.subject}"
    return fixes.deed(attempt, _cut) if fixes.describable(attempt) else "nothing but running it again"
