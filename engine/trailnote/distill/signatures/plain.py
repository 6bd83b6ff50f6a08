"""Error lines of tools that have no reader of their own."""

from __future__ import annotations

from trailnote.distill.signatures.crash import signal_printed
from trailnote.distill.signatures.endpoints import NETWORK_KINDS, endpoint_of
from trailnote.distill.signatures.item import CONSEQUENCE, PLAIN, Item
from trailnote.distill.signatures.phrases import read_phrase, rows_for
from trailnote.distill.signatures.wording import first_sentence, is_stock, skeleton

PLAIN_HEAD_LINES, PLAIN_TAIL_LINES = 200, 500
"""How many lines are read word by word; the structured readers look at the whole window."""
_ERROR_WORDS = (
    "error", "fatal", "fail", "exception", "panic", "cannot", "can't", "could not", "couldn't", "unable", "denied",
    "refused", "invalid", "unknown", "undefined", "unexpected", "missing", "not found", "no such", "abort",
    "unrecognized", "unrecognised", "illegal", "conflict", "not allowed", "not permitted", "does not", "doesn't",
    "didn't", "is not a", "already", "too many", "too long", "overflow", "corrupt", "mismatch", "unsupported",
    "not supported", "rejected", "timed out", "timeout", "expired", "must be", "must have", "not defined", "bad ",
    "killed", "broken", "violat", "ambiguous", "duplicate", "no matching", "not exist", "unbound", "omitting",
    "not specified", "requires ", "unterminated", "unmatched", "null (null)",
)  # fmt: skip
_CONSEQUENCES = (
    "child returned status", "error is not recoverable", "begin failed--compilation", "ld returned",
    "recipe for target", "waiting for unfinished", "a complete log of this run", "re-run maven",
    "for more information", "[help ", "to see the full stack trace", "configuring incomplete", "could not compile",
    "aborting due to", "see also", "command failed with", "lifecycle script", "code elifecycle", "build failed",
    "automatic merge failed", "could not apply", "hint:", "connect to ", "closing connection",
    "run with `rust_backtrace", "note:", "help:", "trace:", "subprocess-exited", "this error originates",
    "exiting now", "aborted!", "aborting", "please commit", "run 'docker", "build failure", "*** [",
    "process completed with exit", "script returned exit", "failed to execute goal", "type help for a list",
    "previous errors were", "1 error generated", "errors generated", "test result: failed", "failed tests:",
    "tests failed", "some tests failed", "exit status", "for help visit", "to fix this you could", "previous errors",
    "try '", "usage:", "unable to load", "as a reminder", "--help", "failed to push some refs", "1 error", "deprecat",
    "(use `node --trace", "some problems were encountered", "the project ", "compilation errors", "aborted due to",
    "compile error", "resolutionimpossible", "the conflict is caused by", "additionally, some packages",
    "remove package versions", "loosen the range",
)  # fmt: skip
_LEVELS = (
    "npm error ", "npm ERR! ", "[ERROR] ", "[FATAL] ", "ERROR: ", "Error: ", "error: ", "FATAL: ", "Fatal: ",
    "fatal: ", "E: ", "Error response from daemon: ", "ERROR ", "error ", "FATAL ", "panic: ", "failed: ", "Failed: ",
    "CRITICAL ", "CRITICAL: ", "err: ", "✘ ", "✖ ", "× ", "*** ", "[!] ", "! ", "> ", "- ", "││ ", "│ ", "╷ ",
    "##[error]", "[error] ", "remote: ", "E ", "!! ", "Parse error ", "Runtime error ", "in prepare, ", "stepping, ",
)  # fmt: skip
_NPM_DROP = (
    "npm error code ", "npm ERR! code ", "npm error errno", "npm ERR! errno", "npm error path", "npm ERR! path",
    "npm error syscall", "npm ERR! syscall", "npm error command", "npm ERR! command",
)  # fmt: skip
_SKIPPED = (*_NPM_DROP, "usage:", "Usage:", "npm notice", "npm warn", "npm WARN")
_SHELLS = ("bash", "sh", "zsh", "dash", "-bash", "env", "sudo", "fatal", "error", "ERROR", "Error")
_SCRIPTS = (".py", ".sh", ".bash", ".pl", ".rb", ".js", ".mjs", ".cjs", ".ts", ".php")


def _is_aside(line: str) -> bool:
    """Say whether a line is no message: usage, notices, headings, npm's echo of a command, the shell's on a signal."""
    echoed = line.startswith("> ") and "FAILED" not in line and "rror:" not in line
    return echoed or line.startswith(_SKIPPED) or _is_rule(line) or bool(signal_printed(line))


