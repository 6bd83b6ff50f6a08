"""From a command and its output to the items of a signature: which readers run, and what of theirs is kept."""

from __future__ import annotations

from trailnote.distill.command_form import main_parts, program_words, split
from trailnote.distill.signatures.item import CONSEQUENCE, SPECIFIC, Item
from trailnote.distill.signatures.text import read_lines

_SHELLS = frozenset(("bash", "sh", "zsh", "dash"))
_INTERPRETERS = frozenset(("python", "node", "perl", "ruby", "php", "deno", "bun", "java"))


def program_of(command: str) -> tuple[str, tuple[str, ...]]:
    """Return the program that a command is about (the last that is no filter), and all programs and scripts in it."""
    program = ""
    named: list[str] = []
    for words in main_parts(command):
        runs = words[0] in _SHELLS or words[0] in _INTERPRETERS
        scripts = [word.rpartition("/")[2] for word in words[1:] if runs and "." in word and not word.startswith("-")][
            :2
        ]
        program = scripts[0] if words[0] in _SHELLS and scripts else words[0]
        named += [words[0], *scripts]
    for _, words in split(command):
        named += program_words(words)[:1]
    return program, tuple(dict.fromkeys(named))


def read_items(command: str, exit_code: int | None, output: str) -> tuple[str, list[Item]]:
    """Return (program, items) for a failed command; the items are distinct and all of the highest rank found."""
    program, tools = program_of(command)
    lines = read_lines(output)
    items = _structured(lines)
    if not any(item.rank >= SPECIFIC for item in items):
        from trailnote.distill.signatures.plain import read_plain

        items += read_plain(lines, tools)
    if not any(item.rank > CONSEQUENCE for item in items):
        items = _last_resort(lines, tools, program, exit_code) or items
    for item in items:
        if item.vague:
            _settle(item, program, command, lines)
        elif item.kind == "no-tests":
            item.message = _selection(command)
    return program, _kept(items)


def _last_resort(lines: list[str], tools: tuple[str, ...], program: str, exit_code: int | None) -> list[Item]:
    """Return the signal that ended the program, else its last line, else its exit code."""
    from trailnote.distill.signatures.crash import signal_of
    from trailnote.distill.signatures.plain import last_line

    signal = signal_of(exit_code, lines)
    if signal:
        return [Item("signal", signal, places=("f:" + program,), vague=True)]
    if exit_code == 124:
        return [Item("exit", "124", places=("f:" + program,), vague=True)]
    code = Item("exit", str(exit_code), places=("f:" + program,), rank=CONSEQUENCE, vague=True)
    return last_line(lines, tools) or [code]


def _structured(lines: list[str]) -> list[Item]:
    """Run the readers whose mark the output carries."""
    text = "\n".join(lines)
    items = _test_reports(lines, text)
    if items:
        return items
    if "Traceback (most recent call last)" in text:
        from trailnote.distill.signatures.python import read_tracebacks

        items = read_tracebacks(lines)
        if items:
            return items
    if '  File "' in text and ("SyntaxError: " in text or "IndentationError: " in text or "TabError: " in text):
        from trailnote.distill.signatures.python import read_syntax_error

        items = read_syntax_error(lines)
        if items:
            return items
    items = _crashes(lines, text) or _paragraphs(lines, text)
    if items:
        return items
    return _diagnostics(lines, text) or _thrown(lines, text)


def _test_reports(lines: list[str], text: str) -> list[Item]:
    if (
        "\nE  " in text
        or text.startswith("E  ")
        or "short test summary info" in text
        or "= ERRORS =" in text
        or "= FAILURES =" in text
    ):
        from trailnote.distill.signatures.pytest import read_pytest

        items = read_pytest(lines)
        if items:
            return items
    jest = "  ● " in text or ("FAIL " in text and ("Test Files" in text or "Failed Suites" in text or " > " in text))
    tap = "not ok " in text and "error: " in text
    if jest or tap:
        from trailnote.distill.signatures import script

        items = script.read_report(lines) if jest else script.read_tap(lines)
        if items:
            return items
    if "panicked at " in text or "but was:" in text or ".go:" in text:
        from trailnote.distill.signatures import stack

        if "panicked at " in text:
            return stack.read_rust_panic(lines)
        if "but was:" in text:
            return stack.read_junit(lines)
        if "panic: " in text or "--- FAIL: " in text:
            return stack.read_go(lines)
    return []


