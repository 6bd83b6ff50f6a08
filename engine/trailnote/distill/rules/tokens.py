"""Words and punctuation of one statement, lower-cased, with contractions and compounds opened.

Markdown decoration goes, code in backticks stays and is marked; Han, kana and Hangul come as pairs of neighbouring
characters.
"""

from __future__ import annotations

import re
import unicodedata

_CONTRACTIONS = (
    ("won't", "will not"),
    ("can't", "can not"),
    ("cannot", "can not"),
    ("shan't", "shall not"),
    ("n't", " not"),
    ("'re", " are"),
    ("'ve", " have"),
    ("'ll", " will"),
    ("'s", ""),
    ("s'", "s"),
)
_ARTICLES = frozenset(("a", "an", "the", "your", "our", "my", "its", "their", "this", "these", "those"))
_TIME_UNITS = frozenset(("second", "minute", "hour", "day", "week", "month", "year"))
_PREFIX = re.compile(r"\b(re|pre|un|de|co|e|sub|auto)-(?=[a-z])")
_TOKEN = re.compile(r"`[^`]*`|===?|!==?|c\+\+|c#|n ?\+ ?1\b|\w+(?:[._]\w+)*|[;:.,()?!—–]|\s-\s")
_CODE = re.compile(r"===?|!==?|\w+(?:[._]\w+)*")
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_CJK_NEGATION = re.compile(
    "不要|不能|不得|不可|不应|不许|禁止|避免|切勿|绝不|从不|勿|别|しないで|しない|してはいけない|するな|避ける|避け"
    "|않|금지|마세요|말 것|하지"
)
_BREAKS = frozenset(";:.()?!—–-")


class Token:
    """One word, or one mark (`word` is `;` or `,`).

    `name` tells that it was written as a name or as code, `flag` that it was an option such as `--help`.
    """

    __slots__ = ("code", "flag", "name", "word")

    def __init__(self, word: str, *, code: bool = False, name: bool = False, flag: bool = False) -> None:
        self.word = word
        self.code = code
        self.name = name
        self.flag = flag


def tokens_of(text: str) -> list[Token]:
    """Return words and marks of `text` in order; marks are `,` and `;` (any stronger break)."""
    plain = unicodedata.normalize("NFKC", text).replace("’", "'").replace("**", "").replace("__", " ")
    shouted = plain.isupper()
    lowered = plain.lower()
    if "'" in lowered or "cannot" in lowered:
        for short, full in _CONTRACTIONS:
            lowered = lowered.replace(short, full)
    lowered = _wildcards(_PREFIX.sub(r"\1", lowered) if "-" in lowered else lowered)
    raw_names = set() if shouted else _names(plain)
    found: list[Token] = []
    for match in _TOKEN.finditer(lowered):
        piece = match.group()
        if piece[0] == "`":
            found += [_word(code.group(), raw_names, code=True) for code in _CODE.finditer(piece)]
        elif piece.strip() in _BREAKS:
            found.append(Token(";"))
        elif piece == ",":
            found.append(Token(","))
        elif _CJK.search(piece):
            found += _pairs(piece)
        else:
            token = _word(piece, raw_names)
            token.flag = lowered[max(0, match.start() - 2) : match.start()] == "--"
            found.append(token)
    return found


def words_of(text: str) -> list[Token]:
    """Return the words of `text` without marks and articles, as phrases are looked up."""
    words = (token for token in tokens_of(text) if token.word not in (",", ";"))
    return [token for token in words if token.code or token.word not in _ARTICLES]


def without_articles(tokens: list[Token]) -> list[Token]:
    """Return the tokens without articles, but for the one that counts (`a day`, `an hour`)."""
    kept: list[Token] = []
    for at, token in enumerate(tokens):
        following = tokens[at + 1].word if at + 1 < len(tokens) else ""
        counts = token.word in ("a", "an") and following in _TIME_UNITS
        if token.code or counts or token.word not in _ARTICLES:
            kept.append(token)
    return kept


def _wildcards(text: str) -> str:
    if "*" not in text:
        return text
    text = re.sub(r"\bimport \*", "wildcard import", text)
    return re.sub(r"\bselect \*", "star", text)


def _names(text: str) -> set[str]:
    """Words written with a capital inside a sentence, or with capitals, digits, dots or underscores within."""
    names: set[str] = set()
    start = True
    for match in re.finditer(r"[\w.]+|[;:.!?]", text):
        word = match.group().strip(".")
        if not word:
            start = True
            continue
        inner = word[1:] != word[1:].lower() or any(mark in "._" or mark.isdigit() for mark in word)
        if inner or (word[0].isupper() and not start):
            names.add(word.lower())
        start = match.group()[-1] in ";:.!?"
    return names


def _word(word: str, names: set[str], *, code: bool = False) -> Token:
    return Token(word, code=code, name=code or word in names)


def _pairs(piece: str) -> list[Token]:
    found: list[Token] = []
    at = 0
    for match in _CJK_NEGATION.finditer(piece):
        found += _neighbours(piece[at : match.start()])
        found.append(Token("not"))
        at = match.end()
    return found + _neighbours(piece[at:])


def _neighbours(piece: str) -> list[Token]:
    if len(piece) < 2:
        return [Token(piece)] if piece else []
    return [Token(piece[at : at + 2]) for at in range(len(piece) - 1)]
