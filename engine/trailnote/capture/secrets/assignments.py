"""Values beside names that announce a secret, in the ways that shells, languages and formats write them.

`find_named` walks over the names that announce a secret, takes what joins each to a value, and the value, and asks
whether this value is a secret. All by string methods on bounded windows: linear, nothing to compile.
"""

from __future__ import annotations

from trailnote.capture.secrets import names
from trailnote.capture.secrets.judge import is_secret
from trailnote.capture.secrets.nested import take_dict, take_list, take_signature, take_wrapped
from trailnote.capture.secrets.syntax import joint, opened, value_at
from trailnote.capture.secrets.values import is_opaque, is_plain
from trailnote.capture.secrets.vendors import locate

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Add = Callable[[int, int, str], None]

# Names that announce something, looked at well in one text: some, and one for so many characters. Logs have one in 400.
_NAMES = 2000
_NAME_CHARS_EACH = 100
_DIGITS = bytes.maketrans(b"123456789", b"000000000")
_SIGNS = bytes.maketrans(b"!#^&*@%+~$", b"0" * 10)
_WEAK_CHARS = 200
_NAME_CHARS = 64  # of a longer name the last are read
# signs right behind a name at which a pair, an element or a column may begin; for a weak name fewer
_APART = ('"', "'", "`", "\\", "<", "]", "\n", "(", ">", ",", ")")
_APART_WEAK = ('"', "'", "`", "\\", "<", "]")
_CELLS = (",", "|", "\t", "\n", ";", '"')
_WEAK_SIGNS = (*_APART_WEAK, "\t", ",", "|")
# what stands before a name whose value follows behind a space
_SETTERS = ("set ", "setx ", "-gx ", "setenv ", "env ", "-x ")
# words before `key` that make it one that opens something; others do when they are written as a name
_KEY_WORD_LIST = (
    "api access secret private license licence encryption decryption master auth signing service account session"
    " deploy ssh gpg webhook integration subscription storage shared client server admin root app application bot"
    " user customer activation recovery security product registration write read pairing setup backup wallet jwt"
    " cookie hmac aes cipher vault stripe openai google aws azure github"
)
_KEY_WORDS = frozenset(_KEY_WORD_LIST.split())


def find_named(text: str, flat: str, runs: list[str], named: dict[str, str], add: Add) -> None:
    """Add each value in `text` that a name announces.

    `flat` is the text with `?` for what is not ASCII, `runs` its runs of token characters in order, `named` those of
    them that announce something, with the kind of each.
    """
    state = _State(add)
    state.shape = flat.encode("ascii").translate(_DIGITS)
    state.signs = state.shape.translate(_SIGNS)
    most = _NAMES + len(text) // _NAME_CHARS_EACH
    for name in names.FOLLOWED.keys() & named.keys():
        _take_followed(text, flat, name, named.pop(name), state)
    at = 0
    for run in [run for run in runs if run in named]:
        kind = named[run]
        start = locate(flat, run, at)
        at = start + len(run)
        end = start + len(run.rstrip(".-~"))
        start = max(start, end - _NAME_CHARS)
        state.names += 1
        if state.names < most:
            _take(text, start, end, kind, state)
        else:
            _take_coarsely(text, end, add)


def _take_followed(text: str, flat: str, name: str, kind: str, state: _State) -> None:
    """Take each `name` that one of its signs follows."""
    for sign in names.FOLLOWED[name]:
        at = flat.find(name + sign)
        while at >= 0:
            if at == 0 or not (flat[at - 1].isalnum() or flat[at - 1] in "_-."):
                _take(text, at, at + len(name), kind, state)
            at = flat.find(name + sign, at + len(name))


class _State:
    """What one walk over a text has come by."""

    __slots__ = ("add", "cookies_end", "names", "rows", "shape", "signs")

    def __init__(self, add: Add) -> None:
        self.add = add
        self.cookies_end = 0  # of the last cookie header
        self.names = 0
        self.rows: set[int] = set()  # starts of lines that are rows of a table
        self.shape = b""  # the text with each digit as 0
        self.signs = b""  # the same with each sign that passwords have as 0 too