def _is_rule(line: str) -> bool:
    """Say whether a line is a heading drawn with rules: `=== ERRORS ===`, `____ test ____`."""
    return line[:3] in ("===", "___", "---", "***", "!!!", "###", "+++") and line[-1] in "=_-*!#+"


def _prefix_end(text: str, tools: tuple[str, ...]) -> int:
    """Return where the text after a leading `tool: `, `script.sh: line 3: `, `near line 2: ` begins, 0 for none."""
    head, colon, rest = text.partition(": ")
    if not colon or not rest:
        return 0
    start = len(head) + 2
    if " " not in head:
        bare = head.rpartition("/")[2]
        located = bare.rpartition(":")[2].isdigit()
        named = (
            bare.partition("[")[0] in tools
            or bare in _SHELLS
            or (bare.endswith(_SCRIPTS) and rest.startswith(("error: ", "line ")))
        )
        if named or located or head.isdigit():
            return start
        middle, again, _ = rest.partition(": ")
        if again and (middle.isdigit() or (middle.startswith("line ") and middle[5:].isdigit())):
            return start + len(middle) + 2
        return 0
    if head.startswith("(at "):
        return start
    first, _, last = head.rpartition(" ")
    if last.isdigit() and first in ("line", "near line", "at line"):
        return start
    if head.startswith("python -m "):
        return start
    return 0


def strip_prefixes(line: str, tools: tuple[str, ...]) -> str:
    """Drop levels, tool names and `file: line N:` from the head of an error line, ` at file line N` from its end."""
    text = line.strip()
    while True:
        before = text
        for level in _LEVELS:
            if text.startswith(level):
                text = text[len(level) :].lstrip()
        text = text[_prefix_end(text, tools) :].lstrip()
        if text == before:
            break
    if text.startswith("Execution of ") and " aborted due to" in text:
        return "compilation aborted"
    at = text.rfind(" line ")
    if at > 0 and text[at + 6 :].rstrip(".").split(",")[0].isdigit() and " at " in text[:at]:
        text = text[: text.rfind(" at ", 0, at)]
    return text


def _rank(lower: str) -> int:
    if any(words in lower[:90] for words in _CONSEQUENCES):
        return CONSEQUENCE
    if "warning" in lower and "error" not in lower:
        return 0
    return PLAIN if any(word in lower for word in _ERROR_WORDS) else 0


def _phrase_item(kind: str, groups: tuple[str, ...]) -> Item:
    words = endpoint_of(groups)
    return Item(kind, words, vague=kind in NETWORK_KINDS and (not words or kind == "http"))


def read_plain(lines: list[str], tools: tuple[str, ...]) -> list[Item]:
    """Return the items of the lines that a known phrase or an error word marks, in the order of the output.

    A line that ends with a colon takes the next line with it ("would be overwritten by checkout:" / "a.txt").
    """
    if len(lines) > PLAIN_HEAD_LINES + PLAIN_TAIL_LINES:
        lines = lines[:PLAIN_HEAD_LINES] + lines[-PLAIN_TAIL_LINES:]
    rows = rows_for("\n".join(lines).lower())
    items: list[Item] = []
    seen: set[str] = set()
    for i, line in enumerate(lines):
        if line in seen or not line.strip() or _is_aside(line):
            continue
        seen.add(line)
        below = lines[i + 1].strip() if line.endswith(":") and i + 1 < len(lines) else ""
        found = read_phrase(line, rows) or (read_phrase(line + " " + below, rows) if below else None)
        if found is not None:
            items.append(_phrase_item(*found))
        elif rank := _rank(line.lower()):
            words, named = skeleton(first_sentence(strip_prefixes(line, tools) + " " + below))
            if words:
                items.append(Item("error", words, rank=rank, vague=named == 0 and is_stock(words)))
        if len(items) > 40:
            break
    return items


def last_line(lines: list[str], tools: tuple[str, ...]) -> list[Item]:
    """Return the last line that has words, for output in which nothing reads like an error."""
    for line in reversed(lines):
        if (" directory '" in line and ("Leaving" in line or "Entering" in line)) or line.startswith(_SKIPPED):
            continue
        words, named = skeleton(strip_prefixes(line, tools))
        if words:
            return [Item("last", words, rank=CONSEQUENCE, vague=named == 0 and is_stock(words))]
    return []
