"""Authorization headers and cookies."""

from __future__ import annotations

from trailnote.capture.secrets.values import has_words, is_hex, is_opaque, is_stand_in, is_uuid, looks_password

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Add = Callable[[int, int, str], None]

_HEADER_CHARS = 8192
_SCHEMES = ("bearer", "basic", "token", "apikey", "digest", "negotiate", "ntlm", "bot", "splunk", "genie-key", "sharedkey", "oauth", "hawk", "key", "api-key")
_SESSION_NAMES = ("sess", "sid", "token", "auth", "jwt", "csrf", "xsrf", "remember", "login", "identity", "access", "refresh", "id", "key", "secret", "pass", "user")


def take_header(text: str, at: int, add: Add) -> None:
    """Add the credential of an Authorization header whose value begins at `at`."""
    window = text[at : at + _HEADER_CHARS].partition("\n")[0]
    lead = len(window) - len(window.lstrip("\\\"'` ,:=[(b"))
    window = window[lead:]
    at += lead
    for stop in ('"', "'", "`", "\\n", "\\r", "\\\"", "</"):
        cut = window.find(stop)
        if cut >= 0 and not (stop == '"' and "=" in window[:cut] and window[cut - 1] == "="):
            window = window[:cut]
    scheme, _, rest = window.partition(" ")
    low = scheme.lower()
    if low.rstrip(":") in _SCHEMES and rest:
        at += len(window) - len(rest.lstrip())
        window = rest.lstrip()
    elif low.startswith(("aws4-", "google4-", "sharedkeylite")):
        at += len(scheme) + 1
        window = rest
    if low in ("digest", "oauth", "hawk") or low.startswith("aws4"):
        _take_fields(text, at, add)
        return
    value = window.split(" ")[0].rstrip(",;)")
    if len(value) > 7 and not is_stand_in(value) and (_is_basic(value) if low == "basic" else is_opaque(value, 12) or looks_password(value)):
        add(at, at + len(value), "authorization")


def take_scheme(text: str, at: int, scheme: str, add: Add) -> None:
    """Add what follows `Bearer ` or `Basic ` at `at`, outside of a header too."""
    window = text[at : at + _HEADER_CHARS]
    value = window[: len(window) - len(window.lstrip("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.~+/=%:|"))].rstrip(".:")
    if len(value) < 8 or is_stand_in(value):
        return
    if scheme == "basic":
        if _is_basic(value):
            add(at, at + len(value), "authorization")
    elif is_opaque(value, 12) or (len(value) > 15 and any(c.isdigit() for c in value) and looks_password(value)):
        add(at, at + len(value), "authorization")


def _is_basic(value: str) -> bool:
    """Say whether base64 text holds `user:password` with a password that is no stand-in."""
    from binascii import Error, a2b_base64

    try:
        plain = a2b_base64(value.replace("-", "+").replace("_", "/") + "==").decode("utf-8")
    except (Error, ValueError):
        return False
    user, colon, password = plain.partition(":")
    return bool(colon) and len(user) < 120 and plain.isprintable() and not is_stand_in(password) and password != "open sesame"


def _take_fields(text: str, at: int, add: Add) -> None:
    """Add the response, signature and similar fields of a header with several."""
    window = text[at : at + 2048].partition("\n")[0]
    for name in ("response=", "Signature=", "oauth_signature=", "oauth_token=", "mac=", "signature=", "cnonce="):
        cut = window.find(name)
        if cut < 0:
            continue
        begin = cut + len(name)
        begin += len(window[begin:]) - len(window[begin:].lstrip("\\\"'"))
        value = window[begin:]
        value = value[: len(value) - len(value.lstrip("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.~+/=%"))]
        if is_opaque(value, 16):
            add(at + begin, at + begin + len(value), "signature")


def take_cookies(text: str, at: int, add: Add) -> None:
    """Add the values of a cookie header or string that begins at `at` which open a session."""
    window = text[at : at + _HEADER_CHARS].partition("\n")[0]
    pos = 0
    for part in window.split(";"):
        name, equals, value = part.partition("=")
        if equals:
            begin = pos + len(name) + 1
            lead = len(value) - len(value.lstrip("\\\"' "))
            value = value[lead:]
            for stop in ('"', "'", "`", " ", "\\", ",", "&"):
                value = value.partition(stop)[0]
            key = name.rpartition('"')[2].rpartition("'")[2].strip().lower()
            named = any(part in key for part in _SESSION_NAMES)
            if not is_stand_in(value) if value else False:
                plain = is_uuid(value) or (is_hex(value) and len(value) < 24)
                random = is_opaque(value, 16 if not named else 12) or (named and len(value) > 19 and not has_words(value))
                if random and (named or not plain) and not (is_hex(value) and len(value) < 16):
                    add(at + begin + lead, at + begin + lead + len(value), "cookie")
        pos += len(part) + 1
