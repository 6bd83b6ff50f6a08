"""Tracebacks, pytest and unittest."""

from __future__ import annotations

from trailnote.distill.signatures import places
from trailnote.distill.signatures.endpoints import ports_in_source
from trailnote.distill.signatures.item import PLAIN, SPECIFIC, Item
from trailnote.distill.signatures.patterns import compiled
from trailnote.distill.signatures.values import differences
from trailnote.distill.signatures.wording import is_stock, skeleton

_POSITION = r": line (\d+) column (\d+) \(char \d+\)"
_CHAIN = ("During handling of the above exception", "The above exception was the direct cause")
_VAGUE_WORDS = (
    "NoneType", "invalid literal for", "could not convert", "unsupported operand", "can only concatenate",
    "codec can't", "not subscriptable", "is not iterable", "object is not callable", "has no len()",
    "not supported between", "not raised", "is not true", "is not false", "Timeout (>", "timed out after",
)  # fmt: skip
_BUILTIN_TEXT = """
    SyntaxError IndentationError TabError
    ValueError TypeError IndexError KeyError AttributeError ZeroDivisionError RuntimeError OSError RecursionError
    StopIteration UnicodeDecodeError UnicodeEncodeError OverflowError AssertionError TimeoutError CancelledError
    ConnectionError EOFError ConnectionResetError BrokenPipeError JSONDecodeError NotImplementedError MemoryError
    Exception InvalidOperation DecimalException ArithmeticError LookupError BufferError SystemError Empty Full
    PermissionError FileExistsError
"""
_BUILTIN = frozenset(_BUILTIN_TEXT.split())
_NETWORK = (
    "Connection refused", "already in use", "HTTP Error ", "Name or service not known", "name resolution",
    "nodename nor servname", "Client Error", "Server Error", "timed out", "Connection reset", "Max retries",
    "urlopen error",
)  # fmt: skip
_WRAPPERS = frozenset(("ExceptionGroup", "BaseExceptionGroup", "SystemExit", "KeyboardInterrupt"))
_FRAME_LIMIT = 400
_TRACE_LIMIT = 40


class Trace:
    """One traceback: the exception's class and message, and its own frames as (function, source), innermost last."""

    __slots__ = ("caused_by", "frames", "kind", "message", "raised_by_us", "test")

    def __init__(self) -> None:
        self.kind = ""
        self.message = ""
        self.frames: list[tuple[str, str]] = []
        self.caused_by: Trace | None = None
        self.raised_by_us = False
        self.test = ""


def exception_of(line: str) -> tuple[str, str] | None:
    """Split `pkg.SomeError: text` into class and text; None for a line that is no exception line."""
    path, colon, message = line.partition(": ")
    if not colon:
        path = line.removesuffix(":")
    name = path.rpartition(".")[2]
    if not name or not path.replace(".", "_").isidentifier():
        return None
    return (name, message) if name[0].isupper() or "." in path else None


def _unframed(line: str) -> str:
    """Drop what exception groups and log collectors draw before a traceback's line."""
    stripped = line.lstrip(" ")
    while stripped.startswith(("| ", "+ ")):
        stripped = stripped[2:]
        if not stripped.startswith((" ", "|")):
            break
        rest = stripped.lstrip(" ")
        if not rest.startswith("|"):
            break
        stripped = rest
    return stripped if line.lstrip(" ").startswith(("| ", "+ ")) else line


def _read_trace(lines: list[str], start: int) -> tuple[Trace, int]:
    """Read the traceback whose header is `lines[start]`; return it and the index after its exception line."""
    indent = len(lines[start]) - len(lines[start].lstrip(" "))
    trace = Trace()
    i = start + 1
    end = min(len(lines), start + _FRAME_LIMIT)
    while i < end:
        line = _unframed(lines[i])
        text = line[indent:] if not line[:indent].strip() else line
        if text.startswith('  File "'):
            path, _, rest = text[8:].partition('", line ')
            function = rest.partition(", in ")[2]
            source = ""
            if i + 1 < end:
                following = _unframed(lines[i + 1])
                following = following[indent:] if not following[:indent].strip() else following
                if following.startswith("    "):
                    source = following.strip()
                    i += 1
            trace.raised_by_us = not places.is_foreign(path) and source.startswith("raise ")
            if not places.is_foreign(path):
                trace.frames.append((function, source))
        elif text and not text.startswith(" "):
            found = exception_of(text)
            if found is None:
                return trace, i
            trace.kind, trace.message = found
            more = i + 1
            if not trace.message.strip() or trace.message.endswith((":", "(")):
                while more < min(end, i + 4) and lines[more].strip() and not lines[more].startswith("Traceback"):
                    trace.message += " " + lines[more].strip()
                    more += 1
            return trace, more
        i += 1
    return trace, i


def _is_vague(kind: str, message: str, words: str, named: int) -> bool:
    """Say whether a message needs its place: one of the interpreter's own sentences that name nothing."""
    if any(text in message for text in _VAGUE_WORDS) or not words or is_stock(words):
        return True
    if "' object has no attribute" in message and message[1:2].islower():
        return True  # of a built-in type: the name says nothing about whose value it was
    return named == 0 and kind in _BUILTIN


