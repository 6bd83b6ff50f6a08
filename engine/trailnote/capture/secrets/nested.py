"""Values inside of others: the members of a list or a table, the literal in a call or behind a default, signatures."""

from __future__ import annotations

from trailnote.capture.secrets import names
from trailnote.capture.secrets.judge import is_secret
from trailnote.capture.secrets.passwords import is_expected
from trailnote.capture.secrets.syntax import opened, value_at
from trailnote.capture.secrets.values import is_opaque

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Add = Callable[[int, int, str], None]

# What a call looks a secret up by, or says about one: its argument is no secret
_LOOKUP_WORDS = (
    "getenv environ env get fetch lookup getpass input prompt read config param variable require import open load"
    " resolve ref findviewbyid getelementbyid queryselector getstring getproperty getenvironmentvariable getsecret"
    " secret t translate gettext i18n describe it test raise error valueerror keyerror log print printf info debug warn"
    " post hasattr getattr pop has contains file path sha1 sha256 md5 hash format"
)
_LOOKUPS = frozenset(_LOOKUP_WORDS.split())


def take_dict(text: str, at: int, kind: str, name: str, add: Add) -> bool:
    """Add the opaque literals of a flat table that begins at `at`: `API_KEYS = {"prod": "…", "stage": "…"}`."""
    close = text.find("}", at, at + 800)
    taken = False
    colon = text.find(":", at, close if close > 0 else at + 400)
    while colon > 0:
        start, end, quoted = value_at(text, opened(text, ":", colon + 1), "=")
        value = text[start:end]
        if quoted and is_opaque(value, 20) and is_secret(value, kind, join="=", quoted=True, name=name):
            add(start, end, "secret")
            taken = True
        colon = text.find(":", max(end, colon + 1), close if close > 0 else at + 400)
    return taken


def take_signature(text: str, at: int, add: Add) -> bool:
    """Add the signatures of a header such as `t=…,v1=…` or `sha256=…`."""
    taken = False
    for part in text[at : at + 400].partition("\n")[0].split(","):
        value = part.rpartition("=")[2] if not part.endswith("=") else part
        value = value.strip(" \"'\\")
        if is_opaque(value, 20):
            begin = at + part.find(value)
            add(begin, begin + len(value), "signature")
            taken = True
        at += len(part) + 1
    return taken


def take_list(text: str, at: int, add: Add) -> None:
    """Add the further members of a list whose first was a secret."""
    for _ in range(20):
        begin = at + 1
        while text[begin : begin + 1] in (" ", ",", "\n", "\t") and begin < len(text):
            begin += 1
        start, end, quoted = value_at(text, begin, ",")
        if not quoted or not is_opaque(text[start:end], 16) or text[end + 1 : end + 2] == ":":
            return
        add(start, end, "secret")
        at = end


def take_wrapped(text: str, name: str, kind: str, at: int, add: Add) -> bool:
    """Add the literal inside of a call or behind a default: `Some("…")`, `SecretStr("…")`, `os.environ[…] or "…"`."""
    line = text[at : at + 160].partition("\n")[0]
    if not any(sign in line for sign in ('"', "'", "`", ":-", ":=")):
        return False
    for mark in ("(", "||", "??", " or ", ":-", ":=", "?:"):
        cut = line.find(mark)
        if cut < 0 or (mark == "(" and (cut > 60 or _callee(line[:cut]) in _LOOKUPS)):
            continue
        start, end, quoted = value_at(text, at + _literal_begin(line, cut + len(mark)), "=")
        value = text[start:end]
        if not quoted and mark not in (":-", ":="):
            continue
        sure = is_opaque(value, 8) or is_expected(value) or (mark != "(" and not value.isalpha())
        if sure and is_secret(value, kind, join="=", quoted=True, name=name):
            add(start, end, "password" if kind == names.PASSWORD else "secret")
            return True
    return False


def _callee(before: str) -> str:
    """Return the name, in lower case, of what is called by a bracket behind `before`."""
    return before.rpartition(".")[2].rpartition(" ")[2].lower().strip("(&")


def _literal_begin(line: str, begin: int) -> int:
    """Return where a literal begins at or behind `begin`: inside of brackets, behind a keyword, behind `b` or `@`."""
    begin += len(line[begin:]) - len(line[begin:].lstrip(" (&"))
    equals = line.find("=", begin, begin + 16)  # Field(default="…")
    if equals > 0 and line[begin:equals].replace("_", "").isalpha() and line[equals + 1 : equals + 2] in ('"', "'"):
        begin = equals + 1
    return begin + (line[begin : begin + 2] in ('b"', "b'", 'N"', "N'", '@"'))
