"""How a name is joined to its value, and where the value begins and ends, across languages, shells and formats."""

from __future__ import annotations

_NAME_CHARS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-."
_VALUE_CHARS = 16384
_BARE_CHARS = 1024
QUOTES = {
    '"': '"',
    "'": "'",
    "`": "`",
    "“": "”",
    "”": "”",
    "„": "“",
    "‘": "’",
    "«": "»",
    "»": "«",
    "「": "」",
    "『": "』",
    "‹": "›",
    "＂": "＂",
}
_SPACES = " \t\u00a0\u3000"
_TYPE_CHARS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_&<>[]., |*?'"
_STOPS = ('"', "'", "`", "<", "\\n", "\\r", "\\t", '\\"')
_FAR_STOPS = ("）", "、", "，", "。", "」", "»", "”", "…", "’", "│")
_LEADS = (
    "** ",
    "!!str ",
    "!!binary ",
    "base64:",
    "Bearer ",
    "bearer ",
    "Basic ",
    "basic ",
    "Token ",
    "token ",
    "plain:",
    "{noop}",
    "{plain}",
)


# what stands before the first member of a list
_LISTS = (
    "[]string{", "[]byte(", "vec![", "&[", "List.of(", "listOf(", "setOf(", "new[] {", "new string[] {",
    "Arrays.asList(",
)  # fmt: skip


def line_begin(text: str, at: int, limit: int) -> int:
    """Return where the line with `at` begins, or `limit` characters before `at` if that is nearer."""
    low = max(0, at - limit)
    return max(text.rfind("\n", low, at) + 1, low)


def joint(text: str, end: int) -> tuple[str, int]:
    """Return what joins a name that ends at `end` to its value, and where the value can begin.

    The joint is one of `=` (also `:=`, `=>`, `->`, `||=`), `:`, `,` (an argument or the next field), `|` (a table or a
    default), `>` (an element), `(`, `call` (a method on a field), ` ` (a flag or a keyword), `?` (a comparison), a line
    break, or nothing.
    """
    at = end
    quoted = False
    slashes = at
    while text[slashes : slashes + 1] == "\\":
        slashes += 1
    if text[slashes : slashes + 1] in QUOTES and slashes < len(text):
        quoted, at = True, slashes + 1
    if quoted and text.startswith(";s:", at):  # as PHP serialises
        colon = text.find(":", at + 3, at + 10)
        if colon > 0:
            return "=", colon + 1
    for _ in range(3):
        if text[at : at + 1] in ("]", ")", "}", "*", "_", "'", '"', "`", "”", "»") and at < len(text):
            at += 1
    if text[at : at + 1] == "[":  # char key[32] = "…"
        close = text.find("]", at, at + 6)
        at = close + 1 if close > 0 else at
    spaced = at
    while text[at : at + 1] in _SPACES and at < len(text) and at - spaced < 40:
        at += 1
    char = text[at : at + 1]
    if at > spaced and char in "0123456789" and char and text[at + 1 : at + 2] == ":":  # `Unseal Key 1: …`
        return ":", _skip(text, at + 2)
    if not char or char in "\r\n":
        return "\n", at
    return _sign(text, at, char, quoted) or ((" ", at) if at > spaced else ("", at))