def _message(kind: str, message: str) -> tuple[str, int]:
    """Return the skeleton of an exception's message, with what its class is known to vary taken out."""
    if "line " in message and "column " in message:
        message = compiled(_POSITION).sub(lambda m: " at-start" if m.group(1) == m.group(2) == "1" else "", message)
    if message.startswith("time data "):
        message = "time data " + message.partition(" does not match ")[2]
    if message.startswith(("Invalid isoformat", "unconverted data", "invalid date")):
        message = message.partition(": ")[0]
    if kind in ("ImportError", "ModuleNotFoundError"):
        message = message.split(" (/")[0].split(" (unknown location")[0].split(". Did you mean")[0]
    if ". Did you mean" in message:
        message = message.split(". Did you mean")[0]
    if "codec can't" in message:
        head, _, reason = message.rpartition(": ")
        message = head.split(" byte ")[0].split(" character ")[0] + " " + reason
    if "invalid literal for" in message or "could not convert string" in message:
        head, _, value = message.partition(": ")
        message = head + (" empty" if value.strip() in ("''", '""') else "")
    words, named = skeleton(message)
    return words, 0 if _is_vague(kind, message, words, named) else max(named, 1)


def _trace_places(trace: Trace) -> tuple[str, ...]:
    """Return the source and calls of the innermost own frame, the innermost named function, the test that ran it."""
    found: list[str] = []
    test = trace.test
    function_known = source_known = False
    for function, source in reversed(trace.frames):
        name = places.of_function(function)
        if source and not source_known:
            source_known = True
            found.append("s:" + places.source_skeleton(source))
            found += ["c:" + call for call in places.calls_in(source)[:4]]
        if name.startswith("test"):
            test = test or name
        elif name and not function_known:
            function_known = True
            found.append("f:" + name)
    if test:
        found.append("t:" + test)
    return tuple(found)


def _assert_difference(message: str) -> tuple[str, ...]:
    """Read `4 != 5` and `'a' != 'b' : note` as unittest prints them, received first."""
    first = message.split("\n", 1)[0]
    for kind in ("Lists", "Tuples", "Sequences", "Dicts", "Sets", "Strings"):
        first = first.removeprefix(kind + " differ: ")
    if " != " in first:
        got, _, want = first.partition(" != ")
        return differences(got, want.split(" : ")[0])
    return ()


def item_of(trace: Trace) -> Item:
    """Return the item of a traceback; a chain is one item that carries the root cause's message too."""
    words, named = _message(trace.kind, trace.message)
    kind = trace.kind
    missed: tuple[str, ...] = ()
    if kind == "AssertionError" and " != " in trace.message:
        missed = _assert_difference(trace.message)
        words, named = "differs", 0
    root = trace.caused_by
    if root is not None:
        root_words, root_named = _message(root.kind, root.message)
        words, named = f"{words} <- {root.kind} {root_words}", named + root_named
        if not trace.frames:
            trace.frames = root.frames
    if trace.raised_by_us and trace.message and kind != "AssertionError":
        named = max(named, 1)
    if any(text in trace.message for text in _NETWORK):
        ports = [port for _, source in trace.frames for port in ports_in_source(source)]
        if ports:
            words, named = f"{words} @ {ports[-1]}", 1
        else:
            named = 0
    rank = PLAIN if kind in _WRAPPERS else SPECIFIC
    return Item(kind, words, places=_trace_places(trace), differences=missed, rank=rank, vague=named == 0)


def _chained(gap: list[str]) -> bool:
    return any(text.lstrip(" |").startswith(_CHAIN) for text in gap)


def read_tracebacks(lines: list[str]) -> list[Item]:
    """Return one item per traceback, at most 40; those joined by "direct cause" or "during handling" are one."""
    items: list[Item] = []
    previous: Trace | None = None
    previous_end = 0
    test = ""
    i = 0
    while i < len(lines) and len(items) < _TRACE_LIMIT:
        line = lines[i]
        if line.startswith(("FAIL: ", "ERROR: ")) and " (" in line:
            test = places.of_test(line.split(": ", 1)[1].split(" (")[0])
        at = line.find("Traceback (most recent call last)")
        if at < 0:
            i += 1
            continue
        drawn = not line[:at].strip(" |+-E")
        header = " " * at + line[at:] if drawn else line[at:]
        trace, read = _read_trace([header, *map(_unframed, lines[i + 1 : i + _FRAME_LIMIT])], 0)
        trace.test = test
        if previous is not None and _chained(lines[previous_end:i]):
            trace.caused_by = previous.caused_by or previous
            items.pop()
        if trace.kind:
            items.append(item_of(trace))
            previous, previous_end = trace, i + read
        i += max(read, 1)
    return items


def read_syntax_error(lines: list[str]) -> list[Item]:
    """Read the `File …, line N` / source / caret / `SyntaxError: …` block that has no traceback header."""
    for i, line in enumerate(lines):
        kind = line.split(":", 1)[0]
        if kind in ("SyntaxError", "IndentationError", "TabError") and i >= 2:
            source = ""
            for back in range(i - 1, max(-1, i - 5), -1):
                if lines[back].strip().strip("^~ ") and not lines[back].lstrip().startswith("File "):
                    source = lines[back].strip()
                    break
            words, _ = skeleton(line.partition(": ")[2])
            return [Item(kind, words, places=("s:" + places.source_skeleton(source),), vague=True)]
    return []
