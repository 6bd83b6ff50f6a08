"""Programs that died: signals, failed C assertions, aborts of the allocator, sanitizers."""

from __future__ import annotations

from trailnote.distill.signatures import places
from trailnote.distill.signatures.item import Item
from trailnote.distill.signatures.patterns import compiled
from trailnote.distill.signatures.wording import skeleton

_FRAME = r"\s*#\d+\s+(?:0x[0-9a-f]+ in )?([\w:~<>]+)(?: \([^)]*\))? ?(.*)$"
_SIGNALS = {132: "SIGILL", 134: "SIGABRT", 135: "SIGBUS", 136: "SIGFPE", 137: "SIGKILL", 139: "SIGSEGV", 143: "SIGTERM"}
_PRINTED = (
    ("Segmentation fault", "SIGSEGV"), ("Killed", "SIGKILL"), ("Floating point exception", "SIGFPE"),
    ("Bus error", "SIGBUS"), ("Aborted", "SIGABRT"),
)  # fmt: skip
_ALLOCATOR = (
    "free(): ", "malloc(): ", "realloc(): ", "munmap_chunk(): ", "corrupted ", "double free or corruption",
    "*** stack smashing detected", "*** buffer overflow detected",
)  # fmt: skip


def signal_of(exit_code: int | None, lines: list[str]) -> str:
    """Return the signal that ended the command, by its exit code or by what the shell printed, '' when none did."""
    if exit_code is not None:
        name = _SIGNALS.get(exit_code if exit_code > 0 else 128 - exit_code)
        if name:
            return name
    return next((name for line in lines[-6:] if (name := signal_printed(line))), "")


def signal_printed(line: str) -> str:
    """Return the signal that a shell's line reports ("bash: line 1: 2632 Aborted ./app"), '' for other lines."""
    for words, name in _PRINTED:
        if words in line and ("core dumped" in line or line.startswith(words) or ": line " in line):
            return name
    return ""


def _frame_functions(lines: list[str], start: int) -> list[str]:
    """Return our own functions of the numbered stack below `start` (`#0 0x… in f file.c:3`), innermost first."""
    names: list[str] = []
    for line in lines[start + 1 : start + 30]:
        match = compiled(_FRAME).match(line)
        if match is None:
            if names:
                break
            continue
        name, path = match.group(1), match.group(2)
        if (
            name.startswith(("__", "_start", "operator"))
            or "libsanitizer" in path
            or "libasan" in path
            or "/lib/" in path
        ):
            continue
        names.append(places.of_function(name))
    return [name for name in names if name]


def read_crash(lines: list[str]) -> list[Item]:
    """Return the items of assertions, allocator aborts, uncaught C++ exceptions and sanitizer reports."""
    items: list[Item] = []
    for i, line in enumerate(lines):
        if "Sanitizer: " in line and ("ERROR:" in line or "WARNING:" in line):
            kind = line.partition("Sanitizer: ")[2].split(" on ")[0].split(" (")[0]
            words = skeleton(kind)[0]
            names = _frame_functions(lines, i)
            items.append(Item("sanitizer", words, places=tuple("f:" + name for name in names[:1]), vague=True))
        elif ": runtime error: " in line:
            words = skeleton(line.partition(": runtime error: ")[2])[0]
            items.append(Item("sanitizer", words, places=("s:" + line.split(":")[0],), vague=True))
        elif "Assertion " in line and " failed" in line:
            expression = line.partition("Assertion ")[2].rpartition(" failed")[0].strip("`'\"(), ")
            function = line.partition(": Assertion ")[0].rpartition(": ")[2]
            items.append(
                Item(
                    "assert",
                    places.source_skeleton(expression),
                    places=("f:" + places.of_function(function.split("(")[0].split(" ")[-1]),),
                )
            )
        elif line.startswith(_ALLOCATOR):
            items.append(Item("abort", skeleton(line)[0]))
        elif line.startswith("terminate called "):
            message = lines[i + 1].partition("what(): ")[2].strip() if i + 1 < len(lines) else ""
            items.append(Item("terminate", skeleton(line.partition("instance of ")[2] + " " + message)[0]))
    return items
