"""Light stems of English words, so that `caching`, `cached` and `caches` are one term.

Rules only, no dictionary beyond irregular verbs; a stem is a key to compare by, never shown to anyone.
"""

from __future__ import annotations

_IRREGULAR = dict(
    pair.split(":")
    for pair in (
        "ran:run wrote:write written:write built:build sent:send kept:keep made:make given:give gave:give took:take taken:take "
        "got:get gotten:get left:leave held:hold found:find told:tell said:say thrown:throw threw:throw broke:break broken:break "
        "chosen:choose chose:choose known:know shown:show went:go gone:go done:do did:do does:do has:have had:have lost:lose "
        "meant:mean met:meet paid:pay put:put read:read set:set shut:shut split:split spent:spend stood:stand thought:think "
        "understood:understand began:begin begun:begin brought:bring bought:buy came:come caught:catch dealt:deal drew:draw "
        "drawn:draw fell:fall fallen:fall felt:feel forgot:forget forgotten:forget froze:freeze frozen:freeze hid:hide "
        "hidden:hide laid:lay led:lead learnt:learn rose:rise risen:rise saw:see seen:see sought:seek slept:sleep "
        "swapped:swap taught:teach tore:tear torn:tear woke:wake overridden:override overrode:override rebuilt:rebuild "
        "undone:undo undid:undo redone:redo withdrawn:withdraw lost:lose sold:sell won:win stuck:stick ate:eat eaten:eat drove:drive driven:drive "
        "grew:grow grown:grow flew:fly wore:wear worn:wear struck:strike dug:dig fed:feed fought:fight spun:spin stole:steal "
        "stolen:steal swept:sweep swore:swear lent:lend bent:bend bred:breed clung:cling crept:creep slid:slide "
        "reran:rerun rewritten:rewrite rewrote:rewrite hung:hang bound:bind data:data indices:index children:child "
        "analyses:analysis criteria:criterion people:people less:less its:it this:this has:have was:be were:be is:be are:be "
        "been:be being:be news:news always:always dying:die tying:tie using:use used:use uses:use"
    ).split()
)
_KEEP = frozenset(
    "only early daily weekly nightly monthly hourly yearly apply reply supply rely family anomaly table variable stable unstable "
    "enable disable available capable string thing nothing something anything everything during ring bring king spring sing "
    "need feed seed speed exceed embed red shed bed indeed based process access address class pass less bus status canvas alias "
    "across express compress redis kubernetes aws css https dns tls sms gps ios macos analysis basis this gas plus virus cors "
    "kwargs args axios uses series species lens always perhaps windows jenkins postgres types rails sass js "
    "exception interface environment document comment moment element argument segment experiment statement increment fragment "
    "user number order layer server over under after never ever however whether other another".split()
)
_VOWELS = frozenset("aeiouy")
_memo: dict[str, str] = {}


def stem(word: str) -> str:
    """Return the stem of one lower-case word; words with a digit, a dot or a letter outside ASCII come back unchanged."""
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
