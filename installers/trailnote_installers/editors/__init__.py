"""Editors that keep the text: each takes a file's text and returns it with only Trailnote's own bytes changed."""


class TextError(ValueError):
    """The text is not of its format, or not of the shape that an edit needs; `line` counts from 1."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line
        self.reason = reason


def line_of(text: str, offset: int) -> int:
    """Return the number, from 1, of the line that `offset` lies in."""
    return text.count("\n", 0, offset) + 1


def newline_of(text: str) -> str:
    """Return the line end of the first line, or a line feed when there is none."""
    at = text.find("\n")
    return "\r\n" if at > 0 and text[at - 1] == "\r" else "\n"
