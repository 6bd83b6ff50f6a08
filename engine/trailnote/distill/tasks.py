"""Which earlier task is the one that is asked for now, in other words.

A task becomes terms: its words (stems, parts of identifiers), with what they mean ("~performance" for slow, faster,
speed up) and, for a stored task, the words of the files it touched. Pure functions; nothing is stored here.
"""

from __future__ import annotations

from trailnote.terms import stem, words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

FLOOR = 0.25
"""Below this similarity a task is another one; chosen on tasks of our own wording (bench/tasks)."""
_WORD, _MEANING, _VERB, _FILE, _UNHEARD, _BACKWARDS = 1.0, 0.7, 0.25, 0.6, 0.4, 0.15
_EMPTY_TEXT = """
    do pleas should would could give return us me thing way stuff use everywher someth
"""
_EMPTY = frozenset(_EMPTY_TEXT.split())

_meanings: dict[str, tuple[str, ...]] = {}
_phrases: list[tuple[str, str]] = []


def _load() -> None:
    """Read the tables once."""
    from trailnote.distill.task_words import MEANINGS, PHRASES

    found: dict[str, list[str]] = {}
    for line in MEANINGS.strip().replace("\n    ", " ").split("\n"):
        name, _, listed = line.partition(": ")
        for word in listed.split():
            for key in {word, stem(word)}:
                names = found.setdefault(key, [])
                if "~" + name not in names:
                    names.append("~" + name)
    _meanings.update((key, tuple(names)) for key, names in found.items())
    for line in PHRASES.strip().split("\n"):
        phrase, _, word = line.partition("=")
        _phrases.append((phrase, word))


def _spelt(word: str) -> str:
    """Return the American spelling of -ise verbs, which the stemmer knows: containerise, containerised."""
    for ending in ("ise", "ised", "ises", "ising", "isation"):
        if len(word) > len(ending) + 4 and word.endswith(ending):
            return word[: -len(ending)] + ending.replace("is", "iz", 1)
    return word


def task_terms(text: str, files: Iterable[str] = ()) -> dict[str, tuple[str, ...]]:
    """Return the terms of a task, each with what it may mean; words of the `files` it touched are marked "/".

    Terms are stems and parts of identifiers, without words that say nothing; meanings are "~performance" and the like,
    "~!fix" for what is only done to something.
    """
    if not _meanings:
        _load()
    lower = " " + text.lower().replace("\n", " ") + " "
    if any(ending in lower for ending in ("is", "ls", "le")):
        lower = " ".join(_spelt(word) for word in lower.split())
        text = lower if lower != text.lower() else text
    lower = f" {lower} "
    terms: dict[str, tuple[str, ...]] = {}
    for phrase, word in _phrases:
        if phrase in lower:
            lower = lower.replace(phrase, " ")
            text = lower
            terms.update((part, _means(part)) for part in word.split())
    for word in words(text):
        if word not in _EMPTY:
            terms[word] = _means(word)
    for path in files:
        for word in words(path.replace("/", " ").replace("_", " ").replace(".", " ")):
            if word not in terms and len(word) > 2:
                terms["/" + word] = _means(word)
    return terms


def _means(word: str) -> tuple[str, ...]:
    return _meanings.get(word) or _meanings.get(stem(word), ())


def term_idf(tasks: Sequence[Mapping[str, tuple[str, ...]]]) -> dict[str, float]:
    """Return the rarity of each term and meaning over the stored tasks, ln(1 + n / df)."""
    import math

    counts: dict[str, int] = {}
    for terms in tasks:
        held = {term.removeprefix("/") for term in terms}
        held.update(name for names in terms.values() for name in names)
        for term in held:
            counts[term] = counts.get(term, 0) + 1
    total = len(tasks)
    return {term: math.log(1 + total / count) for term, count in counts.items()}


def task_similarity(
    asked: Mapping[str, tuple[str, ...]], stored: Mapping[str, tuple[str, ...]], idf: Mapping[str, float]
) -> float:
    """Return how much of what is asked a stored task answers, in [0, 1], each word weighed by its rarity.

    The same word counts whole, the same meaning 0.7, a word of a touched file 0.6, a verb of work 0.25. A word that
    no stored task knows weighs less than one that another task would have answered. A sixth is how much of the stored
    task is asked for. One word in common is a coincidence: its score is halved unless it is most of what is asked.
    """
    rarest = max(idf.values(), default=1.0)
    held = {name for names in stored.values() for name in names}
    got = total = 0.0
    hits = 0
    for term, names in asked.items():
        verb = bool(names) and all(name.startswith("~!") for name in names)
        known = idf.get(term) or max((idf.get(name, 0.0) for name in names), default=0.0)
        weight = (known or rarest * _UNHEARD) * (_VERB if verb else 1.0)
        share = _share(term, names, stored, held)
        total += weight
        got += weight * share
        hits += share > 0 and not verb
    if not got or not hits:
        return 0.0
    score = (1 - _BACKWARDS) * got / total + _BACKWARDS * _answered(stored, asked, idf, rarest)
    return score if hits > 1 or score > 0.6 else score / 2


def _answered(
    stored: Mapping[str, tuple[str, ...]], asked: Mapping[str, tuple[str, ...]], idf: Mapping[str, float], rarest: float
) -> float:
    """Return how much of the stored task's own words is asked for, so that of two answers the plainer one wins."""
    held = {name for names in asked.values() for name in names}
    got = total = 0.0
    for term, names in stored.items():
        if not term.startswith("/"):
            weight = idf.get(term, rarest)
            total += weight
            got += weight * _share(term, names, asked, held)
    return got / total if total else 0.0


def _share(term: str, names: tuple[str, ...], stored: Mapping[str, tuple[str, ...]], held: set[str]) -> float:
    if term in stored:
        return _WORD
    best = _FILE if "/" + term in stored else 0.0
    if any(name in held and not name.startswith("~!") for name in names):
        return max(best, _MEANING)
    return best or (_VERB if any(name in held for name in names) else 0.0)


def best_task(
    query: str, candidates: Sequence[tuple[str, Sequence[str]]], floor: float = FLOOR
) -> tuple[int, float] | None:
    """Return (index, similarity) of the candidate (task text, files it touched) that `query` asks for, else None.

    The later of two equals wins: it is what was done last.
    """
    stored = [task_terms(text, files) for text, files in candidates]
    idf = term_idf(stored)
    asked = task_terms(query)
    best, found = floor, None
    for at, terms in enumerate(stored):
        score = task_similarity(asked, terms, idf)
        if score and score >= best:
            best, found = score, at
    return None if found is None else (found, best)
