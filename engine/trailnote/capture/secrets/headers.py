"""Authorization headers and cookies."""

from __future__ import annotations

from trailnote.capture.secrets.passwords import looks_password
from trailnote.capture.secrets.stand_ins import is_stand_in
from trailnote.capture.secrets.values import BASE64, has_words, is_hex, is_opaque, is_uuid

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Add = Callable[[int, int, str], None]

_HEADER_CHARS = 8192
_SCHEMES = (
    "bearer", "basic", "token", "apikey", "digest", "negotiate", "ntlm", "bot", "splunk", "genie-key", "sharedkey",
    "oauth", "hawk", "key", "api-key",
)  # fmt: skip
_FIELDED = ("digest", "oauth", "hawk", "aws4-", "google4-")
_FIELDS = ("response=", "Signature=", "oauth_signature=", "oauth_token=", "mac=", "signature=", "cnonce=")
# parts of the names of cookies that open a session
_SESSIONS = (
    "sess", "sid", "token", "auth", "jwt", "csrf", "xsrf", "remember", "login", "identity", "access", "refresh", "id",
    "key", "secret", "pass", "user",
)  # fmt: skip
_CREDENTIAL = BASE64 + ".~%:|"


def take_header(text: str, at: int, add: Add) -> None:
    """Add the credential of an Authorization header whose value begins at `at`."""
    window = text[at : at + _HEADER_CHARS].partition("\n")[0]
    at += len(window) - len(window.lstrip("\\\"'` ,:=[(b"))
    window = window.lstrip("\\\"'` ,:=[(b")
    scheme, _, rest = window.partition(" ")
    low = scheme.lower()
    if low.startswith(_FIELDED):
        _take_fields(text, at, add)
        return
    if low.rstrip(":") in _SCHEMES and rest:
        at += len(window) - len(rest.lstrip())
        window = rest.lstrip()
    value = window[: len(window) - len(window.lstrip(_CREDENTIAL))].rstrip(":")
    if len(value) < 8 or is_stand_in(value):
        return
    if _is_basic(value) if low == "basic" else (is_opaque(value, 12) or looks_password(value)):
        add(at, at + len(value), "authorization")


def take_scheme(text: str, at: int, scheme: str, add: Add) -> None:
    """Add what follows `Bearer ` or `Basic ` at `at`, outside of a header too."""
    window = text[at : at + _HEADER_CHARS]
    value = window[: len(window) - len(window.lstrip(_CREDENTIAL))].rstrip(".:")
    if len(value) < 8 or is_stand_in(value):
        return
    long = len(value) > 15 and any(c.isdigit() for c in value) and looks_password(value)
    if _is_basic(value) if scheme == "basic" else (is_opaque(value, 12) or long):
        add(at, at + len(value), "authorization")


def _is_basic(value: str) -> bool:
    """Say whether base64 text holds `user:password` with a password that is no stand-in."""
    from binascii import Error, a2b_base64

    try:
        plain = a2b_base64(value.replace("-", "+").replace("_", "/") + "==").decode("utf-8")
    except (Error, ValueError):
        return False
    user, colon, password = plain.partition(":")
    if not colon or len(user) > 120 or not plain.isprintable():
        return False
    return password != "" and password != "open sesame" and not is_stand_in(password)  # noqa: S105 - of RFC 7617


def _take_fields(text: str, at: int, add: Add) -> None:
    """Add the response, signature and similar fields of a header with several."""
    window = text[at : at + 2048].partition("\n")[0]
    for name in _FIELDS:
        cut = window.find(name)
        if cut < 0:
            continue
        begin = cut + len(name)
        begin += len(window[begin:]) - len(window[begin:].lstrip("\\\"'"))
        value = window[begin:]
        value = value[: len(value) - len(value.lstrip(BASE64 + ".~%"))]
        if is_opaque(value, 16) or (len(value) > 19 and value.endswith("=")):
            add(at + begin, at + begin + len(value), "signature")


def take_cookies(text: str, at: int, add: Add) -> int:
    """Add the values of a cookie header or string that begins at `at` which open a session; return where it ends."""
    for part in text[at : at + _HEADER_CHARS].partition("\n")[0].split(";"):
        name, _, value = part.partition("=")
        begin = at + len(name) + 1
        begin += len(value) - len(value.lstrip("\\\"' "))
        value = value.lstrip("\\\"' ")
        for stop in ('"', "'", "`", " ", "\\", ",", "&"):
            value = value.partition(stop)[0]
        key = name.rpartition('"')[2].rpartition("'")[2].strip().lower()
        if value and _opens_session(value, named=any(word in key for word in _SESSIONS)):
            add(begin, begin + len(value), "cookie")
        at += len(part) + 1
    return at


def _opens_session(value: str, *, named: bool) -> bool:
    """Say whether a cookie's value opens a session; `named` if its name says so."""
    if is_hex(value) and len(value) < (16 if named else 24):
        return False
    if not named:
        return is_opaque(value, 16) and not is_uuid(value) and not is_stand_in(value)
    random = is_opaque(value, 12) or (len(value) > 19 and not has_words(value))
    return random and not is_stand_in(value)
