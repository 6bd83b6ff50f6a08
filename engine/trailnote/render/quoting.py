"""Text from outside, made safe as one line of data inside our context block. Standard library, no pattern at import.

What a reader of the block must never meet in quoted text: a tag (ours, a client's or a model's), a line of its own, a
character that cannot be seen or that moves others, a turn of a conversation. What is told stays readable: `<`, `>` and
`&` are escaped as in HTML, a line break becomes a sign, a turn's head is put in quotes.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re

ELLIPSIS = "…"
BREAK = " ⏎ "
_READ_FACTOR = 6  # characters read for each one shown: text that is mostly invisible is not read to its end
_READ_EXTRA = 512

_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "·": "•"}
# Characters that look like a sign of a tag or of a turn, and so could be taken for one.
_LOOK_ALIKES = {
    **dict.fromkeys("＜﹤‹〈⟨〈❮❬˂ᐸ≺⧼", "<"),
    **dict.fromkeys("＞﹥›〉⟩〉❯❭˃ᐳ≻⧽", ">"),
    **dict.fromkeys("＆﹠", "&"),
    **dict.fromkeys("∕⁄⧸／╱⟋", "/"),
    **dict.fromkeys("：﹕꞉ː", ":"),
    **dict.fromkeys("＃﹟", "#"),
    **dict.fromkeys("｜ǀ∣❘", "|"),
    "［": "[",
    "］": "]",
}
_BREAKS = "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
_ROLES = (
    "human",
    "assistant",
    "user",
    "system",
    "developer",
    "tool",
    "function",
    "model",
    "ai",
    "claude",
    "codex",
    "bot",
)

_OPENING = tuple("<" + "".join(char for char, plain in _LOOK_ALIKES.items() if plain == "<"))
# how the tags begin that a client or a model reads as signs of its own (Claude Code 2.1.329, Codex 0.169.0)
_TAG_NAMES = (
    "trailnote", "system", "user", "human", "assistant", "function", "invoke", "antml", "tool", "environment_",
    "developer", "start_of", "end_of", "result", "parameter", "think", "sys>", "model", "instruction", "permission",
    "approval_", "sandbox_", "collaboration_", "turn_", "claude_", "codex_", "agent", "memor", "skill", "ide_",
    "context_", "workspace_", "rollout_", "proposed_", "personality_", "cell_", "realtime_",
)  # fmt: skip
_TAG_WORDS = (
    "env", "output", "stdout", "stderr", "message", "reminder", "notice", "important", "admin", "policy", "prompt",
    "context", "conversation", "document", "answer", "plan", "scratchpad", "reasoning", "analysis", "channel", "image",
    "tick", "cwd", "bos", "eos",
)  # fmt: skip

_SLASH = "[" + "/" + "".join(char for char, plain in _LOOK_ALIKES.items() if plain == "/") + "]"
_TAG = (  # what is repeated gives nothing back, so that a text of spaces takes no longer than another
    rf"[{''.join(_OPENING)}](?=\s*+(?:{_SLASH}\s*+|!(?:--\s*+)?)?(?:"
    rf"[|｜ǀ∣❘]|\W?(?:{'|'.join(_TAG_NAMES)})|(?:{'|'.join(_TAG_WORDS)})\b(?!@)|s\s*+>)"
    rf"|\s*+{_SLASH}\s*+[a-z]\w*?_"
    rf"|{_SLASH}?(?:[a-z]{{2,40}}-[a-z](?![^\s<>@]*+@)|[^\s<>\"'&;,()]{{0,40}}[^\x00-\x7f]))"
)
_tag: re.Pattern[str] | None = None
_turn: re.Pattern[str] | None = None
_ansi: re.Pattern[str] | None = None


def quote(text: str, max_chars: int) -> str:
    """Return `text` as one line of at most `max_chars` characters that is safe between the tags of our block.

    The result has no `<`, `>`, control, escape, bidirectional, zero-width or tag characters and no line break; `&` only
    begins an entity that stands whole. A cut is shown by an ellipsis, which counts. Shorter than 1 gives nothing.
    """
    if max_chars < 1:
        return ""
    head = text[: max_chars * _READ_FACTOR + _READ_EXTRA]
    line = one_line(head)
    out: list[str] = []
    size = 0
    for at, char in enumerate(line):
        piece = _ESCAPES.get(char, char)
        left = max_chars - size - len(piece)
        if left < 0 or (left == 0 and (at + 1 < len(line) or len(head) < len(text))):
            return _end("".join(out), max_chars)
        out.append(piece)
        size += len(piece)
    return _end("".join(out), max_chars) if len(head) < len(text) else "".join(out)


def quote_attribute(text: str, max_chars: int) -> str:
    """Return `text` as by `quote`, safe between double quotes in our opening tag: no quotes, no equal signs."""
    return quote(text.translate({34: "'", 61: "꞊", 96: "'"}), max_chars)


def as_data(value: object) -> object:
    """Return a JSON value whose strings are safe in a tool's result: what is unseen taken out, tags and turns opened.

    Lines stay lines, and code stays as it is written: only a `<` is escaped that begins what a client or a model may
    read as a sign of its own. That are the names known (`</trailnote>`, `<|im_start|>`), every name with a hyphen, as
    clients make them up (`<system-reminder>`), and every name with a letter that could pass for another. Keys are
    treated as values are.
    """
    if isinstance(value, str):
        return _data(value)
    if isinstance(value, dict):
        return {as_data(name): as_data(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [as_data(item) for item in value]
    return value


def _data(text: str) -> str:
    if not text.isascii() or not text.replace("\n", "").replace("\t", "").isprintable():
        text = seen(text)
    elif ":" not in text and "<" not in text and "#" not in text and "[" not in text:
        return text  # no tag and no turn is without one of these
    text = _turns_quoted(text)
    if not any(sign in text for sign in _OPENING):
        return text
    global _tag
    if _tag is None:
        import re

        _tag = re.compile(_TAG, re.IGNORECASE)
    return _tag.sub("&lt;", text)


def seen(text: str) -> str:
    """Return `text` of several lines without what a terminal obeys or nobody sees; look-alikes stay as they are."""
    text = text.replace("\r\n", "\n")
    if "\x1b" in text or "\x9b" in text:
        text = _without_escapes(text)
    return "".join([_seen(char) for char in text])


def _seen(char: str) -> str:
    """Return what stands for one character of a text of several lines."""
    if char == "\t":
        return char
    if char == "\x1f":  # a space to Python, a control character to everybody else
        return " "
    return "\n" if char in _BREAKS else _visible(char) and char


def one_line(text: str) -> str:
    """Return `text` on one line without unseen characters, brackets unified, turns in quotes; not yet escaped."""
    if "\x1b" in text or "\x9b" in text:
        text = _without_escapes(text)
    if not text.isascii() or not text.isprintable():
        text = "".join([_visible(char) for char in text])
    if ":" in text or "#" in text or "[" in text or "`" in text:
        text = _defang(text)
    if "\n" in text:
        lines = [" ".join(line.split()) for line in text.split("\n")]
        return BREAK.join([line for line in lines if line])
    return " ".join(text.split()) if "  " in text or text[:1] == " " or text[-1:] == " " else text


def _end(shown: str, max_chars: int) -> str:
    """Return what fits before an ellipsis, an entity never cut."""
    while len(shown) > max_chars - 1:
        shown = shown[: shown.rindex("&")] if shown.endswith(";") and "&" in shown[-5:] else shown[:-1]
    return shown.rstrip() + ELLIPSIS


def _visible(char: str) -> str:
    """Return what stands for one character: itself, a plain form, a break, a space, or nothing."""
    if char in _BREAKS:
        return "\n"
    if char in _LOOK_ALIKES:
        return _LOOK_ALIKES[char]
    if char.isprintable():
        code = ord(char)
        # unseen though printable: joiners, fillers, variation selectors, blanks
        if code > 0x2FF and (0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF or code in _UNSEEN):
            return ""
        if 0xFF01 <= code <= 0xFF5E:  # fullwidth forms of ASCII
            return chr(code - 0xFEE0)
        if 0x1D400 <= code <= 0x1D6A3:  # letters in bold, italic, script and so on
            at = (code - 0x1D400) % 52
            return chr(at + 65) if at < 26 else chr(at + 71)
        if 0x1D7CE <= code <= 0x1D7FF:
            return chr((code - 0x1D7CE) % 10 + 48)
        return char
    return " " if char.isspace() else ""


_UNSEEN = frozenset((0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B, 0x180C, 0x180D, 0x180F, 0x2800, 0x3164, 0xFFA0))


def _without_escapes(text: str) -> str:
    global _ansi
    if _ansi is None:
        import re

        # CSI … final, OSC/DCS/PM/APC … terminator, two-character sequences; ECMA-48
        _ansi = re.compile(
            r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|\x1b[\]PX^_][^\x07\x1b\x9c\n]*(?:\x07|\x1b\\|\x9c)?|\x1b[ -/]*[0-~]?"
        )
    return _ansi.sub("", text)


def _defang(text: str) -> str:
    """Return `text` with what reads as the head of a turn put in quotes, and brackets of chat templates opened."""
    if "```" in text:
        text = text.replace("```", "'''")
    if "![" in text:
        text = text.replace("![", "! [")
    return _turns_quoted(text)


def _turns_quoted(text: str) -> str:
    global _turn
    low = text.lower()
    if not any(role in low for role in _ROLES) and "inst" not in low and "#" not in text and "sys" not in low:
        return text
    if _turn is None:
        import re

        roles = "|".join(_ROLES)
        start = r"(?:(?<=\n)|(?<=\\n)|^)"  # of a line, behind an escaped line break too
        other = r"instructions?|response|end of|begin"
        what = r"(?:message|turn|prompt|input|instructions?)"
        _turn = re.compile(
            rf"(?P<inst>\[\s*+(?P<slash>/?)\s*+(?P<name>INST|SYS|{roles})\s*\])"
            rf"|(?P<turn>{start}(?:[^\S\n]|[>*#_\-\"'`(\[])*+(?:{roles})(?![^\W_])[^\S\n]*+[*_\])]*+(?:\s?{what})?\s*:)"
            rf"|(?P<head>{start}[^\S\n]*+\#{{1,6}}[^\S\n]*+(?:new\s+)?(?:{roles}|{other})\b[^\n]{{0,40}})"
            r"|(?P<caps>(?-i:\b(?:SYSTEM|USER|ASSISTANT|HUMAN|DEVELOPER)\s?:))",
            re.IGNORECASE,
        )
    return _turn.sub(_quoted, text)


def _quoted(match: re.Match[str]) -> str:
    if match["inst"]:
        return f"[ {match['slash']} {match['name']} ]"
    words = match[0].strip()
    return f"{match[0][: len(match[0]) - len(match[0].lstrip())]}“{words}”"
