"""Whether a value that a name announces is a secret, by what joins them and how the value looks."""

from __future__ import annotations

from trailnote.capture.secrets import names
from trailnote.capture.secrets.passwords import is_expected, is_jumble, is_word_chain, is_word_number
from trailnote.capture.secrets.values import (
    ALNUM,
    classes,
    has_words,
    is_hex,
    is_literal,
    is_name,
    is_opaque,
    is_prose,
    is_screaming,
    is_type,
    is_uuid,
)

_SHORTEST = 4
_READ_CHARS = 300  # a longer value is judged by its head
# encrypted values, checksums, images, our own marks
_OTHERS = ("ENC[", "$ANSIBLE_VAULT", "sha256-", "sha512-", "sha384-", "sha1-", "data:", "SHA256:", "[redacted")
_RUN_CHARS = ALNUM + "_-.~+/=%#"
_PLAIN_CHARS = ALNUM + "_-./:"
_SIGNS = "!@#%^&*?+~$"
_CODE = ("&&", "||", "),", ").")
_ASSIGNED = ("=", ":", ">")
# weak names whose hexadecimal values and UUIDs are secrets all the same, and those whose are none
_KEYED = (
    "secret_id", "secretid", "secret-id", "auth", "dsn", "_key_data", "role_id", "sig", "signature", "honeycomb-team",
    "access_key_id", "sessid", "sessionid", "routing_key", "integration_key", "appid",
)  # fmt: skip
_SESSIONS = ("sessionid", "session_id")
_NAMED = ("session_id", "session", "key_id", "keyid", "code")


def is_secret(value: str, kind: str, *, join: str, quoted: bool, name: str) -> bool:
    """Say whether `value`, announced by `name` of `kind` and joined by `join`, is a secret."""
    value = value[:_READ_CHARS].strip()
    if "\n" in value:
        return False  # a text; keys of several lines are found by their shape
    if len(value) < _SHORTEST or value.startswith(_OTHERS) or (join == ">" and value[0] == "@"):
        return False
    if " " in value:
        looks = quoted and _is_phrase(value, kind)
    elif kind == names.PASSWORD:
        looks = _is_password(value, join, name, quoted=quoted)
    elif kind == names.WEAK:
        looks = _is_weak(value, join, name, quoted=quoted)
    else:
        looks = _is_token(value, kind, join, name, quoted=quoted)
    if not looks:
        return False
    from trailnote.capture.secrets.stand_ins import is_pattern, is_stand_in

    return not (is_stand_in(value) or is_screaming(value) or is_pattern(value) or is_type(value.rstrip(",;|)]")))


def _is_phrase(value: str, kind: str) -> bool:
    """Say whether a quoted value with spaces is a passphrase, a salt with all signs, or a scheme and a token."""
    last = value.rpartition(" ")[2]
    if len(last) > 19 and is_opaque(last):
        return True
    if not any(c.isdigit() for c in value):
        return False
    if _is_salted(value):
        return True
    return kind == names.PASSWORD and len(value) < 80 and not is_prose(value)


def _is_salted(value: str) -> bool:
    """Say whether a long value has many signs and digits, as the keys that Django and WordPress make."""
    return len(value) > 31 and len({c for c in value if not c.isalnum()}) > 6 and sum(c.isdigit() for c in value) > 2


def _is_password(value: str, join: str, name: str, *, quoted: bool) -> bool:
    shape = classes(value)
    digits, letters = shape.count("0"), shape.count("a") + shape.count("A")
    if not letters:
        return digits == len(value) > 5 and join in ("=", ":") and (quoted or names.is_certain(name))
    if not is_literal(value) and ("." in value or not is_opaque(value, 8)):
        return False
    if quoted and join in ("=", ":", ">", "flag"):
        if letters == len(value):
            return len(value) > 6 and join != "flag" and (value.islower() or not has_words(value) or is_opaque(value))
        return digits > 0 or any(c in value for c in _SIGNS + "=")
    strong = is_opaque(value, 8) or digits > 2
    if quoted:
        return (strong and not is_name(value)) or is_expected(value.rstrip("."))
    if letters < 2 and join != "=":
        return False  # 0.01s
    if "[" in value and value.partition("[")[0].replace("_", "").isalpha():
        return False  # an index
    is_flag = join == "flag" or (join == " " and name.startswith("-")) or (join == "=" and name.startswith("--"))
    if join in ("=", ":") and not is_flag:
        return _is_bare_password(value, digits, letters, certain=join == "=" and names.is_certain(name))
    if join == "|":
        return digits > 0 and strong
    if is_flag:
        return digits > 0 or letters < len(value) or is_opaque(value, 8) or is_jumble(value)
    return digits > 0 and strong and not is_name(value)


