"""When two items, and two sets of items, are the same failure."""

from __future__ import annotations

from trailnote.distill.signatures.item import Item

_SHORT_WORDS = 4
"""A vague message of more words is taken for the same where one side knows no place; a shorter one is not."""


def _named(places: tuple[str, ...], prefix: str) -> set[str]:
    return {place for place in places if place.startswith(prefix)}


def _same_subject(a: str, b: str) -> bool:
    """Say whether two test names begin with the same word about their subject: days_count, days_end."""
    first_a, first_b = _subject(a), _subject(b)
    return first_a == first_b and first_a != ""


def _subject(test: str) -> str:
    name = test[2:].replace("-", "_").replace(" ", "_")
    words = [
        word for word in name.split("_") if word.lower() not in ("test", "should", "it", "the", "returns", "a", "")
    ]
    return words[0].lower() if len(words) > 1 else ""


def _places_agree(a: Item, b: Item) -> bool:
    """Say whether two vague items happened at one place; what both name decides, the sharpest first."""
    calls_a, calls_b = _named(a.places, "c:"), _named(b.places, "c:")
    sources_a, sources_b = _named(a.places, "s:"), _named(b.places, "s:")
    functions_a, functions_b = _named(a.places, "f:"), _named(b.places, "f:")
    tests_a, tests_b = _named(a.places, "t:"), _named(b.places, "t:")
    if functions_a and functions_b and not functions_a & functions_b:
        return False
    if sources_a and sources_a == sources_b:
        return True
    if calls_a and calls_b:
        return calls_a <= calls_b or calls_b <= calls_a
    if functions_a and functions_b:
        return not (calls_a or calls_b) or not (sources_a and sources_b)
    if tests_a and tests_b:
        if tests_a & tests_b:
            return not (sources_a and sources_b) or bool(a.differences)
        return bool(a.differences) and any(_same_subject(x, y) for x in tests_a for y in tests_b)
    if not a.places or not b.places:
        return a.places == b.places or len(a.message.split()) > _SHORT_WORDS
    return False


def same_item(a: Item, b: Item) -> bool:
    """Say whether two items are the same error."""
    if a.kind != b.kind or a.message != b.message:
        return False
    if a.differences and b.differences:
        if not set(a.differences) & set(b.differences):
            return False
    elif a.differences or b.differences:
        return False
    if a.vague or b.vague:
        return _places_agree(a, b)
    return True


def similar_items(a: tuple[Item, ...], b: tuple[Item, ...]) -> bool:
    """Say whether two sets of items are the same failure: half of the smaller and a third of the larger agree."""
    if not a or not b:
        return False
    hits_a = sum(any(same_item(x, y) for y in b) for x in a)
    hits_b = sum(any(same_item(x, y) for x in a) for y in b)
    small, large = (hits_a / len(a), hits_b / len(b)) if len(a) <= len(b) else (hits_b / len(b), hits_a / len(a))
    return small > 0.5 and large >= 0.34


def keys_of(items: tuple[Item, ...], most: int) -> list[str]:
    """Return at most `most` index strings, such that similar sets of items share one.

    An item gives its class and message; where these say little (an assertion, an empty message), one string per place.
    Of more than `most` those with the smallest checksums are kept: two sets that overlap keep the same ones.
    """
    keys: dict[str, None] = {}
    for item in items:
        base = f"{item.kind}|{item.message}"[:160]
        short = len(item.message.split()) <= _SHORT_WORDS
        if short and item.places:
            keys.update((f"{base}|{place}"[:240], None) for place in _place_keys(item))
        if not (short and item.places and item.vague):
            keys[base] = None
    if len(keys) <= most:
        return list(keys)
    from zlib import crc32

    return sorted(keys, key=lambda key: crc32(key.encode()))[:most]


def _place_keys(item: Item) -> list[str]:
    found = list(item.places)
    if item.differences:
        found += ["t~" + subject for place in item.places if place.startswith("t:") and (subject := _subject(place))]
    return found
