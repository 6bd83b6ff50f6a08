"""What a message says of itself: its first sentences, what it names as next, what it asks, what it calls a decision.

Nothing is inferred: a next step is what stands under or after such words as "Next:", a question is a sentence that ends
in a question mark, a statement begins with its own label. Code fences are passed over. Standard library alone, no
pattern at import.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_STEPS = (
    "next steps", "next step", "next up", "next", "remaining", "remaining work", "todo", "to do", "to-do",
    "still to do", "still open", "still missing", "left to do", "what's left", "what is left", "follow-ups",
    "follow-up", "outstanding",
)  # fmt: skip
_QUESTIONS = ("open questions", "open question", "questions", "question", "unclear", "to clarify")
_STEP_STARTS = (
    "next, ", "next i", "next we", "next is ", "the next step ", "i'll next ", "still to ", "what remains ",
    "remaining ",
)  # fmt: skip
# Labels at a line's beginning, and the namespace that a statement under each belongs to.
LABELS = {
    "decision": "decisions",
    "decided": "decisions",
    "gotcha": "learnings",
    "learned": "learnings",
    "learnt": "learnings",
    "lesson": "learnings",
    "lesson learned": "learnings",
    "pitfall": "learnings",
    "caveat": "learnings",
    "root cause": "learnings",
}
_REQUESTS = tuple(f"{verb} {what}" for verb in ("remember", "note", "keep") for what in ("it", "that", "this"))
_ABBREVIATIONS = ("e.g.", "i.e.", "etc.", "cf.", "vs.", "approx.", "resp.", "no.", "fig.")
MAX_ITEM = 240


class Statement:
    """A sentence that its author labelled: `namespace` is what the label stands for, `files` what its turn edited."""

    __slots__ = ("files", "label", "namespace", "text")

    def __init__(self, label: str, namespace: str, text: str) -> None:
        self.label = label
        self.namespace = namespace
        self.text = text
        self.files: tuple[str, ...] = ()


def prose(text: str) -> Iterator[str]:
    """Yield the lines of Markdown that are no code, quotation or table, stripped on the right."""
    fence = ""
    for line in text.splitlines():
        mark = line.lstrip()[:3]
        if mark in ("```", "~~~"):
            fence = "" if fence == mark else fence or mark
            continue
        if fence or (line.startswith(("    ", "\t", ">", "|")) and not _bullet(line)[1]):
            continue
        yield line.rstrip()


def first_sentences(text: str, limit: int) -> str:
    """Return the first sentences of a message that fit into `limit` characters, at least the first one's beginning."""
    plain = ""
    for line in prose(text):
        body = _plain(line)
        if not body and plain:
            break
        if line.lstrip().startswith("#") or not body:
            continue
        plain = f"{plain} {body}" if plain else body
        if len(plain) > limit:
            break
    taken = ""
    for sentence in sentences(plain):
        if taken and len(taken) + len(sentence) + 1 > limit:
            break
        if taken and (sentence.endswith("?") or _labelled(sentence)[0] in (*_STEPS, *_QUESTIONS)):
            break  # told as what it is, a question or a next step
        taken = f"{taken} {sentence}" if taken else sentence
    return taken if len(taken) <= limit else taken[: limit - 1].rstrip() + "…"


def sentences(text: str) -> list[str]:
    """Return the sentences of one paragraph, each with its own end."""
    found, start = [], 0
    for i, c in enumerate(text):
        if c not in ".!?。！？" or (i + 1 < len(text) and not text[i + 1].isspace() and c in ".!?"):
            continue
        piece = text[start : i + 1].strip()
        if c == "." and piece.lower().endswith(_ABBREVIATIONS):
            continue
        if piece:
            found.append(piece)
        start = i + 1
    rest = text[start:].strip()
    return [*found, rest] if rest else found


