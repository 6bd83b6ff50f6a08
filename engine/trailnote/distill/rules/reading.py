"""Read one statement: what it asks for, what it rejects, in which order, how often, where.

A reading is a bag of terms with a sign and a place each, not a parse tree: rules are one or two clauses long, and their paraphrases
share arguments, not syntax. Negation counts per clause, so that `must never be made without a timeout` is two negations and none.
"""

from __future__ import annotations

from .lexicon import Concept, Lexicon, lexicon, unknown
from .quantities import Quantity, quantity_at
from .stem import stem
from .tokens import Token, tokens_of, without_articles

MAIN, REJECTED, PURPOSE, REPLACED = "main", "rejected", "purpose", "replaced"
FIRST, THEN, WHEN = "first", "then", "when"

_STOP = frozenset(
    "is are be was were been being am will would shall should must ought has to of at as an and or it its they them he she we you i "
    "one there here which who whom whose what how why do does did done having such than that so up out down off into onto about across "
    "along with for in on by from under during within between through over above below per via upon against toward towards around "
    "where when if then just more most less much many lot lots bit each every all any both either always ever whenever us me "
    "s t ve re d ll ones order never not no without".split()
)
_MARKS = {
    "not": "neg", "never": "neg", "no": "neg", "nobody": "neg", "nothing": "neg", "neither": "neg", "nor": "neg", "none": "neg",
    "avoid": "neg", "avoids": "neg", "avoided": "neg", "avoiding": "neg", "refrain": "neg", "forbidden": "neg", "forbid": "neg",
    "prohibited": "neg", "prohibit": "neg", "banned": "neg", "ban": "neg", "disallow": "neg", "disallowed": "neg", "non": "flip",
    "without": "without", "outside": "without", "alone": "alone", "before": "before", "until": "until", "till": "until", "after": "after", "once": "after",
    "following": "after", "when": "when", "whenever": "when", "if": "when", "while": "when", "then": "then", "afterwards": "then",
    "first": "first", "firstly": "first", "only": "only", "solely": "only", "exclusively": "only", "unless": "unless", "except": "unless",
    "disable": "off", "disabled": "off", "disables": "off", "disabling": "off", "deactivate": "off", "prevent": "neg",
    "unacceptable": "neg", "eschew": "neg", "shun": "neg", "barred": "neg", "abstain": "neg",
    "may": "may", "might": "may", "sometimes": "may", "occasionally": "may", "because": "purpose", "since": "purpose",
    "lest": "purpose", "otherwise": "purpose", "so": "purpose", "instead": "instead", "over": "over", "exceed": "beyond", "exceeds": "beyond", "exceeding": "beyond",
    "beyond": "beyond", "under": "under", "below": "under", "above": "over", "some": "some", "most": "some",
}  # fmt: skip
_PHRASES = {
    ("instead", "of"): "instead", ("rather", "than"): "instead", ("as", "opposed", "to"): "instead", ("in", "place", "of"): "instead",
    ("in", "preference", "to"): "instead", ("prior", "to"): "before", ("ahead", "of"): "before", ("as", "soon", "as"): "after",
    ("only", "then"): "then", ("and", "then"): "then", ("only", "after"): "after", ("only", "once"): "after", ("only", "if"): "when",
    ("only", "when"): "when", ("only", "good", "if"): "when", ("so", "that"): "purpose", ("in", "order", "to"): "purpose",
    ("to", "avoid"): "purpose", ("to", "prevent"): "purpose", ("or", "else"): "purpose", ("just", "the"): "only",
    ("no", "one"): "neg", ("has", "no", "place"): "neg", ("have", "no", "place"): "neg", ("can", "not"): "neg", ("do", "not"): "neg",
    ("does", "not"): "neg", ("is", "not", "allowed"): "neg", ("are", "not", "allowed"): "neg", ("should", "be", "avoided"): "neg",
    ("is", "not", "acceptable"): "neg", ("not", "acceptable"): "neg", ("free", "of"): "neg", ("free", "from"): "neg", ("do", "away", "with"): "neg",
    ("except", "for"): "unless", ("except", "in"): "unless", ("except", "when"): "unless", ("have", "nothing"): "neg",
    ("turn", "off"): "off", ("turned", "off"): "off", ("switch", "off"): "off", ("opt", "out", "of"): "off",
    ("refuse", "to"): "neg", ("refuses", "to"): "neg",
    ("is", "forbidden"): "neg", ("are", "forbidden"): "neg", ("out", "of"): "outside", ("not", "just"): "skip", ("not", "only"): "skip",
    ("instead", "of", "just"): "instead", ("apart", "from"): "unless", ("other", "than"): "unless", ("no", "more", "than"): "limit",
    ("not", "more", "than"): "limit", ("no", "matter"): "skip", ("no", "less", "than"): "least", ("not", "less", "than"): "least",
    ("not", "exceed"): "limit", ("less", "than"): "limit", ("fewer", "than"): "limit", ("up", "to"): "limit",
    ("more", "than"): "beyond", ("longer", "than"): "beyond", ("larger", "than"): "beyond", ("older", "than"): "beyond",
    ("at", "least"): "least", ("at", "most"): "limit", ("as", "well", "as"): "skip", ("as", "long", "as"): "when",
    ("in", "case"): "when", ("by", "no", "means"): "neg",
}  # fmt: skip
_PHRASE_HEADS = frozenset(phrase[0] for phrase in _PHRASES)
_PREPOSITIONS = frozenset("in on for during within under inside at outside via with by from to into of between".split())
_WHOLE = frozenset("regardless nevertheless stateless serverless headless wireless seamless useless nonetheless passwordless".split())
_CONTEXT = frozenset("for in on during within under".split())
_PREFERENCE = frozenset("prefer favour favor choose pick preferred preferable better".split())
_KEEPING = frozenset("keep keeps kept leave stay stays".split())
_RELATIVES = frozenset("that which who whose".split())
_UNIVERSAL = frozenset("all every each always any anyone everyone everybody anybody full".split())
_GERUND_NEGATORS = frozenset("stop quit".split())


