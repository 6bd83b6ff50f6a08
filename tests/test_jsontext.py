"""Texts and values go through `jsontext` as they go through `json`: the same results, the same refusals."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trailnote import jsontext

ROOT = Path(__file__).resolve().parent.parent
# Every code point, lone surrogates and line separators among them.
STRINGS = st.text(st.characters(codec=None))
NUMBERS = st.integers(-(10**40), 10**40) | st.floats() | st.booleans() | st.none()
VALUES = st.recursive(
    NUMBERS | STRINGS,
    lambda inner: st.lists(inner) | st.dictionaries(STRINGS | st.integers() | st.floats() | st.none(), inner),
    max_leaves=30,
)
# Pieces that stand in JSON and just beside it.
PIECES = st.sampled_from(
    [
        *'{}[]:,"\\/ \t\r\n-+.eE0123',
        *("null", "true", "false", "NaN", "Infinity", "-Infinity", "\\u", "d800", "\\ud83d\\ude00", '"a"', "1e999"),
        *("\ufeff", "\x00", "\x1f", "\u00a0", "\u2028", "é", "\ud800", "9" * 30, "0.1", "nul", "'", "//"),
    ]
)
TEXTS = st.lists(PIECES, max_size=20).map("".join) | STRINGS


def outcome(call: Callable[..., object], *args: object, **kwargs: object) -> tuple[str, str]:
    """Return the type and form of what a call gives, or the error that it raises with its words."""
    try:
        value = call(*args, **kwargs)
    except (ValueError, TypeError) as exc:
        return type(exc).__name__, str(exc)
    return type(value).__name__, ascii(value)  # NaN equals nothing, and 1 equals 1.0


@given(TEXTS)
def test_any_text_is_read_or_refused_as_json_does(text: str) -> None:
    assert outcome(jsontext.loads, text) == outcome(json.loads, text)


@given(VALUES, st.booleans(), st.sampled_from([(", ", ": "), (",", ":")]), st.sampled_from(["", " ", "\n\t", "x"]))
def test_any_value_is_written_as_json_does_and_read_again(
    value: object, ensure_ascii: bool, separators: tuple[str, str], around: str
) -> None:
    written = json.dumps(value, ensure_ascii=ensure_ascii, separators=separators)
    assert jsontext.dumps(value, ensure_ascii=ensure_ascii, separators=separators) == written
    text = around + written + around
    assert outcome(jsontext.loads, text) == outcome(json.loads, text)


@given(TEXTS)
def test_a_value_at_the_beginning_of_a_text_is_read_as_json_does(text: str) -> None:
    decoder = json.JSONDecoder()
    assert outcome(jsontext.leading, text) == outcome(lambda whole: decoder.raw_decode(whole)[0], text)


@given(st.binary())
def test_any_bytes_that_a_hook_decodes_are_read_as_json_does(raw: bytes) -> None:
    text = raw.decode("utf-8", "replace")
    assert outcome(jsontext.loads, text) == outcome(json.loads, text)


def circle() -> list[object]:
    """Return a list that holds itself."""
    made: list[object] = []
    made.append(made)
    return made


@pytest.mark.parametrize("value", [{1, 2}, [b"x"], {(1, 2): 3}, {"a": object}, circle()], ids=str)
def test_what_json_cannot_write_is_refused_in_its_words(value: object) -> None:
    refused = outcome(jsontext.dumps, value)
    assert refused == outcome(json.dumps, value)
    assert refused[0] in ("TypeError", "ValueError")
    assert jsontext.dumps([1, {"a": None}]) == '[1, {"a": null}]', "a refusal leaves nothing behind"


@pytest.mark.parametrize("opening", ["[", '{"a":'])
def test_a_text_nested_too_deep_is_refused(opening: str) -> None:
    for read in (jsontext.loads, jsontext.leading):
        with pytest.raises(ValueError, match="nested too deep"):
            read(opening * 200_000)


def test_a_number_of_too_many_digits_is_refused_as_json_does() -> None:
    text = "1" * 5000
    assert outcome(jsontext.loads, text) == outcome(json.loads, text)
    assert outcome(jsontext.loads, text)[0] == "ValueError"


@pytest.mark.parametrize(
    "change",
    [
        "sys.modules['_json'] = None",
        "import types; sys.modules['_json'] = types.ModuleType('_json')",
        "import _json; _json.make_scanner = _json.make_encoder = lambda one: None",
        "import _json; _json.make_scanner = lambda one: lambda text, start: (None, 0)",
    ],
    ids=["missing", "empty", "other arguments", "other results"],
)
def test_without_the_c_code_as_it_is_known_the_module_itself_answers(change: str) -> None:
    source = (
        f"import json, sys; sys.path.insert(0, {str(ROOT / 'engine')!r})\n"
        f"{change}\n"
        "from trailnote import jsontext\n"
        "print(ascii((jsontext.loads(' [1, \"\\\\u00e9\"]'), jsontext.leading('{}x'), jsontext.dumps({'a': [1.5]}))))\n"
    )
    done = subprocess.run([sys.executable, "-S", "-c", source], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("([1, '\\xe9'], {}, '{\"a\": [1.5]}')\n", "")
