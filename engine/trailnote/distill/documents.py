"""What a repository says of itself in Markdown: its README, its documents, its rules for agents, its releases.

One note a document: the heading, what stands below it, and the names of its sections. The words are the document's; a
note is found by them and says where they stand.
"""

from __future__ import annotations

import os

from trailnote.distill import anchors, said
from trailnote.model import OBSERVED, Memory, Provenance

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

DOCUMENT, RELEASE = "doc/", "release/"
_RULES = (
    "CLAUDE.md", "AGENTS.md", "AGENTS.override.md", "GEMINI.md", ".cursorrules", ".windsurfrules", ".clinerules",
    ".github/copilot-instructions.md",
)  # fmt: skip
_RULE_FOLDERS = (".claude/rules/", ".cursor/rules/", ".github/instructions/")
_FOLDERS = ("docs", "doc", "documentation", "adr", "adrs", "decisions", "rfcs", "design")
_NAMES = ("readme", "contributing", "architecture", "design", "development", "hacking", "security", "testing", "notes")
_DECISIONS = ("adr", "adrs", "decisions", "decision-records")
_CHANGES = ("changelog", "changes", "history", "news", "releases")
_ENDINGS = (".md", ".mdc", ".markdown", ".mdx", ".rst", ".txt", "")
_MAX_DOCUMENTS, _MAX_RELEASES = 400, 20
_MAX_BYTES = 512_000
_OPENING, _RULES_CHARS, _RELEASE_CHARS = 900, 4_000, 1_500


def kind_of(path: str) -> str:
    """Return what a tracked file is to us: rules, decision, document, changes, or "" for none of them."""
    folder, _, name = path.rpartition("/")
    stem, ending = os.path.splitext(name.lower())
    if path in _RULES or name in ("CLAUDE.md", "AGENTS.md") or path.startswith(_RULE_FOLDERS):
        return "rules"
    if path.startswith(".") or ending not in _ENDINGS:
        return ""
    parts = folder.lower().split("/") if folder else []
    if any(part in _DECISIONS for part in parts) and ending:
        return "decision"
    if not folder and stem in _CHANGES:
        return "changes"
    if (not folder and stem in _NAMES) or (stem == "readme" and len(parts) < 3):
        return "document"
    return "document" if parts and parts[0] in _FOLDERS and ending in (".md", ".mdx", ".rst", ".markdown") else ""


def read(root: str, tracked: Iterable[str], clean: Callable[[str], str]) -> Iterator[Memory]:
    """Yield the notes of the documents among `tracked`, paths relative to `root`, the rules and the nearest first.

    `clean` redacts a text. A file that is too long, or lies behind a link out of the repository, is passed over.
    """
    found = sorted((path.count("/"), path) for path in tracked if kind_of(path))
    for _, path in found[:_MAX_DOCUMENTS]:
        text = _text(root, path)
        if not text.strip():
            continue
        kind = kind_of(path)
        if kind == "changes":
            yield from _releases(root, path, clean(text))
        else:
            yield _note(root, path, kind, clean(text))


def _text(root: str, path: str) -> str:
    if anchors.inside(root, path) is None:
        return ""
    full = os.path.join(root, path)
    try:
        if os.path.getsize(full) > _MAX_BYTES or not os.path.isfile(full):
            return ""
        with open(full, encoding="utf-8", errors="replace") as f:
            return f.read(_MAX_BYTES)
    except OSError:
        return ""


def _note(root: str, path: str, kind: str, text: str) -> Memory:
    headings, opening = _outline(text)
    title = headings[0] if headings else said.first_sentences(text, 120)
    body = _body(text) if kind == "rules" else opening
    sections = ", ".join(headings[1:25])
    parts = [f"{path}: {title}", body, f"Sections: {sections}." if sections else ""]
    return _memory(
        root,
        path,
        key=DOCUMENT + path,
        title=f"{path}: {title}",
        text="\n\n".join(part for part in parts if part),
        tags=["document", kind] if kind != "document" else ["document"],
    )


def _memory(root: str, path: str, *, key: str, title: str, text: str, tags: list[str]) -> Memory:
    anchor = anchors.of_file(root, path)
    return Memory(
        namespace="code-context",
        key=key,
        title=title,
        text=text,
        files=[path],
        tags=tags,
        provenance=Provenance(OBSERVED, [f"file:{path}"]),
        facts={"anchors": {anchor[0]: anchor[1]}} if anchor else {},
    )


def _outline(text: str) -> tuple[list[str], str]:
    """Return the headings of a document, and what stands between the first one and the next, as far as it is prose."""
    headings: list[str] = []
    opening: list[str] = []
    size = 0
    for line in said.prose(_without_front_matter(text)):
        if line.startswith("#"):
            headings.append(line.lstrip("#").strip())
        elif len(headings) < 2 and size < _OPENING and not line.lstrip().startswith(("[![", "![", "<")):
            opening.append(line)
            size += len(line)
    return headings, "\n".join(opening).strip()[:_OPENING]


def _body(text: str) -> str:
    """Return the prose of a rules file without its comments: what a client would read."""
    return "\n".join(said.prose(_without_front_matter(text))).strip()[:_RULES_CHARS]


def _without_front_matter(text: str) -> str:
    if text.startswith("---\n"):
        end = text.find("\n---", 4)
        return text[end + 4 :] if end > 0 else text
    return text


def release_key(name: str) -> str:
    """Return the key of a release's note, the same for `v1.2` of a tag and `1.2` of a change log."""
    low = name.lower()
    return RELEASE + (low[1:] if low[:1] == "v" and low[1:2].isdigit() else low)[:80]


def _releases(root: str, path: str, text: str) -> Iterator[Memory]:
    """Yield a note for each of the newest releases of a change log."""
    current: list[str] = []
    name, count = "", 0
    for line in [*text.splitlines(), "## "]:
        if line.startswith("## "):
            if name.lower() not in ("", "unreleased") and any(part.strip() for part in current):
                body = "\n".join(current).strip()[:_RELEASE_CHARS]
                yield _memory(
                    root,
                    path,
                    key=release_key(name),
                    title=f"Release {name}",
                    text=f"Release {name} ({path})\n\n{body}",
                    tags=["release"],
                )
                count += 1
            if count == _MAX_RELEASES:
                return
            name, current = (line[3:].split() or [""])[0].strip("[]()"), []
        elif name:
            current.append(line)
