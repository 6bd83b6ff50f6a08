"""JavaScript: thrown errors with their stacks, and the reports of jest, vitest, mocha and node's own runner."""

from __future__ import annotations

from trailnote.distill.signatures import places
from trailnote.distill.signatures.item import Item
from trailnote.distill.signatures.patterns import compiled
from trailnote.distill.signatures.values import differences
from trailnote.distill.signatures.wording import is_stock, skeleton

_QUOTED_LINE = r"\s*(>?)\s*(\d+)\s*[|│]\s?(.*)$"
_THROWN = (
    r"(?:\[?Uncaught:? |Unhandled \w+:? |Caused by: |✘ |× |→ )?"
    r"([A-Z]\w*(?:Error|Exception)|Error)(?: \[[^\]]*\])?: (.*)$"
)
_BUILTIN_TEXT = """
    TypeError RangeError ReferenceError SyntaxError EvalError URIError AssertionError
"""
_BUILTIN = frozenset(_BUILTIN_TEXT.split())
_VAGUE_WORDS = (
    "of undefined", "of null", "is not iterable", "Maximum call stack", "Exceeded timeout", "Test timed out",
    "Timeout of", "fetch failed", "is not a function or its return value",
)  # fmt: skip


def _thrown(line: str) -> tuple[str, str] | None:
    """Split `TypeError [CODE]: message` (after `Uncaught`, `Error:` prefixes of runners) into class and message."""
    match = compiled(_THROWN).match(line.strip())
    return (match.group(1), match.group(2)) if match is not None else None


def _frame(line: str) -> tuple[str, str] | None:
    """Return (function, file) of a stack line `at f (file:1:2)`, `at file:1:2`, `❯ f file:1:2`."""
    text = line.strip()
    if text.startswith("at "):
        text = text[3:]
    elif text.startswith("❯ "):
        text = text[2:]
        function, _, path = text.rpartition(" ")
        return (function, path) if ":" in path else None
    elif not (text.endswith(")") and " (" in text and text.rpartition(":")[2][:-1].isdigit()) and not text.startswith(
        "file:"
    ):
        return None
    function, paren, rest = text.partition(" (")
    if not paren:
        return ("", function) if ":" in function else None
    return function.removeprefix("async ").removeprefix("new "), rest.rstrip(")")


def _frames_below(lines: list[str], i: int) -> list[str]:
    """Return the names of our own functions in the stack below line `i`, innermost first."""
    names: list[str] = []
    for line in lines[i + 1 : i + 25]:
        frame = _frame(line)
        if frame is None:
            if names and not line.strip():
                break
            continue
        function, path = frame
        name = places.of_function(function)
        if not places.is_foreign(path) and name and name not in names and name not in ("toBe", "toEqual", "test", "it"):
            names.append(name)
    return names


def _cause_below(lines: list[str], i: int) -> str:
    """Return the message of the `[cause]: Error: …` that node prints inside an error, '' when it prints none."""
    for line in lines[i + 1 : i + 25]:
        text = line.strip()
        if text.startswith("[cause]: "):
            return text[9:].rstrip("{ ")
    return ""


def thrown_item(kind: str, message: str, lines: list[str], i: int) -> Item:
    """Return the item of an error thrown at line `i`."""
    message = message.split("\n", 1)[0].split(" imported from ")[0].removesuffix(" // Object.is equality")
    if " in JSON at position " in message or "is not valid JSON" in message:
        message = "JSON " + message.split(" in JSON at position ")[0].split(', "')[0].split(", ...")[0]
    cause = _cause_below(lines, i)
    words, named = skeleton(f"{message} <- {cause}" if cause else message)
    vague = any(text in message for text in _VAGUE_WORDS) or (named == 0 and (kind in _BUILTIN or is_stock(words)))
    found = ["f:" + name for name in _frames_below(lines, i)[:1]]
    return Item(kind, words, places=tuple(found), vague=vague)


