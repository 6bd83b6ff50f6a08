"""Light stems of English words, so that `caching`, `cached` and `caches` are one term.

Rules only, no dictionary beyond irregular verbs; a stem is a key to compare by, never shown to anyone.
"""

from __future__ import annotations

from .tables import table_words

_IRREGULAR = dict(pair.split(":") for pair in sorted(table_words("irregular")))
_KEEP = table_words("unstemmed")
_VOWELS = frozenset("aeiouy")
_memo: dict[str, str] = {}


def stem(word: str) -> str:
    """Return the stem of one lower-case word; words with a digit, a dot or a letter outside ASCII come back
    unchanged."""
    known = _memo.get(word)
    if known is None:
        known = _memo[word] = _stem(word)
        if len(_memo) > 50_000:
            _memo.clear()
    return known


def _stem(word: str) -> str:
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) <= 3 or word in _KEEP or not (word.isascii() and word.isalpha()):
        return word
    word = _plural(word)
    word = _participle(word)
    return _derived(word)


def _plural(word: str) -> str:
    if not word.endswith("s") or word.endswith(("ss", "us", "is")) or word in _KEEP:
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes", "zzes")):
        return word[:-2]
    return word[:-1]


def _participle(word: str) -> str:
    if word in _KEEP:
        return word
    if word.endswith("ied") and len(word) > 4:
        return word[:-3] + "y"
    for ending in ("ing", "ed"):
        if word.endswith(ending):
            base = word[: -len(ending)]
            if len(base) < 2 or not any(letter in _VOWELS for letter in base):
                return word
            if len(base) > 3 and base[-1] == base[-2] and base[-1] not in "lsz":
                return base[:-1]
            return base
    return word


_SUFFIXES = (
    ("isation", ""),
    ("ization", ""),
    ("ising", ""),
    ("ise", ""),
    ("ize", ""),
    ("is", ""),
    ("iz", ""),
    ("ation", ""),
    ("ition", "it"),
    ("ution", "ut"),
    ("ction", "ct"),
    ("ption", "pt"),
    ("etion", "et"),
    ("ssion", "ss"),
    ("ate", ""),
    ("at", ""),
    ("ment", ""),
    ("ness", ""),
    ("able", ""),
    ("ible", ""),
    ("ally", ""),
    ("ly", ""),
)


def _derived(word: str) -> str:
    if word not in _KEEP and len(word) > 5:
        for ending, instead in _SUFFIXES:
            if word.endswith(ending) and len(word) - len(ending) >= 4:
                word = word[: -len(ending)] + instead
                break
    if len(word) > 4 and word[-1] == "e":
        word = word[:-1]
    if len(word) > 4 and word[-1] == "y" and word[-2] not in _VOWELS:
        word = word[:-1] + "i"
    if len(word) > 4 and word[-1] == word[-2] and word[-1] in "lz":
        word = word[:-1]
    return word
