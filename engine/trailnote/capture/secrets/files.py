"""Secrets whose place in a known file or output shows them: .pgpass, Kubernetes, Terraform, cloud-init, JWK."""

from __future__ import annotations

from trailnote.capture.secrets.passwords import looks_like_argument, looks_password
from trailnote.capture.secrets.stand_ins import is_stand_in
from trailnote.capture.secrets.values import classes, is_opaque

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Add = Callable[[int, int, str], None]

_NEAR_CHARS = 600
# a word of an output, and the keys near it whose values are secrets
_RESULTS = (
    ("bcrypt_hash", ('"result"',)), ("random_password", ('"result"', '"bcrypt_hash"')),
    ("random_string", ('"result"',)),
    ("SecureString", ('"Value"',)),
)  # fmt: skip
_JWK_KEYS = ("d", "k", "p", "q", "dp", "dq", "qi")
_PUBLIC = ("LS0tLS1CRUdJTiBDRVJUS", "http")  # a certificate in base64


def find_in_files(text: str, low: str, words: set[str], low_words: str, add: Add) -> None:
    """Add secrets of known files and outputs.

    `low` is the text in lower case, `words` its runs of token characters, `low_words` these in lower case.
    """
    if ":5432:" in text or ":*:*:" in text or "pgpass" in low_words:
        _take_pgpass(text, add)
    if "secret" in low_words and ("kind: Secret" in text or '"kind":"Secret"' in text or '"kind": "Secret"' in text):
        _take_kubernetes(text, add)
    for mark, keys in _RESULTS:
        at = text.find(mark) if mark.lower() in low_words else -1
        while at >= 0:
            for key in keys:
                _take_results(text, at, key, add)
            at = text.find(mark, at + _NEAR_CHARS)
    if "add-mask" in low_words:
        _take_masks(text, add)
    if "chpasswd" in low_words:
        _take_user_lines(text, low, add)
    if "kty" in words:
        for name in _JWK_KEYS:
            _take_jwk(text, f'"{name}"', add)
            _take_jwk(text, f'\\"{name}\\"', add)


def _take_pgpass(text: str, add: Add) -> None:
    """Add the last field of `host:port:database:user:password`."""
    pos = 0
    for line in text.split("\n"):
        for word in line.split() if line.count(":") > 3 else ():
            bare = word.strip("'\"`")
            parts = bare.split(":", 4)
            if len(parts) < 5 or not parts[0] or not parts[4] or "://" in bare:
                continue
            port = (parts[1].isdigit() or parts[1] == "*") and ":" not in parts[4].replace("\\:", "")
            if port and not parts[2].isdigit() and not is_stand_in(parts[4]):
                begin = pos + line.find(bare) + len(bare) - len(parts[4])
                add(begin, begin + len(parts[4]), "password")
        pos += len(line) + 1


def _take_kubernetes(text: str, add: Add) -> None:
    """Add the values of a secret's `data` and `stringData`."""
    pos, depth = 0, -1
    for line in text.split("\n"):
        bare = line.strip().lstrip("+- ")
        indent = len(line) - len(line.lstrip(" +-"))
        if bare in ("data:", "stringData:"):
            depth = indent
        elif depth >= 0 and bare:
            value = bare.partition(":")[2].strip().strip("\"'")
            if indent <= depth:
                depth = -1
            elif len(value) > 3 and _is_datum(value):
                begin = pos + line.rfind(value)
                add(begin, begin + len(value), "secret")
        pos += len(line) + 1


def _is_datum(value: str) -> bool:
    if is_stand_in(value) or value.startswith(_PUBLIC):
        return False
    base64 = value.endswith("=") or (len(value) % 4 == 0 and value.isalnum() and not value.islower())
    return base64 or "0" in classes(value) or is_opaque(value, 6) or looks_password(value)


def _take_results(text: str, at: int, key: str, add: Add) -> None:
    low, high = max(0, at - _NEAR_CHARS), at + _NEAR_CHARS
    found = text.find(key, low, high)
    while found >= 0:
        begin = _value_begin(text, found + len(key))
        end = text.find('"', begin, begin + 2000)
        if end > begin + 3 and not is_stand_in(text[begin:end].rstrip("\\")):
            add(begin, end, "secret")
        found = text.find(key, found + 1, high)


def _value_begin(text: str, at: int) -> int:
    """Return where a JSON string begins whose key ends at `at`."""
    window = text[at : at + 9]
    return at + len(window) - len(window.lstrip(' :\\"'))


def _take_masks(text: str, add: Add) -> None:
    """Add what a workflow asks its runner to mask."""
    at = text.find("add-mask::")
    while at >= 0:
        begin = at + 10
        word = text[begin : begin + 300].partition("\n")[0].partition(" ")[0].strip("\"'")
        if len(word) > 5 and not is_stand_in(word):
            add(begin, begin + len(word), "secret")
        at = text.find("add-mask::", begin)


def _take_user_lines(text: str, low: str, add: Add) -> None:
    """Add the passwords of `user:password` lines near `chpasswd`."""
    at = low.find("chpasswd")
    while at >= 0:
        pos = at
        for line in text[at : at + 400].split("\n")[:8]:
            user, colon, password = line.strip().partition(":")
            if colon and user.replace("-", "").isalnum() and looks_like_argument(password):
                begin = pos + line.rfind(password)
                add(begin, begin + len(password), "password")
            pos += len(line) + 1
        at = low.find("chpasswd", at + 8)


def _take_jwk(text: str, key: str, add: Add) -> None:
    at = text.find(key)
    while at >= 0:
        begin = _value_begin(text, at + len(key))
        end = text.find('"', begin, begin + 4000)
        value = text[begin:end].rstrip("\\") if end > 0 else ""
        if is_opaque(value, 20):
            add(begin, begin + len(value), "private-key")
        at = text.find(key, at + len(key))
