"""What a value looks like: a word, a name, a password, an opaque token. Pure functions on short strings."""

from __future__ import annotations

_CLASS = "".join(
    "0" if "0" <= c <= "9" else "A" if "A" <= c <= "Z" else "a" if "a" <= c <= "z" else c for c in map(chr, range(128))
)
HEX = "0123456789abcdefABCDEF"
ALNUM = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
TOKEN = ALNUM + "_-"
DOTTED = TOKEN + ".~"
BASE64 = ALNUM + "+/=_-"
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_WORD_CHARS = _LETTERS + "0123456789_"
_READ_CHARS = 256  # a longer value is judged by its head

_PROSE_WORDS = (
    "a an and are at be been but by can cannot could do does for from has have if in into is it must no not of on or"
    " please should than that the their this to too was were when will with you your"
)
_PROSE = frozenset(_PROSE_WORDS.split())
# words of programs that have no vowel
_BARE_WORDS = (
    "btn cfg css csv ctx db ftp gpg grpc html http https jwt mdb msg mysql nginx npm pdf pgp png ptr pwd rpc rsync sql"
    " src ssh sshd ssl str svg tls tmp txt xml yml"
)
_BARE = frozenset(_BARE_WORDS.split())
# words that a number belongs to
_NUMBERED_WORDS = (
    "sha base utf md aes windows ubuntu debian fedora python node http oauth argon pbkdf scrypt ipv web room"
    " level step version release port error code line page chapter section issue ticket build sprint phase part"
    " unit"
)
_NUMBERED = frozenset(_NUMBERED_WORDS.split())
_FILE_TAILS = (
    ".py", ".js", ".ts", ".tsx", ".jsx", ".go", ".rs", ".rb", ".java", ".json", ".yml", ".yaml", ".toml", ".txt", ".md",
    ".pem", ".key", ".crt", ".cfg", ".conf", ".ini", ".sh", ".env", ".log", ".xml", ".html", ".css", ".sql", ".lock",
    ".gpg", ".asc", ".pub", ".p12", ".jks", ".php", ".cs", ".cpp", ".c", ".h", ".hpp", ".kt", ".swift", ".vue",
    ".svelte", ".tf", ".example", ".com", ".org", ".net", ".io", ".dev", ".internal", ".local",
)  # fmt: skip


def classes(value: str) -> str:
    """Return `value` with each ASCII digit as `0`, capital as `A`, small letter as `a`; the rest stays."""
    return value.translate(_CLASS)


def is_prose(value: str) -> bool:
    """Say whether a quoted value with spaces reads as a sentence or a label."""
    words = value.lower().replace(".", " ").replace(",", " ").replace("?", " ").split()
    if len(words) < 2:
        return False
    if any(word in _PROSE for word in words):
        return True
    return not any(c.isdigit() for c in value) and len(words) < 10


def is_uuid(value: str) -> bool:
    """Say whether `value` is a UUID with its four hyphens."""
    return (
        len(value) == 36 and value[8] == "-" == value[13] == value[18] == value[23] and is_hex(value.replace("-", ""))
    )


def is_hex(value: str) -> bool:
    """Say whether `value` has hexadecimal digits alone."""
    return not value.strip(HEX)


