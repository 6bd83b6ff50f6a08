"""Numbers of a statement with their units in one scale, so that `90 days` is `three months` and never `30 days`."""

from __future__ import annotations

_WORDS = {
    word: float(value)
    for word, _, value in (
        pair.partition(":")
        for pair in [
            "zero:0",
            "one:1",
            "two:2",
            "three:3",
            "four:4",
            "five:5",
            "six:6",
            "seven:7",
            "eight:8",
            "nine:9",
            "ten:10",
            "eleven:11",
            "twelve:12",
            "fifteen:15",
            "twenty:20",
            "thirty:30",
            "forty:40",
            "fifty:50",
            "sixty:60",
            "ninety:90",
            "hundred:100",
            "thousand:1000",
            "once:1",
            "twice:2",
            "half:0.5",
            "dozen:12",
            "single:1",
        ]
    )
}
_DAY = 86_400.0
_UNITS = {
    name: (scale, unit)
    for names, scale, unit in (
        ("ms millisecond milliseconds", 0.001, "s"),
        ("s sec second seconds", 1.0, "s"),
        ("min minute minutes", 60.0, "s"),
        ("h hour hours", 3600.0, "s"),
        ("day days", _DAY, "s"),
        ("week weeks", 7 * _DAY, "s"),
        ("month months", 30 * _DAY, "s"),
        ("year years", 360 * _DAY, "s"),  # twelve months
        ("b bytes", 1.0, "B"),
        ("kb", 1e3, "B"),
        ("mb", 1e6, "B"),
        ("gb", 1e9, "B"),
        ("kib", 1024.0, "B"),
        ("mib", 1024.0**2, "B"),
        ("gib", 1024.0**3, "B"),
        ("percent %", 0.01, "%"),
    )
    for name in names.split()
}
_ARTICLE_UNITS = frozenset({"second", "minute", "hour", "day", "week", "month", "year"})
# "one thing at a time", "in one place" and "a single task" count nothing that another wording must repeat.
_LOOSE = frozenset({"one", "once", "single", "twice", "half", "zero"})


class Quantity:
    """A number in base units: `unit` is `s`, `B`, `%` or empty; `loose` when a paraphrase may leave it out."""

    __slots__ = ("loose", "unit", "value")

    def __init__(self, value: float, unit: str, *, loose: bool = False) -> None:
        self.value = value
        self.unit = unit
        self.loose = loose

    def key(self) -> tuple[float, str]:
        """Return what equal quantities share."""
        return round(self.value, 6), self.unit


def quantity_at(words: list[str], start: int) -> tuple[Quantity, int] | None:
    """Return the quantity that begins at `words[start]` and how many words it takes, or None.

    `5s`, `5 seconds`, `five seconds`, `a year` and `24 hours` are quantities; `utf8`, `3.11.4` and `sha256` are names.
    """
    word = words[start]
    following = words[start + 1] if start + 1 < len(words) else ""
    if word in ("a", "an") and following in _ARTICLE_UNITS:
        scale, unit = _UNITS[following]
        return Quantity(scale, unit), 2
    value, own_unit = _value(word)
    if value is None:
        return None
    if own_unit in _UNITS:
        scale, unit = _UNITS[own_unit]
        return Quantity(value * scale, unit), 1
    if following in _UNITS and following not in ("s", "h", "b"):
        scale, unit = _UNITS[following]
        return Quantity(value * scale, unit), 2
    version = "v" + word if "." in word else ""  # 3.1 and 3.10 are two versions
    return Quantity(value, version, loose=word in _LOOSE), 1


def _value(word: str) -> tuple[float | None, str]:
    if word in _WORDS:
        return _WORDS[word], ""
    if not word[0].isdigit():
        return None, ""
    digits = word.rstrip("abcdefghijklmnopqrstuvwxyz%")
    tail = word[len(digits) :]
    if tail and tail not in _UNITS:
        return None, ""
    try:
        return float(digits.replace("_", "")), tail
    except ValueError:
        return None, ""
