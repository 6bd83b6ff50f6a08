"""Values beside names that announce a secret, in the ways that shells, languages, formats and people write them.

`find_named` walks over the secret-like words of a text, takes the name around each, what joins it to a value, and the value,
and judges whether this value is a secret. All by string methods on bounded windows: linear, and nothing to compile.
"""

from __future__ import annotations

from trailnote.capture import secret_names as names
from trailnote.capture.secret_judge import is_secret
from trailnote.capture.secret_values import is_opaque, is_stand_in, looks_password

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Add = Callable[[int, int, str], None]

_NAME_CHARS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-."
_NAME_SIDE = 48  # characters of a name looked at on either side of its secret word
_VALUE_CHARS = 16384
_QUOTES = {'"': '"', "'": "'", "`": "`", "“": "”", "”": "”", "„": "“", "‘": "’", "«": "»", "»": "«", "「": "」", "『": "』", "‹": "›", "＂": "＂"}
_SPACES = " \t\u00a0\u3000"
_TYPE_CHARS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_&<>[]., |*?'"
_LOOKUPS = (
    "getenv", "environ", "env", "get", "fetch", "lookup", "getpass", "input", "prompt", "read", "config", "param", "variable", "require", "import",
    "open", "load", "resolve", "ref", "findviewbyid", "getelementbyid", "queryselector", "getstring", "getproperty", "getenvironmentvariable",
    "getsecret", "secret", "t", "translate", "gettext", "_", "i18n", "describe", "it", "test", "raise", "error", "valueerror", "keyerror", "log", "print",
    "printf", "info", "debug", "warn", "post", "hasattr", "getattr", "pop", "has", "contains",
)  # fmt: skip


def find_named(text: str, low: str, low_words: str, add: Add) -> None:
    """Add each value in `text` that a secret-like name announces.

    `low` is the text in lower case, position by position, `low_words` its distinct words.
    """
    done: set[int] = set()
    known: dict[str, str] = {}
    for stem in names.STEMS:
        core = stem.strip("_-=").removesuffix("%3d")
        if core not in low_words:
            continue
        at = low.find(stem)
        while at >= 0:
            start, end = _name_bounds(text, at, at + len(stem))
            if start not in done:
                done.add(start)
                name = text[start:end]
                kind = known.get(name)
                if kind is None:
                    kind = known[name] = names.kind_of_name(name)
                if kind:
                    _take(text, start, end, kind, add)
            at = low.find(stem, max(end, at + len(stem)))


def _name_bounds(text: str, start: int, end: int) -> tuple[int, int]:
    before = text[max(0, start - _NAME_SIDE) : start]
    left = start - (len(before) - len(before.rstrip(_NAME_CHARS)))
    if text[left - 1 : left] == "\\" and left < start and text[left] in "nrt":  # an escaped line break, then the name
        left += 1
    elif text[left - 1 : left] == "%" and left + 2 <= start:  # %26password
        left += 2
    if text[end - 1] == "=":  # the stem holds the sign that follows the name
        end -= 1
    elif text[end - 3] == "%":
        end -= 3
    behind = text[end : end + _NAME_SIDE]
    right = end + len(behind) - len(behind.lstrip(_NAME_CHARS))
    while right > end and text[right - 1] in ".-":
        right -= 1
    return left, right


def _take(text: str, start: int, end: int, kind: str, add: Add) -> None:
    """Find what the name at `start:end` is joined to and add it if it is a secret."""
    if text[start - 1 : start] == "[" and text[end : end + 1] == "]" and "redacted" in text[max(0, start - 12) : start]:
        return
    name = text[start:end]
    join, at = joint(text, start, end)
    if kind == names.HEADER or kind == names.COOKIE:
        from trailnote.capture.secret_headers import take_cookies, take_header

        if join in ("=", ":", ",", " ", ">"):
            (take_header if kind == names.HEADER else take_cookies)(text, at, add)
        return
    if join and join != "\n":
        if _take_value(text, name, kind, join, at, add):
            return
    if kind in (names.PASSWORD, names.SECRET, names.KEY):
        from trailnote.capture.secret_prose import take_near

        take_near(text, start, end, kind, join, add)