def is_opaque(value: str, least: int = 16) -> bool:
    """Say whether `value` looks random: mixed classes that change more often than in words and names."""
    head = value[:_READ_CHARS]
    size = len(head)
    if size < least:
        return False
    shape = head.translate(_CLASS)
    digits, upper, lower = shape.count("0"), shape.count("A"), shape.count("a")
    letters = upper + lower
    if digits + letters < size * 0.66 or len(set(head)) < min(8, size // 2):
        return False
    if is_hex(head) or is_uuid(head):
        return digits > 1 and letters > 1
    turns = shape.count("0a") + shape.count("a0") + shape.count("0A") + shape.count("A0")
    if upper and lower:
        turns += shape.count("aA") + shape.count("Aa")
        return turns >= size * (0.33 if digits else 0.45)
    return digits > 1 and (turns >= max(3, size * 0.2) or (size > 31 and head.isalnum() and not has_words(head)))


def is_literal(value: str) -> bool:
    """Say whether an unquoted run is a value and not a path, a URL, a file, a call, a version, or code."""
    if "(" in value and value[0] in _LETTERS:
        head = value.partition("(")[0]
        called = head.islower() or "_" in head or "." in head or has_words(head) or value.endswith((")", "):", ");"))
        if called and not head.strip(_WORD_CHARS + ".:<>"):
            return False
    low = value.lower()
    if low.startswith(
        (
            "http://",
            "https://",
            "./",
            "../",
            "~/",
            "/",
            "c:\\",
            "\\\\",
            "--",
            "file:",
            "sha256:",
            "sha256-",
            "sha512-",
            "sha1-",
            "sha384-",
        )
    ):
        return is_opaque(value, 20) and value.count("/") < 4 and low[0] == "/" and not has_words(value)
    if low.endswith(_FILE_TAILS):
        return False
    return "::" not in value and "->" not in value and not _dotted_names(value)


def _dotted_names(value: str) -> bool:
    parts = value.rstrip("?!;,").split(".")
    return len(parts) > 1 and all(_is_member(part.strip("[]'\"()?!")) for part in parts)


def _is_member(part: str) -> bool:
    """Say whether `part` can stand between the dots of an expression."""
    if not part or part[0] not in _LETTERS + "_" or part.strip(_WORD_CHARS):
        return False
    if part.isalpha() and not part.islower() and is_opaque(part, 6):
        return False
    shape = part.translate(_CLASS)
    if "a00" in shape and "0AA" in shape and part.rstrip(_UPPER).rstrip("0123456789").lower() not in _NUMBERED:
        return False
    if is_name(part):
        return True
    digits = sum(c.isdigit() for c in part)
    mixed = digits > 1 and len(part) > 5 and not part.islower() and not part.isupper()
    return digits < 3 and not mixed and not is_opaque(part, 8)


def is_name(value: str) -> bool:
    """Say whether `value` could be an identifier that a person wrote: words and at most a number of two digits."""
    if not value or value[0] not in _LETTERS + "_" or value.strip(_WORD_CHARS):
        return False
    shape = value.translate(_CLASS)
    if shape.count("0") > 2:
        return False
    words = has_words(value)
    return words and ("0" not in shape or not is_opaque(value, 10))


def is_screaming(value: str) -> bool:
    """Say whether `value` is a constant's or variable's name such as `DATABASE_PASSWORD`."""
    return (
        value == value.upper()
        and "_" in value
        and not value.strip("ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789")
        and is_name(value)
    )


def has_words(value: str) -> bool:
    """Say whether the letters of `value` form pronounceable runs (each of three letters or more has a vowel)."""
    shape = value.translate(_CLASS)
    runs = []
    start = 0
    for i in range(1, len(shape) + 1):
        if i == len(shape) or (
            shape[i] != shape[i - 1] and not (shape[i - 1] == "A" and shape[i] == "a" and i - start == 1)
        ):
            if shape[start] in "aA":
                runs.append(value[start:i].lower())
            start = i
    if len(runs) > 3 and sum(map(len, runs)) < 3 * len(runs):
        return False
    long_runs = [run for run in runs if len(run) > 2]
    if not long_runs or len("".join(long_runs)) < len("".join(runs)) * 0.6:
        return False
    return all(run in _BARE or _pronounceable(run) for run in long_runs)


def _pronounceable(run: str) -> bool:
    streak = vowels = 0
    for char in run:
        if char in "aeiouy":
            streak, vowels = 0, vowels + 1
        else:
            streak += 1
            if streak > 4:
                return False
    return vowels > 0


def is_word_number(value: str) -> bool:
    """Say whether `value` is capitalised words and a number: a password only right behind a name for one."""
    shape = value.translate(_CLASS)
    letters = shape.rstrip("0")
    return (
        len(value) > 5
        and shape[0] == "A"
        and 3 < len(letters) < len(value) - 1
        and not letters.strip("aA")
        and "a" in letters
        and value[: len(letters)].lower() not in _NUMBERED
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
    if len(value) < 6 or _stands_in(value) or not is_literal(value):
        return False
    return is_word_number(value) or is_word_chain(value) or is_jumble(value)


def is_jumble(value: str) -> bool:
    """Say whether letters of both cases, perhaps with signs, form neither words nor a name."""
    shape = value.translate(_CLASS)
    if len(value) < 9 or "a" not in shape or "A" not in shape[1:] or value.strip(TOKEN + "."):
        return False
    return is_opaque(value, 9) or (not has_words(value) and shape.count("aA") > (len(value) < 12))


def is_strong(value: str) -> bool:
    """Say whether `value` is a password by its looks alone, in a sentence that speaks of one.

    Signs stand among letters and digits, or the classes change all along; addresses, versions and names are none.
    """
    if not 8 <= len(value) <= 64 or "/" in value[:2] or value.count("/") > 1:
        return False
    if any(part in value for part in ("=", "'", '"', "://")):
        return False
    shape = value.translate(_CLASS)
    if "0" not in shape or ("a" not in shape and "A" not in shape) or is_hex(value):
        return False
    ends = value[-1] in "!?$#%&*" and shape[-3:-1] == "00"
    inner = ends or any(c in value[1:-1] for c in "!@#%^&*?+$")
    mixed = "a" in shape and "A" in shape and is_opaque(value, 8) and not has_words(value)
    joined = "a" in shape and "A" in shape and shape.count("0") > 2 and not value.isalnum() and "-" not in value
    return (inner or mixed or joined) and looks_password(value)


def _stands_in(value: str) -> bool:
    from trailnote.capture.secrets.stand_ins import is_stand_in

    return is_stand_in(value)


def looks_password(value: str) -> bool:
    """Say whether a run in prose is a password rather than a word, a version, a date, a unit or a file."""
    if not 6 <= len(value) <= 128 or "(" in value or "[" in value or "\\" in value:
        return False
    if "=" in value and value.partition("=")[0].replace("_", "").replace("-", "").isalnum():
        return False  # a setting
    if _is_address(value):
        return False
    return _is_mixed(value) and is_literal(value) and not _stands_in(value)


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
    shape = value.translate(_CLASS)
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
        and not _stands_in(value)
        and is_literal(value)
        and ("0" in classes(value) or is_opaque(value, 10))
    )
