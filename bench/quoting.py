"""Check that quoted text cannot leave the context block: `python bench/quoting.py POISON.jsonl [--show N]`.

Each line of the file is an object with `text`, `marker` (found in the text), and, for harmless texts, `must_read`
(pieces that a reader of the block must still find, once entities are resolved). Prints the items that fail a check.
"""

from __future__ import annotations

import argparse
import collections
import html
import json
import os
import re
import sys
import unicodedata

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "engine"))

from trailnote.render.quoting import quote

LIMIT = 600
TURN = re.compile(
    r"(?:^|⏎)\s*(?:human|assistant|user|system)\s*:|<\|im_|\[/?INST\]|(?:^|⏎)\s*#{1,6}\s*(?:user|system|assistant)",
    re.I,
)


def faults(text: str, marker: str, must_read: list[str]) -> list[str]:
    """Return the names of the checks that the block around the quoted text fails."""
    shown = quote(text, LIMIT)
    block = f'<trailnote project="shop">\n· {shown}\n</trailnote>'
    found = []
    if len(re.findall(r"<\s*trailnote", block, re.I)) != 1 or len(re.findall(r"<\s*/\s*trailnote", block, re.I)) != 1:
        found.append("tags")
    if "<" in shown or ">" in shown or "\n" in shown or "\r" in shown:
        found.append("brackets or lines")
    if any(unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") for char in shown):
        found.append("unseen characters")
    if TURN.search(shown):
        found.append("turn")
    if len(shown) > LIMIT:
        found.append("length")
    hidden = "\x1b" in text  # what an escape sequence swallows is left out with it
    if len(text) < LIMIT // 2 and marker in text and marker not in shown and not hidden:
        found.append("marker lost")
    plain = html.unescape(shown)
    if any(piece not in plain for piece in must_read):
        found.append("unreadable")
    return found


def main() -> int:
    """Print how many items pass each check."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file")
    parser.add_argument("--show", type=int, default=10)
    options = parser.parse_args()
    failed: collections.Counter[str] = collections.Counter()
    total = clean = 0
    with open(options.file, encoding="utf-8") as lines:
        for line in lines:
            item = json.loads(line)
            total += 1
            found = faults(item["text"], item["marker"], item.get("must_read", []))
            clean += not found
            failed.update(found)
            if found and options.show > 0:
                options.show -= 1
                print(item["id"], found, repr(item["text"][:120]), "->", repr(quote(item["text"], LIMIT)[:160]))
    print(f"{clean} of {total} items stay inside and readable")
    for name, count in failed.most_common():
        print(f"  {name}: {count}")
    return 0 if clean == total else 1


if __name__ == "__main__":
    sys.exit(main())
