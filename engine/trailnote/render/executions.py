"""An earlier execution in one line: what was done, where, and how it was checked; a failed one as a warning."""

from __future__ import annotations

from trailnote.distill.endings import FAILED, short
from trailnote.model import Memory, as_strings
from trailnote.render.quoting import quote
from trailnote.render.words import age, listed

_TASK_CHARS = 140


def line(memory: Memory, *, now_ns: int) -> str:
    """Return the line for the execution that a memory stands for."""
    facts = memory.facts
    client = quote(str(facts.get("client", "")), 30)
    verb = "tried before, and failed" if facts.get("outcome") == FAILED else "done before"
    parts = [f"· {verb} ({', '.join(filter(None, [age(memory.created_ns, now_ns), client]))})"]
    parts.append(f": “{quote(memory.title, _TASK_CHARS)}”")
    edited = as_strings(facts.get("files_named")) or as_strings(facts.get("files_edited"))
    files = edited or as_strings(facts.get("files_read"))
    if files:
        parts.append(f"; files: {listed([quote(f, 100) for f in dict.fromkeys(files)], 4)}")
    commands = _commands(facts.get("commands"), failed=facts.get("outcome") == FAILED)
    if commands:
        parts.append(f"; ran {', '.join(commands)}")
    evidence = as_strings(facts.get("evidence"))
    if evidence:
        parts.append(f"; {quote(evidence[-1] if facts.get('outcome') != FAILED else evidence[0], 120)}")
    parts.append(f" ({memory.id})")
    return "".join(parts)


def _commands(value: object, *, failed: bool) -> list[str]:
    """Return up to two commands in code quotes, the tests first; of a failed execution those that failed."""
    rows = [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
    rows = [row for row in rows if (row.get("outcome") == FAILED) == failed]
    rows.sort(key=lambda row: row.get("kind") != "test")
    return [f"`{quote(short(str(row.get('command', ''))), 80).replace('`', chr(39))}`" for row in rows[:2]]