def _crashes(lines: list[str], text: str) -> list[Item]:
    if any(
        mark in text
        for mark in (
            "Sanitizer: ",
            "Assertion ",
            "free(): ",
            "alloc(): ",
            "terminate called ",
            "runtime error: ",
            "*** ",
            "double free",
        )
    ):
        from trailnote.distill.signatures.crash import read_crash

        return read_crash(lines)
    return []


def _paragraphs(lines: list[str], text: str) -> list[Item]:
    if "CMake Error" in text or "╷" in text or "Error: " in text or " depends on " in text:
        from trailnote.distill.signatures import blocks

        if "CMake Error" in text:
            return blocks.read_cmake(lines)
        if "ResolutionImpossible" in text or "conflicting dependencies" in text:
            return blocks.read_pip_conflict(lines)
        if " line " in text and ("\n  on " in text or "│   on " in text):
            return blocks.read_terraform(lines)
    return []


def _thrown(lines: list[str], text: str) -> list[Item]:
    if "\tat " in text or "Exception in thread" in text or "xception: " in text:
        from trailnote.distill.signatures import stack

        items = stack.read_jvm(lines)
        if items:
            return items
    if "rror" in text and "at " in text:
        from trailnote.distill.signatures import script

        return script.read_thrown(lines)
    return []


def _diagnostics(lines: list[str], text: str) -> list[Item]:
    from trailnote.distill.signatures import compiler

    items: list[Item] = []
    if "error TS" in text or "error CS" in text or "error MSB" in text or "error NU" in text:
        items += compiler.read_typescript(lines)
    if "--> " in text:
        items += compiler.read_rustc(lines)
    if not items:
        items += compiler.read_located(lines)
    if (
        "undefined reference" in text
        or "multiple definition" in text
        or "cannot find -l" in text
        or "undefined symbol" in text
    ):
        items += compiler.read_linker(lines)
    if not items and " error " in text:
        items += compiler.read_eslint(lines)
    return items


def _settle(item: Item, program: str, command: str, lines: list[str]) -> None:
    """Give a vague item what it lacks: the endpoint of a network error, else the program as its place."""
    from trailnote.distill.signatures.endpoints import NETWORK_KINDS, endpoints_in

    if item.kind in NETWORK_KINDS:
        found = endpoints_in(command)
        for line in lines:
            if found:
                break
            found = endpoints_in(line)
        if found:
            item.message = f"{item.message} @ {found[0]}".strip()
            item.vague = False
            return
    if not item.places and item.rank < SPECIFIC:
        item.places = ("f:" + program,)


def _selection(command: str) -> str:
    """Return what a test command asked for: the words after -k, -m, -t, --filter, -run and the paths."""
    words = [word for part in main_parts(command) for word in part]
    asked = [
        after
        for word, after in zip(words, words[1:], strict=False)  # noqa: RUF007  itertools is not loaded on the hook path
        if word in ("-k", "-m", "-t", "-g", "--filter", "-run", "--grep") and after != "pytest"
    ]
    return " ".join(asked or [word for word in words[1:] if "/" in word or word.endswith((".py", ".js", ".ts"))])


def _kept(items: list[Item]) -> list[Item]:
    """Keep the distinct items of the highest rank, in their order."""
    best = max(item.rank for item in items)
    kept: list[Item] = []
    seen: set[str] = set()
    for item in items:
        mark = repr(item)
        if item.rank >= best and mark not in seen:
            seen.add(mark)
            kept.append(item)
    return kept
