"""Tools whose errors are paragraphs: cmake, terraform, pip's resolver, npm's resolver."""

from __future__ import annotations

from trailnote.distill.signatures.item import Item
from trailnote.distill.signatures.wording import skeleton


def _item(kind: str, message: str) -> Item:
    words, named = skeleton(message)
    return Item(kind, words, vague=named == 0 and len(words.split()) < 2)


def read_cmake(lines: list[str]) -> list[Item]:
    """Read `CMake Error at file:1 (command):` with the indented paragraph below it."""
    items: list[Item] = []
    for i, line in enumerate(lines):
        if not line.startswith("CMake Error"):
            continue
        head, _, rest = line.partition(": ") if ": " in line and not line.endswith(":") else (line, "", "")
        paragraph = [rest] if rest else []
        blank = 0
        for more in lines[i + 1 : i + 14]:
            if more.startswith("  ") or (more.strip() and not paragraph and more[0] == " "):
                paragraph.append(more.strip())
                blank = 0
            elif not more.strip() and paragraph and blank == 0 and paragraph[-1].endswith(":"):
                blank = 1
            elif not more.strip() and not paragraph:
                continue
            else:
                break
        command = head.rpartition("(")[2].partition(")")[0]
        if paragraph:
            items.append(_item("cmake " + command, " ".join(paragraph)[:300]))
    return items


def read_terraform(lines: list[str]) -> list[Item]:
    """Read terraform's boxes: the summary after `Error:` and the sentence that closes the box."""
    items: list[Item] = []
    plain = [line.lstrip("│╷╵ ").rstrip() for line in lines]
    for i, line in enumerate(plain):
        if not line.startswith("Error: "):
            continue
        sentence: list[str] = []
        subject = ""
        for more in plain[i + 1 : i + 20]:
            if more.startswith("Error: ") or more.startswith("Warning: "):
                break
            number, colon, code = more.partition(": ")
            if colon and number.strip().isdigit():
                subject = subject or code.strip()
            elif more and not (more.startswith("on ") and " line " in more) and len(sentence) < 3:
                sentence.append(more)
        items.append(_item(line[7:], " ".join(sentence) + (" " + subject if not sentence else "")))
    return items


def read_pip_conflict(lines: list[str]) -> list[Item]:
    """Read pip's `a 0.9 depends on b>=2` lines: which packages disagree about which."""
    facts: set[str] = set()
    for line in lines:
        text = line.strip()
        for middle in (" depends on ", " requires ", "The user requested "):
            if middle in text and not text.startswith(("ERROR", "Note", "To fix")):
                before, _, after = text.partition(middle)
                name = before.split(" ")[0] if before else "user"
                wanted = after.replace("(constraint)", "").strip()
                bare = wanted
                for mark in "<>=!~ ;[(,":
                    bare = bare.split(mark)[0]
                facts.add(f"{name.lower()} {bare.lower()}")
    return [Item("pip-conflict", " ".join(sorted(facts)))] if facts else []