class Term:
    """One meaning in its place: `word` is the first stem it was said with, `sign` +1 or -1, `role`, `stage` in an order of steps ('' where none), `prep` that leads it in."""

    __slots__ = ("concept", "flipped", "known", "name", "prep", "role", "sign", "stage", "word")

    def __init__(self, concept: Concept, word: str, *, known: bool, name: bool, prep: str) -> None:
        self.concept = concept
        self.word = word
        self.known = known
        self.name = name
        self.prep = prep
        self.role = MAIN
        self.sign = 1
        self.flipped = ""  # "non" in `non-root`, "that" in `that are not idempotent`: said of the thing, not of the rule
        self.stage = ""


class Reading:
    """What one statement means. `words` is its plain form: two statements with equal `words` are the same."""

    __slots__ = ("bounds", "marks", "numbers", "terms", "universal", "words")

    def __init__(self, words: tuple[str, ...]) -> None:
        self.words = words
        self.terms: list[Term] = []
        self.numbers: list[Quantity] = []
        self.marks: set[str] = set()
        self.bounds: set[str] = set()
        self.universal = False


class _Segment:
    """A run of words between two connectives."""

    __slots__ = ("beyond", "negations", "opener", "terms")

    def __init__(self, opener: str) -> None:
        self.opener = opener
        self.negations = 0
        self.beyond = False
        self.terms: list[Term] = []


def read(text: str) -> Reading:
    """Return the reading of one statement; any text has one, an empty text has no terms."""
    return _Reader(text).read()