def _take_coarsely(text: str, end: int, add: Add) -> None:
    """Add the value behind a name by its looks alone: a text with names beyond number is judged quickly, not well."""
    join, at = joint(text, end)
    if text.endswith("PASS", 0, end) and text.startswith("--- ", max(0, end - 8)):
        return
    if join in ("=", ":"):
        start, stop, _ = value_at(text, opened(text, join, at), join)
        value = text[start : start + 64]
        if stop - start > 5 and any(char.isdigit() for char in value) and "redacted" not in value:
            add(start, stop, "secret")


def _take(text: str, start: int, end: int, kind: str, state: _State) -> None:
    """Find what the name at `start:end` is joined to, and add it if it is a secret."""
    add = state.add
    follows = text[end : end + 1]
    before = text[start - 1 : start]
    if before == ":" and (text[start - 9 : start] == "redacted:" or "arn:" in text[max(0, start - 80) : start]):
        return
    if follows == "/" and kind in (names.SECRET, names.KEY):
        return  # a path: TestToken/case_1
    if before == "/" and text[max(0, start - 9) : start] == "checksum/":
        return
    if kind == names.PASSWORD and text.startswith("PASS: ", start) and _tells_outcome(text, start, end + 2):
        return
    if kind == names.WEAK:
        kind = _with_word_before(text, start, end)
        if kind == names.WEAK and _is_code(text, start, end, follows):
            return
        if state.shape.find(b"0", max(0, start - _WEAK_CHARS), end + _WEAK_CHARS) < 0:
            return  # an opaque value without a digit is not worth the look
    join, at = joint(text, end)
    if not kind or (kind == names.WEAK and join in ("", " ", "\n", "(") and follows not in _WEAK_SIGNS):
        return
    if kind in (names.HEADER, names.COOKIE):
        if join in ("=", ":", ",", ">") or (join == " " and kind == names.HEADER):
            _take_header(text, at, kind, state)
            return
        kind = names.SECRET
    if join in (" ", ">"):
        join, at = _in_element(text, start, end, join, at)
    plain = join == " " and _plain_word(text, at)
    if join == "=" and text[at : at + 1] == "{" and take_dict(text, at, kind, text[start:end], add):
        return
    if join and join != "\n" and not plain and _take_value(text, start, end, kind, join, at, add):
        return
    quoted = follows in ('"', "'") and kind != names.WEAK and before == follows
    if quoted and _take_set(text, start, text[start:end], kind, add):
        return
    if follows in (_APART_WEAK if kind == names.WEAK else _APART) or text[end : end + 2] == ":\n":
        from trailnote.capture.secrets.pairs import take_pair

        if take_pair(text, start, end, kind, add):
            return
    if follows in _CELLS or text[end : end + 2] in (" |", " │"):
        from trailnote.capture.secrets.tables import take_column

        take_column(text, start, end, kind, add, state.rows)
    if kind == names.PASSWORD or (kind in (names.SECRET, names.KEY) and before != "/"):
        from trailnote.capture.secrets.prose import take_near

        take_near(text, start, end, kind, state)


def _tells_outcome(text: str, start: int, at: int) -> bool:
    """Say whether `PASS: …` is a line of a test run: `--- PASS: TestLogin/case_1 (0.01s)`."""
    if text[start - 4 : start] == "--- ":
        return True
    value = text[at : at + 200].partition("\n")[0].partition(" ")[0]
    return text[start - 1 : start] in ("", "\n") and all(is_plain(part) for part in value.split("/"))


def _is_code(text: str, start: int, end: int, follows: str) -> bool:
    """Say, by the few characters behind a weak name, that no opaque value can go with it: most names are code."""
    if follows == " ":
        sign = text[end + 1 : end + 2]
        if sign.isalpha():
            return _in_sentence(text, end)
        return sign in "%/*&)]}.;!" and sign != ""
    if follows == "(" or follows == ".":
        return True
    if follows == "]" and text[start - 1 : start] == "[":
        return True
    if follows == ")" or follows == "]":
        return text[end + 1 : end + 2] not in (":", "=") and text[end + 1 : end + 3] not in (" =", " :")
    if follows == ",":
        return "(" in text[max(0, start - 80) : start].rpartition("\n")[2]
    if follows == "=" or (follows == ":" and text[end + 1 : end + 2] == " "):
        value = text[end + 1 : end + 26].lstrip(" ").split(None, 1)
        return bool(value) and 1 < len(value[0]) < 16 and value[0][0].isalpha()
    return False


