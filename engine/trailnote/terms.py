"""The words that memories are indexed by and asked for: one tokenizer for both sides.

A run of word characters gives itself in lower case and, if it is an identifier, its parts: `parseHTTPRequest_v2` gives
`parsehttprequest_v2`, `parse`, `http`, `request`. Plain words are stemmed, stop words and single letters left out;
Chinese, Japanese and Korean runs give character pairs. Standard library alone.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_STOP_WORDS = """
    a about above after again all also am an and any are aren as at be because been before being below between both
    but by can cannot could couldn did didn do does doesn doing don done down during each either else etc even ever
    every few for from further get gets getting go goes got had hadn has hasn have haven having he her here hers
    herself him himself his how however if in instead into is isn it its itself just let lets like ll made make
    makes making me might more most much must my myself need needs no nor not now of off on once one only onto or
    other otherwise our ours ourselves out over own per please rather re same see shall she should shouldn since so
    some still such than that the their theirs them themselves then there therefore these they this those though
    thus to too under until up upon us ve very via was wasn we well were weren what when where whether which while
    who whom whose why will with within without won would wouldn yes yet you your yours yourself yourselves
"""
STOP = frozenset(_STOP_WORDS.split())

_COMMON_WORDS = """
    add fix use update new file code work change set remove run type check case option support error allow version
    issue user name move time build default call command fail function value image list handle implement path close
    pass return doc docs method require state enable start message config field include release cause correct exist
    always warning line base output read create back log disable flag first replace want documentation miss system
    way show properly keep map result data request old feature filter generate try bug logic number access happen
    cache mode string local thing variable process load provide id introduce part key install example end needed
    different skip break package tool common match source ci better script available open place rename link pull
    drop sure find seem mean behavior never typo ignore prevent argument write text unused take look single format
    action condition property order relate right compare custom valid specific stop except long context improve
    debug main point unit select comment failure broken complete expect reduce enough target crash help patch copy
    setup report possible clean attempt limit multiple refactor helper define ensure depend simplify true false
    duplicate information store apply core full reason header info parse easy last block second adjust style problem
    test good great really think know feel day year week today please thank people lot talk tell ask say said give
    help question answer project task repository commit write going one two three see page class object module
    library server client app application
"""

_RUN = re.compile(r"\w+")
_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+|[^\W\dA-Za-z_]+")
_MAX_TERM = 64  # a longer run is data (a hash, base64), not a word
_MEMO_LIMIT = 200_000

_memo: dict[str, tuple[str, ...]] = {}


def words(text: str) -> list[str]:
    """Return the terms of `text` in their order, repetitions kept; an identifier's parts follow the whole."""
    out: list[str] = []
    memo = _memo
    for run in _RUN.findall(text):
        known = memo.get(run)
        out += expand(run) if known is None else known
    return out


def runs(text: str) -> list[str]:
    """Return the runs of word characters of `text`, as they are written; `expand` gives the terms of each."""
    return _RUN.findall(text)


def parts(run: str) -> list[str]:
    """Return the parts of an identifier as they are written; a plain word is its own only part."""
    return _PART.findall(run)


def holds(text: str, term: str) -> bool:
    """Return whether `term` is among the terms of an ASCII text; only words that could give it are expanded."""
    low = text.lower()
    start = term[:-1] if term.isalpha() else term  # a stem keeps how a word begins, all but its last letter
    at = low.find(start)
    while at >= 0:
        while at > 0 and (low[at - 1].isalnum() or low[at - 1] == "_"):
            at -= 1
        run = _RUN.match(text, at)
        if run is None:  # the term is a single letter
            return False
        if term in words(run.group()):
            return True
        at = low.find(start, run.end())
    return False


def unique(terms: Iterable[str]) -> list[str]:
    """Return `terms` without repetitions, first occurrences kept in order."""
    return list(dict.fromkeys(terms))


def path_words(path: str) -> list[str]:
    """Return the terms of the parts of a path, such as `auth`, `http`, `py` of `auth/http.py`."""
    return words(path)


def expand(run: str) -> tuple[str, ...]:
    """Return the terms of one run of word characters: nothing for a stop word, several for an identifier."""
    found = _memo.get(run)
    if found is None:
        if len(_memo) >= _MEMO_LIMIT:
            _memo.clear()
        found = _memo[run] = tuple(_expand(run))
    return found


def _expand(run: str) -> list[str]:
    if not run.isascii():
        return _expand_wide(run)
    if len(run) < 2 or len(run) > _MAX_TERM:
        return []
    if run.isalpha() and (run.islower() or run[1:].islower() or run.isupper()):
        low = run.lower()
        return [] if low in STOP else [stem(low)]
    whole = run.strip("_").lower()
    if whole.isdigit():
        return [whole] if len(whole) > 1 else []
    out = [whole] if len(whole) > 1 else []
    for part in _PART.findall(run):
        low = part.lower()
        if len(low) > 1 and low not in STOP and not (low.isdigit() and len(low) < 2):
            low = stem(low)
            if low not in out:
                out.append(low)
    return out


