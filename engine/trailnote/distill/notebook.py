"""The notebook: one Markdown entry for a day's work, with what should be done better next time under `##
Improvements`.

An entry is read by a real Markdown parser. Only what a person or agent wrote counts: nothing inside code or comments,
and no statement that stands in a template.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date as Date
from functools import cache

from trailnote.distill.notebook_text import read_by_eye
from trailnote.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence

    from markdown_it.token import Token

SECTIONS = {
    "goal": "Goal",
    "built": "What was built",
    "journey": "The journey",
    "tests": "Test results",
    "samples": "Code samples",
    "improvements": "Improvements",
}
CATEGORIES = {
    "architectural": "Architectural",
    "workflow": "Workflow",
    "tool_usage": "Tool Usage",
    "domain_knowledge": "Domain Knowledge",
}
UNCATEGORISED = "uncategorised"
_SLUG_LIMIT = 80
_NAME = re.compile(r"(\d{4}-\d{2}-\d{2})-(.+)\.md")
_TASK = re.compile(r"\[[ xX]\]\s+")
_WRITTEN = frozenset(("inline", "fence", "code_block"))


class Improvement:
    """One statement of an entry: `text` as written, nested lines behind line breaks; `line` counts from 1."""

    __slots__ = ("category", "line", "text")

    def __init__(self, text: str, category: str, line: int) -> None:
        self.text = text
        self.category = category
        self.line = line


class Entry:
    """What one file of the notebook holds. `filled` are the keys of SECTIONS with words of its own; `warnings` are
    sentences."""

    __slots__ = ("date", "filled", "improvements", "name", "slug", "title", "warnings")

    def __init__(self, name: str, date: Date, slug: str) -> None:
        self.name = name
        self.date = date
        self.slug = slug
        self.title = ""
        self.filled: set[str] = set()
        self.improvements: list[Improvement] = []
        self.warnings: list[str] = []

    @property
    def empty(self) -> list[str]:
        """The titles of the sections with nothing in them, in order."""
        return [title for key, title in SECTIONS.items() if key not in self.filled]


def entry_name(slug: str, date: str) -> str:
    """Return the file name of an entry, `2025-03-14-retry-storm.md`.

    `slug` may hold words and spaces. Raises UsageError for a date that does not exist and for a slug that is a path.
    """
    day = parse_date(date)
    plain = unicodedata.normalize("NFC", slug).strip()
    if not plain or plain.startswith(".") or re.search(r"[/\\:\x00-\x1f\x7f]|\.\.", plain):
        raise UsageError(f"{slug!r} cannot name an entry: use letters, digits and hyphens, for example retry-storm")
    joined = re.sub(r"[^\w]+", "-", plain.lower().removesuffix(".md")).strip("-_")
    if not joined or len(joined) > _SLUG_LIMIT:
        raise UsageError(f"{slug!r} cannot name an entry: use 1 to {_SLUG_LIMIT} letters, digits and hyphens")
    return f"{day.isoformat()}-{joined}.md"


def parse_date(text: str) -> Date:
    """Return the day that `YYYY-MM-DD` names; UsageError when there is no such day."""
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
            raise ValueError("not of the form YYYY-MM-DD")
        return Date.fromisoformat(text)
    except ValueError as exc:
        raise UsageError(f"{text!r} is no date ({exc}); write it as 2025-03-14") from exc


def split_name(name: str) -> tuple[Date, str]:
    """Return date and slug of an entry's file name; UsageError when it is none."""
    match = _NAME.fullmatch(name)
    if match is None or "/" in name or "\\" in name:
        raise UsageError(f"{name}: an entry is named <date>-<slug>.md, for example 2025-03-14-retry-storm.md")
    return parse_date(match[1]), match[2]


def parse_entry(data: bytes | str, name: str, *, templates: frozenset[str] = frozenset()) -> Entry:
    """Return what an entry holds. `templates` are the statements of templates (`statements_of`), which nobody said.

    Raises UsageError when `name` is no entry's name. What cannot be read well is told in `warnings`.
    """
    day, slug = split_name(name)
    entry = Entry(name, day, slug)
    text = _decode(data, entry)
    text, ended = read_by_eye(text)
    if not ended:
        entry.warnings.append(f"{name}: a comment is never closed; what follows it was not read")
    blocks = list(_blocks(text))
    if not any(block.section == "improvements" for block in blocks):
        entry.warnings.append(f"{name}: no section Improvements")
    for block in blocks:
        entry.title = entry.title or block.title
        _take(entry, block, templates)
    return entry


def statements_of(template: str) -> frozenset[str]:
    """Return the plain forms of what a template says, so that an entry that left it standing is not credited with it.
    """
    return frozenset(filter(None, (_plain(block.text) for block in _blocks(read_by_eye(template)[0]))))


