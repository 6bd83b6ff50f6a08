"""A handoff and a checkpoint as one line of the brief: where work stopped, what is red, what comes next."""

from __future__ import annotations

from trailnote.model import as_strings
from trailnote.render.quoting import quote
from trailnote.render.words import age, listed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from trailnote.model import Memory
    from trailnote.store.handoffs import Handoff

LEAST_CHARS = 160  # a line with less room than this is not worth taking a handoff for
_TASK, _SUMMARY, _ITEM, _PATH = 180, 320, 200, 120
_MANUAL_SUMMARY = 1_500


def line_of(
    baton: Handoff,
    *,
    now_ns: int,
    branch: str,
    max_chars: int = 2_000,
    uncommitted: Sequence[str] | None = None,
    taken: bool = True,
) -> str:
    """Return the line that tells of a handoff, its least telling parts left out when it would be too long.

    `branch` is the one checked out; another one is named. `uncommitted` are those of its files that differ from HEAD.
    `taken` false says that it waits for its own branch.
    """
    return _fitted(_opening(baton, now_ns=now_ns, branch=branch, taken=taken), _parts(baton, uncommitted), max_chars)


def _opening(baton: Handoff, *, now_ns: int, branch: str, taken: bool) -> str:
    who = quote(baton.from_agent, 40) or "by hand"
    notes = [who]
    if baton.branch and (baton.branch != branch or not taken):
        elsewhere = "" if taken else ", which waits for it"
        notes.append(f"on branch {quote(baton.branch, 80)}{elsewhere}")
    if baton.body.get("interrupted"):
        notes.append("broken off in the middle")
    if baton.kind == "manual":
        whom = f" for {quote(baton.to_agent, 40)}" if baton.to_agent else ""
        return f"· handoff{whom}, left {age(baton.created_ns, now_ns)} ({', '.join(notes)}): "
    return f"· left off {age(baton.created_ns, now_ns)} ({', '.join(notes)}): "


def _parts(baton: Handoff, uncommitted: Sequence[str] | None) -> list[tuple[int, str]]:
    """Return (rank, text) in reading order; a higher rank is left out first."""
    summary = quote(baton.text("summary"), _MANUAL_SUMMARY if baton.kind == "manual" else _SUMMARY)
    parts = [(0, f"“{quote(baton.text('task'), _TASK)}”" if baton.text("task") else "")]
    if baton.text("last_asked"):
        parts.append((4, f"last asked: “{quote(baton.text('last_asked'), _TASK)}”"))
    parts.append((1, f"{'last said: ' if baton.body.get('interrupted') else ''}{summary}" if summary else ""))
    parts.append((2, _items("next", baton.texts("next_steps"))))
    parts.append((3, _items("open", baton.texts("open_questions"))))
    parts.append((1, _failing(baton.body.get("failing"))))
    parts.append((6, _tests(baton.body.get("tests"), baton.body.get("failing"))))
    if uncommitted is None:
        uncommitted = baton.texts("uncommitted")
    parts.append((2, _files(baton.texts("files"), uncommitted)))
    parts.append((5, _items("committed", baton.texts("commits"))))
    return [(rank, text) for rank, text in parts if text]


def _items(name: str, items: Sequence[str]) -> str:
    return f"{name}: " + "; ".join(quote(item, _ITEM).rstrip(".") for item in items) if items else ""


def _failing(run: object) -> str:
    if not isinstance(run, dict):
        return ""
    tests = as_strings(run.get("failing_tests"))
    name = quote(str(run.get("name") or ""), _ITEM)
    what = listed([quote(test, _PATH) for test in tests], 3)
    shown = " — ".join(part for part in (what, name) if part)
    return f"failing: `{quote(str(run.get('command')), _ITEM)}`" + (f" ({shown})" if shown else "")


def _tests(run: object, failing: object) -> str:
    if not isinstance(run, dict) or (isinstance(failing, dict) and failing.get("command") == run.get("command")):
        return ""
    return f"tests last seen: `{quote(str(run.get('command')), _ITEM)}` {quote(str(run.get('outcome')), 20)}"


def _files(files: Sequence[str], uncommitted: Sequence[str]) -> str:
    if not files:
        return ""
    dirty = [name for name in files if name in set(uncommitted)]
    shown = listed([quote(name, _PATH) for name in files], 6)
    if not dirty:
        return f"files: {shown}"
    if len(dirty) == len(files):
        return f"files, all uncommitted: {shown}"
    return f"files: {shown}; uncommitted: {listed([quote(name, _PATH) for name in dirty], 6)}"


def checkpoint_line(memory: Memory, *, max_chars: int = 2_000) -> str:
    """Return the line that gives a session back what its compaction may have lost."""
    facts: Mapping[str, object] = memory.facts
    parts = [
        (0, _named("task", facts.get("task"))),
        (2, _named("last asked", facts.get("last_asked"))),
        (1, _failing(facts.get("failing"))),
        (1, _items("decided", as_strings(facts.get("decided")))),
        (2, _files(as_strings(facts.get("files")), ())),
        (3, _items("committed", as_strings(facts.get("commits")))),
    ]
    return _fitted("· this session, before its compaction: ", [(rank, text) for rank, text in parts if text], max_chars)


def _named(name: str, value: object) -> str:
    return f"{name} “{quote(value, _TASK)}”" if isinstance(value, str) and value else ""


def _fitted(opening: str, parts: Iterable[tuple[int, str]], max_chars: int) -> str:
    kept = list(parts)
    while len(kept) > 1 and len(opening) + sum(len(text) + 2 for _, text in kept) > max_chars:
        worst = max(range(len(kept)), key=lambda i: (kept[i][0], i))
        del kept[worst]
    texts = [text for _, text in kept]
    line = opening + "; ".join([text.rstrip(".") for text in texts[:-1]] + texts[-1:])
    return line if len(line) <= max_chars else line[: max(max_chars - 1, 0)].rstrip() + "…"
