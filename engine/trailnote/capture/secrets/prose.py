"""Passwords near a name for one that nothing assigns: in a sentence, before the name, on the next line."""

from __future__ import annotations

from trailnote.capture.secrets import names
from trailnote.capture.secrets.passwords import is_expected, is_strong, is_word_number, looks_password
from trailnote.capture.secrets.stand_ins import is_stand_in
from trailnote.capture.secrets.syntax import line_begin
from trailnote.capture.secrets.values import classes, has_words, is_hex, is_literal, is_opaque, is_symbol, is_type

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Protocol

    Add = Callable[[int, int, str], None]

    class Walk(Protocol):
        """What `take_near` needs of a walk over a text."""

        add: Add
        shape: bytes  # the text with each digit as 0
        signs: bytes  # the same with each sign that passwords have as 0 too

LINE_CHARS = 400
_NEAR_WORDS = 9
_BEFORE_WORDS = 6
_LOOSE_WORDS = 14
MARKS = "\"'`«»“”‘’„「」『』（）()[]{}<>,;:*…"
_OPENERS = ('"', "'", "`", "«", "“", "‘", "「", "『")
# words and signs behind which the value is told
_LINK_WORDS = (
    "is was = : to as -> → be are now with and / ist lautet est es é e è 0 5 7 // # -- <- ← — – - by use using set"
    " remains still called named becomes would jest это är er on"
)
_LINKS = frozenset(_LINK_WORDS.split())
# those behind which words and a number are taken for the secret too
_DIRECT_WORDS = (
    "is was = : -> → / ist lautet est es é := == => w/ 是 — – reads with using to from and or // it's its"
)
_DIRECT = frozenset(_DIRECT_WORDS.split())
_LINKS_BEFORE = frozenset(("as", "is", "was", "for", "ist", "als", "comme", "como", "//", "#", "--", "<-", "←"))
# words before a password that stands before its name
_ASKING = frozenset(("use", "using", "put", "set", "try", "enter", "type", "with", "take"))
_ARROWS = ("->", "→", "=", ":", "=>")
_PROMPTS = ("$ ", "# ", "> ", "% ", "❯ ", "➜ ", "PS ", "C:\\", "+ ", ">>> ")


def take_near(text: str, start: int, end: int, kind: str, state: Walk) -> None:
    """Add a password or token that stands near the name at `start:end` without being assigned to it."""
    add = state.add
    line_end = text.find("\n", end, end + LINE_CHARS)
    line_end = line_end if line_end >= 0 else min(len(text), end + LINE_CHARS)
    rest = text[end:line_end]
    # no password or token is without a digit or one of these signs, or nearly none
    telling = (state.signs if kind == names.PASSWORD else state.shape).find(b"0", end, line_end) >= 0
    if telling and take_words(rest, end, kind, add, certain=names.is_certain(text[start:end])):
        return
    line_start = line_begin(text, start, LINE_CHARS)
    if state.shape.find(b"0", line_start, start) >= 0:
        _take_before(text[line_start:start], line_start, kind, add)
    if state.signs.find(b"0", line_end, line_end + 600) < 0:
        return
    if (
        rest.rstrip().endswith(":")
        or not rest.strip(MARKS + " =\r")
        or text[line_start : line_start + 80].lstrip().startswith(_PROMPTS)
    ):
        take_next_line(text, line_end, kind, add)


def take_words(rest: str, at: int, kind: str, add: Add, *, certain: bool = False, user: bool = False) -> bool:
    """Add the words in `rest`, which begins at `at`, that are told to be the secret; say whether one was.

    `certain` says that the name before is written as an environment variable, `user` that the first word is a user.
    """
    ended = rest[:2] == ". "
    if rest.startswith((", it's ", ", it is ", ", which is ")):
        at += 1
        rest = rest[1:]
    if rest[:1] not in " \t:\"'`=（(「«*_]" and not ended and rest[:2] != "! ":
        return False  # the name goes on: a path, a call, a member
    pos, number = at, -1
    linked = told = direct = taken = found = False
    for token in rest.split(" ")[: 3 * _NEAR_WORDS]:
        if not token:
            pos += 1
            continue
        number += 1
        if number > _NEAR_WORDS + user:
            break
        word = token.strip(MARKS)
        if len(word) > 5 and word[:1] not in "$-" and not (user and number == 0):
            near = not taken and not ended and (linked or _is_near(token, number, kind, user=user))
            word = _bare(word, number, kind)
            sure = linked and (certain or told)
            if kind == names.PASSWORD and is_strong(_sentence_end(word)):
                near = near or not ended or token[:1] in _OPENERS  # more than one may be told
            pointed = direct or (number == 0 and not user)
            if near and _is_told(word, kind, linked=linked or not number, direct=pointed, sure=sure):
                word = _sentence_end(word)
                begin = pos + token.find(word)
                add(begin, begin + len(word), "password" if kind == names.PASSWORD else "secret")
                taken = found = True
                if kind != names.PASSWORD:
                    break
        told = token in _ARROWS or (number == 0 and word == "is")
        direct = token.lower() in _DIRECT or token.endswith((":", "：", "="))
        if direct or token == "or":  # noqa: S105 - a word
            taken = taken and kind != names.PASSWORD
        linked = linked or word.lower() in _LINKS or direct
        if token.endswith(".") and number > 0 and len(word) > 2:
            ended = True  # with the sentence
        pos += len(token) + 1
    return found