def _plain(text: str) -> str:
    return " ".join(text.casefold().split()).strip(" -*+.:")


def _decode(data: bytes | str, entry: Entry) -> str:
    if isinstance(data, str):
        text = data
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as exc:
            line = data.count(b"\n", 0, exc.start) + 1
            entry.warnings.append(f"{entry.name}:{line}: not UTF-8; the unreadable bytes were replaced")
            text = data.decode("utf-8-sig", errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\N{REPLACEMENT CHARACTER}")


class _Block:
    """A paragraph, list item or code block, under the headings it stands beneath."""

    __slots__ = ("category", "heading", "line", "listed", "section", "text", "title")

    def __init__(self, section: str, category: str, text: str, line: int, *, listed: bool) -> None:
        self.section = section
        self.category = category
        self.text = text
        self.line = line
        self.listed = listed
        self.title = ""


def _take(entry: Entry, block: _Block, templates: frozenset[str]) -> None:
    plain = _plain(block.text)
    if not plain or plain in templates or not block.section:
        return
    entry.filled.add(block.section)
    if block.section != "improvements" or not block.listed:
        return
    if not block.category:
        entry.warnings.append(f"{entry.name}:{block.line}: stands under no category ({', '.join(CATEGORIES.values())})")
    entry.improvements.append(Improvement(block.text, block.category or UNCATEGORISED, block.line))


@cache
def _parser() -> Callable[[str], Sequence[Token]]:
    from markdown_it import MarkdownIt  # 30 ms to import, and a status line needs no Markdown

    return MarkdownIt("commonmark").disable(["image", "autolink", "entity"]).parse


def _blocks(text: str) -> Iterator[_Block]:
    """Yield the blocks of a text in order; one for each heading of a section too, with no words."""
    tokens = _parser()(text)
    section = category = ""
    section_level = 0
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.type == "heading_open":
            level, heading = int(token.tag[1]), _words(tokens[at + 1].content)
            named, kind = _section_named(heading), _category_named(heading)
            if named:
                section, category, section_level = named, "", level
            elif section == "improvements" and kind and level >= section_level:
                category = kind
            elif level <= section_level:
                section = category = ""
            elif section == "improvements":
                category = ""
            block = _Block(section if named else "", category, "", _line(token), listed=False)
            block.title = "" if named or kind or level > 1 else heading
            yield block
            at += 3
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            at = yield from _items(tokens, at, section, category)
        else:
            if token.type in _WRITTEN:
                yield _Block(section, category, _words(token.content), _line(token), listed=False)
            at += 1


def _items(tokens: Sequence[Token], start: int, section: str, category: str) -> Generator[_Block, None, int]:
    """Yield one block for each item of the list at `start`, nested lines and lists included; return where the list
    ends."""
    level = tokens[start].level
    lines: list[str] = []
    line = 0
    at = start + 1
    while not (tokens[at].level == level and tokens[at].type.endswith("_list_close")):
        token = tokens[at]
        if token.type == "list_item_open" and token.level == level + 1:
            lines, line = [], _line(token)
        elif token.type == "inline":
            words = _words(token.content)
            lines += [_TASK.sub("", words, count=1) if not lines else words] if words else []
        elif token.type == "list_item_close" and token.level == level + 1 and lines:
            yield _Block(section, category, "\n".join(lines), line, listed=True)
        at += 1
    return at + 1


def _words(content: str) -> str:
    return " ".join(content.split())


def _line(token: Token) -> int:
    return token.map[0] + 1 if token.map else 0


def _key(heading: str) -> str:
    """Reduce a heading to its letters: case, numbers before it, colons and emphasis do not matter."""
    return " ".join(re.sub(r"[\W\d_]+", " ", heading.casefold()).split())


_SECTION_KEYS = {
    "goal": "goal",
    "goals": "goal",
    "what was built": "built",
    "what i built": "built",
    "what we built": "built",
    "the journey": "journey",
    "journey": "journey",
    "test results": "tests",
    "tests": "tests",
    "code samples": "samples",
    "code sample": "samples",
    "improvements": "improvements",
    "improvement": "improvements",
}
_CATEGORY_KEYS = {
    "architectural": "architectural",
    "architecture": "architectural",
    "workflow": "workflow",
    "workflows": "workflow",
    "tool usage": "tool_usage",
    "tools": "tool_usage",
    "tool use": "tool_usage",
    "domain knowledge": "domain_knowledge",
    "domain": "domain_knowledge",
}


def _section_named(heading: str) -> str:
    return _SECTION_KEYS.get(_key(heading), "")


def _category_named(heading: str) -> str:
    key = _key(heading)
    for suffix in ("", " improvements", " insights"):
        found = _CATEGORY_KEYS.get(key.removesuffix(suffix))
        if found:
            return found
    return ""
