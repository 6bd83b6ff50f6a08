"""Error lines of tools that have no reader of their own."""

from __future__ import annotations

from trailnote.distill.signatures.item import CONSEQUENCE, PLAIN, SPECIFIC, Item
from trailnote.distill.signatures.phrases import read_phrase, rows_for
from trailnote.distill.signatures.wording import skeleton

_ERROR_WORDS = (
    "error", "fatal", "fail", "exception", "panic", "cannot", "can't", "could not", "couldn't", "unable", "denied", "refused",
    "invalid", "unknown", "undefined", "unexpected", "missing", "not found", "no such", "abort", "unrecognized", "unrecognised",
    "illegal", "conflict", "not allowed", "not permitted", "does not", "doesn't", "didn't", "is not a", "already", "too many", "too long",
    "overflow", "corrupt", "mismatch", "unsupported", "not supported", "rejected", "timed out", "timeout", "expired", "must be",
    "must have", "not defined", "bad ", "killed", "broken", "violat", "deprecated", "ambiguous", "duplicate", "no matching", "not exist",
)  # fmt: skip
_CONSEQUENCES = (
    "child returned status", "error is not recoverable", "begin failed--compilation", "ld returned", "recipe for target", "waiting for unfinished",
    "a complete log of this run", "re-run maven", "for more information about", "[help ", "to see the full stack trace", "configuring incomplete",
    "could not compile", "aborting due to", "see also", "command failed with", "lifecycle script", "errno", "code elifecycle", "build failed",
    "automatic merge failed", "could not apply", "hint:", "connect to ", "closing connection", "run with `rust_backtrace", "note:", "help:",
    "trace:", "subprocess-exited", "this error originates", "exiting now", "aborted!", "aborting", "please commit", "run 'docker", "build failure",
    "target pattern", "*** [", "leaving directory", "entering directory", "process completed with exit", "script returned exit", "failed to execute goal",
    "1 error generated", "errors generated", "test result: failed", "failed tests:", "tests failed", "some tests failed", "npm err! code", "npm error code",
    "npm err! path", "npm error path", "npm err! command", "npm error command", "npm error syscall", "npm err! syscall", "exit status", "previous errors",
    "deprecationwarning", "(use `node --trace",
)  # fmt: skip
_LEVELS = (
    "npm error ", "npm ERR! ", "[ERROR] ", "[FATAL] ", "ERROR: ", "Error: ", "error: ", "FATAL: ", "Fatal: ", "fatal: ", "E: ", "Error response from daemon: ",
    "ERROR ", "error ", "FATAL ", "panic: ", "failed: ", "Failed: ", "CRITICAL ", "CRITICAL: ", "err: ", "✘ ", "✖ ", "× ", "*** ", "[!] ", "! ", "> ", "- ",
)  # fmt: skip


def strip_prefixes(line: str, tools: tuple[str, ...]) -> str:
    """Drop log levels, tool names and `file: line N:` from the head of an error line."""
    text = line.strip()
    while True:
        before = text
        for level in _LEVELS:
            if text.startswith(level):
                text = text[len(level) :].lstrip()
        head, colon, rest = text.partition(": ")
        if colon and rest and " " not in head:
            bare = head.rpartition("/")[2]
            name = bare.partition("[")[0]
            parts = bare.split(":")
            located = len(parts) > 1 and all(part.isdigit() for part in parts[-1:])
            if name in tools or located or bare in ("bash", "sh", "zsh", "dash", "-bash", "env", "sudo"):
                text = rest.lstrip()
            elif rest.startswith("line ") and ": " in rest and rest[5 : rest.index(": ")].isdigit():
                text = rest.partition(": ")[2]
            elif rest.partition(": ")[0].isdigit() and ": " in rest:
                text = rest.partition(": ")[2]
        elif colon and rest and head.startswith("line ") and head[5:].isdigit():
            text = rest
        if text == before:
            return text


def _rank(lower: str) -> int:
    if any(words in lower for words in _CONSEQUENCES):
        return CONSEQUENCE
    return PLAIN if any(word in lower for word in _ERROR_WORDS) else 0


def read_plain(lines: list[str], tools: tuple[str, ...]) -> list[Item]:
    """Return the items of the lines that a known phrase or an error word marks, phrases first by rank."""
    rows = rows_for("\n".join(lines).lower())
    items: list[Item] = []
    for line in lines:
        if not line.strip() or len(items) > 60:
            continue
        text = strip_prefixes(line, tools)
        found = read_phrase(line, rows) if rows else None
        if found is not None:
            kind, subjects = found
            words = " ".join(skeleton("'" + subject + "'")[0] for subject in subjects)
            items.append(Item(kind, words, rank=SPECIFIC, vague=False))
            continue
        rank = _rank(line.lower())
        if rank:
            words, named = skeleton(text)
            if words:
                items.append(Item("error", words, rank=rank, vague=named == 0))
    return items


def last_line(lines: list[str], tools: tuple[str, ...]) -> list[Item]:
    """Return the last line that has words, for output in which nothing reads like an error."""
    for line in reversed(lines):
        words, _ = skeleton(strip_prefixes(line, tools))
        if words:
            return [Item("last", words, rank=CONSEQUENCE, vague=True)]
    return []
