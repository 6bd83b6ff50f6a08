"""Read one statement: what it asks for, what it rejects, in which order, how often, where.

A reading is a bag of terms with a sign and a place each, not a parse tree: rules are one or two clauses long, and their
paraphrases share arguments, not syntax.
"""

from __future__ import annotations

from .clauses import Reading, Segment, Term, place
from .connectives import connectives
from .lexicon import Concept, lexicon, unknown
from .quantities import quantity_at
from .stem import stem
from .tables import table_words
from .tokens import tokens_of, without_articles

_STOP = table_words("stop")
_PREPOSITIONS = frozenset(
    (
        "in",
        "on",
        "for",
        "during",
        "within",
        "under",
        "inside",
        "at",
        "via",
        "with",
        "by",
        "from",
        "to",
        "into",
        "of",
        "between",
    )
)
_NO_SUFFIX = frozenset(
    (
        "regardless",
        "nevertheless",
        "nonetheless",
        "stateless",
        "serverless",
        "headless",
        "wireless",
        "seamless",
        "useless",
    )
)
_CONTEXT = frozenset(("for", "in", "on", "during", "within", "under"))
_PREFERENCE = frozenset(("prefer", "favour", "favor", "choose", "pick", "preferred", "preferable", "better"))
_KEEPING = frozenset(("keep", "keeps", "kept", "leave", "stay", "stays"))
_RELATIVES = frozenset(("that", "which", "who", "whose"))
_UNIVERSAL = frozenset(("all", "every", "each", "always", "any", "anyone", "everyone", "everybody", "anybody", "full"))
_SEGMENTS = frozenset(("before", "until", "after", "when", "then", "purpose", "without", "unless"))
_HEAVY = 0.5
_COUNTED = frozenset(("", ";", ",", "a", "per", "each", "every"))
_WHOLLY = frozenset(("full", "entire", "whole", "all", "every"))
_CONDITIONS = frozenset(("before", "until", "after", "when", "unless"))
_SWITCHING = frozenset(("turn", "turned", "turning", "switch", "switched", "switching"))
_MODAL = frozenset(("only", "some"))


def read(text: str) -> Reading:
    """Return the reading of one statement; any text has one, an empty text has no terms."""
    return _Reader(text).read()


