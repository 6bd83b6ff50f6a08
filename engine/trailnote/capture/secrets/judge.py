"""Whether a value that a name announces is a secret, by what joins them and how the value looks."""

from __future__ import annotations

from trailnote.capture.secrets import names
from trailnote.capture.secrets.values import (
    classes,
    has_words,
    is_hex,
    is_literal,
    is_name,
    is_opaque,
    is_pattern,
    is_prose,
    is_screaming,
    is_stand_in,
    is_uuid,
    looks_password,
)

_SHORTEST = 4
_OTHERS = ("ENC[", "$ANSIBLE_VAULT", "sha256-", "sha512-", "sha384-", "sha1-", "data:", "SHA256:", "[redacted")
_TOKEN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.~+/=%#"


def is_secret(value: str, kind: str, *, join: str, quoted: bool, name: str) -> bool:
    """Say whether `value`, announced by `name` of `kind` and joined by `join`, is a secret."""
    value = value.strip()
    if "\n" in value:
        return False  # a text; keys of several lines are found by their shape
    if len(value) < _SHORTEST or value.startswith(_OTHERS):
        return False
    if " " in value:
        looks = _is_phrase(value, kind, quoted)
    elif kind == names.PASSWORD:
        looks = _is_password(value, join, quoted, name)
    elif kind == names.WEAK:
        looks = _is_weak(value, join, quoted, name)
    else:
        looks = _is_token(value, kind, join, quoted, name)
    return looks and not is_stand_in(value) and not is_screaming(value) and not is_pattern(value)


def _is_phrase(value: str, kind: str, quoted: bool) -> bool:
    if not quoted:
        return False
    last = value.split(" ")[-1]
    if len(last) > 19 and is_opaque(last):
        return True
    if len(value) > 40 and len({c for c in value if not c.isalnum()}) > 7 and any(c.isdigit() for c in value):
        return True  # a salt of WordPress
    return kind == names.PASSWORD and len(value) < 80 and not is_prose(value) and any(c.isdigit() for c in value)


def _is_password(value: str, join: str, quoted: bool, name: str) -> bool:
    shape = classes(value)
    digits, letters = shape.count("0"), shape.count("a") + shape.count("A")
    if not letters:
        return digits > 5 and join in ("=", ":") and (quoted or names.is_certain(name)) and digits == len(value)
    if not is_literal(value) and not (is_opaque(value, 8) and "." not in value):
        return False
    if not quoted and "[" in value and value.partition("[")[0].replace("_", "").isalpha():
        return False  # an index
    strong = is_opaque(value, 8) or digits > 2
    if quoted:
        if join in ("?", ",", "call", " ", "|", "("):
            return (strong and not is_name(value)) or (digits > 0 and looks_password(value))
        if digits or letters < len(value):
            return digits > 0 or any(c in value for c in "!@#%^&*?+=~$")
        return len(value) > 6 and value.islower() and join in ("=", ":", ">")
    if join in ("=", ":"):
        env = join == "=" and names.is_certain(name)
        if digits:
            return env or not is_name(value)
        if letters < len(value):
            return any(c in value[:-1] for c in "!@#%^&*?+~$") and not value.endswith(("(", ")", "]"))
        return is_opaque(value, 10) or (env and len(value) > 6 and value.isalpha())
    if join == "|":
        return digits > 0 and strong
    if join == "flag" or (join == " " and name.startswith("-")):
        return digits > 0 or letters < len(value) or is_opaque(value, 8)
    return strong and not is_name(value) and digits > 0 and (letters < len(value) - digits or is_opaque(value, 8) or digits > 2)


def _is_token(value: str, kind: str, join: str, quoted: bool, name: str) -> bool:
    if is_uuid(value):
        return True
    if not is_literal(value) and not is_opaque(value, 20):
        return False
    if "/" in value and (has_words(value) if value.count("/") > 1 or len(value) < 24 else False):
        return False
    if value.count("/") > 1 and any(len(part) > 4 and part.islower() and part.isalpha() and has_words(part) for part in value.split("/")):
        return False
    if join == " " and is_hex(value) and name.isalpha() and name[1:].islower():
        return False  # `RSA key 242df4…`: a fingerprint
    if kind == names.KEY and not names.is_certain(name) and any(len(p) > 3 and p.isalpha() and has_words(p) for p in value.split("-")[:-1]):
        return False  # a key of a cache
    if is_opaque(value, 12):
        return join not in (" ", "(", ",", "|") or len(value) > 15
    shape = classes(value)
    digits = shape.count("0")
    if join == "=" and len(value) > 15 and value.isupper() and value.isalnum() and names.is_certain(name):
        return digits > 0  # base32
    if len(value) < 8 or is_name(value):
        return False
    signs = len(value) - digits - shape.count("a") - shape.count("A")
    direct = join == "=" or join == ":" or join == ">"
    if direct and len(value) > 11 and value.isalnum() and not value.islower() and not has_words(value):
        return True
    if direct and len(value) > 11 and not has_words(value) and (names.is_certain(name) or (digits > 0 and len(value) > 15)) and not value.strip(_TOKEN):
        return True
    if quoted or (join == "=" and names.is_certain(name)):
        plain = has_words(value) and not value.strip("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:")
        if plain:  # the name of a secret, or a phrase that is one
            return direct and kind == names.SECRET and digits > 1 and names.is_certain(name) and "/" not in value
        return direct and (digits > 0 or signs > 1) and "{" not in value
    return direct and digits > 1 and signs > 1 and not has_words(value)


def _is_weak(value: str, join: str, quoted: bool, name: str) -> bool:
    if not is_opaque(value, 16) or "://" in value:
        return False
    low = name.lower()
    if is_uuid(value) or (is_hex(value) and len(value) in (20, 24, 32, 40, 64)):
        # `session_id=<uuid>` and `key: <sha>` name things more often than they open them
        return low.endswith(("secret_id", "secretid", "secret-id", "auth", "dsn", "_key_data", "role_id", "sig", "signature", "honeycomb-team", "access_key_id", "sessid", "sessionid")) or (
            join in ("=", "|", ":") and (quoted or names.is_certain(name)) and not low.endswith(("session_id", "session", "key_id", "keyid", "code"))
            and (low != "key" or join != ":")
        )
    if not value.isalnum() and (has_words(value) or any(len(p) > 3 and p.isalpha() and has_words(p) for p in value.split("-"))):
        return False
    return join in ("=", ":", "|", ",", ">", " ") and len(value) >= 16