class _Reader:
    def __init__(self, text: str) -> None:
        self._tokens = without_articles(tokens_of(text))
        self._words = [token.word for token in self._tokens]
        self._stems = [stem(word) for word in self._words]
        self._lexicon: Lexicon = lexicon()
        self._reading = Reading(tuple(word for word in self._words if word not in (",", ";")))
        self._segments = [_Segment("main")]
        self._preferring = False
        self._prep = ""
        self._flip = ""
        self._after_comma = False
        self._bracketed = False

    def read(self) -> Reading:
        """Walk the words once, then give every term its sign, role and stage."""
        at = 0
        while at < len(self._tokens):
            at += self._step(at)
        _place(self._segments, self._reading)
        return self._reading

    def _step(self, at: int) -> int:
        token = self._tokens[at]
        word = token.word
        if word in (",", ";"):
            return self._break(word)
        if token.code:
            return self._term(at)
        taken = self._connective(at)
        if taken:
            return taken
        found = quantity_at(self._words, at)
        if found is not None and not self._phrase_longer(at, found[1]):
            self._reading.numbers.append(found[0])
            return found[1]
        return self._term(at)

    def _phrase_longer(self, at: int, taken: int) -> bool:
        hit = self._lookup(at)
        return hit is not None and hit[1] > taken

    def _break(self, mark: str) -> int:
        if mark == ";":
            self._open("main")
        elif self._segments[-1].opener == "rejected" and self._bracketed:
            self._open("rest")
            self._bracketed = False
        elif self._segments[-1].opener in ("when", "after", "before", "until") and len(self._filled()) == 1:
            self._open("rest")  # the condition stood first: what follows the comma is the statement
        self._after_comma = mark == ","
        self._prep = ""
        return 1

    def _filled(self) -> list[_Segment]:
        return [segment for segment in self._segments if segment.terms]

    def _open(self, opener: str) -> None:
        self._segments.append(_Segment(opener))
        self._prep = ""

    def _connective(self, at: int) -> int:
        word = self._words[at]
        mark, taken = _MARKS.get(word, ""), 1
        if word in _PHRASE_HEADS:
            for size in (3, 2):
                found = _PHRASES.get(tuple(self._words[at : at + size]))
                if found:
                    mark, taken = found, size
                    break
        if self._phrase_longer(at, taken):
            return 0
        if word in _PREFERENCE:
            self._preferring = True
        if word in _UNIVERSAL and not mark:
            if word == "any" and self._ends_after(at):
                return 0
            self._reading.universal = self._reading.universal or word != "always"
            return 0 if word == "full" else 1
        if word in _GERUND_NEGATORS and at + 1 < len(self._words) and self._words[at + 1].endswith("ing"):
            mark = "neg"
        if mark:
            return taken if self._mark(mark, at, taken) else 0
        if word in ("up", "down") and self._clause_ends(at + 1):
            self._reading.bounds.add(word)
        after_comma, self._after_comma = self._after_comma, False
        if word == "to" and self._preferring and self._segments[-1].terms and not after_comma:
            self._open("rejected")
            self._preferring = False
            return 1
        if word in _STOP:
            if word in _PREPOSITIONS:
                self._prep = word
            return 1
        return 0

    def _clause_ends(self, at: int) -> bool:
        return at >= len(self._words) or self._words[at] in (";", ",") or self._words[at] in _MARKS

    def _ends_after(self, at: int) -> bool:
        following = self._words[at + 1] if at + 1 < len(self._words) else ";"
        return following in (";", ",", "in", "type", "as")

    def _mark(self, mark: str, at: int, taken: int) -> bool:
        segment = self._segments[-1]
        after_comma, self._after_comma = self._after_comma, False
        if mark == "neg":
            self._negate(segment, at, after_comma=after_comma)
        elif mark == "off":
            self._negate(segment, at, after_comma=after_comma)
            self._segments[-1].terms.append(Term(self._lexicon.concepts["enable"], "enabl", known=True, name=False, prep=""))
        elif mark == "alone":
            if "leave" not in self._words:
                return False
            segment.negations += 1  # "leave X alone" is "do not change X"
            segment.terms.append(Term(self._lexicon.concepts["change"], mark, known=True, name=False, prep=""))
        elif mark == "may":
            if not {"that", "which", "only"} & set(self._words[max(0, at - 1) : at + 2]):
                self._reading.marks.add(mark)
        elif mark == "flip":
            self._flip = "non"
        elif mark == "outside":
            if any(word in _KEEPING for word in self._words[:at]):
                segment.negations += 1
            self._prep = "in"
        elif mark in ("over", "under"):
            self._over(mark, at, segment)
        elif mark == "instead":
            if taken > 1:
                self._open("rejected")
        elif mark in ("before", "until", "after", "when", "then", "purpose", "without"):
            if mark == "purpose" and self._words[at] == "so" and not segment.terms:
                return True
            self._open(mark)
        elif mark == "first":
            segment.opener = "first" if segment.opener in ("main", "rest") else segment.opener
        elif mark in ("limit", "least", "beyond"):
            self._bound(mark, segment)
        elif mark != "skip":
            self._reading.marks.add(mark)
        return True

    def _over(self, mark: str, at: int, segment: _Segment) -> None:
        if at + 1 < len(self._words) and quantity_at(self._words, at + 1):
            self._bound("beyond" if mark == "over" else "limit", segment)
        elif mark == "over" and self._preferring:
            self._open("rejected")
            self._preferring = False
        else:
            self._prep = mark

    def _bound(self, mark: str, segment: _Segment) -> None:
        if mark == "limit":
            segment.terms.append(Term(self._lexicon.concepts["limit"], mark, known=True, name=False, prep=""))
        segment.beyond = segment.beyond or mark == "beyond"
        self._reading.bounds.add(mark)

    def _negate(self, segment: _Segment, at: int, *, after_comma: bool) -> None:
        previous = self._words[at - 1] if at else ""
        if segment.opener != "purpose" and any(word in _RELATIVES for word in self._words[max(0, at - 2) : at]):
            if "first" in self._words[at : at + 3] or "yet" in self._words[at : at + 3]:
                self._open("until")
            else:
                self._flip = "that"  # "requests that are not idempotent" says something of the requests, not of the rule
            return
        if self._words[at] == "not" and segment.terms and (after_comma or previous in ("and", "but")):
            self._open("rejected")
            self._bracketed = after_comma
        elif segment.terms and after_comma:
            self._open("main")
            self._segments[-1].negations += 1
        else:
            segment.negations += 1

    def _lookup(self, at: int) -> tuple[Concept, int] | None:
        return self._lexicon.longest(self._stems, at)

    def _term(self, at: int) -> int:
        token = self._tokens[at]
        hit = self._lookup(at)
        if hit is None and token.word.endswith("less") and len(token.word) > 6 and token.word not in _WHOLE:
            self._flip = "non"  # "blameless" is "without blame"
            self._stems[at] = stem(token.word[:-4])
            hit = self._lookup(at)
        if hit is not None:
            self._append(hit[0], at, known=True)
            return hit[1]
        if token.word in _STOP and not token.code:
            return 1
        self._append(unknown(self._stems[at], name=token.name), at, known=False)
        return 1

    def _append(self, concept: Concept, at: int, *, known: bool) -> None:
        token = self._tokens[at]
        if self._prep in _CONTEXT and self._segments[-1].opener == "rejected" and self._segments[-1].terms:
            prep = self._prep
            self._open("rest")  # "X over Y for Z": Z belongs to both
            self._prep = prep
        term = Term(concept, self._stems[at], known=known, name=token.name and not known, prep=self._prep)
        if self._flip:
            term.flipped = self._flip
            self._flip = ""
        self._after_comma = False
        self._segments[-1].terms.append(term)


