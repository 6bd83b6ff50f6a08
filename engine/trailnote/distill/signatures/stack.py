"""Exceptions and panics of the JVM, Go, Rust and Ruby, and the assertion reports of their test runners."""

from __future__ import annotations

from trailnote.distill.signatures import places
from trailnote.distill.signatures.item import Item
from trailnote.distill.signatures.patterns import compiled
from trailnote.distill.signatures.values import differences
from trailnote.distill.signatures.wording import is_stock, skeleton

_GO_AT = r"\s+([\w./-]+\.go):\d+:(?: \S+: )?\s*(.*)$"
_LOCAL = r"\"(?:<\w+>|\w+)(?:\.(\w+(?:\(\))?))?\" is null"
_JUNIT = r"expected:? ?<(.*?)> but was:? ?<(.*?)>"
_JVM = (
    r"(?:Exception in thread \"[^\"]*\" |Caused by: |\[ERROR\] )?"
    r"((?:[a-z_]\w*\.)+[A-Z][\w$]*(?:Exception|Error|Throwable))(?:: (.*))?$"
)


def _jvm_frames(lines: list[str], i: int) -> list[str]:
    names: list[str] = []
    for line in lines[i + 1 : i + 40]:
        text = line.strip()
        if not text.startswith("at "):
            if names or text.startswith("Caused by"):
                break
            continue
        where = text[3:].partition("(")[0].strip()
        if where.startswith(
            ("java.", "jdk.", "sun.", "org.junit", "org.apache.maven", "kotlin.", "scala.")
        ) or places.is_foreign(where):
            continue
        name = places.of_function(where)
        if name and name not in names:
            names.append(name)
    return names


def read_jvm(lines: list[str]) -> list[Item]:
    """Read `Exception in thread "main" a.b.SomeException: …`, its causes (one item for the chain) and its own frames.

    Maven's own traces (`-e`) are left out where its `[ERROR]` lines say the same without them.
    """
    items: list[Item] = []
    if any(line.startswith("[ERROR]") for line in lines):
        return items
    for i, line in enumerate(lines):
        if "xception" not in line and "Error" not in line:
            continue
        match = compiled(_JVM).match(line.strip())
        if match is None:
            continue
        kind = match.group(1).rpartition(".")[2]
        message = compiled(_LOCAL).sub(
            lambda found: f"'.{found.group(1)}' is null" if found.group(1) else "local is null", match.group(2) or ""
        )
        if kind == "NumberFormatException":
            message = message.partition(": ")[0]
        words, named = skeleton(message)
        frames = _jvm_frames(lines, i)
        if line.lstrip().startswith("Caused by: ") and items:
            last = items[-1]
            head = last.message.split(" <- ")[0]
            last.message = f"{head} <- {kind} {words}"
            last.vague = named == 0
            last.places = tuple("f:" + name for name in frames[:1]) or last.places
            continue
        items.append(
            Item(
                kind,
                words,
                places=tuple("f:" + name for name in frames[:1]),
                vague=(named == 0 and is_stock(words)) or "local is null" in message,
            )
        )
    return items or _recursion(lines)


def _recursion(lines: list[str]) -> list[Item]:
    """Read what is left of a stack overflow when its head was cut off: one frame, again and again."""
    frames = [line.strip() for line in lines if line.startswith("\tat ")]
    if len(frames) > 60 and len(set(frames[:60])) <= 4:
        names = _jvm_frames(["", *lines[:40]], 0)
        return [Item("StackOverflowError", "", places=tuple("f:" + name for name in names[:1]), vague=True)]
    return []


def read_junit(lines: list[str]) -> list[Item]:
    """Read surefire and console lines `[ERROR]   CartTest.total:12 expected: <3> but was: <2>`."""
    items = []
    for line in lines:
        match = compiled(_JUNIT).search(line)
        if match is None:
            continue
        head = line[: match.start()].replace("[ERROR]", "").strip()
        test = places.of_test(head.split(":")[0].split(" ")[0]) if head else ""
        if test in ("AssertionFailedError", "AssertionError", "ComparisonFailure"):
            test = ""
        found = ("t:" + test,) if test else ()
        items.append(
            Item(
                "AssertionError",
                "assert",
                places=found,
                differences=differences(match.group(2), match.group(1)),
                vague=True,
            )
        )
    with_place = [item for item in items if item.places]
    return with_place or items


_RUST_VAGUE = (
    "called `Option::unwrap()` on a `None`", "index out of bounds", "attempt to ", "explicit panic",
    "not yet implemented", "already borrowed", "range ",
)  # fmt: skip