def _is_bare_password(value: str, digits: int, letters: int, *, certain: bool) -> bool:
    """Judge an unquoted value behind `=` or `:`; `certain` if it is that of an environment variable."""
    if digits:
        return certain or not is_name(value)
    if letters < len(value):
        signs = any(c in value[:-1] for c in _SIGNS)
        return (signs or (is_jumble(value) and len(value) > 11)) and not value.endswith(("(", ")", "]"))
    return is_opaque(value, 10) or (certain and len(value) > 6)


def _is_token(value: str, kind: str, join: str, name: str, *, quoted: bool) -> bool:
    if is_uuid(value):
        return True
    certain = names.is_certain(name)
    if quoted and join in (*_ASSIGNED, ",") and _is_salted(value):
        return True
    if _is_other(value, kind, join, name, certain=certain):
        return False
    if is_opaque(value, 12):
        return join not in (" ", "(", ",", "|") or len(value) > 15
    shape = classes(value)
    digits = shape.count("0")
    if join == "=" and certain and len(value) > 15 and value.isupper() and value.isalnum():
        return digits > 0  # base32
    letters = shape.count("a") + shape.count("A")
    if len(value) < 8 or not letters or join not in (*_ASSIGNED, "|"):
        return False
    if is_name(value) and not (quoted and is_word_number(value) and kind == names.SECRET):
        return False
    literal = quoted or (join == "=" and certain)
    words = has_words(value)
    if not words and len(value) > 11:
        if value.isalnum() and not value.islower() and (digits or literal):
            return True
        if (certain or (digits > 0 and len(value) > 15)) and not value.strip(_RUN_CHARS):
            return True
    if join == "|":
        return False
    if not literal and not (join == "=" and is_word_chain(value)):
        return digits > 1 and len(value) - digits - letters > 1 and not words
    phrase = is_word_chain(value) or (quoted and is_word_number(value))
    if phrase and kind == names.SECRET and (join == "=" or (quoted and join == ":")) and digits > 1:
        return True
    if words and not value.strip(_PLAIN_CHARS):  # the name of a secret, or a phrase that is one
        return kind == names.SECRET and digits > 1 and certain and "/" not in value
    return "{" not in value and (digits > 0 or (not words and any(c in value for c in _SIGNS)))


def _is_other(value: str, kind: str, join: str, name: str, *, certain: bool) -> bool:
    """Say whether a value is code, a path, a fingerprint or the key of a cache."""
    if not is_literal(value) and not is_opaque(value, 20):
        return True
    if any(sign in value for sign in _CODE):
        return True
    slashes = value.count("/")
    if slashes and (slashes > 1 or len(value) < 24) and has_words(value):
        return True
    if slashes > 1 and any(len(part) > 4 and _is_word(part) for part in value.split("/")):
        return True
    if join == " " and is_hex(value) and name.isalpha() and name[1:].islower():
        return True  # `RSA key 242df4…`
    return kind == names.KEY and not certain and any(len(p) > 3 and _is_word(p) for p in value.split("-")[:-1])


def _is_word(part: str) -> bool:
    return part.isalpha() and part[1:].islower() and has_words(part)


def _is_weak(value: str, join: str, name: str, *, quoted: bool) -> bool:
    if not is_opaque(value, 16) or "://" in value:
        return False
    low = name.lower()
    if (value.startswith("ses_") and low.endswith(_SESSIONS)) or (is_uuid(value) and low == "sessionid"):
        return False  # of agents, which resume by it
    if is_uuid(value) or (is_hex(value) and len(value) in (20, 24, 32, 40, 64)):
        # `session_id=<uuid>` and `key: <sha>` name things more often than they open them
        if low.endswith(_KEYED) or (len(value) > 47 and low.endswith(_NAMED[:2])):
            return True
        told = join in ("=", "|", ":") and (quoted or names.is_certain(name))
        return told and not low.endswith(_NAMED) and (low != "key" or join != ":")
    if not value.isalnum() and (has_words(value) or any(len(p) > 3 and _is_word(p) for p in value.split("-"))):
        return False
    return join in ("=", ":", "|", ",", ">", " ")
