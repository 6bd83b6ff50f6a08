"""The report of a pytest run: sections of failures, errors at set-up and at collection, and the short summary."""

from __future__ import annotations

from trailnote.distill.signatures import places
from trailnote.distill.signatures.brackets import top_level
from trailnote.distill.signatures.item import PLAIN, SPECIFIC, Item
from trailnote.distill.signatures.python import Trace, exception_of, item_of, read_tracebacks
from trailnote.distill.signatures.values import differences, read_mapping
from trailnote.distill.signatures.wording import is_stock, skeleton

_SECTION_LINES = 600


def _header(line: str) -> str | None:
    """Return the name in `____ name ____`, None for other lines."""
    if not line.startswith("_") or not line.endswith("_") or "_ _ _" in line:
        return None
    name = line.strip("_")
    if len(name) < 3 or name[0] != " " or name[-1] != " ":
        return None
    return name.strip()


def _sections(lines: list[str]) -> list[tuple[str, list[str]]]:
    found: list[tuple[str, list[str]]] = []
    current: list[str] | None = None
    for line in lines:
        name = _header(line)
        if name is not None:
            current = []
            found.append((name, current))
        elif line.startswith("====") and line.endswith("===="):
            current = None
        elif current is not None and len(current) < _SECTION_LINES:
            current.append(line)
    return found


def _operands(expression: str) -> tuple[str, str] | None:
    """Split `assert A == B` at its top-level `==`; None when there is none."""
    for i in top_level(expression):
        if expression.startswith(" == ", i):
            return expression[:i], expression[i + 4 :]
    return None


def _left_right(errors: list[str], asserted: str) -> tuple[str, ...]:
    """Return how the compared values differ: from both sides if they are printed whole, else from the explanation."""
    sides = _operands(asserted.removeprefix("assert "))
    if sides is not None:
        whole = differences(sides[0], sides[1])
        if whole and not all(">" in name for name in whole):
            return whole
    found: list[str] = []
    for at, line in enumerate(errors):
        below = errors[at + 1] if at + 1 < len(errors) else ""
        if line.startswith("Left contains") and below.startswith("{"):
            found += ["k:+" + key for key in read_mapping(below) or ()]
        elif line.startswith("Right contains") and below.startswith("{"):
            found += ["k:-" + key for key in read_mapping(below) or ()]
        elif line.startswith("Left contains"):
            found.append("l:longer")
        elif line.startswith("Right contains"):
            found.append("l:shorter")
        elif line.startswith("Differing items:"):
            for more in errors[at + 1 :]:
                if not more.startswith("{") or " != " not in more:
                    break
                found += ["k:~" + key for key in read_mapping(more.partition(" != ")[0]) or ()]
        elif line.startswith("At index ") and " != " in line:
            got, _, want = line.split(" diff: ", 1)[-1].partition(" != ")
            found += [name for name in differences(got, want) if ">" not in name]
    if not found and sides is not None:
        found += differences(sides[0], sides[1])
    return tuple(dict.fromkeys(found))


def _source_and_function(section: list[str], last_error: int) -> tuple[str, str]:
    """Return the failing source line and the function that holds it, looking up from the section's last E line."""
    source, function = "", ""
    for i in range(last_error, -1, -1):
        line = section[i]
        if not source and line.startswith(">"):
            source = line[1:].strip()
        elif not source and line.startswith("    ") and i > 0 and ": in " in section[i - 1]:
            source = line.strip()
            return source, section[i - 1].partition(": in ")[2].strip()
        elif source and line.strip().startswith(("def ", "async def ")) and not line.startswith(">"):
            function = line.strip().removeprefix("async ")[4:].partition("(")[0]
            break
        elif source and line.startswith("_ _ _"):
            break
    return source, function


def _assigned_calls(section: list[str], source: str, at: int) -> list[str]:
    """Return the calls behind the names of an asserted expression: `got = price(6)` above `assert got == 90`."""
    spaced = "".join(c if c.isalnum() or c == "_" else " " for c in places.source_skeleton(source))
    names = {word for word in spaced.split() if word.isidentifier()}
    found: list[str] = []
    for line in section[:at]:
        target, equals, value = line.partition(" = ")
        if equals and target.strip() in names and line.startswith("    "):
            found += places.calls_in(value)[:3]
    return found


def _error_lines(section: list[str]) -> tuple[list[str], int]:
    """Return the text of the last block of E lines, each without its margin, and the index of its first line."""
    blocks: list[tuple[int, list[str]]] = []
    previous = -2
    for i, line in enumerate(section):
        if line == "E" or line.startswith("E  "):
            if i != previous + 1 and not (blocks and i - previous <= 1):
                blocks.append((i, []))
            blocks[-1][1].append(line[1:].strip())
            previous = i
    if not blocks:
        return [], -1
    return blocks[-1][1], blocks[-1][0]


