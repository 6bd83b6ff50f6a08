"""Secrets are replaced before anything is written: `redact`, and what a hook needs around it.

A secret becomes a mark such as `[redacted:password]`; what stands around it stays. It is found by its own shape
(`secrets.vendors`, `secrets.shapes`, `secrets.keys`) or by a name beside it (`secrets.assignments`, `secrets.prose`).
Linear in the length of the text; nothing is compiled unless the user has patterns of their own.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Iterable

READ_CHARS = 1 << 20  # a longer text is read to here
ELLIPSIS = "…"
_OWN_OPEN, _OWN_CLOSE = "<trailnote", "</trailnote>"
_EDGE_CHARS = 4096  # a token at the edge of a cut text is dropped up to this length
_DEPTH = 64
_PASSES = 4
_LONG_CHARS = 1 << 18  # a longer text is gone over once


def redact(text: str, *, extra: Iterable[str | re.Pattern[str]] = (), allow: Iterable[str] = ()) -> str:
    """Return `text` with each secret replaced by `[redacted:kind]`.

    `extra` are the user's own patterns (a match, or its first group, is a secret; one that does not compile is left
    out), `allow` exact strings that are never one. Without `extra`, redacting twice equals once.
    """
    if not text:
        return text
    if "<" in text or "u003" in text:
        text = _without_private(text)
    allowed = set(allow)
    for turn in range(_PASSES if len(text) < _LONG_CHARS else 1):
        spans = find_secrets(text)
        if extra and turn == 0:
            spans += _own_patterns(text, extra)
        shown = _replace(text, spans, allowed) if spans else text
        if shown == text:
            break
        text = shown  # what a mark stands beside now can show more
    return text


def find_secrets(text: str) -> list[tuple[int, int, str]]:
    """Return start, end and kind of each secret in `text`, unsorted; they can overlap."""
    from trailnote.capture.secrets.find import find

    return find(text)


def _replace(text: str, spans: list[tuple[int, int, str]], allowed: set[str]) -> str:
    spans.sort()
    out: list[str] = []
    at = 0
    merged: list[tuple[int, int, str]] = []
    for start, end, kind in spans:
        if text[start:end] in allowed:
            continue
        if merged and start <= merged[-1][1]:
            if end > merged[-1][1]:
                merged[-1] = (merged[-1][0], end, merged[-1][2])
        else:
            merged.append((start, end, kind))
    for start, end, kind in merged:
        out.append(text[at:start])
        out.append(f"[redacted:{kind}]")
        at = end
    out.append(text[at:])
    return "".join(out)


def _own_patterns(text: str, extra: Iterable[str | re.Pattern[str]]) -> list[tuple[int, int, str]]:
    import re

    spans = []
    for pattern in extra:
        try:
            compiled = re.compile(pattern) if isinstance(pattern, str) else pattern
        except re.error:
            continue
        for match in compiled.finditer(text):
            group = 1 if compiled.groups and match.group(1) is not None else 0
            if match.end(group) > match.start(group):
                spans.append((match.start(group), match.end(group), "own"))
    return spans


def _without_private(text: str) -> str:
    """Return `text` with each `<private>` block replaced, those in it too; one not closed reaches to the end."""
    ascii_low = text.encode("ascii", "replace").lower()
    if b"private" not in ascii_low or (b"<private" not in ascii_low and b"u003cprivate" not in ascii_low):
        return text
    low = _lower(text).replace("\\u003c", "<\0\0\0\0\0").replace("\\u003e", ">\0\0\0\0\0")  # keeps the length
    out: list[str] = []
    done = 0
    start = _tag(low, "<", 0)
    while start >= 0:
        out.append(text[done:start])
        out.append("[redacted:private]")
        end = _end_of_private(low, start)
        if end < 0:
            return "".join(out)
        close = low.find(">", end, end + 32)
        done = _skip_padding(low, close + 1) if close >= 0 else len(text)
        start = _tag(low, "<", done)
    out.append(text[done:])
    return "".join(out)


def _end_of_private(low: str, start: int) -> int:
    """Return where the tag begins that closes the block opened at `start`, or -1."""
    depth, end = 1, start
    inner = _tag(low, "<", _behind(low, start))
    while depth:
        end = _tag(low, "</", _behind(low, end))
        while 0 <= inner < end:
            depth += 1
            inner = _tag(low, "<", _behind(low, inner))
        if end < 0:
            return -1
        depth -= 1
    return end


def _behind(low: str, tag: int) -> int:
    return low.index("private", tag) + 7


def _tag(low: str, opening: str, at: int) -> int:
    """Return where the next tag named `private` begins in a text in lower case, or -1."""
    at = low.find("private", at)
    while at >= 0:
        before = low[max(0, at - 8) : at].rstrip("\0")
        if before.endswith(opening) and low[at + 7 : at + 8] in (">", " ") and (opening == "</" or before[-1:] == "<"):
            return low.rindex(opening[0], 0, at)
        at = low.find("private", at + 7)
    return -1


def _skip_padding(low: str, at: int) -> int:
    while low[at : at + 1] == "\0":
        at += 1
    return at


def _lower(text: str) -> str:
    """Return `text` in lower case, position by position."""
    low = text.lower()
    if len(low) != len(text):  # İ becomes two characters
        low = text.replace("İ", "I").lower()
    return low


def redact_and_cap(
    text: str, limit_chars: int, *, extra: Iterable[str | re.Pattern[str]] = (), allow: Iterable[str] = ()
) -> str:
    """Return `text` redacted, then cut to at most `limit_chars` characters, an ellipsis included.

    No more than READ_CHARS are read; a token that this cut, or the cap, would leave in part is dropped whole.
    """
    cut = len(text) > READ_CHARS
    if cut:
        text = _whole_tokens(text[:READ_CHARS])
    clean = redact(text, extra=extra, allow=allow)
    if len(clean) <= limit_chars and not cut:
        return clean
    if limit_chars < 1:
        return ""
    if len(clean) > limit_chars - 1:
        clean = _whole_tokens(clean[: limit_chars - 1], following=clean[limit_chars - 1 : limit_chars])
    return clean.rstrip() + ELLIPSIS


def _whole_tokens(head: str, following: str = "x") -> str:
    """Return `head` without the token that a cut at its end left in part."""
    if not head or following.isspace() or head[-1].isspace():
        return head
    space = max(head.rfind(" "), head.rfind("\n"), head.rfind("\t"))
    return head[: space + 1] if space >= max(0, len(head) - _EDGE_CHARS) else head[: max(0, len(head) - _EDGE_CHARS)]


def without_own_blocks(text: str) -> str:
    """Return `text` without the context blocks that we injected.

    One that is not closed reaches to the end, if its first line is one of ours whole: a word about the tag is no block.
    """
    at = text.find(_OWN_OPEN)
    if at < 0:
        return text
    out: list[str] = []
    done = 0
    while at >= 0:
        end = text.find(_OWN_CLOSE, at)
        if text[at + len(_OWN_OPEN) : at + len(_OWN_OPEN) + 1] not in (" ", ">", "\n"):
            at = text.find(_OWN_OPEN, at + 1)
            continue
        if end < 0:
            line = text[at:].split("\\n" if "\n" not in text[at:] else "\n", 1)
            if len(line) == 2 and " project=" in line[0] and line[0].rstrip().endswith(">"):
                return "".join(out) + text[done:at]
            at = text.find(_OWN_OPEN, at + 1)
            continue
        out.append(text[done:at])
        done = end + len(_OWN_CLOSE)
        at = text.find(_OWN_OPEN, done)
    out.append(text[done:])
    return "".join(out)


def redact_tree(
    value: object, *, extra: Iterable[str | re.Pattern[str]] = (), allow: Iterable[str] = (), depth: int = _DEPTH
) -> object:
    """Return a JSON value with every string in it redacted and our own blocks cut out; the argument is not changed.

    A string under a key that announces a secret (`password`, `apiKey`) is replaced unless it is a stand-in. Keys are
    redacted too. What lies deeper than `depth` is left out.
    """
    extra, allow = tuple(extra), tuple(allow)
    if isinstance(value, str):
        return redact(without_own_blocks(value), extra=extra, allow=allow)
    if depth <= 0:
        return None
    if isinstance(value, dict):
        out: dict[object, object] = {}
        for key, item in value.items():
            name = redact(key, extra=extra, allow=allow) if isinstance(key, str) else key
            if isinstance(key, str) and isinstance(item, str) and item not in allow:
                named = _redact_named(key, item)
                if named is not None:
                    out[name] = named
                    continue
            out[name] = redact_tree(item, extra=extra, allow=allow, depth=depth - 1)
        return out
    if isinstance(value, list | tuple):
        return [redact_tree(item, extra=extra, allow=allow, depth=depth - 1) for item in value]
    return value


def _redact_named(key: str, item: str) -> str | None:
    """Return the mark for a value that its key announces as a secret, or None."""
    from trailnote.capture.secrets.judge import is_secret
    from trailnote.capture.secrets.names import HEADER, NONE, PASSWORD, SECRET, kind_of_name

    kind = kind_of_name(key) if len(key) < 100 else NONE
    if kind == HEADER:
        kind = SECRET
    if kind and is_secret(item, kind, join="=", quoted=True, name=key):
        return f"[redacted:{'password' if kind == PASSWORD else 'secret'}]"
    return None
