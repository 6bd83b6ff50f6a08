"""A failure is told in the words that the program printed."""

from __future__ import annotations

import pytest

from trailnote.distill.failure_names import name_of
from trailnote.distill.signature import describe, signature


@pytest.mark.parametrize(
    ("output", "told"),
    [
        (
            'Traceback (most recent call last):\n  File "app.py", line 3, in load\n'
            "ModuleNotFoundError: No module named 'yaml'",
            "No module named 'yaml'",
        ),
        (
            'Traceback (most recent call last):\n  File "app.py", line 9, in run\n'
            "TypeError: refund() missing 1 required positional argument: 'account'",
            "refund() missing 1 required positional argument: 'account'",
        ),
        (
            "a.ts(3,5): error TS2339: Property 'total' does not exist on type 'Order'.",
            "Property 'total' does not exist",
        ),
    ],
)
def test_the_line_that_was_printed_is_the_name(output: str, told: str) -> None:
    found = signature("make test", 1, output)
    assert told in name_of(found, output)


def test_without_the_output_the_skeleton_is_the_name() -> None:
    found = signature("make", 1, "ModuleNotFoundError: No module named 'yaml'")
    assert name_of(found, "") == describe(found)
