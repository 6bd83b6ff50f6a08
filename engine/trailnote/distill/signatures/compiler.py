"""Diagnostics of compilers, linters and type checkers, and the linker's lines."""

from __future__ import annotations

from trailnote.distill.signatures.item import Item
from trailnote.distill.signatures.patterns import compiled
from trailnote.distill.signatures.wording import skeleton

_LINTER = r"\[?[A-Z]{1,4}\d{2,5}\b|invalid-syntax"
_CODE = r"^\[?([A-Z]{1,4}\d{2,5}|invalid-syntax)\]?:?\s+(?:\[\*\]\s*)?(.*)$|^(.*?)\s+[\[(]([\w+=-]+)[\])]$"
_PRETTY = r"\s+\d+:\d+\s+error\s+(.*?)(?:\s{2,}(\S+))?$"
_TS = r"(?:\S+?(?:\(\d+,\d+\):|:\d+:\d+ -) )?error ([A-Z]{2,6}\d+):? (.*)"
_LOCATED = (
    r"(?:\[ERROR\] |\./)?([\w./@+\\-][^\s:(]*\.\w+|[\w./-]*file):(?:\[?(\d+))(?:[:,](\d+)\]?)?:?\s+"
    r"(?:(fatal error|error|Error|warning|note|info|help|style|convention)\b:?\s*(?:\[\w+\]:?)?)?\s*(.+)"
)
_NOISE = (
    "aborting due to", "could not compile", "each undeclared identifier", "too many errors", "compilation failed",
    "Found 1 error", "warnings emitted", "warning emitted", "build failed", "Recipe", "ld returned",
    "linker command failed",
)  # fmt: skip


_SYNTAX = (
    "expected ", "syntax error", "missing return", "nexpected token", "unreachable", "Unexpected ", "Parsing error",
    "illegal start",
)  # fmt: skip


def is_noise(message: str) -> bool:
    """Say whether a diagnostic only counts or follows from others."""
    return any(words in message for words in _NOISE)


def _diagnostic(kind: str, message: str, extra: str = "") -> Item:
    for hint in ("; did you mean", ". Did you mean", "; did you forget", "; maybe "):
        message = message.split(hint)[0]
    words, named = skeleton(message)
    if extra:
        words, named = words + " " + skeleton(extra)[0], named + 1
    return Item(kind, words, vague=named == 0 or message.startswith(_SYNTAX))


def _source_below(lines: list[str], i: int) -> str:
    """Return the source line that a compiler quotes below its diagnostic, '' when it quotes none."""
    for line in lines[i + 1 : i + 3]:
        number, bar, code = line.partition("|")
        if bar and (not number.strip() or number.strip().isdigit()) and code.strip():
            return code.strip()
        if (
            line.startswith((" ", "\t"))
            and line.strip()
            and not line.strip().startswith(("^", "~", "|", "note", "symbol"))
        ):
            return line.strip()
    return ""


def read_located(lines: list[str]) -> list[Item]:
    """Read `path:line[:column]: error: message` (gcc, clang, javac, mypy, swift, go vet, pylint, ruff and others)."""
    items: list[Item] = []
    for i, line in enumerate(lines):
        if ":" not in line or line[:1] in " \t>|*#":
            continue
        match = compiled(_LOCATED).match(line)
        if match is None:
            continue
        level, message = match.group(4), _unwrapped(match.group(5), lines, i)
        if level in ("warning", "note", "info", "help", "style") or is_noise(message):
            continue
        if level is None and not _is_linter_line(message) and not match.group(1).endswith(".go"):
            continue
        extra = _continuation(lines, i)
        item = _coded(message, extra)
        if item.vague:
            from trailnote.distill.signatures.places import source_skeleton

            source = _source_below(lines, i)
            if source:
                item.places = ("s:" + source_skeleton(source),)
        items.append(item)
    return items


def _unwrapped(message: str, lines: list[str], i: int) -> str:
    """Join the lines over which `mypy --pretty` wraps a message; its source line below is indented by four."""
    at = i + 1
    while at < min(len(lines), i + 4) and lines[at][:1].strip() and ": " not in lines[at][:60].split(" ")[0] + " ":
        if not message.endswith((";", ",")) and not lines[at].endswith("]"):
            break
        message += " " + lines[at]
        at += 1
    return message


