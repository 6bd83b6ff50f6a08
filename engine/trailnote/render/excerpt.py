"""The one sentence of a longer text that tells most: what a note shows beside its title."""

from __future__ import annotations

import re

_TRAILERS = (
    "signed-off-by:", "co-authored-by:", "reviewed-by:", "acked-by:", "tested-by:", "reported-by:", "suggested-by:",
    "change-id:", "cc:", "approved-by:", "git-svn-id:",
)  # fmt: skip
_MOST_TEXT = 8_000  # characters looked at: a body's point stands near its beginning
_REFERENCE = r"(?:https?://\S+|[\w./-]*#\d+|[A-Z][A-Z\d]+-\d+|\b[0-9a-f]{7,40}\b)"
_KIND = r"^[a-z]{2,10}(?:\([^)]*\))?!?: "  # of a conventional commit: `feat(cart): `
_HEADING = r"#+(?: .*)?|\*\*[^*]*\*\*:?|__[^_]*__:?"
_POINT = r"(?:[-*+]|\d{1,2}[.)]) (?:\[[ xX]\] )?"
_LEADS = (
    " a also and close closed closes commit fix fixed fixes follow follow-up followup for from gh in issue of on part"
    " pr pull ref refs reference references related request resolve resolved resolves revert reverts see should the"
    " this ticket to up "
)


def telling_sentence(text: str, limit: int, *, title: str = "") -> str:
    """Return the first sentence of `text` that says something by itself, on one line; "" when there is none.

    Passed over are what repeats `title`, comments and headings of a template, code in fences, trailers that name
    people, sentences that only point elsewhere (`Fixes #12.`, an address) and those that announce what follows (`For
    example:`), unless no other is there. A sentence longer than `limit` characters comes with its whole paragraph, for
    the reader to cut.
    """
    second, known = "", _said(title)
    for paragraph in _paragraphs(text[:_MOST_TEXT]):
        for sentence in _sentences(paragraph):
            if _points_elsewhere(sentence) or not _said(sentence) - known:
                continue
            if not sentence.endswith(":"):
                return sentence if len(sentence) < limit else paragraph[paragraph.find(sentence) :]
            second = second or sentence
    return second


def _paragraphs(text: str) -> list[str]:
    if "<!--" in text:
        text = re.sub(r"<!--.*?(?:-->|\Z)", "", text, flags=re.DOTALL)
    found: list[list[str]] = [[]]
    fence = ""
    for line in text.splitlines():
        bare = line.strip()
        if fence or bare.startswith(("```", "~~~")):
            fence = "" if fence and bare.startswith(fence) else fence or bare[:3]
        elif bare.lower().startswith(_TRAILERS):
            continue
        elif not bare.strip("-=*_ ") or bare.startswith("|") or re.fullmatch(_HEADING, bare):
            found.append([])
        elif point := re.match(_POINT, bare):
            found.append([bare[point.end() :]])
        else:
            found[-1].append(bare)
    return [" ".join(lines) for lines in found if lines]


def _sentences(paragraph: str) -> list[str]:
    ends = r"(?<=[^\W\d_]{2}[.!?])\s+(?=\S)|(?<=[)`\"'\d][.!?])\s+(?=[A-Z])"
    return [part for part in re.split(ends, paragraph) if part]


def _points_elsewhere(sentence: str) -> bool:
    rest = re.sub(_REFERENCE, " ", sentence)
    words = [word for word in re.findall(r"[^\W_][\w'-]*", rest.lower()) if f" {word} " not in _LEADS]
    return len(words) < (2 if rest != sentence else 1)


def _said(text: str) -> set[str]:
    """Return the words of a text but its references and its kind of change, in lower case without an ending -s."""
    plain = re.sub(_REFERENCE, " ", re.sub(_KIND, "", text))
    return {word.lower().rstrip("s") for word in re.findall(r"[^\W_]+", plain)}
