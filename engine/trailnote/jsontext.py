"""JSON texts as the `json` module reads and writes them, by its own C code alone.

`json` imports `re` and `enum`, which take a recording hook as long as all the rest of it. Its scanner and encoder are
classes of `_json`; where they are missing or take other arguments, and wherever they refuse a text or value, the module
itself is asked, so that results and errors are its own.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_BLANK = " \t\n\r"
_TOO_DEEP = "JSON that is nested too deep"


class _Reading:
    """What a scanner asks its decoder for: the settings of `json.JSONDecoder()`."""

    strict = True
    object_hook = None
    object_pairs_hook = None
    parse_float = float
    parse_int = int
    parse_constant = {"NaN": float("nan"), "Infinity": float("inf"), "-Infinity": float("-inf")}.__getitem__


def _refuse(value: object) -> object:
    raise TypeError(value)


def _scanner() -> Callable[[str, int], tuple[object, int]] | None:
    try:
        import _json

        settings: Any = _Reading
        scan: Callable[[str, int], tuple[object, int]] = _json.make_scanner(settings)
        return scan if scan('[{"a": 1.5}]', 0) == ([{"a": 1.5}], 12) else None
    except (ImportError, AttributeError, TypeError, ValueError, StopIteration):
        return None


def _encoder(item: str, key: str, *, ascii_only: bool) -> Callable[[object, int], tuple[str, ...]] | None:
    try:
        import _json

        text = _json.encode_basestring_ascii if ascii_only else _json.encode_basestring
        # New for each value: what it notes against circles stays behind when a value is refused.
        made: Callable[[object, int], tuple[str, ...]] = _json.make_encoder(
            {}, _refuse, text, None, key, item, False, False, True
        )
        return made
    except (ImportError, AttributeError, TypeError):
        return None


_scan = _scanner()


def loads(text: str) -> object:
    """Return what `json.loads(text)` does. Raises its ValueError, also for a text that is nested too deep: nobody who
    reads what others wrote should have to think of RecursionError."""
    try:
        if _scan is not None:
            start = 0
            if text[:1] in _BLANK:
                start = len(text) - len(text.lstrip(_BLANK))
            try:
                value, end = _scan(text, start)
                if end == len(text) or not text[end:].strip(_BLANK):
                    return value
            except (ValueError, StopIteration):
                pass  # told again below, in its own words
        import json

        return json.loads(text)
    except RecursionError:
        raise ValueError(_TOO_DEEP) from None


def leading(text: str) -> object:
    """Return the value that `text` begins with, whatever follows it. Raises ValueError."""
    try:
        if _scan is not None:
            try:
                return _scan(text, 0)[0]
            except (ValueError, StopIteration):
                pass
        import json

        return json.JSONDecoder().raw_decode(text)[0]
    except RecursionError:
        raise ValueError(_TOO_DEEP) from None


def dumps(value: object, *, separators: tuple[str, str] = (", ", ": "), ensure_ascii: bool = False) -> str:
    """Return what `json.dumps` does with these arguments, characters beyond ASCII by default as they are. Raises its
    TypeError and ValueError."""
    encode = _encoder(*separators, ascii_only=ensure_ascii)
    if encode is not None:
        try:
            return "".join(encode(value, 0))
        except (TypeError, ValueError):
            pass
    import json

    return json.dumps(value, separators=separators, ensure_ascii=ensure_ascii)
