"""Private keys in PEM and PuTTY form: whole, cut, escaped, quoted, inside code, and tails without a head."""

from __future__ import annotations

from trailnote.capture.secrets.syntax import line_begin

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Add = Callable[[int, int, str], None]

_ALNUM = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
_BASE64 = _ALNUM + "+/="
_BETWEEN = " \t\r\n\"'`+>|,;.()[]{}<*#-:\\_…"  # what stands between the lines of a key in code, quotes, diffs, logs
_KEY_CHARS = 32768
_HEADERS = ("Proc-Type", "DEK-Info", "Version:", "Comment:", "Hash:", "Charset:", "MessageID:")


def find_private_keys(text: str, add: Add) -> None:
    """Add the body of each private key: up to its end mark, as far as key lines go, or before a lone end mark."""
    done = 0
    at = text.find("BEGIN ")
    while at >= 0:
        head_end = _mark_end(text, at + 6)
        if head_end:
            line_start = line_begin(text, at, 300)
            done = 0
            if text[line_start:at].strip(_BETWEEN):
                done = _take_lines(text, head_end, add)
            done = done or _take_body(text, head_end, add)
        at = text.find("BEGIN ", max(at + 6, done))
    at = text.find("END ")
    while at >= 0:
        if _mark_end(text, at + 4):
            _take_tail(text, at, add)
            line_start = line_begin(text, at, 300)
            if text[line_start:at].strip(_BETWEEN) and "BEGIN " not in text[line_start:at]:
                _take_lines_before(text, line_start, add)
        at = text.find("END ", at + 4)
    at = text.find("Private-Lines:")
    while at >= 0:
        line = text.find("\n", at)
        line = text.find("\\n", at) if line < 0 else line
        if line > 0:
            _take_body(text, line, add)
        at = text.find("Private-Lines:", at + 14)


def _mark_end(text: str, at: int) -> int:
    """Return where `… PRIVATE KEY…-----` ends if one begins at `at`, else 0. A pattern that matches keys is none."""
    close = text.find("--", at, at + 64)
    if close < 0:
        close = text.find("\n", at, at + 64)
        if close < 0:
            return 0
    words = text[at:close]
    if "OpenVPN Static key" in words:
        return close + len(text[close : close + 9]) - len(text[close : close + 9].lstrip("-"))
    if "PRIVATE KEY" not in words or words.strip("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 "):
        return 0
    while close < len(text) and text[close] == "-":
        close += 1
    return close


def _take_body(text: str, start: int, add: Add) -> int:
    """Add the key lines behind a head; return where they end."""
    limit = min(len(text), start + _KEY_CHARS)
    pos, last, first, seen = start, 0, 0, 0
    while pos < limit:
        pos += _length(text, pos, limit, _BETWEEN)
        if text.startswith(("n", "r", "u003", "t"), pos) and text[pos - 1] == "\\":
            pos += 1
            continue
        if text.startswith("END ", pos):
            break
        size = _length(text, pos, limit, _BASE64)
        word = text[pos : pos + size]
        if size < 12 and not (seen > 1 and size and _ends_key(text, pos + size)):
            line_end = text.find("\n", pos, pos + 200)
            if seen == 0 and line_end > 0 and text.startswith(_HEADERS, pos):
                pos = line_end
                continue
            break
        if size < 30 and word.isalpha() and (word.islower() or word.istitle()):
            break
        first = first or pos
        seen += 1
        pos += size
        last = pos
    if seen and last - first >= 12:
        add(first, last, "private-key")
    return last


def _take_lines(text: str, start: int, add: Add) -> int:
    """Add the key at the ends of lines with leads (`12→…`, `web | …`, `key.pem:3:…`); return where it ends."""
    pos = text.find("\n", start, start + 200) + 1
    seen = misses = last = 0
    while 0 < pos < len(text) and misses < 3 and pos - start < _KEY_CHARS:
        stop = text.find("\n", pos, pos + 600)
        stop = stop if stop >= 0 else min(len(text), pos + 600)
        begin, end = _last_run(text, pos, stop)
        if "END " in text[pos:stop] and "PRIVATE KEY" in text[pos:stop]:
            break
        if end - begin >= (16 if seen else 40) or (
            seen and end - begin > 3 and text.find("END ", stop, stop + 120) > 0
        ):
            add(begin, end, "private-key")
            seen, misses, last = seen + 1, 0, end
        elif text[pos:stop].strip() and not text.startswith(_HEADERS, max(pos, begin - 20)):
            misses += 1
        pos = stop + 1
    return last


def _take_lines_before(text: str, start: int, add: Add) -> None:
    """Add the key at the ends of the lines with leads that stand before a lone end mark."""
    pos, seen = start - 1, 0
    while pos > 0 and start - pos < _KEY_CHARS:
        line = line_begin(text, pos, 600)
        begin, end = _last_run(text, line, pos)
        if end - begin < (4 if not seen else 40):
            return
        if seen or end - begin >= 40 or text[end - 1] == "=" or len(text[line:begin]) > 3:
            add(begin, end, "private-key")
        seen += 1
        pos = line - 1


def _last_run(text: str, start: int, stop: int) -> tuple[int, int]:
    line = text[start:stop].rstrip(_BETWEEN)
    end = start + len(line)
    return end - (len(line) - len(line.rstrip(_BASE64))), end


def _ends_key(text: str, at: int) -> bool:
    rest = text[at : at + 24].lstrip(_BETWEEN + "nr")
    return rest.startswith("END ")


def _take_tail(text: str, end: int, add: Add) -> None:
    """Add the key lines that end at an end mark whose head is missing."""
    low = max(0, end - _KEY_CHARS)
    pos = end
    first = last = 0
    while pos > low:
        window = text[max(low, pos - 256) : pos]
        pos -= len(window) - len(window.rstrip(_BETWEEN))
        if text[pos - 1 : pos] in ("n", "r") and text[pos - 2 : pos - 1] == "\\":
            pos -= 2
            continue
        window = text[max(low, pos - 4096) : pos]
        run = len(window) - len(window.rstrip(_BASE64))
        word = text[pos - run : pos]
        if text[pos - run - 1 : pos - run] == "\\" and word[:1] in ("n", "r"):  # `\nMIIC…`: the n belongs to the escape
            word, run = word[1:], run - 1
        if run < 12 and last and not word.endswith("="):
            break
        if not run or (run < 16 and not last and not word.endswith("=") and not _key_before(text, pos - run)):
            break
        if run < 30 and word.isalpha() and word.islower():
            break
        last = last or pos
        pos -= run
        first = pos
        if text[pos - 1 : pos] == "\\":
            pos -= 1
    if last:
        add(first, last, "private-key")


def _key_before(text: str, at: int) -> bool:
    before = text[max(0, at - 80) : at].rstrip(_BETWEEN)
    return len(before) - len(before.rstrip(_BASE64)) >= 24


def _length(text: str, at: int, limit: int, chars: str) -> int:
    window = text[at : min(limit, at + 4096)]
    return len(window) - len(window.lstrip(chars))