def read_thrown(lines: list[str]) -> list[Item]:
    """Return one item per error line that a stack follows or that stands in node's crash report."""
    items = []
    for i, line in enumerate(lines):
        if "rror" not in line or ": " not in line:
            continue
        found = _thrown(line)
        if found is None or (found[0] == "Error" and not any(_frame(more) for more in lines[i + 1 : i + 14])):
            continue
        if found[0] == "AssertionError":
            missed = _expected_received(lines[i + 1 : i + 7]) or _inline_difference(_statement(found[1], lines, i))
            if missed:
                items.append(_assertion(_title_above(lines, i), missed, "", lines, i))
                continue
        items.append(thrown_item(*found, lines, i))
    return items


def _statement(message: str, lines: list[str], i: int) -> str:
    """Return an assertion's message; of node's "…:" the `20 !== 30` that stands below it."""
    if not message.endswith(":"):
        return message
    return next((line.strip() for line in lines[i + 1 : i + 5] if line.strip()), "")


def _title_above(lines: list[str], i: int) -> str:
    """Return the test's title above an error: mocha's `total:`, node's `✖ total (1.2ms)`."""
    for line in reversed(lines[max(0, i - 4) : i]):
        text = line.strip()
        if text.startswith("✖ "):
            return text[2:].rpartition(" (")[0] or text[2:]
        if text.endswith(":") and " " not in line[:1].strip():
            return text[:-1]
    return ""


def read_tap(lines: list[str]) -> list[Item]:
    """Read node's TAP report: a YAML block per failed test, with name, error and stack."""
    items: list[Item] = []
    for i, line in enumerate(lines):
        text = line.strip()
        if not text.startswith("error: "):
            continue
        value = text[7:].strip()
        block = lines[i + 1 : i + 40]
        if value in ("|-", "|", ">-"):
            body = [more.strip() for more in block[:6] if more.strip()]
            value = body[0] if body else ""
            if value.endswith(":") and len(body) > 1:
                value = body[1]
        value = value.strip("'\"")
        if "subtest" in value and "failed" in value:
            continue
        kind = "Error"
        got = want = ""
        for more in block:
            stripped = more.strip()
            if stripped.startswith("name: "):
                kind = stripped[6:].strip("'\"")
            elif stripped.startswith("actual: "):
                got = stripped[8:]
            elif stripped.startswith("expected: "):
                want = stripped[10:]
            elif stripped == "...":
                break
        test = ""
        for back in range(i, max(-1, i - 12), -1):
            if lines[back].lstrip().startswith("not ok "):
                test = lines[back].partition(" - ")[2].split(" # ")[0]
                break
        if kind == "AssertionError" or got or want:
            missed = differences(got, want) if got and want else _inline_difference(value)
            items.append(_assertion(test, missed, "", lines, i))
        else:
            items.append(thrown_item(kind, value, lines, i))
    return items


def _inline_difference(text: str) -> tuple[str, ...]:
    """Read `12 !== 24` and `expected 12 to be 24` as node's assert and chai print them, received first."""
    for middle in (" !== ", " != ", " == ", " to be ", " to equal ", " to deeply equal ", " to strictly equal "):
        if middle in text:
            got, _, want = text.partition(middle)
            got = got.rpartition("expected ")[2] if "expected " in got else got.rpartition(": ")[2]
            return differences(got, want.split(" // ")[0])
    return ()


def _assertion(test: str, missed: tuple[str, ...], source: str, lines: list[str], i: int) -> Item:
    found: list[str] = []
    if source:
        found.append("s:" + places.source_skeleton(source))
        found += ["c:" + call for call in places.calls_in(source)[:5]]
    if test:
        found.append("t:" + test.rpartition(" > ")[2].rpartition(" › ")[2].strip())
    if not source:
        found += ["f:" + name for name in _frames_below(lines, i)[:1]]
    return Item("AssertionError", "assert", places=tuple(found), differences=missed, vague=True)


def _quoted_source(block: list[str]) -> str:
    """Return the line that a code frame marks: `> 5 | code` of jest, the one above `|   ^` of vitest."""
    previous = ""
    for line in block:
        match = compiled(_QUOTED_LINE).match(line)
        if match is not None:
            if match.group(1):
                return match.group(3).strip()
            previous = match.group(3).strip()
        elif previous and line.strip().startswith(("|", "│")) and "^" in line:
            return previous
    return ""