_ROLES = {"rejected": REJECTED, "without": REJECTED, "purpose": PURPOSE}


def _place(segments: list[_Segment], reading: Reading) -> None:
    """Give the terms of every segment their role, sign and stage, and collect them."""
    clause: list[_Segment] = []
    for segment in segments:
        if segment.opener == "main" and clause:
            _place_clause(clause, reading)
            clause = []
        clause.append(segment)
    _place_clause(clause, reading)


def _place_clause(clause: list[_Segment], reading: Reading) -> None:
    openers = [segment.opener for segment in clause]
    negations = sum(segment.negations for segment in clause if segment.opener in ("main", "rest", "first", "then"))
    if negations % 2 and any(segment.beyond for segment in clause):
        negations += 1  # "no file longer than N" is "files of at most N"
        reading.bounds = (reading.bounds - {"beyond"}) | {"limit"}
        clause[0].terms.append(Term(lexicon().concepts["limit"], "limit", known=True, name=False, prep=""))
    if negations % 2 and "until" in openers:
        negations += 1  # "not A until B" asks for A, after B
    if negations % 2 and "without" in openers:
        negations += 1  # "never A without B" asks for both
        openers = ["main" if opener == "without" else opener for opener in openers]
    sign = -1 if negations % 2 else 1
    stages = _stages(openers)
    for segment, opener, stage in zip(clause, openers, stages, strict=True):
        for term in segment.terms:
            term.role = _ROLES.get(opener, MAIN)
            term.stage = stage
            if opener in ("main", "rest", "first", "then"):
                term.sign *= sign
            elif opener in ("rejected", "without"):
                term.sign *= -1
            elif opener != "purpose":
                term.sign *= -sign if segment.negations % 2 else sign
            reading.terms.append(term)
    _mark_replaced(clause)
    for segment in clause:
        if segment.opener == "before" and [term.concept.name for term in segment.terms][:1] == ["guess"]:
            for term in segment.terms:  # "look it up before guessing" is "instead of guessing"
                term.role, term.sign, term.stage = REJECTED, -1, ""


def _stages(openers: list[str]) -> list[str]:
    """Return for each segment whether it comes first, then, or at a condition; '' throughout where no order is told."""
    main = ""
    stages: list[str] = []
    for opener in openers:
        if opener in ("before", "until"):
            stages.append(THEN if opener == "before" else FIRST)
            main = FIRST if opener == "before" else THEN
        elif opener == "after":
            stages.append(FIRST)
            main = THEN
        elif opener == "when":
            stages.append(WHEN)
            main = main or THEN
        elif opener == "then":
            stages.append(THEN)
            main = main or FIRST
        elif opener == "first" and len(openers) > 1:
            stages.append(FIRST)
        else:
            stages.append("")
    return [stage or (main if opener in ("main", "rest", "first") else "") for stage, opener in zip(stages, openers, strict=True)]


def _mark_replaced(clause: list[_Segment]) -> None:
    """In `replace X with Y`, X is what goes: neither asked for nor plainly rejected."""
    for segment in clause:
        names = [term.concept.name for term in segment.terms]
        if "replace" not in names:
            continue
        at = names.index("replace")
        given = [place for place, term in enumerate(segment.terms) if place > at and term.prep in ("with", "by")]
        if given:
            for term in segment.terms[at + 1 : given[0]]:
                term.role = REPLACED