def _sign(text: str, at: int, char: str, quoted: bool) -> tuple[str, int] | None:
    """Return the joint that begins with `char` at `at`, or None if it is none."""
    after = text[at + 1 : at + 2]
    if char == "=":
        if after in ("=", "~"):
            return "?", _skip(text, at + (3 if text[at + 2 : at + 3] == "=" else 2))
        return "=", _skip(text, at + (2 if after == ">" else 1))
    if char == ":":
        if after in (":", "="):
            return ("", at) if after == ":" else ("=", _skip(text, at + 2))
        typed = _after_type(text, at + 1)
        return ("=", _skip(text, typed)) if typed else (":", _skip(text, at + 1))
    if char in "：＝→⇒➜—–":
        return "=", _skip(text, at + 1)
    if char == "|" and text[at + 1 : at + 3] == "|=":
        return "=", _skip(text, at + 3)
    if char in "-?+|!" and after in ("=", ">") and not (char == "|" and after == ">"):
        return ("?" if char == "!" else "="), _skip(text, at + 2 + (text[at + 2 : at + 3] == "="))
    if char == "|" or char == "│" or (char == "?" and after in ("?", ":")):
        return "|", _skip(text, at + (2 if after in ("|", "?", ":") else 1))
    if char == "," and (quoted or text[at + 1 : at + 3].lstrip(" ")[:1] in ('"', "'", "<")):
        return ",", _skip(text, at + 1)
    if char == ">" and after not in ("", "=", " "):
        return ">", at + 1
    if char == "(" or (char == "{" and after in ('"', "'")):
        return "(", at + 1
    if char == "<" and after == "-":
        return "=", _skip(text, at + 2)
    if char.isalpha() and text[at - 1] in _SPACES:
        typed = _after_type(text, at - 1)
        if typed:  # Go, Bicep: name string = "…"
            return "=", _skip(text, typed)
    return _rare_sign(text, at, char)


def _rare_sign(text: str, at: int, char: str) -> tuple[str, int] | None:
    """Return the joint of a URL's coded sign, a here-string, a default, a method on a field; or None."""
    if char == "%":
        coded = text[at : at + 9].lower()
        return ("=", at + (9 if coded == "%22%3a%22" else 3)) if coded.startswith(("%3d", "%22%3a%22")) else None
    if text.startswith("<<<", at):
        return "=", _skip(text, at + 3)
    if text.startswith("or ", at):
        return "|", _skip(text, at + 3)
    if char == ".":
        call = text.find("(", at, at + 20)
        if call > 0 and text[at + 1 : call].replace("_", "").isalpha() and text[call + 1 : call + 2] in ("'", '"', "`"):
            return "call", call + 1
    return None


def _skip(text: str, at: int) -> int:
    """Return where the spaces end that may stand before a value."""
    window = text[at : at + 200]
    return at + len(window) - len(window.lstrip(_SPACES))


def _after_type(text: str, at: int) -> int:
    """Return where a value can begin behind `: type =`, or 0."""
    equals = text.find(" =", at, at + 60)
    if equals < 0 or text[equals + 2 : equals + 3] not in (" ", "\n"):
        return 0
    kind = text[at:equals]
    if not kind.strip() or kind.strip(_TYPE_CHARS):
        return 0
    return equals + 2


def opened(text: str, join: str, at: int) -> int:
    """Return where the value begins behind brackets, line breaks, block marks and leads (`b"`, `base64:`, `Bearer`)."""
    for _ in range(6):
        rest = text[at : at + 24]
        char = rest[:1]
        if not char:
            return at
        if char == "s" and rest.startswith("string(") and ") " in rest:  # of PHP's var_dump
            at += rest.index(") ") + 2
            continue
        if char in "[&vlLsnA" and rest.startswith(_LISTS):
            at += next(len(lead) for lead in _LISTS if rest.startswith(lead))
            continue
        if char in "([{" and rest[:2] != "{{" and join not in ("|", "flag"):
            if char == "{" and not rest[1:].partition("}")[0].strip(_NAME_CHARS + "!:") and "}" in rest[2:]:
                return at  # a field of a format string
            at += 1
        elif char in "\r\n" and join in ("=", ":", ",", "(", "call"):
            line = text[at : at + 200].lstrip("\r\n")
            if not line[:1].isspace() or not (line.lstrip()[:1] in QUOTES or join == "="):
                return at
            at += len(text[at : at + 200]) - len(text[at : at + 200].lstrip())
        elif char in "|>" and join in (":", "=") and "\n" in rest[:4] and not rest[1:3].strip("+-0123456789 \n"):
            at += rest.index("\n") + 1
            at += len(text[at : at + 200]) - len(text[at : at + 200].lstrip(" \t"))
        elif char == "\\" and rest[1:2] == "\n":
            at += 2 + len(rest[2:]) - len(rest[2:].lstrip())
        elif char in _SPACES:
            at += 1
        elif rest.startswith('<<"'):  # a binary of Erlang
            at += 2
        elif char == "!" and rest[1:].partition(" ")[0].isalpha() and rest[:4] not in ("!Ref", "!Sub"):
            at += len(rest.partition(" ")[0])  # a tag of YAML
        elif rest.startswith("$(cat <<"):
            line_end = text.find("\n", at, at + 40)
            if line_end < 0:
                return at
            at = line_end + 1
        elif rest[1:2] in ('"', "'") and char in "bBrRfFuU@$L&N":
            at += 1
        elif rest.startswith(_LEADS):
            at += next(len(lead) for lead in _LEADS if rest.startswith(lead))
        else:
            return at
    return at