def _in_sentence(text: str, end: int) -> bool:
    """Say whether a word follows a name and not the type or the default of a value."""
    return " =" not in text[end : end + 62] and not text.startswith(" or ", end)


def _plain_word(text: str, at: int) -> bool:
    """Say whether a word of small letters stands at `at`, which is no secret."""
    word = text[at : at + 24].split(" ", 1)[0].rstrip(".,;:)\n")
    return word.isalpha() and word.islower() and len(word) < 16


def _with_word_before(text: str, start: int, end: int) -> str:
    """Return the kind of a weak name with the word before it: of `key` in `API key`, of `?key=` in a URL."""
    if text[start:end].lower() != "key":
        return names.WEAK
    before = text[start - 1 : start]
    if before in ("?", "&"):
        return names.KEY
    if before != " ":
        return names.WEAK
    word = text[max(0, start - 24) : start - 1].rpartition(" ")[2]
    if word.lower() == "public":
        return names.NONE
    if word[:1].isupper() or word.lower() in _KEY_WORDS:
        return names.kind_of_name(word + "_key")
    return names.WEAK


def _take_header(text: str, at: int, kind: str, state: _State) -> None:
    from trailnote.capture.secrets.headers import take_cookies, take_header

    if kind == names.HEADER:
        take_header(text, at, state.add)
    elif at >= state.cookies_end:
        state.cookies_end = take_cookies(text, at, state.add)


def _in_element(text: str, start: int, end: int, join: str, at: int) -> tuple[str, int]:
    """Return the joint of a name in an element's tag, with attributes too, and none for a `>` that is no tag's."""
    before = text[max(0, start - 120) : start]
    if join == ">":
        return (">", at) if "<" in before.rpartition(">")[2] else ("", at)
    if before[-1:] == "<" or (before[-1:] == ":" and "<" in before[-12:]):
        close = text.find(">", end, end + 120)
        if close > 0 and text[close - 1] != "/" and "\n" not in text[end:close]:
            return ">", close + 1
    return join, at


def _take_value(text: str, begin: int, stop: int, kind: str, join: str, at: int, add: Add) -> bool:
    """Add the value at `at` (or the values of a list there) if it is a secret; say whether one was added."""
    name = text[begin:stop]
    if kind == names.WEAK and join == ":" and "signature" in name.lower():
        return take_signature(text, at, add)
    if join == " ":
        before = text[max(0, begin - 80) : begin].lower()
        if " login " in before or "machine " in before or " -" in before[-2:] or before.endswith(_SETTERS):
            join = "flag"
    at = opened(text, join, at)
    start, end, quoted = value_at(text, at, join)
    if text.startswith("--", start) and join in (" ", "flag") and text[end : end + 1] == " ":  # rootpw --plaintext …
        join = "flag"
        start, end, quoted = value_at(text, end + 1, join)
    if end <= start or (
        not quoted and kind != names.PASSWORD and text[start:end].islower() and text[start:end].isalpha()
    ):
        return False
    if is_secret(text[start:end], kind, join=join, quoted=quoted, name=name):
        add(start, end, "password" if kind == names.PASSWORD else "secret")
        if quoted and join in ("=", ":") and text[end + 1 : end + 2] == ",":
            take_list(text, end + 1, add)
        return True
    return take_wrapped(text, name, kind, at, add) if not quoted else False


def _take_set(text: str, start: int, name: str, kind: str, add: Add) -> bool:
    """Add the literal that a call puts under the quoted name at `start`: `keychain.set("…", forKey: "apiToken")`."""
    before = text[max(0, start - 160) : start - 1].rpartition("\n")[2]
    head, label, _ = before.rpartition(", forKey:")
    head = head if label else before.rstrip().removesuffix(",") if before.rstrip().endswith(",") else ""
    if head[-1:] not in ('"', "'") or "(" not in head:
        return False
    value = head[:-1].rpartition(head[-1])[2]
    if not is_opaque(value, 16) or not is_secret(value, kind, join="=", quoted=True, name=name):
        return False
    end = start - 1 - len(before) + len(head) - 1
    add(end - len(value), end, "password" if kind == names.PASSWORD else "secret")
    return True