def _is_linter_line(message: str) -> bool:
    return compiled(_LINTER).match(message) is not None


def _continuation(lines: list[str], i: int) -> str:
    """Return what belongs to a diagnostic on the following lines: javac's symbol, mypy's wrapped sentence."""
    extra = []
    for line in lines[i + 1 : i + 7]:
        text = line.strip()
        if text.startswith("symbol:"):
            extra.append(text[7:].split(" of type")[0].strip())
        elif text.startswith("required:") or text.startswith("found:"):
            extra.append(text)
        elif text.startswith("location:"):
            break
    return " ".join(extra)


def _coded(message: str, extra: str) -> Item:
    """Take a code at the head or the tail of a message as its kind: `F401 …`, `… [arg-type]`, `… (no-undef)`."""
    text = message + (" " + extra if extra else "")
    match = compiled(_CODE).match(text)
    if match is None:
        return _diagnostic("error", message, extra)
    if match.group(1):
        return _diagnostic(match.group(1), match.group(2))
    return _diagnostic(match.group(4), match.group(3))


def read_typescript(lines: list[str]) -> list[Item]:
    """Read tsc and MSBuild lines: `a.ts(6,19): error TS2339: …` and `a.ts:10:23 - error TS2339: …`."""
    items = []
    for line in lines:
        if "error " in line:
            match = compiled(_TS).search(line)
            if match is not None:
                message = match.group(2)
                if message.endswith("]") and " [" in message:
                    message = message.rpartition(" [")[0]
                items.append(_diagnostic(match.group(1), message))
    return items


def read_rustc(lines: list[str]) -> list[Item]:
    """Read `error[E0502]: …` and `error: …` of rustc and cargo, `F401 …` blocks of ruff."""
    items = []
    for i, line in enumerate(lines):
        if line.startswith("error[") and "]: " in line:
            code, _, message = line[6:].partition("]: ")
            items.append(_with_source(_diagnostic(code, message), lines, i))
        elif line.startswith("error: ") and not is_noise(line) and _has_arrow(lines, i):
            items.append(_with_source(_diagnostic("error", line[7:]), lines, i))
        elif _has_arrow(lines, i) and _is_linter_line(line):
            items.append(_coded(line, ""))
    return items


def _has_arrow(lines: list[str], i: int) -> bool:
    return i + 1 < len(lines) and lines[i + 1].lstrip().startswith("--> ")


def _with_source(item: Item, lines: list[str], i: int) -> Item:
    if item.vague:
        from trailnote.distill.signatures.places import source_skeleton

        for at in range(i + 2, min(i + 14, len(lines) - 1)):
            number, bar, code = lines[at].partition("|")
            below = lines[at + 1].partition("|")[2] if at + 1 < len(lines) else ""
            if bar and number.strip().isdigit() and "^" in below:
                label = below.rpartition("^")[2].strip()
                item.places = ("s:" + source_skeleton(code.strip()),)
                if label and item.message.startswith("mismatched"):
                    item.message += " " + skeleton(label)[0]
                break
    return item


def read_eslint(lines: list[str]) -> list[Item]:
    """Read eslint's stylish report: `  2:10  error  message  rule`."""
    items = []
    for line in lines:
        if " error " in line and line[:1] == " ":
            match = compiled(_PRETTY).match(line)
            if match is not None:
                items.append(_diagnostic(match.group(2) or "error", match.group(1)))
    return items


def read_linker(lines: list[str]) -> list[Item]:
    """Read ld's "undefined reference", "multiple definition", "cannot find -lx" and their macOS and MSVC kin."""
    items: list[Item] = []
    for line in lines:
        for words in ("undefined reference to", "multiple definition of", "cannot find -l", "cannot find "):
            at = line.find(words)
            if at >= 0 and ("ld" in line[:at] or ".o" in line[:at] or words != "cannot find "):
                message = line[at:].split(";")[0].split(": No such")[0]
                words, _ = skeleton(message)
                items.append(Item("link", words))
                break
    return items