class _Reader:
    """One walk over the words of one statement."""

    def __init__(self, text: str) -> None:
        self._tokens = without_articles(tokens_of(text))
        self._words = [token.word for token in self._tokens]
        self._stems = [stem(word) for word in self._words]
        self._lexicon = lexicon()
        self._connectives = connectives()
        self._reading = Reading(tuple(word for word in self._words if word not in (",", ";")))
        self._segments = [Segment("main")]
        self._preferring = False
        self._prep = ""
        self._flip = ""
        self._after_comma = False
        self._bracketed = False

    def read(self) -> Reading:
        """Read the words from left to right, then place the terms."""
        at = 0
        while at < len(self._tokens):
            at += self._step(at)
        if any(segment.opener in _CONDITIONS for segment in self._segments):
            self._reading.marks.discard("only")  # "only merge once it is green" tells an order
        place(self._segments, self._reading)
        return self._reading

    def _step(self, at: int) -> int:
        """Read what begins at word `at`; return how many words it took."""
        token = self._tokens[at]
        if token.word in (",", ";"):
            return self._break(token.word)
        if token.code:
            return self._term(at)
        taken = self._joined(at)
        if taken:
            return taken
        found = quantity_at(self._words, at)
        if found is not None and not self._phrase_longer(at, found[1]):
            self._reading.numbers.append(found[0])
            return found[1]
        return self._term(at)

    def _phrase_longer(self, at: int, taken: int) -> bool:
        hit = self._lexicon.longest(self._words, self._stems, at)
        return hit is not None and hit[1] > taken

    def _break(self, mark: str) -> int:
        opener = self._segments[-1].opener
        if mark == ";":
            self._open("main")
        elif opener == "rejected" and self._bracketed:
            self._open("rest")
            self._bracketed = False
        elif opener in _SEGMENTS - {"then"} and sum(1 for segment in self._segments if segment.terms) == 1:
            self._open("rest")  # the condition stood first: what follows the comma is the statement
        self._after_comma = mark == ","
        self._prep = ""
        return 1

    def _open(self, opener: str) -> Segment:
        self._segments.append(Segment(opener))
        self._prep = ""
        return self._segments[-1]

    def _joined(self, at: int) -> int:
        """Read a connective or a word that carries nothing; return how many words it took, 0 where a term begins."""
        word = self._words[at]
        job, taken = self._connectives.at(self._words, at)
        if self._phrase_longer(at, taken) or (word == "once" and self._following(at) in _COUNTED):
            return 0
        self._preferring = self._preferring or word in _PREFERENCE
        if word in _UNIVERSAL and not job:
            return self._universal(word, at)
        if word in ("stop", "quit") and self._following(at).endswith("ing"):
            job = "not"
        if job:
            return taken if self._do(job, at, taken) else 0
        if word in ("up", "down") and (
            self._following(at) in ("", ";", ",") or self._following(at) in self._connectives
        ):
            self._reading.bounds.add(word)
        after_comma, self._after_comma = self._after_comma, False
        if word == "to" and self._preferring and self._segments[-1].terms and not after_comma:
            self._open("rejected")
            self._preferring = False
        elif word in _PREPOSITIONS:
            self._prep = word
        return 1 if word in _STOP else 0

    def _following(self, at: int) -> str:
        return self._words[at + 1] if at + 1 < len(self._words) else ""

    def _universal(self, word: str, at: int) -> int:
        if word == "any" and self._following(at) in ("", ";", ",", "in", "type", "as"):
            return 0  # the type of TypeScript
        self._reading.universal = self._reading.universal or word != "always"
        return 0 if word == "full" else 1

    def _do(self, job: str, at: int, taken: int) -> bool:
        """Do what a connective is for; return False where it is none in this place."""
        segment = self._segments[-1]
        after_comma, self._after_comma = self._after_comma, False
        if job in ("not", "off"):
            self._negate(segment, at, after_comma=after_comma)
            if job == "off":
                self._segments[-1].terms.append(Term(self._lexicon.concepts["enable"], "enabl"))
        elif job in ("alone", "outside", "over", "under", "limit", "least", "beyond"):
            return self._bound(job, at, segment)
        elif job == "flip":
            self._flip = "non"
        elif job == "instead":
            self._open("rejected")
        elif job in _SEGMENTS:
            if not (job == "purpose" and self._words[at] == "so" and not segment.terms):
                self._open(job)
        elif job == "first":
            segment.opener = "first" if segment.opener in ("main", "rest") else segment.opener
        elif job in _MODAL or (
            job == "may" and not {"that", "which", "only"} & set(self._words[max(0, at - 1) : at + 2])
        ):
            self._reading.marks.add(job)
        return taken > 0

    def _bound(self, job: str, at: int, segment: Segment) -> bool:
        if job == "alone":
            if "leave" not in self._words:
                return False
            segment.negations += 1  # "leave X alone" is "do not change X"
            segment.terms.append(Term(self._lexicon.concepts["change"], job))
            return True
        if job == "outside":
            if self._words[at] == "off" and _SWITCHING & set(self._words[:at]):
                segment.negations += 1
                segment.terms.append(Term(self._lexicon.concepts["enable"], "enabl"))
                return True
            segment.negations += bool(_KEEPING & set(self._words[:at]))  # "keep X out of Y"
            self._prep = "in"
            return True
        if job in ("over", "under"):
            if at + 1 >= len(self._words) or not quantity_at(self._words, at + 1):
                self._compare_over(job)
                return True
            job = "beyond" if job == "over" else "limit"
        if job == "limit":
            segment.terms.append(Term(self._lexicon.concepts["limit"], job))
        segment.beyond = segment.beyond or job == "beyond"
        self._reading.bounds.add(job)
        return True

    def _compare_over(self, job: str) -> None:
        if job == "over" and self._preferring:
            self._open("rejected")
            self._preferring = False
        else:
            self._prep = job

    def _negate(self, segment: Segment, at: int, *, after_comma: bool) -> None:
        word, previous = self._words[at], self._words[at - 1] if at else ""
        if segment.opener != "purpose" and _RELATIVES & set(self._words[max(0, at - 2) : at]):
            if {"first", "yet"} & set(self._words[at : at + 3]):
                self._open("until")
            else:
                self._flip = (
                    "that"  # "requests that are not idempotent" says something of the requests, not of the rule
                )
        elif word == "not" and segment.terms and (after_comma or previous in ("and", "but")):
            self._open("rejected")
            self._bracketed = after_comma
        elif segment.terms and after_comma:
            self._open("main").negations += 1
        else:
            segment.negations += 1

    def _term(self, at: int) -> int:
        token = self._tokens[at]
        hit = self._lexicon.longest(self._words, self._stems, at)
        if hit is None and token.word.endswith("less") and len(token.word) > 6 and token.word not in _NO_SUFFIX:
            self._flip = "non"  # "blameless" is "without blame"
            self._words[at] = token.word[:-4]
            self._stems[at] = stem(token.word[:-4])
            hit = self._lexicon.longest(self._words, self._stems, at)
        if token.flag and hit is not None and hit[0].weight < _HEAVY:
            hit = None  # `--help` names an option, it helps nobody
        if hit is not None:
            self._append(hit[0], at, known=True)
            return hit[1]
        if token.code or token.flag or token.word not in _STOP:
            self._append(unknown(self._stems[at], name=token.name), at, known=False)
        return 1

    def _append(self, concept: Concept, at: int, *, known: bool) -> None:
        prep = self._prep
        self._reading.universal = self._reading.universal or self._words[at] in _WHOLLY
        if prep in _CONTEXT and self._segments[-1].opener == "rejected" and self._segments[-1].terms:
            self._open("rest")  # "X over Y for Z": Z belongs to both
            self._prep = prep
        term = Term(concept, self._stems[at], known=known, name=self._tokens[at].name and not known, prep=prep)
        term.flipped, self._flip = self._flip, ""
        self._after_comma = False
        self._segments[-1].terms.append(term)
