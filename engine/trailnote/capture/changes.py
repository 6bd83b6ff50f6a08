"""The changed lines of an edit, few and short: what later says how a failure was mended.

Of an edit only these are taken, never the file. A text of this form, redacted by the caller:

    @ tests/conftest.py +1 -1
    -timeout = 5
    +timeout = 30
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MAX_CHARS = 900
_MAX_LINES = 8  # of one file
_MAX_FILES = 6
_LINE_CHARS = 120


def of_tool(tool: str, inputs: Mapping[str, object], response: object) -> str:
    """Return the changed lines that a tool call reports, "" when it reports none."""
    if tool == "apply_patch":
        patch = inputs.get("command")
        return _told(_of_patch(patch)) if isinstance(patch, str) else ""
    path = inputs.get("file_path") or inputs.get("notebook_path")
    if not isinstance(path, str):
        return ""
    lines = list(_of_hunks(response))
    if not lines:
        lines = list(_of_strings(inputs))
    return _told({path: lines})


def _of_hunks(response: object) -> Iterable[str]:
    """Yield the changed lines of Claude Code's `structuredPatch`."""
    hunks = response.get("structuredPatch") if isinstance(response, dict) else None
    for hunk in hunks if isinstance(hunks, list) else ():
        lines = hunk.get("lines") if isinstance(hunk, dict) else None
        for line in lines if isinstance(lines, list) else ():
            if isinstance(line, str) and line[:1] in ("+", "-"):
                yield line


def _of_strings(inputs: Mapping[str, object]) -> Iterable[str]:
    """Yield what an edit's own words give where the client sends no patch: a new file has only lines that came."""
    for name, sign in (("old_string", "-"), ("new_string", "+"), ("content", "+"), ("new_source", "+")):
        text = inputs.get(name)
        for line in text.splitlines() if isinstance(text, str) else ():
            yield sign + line


def _of_patch(patch: str) -> dict[str, list[str]]:
    """Return the changed lines by path of an `apply_patch` text."""
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in patch.splitlines():
        if line.startswith("*** "):
            head, _, path = line.partition(": ")
            if head in ("*** Add File", "*** Update File", "*** Delete File"):
                lines = found.setdefault(path.strip(), [])
        elif line[:1] in ("+", "-"):
            lines.append(line)
    return found


def _told(changes: Mapping[str, list[str]]) -> str:
    parts: list[str] = []
    for path, lines in list(changes.items())[:_MAX_FILES]:
        added = sum(line[:1] == "+" for line in lines)
        parts.append(f"@ {path} +{added} -{len(lines) - added}")
        parts += [line[0] + line[1:].strip()[:_LINE_CHARS] for line in _telling(lines)]
    return "\n".join(parts)


def _telling(lines: list[str]) -> list[str]:
    """Return the few lines that tell most: without blank ones and those that only moved, in their order."""
    went = {line[1:].strip() for line in lines if line[:1] == "-"}
    both = {line[1:].strip() for line in lines if line[:1] == "+"} & went
    kept = [line for line in lines if line[1:].strip() and line[1:].strip() not in both]
    if len(kept) <= _MAX_LINES:
        return kept
    half = _MAX_LINES // 2
    came = [line for line in kept if line[:1] == "+"][:half]
    return [line for line in kept if line[:1] == "-"][: _MAX_LINES - len(came)] + came
