"""Secrets that their own shape shows: JWTs, password hashes, cloud keys whose mark stands inside, tails of tokens."""

from __future__ import annotations

from trailnote.capture.secrets.stand_ins import is_stand_in
from trailnote.capture.secrets.values import ALNUM, DOTTED, TOKEN, is_hex, is_opaque
from trailnote.capture.secrets.vendors import locate

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Add = Callable[[int, int, str], None]

_AWS_HEADS = ("AKIA", "ASIA", "ABIA", "ACCA")
_INSIDE_CHARS = 160  # a longer run is data with the mark in it by chance
_AWS_NEAR_CHARS = 300  # a secret access key stands near its id
_AWS_SECRET = ALNUM + "/+"
# what follows the first `$` of a crypt string, by its first two characters
_CRYPT = {
    "2a": "$2a$", "2b": "$2b$", "2y": "$2y$", "2x": "$2x$", "1$": "$1$", "5$": "$5$", "6$": "$6$", "7$": "$7$",
    "8$": "$8$", "9$": "$9$", "y$": "$y$", "gy": "$gy$", "ar": "$argon2", "sc": "$scrypt", "sh": "$sha1$",
    "pb": "$pbkdf2", "ap": "$apr1$", "P$": "$P$", "S$": "$S$", "H$": "$H$", "bc": "$bcrypt", "kr": "$krb5",
    "md": "$md5",
}  # fmt: skip
# what stands before the first `$` of the others, and marks in braces with the runs in which they stand
_SCHEMES = ("pbkdf2_sha", "pbkdf2:sha", "bcrypt_sha256", "sha1", "sha256", "scrypt:", "argon2", "md5")
_BRACED = (
    "{SSHA", "{SHA", "{SMD5}", "{CRYPT}", "{bcrypt}", "{PBKDF2", "{pbkdf2", "{ARGON2", "SCRAM-SHA-",
)  # fmt: skip
_BRACED_WORDS = frozenset(
    (
        "SSHA", "SSHA256", "SSHA384", "SSHA512", "SHA", "SHA1", "SHA256", "SHA384", "SHA512", "SMD5", "CRYPT", "bcrypt",
        "PBKDF2", "PBKDF2-SHA1", "PBKDF2-SHA256", "PBKDF2-SHA512", "PBKDF2_SHA256", "PBKDF2_SHA512", "pbkdf2",
        "pbkdf2_sha256", "pbkdf2_sha512", "ARGON2", "ARGON2I", "ARGON2D", "ARGON2ID", "SCRAM-SHA-1", "SCRAM-SHA-256",
        "SCRAM-SHA-512",
    )
)  # fmt: skip
_HASH_CHARS = ALNUM + "./$=,+-_:*{}@"
_SHADOW_STOPS = ("::", ":0:", ":1", ":2")  # the next field of a line of /etc/shadow
# what stands before ids, checksums and public keys
_PLAIN_HEADS = ("pk", "pub", "public", "sha1", "sha256", "sha384", "sha512", "md5", "cs", "blob", "req", "msg", "build")
_AZURE = ("AzSe", "AzFu", "AzCa", "ACDb", "AIoT", "ASbE", "AEhA", "AStA", "APIM", "+ASt", "JQQJ99")
# the base64 of "alg", "typ", "kid", "enc" at each of three offsets, in a JWT's header
_TAIL_CHARS = TOKEN + "+/=."
_JWT_WORDS = ("hbGci", "0eXAi", "raWQi", "lbmMi", "YWxn", "dHlw", "jdHki")


def kinds_among(long: list[str]) -> dict[str, str]:
    """Return those of `long`, the longer runs, that are a secret as a whole, with the kind of each."""
    # those in small letters are words, but for one vendor's
    own = [run for run in long if len(run) > 24 and (not run.islower() or "-us" in run or "_" in run)]
    return {run: kind for run in own if (kind := _kind_of_run(run))}


def find_shapes(
    text: str, marked: list[str], kinds: dict[str, str], words: set[str], long: list[str], add: Add
) -> None:
    """Add each secret that its shape shows.

    `marked` has in order the text's runs that are in `kinds`, the result of `kinds_among`, `words` all its runs without
    repetition, `long` the longer of them.
    """
    if "eyJ" in text:
        _find_jwts(text, add)
    _find_hashes(text, words, add)
    _find_marked(text, long, add)
    if kinds:
        _take_runs(text, marked, kinds, add)
    if "~" in text and "sha256~" in text:
        _take_openshift(text, add)
    if ":::" in text and any(len(run) == 32 for run in long):
        _find_ntlm(text, add)


def run_at(text: str, start: int, chars: str, limit: int = 8192) -> int:
    """Return where the run of `chars` that begins at `start` ends."""
    window = text[start : start + limit]
    return start + len(window) - len(window.lstrip(chars))


