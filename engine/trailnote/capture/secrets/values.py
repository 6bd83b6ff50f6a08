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
    "btn cfg cmd css csv ctrl ctx db ftp gpg grpc html http https jwt mdb msg mysql nginx npm pdf pgp png ptr pwd rpc"
    " rsync sql src ssh sshd ssl str svg tls tmp txt xml yml"
)
_BARE = frozenset(_BARE_WORDS.split())
# words that a number belongs to
_NUMBERED_WORDS = (
    "sha base utf md aes windows ubuntu debian fedora python node http oauth argon pbkdf scrypt ipv web room"
    " level step version release port error code line page chapter section issue ticket build sprint phase part"
    " unit"
)
NUMBERED = frozenset(_NUMBERED_WORDS.split())
# numbers of curves and algorithms, which stand in names: Ed25519PrivateKey
_CURVES = ("25519", "448", "256", "384", "512")
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
        if called and not head.strip(_WORD_CHARS + ".:<>[]"):
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
    return not any(sign in value for sign in ("::", "->", "&&", "||")) and not _dotted_names(value)


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
    if "a00" in shape and "0AA" in shape and part.rstrip(_UPPER).rstrip("0123456789").lower() not in NUMBERED:
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


def is_type(value: str) -> bool:
    """Say whether `value` is the name of a class or a function of cryptography: `Ed25519PrivateKey`, `AES256Key`."""
    plain = value
    for number in _CURVES:
        plain = plain.replace(number, "")
    return plain != value and is_name(plain)


def is_plain(value: str) -> bool:
    """Say whether `value` is made of words, each with a digit or two at most: `set0_password`, `case_12`, `d2i_RSA`."""
    parts = value.replace("-", "_").replace(".", "_").split("_")
    return all(not part or (part.isalnum() and len(part.strip("0123456789")) > len(part) - 3) for part in parts) and (
        sum(c.isdigit() for c in value) < 2 * len(parts)
    )


def is_symbol(value: str) -> bool:
    """Say whether `value` is what a program calls something: `EVP_PKEY_set1_salt`, `Ed448PublicKey`."""
    value = value.rstrip(",;|)]")
    named = "_" in value and value[-1] not in "0123456789" and value[0] in _LETTERS and is_plain(value)
    return named or is_type(value)


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
