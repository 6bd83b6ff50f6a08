"""What other tools left: Claude Code's memory folder, Codex's memories, aictx's records, a buildlog's entries.

All of it came from outside of our own capture: it is marked so, is not told unasked, and only a person may promote it.
Formats are read as far as they are known; what cannot be read is passed over.
"""

from __future__ import annotations

import os

from trailnote import jsontext
from trailnote.distill import said
from trailnote.distill.notebook import parse_entry
from trailnote.errors import UsageError
from trailnote.model import EXPLICIT, INFERRED, Memory, Provenance, as_strings, digest, first_line, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_MAX_FILES, _MAX_BYTES, _MAX_ROWS = 200, 512_000, 500
_NOTE_CHARS = 2_000
_TASKS = ("task_goal", "request", "user_request", "task", "task_text", "goal", "title", "result_summary", "summary")


def read(root: str, env: Mapping[str, str], home: str, clean: Callable[[str], str]) -> Iterator[Memory]:
    """Yield what other tools left for the project at `root`, in its working tree and in the user's `home`."""
    yield from _claude(root, env.get("CLAUDE_CONFIG_DIR") or os.path.join(home, ".claude"), clean)
    yield from _codex(root, env.get("CODEX_HOME") or os.path.join(home, ".codex"), clean)
    yield from _aictx(os.path.join(root, ".aictx"), clean)
    yield from _buildlog(os.path.join(root, "buildlog"), clean)


def memory_folders(root: str, env: Mapping[str, str], home: str) -> tuple[str, ...]:
    """Return where Claude Code keeps what it remembers of the project at `root` and of all, and where Codex does."""
    claude = env.get("CLAUDE_CONFIG_DIR") or os.path.join(home, ".claude")
    codex = env.get("CODEX_HOME") or os.path.join(home, ".codex")
    return _claude_folder(root, claude), os.path.join(claude, "memory"), os.path.join(codex, "memories")


def _claude_folder(root: str, folder: str) -> str:
    """Claude Code keeps a folder for each project, named by its path with a hyphen for each other sign."""
    slug = "".join(c if c.isascii() and c.isalnum() else "-" for c in root)
    return os.path.join(folder, "projects", slug, "memory")


def _claude(root: str, folder: str, clean: Callable[[str], str]) -> Iterator[Memory]:
    for name, text in _markdown(_claude_folder(root, folder)):
        for title, body in _parts(text):
            heading = title or name.removesuffix(".md")
            yield _note(clean(body), title=clean(heading), tool="claude-code-memory", source=name)


def _codex(root: str, folder: str, clean: Callable[[str], str]) -> Iterator[Memory]:
    """Codex keeps the memories of all projects together: only the parts that name this one's directory are ours."""
    for name, text in _markdown(os.path.join(folder, "memories")):
        for title, body in _parts(text):
            if root in body or root in title:
                yield _note(clean(body), title=clean(title), tool="codex-memory", source=name)


def _aictx(folder: str, clean: Callable[[str], str]) -> Iterator[Memory]:
    for row in _rows(os.path.join(folder, "continuity", "decisions.jsonl")):
        text = ". ".join(
            v for v in (text_of(row, n) for n in ("decision", "title", "summary", "text", "rationale")) if v
        )
        yield _note(clean(text), tool="aictx", source="decisions.jsonl", namespace="decisions")
    for row in _rows(os.path.join(folder, "strategy_memory", "strategies.jsonl")):
        task = next((text_of(row, n) for n in _TASKS if text_of(row, n)), "")
        if task and row.get("success") is not False and row.get("is_failure") is not True:
            files = [*as_strings(row.get("entry_points")), *as_strings(row.get("files_used"))]
            ran = [*as_strings(row.get("commands_executed")), *as_strings(row.get("tests_executed"))]
            done = f" Ran {'; '.join(dict.fromkeys(ran))}." if ran else ""
            text = f"Worked before: {task}.{done}"
            yield _note(clean(text), tool="aictx", source="strategies.jsonl", files=files)
    for row in _rows(os.path.join(folder, "failure_memory", "failure_patterns.jsonl")):
        error, tried = text_of(row, "error_text"), text_of(row, "attempted_fix_summary")
        command = text_of(row, "failed_command")
        if error:
            text = f"Failed{f' ({command})' if command else ''}: {error}.{f' Tried: {tried}.' if tried else ''}"
            files = list(as_strings(row.get("files_involved")))
            yield _note(clean(text), tool="aictx", source="failure_patterns.jsonl", files=files)


def _buildlog(folder: str, clean: Callable[[str], str]) -> Iterator[Memory]:
    for name, text in _markdown(folder):
        try:
            entry = parse_entry(text, name)
        except (UsageError, ValueError):
            continue
        for improvement in entry.improvements:
            yield _note(clean(improvement.text), tool="buildlog", source=name, tags=(improvement.category,))


def _note(
    text: str,
    *,
    tool: str,
    source: str,
    title: str = "",
    namespace: str = "learnings",
    files: list[str] | None = None,
    tags: tuple[str, ...] = (),
) -> Memory:
    body = text.strip()[:_NOTE_CHARS]
    relative = [f for f in files or () if not os.path.isabs(f) and ".." not in f.split("/")]
    return Memory(
        namespace=namespace,
        key=f"{tool}/{digest(title, body)[:12]}",
        title=title or first_line(body),
        text=body,
        files=list(dict.fromkeys(relative))[:12],
        tags=[f"from-{tool}", *tags],
        provenance=Provenance(EXPLICIT if tool != "aictx" else INFERRED, [f"import:{tool}:{source}"]),
        origin="outside",
    )


def _markdown(folder: str) -> Iterator[tuple[str, str]]:
    """Yield (name, text) of the Markdown files in a folder, links and what is too long passed over."""
    try:
        names = sorted(name for name in os.listdir(folder) if name.endswith(".md"))
    except OSError:
        return
    for name in names[:_MAX_FILES]:
        text = _read(os.path.join(folder, name))
        if text.strip():
            yield name, text


def _parts(text: str) -> Iterator[tuple[str, str]]:
    """Yield (heading, text) of a Markdown text's parts that hold words of their own; front matter is left out."""
    if text.startswith("---\n") and text.find("\n---", 4) > 0:
        text = text[text.find("\n---", 4) + 4 :]
    title, lines = "", list[str]()
    for line in [*said.prose(text), "# "]:
        if line.startswith("#"):
            if any(part.strip() for part in lines):
                yield title, "\n".join(lines).strip()
            title, lines = line.lstrip("#").strip(), []
        else:
            lines.append(line)


def _rows(path: str) -> Iterator[Mapping[str, object]]:
    """Yield the objects of a JSON Lines file, its newest rows; a torn line is passed over."""
    for line in _read(path).splitlines()[-_MAX_ROWS:]:
        try:
            value = jsontext.loads(line)
        except ValueError:
            continue
        if isinstance(value, dict):
            yield value


def _read(path: str) -> str:
    try:
        if os.path.islink(path) or not os.path.isfile(path) or os.path.getsize(path) > _MAX_BYTES:
            return ""
        with open(path, encoding="utf-8", errors="replace") as f:
            return f.read(_MAX_BYTES)
    except OSError:
        return ""
