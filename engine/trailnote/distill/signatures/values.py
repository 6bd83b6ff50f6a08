"""How a received value missed the expected one, as classes that survive other inputs.

The same defect met with other data gives other values but misses in the same way: always one short, always
without the tax, never lower-cased. `differences` gives every class that a pair satisfies; two failed assertions may be
the same only if they share one.
"""

from __future__ import annotations

from trailnote.distill.signatures.brackets import top_level

_VALUE_CHARS = 4000


def _number(text: str) -> float | None:
    text = text.strip().split(" ± ")[0].rstrip("nLdf").replace("_", "")
    if not text or text[-1:].isalpha() or text.lower().lstrip("+-") in ("inf", "nan", "infinity"):
        return None
    try:
        return float(text)
    except ValueError:
        return None


def _number_differences(received: float, expected: float) -> list[str]:
    gap = received - expected
    found = [f"n:off {gap:+.6g}"]
    if received == 0:
        found.append("n:zero")
    if received == -expected and received:
        found.append("n:sign")
    if expected and received:
        share = received / expected
        found.append(f"n:ratio {share:.4g}")
        if share > 1 and abs(share - round(share)) < 1e-9:
            found.append("n:multiple")
        if 0 < share < 1 and abs(1 / share - round(1 / share)) < 1e-9:
            found.append("n:fraction")
    if 0 < abs(gap) < 0.01 * max(abs(expected), 1e-9):
        found.append("n:rounding")
    return found


def _unquoted(text: str) -> str | None:
    text = text.strip()
    if text[:2] in ("b'", 'b"'):
        text = text[1:]
    if len(text) >= 2 and text[0] == text[-1] and text[0] in "'\"`":
        return text[1:-1]
    return None


def _text_differences(received: str, expected: str) -> list[str]:
    if received.lower() == expected.lower():
        return ["s:case"]
    if received.strip() == expected.strip():
        return ["s:space-edge"]
    if "".join(received.split()) == "".join(expected.split()):
        return ["s:space-lost" if len(received.split()) < len(expected.split()) else "s:space"]
    found = []
    if not received:
        found.append("s:empty")
    start = received.find(expected) if expected else -1
    if start >= 0:
        found.append("s:surplus " + _edge(received[:start]) + "_" + _edge(received[start + len(expected) :]))
        if _edge(received[:start]) + _edge(received[start + len(expected) :]) in ("p", "pp"):
            found.append("s:edges")
    start = expected.find(received) if received else -1
    if start >= 0:
        found.append("s:short " + _edge(expected[:start]) + "_" + _edge(expected[start + len(received) :]))
    if _letters(received) == _letters(expected):
        found.append("s:marks")
    elif _is_subsequence(_letters(received), _letters(expected)):
        found.append("s:lost")
    elif sorted(received.split()) == sorted(expected.split()):
        found.append("s:order")
    return found or ["s:" + _changed_words(received, expected)]


def _edge(text: str) -> str:
    if not text:
        return ""
    return "w" if any(c.isalnum() for c in text) else "p"


def _letters(text: str) -> str:
    return "".join(c for c in text.lower() if c.isalnum())


def _is_subsequence(short: str, long: str) -> bool:
    rest = iter(long)
    return bool(short) and all(c in rest for c in short)


def _changed_words(received: str, expected: str) -> str:
    got, want = received.split(), expected.split()
    gone = [word for word in want if word not in got][:2]
    come = [word for word in got if word not in want][:2]
    changed = " ".join(come)[:40] + ">" + " ".join(gone)[:40]
    return "".join("#" if c.isdigit() else c for c in changed)


def _fields(text: str) -> list[str]:
    """Split the inside of a bracketed literal at its top-level commas."""
    parts, begin = [], 0
    for i in top_level(text):
        if text[i] == ",":
            parts.append(text[begin:i])
            begin = i + 1
    parts.append(text[begin:])
    return [part.strip() for part in parts if part.strip()]


def read_mapping(text: str) -> dict[str, str] | None:
    """Read `{'a': 1}`, `{"a": 1}` or `Name(a=1)` one level deep; None when it is neither."""
    text = text.strip()
    head, mark = text.partition("(")[0], ":"
    if head and head.isidentifier() and text.endswith(")"):
        inner, mark = text[len(head) + 1 : -1], "="
    elif text.startswith("{") and text.endswith("}"):
        inner = text[1:-1]
    else:
        return None
    pairs: dict[str, str] = {}
    for field in _fields(inner):
        name, found, value = field.partition(mark)
        if not found:
            return None
        pairs[name.strip(" '\"")] = value.strip()
    return pairs


def _mapping_differences(received: dict[str, str], expected: dict[str, str]) -> list[str]:
    found = [f"k:+{name}" for name in received if name not in expected]
    found += [f"k:-{name}" for name in expected if name not in received]
    found += [f"k:~{name}" for name in expected if name in received and received[name] != expected[name]]
    return found[:6]


def _sequence_differences(received: list[str], expected: list[str]) -> list[str]:
    if sorted(received) == sorted(expected):
        return ["l:order"]
    if len(received) == len(expected):
        for got, want in zip(received, expected, strict=True):
            if got != want:
                return [name for name in differences(got, want) if ">" not in name] or ["l:item"]
    if len(set(received)) < len(received) and set(received) == set(expected):
        return ["l:repeats"]
    return ["l:empty"] if not received else ["l:longer" if len(received) > len(expected) else "l:shorter"]


def _member_differences(received: list[str], expected: list[str]) -> list[str]:
    found = ["e:+" + member.strip("'\"")[:40] for member in received if member not in expected]
    found += ["e:-" + member.strip("'\"")[:40] for member in expected if member not in received]
    return found[:6]


def differences(received: str, expected: str) -> tuple[str, ...]:
    """Return the classes of the difference between two printed values, () when they look alike or cannot be read."""
    received, expected = received.strip()[:_VALUE_CHARS], expected.strip()[:_VALUE_CHARS]
    if received == expected or "..." in received or "..." in expected:
        return ()
    got, want = _number(received), _number(expected)
    if got is not None and want is not None:
        return tuple(_number_differences(got, want))
    text_got, text_want = _unquoted(received), _unquoted(expected)
    if text_got is not None and text_want is not None:
        return tuple(_text_differences(text_got, text_want))
    pairs_got, pairs_want = read_mapping(received), read_mapping(expected)
    if pairs_got is not None and pairs_want is not None:
        return tuple(_mapping_differences(pairs_got, pairs_want))
    if received[:1] in "[(" and expected[:1] in "[(" and received[:1] and expected[:1]:
        return tuple(_sequence_differences(_fields(received[1:-1]), _fields(expected[1:-1])))
    if received[:1] == expected[:1] == "{":
        return tuple(_member_differences(_fields(received[1:-1]), _fields(expected[1:-1])))
    shape_got, shape_want = _shape(received), _shape(expected)
    return (f"t:{shape_got}>{shape_want}",) if shape_got != shape_want else ()


def _shape(text: str) -> str:
    if _number(text) is not None:
        return "number"
    if _unquoted(text) is not None:
        return "text"
    if text[:1] in ("{", "["):
        return text[0]
    return text[:30]
