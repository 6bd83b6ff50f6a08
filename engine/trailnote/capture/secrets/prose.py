"""Passwords that people and terminals write: in a sentence, on the next line, behind a command's flag, in a column."""

from __future__ import annotations

from trailnote.capture.secrets import names
from trailnote.capture.secrets.values import classes, has_words, is_hex, is_literal, is_opaque, is_stand_in, is_word_number, looks_password

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Add = Callable[[int, int, str], None]

_ASCII = bytes(range(128))
_LINE_CHARS = 400
_NEAR_WORDS = 9
_MARKS = "\"'`«»“”‘’„「」『』（）()[]{}<>,;:*…"
_LINKS = (
    "is", "was", "=", ":", "to", "as", "->", "→", "be", "are", "now", "with", "and", "/", "ist", "lautet", "est", "es", "é", "e", "è", "0", "5", "7", "//", "#", "--", "<-", "←", "—", "–", "-", "by",
    "use", "using", "set", "remains", "still", "called", "named", "becomes", "would", "jest", "это", "är", "er", "on",
)  # fmt: skip
# a stem and what may follow it, behind which user and password are told
_PHRASES = (
    ("login", (" with", " as", ":", "s:")), ("log in", (" with", " as")), ("sign in", (" with", " as")), ("logged in", (" with", " as")),
    ("cred", ("ential", "s")), ("user/pass", ("",)),
)  # fmt: skip
# commands that print a secret, wherever they stand, and those that do behind a prompt
_MAKERS = (
    ("pwgen", "pwgen"), ("openssl", "openssl rand"), ("mkpasswd", "mkpasswd"), ("genkey", "wg genkey"), ("genpsk", "wg genpsk"),
    ("secrets.token_urlsafe", "token_urlsafe"), ("secrets.token_hex", "token_hex"), ("urandom", "/dev/urandom"), ("base64", "base64 -d"),
    ("base64", "base64 --decode"),
)  # fmt: skip
_PROMPTED = (
    "apg ", "print-access-token", "print-identity-token", "auth token", "op read", "pass show", "pass ", "find-generic-password",
    "get-login-password", "randombytes", "gen-random", "secret get", "secrets get", "get-access-token", "config get", "access secret",
    "versions access", "bw get", "lpass show", "keyring get", "gopass show", "diceware", "generate-password", "generate_password", "age-keygen",
    "token_bytes", "secrets.choice", "/dev/random", "--decode",
)  # fmt: skip
_PROMPTS = ("$ ", "# ", "> ", "% ", "❯ ", "➜ ", "PS ", "C:\\", "+ ", ">>> ")


def take_near(text: str, start: int, end: int, kind: str, add: Add) -> None:
    """Add a password or token that stands near the name at `start:end` without being assigned to it."""
    line_end = text.find("\n", end, end + _LINE_CHARS)
    if line_end < 0:
        line_end = min(len(text), end + _LINE_CHARS)
    rest = text[end:line_end]
    if any(sign in rest for sign in "0123456789!#^&*@%+~$") and _take_words(text, end, rest, kind, add, certain=names.is_certain(text[start:end])):
        return
    line_start = text.rfind("\n", max(0, start - _LINE_CHARS), start) + 1
    before = text[line_start:start]
    if any(digit in before for digit in "0123456789"):
        _take_before(text, line_start, before, kind, add)
    head = text[line_start : line_start + 80].lstrip()
    if not rest.strip(_MARKS + " =") or head.startswith(_PROMPTS):
        take_next_line(text, line_end, kind, add)


def _take_words(text: str, at: int, rest: str, kind: str, add: Add, *, certain: bool = False) -> bool:
    pos, linked, told = at, False, False
    if rest[:1] not in " \t:\"'`=（(「«*_]":
        return False  # the name goes on: a path, a call, a member
    number = -1
    for token in rest.split(" ")[: 3 * _NEAR_WORDS]:
        if not token:
            pos += 1
            continue
        number += 1
        if number > _NEAR_WORDS:
            return False
        word = token.strip(_MARKS)
        if word[-1:] == "." and word[-2:-1] in _MARKS:
            word = word[:-1].strip(_MARKS)
        if kind == names.PASSWORD and word.count("/") == 1 and word.partition("/")[0].isalnum() and number < 3:
            word = word.partition("/")[2]  # user/password
        if kind == names.PASSWORD and ":" in word and word.partition(":")[0].isalnum() and "://" not in word:
            word = word.partition(":")[2]  # user:password
        quoted = token[:1] in "\"'`«“‘「『" and bool(token)
        if len(word) > 5 and word[:1] not in "$-":
            begin = pos + token.find(word)
            value = word.rstrip(".") if not word[:-1].count(".") else word
            near = linked or quoted or number <= 1 or token[:1] in "(（"
            if kind == names.PASSWORD and near and (looks_password(value) or ((linked or number == 0) and is_word_number(value))):
                add(begin, begin + len(word), "password")
                return True
            if kind != names.PASSWORD and is_opaque(value, 16) and is_literal(value) and not is_stand_in(value) and (linked or quoted or number < 4):
                if not _names_thing(value) or (linked and is_hex(value) and len(value) > 20 and (certain or told)):
                    add(begin, begin + len(word), "secret")
                    return True
        told = token in ("->", "→", "=", ":", "=>") or (number == 0 and word == "is")
        if word.lower() in _LINKS or token.endswith((":", "：", "=")) or token in _LINKS:
            linked = True
        if token.endswith(".") and number > 0 and len(word) > 2:
            return False
        pos += len(token) + 1
    return False