def joint(text: str, start: int, end: int) -> tuple[str, int]:
    """Return what joins a name that stands at `start:end` to its value, and where the value can begin.

    The joint is one of `=` (also `:=`, `=>`, `->`, `≔`), `:`, `,` (an argument or the next field), `|` (a table or a default), `>`
    (an element), `(`, ` ` (a flag or a keyword), `?` (a comparison), a line break, or nothing.
    """
    at = end
    quoted = False
    slashes = at
    while text[slashes : slashes + 1] == "\\":
        slashes += 1
    if text[slashes : slashes + 1] in _QUOTES and slashes < len(text):
        quoted, at = True, slashes + 1
    for _ in range(3):
        if text[at : at + 1] in ("]", ")", "}", "*", "_", "'", '"', "`", "”", "»") and at < len(text):
            at += 1
    spaced = at
    while text[at : at + 1] in _SPACES and at < len(text) and at - spaced < 40:
        at += 1
    char = text[at : at + 1]
    after = text[at + 1 : at + 2]
    if char == "=":
        if after in ("=", "~"):
            return "?", _skip(text, at + (3 if text[at + 2 : at + 3] == "=" else 2))
        return "=", _skip(text, at + (2 if after == ">" else 1))
    if char == ":":
        if after == ":":
            return "", at
        if after == "=":
            return "=", _skip(text, at + 2)
        typed = _after_type(text, at + 1)
        return ("=", _skip(text, typed)) if typed else (":", _skip(text, at + 1))
    if char in ("：", "＝", "→", "⇒", "➜") and char:
        return "=", _skip(text, at + 1)
    if char == "-" and after == ">":
        return "=", _skip(text, at + 2)
    if char in ("?", "+", "|", "!") and after == "=":
        return ("?" if char == "!" else "="), _skip(text, at + 2)
    if char == "|" or (char == "?" and after in ("?", ":")):
        return "|", _skip(text, at + (2 if after in ("|", "?", ":") else 1))
    if char == "," and quoted:
        return ",", _skip(text, at + 1)
    if char == ">" and after not in ("", "=", " "):
        return ">", at + 1
    if char == ">" and after == "\n":
        return ">", at + 1
    if char == "(":
        return "(", at + 1
    if char == "%" and text[at : at + 3].lower() == "%3d":
        return "=", at + 3
    if char == "%" and text[at : at + 9].lower() in ("%22%3a%22",):
        return "=", at + 9
    if char == "<" and text[at : at + 3] == "<<<":
        return "=", _skip(text, at + 3)
    if char in ("\n", "") or (char == "\r" and after == "\n"):
        return "\n", at
    if char == "o" and text[at : at + 3] == "or ":
        return "|", _skip(text, at + 3)
    if at > spaced or (quoted and char in "/"):
        return " ", at
    return "", at


def _skip(text: str, at: int) -> int:
    """Return where the spaces end that may stand before a value."""
    begin = at
    while text[at : at + 1] in _SPACES and at < len(text) and at - begin < 200:
        at += 1
    return at


def _after_type(text: str, at: int) -> int:
    """Return where a value can begin behind `: type =`, or 0."""
    equals = text.find(" = ", at, at + 60)
    if equals < 0:
        equals = text.find(" =\n", at, at + 60)
    if equals < 0 or not text[at:equals].strip() or text[at:equals].strip(_TYPE_CHARS):
        return 0
    return equals + 3 if text[equals + 2] == " " else equals + 2


def _take_value(text: str, name: str, kind: str, join: str, at: int, add: Add) -> bool:
    """Add the value at `at` (or the values of a list there) if it is a secret; say whether one was added."""
    at = _open(text, join, at)
    start, end, quoted = value_at(text, at, join)
    if end <= start:
        return False
    value = text[start:end]
    if is_secret(value, kind, join=join, quoted=quoted, name=name):
        add(start, end, "password" if kind == names.PASSWORD else "secret")
        return True
    if quoted and join in ("=", ":") and "," in text[end : end + 3] and names.kind_of_name(name) == names.WEAK:
        return _take_list(text, end, add)
    return _take_wrapped(text, name, kind, at, add) if not quoted else False


def _take_list(text: str, at: int, add: Add) -> bool:
    taken = False
    for _ in range(20):
        begin = at + 1
        while text[begin : begin + 1] in (" ", ",", "\n", "\t") and begin < len(text):
            begin += 1
        start, end, quoted = value_at(text, begin, ",")
        if not quoted or not is_opaque(text[start:end], 16):
            break
        add(start, end, "secret")
        taken, at = True, end
    return taken


def _open(text: str, join: str, at: int) -> int:
    """Return where the value begins behind brackets, line breaks, block marks and prefixes such as `b`, `Some(`, `base64:`."""
    for _ in range(6):
        rest = text[at : at + 24]
        char = rest[:1]
        if char in ("(", "[", "{") and char and rest[:2] != "{{" and join != "|":
            at += 1
        elif char in ("\n", "\r") and join in ("=", ":", ",", "("):
            line = text[at : at + 200].lstrip("\r\n")
            if not line[:1].isspace() or not (line.lstrip()[:1] in _QUOTES or join == "="):
                return at
            at += len(text[at : at + 200]) - len(text[at : at + 200].lstrip())
        elif char in ("|", ">") and char and join in (":", "=") and rest[1:3].strip("+-0123456789 \n") == "" and "\n" in rest[:4]:
            at = at + rest.index("\n") + 1
            at += len(text[at : at + 200]) - len(text[at : at + 200].lstrip(" \t"))
        elif char == "\\" and rest[1:2] == "\n":
            at += 2 + len(rest[2:]) - len(rest[2:].lstrip())
        elif char in _SPACES and char:
            at += 1
        elif rest[1:2] in ('"', "'") and char in "bBrRfFuU@$L&":
            at += 1
        elif rest.startswith(("base64:", "Bearer ", "bearer ", "Basic ", "plain:", "{noop}", "pass:", "basic ", "Token ", "token ")):
            at += rest.index(rest.rstrip(" ").split(" ")[0][-1]) if False else (7 if rest[6:7] in ": " else 6 if rest[5:6] in ": }" else 5)
        else:
            return at
    return at


