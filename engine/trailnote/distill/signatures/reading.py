"""From a command and its output to the items of a signature: which readers run, and what of theirs is kept."""

from __future__ import annotations

from trailnote.distill.signatures.item import SPECIFIC, Item
from trailnote.distill.signatures.text import read_lines

_WRAPPERS = frozenset("sudo time env nohup nice command exec npx bunx pnpm yarn uv poetry pipenv hatch xargs timeout bash sh zsh -c run".split())


def program_of(command: str) -> tuple[str, tuple[str, ...]]:
    """Return the program that a command runs last, and the base names of all programs in it."""
    names: list[str] = []
    for part in command.replace("&&", ";").replace("||", ";").replace("|", ";").replace("\n", ";").split(";"):
        for word in part.split():
            if word in _WRAPPERS or "=" in word or word.startswith("-"):
                if word in ("cd", "mkdir"):
                    break
                continue
            name = word.strip("'\"").rpartition("/")[2]
            if name not in ("cd", "mkdir", "echo", "export", "set", "source"):
                names.append(name)
            break
    return (names[-1] if names else ""), tuple(names)


def read_items(command: str, exit_code: int | None, output: str) -> tuple[str, str, list[Item]]:
    """Return (tool, program, items) for a failed command; the items are distinct and all of the highest rank found."""
    program, tools = program_of(command)
    lines = read_lines(output)
    items = _structured(lines)
    if not any(item.rank >= SPECIFIC for item in items):
        from trailnote.distill.signatures.plain import last_line, read_plain

        items += read_plain(lines, tools)
        if not items:
            items = last_line(lines, tools)
    signal = _signal(exit_code, lines)
    if signal and not any(item.rank >= SPECIFIC for item in items):
        items = [Item("signal", signal, places=("f:" + program,), vague=True)]
    if not items:
        items = [Item("exit", str(exit_code), places=("s:" + program,), vague=True)]
    return program, program, _kept(items, program, command, lines)


def _structured(lines: list[str]) -> list[Item]:
    """Run the readers whose mark the output carries."""
    text = "\n".join(lines)
    items: list[Item] = []
    from trailnote.distill.signatures import pytest as pytest_report

    if pytest_report.is_report("\n" + text):
        items = pytest_report.read_pytest(lines)
        if items:
            return items
    if "Traceback (most recent call last)" in text:
        from trailnote.distill.signatures.python import read_tracebacks

        items = read_tracebacks(lines)
        if items:
            return items
    if "SyntaxError: " in text or "IndentationError: " in text or "TabError: " in text:
        from trailnote.distill.signatures.python import read_syntax_error

        if '  File "' in text:
            items = read_syntax_error(lines)
            if items:
                return items
    from trailnote.distill.signatures import script, stack

    if script.is_report(text):
        items = script.read_report(lines)
        if items:
            return items
    if "not ok " in text and "error: " in text:
        items = script.read_tap(lines)
        if items:
            return items
    if "panicked at " in text:
        items = stack.read_rust_panic(lines)
    elif "but was:" in text:
        items = stack.read_junit(lines)
    elif ".go:" in text and ("panic: " in text or "--- FAIL: " in text):
        items = stack.read_go(lines)
    if items:
        return items
    if "\tat " in text or "Exception in thread" in text or "xception: " in text:
        items = stack.read_jvm(lines)
        if items:
            return items
    items = _diagnostics(lines, text)
    if not items and "rror" in text and ("    at " in text or "Error: " in text):
        items = script.read_thrown(lines)
    return items


def _diagnostics(lines: list[str], text: str) -> list[Item]:
    from trailnote.distill.signatures import compiler

    items: list[Item] = []
    if " error TS" in text or ": error CS" in text or "error MSB" in text or "error\x20TS" in text:
        items += compiler.read_typescript(lines)
    if "--> " in text:
        items += compiler.read_rustc(lines)
    if not items:
        items += compiler.read_located(lines)
    if "undefined reference" in text or "multiple definition" in text or "cannot find -l" in text:
        items += compiler.read_linker(lines)
    if not items and " error " in text:
        items += compiler.read_eslint(lines)
    return items


_SIGNALS = {134: "SIGABRT", 135: "SIGBUS", 136: "SIGFPE", 137: "SIGKILL", 139: "SIGSEGV", 143: "SIGTERM", 132: "SIGILL"}


def _signal(exit_code: int | None, lines: list[str]) -> str:
    if exit_code is not None:
        name = _SIGNALS.get(exit_code if exit_code > 0 else 128 - exit_code)
        if name:
            return name
    for line in lines[-6:]:
        for words, name in (("Segmentation fault", "SIGSEGV"), ("Killed", "SIGKILL"), ("Floating point exception", "SIGFPE"), ("Bus error", "SIGBUS")):
            if words in line:
                return name
    return ""


def _kept(items: list[Item], program: str, command: str, lines: list[str]) -> list[Item]:
    """Keep the distinct items of the highest rank; give the vague ones of no place the program as their place."""
    best = max(item.rank for item in items)
    kept: list[Item] = []
    seen: set[str] = set()
    for item in items:
        if item.rank < best:
            continue
        if item.vague and not item.places:
            item.places = ("f:" + program,)
        mark = repr(item)
        if mark not in seen:
            seen.add(mark)
            kept.append(item)
    return kept
