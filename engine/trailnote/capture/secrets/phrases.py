"""Recovery phrases of wallets and one-time recovery codes."""

from __future__ import annotations

from trailnote.capture.secrets.stand_ins import is_stand_in
from trailnote.capture.secrets.values import classes, is_opaque

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Add = Callable[[int, int, str], None]

_PHRASE_MARKS = ("mnemonic", "phrase", "seed words", "wallet", "bip39")
_PHRASE_WORDS = 11  # a phrase has 12 to 24; its first may stand on the mark
_PHRASE_CHARS = 400
_COMMON_WORDS = "the and for with from are was not our its has had were been they them which when then than into does"
_COMMON = frozenset(_COMMON_WORDS.split())
_CODE_MARKS = ("ecovery code", "ackup code")
_CODE_LINES = 14
_SEED_MARKS = ("totp", "otp", "2fa", "mfa", "authenticator", "base32", "seed", "setup key", "setup code")
_SEED_CHARS = 160
_BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def find_phrases(text: str, low: str, low_words: str, add: Add) -> None:
    """Add recovery phrases and codes behind a word that announces them."""
    for mark in _PHRASE_MARKS:
        at = low.find(mark) if mark.partition(" ")[0] in low_words else -1
        while at >= 0:
            _take_phrase(text, at + len(mark), add)
            at = low.find(mark, at + len(mark))
    if "code" in low_words:
        for mark in _CODE_MARKS:
            at = low.find(mark) if mark.partition(" ")[0] in low_words else -1
            while at >= 0:
                _take_codes(text, at + len(mark), add)
                at = low.find(mark, at + len(mark))


def find_seeds(text: str, low: str, low_words: str, add: Add) -> None:
    """Add the base32 seeds of one-time passwords behind a word that announces them, in one run or groups of four."""
    for mark in _SEED_MARKS:
        at = low.find(mark) if mark.partition(" ")[0] in low_words else -1
        while at >= 0:
            _take_seed(text, at + len(mark), add)
            at = low.find(mark, at + len(mark))


def _take_seed(text: str, begin: int, add: Add) -> None:
    pos, start, size = begin, 0, 0
    for word in text[begin : begin + _SEED_CHARS].replace("\n", " ").replace("=", " ").replace("-", " ").split(" "):
        bare = word.strip("\"'`,;.:()[]<>*&")
        group = len(bare) == 4 and not bare.strip(_BASE32 + _BASE32.lower()) and (bare.isupper() or bare.islower())
        if group or (not bare and size):
            start, size = (pos if not size else start), size + len(bare)
            end = pos + len(word)
            if size > 15 and any(c.isdigit() for c in text[start:end]):
                add(start, end, "totp-seed")
        else:
            size = 0
            run = bare.partition("&")[0]
            sized = 16 <= len(run) <= 64 and not run.strip(_BASE32) and (len(run) > 25 or any(c.isdigit() for c in run))
            if sized and len(set(run)) > 6 and not is_stand_in(run):
                found = text.find(run, pos)
                add(found, found + len(run), "totp-seed")
        pos += len(word) + 1


def _take_phrase(text: str, at: int, add: Add) -> None:
    """Add the longest run of short plain words behind `at`, if it is as long as a phrase and not one word repeated."""
    best, count, begin, pos = 0, 0, 0, at
    span = (0, 0)
    seen: set[str] = set()
    for word in text[at : at + _PHRASE_CHARS].replace("\n", " ").split(" "):
        bare = word.strip("\"'`,;.:=()[]<>0123456789\\")
        if _is_phrase_word(bare) and not word.endswith((".", ":")):
            if not count:
                begin, seen = pos, set()
            seen.add(bare)
            count += 1
            if count > best and len(seen) > 3:
                best, span = count, (begin, pos + len(word))
        elif bare or word.strip("0123456789.,)"):
            count = 0
        pos += len(word) + 1
    if best >= _PHRASE_WORDS:
        add(span[0], span[1], "recovery-phrase")


def _is_phrase_word(word: str) -> bool:
    return 3 <= len(word) <= 8 and word.isalpha() and word.islower() and word not in _COMMON


def _take_codes(text: str, at: int, add: Add) -> None:
    pos = at
    for line in text[at : at + 600].split("\n")[:_CODE_LINES]:
        numbers = line.replace(" ", "").strip("-*•").isdigit()
        for word in line.split(" "):
            bare = word.strip(",;.:()*•\"'`-")
            parted = "-" in bare and not bare.replace("-", "").isdigit()
            coded = len(bare) > 7 and "0" in classes(bare) and (parted or is_opaque(bare, 8))
            coded = coded and ".." not in bare and not is_stand_in(bare)
            if coded or (numbers and 5 < len(bare) < 13 and bare.isdigit()):
                begin = pos + word.find(bare)
                add(begin, begin + len(bare), "recovery-code")
            pos += len(word) + 1