def _expand_wide(run: str) -> list[str]:
    """Expand a run that holds letters outside ASCII: pairs of CJK characters, accents folded elsewhere."""
    import unicodedata

    run = unicodedata.normalize("NFKC", run)
    out: list[str] = []
    start = 0
    wide = [_is_cjk(char) for char in run]
    for end in range(1, len(run) + 1):
        if end < len(run) and wide[end] == wide[start]:
            continue
        piece = run[start:end]
        if wide[start]:
            out += [piece[i : i + 2] for i in range(max(1, len(piece) - 1))]
        else:
            plain = "".join(c for c in unicodedata.normalize("NFKD", piece) if not unicodedata.combining(c))
            if plain.isascii():
                out += _expand(plain)
            elif 1 < len(plain) <= _MAX_TERM:
                out.append(plain.lower())
        start = end
    return out


def _is_cjk(char: str) -> bool:
    code = ord(char)
    return (
        0x2E80 <= code <= 0x9FFF or 0xAC00 <= code <= 0xD7AF or 0xF900 <= code <= 0xFAFF or 0x20000 <= code <= 0x3FFFF
    )


def common() -> frozenset[str]:
    """Return the terms that say little in any store: a small one cannot tell by counting."""
    if not _common:
        _common.update(dict.fromkeys(words(_COMMON_WORDS)))
    return frozenset(_common)


_common: dict[str, None] = {}


def stem(word: str) -> str:
    """Return the stem of a lower-case ASCII word by Porter's algorithm (M. F. Porter, "An algorithm for suffix
    stripping", 1980), as the `porter` tokenizer of SQLite's FTS5 has it."""
    if len(word) < 3 or not word.isalpha():
        return word
    if word[-1] == "s":
        word = _plural(word)
    if word.endswith("eed"):
        if _measure(word[:-3]) > 0:
            word = word[:-1]
    elif word.endswith("ed") and _has_vowel(word[:-2]):
        word = _mend(word[:-2])
    elif word.endswith("ing") and _has_vowel(word[:-3]):
        word = _mend(word[:-3])
    if word[-1] == "y" and _has_vowel(word[:-1]):
        word = word[:-1] + "i"
    word = _replaced(_replaced(word, _STEP_2), _STEP_3)
    word = _without_suffix(word)
    if word[-1] == "e":
        measure = _measure(word[:-1])
        if measure > 1 or (measure == 1 and not _ends_cvc(word[:-1])):
            word = word[:-1]
    return word[:-1] if word.endswith("ll") and _measure(word[:-1]) > 1 else word


# By their last letter but one or last, longer ones before those that they end on.
_STEP_2 = {
    "l": (("ational", "ate"), ("tional", "tion")),
    "i": (
        ("enci", "ence"), ("anci", "ance"), ("bli", "ble"), ("alli", "al"), ("entli", "ent"), ("eli", "e"),
        ("ousli", "ous"), ("aliti", "al"), ("iviti", "ive"), ("biliti", "ble"), ("logi", "log"),
    ),
    "r": (("izer", "ize"), ("ator", "ate")),
    "n": (("ization", "ize"), ("ation", "ate")),
    "m": (("alism", "al"),),
    "s": (("iveness", "ive"), ("fulness", "ful"), ("ousness", "ous")),
}  # fmt: skip
_STEP_3 = {
    "e": (("icate", "ic"), ("ative", ""), ("alize", "al")),
    "i": (("iciti", "ic"),),
    "l": (("ical", "ic"), ("ful", "")),
    "s": (("ness", ""),),
}
_STEP_4 = {
    "l": ("al",),
    "e": ("ance", "ence", "able", "ible", "ate", "ive", "ize"),
    "r": ("er",),
    "c": ("ic",),
    "t": ("ant", "ement", "ment", "ent"),
    "n": ("ion",),
    "u": ("ou",),
    "m": ("ism",),
    "i": ("iti",),
    "s": ("ous",),
}


def _replaced(word: str, endings: Mapping[str, Sequence[tuple[str, str]]]) -> str:
    """Replace the ending that `word` has where something with a vowel and a consonant stands before it."""
    for ending, instead in endings.get(word[-1], ()):
        if word.endswith(ending):
            return word[: -len(ending)] + instead if _measure(word[: -len(ending)]) > 0 else word
    return word


def _without_suffix(word: str) -> str:
    """Take off a suffix where what stays is long enough."""
    for suffix in _STEP_4.get(word[-1], ()):
        if word.endswith(suffix):
            base = word[: -len(suffix)]
            return base if _measure(base) > 1 and (suffix != "ion" or base[-1] in "st") else word
    return word


def _plural(word: str) -> str:
    if word.endswith(("sses", "ies")) and len(word) > 3:
        return word[:-2]
    return word if word.endswith("ss") else word[:-1]


def _mend(base: str) -> str:
    """Give back the e, or take the doubled consonant, that -ed and -ing hid: hop(p)ing, fil(e)ing, creat(e)ing."""
    if base.endswith(("at", "bl", "iz")):
        return base + "e"
    if len(base) > 1 and base[-1] == base[-2] and base[-1] not in "lszaeiou":
        return base[:-1]
    return base + "e" if _measure(base) == 1 and _ends_cvc(base) else base


def _measure(base: str) -> int:
    """Count the changes from vowel to consonant: Porter's m."""
    count = 0
    vowel = False
    for i, char in enumerate(base):
        now = char in "aeiou" or (char == "y" and i > 0 and not vowel)
        if vowel and not now:
            count += 1
        vowel = now
    return count


def _has_vowel(base: str) -> bool:
    return any(char in "aeiou" or (char == "y" and i > 0) for i, char in enumerate(base))


def _ends_cvc(base: str) -> bool:
    return len(base) > 2 and base[-1] not in "aeiouwxy" and base[-2] in "aeiouy" and base[-3] not in "aeiou"
