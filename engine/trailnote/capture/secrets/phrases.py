"""Recovery phrases of wallets and one-time recovery codes."""

from __future__ import annotations

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
            if coded or (numbers and 5 < len(bare) < 13 and bare.isdigit()):
                begin = pos + word.find(bare)
                add(begin, begin + len(bare), "recovery-code")
            pos += len(word) + 1