def run_before(text: str, end: int, chars: str, limit: int = 512) -> int:
    """Return where the run of `chars` that ends at `end` begins."""
    window = text[max(0, end - limit) : end]
    return end - (len(window) - len(window.rstrip(chars)))


def _find_jwts(text: str, add: Add) -> None:
    start = text.find("eyJ")
    while start >= 0:
        end = run_at(text, start, TOKEN + ".")
        value = text[start:end].rstrip(".-")
        head = value.partition(".")[0]
        known = ".eyJ" in value or any(part in head for part in _JWT_WORDS)  # a part alone is what a cut left
        public = text[max(0, start - 3) : start] == "pk."
        if known and not public and len(value) >= 24 and "SflKxwRJSMeKKF2QT4fw" not in value:
            add(start, start + len(value), "jwt")
        start = text.find("eyJ", max(end, start + 3))


def _find_hashes(text: str, words: set[str], add: Add) -> None:
    at = text.find("$")
    while at >= 0:
        mark = _CRYPT.get(text[at + 1 : at + 3])
        if mark and text.startswith(mark, at):
            _take_hash(text, at, mark, add)
        elif text[at - 1 : at].isalnum():
            start = run_before(text, at, ALNUM + "_:", 40)
            run = text[start:at]
            begin = next((run.find(scheme) for scheme in _SCHEMES if scheme in run), -1)
            if begin >= 0:
                _take_hash(text, start + begin, run[begin:] + "$", add)
        at = text.find("$", at + 1)
    for mark in _BRACED if not _BRACED_WORDS.isdisjoint(words) else ():
        start = text.find(mark)
        while start >= 0:
            _take_hash(text, start, mark, add)
            start = text.find(mark, start + len(mark))


def _take_hash(text: str, start: int, mark: str, add: Add) -> None:
    value = text[start : run_at(text, start, _HASH_CHARS, 1024)]
    for stop in _SHADOW_STOPS:
        if mark[0] == "$" and stop in value:
            value = value[: value.index(stop)]
    rest = value[len(mark) :]
    if len(value) < 24 or ("$" not in rest + mark[:1] and "{" not in mark):
        return
    if is_opaque(rest.rpartition("$")[2].rpartition("}")[2], 12):
        add(start, start + len(value.rstrip(":.,")), "password-hash")


def _find_marked(text: str, long: list[str], add: Add) -> None:
    """Add tokens whose mark stands inside: AWS ids, Azure, Terraform, OpenAI."""
    joined = " ".join([run for run in long if not run.islower() or "atlasv1" in run])
    for head in _AWS_HEADS:
        if head in joined:
            _find_aws(text, head, add)
    if "Q~" in joined:
        _find_inside(text, "Q~", DOTTED, add, before=4, least=30, kind="azure")
    if "AZDO" in joined:
        _find_inside(text, "AZDO", ALNUM, add, before=60, least=60, kind="azure")
    for mark in _AZURE:
        if mark in joined or (mark[0] == "+" and mark[1:] in joined and mark in text):
            _find_inside(text, mark, ALNUM + "+/=", add, before=24, least=50, kind="azure")
    if ".atlasv1." in joined:
        _find_inside(text, ".atlasv1.", DOTTED, add, before=10, least=40, kind="terraform")
    if "T3BlbkFJ" in joined:
        _find_inside(text, "T3BlbkFJ", TOKEN, add, before=0, least=24, kind="openai")


def _kind_of_run(word: str) -> str:
    """Return what a whole run is that stands for itself: of Telegram, Mailchimp, Discord, a hash of MySQL's."""
    run = word.rstrip(".")
    if run.startswith("AA") and len(run) < 60 and is_opaque(run):
        return "telegram"
    if len(run) > 34 and run[-32:].isalnum() and not run.isalnum() and _is_prefixed(run):
        return "token"
    if len(run) == 40 and run.endswith("_mmk"):
        return "maxmind"
    if len(run) == 40 and run.isupper() and is_hex(run):
        return "password-hash"
    if 36 <= len(run) <= 38 and run[32:35] == "-us" and is_hex(run[:32]) and run[35:].isdigit():
        return "mailchimp"
    if 55 <= len(run) <= 85 and run[0] in "MNO" and run.count(".") == 2:
        head, middle, tail = run.split(".")
        if 5 <= len(middle) <= 8 and len(head) > 20 and is_opaque(tail, 20):
            return "discord"
    return ""