def _names_thing(value: str) -> bool:
    """Say whether an opaque run is a commit, a file or a hyphenated name rather than a token."""
    if len(value) in (40, 64, 32, 16) and not value.strip("0123456789abcdefABCDEF"):
        return True
    if any(len(part) > 3 and part.isalpha() and has_words(part) for part in value.split("-")[:-1]):
        return True
    return value.count("/") > len(value) / 10 or any(len(part) > 3 and part.isalpha() and part.islower() for part in value.split("/")[:-1])


def _take_before(text: str, at: int, before: str, kind: str, add: Add) -> None:
    """Add a password that stands before its name: `use X as the password`, `X is the password`."""
    words = before.split(" ")
    pos = at + len(before)
    linked = told = False
    for token in reversed(words[-6:]):
        pos -= len(token)
        word = token.strip(_MARKS)
        if linked and len(word) > 5:
            good = looks_password(word) and (not word.isalnum() or is_opaque(word, 8)) if kind == names.PASSWORD else False
            if good or (is_opaque(word, 20) and not is_stand_in(word) and (not _names_thing(word) or (told and is_hex(word)))):
                begin = pos + token.find(word)
                add(begin, begin + len(word), "password" if good else "secret")
                return
        if word.lower() in ("as", "is", "was", "for", "ist", "als", "comme", "como", "//", "#", "--", "<-", "←"):
            linked, told = True, told or word.lower() == "as"
        pos -= 1


def take_next_line(text: str, line_end: int, kind: str, add: Add) -> None:
    """Add the single token on the next line that a prompt or a command printed."""
    at = line_end
    while text[at : at + 1] in ("\n", "\r") and at - line_end < 3 and at < len(text):
        at += 1
    window = text[at : at + 600]
    line = window.partition("\n")[0]
    word = line.strip().strip("\"'`")
    if not word or " " in word or len(line) > 590 or line.lstrip().startswith(("$", "#", "- ", "--", "/", "<")):
        return
    if is_stand_in(word) or not is_literal(word) or word.partition("=")[0].replace("_", "").isalpha() and "=" in word[:-2]:
        return
    if is_opaque(word, 12) or (kind == names.PASSWORD and (looks_password(word) or (len(word) > 7 and "0" in classes(word) and "=" not in word))):
        begin = at + line.find(word)
        add(begin, begin + len(word), "password" if kind == names.PASSWORD else "secret")


def find_told(text: str, low: str, words: set[str], low_words: str, add: Add) -> None:
    """Add passwords behind phrases that are not names: `log in with admin / …`, and what a generator printed."""
    for stem, rests in _PHRASES:
        first = stem.partition(" ")[0].partition("/")[0]
        at = low.find(stem) if (first in low_words if first == stem else first in words or first.title() in words) else -1
        while at >= 0:
            end = at + len(stem)
            rest = next((rest for rest in rests if low.startswith(rest, end)), None)
            if rest is not None:
                end += len(rest)
                while text[end : end + 1].isalpha():
                    end += 1
                line_end = text.find("\n", end, end + _LINE_CHARS)
                _take_words(text, end, text[end : line_end if line_end >= 0 else end + _LINE_CHARS], names.PASSWORD, add)
            at = low.find(stem, end)
    for word, maker in _MAKERS:
        if word in words:
            at = low.find(maker)
            while at >= 0:
                _take_printed(text, at, add)
                at = low.find(maker, at + len(maker))
    at = 0 if low.startswith("$ ") else low.find("\n$ ")
    while at >= 0:
        line = low[at + 1 : at + _LINE_CHARS].partition("\n")[0]
        if any(maker in line for maker in _PROMPTED):
            _take_printed(text, at + 1, add)
        at = low.find("\n$ ", at + 1)


def _take_printed(text: str, at: int, add: Add) -> None:
    """Add the secret on the line below that of `at`."""
    line_end = text.find("\n", at, at + _LINE_CHARS)
    if line_end > 0:
        take_next_line(text, line_end, names.PASSWORD, add)


def find_foreign(text: str, low_words: str, add: Add) -> None:
    """Add the first password-like run behind a word for password in another language."""
    letters = text.encode("utf-8", "replace").translate(None, _ASCII).decode("utf-8", "replace").lower()  # what is not ASCII
    low = ""
    for sign, word in names.FOREIGN_SIGNS:
        if (sign not in letters) if sign else (word.rpartition(" ")[2] not in low_words):
            continue
        if not low:
            low = text.lower()
            if len(low) != len(text):  # İ becomes two characters
                low = text.replace("İ", "I").lower()
        at = low.find(word)
        while at >= 0:
            _take_first_run(text, at + len(word), add)
            at = low.find(word, at + len(word))


def _take_first_run(text: str, at: int, add: Add) -> None:
    window = text[at : at + 90].partition("\n")[0]
    pos = 0
    while pos < len(window):
        if not ("!" <= window[pos] <= "~"):
            pos += 1
            continue
        end = pos
        while end < len(window) and "!" <= window[end] <= "~":
            end += 1
        run = window[pos:end]
        word = run.strip(_MARKS + "=")
        if looks_password(word) or looks_password(word.rstrip(".")) or is_word_number(word.rstrip(".")) or (len(word) > 15 and is_opaque(word) and not is_stand_in(word)):
            begin = at + pos + run.find(word)
            add(begin, begin + len(word), "password")
            return
        pos = end
