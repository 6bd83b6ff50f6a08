"""What a password looks like: words with a number, a jumble of letters, signs among them. Pure functions."""

from __future__ import annotations

from trailnote.capture.secrets.stand_ins import is_stand_in
from trailnote.capture.secrets.values import NUMBERED, TOKEN, classes, has_words, is_hex, is_literal, is_opaque


def is_word_number(value: str) -> bool:
    """Say whether `value` is capitalised words and a number: a password only right behind a name for one."""
    shape = classes(value)
    letters = shape.rstrip("0")
    return (
        len(value) > 5
        and shape[0] == "A"
        and 3 < len(letters) < len(value) - 1
        and not letters.strip("aA")
        and "a" in letters
        and value[: len(letters)].lower() not in NUMBERED
    )


def is_word_chain(value: str) -> bool:
    """Say whether `value` is three words or more and a number: `amber-kettle-tulip81`. As a word number."""
    parts = value.replace("_", "-").replace(".", "-").split("-")
    tail = parts[-1].rstrip("0123456789")
    return (
        len(parts) > 2
        and len(parts[-1]) - len(tail) in (1, 2, 3, 4)
        and all(len(part) > 2 and part.isalpha() for part in (*parts[:-1], tail))
    )


def is_expected(value: str) -> bool:
    """Say whether `value` is a password where one is told: `looks_password`, words and a number, mixed letters."""
    if looks_password(value):
        return True
    value = value.rstrip(".?!")
    if len(value) < 6 or is_stand_in(value) or not is_literal(value):
        return False
    return is_word_number(value) or is_word_chain(value) or is_jumble(value)


def is_jumble(value: str) -> bool:
    """Say whether letters of both cases, perhaps with signs, form neither words nor a name."""
    shape = classes(value)
    if len(value) < 9 or "a" not in shape or "A" not in shape[1:] or value.strip(TOKEN + "."):
        return False
    return is_opaque(value, 9) or (not has_words(value) and shape.count("aA") > (len(value) < 12))


def is_strong(value: str) -> bool:
    """Say whether `value` is a password by its looks alone, in a sentence that speaks of one.

    Signs stand among letters and digits, or the classes change all along; addresses, versions and names are none.
    """
    if not 8 <= len(value) <= 64 or "/" in value[:2] or value.count("/") > 1:
        return False
    if any(part in value for part in (" ", "=", "'", '"', "://")):
        return False
    shape = classes(value)
    if "0" not in shape or ("a" not in shape and "A" not in shape) or is_hex(value):
        return False
    ends = value[-1] in "!?$#%&*" and shape[-3:-1] == "00"
    inner = ends or any(c in value[1:-1] for c in "!@#%^&*?+$")
    mixed = "a" in shape and "A" in shape and is_opaque(value, 8) and not has_words(value)
    joined = "a" in shape and "A" in shape and shape.count("0") > 2 and not value.isalnum() and "-" not in value
    return (inner or mixed or joined) and looks_password(value)


def looks_password(value: str) -> bool:
    """Say whether a run in prose is a password rather than a word, a version, a date, a unit or a file."""
    if not 6 <= len(value) <= 128 or any(sign in value for sign in ("(", "[", "\\")) or value.count(",") > 1:
        return False
    if "=" in value and value.partition("=")[0].replace("_", "").replace("-", "").isalnum():
        return False  # a setting
    if _is_address(value) or (value[0] == "@" and "/" in value):
        return False  # of mail, or a package
    return _is_mixed(value) and is_literal(value) and not is_stand_in(value)


def _is_address(value: str) -> bool:
    """Say whether `value` is an address of mail, or a package and its version."""
    head, sign, rest = value.partition("@")
    if not sign or not head or not rest:
        return False
    if rest[0] in "0123456789^~" and not rest.strip("0123456789.x^~*-abcrt"):
        return "." in rest
    return "." in rest[:-1] and not rest.strip(TOKEN + ".") and rest.rpartition(".")[2].isalpha()


def _is_mixed(value: str) -> bool:
    """Say whether the classes of characters in `value` are mixed as in a password."""
    shape = classes(value)
    digits, upper, lower = shape.count("0"), shape.count("A"), shape.count("a")
    if upper + lower < 2:
        return False
    signs = any(c in value[:-1] for c in "!@#%^&*?+~$")
    if not digits:
        return signs and upper > 0 < lower and len(value) > 9 and not has_words(value)
    if signs or (value[-1] in "!?$#%&*" and digits > 1):
        return True
    if upper and lower and is_opaque(value, 8):
        return True
    if upper > 1 < lower and digits > 1 and len(value) > 8 and not shape.rstrip("0").isalpha():
        return True
    return _is_worded(value, shape, digits, upper + lower)


def _is_worded(value: str, shape: str, digits: int, letters: int) -> bool:
    """Say whether words and numbers are joined as in a passphrase, not as in a name, a date or an issue."""
    if shape[0] == "0" and "A" not in shape and digits > letters:
        return is_opaque(value, 12)
    parts = value.replace("_", "-").replace(".", "-").split("-")
    if len(parts) > 2:
        return (len(parts) > 3 and shape.endswith("0") and value.replace("-", "").isalnum()) or is_opaque(value, 12)
    if digits < 2 or (len(parts) == 2 and parts[0].isalpha() and parts[1].isdigit()):
        return False  # an issue, a year
    plain = value.isalnum() and shape.rstrip("0").isalpha() and (has_words(value) or value.isupper())
    return not plain and (is_opaque(value, 8) or (letters > 3 and digits > 2) or not has_words(value))


def looks_like_argument(value: str) -> bool:
    """Say whether a command's argument can be a password."""
    return (
        len(value) > 5
        and not is_stand_in(value)
        and is_literal(value)
        and ("0" in classes(value) or is_opaque(value, 10))
    )