def next_steps(text: str, limit: int = 5) -> list[str]:
    """Return what a message names as still to be done, in its words; [] when it names nothing."""
    found = _listed_under(text, _STEPS)
    for line in prose(text):
        for sentence in sentences(_plain(line)):
            label, rest = _labelled(sentence)
            if label in _STEPS and rest:
                found.append(rest)
            elif sentence.lower().startswith(_STEP_STARTS):
                found.append(sentence)
    return _few(found, limit)


def open_questions(text: str, limit: int = 3) -> list[str]:
    """Return the questions that a message ends with or lists as open, in its words; [] when there are none."""
    found = _listed_under(text, _QUESTIONS)
    lines = [_plain(line) for line in prose(text)]
    for line in [line for line in lines if line][-4:]:
        found += [s for s in sentences(line) if s.endswith(("?", "？")) and len(s) > 8]
    return _few(found, limit)


def statements(text: str, limit: int = 8) -> list[Statement]:
    """Return what a text labels itself as a decision or something learned: `Decision: …` on a line of its own, or as a
    list item. What follows the label on that line is the statement."""
    found: list[Statement] = []
    for line in prose(text):
        label, rest = _labelled(line)
        namespace = LABELS.get(label)
        rest = _without_request(rest)
        if namespace and len(rest) >= 12 and not rest.endswith("?"):
            found.append(Statement(label, namespace, rest[:1000]))
    return found[:limit]


def _without_request(text: str) -> str:
    """Return a statement without the closing sentence that only asks to keep it."""
    head, *rest = sentences(text)[::-1] or [""]
    asks = " ".join(word for word in head.lower().strip(" .!").split() if word not in ("please", "and"))
    return text[: text.rindex(head)].rstrip() if rest and asks in _REQUESTS else text


def _listed_under(text: str, names: tuple[str, ...]) -> list[str]:
    """Return the rest of the line after each of `names`, or the list items that follow it."""
    found: list[str] = []
    open_list = False
    for line in prose(text):
        label, rest = _labelled(line)
        if label in names:
            open_list = not rest
            if rest:
                found.append(rest)
            continue
        body, bullet = _bullet(line)
        if open_list and bullet and body:
            if "[x]" not in line[:12].lower():  # ticked off
                found.append(_plain(body))
        elif line.strip():
            open_list = False
    return found


def _labelled(line: str) -> tuple[str, str]:
    """Return (label in lower case, what follows) of `Next steps: run it`, `## Next steps` or `**Next:** run it`."""
    body = _bullet(line)[0].strip()
    heading = body.startswith("#")
    body = body.lstrip("#").strip()
    bold = body.startswith(("**", "__"))
    body = body.replace("**", "").replace("__", "")
    name, colon, rest = body.partition(":")
    if not colon:
        if not heading and not bold:
            return "", ""
        name, rest = body, ""
    if len(name) > 24:
        return "", ""
    return name.strip(" *_-–—").lower(), _plain(rest)


def _bullet(line: str) -> tuple[str, bool]:
    """Return (the line without its list mark, whether it had one)."""
    body = line.lstrip()
    if body[:2] in ("- ", "* ", "+ ", "• "):
        body = body[2:].lstrip()
        return (body[4:] if body[:4] in ("[ ] ", "[x] ", "[X] ") else body), True
    number = body.split(" ", 1)[0]
    if len(number) in (2, 3) and number[:-1].isdecimal() and number[-1] in ".)":
        return body[len(number) :].lstrip(), True
    return line, False


def _plain(line: str) -> str:
    """Return a line of Markdown without its marks of emphasis, headings and lists."""
    body = _bullet(line)[0].strip().lstrip("#").strip()
    return body.replace("**", "").replace("__", "").strip()


def _few(found: list[str], limit: int) -> list[str]:
    """Return the first different ones, each capped."""
    kept: dict[str, str] = {}
    for item in found:
        text = item.strip()
        if text and text.lower() not in kept and not any(text in other for other in kept.values()):
            kept[text.lower()] = text if len(text) <= MAX_ITEM else text[: MAX_ITEM - 1].rstrip() + "…"
    return list(kept.values())[:limit]