def _expected_received(block: list[str]) -> tuple[str, ...]:
    got = want = ""
    minus, plus = [], []
    for line in block:
        text = line.strip()
        if text.startswith("Expected") and ": " in text and "Received" not in text:
            want = want or text.partition(": ")[2]
        elif text.startswith("Received") and ": " in text:
            got = got or text.partition(": ")[2]
        elif text.startswith("- ") and not text.startswith("- Expected"):
            minus.append(text[2:].strip().rstrip(","))
        elif text.startswith("+ ") and not text.startswith(("+ Received", "+ Actual", "+ actual", "+ expected")):
            plus.append(text[2:].strip().rstrip(","))
    if got and want:
        return tuple(name for name in differences(got, want) if not name.startswith("t:["))
    if len(minus) == 1 and len(plus) == 1:
        return _line_difference(plus[0], minus[0])
    keys_gone = [line.partition(":")[0].strip(" \"'") for line in minus if ":" in line]
    keys_come = [line.partition(":")[0].strip(" \"'") for line in plus if ":" in line]
    found = ["k:+" + key for key in keys_come if key not in keys_gone]
    found += ["k:-" + key for key in keys_gone if key not in keys_come]
    found += ["k:~" + key for key in keys_gone if key in keys_come]
    return tuple(found[:6])


def _wanted_member(block: list[str]) -> str:
    """Return "assert has x" for `Expected value: "x"`, `Expected substring: …`, `Expected path: …`; '' for others."""
    for line in block[:14]:
        text = line.strip()
        if text.startswith(("Expected value: ", "Expected substring: ", "Expected pattern: ", "Expected path: ")):
            return "assert has " + skeleton("'" + text.partition(": ")[2].strip("\"' ") + "'")[0]
    return ""


def _line_difference(got: str, want: str) -> tuple[str, ...]:
    name, colon, _ = got.partition(": ")
    other, other_colon, _ = want.partition(": ")
    if colon and other_colon and name.strip("\"' ") == other.strip("\"' "):
        return ("k:~" + name.strip("\"' "),)
    return differences(got, want)


def _report_blocks(lines: list[str]) -> list[tuple[str, int, list[str]]]:
    """Return (test, index, lines) per failed test of jest (`● a › b`) and vitest (`FAIL file > a > b`)."""
    starts: list[tuple[int, str]] = []
    for i, line in enumerate(lines):
        text = line.strip()
        if line.startswith("  ● ") and "Console" not in line:
            starts.append((i, text[2:]))
        elif text.startswith("FAIL ") and " > " in text:
            starts.append((i, text[5:]))
        elif text.startswith("FAIL ") and text.endswith("]") and " [ " in text:
            starts.append((i, ""))
    found = []
    for at, (i, test) in enumerate(starts):
        end = starts[at + 1][0] if at + 1 < len(starts) else min(len(lines), i + 120)
        found.append((test, i, lines[i + 1 : end]))
    return found


def read_report(lines: list[str]) -> list[Item]:
    """Return one item per failed test of a jest or vitest report."""
    items: list[Item] = []
    for test, start, block in _report_blocks(lines):
        source = _quoted_source(block)
        first = next((line.strip() for line in block if line.strip()), "")
        found = next((thrown for line in block[:12] if (thrown := _thrown(line)) is not None), None)
        asserting = "expect(" in first or (found is not None and found[0] == "AssertionError")
        if asserting:
            missed = _expected_received(block) or _inline_difference(found[1] if found else first)
            item = _assertion(test, missed, source, lines, start)
            item.message = _wanted_member(block) or item.message
            items.append(item)
        elif found is not None:
            item = thrown_item(*found, block, 0)
            if item.vague and source:
                item.places = (*item.places, "s:" + places.source_skeleton(source))
            items.append(item)
        elif first:
            words, named = skeleton(first)
            vague = (named == 0 and is_stock(words)) or any(text in first for text in _VAGUE_WORDS)
            items.append(Item("error", words, places=("t:" + test,) if test else (), vague=vague))
    return items