def _is_prefixed(run: str) -> bool:
    """Say whether a short word or two stand before a long random part, as in the tokens of most services."""
    head, sign, body = run.rpartition("_")
    if not sign:
        head, sign, body = run.partition("-")
    parts = head.replace("-", "_").split("_")
    if not 32 <= len(body) <= 120 or not body.isalnum() or len(parts) > 3 or parts[0] in _PLAIN_HEADS:
        return False
    if not all(1 < len(part) < 12 and part.isalnum() and part.islower() for part in parts):
        return False
    digits = sum(c.isdigit() for c in body)
    mixed = not body.islower() and not body.isupper()
    return digits > 2 and (mixed or (len(body) > 39 and digits > 5 and not is_hex(body))) and is_opaque(body)


def _take_openshift(text: str, add: Add) -> None:
    at = text.find("sha256~")
    while at >= 0:
        end = run_at(text, at + 7, TOKEN)
        if end - at > 40 and is_opaque(text[at + 7 : end]):
            add(at, end, "openshift")
        at = text.find("sha256~", at + 7)


def _take_runs(text: str, runs: list[str], kinds: dict[str, str], add: Add) -> None:
    """Add every run that stands for itself, with what belongs before it."""
    at = 0
    for word in runs:
        kind = kinds.get(word)
        if kind is None:
            continue
        start = locate(text, word, at)
        at = start + len(word)
        end = start + len(word.rstrip("."))
        if kind == "telegram":
            sign, start = start - 1, run_before(text, start - 1, "0123456789", 16)
            if text[sign : sign + 1] != ":" or not 8 <= sign - start <= 12:
                continue
        elif kind == "password-hash":
            start -= 1
            if text[start : start + 1] != "*":
                continue
        add(start, end, kind)


def _find_inside(text: str, mark: str, chars: str, add: Add, *, before: int, least: int, kind: str) -> None:
    """Add the runs of `chars` with `mark` in them, `before` characters or more in front of it and `least` in all."""
    at = text.find(mark)
    while at >= 0:
        start, end = run_before(text, at, chars), run_at(text, at, chars, 512)
        value = text[start:end].strip(".-=")
        if (
            at - start >= before
            and least <= len(value) <= _INSIDE_CHARS
            and not is_stand_in(value)
            and is_opaque(value)
        ):
            add(start, end, kind)
        at = text.find(mark, max(end, at + len(mark)))


def _find_aws(text: str, head: str, add: Add) -> None:
    at = text.find(head)
    while at >= 0:
        end = run_at(text, at, ALNUM, 64)
        value = text[at:end]
        before = text[max(0, at - 3) : at]
        free = before[-1:] not in ALNUM or not before or before[-2:-1] in ("\\", "%") or before[:1] in ("%", "=")
        shown = "EXAMPLE" in value or "XXXX" in value or len(set(value)) < 8
        sized = len(value) == 20 or (16 <= len(value) <= 24 and any(c in "234567" for c in value[4:]))
        if free and sized and value.isupper() and not shown:
            add(at, end, "aws-key-id")
            _find_aws_secret(text, at, add)
        at = text.find(head, max(end, at + 4))


def _find_aws_secret(text: str, at: int, add: Add) -> None:
    """Add runs of 40 base64 characters near an access key id."""
    pos = max(0, at - _AWS_NEAR_CHARS)
    while pos < min(at + _AWS_NEAR_CHARS, len(text)):
        end = run_at(text, pos, _AWS_SECRET, 64)
        value = text[pos:end]
        if len(value) == 40 and not is_hex(value) and is_opaque(value) and value.lower() != value:
            add(pos, end, "aws-secret")
        pos = end + 1


def find_tails(text: str, flat: str, words: set[str], add: Add) -> None:
    """Add what is left of tokens whose head was cut off, behind the marks of a cut."""
    if flat is not text:
        _find_tails(text, "…", add)
    _find_tails(flat, "...", add)
    for word in ("skipped", "truncated"):
        if word in words:
            _find_tails(flat, f"{word}]", add)


def _find_tails(text: str, mark: str, add: Add) -> None:
    at = text.find(mark)
    while at >= 0:
        start = at + len(mark)
        start += len(text[start : start + 3]) - len(text[start : start + 3].lstrip("].…"))
        if text[start + 13 : start + 14] == "" or text[start : start + 14].lstrip(_TAIL_CHARS):
            at = text.find(mark, at + len(mark))
            continue
        end = run_at(text, start, _TAIL_CHARS)
        value = text[start:end]
        if is_opaque(value, 14) and not is_hex(value) and value.count("/") < 3 and value != value.lower():
            add(start, end, "token-tail")
        at = text.find(mark, max(end, at + len(mark)))


def _find_ntlm(text: str, add: Add) -> None:
    """Add the pair of hashes in a line of a Windows password dump."""
    at = text.find(":::")
    while at >= 0:
        pair = text[at - 65 : at] if at >= 65 else ""
        if len(pair) == 65 and pair[32] == ":" and is_hex(pair.replace(":", "")):
            add(at - 65, at, "password-hash")
        at = text.find(":::", at + 3)