def _is_near(token: str, number: int, kind: str, *, user: bool) -> bool:
    if user or token[:1] in _OPENERS:
        return not user
    return number <= 1 or token[:1] in "(（" if kind == names.PASSWORD else number < 4


def _bare(word: str, number: int, kind: str) -> str:
    """Return a word without a quote before its full stop, and without the user that stands before a password."""
    if word[-1:] == "." and word[-2:-1] in MARKS:
        word = word[:-1].strip(MARKS)
    if kind == names.PASSWORD:
        if word.count("/") == 1 and word.partition("/")[0].isalnum() and number < 3:
            word = word.partition("/")[2]
        for sign in (":", "="):
            head, _, tail = word.partition(sign)
            if len(tail) > 5 and head.isalnum() and "://" not in word and tail[0] not in MARKS:
                word = tail
    return word


def _sentence_end(word: str) -> str:
    return word if "." in word[:-1] else word.rstrip(".")


def _is_told(word: str, kind: str, *, linked: bool, direct: bool, sure: bool) -> bool:
    """Say whether a word is the secret: `linked` if a link or the name stands before it, `sure` if it must be one.

    `direct` says that the word before points at it: `is`, `:`, `=`.
    """
    value = _sentence_end(word)
    if kind == names.PASSWORD:
        return is_expected(value) if direct else looks_password(value) or (linked and is_word_number(value))
    if is_type(value):
        return False
    if not is_opaque(value, 16) or not is_literal(value) or is_stand_in(value):
        return kind != names.WEAK and direct and linked and is_strong(value)
    return not _names_thing(value) or (sure and is_hex(value) and len(value) > 20)


def _names_thing(value: str) -> bool:
    """Say whether an opaque run is a commit, a file or a hyphenated name rather than a token."""
    if len(value) in (40, 64, 32, 16) and is_hex(value):
        return True
    if any(len(part) > 3 and part.isalpha() and has_words(part) for part in value.split("-")[:-1]):
        return True
    steps = value.split("/")
    return len(steps) - 1 > len(value) / 10 or any(len(p) > 3 and p.isalpha() and p.islower() for p in steps[:-1])


def _take_before(before: str, at: int, kind: str, add: Add) -> None:
    """Add a password that stands before its name: `use X as the password`, `X is the password`, `tried X and Y`."""
    pos = at + len(before)
    linked = told = False
    tokens = before.split(" ")[-_LOOSE_WORDS:]
    for number, token in enumerate(reversed(tokens)):
        pos -= len(token)
        word = token.strip(MARKS)
        if kind == names.PASSWORD and token.endswith(".") and number and len(word) > 2 and "." not in word[:-1]:
            word = word.rstrip(".")
        if linked and len(word) > 5 and number < _BEFORE_WORDS:
            password = kind == names.PASSWORD and looks_password(word) and (not word.isalnum() or is_opaque(word, 8))
            asked = number + 1 < len(tokens) and tokens[-number - 2].lower() in _ASKING
            if kind == names.PASSWORD and (asked or token[:1] in _OPENERS):
                password = password or is_expected(word)
            named = _names_thing(word) and not (told and is_hex(word))
            if password or (is_opaque(word, 20) and not named and not is_stand_in(word)):
                begin = pos + token.find(word)
                add(begin, begin + len(word), "password" if password else "secret")
                return
        if kind == names.PASSWORD and len(word) > 7 and is_strong(word):
            begin = pos + token.find(word)
            add(begin, begin + len(word), "password")
        if word.lower() in _LINKS_BEFORE:
            linked, told = True, told or word.lower() == "as"
        pos -= 1


def take_next_line(text: str, line_end: int, kind: str, add: Add) -> None:
    """Add the single token on the line behind `line_end` that a prompt or a command printed."""
    at = line_end
    while text[at : at + 1] in ("\n", "\r") and at - line_end < 3 and at < len(text):
        at += 1
    line = text[at : at + 600].partition("\n")[0]
    word = line.strip().strip("\"'`")
    if not word or " " in word or word.count(",") > 1 or is_symbol(word):
        return
    if len(line) > 590 or line.lstrip().startswith(("$", "#", "- ", "--", "<")):
        return
    if "=" in word[:-2] and word.partition("=")[0].replace("_", "").isalpha():
        return  # a setting of its own
    printed = kind == names.PASSWORD and len(word) > 7 and "0" in classes(word) and "=" not in word
    printed = printed or is_opaque(word, 12) or (kind == names.PASSWORD and looks_password(word))
    if printed and is_literal(word) and not is_stand_in(word):
        begin = at + line.find(word)
        add(begin, begin + len(word), "password" if kind == names.PASSWORD else "secret")