def _rust_frames(lines: list[str], i: int) -> list[str]:
    """Return our own innermost function of the backtrace below a panic, if one was printed."""
    for at in range(i + 1, min(len(lines) - 1, i + 60)):
        text = lines[at].strip()
        number, colon, name = text.partition(": ")
        if colon and number.isdigit() and "at ./" in lines[at + 1]:
            bare = places.of_function(name)
            if bare:
                return ["f:" + bare]
    return []


def read_rust_panic(lines: list[str]) -> list[Item]:
    """Read `thread 'x' panicked at src/lib.rs:16:9:` and the message below; `left:`/`right:` become differences."""
    items: list[Item] = []
    for i, line in enumerate(lines):
        if "' panicked at " not in line and ") panicked at " not in line:
            continue
        thread = line.partition("'")[2].partition("'")[0]
        message = lines[i + 1].strip() if i + 1 < len(lines) else ""
        if line.partition(" panicked at ")[2].startswith("'"):
            message = line.partition(" panicked at ")[2].rpartition(",")[0].strip("'")
        test = "" if thread in ("main", "<unnamed>") else places.of_test(thread)
        where = ("t:" + test,) if test else ()
        if message.startswith("assertion"):
            sides = [
                text.strip().partition(": ")[2]
                for text in lines[i + 2 : i + 5]
                if text.strip().startswith(("left: ", "right: "))
            ]
            missed = differences(sides[0], sides[1]) if len(sides) == 2 else ()
            note = message.partition("failed: ")[2]
            words = "assert " + skeleton(note)[0] if note else "assert"
            items.append(Item("AssertionError", words, places=where, differences=missed, vague=True))
            continue
        words, _ = skeleton(message.split(": Os {")[0])
        vague = message.startswith(_RUST_VAGUE)
        file = line.partition(" panicked at ")[2].split(":")[0].rpartition("/")[2]
        names = _rust_frames(lines, i) if vague else []
        items.append(
            Item("panic", words, places=(*where, *names, *(() if where or names else ("s:" + file,))), vague=vague)
        )
    return items


def _go_frames(lines: list[str]) -> list[str]:
    """Return the functions of a goroutine's stack that are not of the runtime, innermost first."""
    foreign = ("goroutine", "panic", "runtime.", "testing.", "created by", "exit status")
    own = [line for line in lines if line[:1].strip() and "(" in line and "." in line and not line.startswith(foreign)]
    return [places.of_function(line.rpartition("(")[0].rpartition("/")[2]) for line in own]


def read_go(lines: list[str]) -> list[Item]:
    """Read `panic: …` with the first own goroutine frame, and `--- FAIL: TestX` with the lines its test printed."""
    items: list[Item] = []
    test = ""
    for i, line in enumerate(lines):
        text = line.strip()
        if text.startswith("panic: ") and "[recovered]" not in text:
            names = _go_frames(lines[i + 1 : i + 60])
            words, named = skeleton(text[7:])
            items.append(
                Item(
                    "panic",
                    words,
                    places=tuple("f:" + name for name in names[:1] if name),
                    vague=named == 0 or "runtime error" in text,
                )
            )
        elif text.startswith("--- FAIL: "):
            test = text[10:].split(" ")[0]
        elif test and ".go:" in line:
            match = compiled(_GO_AT).match(line)
            if match is not None and match.group(2):
                items.append(_go_failure(match.group(2), test))
    return items


def _go_failure(message: str, test: str) -> Item:
    lower = message.lower()
    name = test.split("/")[0]
    for got_word, want_word in (("got ", "want "), ("= ", "want "), ("got ", "expected "), ("actual ", "expected ")):
        got_at, want_at = lower.rfind(got_word), lower.rfind(want_word)
        if got_at >= 0 and want_at >= 0:
            got = (
                message[got_at + len(got_word) :].split(",")[0].split(";")[0]
                if got_at < want_at
                else message[got_at + len(got_word) :]
            )
            want = (
                message[want_at + len(want_word) :].split(",")[0]
                if want_at < got_at
                else message[want_at + len(want_word) :]
            )
            calls = tuple("c:" + call for call in places.calls_in(message)[:2])
            return Item(
                "AssertionError", "assert", places=(*calls, "t:" + name), differences=differences(got, want), vague=True
            )
    words, named = skeleton(message)
    return Item("test", words, places=("t:" + name,), vague=named == 0 and is_stock(words))