def value_at(text: str, at: int, join: str) -> tuple[int, int, bool]:
    """Return start and end of the value that begins at `at`, and whether it stands in quotes."""
    slashes = at
    while text[slashes : slashes + 1] == "\\":
        slashes += 1
    quote = text[slashes : slashes + 1]
    if quote and quote in _QUOTES:
        lead = text[at:slashes]
        triple = text[slashes : slashes + 3] == quote * 3
        close = lead + (quote * 3 if triple else _QUOTES[quote])
        start = slashes + (3 if triple else 1)
        return start, _closing(text, start, close, triple or quote == "`"), True
    if text.startswith("&quot;", at):
        return at + 6, _closing(text, at + 6, "&quot;", False), True
    if text[at : at + 3] == "%22":
        return at + 3, _closing(text, at + 3, "%22", False), True
    if join == ">":
        start = at + len(text[at : at + 200]) - len(text[at : at + 200].lstrip())
        end = text.find("<", start, start + _VALUE_CHARS)
        if end < 0:
            end = _bare_end(text, start)
        if text.startswith("<![CDATA[", start):
            start, end = start + 9, text.find("]]>", start, start + _VALUE_CHARS)
        while end > start and text[end - 1].isspace():
            end -= 1
        return start, end, True
    return at, _bare_end(text, at), False


def _closing(text: str, start: int, close: str, multi: bool) -> int:
    limit = min(len(text), start + _VALUE_CHARS)
    stop = limit
    if not multi:
        line = text.find("\n", start, limit)
        stop = line if line >= 0 else limit
    end = text.find(close, start, stop)
    while end > start and text[end - 1] == "\\" and close[0] != "\\" and text[end - 2 : end - 1] != "\\":
        end = text.find(close, end + 1, stop)
    return end if end >= 0 else stop


def _bare_end(text: str, start: int) -> int:
    """Return where an unquoted value ends: at a space, a quote, an angle bracket, or a delimiter before another field."""
    window = text[start : start + 1024]
    end = len(window)
    for char in (" ", "\n", "\t", "\r", '"', "'", "`", "<", "\\n", "\\r", "\\t", '\\"', "）", "、", "，", "。", "」", "»", "”", "\u3000", "…", "’"):
        cut = window.find(char, 0, end)
        if cut >= 0:
            end = cut
    value = window[:end]
    for mark in ("&", ";", ",", "|"):
        cut = value.find(mark)
        while cut >= 0:
            rest = value[cut + 1 : cut + 40].lstrip(_NAME_CHARS)
            if rest[:1] in ("=", ":", "") and (mark != "&" or rest[:1] in ("=", "") ):
                value = value[:cut]
                break
            cut = value.find(mark, cut + 1)
    cut = value.find("...")
    if cut > 5:
        value = value[:cut]
    if value.startswith(("${{", "{{", "<")) or text.startswith("{{", start):
        return start + len(value)
    return start + len(value.rstrip(",;)]}|:*_"))


def _take_wrapped(text: str, name: str, kind: str, at: int, add: Add) -> bool:
    """Add the literal inside of a call or an object: `Some("…")`, `SecretStr("…")`, `{"value": "…"}`, `os.environ[…] or "…"`."""
    line = text[at : at + 160].partition("\n")[0]
    for mark in ("(", "value", "default", "Value", "||", "??", " or ", ":-", "?:"):
        cut = line.find(mark)
        if cut < 0:
            continue
        word = line[:cut].rpartition(".")[2].rpartition(" ")[2].lower().strip("(&")
        if mark == "(" and (word in _LOOKUPS or cut > 60):
            continue
        begin = cut + len(mark)
        while line[begin : begin + 1] in (" ", ":", "=", '"', "'", "&", "(", "b", ",", "\\") and begin < len(line):
            if line[begin] in "\"'" and line[begin + 1 : begin + 2] not in (":", "=", ",", " ", "\\"):
                break
            if line[begin] == "b" and line[begin + 1 : begin + 2] not in ("'", '"'):
                break
            begin += 1
        start, end, quoted = value_at(text, at + begin, "=")
        value = text[start:end]
        if (quoted or mark in (":-", "value")) and is_secret(value, kind, join="=", quoted=True, name=name) and not is_stand_in(value):
            if mark != "(" or is_opaque(value, 8) or looks_password(value):
                add(start, end, "password" if kind == names.PASSWORD else "secret")
                return True
    return False