def value_at(text: str, at: int, join: str) -> tuple[int, int, bool]:
    """Return start and end of the value that begins at `at`, and whether it stands in quotes."""
    slashes = at
    while text[slashes : slashes + 1] == "\\":
        slashes += 1
    quote = text[slashes : slashes + 1]
    if quote and quote in QUOTES:
        lead = text[at:slashes]
        triple = text[slashes : slashes + 3] == quote * 3
        close = lead + (quote * 3 if triple else QUOTES[quote])
        start = slashes + (3 if triple else 1)
        return start, _closing(text, start, close, multi=triple or quote == "`"), True
    for mark in ("&quot;", "%22", "&#34;", "&#39;"):
        if text.startswith(mark, at):
            return at + len(mark), _closing(text, at + len(mark), mark, multi=False), True
    if join == ">":
        return _element(text, at)
    return at, _bare_end(text, at), False


def argument_at(text: str, at: int, end: int) -> tuple[int, int]:
    """Return the bounds of the argument that begins at or behind `at`, its quotes left out."""
    while at < end and text[at] in " =\t":
        at += 1
    slashes = at
    while text[slashes : slashes + 1] == "\\":
        slashes += 1
    if slashes < end and text[slashes] in "'\"":
        close = text.find(text[at : slashes + 1], slashes + 1, end)
        return slashes + 1, close if close >= 0 else end
    stop = at
    while stop < end and text[stop] not in " \t\"'|><`\n":
        stop += 1
    return at, stop


def _element(text: str, at: int) -> tuple[int, int, bool]:
    start = at + len(text[at : at + 200]) - len(text[at : at + 200].lstrip())
    if text.startswith("<![CDATA[", start):
        start += 9
        end = text.find("]]>", start, start + _VALUE_CHARS)
    else:
        end = text.find("<", start, start + _VALUE_CHARS)
    if end < 0:
        end = _bare_end(text, start)
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end, True


def _closing(text: str, start: int, close: str, *, multi: bool) -> int:
    limit = min(len(text), start + _VALUE_CHARS)
    stop = limit
    if not multi:
        line = text.find("\n", start, limit)
        stop = line if line >= 0 else limit
    end = text.find(close, start, stop)
    for _ in range(8):
        if end <= start or text[end - 1] != "\\" or close[0] == "\\" or text[end - 2 : end - 1] == "\\":
            break
        end = text.find(close, end + 1, stop)
    return end if end >= 0 else stop


def _bare_end(text: str, start: int) -> int:
    """Return where an unquoted value ends: at a space, a quote, a bracket, or a delimiter before another field."""
    value = text[start : start + 64]
    if not value or value[0].isspace():
        return start
    if not value[-1].isspace() and len(value.split(None, 1)) == 1:
        value = text[start : start + _BARE_CHARS]
    value = value.split(None, 1)[0]
    for char in _STOPS if value.isascii() else _STOPS + _FAR_STOPS:
        cut = value.find(char)
        if cut >= 0:
            value = value[:cut]
    for mark in "&;,|":
        cut = value.find(mark)
        while cut >= 0:
            rest = value[cut + 1 : cut + 40].lstrip(_NAME_CHARS)
            if rest[:1] in ("=", "") or (rest[:1] == ":" and mark != "&"):
                value = value[:cut]
                break
            cut = value.find(mark, cut + 1)
    cut = value.find("...")
    if cut > 5:
        value = value[:cut]
    if value.startswith(("{", "<", "${")):
        return start + len(value)
    return start + len(value.rstrip(",;)]}|:*_"))