def _assertion(errors: list[str], message: str, source: str, test: str, *, assigned: list[str]) -> Item:
    asserted = next((line for line in [message, *errors] if line.startswith("assert ")), "")
    note = "" if message.startswith("assert ") or not message else message
    missed = _left_right(errors, asserted)
    found = []
    if source:
        skeleton_of_source = places.source_skeleton(source)
        found.append("s:" + skeleton_of_source.removesuffix(", '"))
        found += ["c:" + call for call in places.calls_in(source)[:5]]
    for line in errors:
        if line.startswith("+") and " where " in line and " = " in line:
            found += ["c:" + call for call in places.calls_in(line.partition(" = ")[2])[:2]]
    found += ["c:" + call for call in assigned]
    found.append("t:" + test)
    if not asserted and note:
        details = " ".join(line for line in errors[1:4] if ": " in line and not line.startswith(("Input: ", "Actual ")))
        words, named = skeleton(note + " " + details)
        return Item("AssertionError", words, places=tuple(dict.fromkeys(found)), vague=named == 0 and is_stock(words))
    shape = "assert" if missed or not asserted else "assert " + _shape(asserted)
    member = asserted.partition(" in ")[0].removeprefix("assert ").removesuffix(" not").strip()
    if shape in ("assert in", "assert not in") and member[:1] in "'\"" and len(member) < 60:
        shape += " " + places.source_skeleton(member.strip("'\""))
    return Item("AssertionError", shape, places=tuple(dict.fromkeys(found)), differences=missed, vague=True)


def _shape(asserted: str) -> str:
    for operator in (" not in ", " in ", " is not ", " is ", " == ", " != ", " <= ", " >= ", " < ", " > "):
        if operator in asserted:
            return operator.strip()
    return ""


def _unmarked(section: list[str], test: str) -> list[Item]:
    """Read a section without E lines (a fixture's scope, an internal failure): its first exception line."""
    for line in section:
        found = exception_of(line.strip())
        if found is not None and found[1]:
            words, named = skeleton(found[1])
            return [Item(found[0], words, places=("t:" + test,), vague=named == 0 and is_stock(words))]
    return []


def _failure(name: str, section: list[str]) -> list[Item]:
    test = places.of_test(name.removeprefix("ERROR at setup of ").removeprefix("ERROR at teardown of "))
    errors, first = _error_lines(section)
    if name.startswith("ERROR collecting") and not errors:
        text = " ".join(line.strip() for line in section if line.strip())[:400]
        words, named = skeleton(text)
        return [Item("collection", words, vague=named == 0 and is_stock(words))] if words else []
    if not errors:
        return read_tracebacks(section) or _unmarked(section, test)
    source, function = _source_and_function(section, first)
    assigned = _assigned_calls(section, source, first)
    head = errors[0]
    if name.startswith("ERROR collecting"):
        head = next((line for line in reversed(errors) if exception_of(line) and "Error" in line.split(":")[0]), head)
    if head.startswith("fixture '"):
        return [Item("fixture", skeleton(head)[0])]
    if head.startswith("assert "):
        return [_assertion(errors, head, source, test, assigned=assigned)]
    found = exception_of(head)
    if head.startswith("Failed: DID NOT RAISE"):
        return [Item("Failed", skeleton(head[8:])[0], places=("t:" + test,), vague=True)]
    if found is None:
        words, named = skeleton(head)
        return [Item("error", words, places=("t:" + test,), vague=named == 0 and is_stock(words))]
    kind, message = found
    if kind == "AssertionError":
        return [_assertion(errors, message, source, test, assigned=assigned)]
    trace = Trace()
    trace.kind, trace.message = kind, message or " ".join(errors[1:3])
    if source or function:
        trace.frames = [(function, source)]
    trace.test = "" if function and function != test else test
    return [item_of(trace)]


def _one_liners(lines: list[str]) -> list[Item]:
    """Read `--tb=line`: `/path/test_a.py:8: ValueError: text`."""
    items = []
    for line in lines:
        path, _, rest = line.partition(".py:")
        number, _, text = rest.partition(": ")
        if path and number.isdigit() and " " not in path:
            found = exception_of(text)
            if found is not None and found[1] and found[0] != "AssertionError":
                trace = Trace()
                trace.kind, trace.message = found
                items.append(item_of(trace))
    return items


def _summary(lines: list[str]) -> list[Item]:
    """Read the short summary, for runs that printed nothing else (`--tb=no`)."""
    items = []
    for line in lines:
        status, _, rest = line.partition(" ")
        if status not in ("FAILED", "ERROR") or ("::" not in rest and ".py" not in rest):
            continue
        where, _, message = rest.partition(" - ")
        test = places.of_test(where)
        cut = message.endswith("...")
        found = exception_of(message.removesuffix("..."))
        if found is None or cut:
            words = skeleton(message)[0] if message and not cut else ""
            items.append(Item(found[0] if found else "failed", words, places=("t:" + test,), rank=PLAIN, vague=True))
            continue
        words, named = skeleton(found[1])
        asserting = found[0] == "AssertionError"
        items.append(
            Item(
                found[0],
                "assert" if asserting else words,
                places=("t:" + test,),
                rank=SPECIFIC,
                vague=asserting or (named == 0 and is_stock(words)),
            )
        )
    return items


def read_pytest(lines: list[str]) -> list[Item]:
    """Return one item per failed test, in the order of the report; without sections the summary or usage errors."""
    items: list[Item] = []
    for name, section in _sections(lines):
        if name.startswith(("coverage", "warnings")):
            continue
        items += _failure(name, section)
    bare = not items and not any(line.startswith("=") for line in lines)
    if bare and any(line.startswith("E   ") for line in lines) and any("conftest" in line for line in lines):
        items = _failure("ERROR collecting conftest", lines[:_SECTION_LINES])
    if not items:
        items = _one_liners(lines) or _summary(lines)
    if not items:
        for line in lines:
            if line.startswith("ERROR: ") and "file or directory not found" in line:
                items.append(Item("usage", skeleton(line[7:])[0]))
            elif line.startswith(("ERROR: ", "INTERNALERROR> ")):
                words, named = skeleton(line.split(" ", 1)[1])
                items.append(Item("usage", words, rank=PLAIN, vague=named == 0 and is_stock(words)))
    return items
