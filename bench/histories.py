"""Make a commit-recall file out of a git repository, to measure recall on and to train the ranking with.

    python bench/histories.py REPOSITORY OUTPUT.jsonl.gz [--most 20000] [--queries 600]

REPOSITORY is a work tree or a bare one; nothing in it is changed. OUTPUT gets a line of `meta`, then the newest
`--most` commits as records, oldest first, then at most `--queries` queries spread over the last three quarters:

- record: id, time (s), subject, body, files, nfiles, symbols (identifiers of the changed lines, most frequent first),
  as the engine reads a commit;
- query: a commit that names one to three earlier ones, by hash or by the number of a pull request that stands at the
  end of a subject. `relevant` holds those, `gap` tells how many commits back the newest of them lies. `text` is the
  message without any trace of the names (hashes, numbers, links, quoted subjects, trailers), `subject` its first line,
  `strict` the text without the sentences that held a name. `kind` is revert, fixes-trailer, follow-up, regression or
  mention.

Releases, imports and cherry-picks name commits by the dozen or twice over: who names more than three, or only in the
line that a cherry-pick leaves, asks nothing.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import re
import sys
from typing import TYPE_CHECKING, Any

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "engine"))

from trailnote.distill import history

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MAX_BODY = 6000
_MOST_NAMED = 3
_LEAST_TEXT, _LEAST_STRICT = 50, 20  # characters; less says nothing that could be found
_TAKEN_FOR_HISTORY = 4  # the first quarter of the commits asks nothing: there is too little before it
_HABIT = 0.1  # of the subjects end with a number where commits are known by it
_SAME_NAME = 8  # a subject as short as this stands in a message by chance

_HASH = re.compile(r"\b(?=[0-9a-f]*[0-9])[0-9a-f]{7,40}\b")
_REQUEST = re.compile(r"(?:#|/pull/|/pulls/|!)(\d+)\b")
_OWN_REQUEST = re.compile(r"\(#(\d+)\)\s*$")
_LINK = re.compile(r"https?://\S+")
_NUMBER = re.compile(r"(?:[\w.-]+/[\w.-]+)?#\d+\b")
_TRAILER = re.compile(r"(?:[A-Z][\w]*(?:-[\w]+)*-by|[A-Z][\w]+-[\w-]+|Fixes|Closes|Cc|Refs?|Bug|Updates|Link): .*")
_CLOSING = re.compile(r"(?i)(?:fix(?:es|ed)?|close[sd]?|resolve[sd]?|updates?|for|see)[: ]?\s*\W*")
_PICKED = re.compile(r"\(cherry[ -]picked from .*?\)", re.DOTALL)
_REVERTS = re.compile(r"This (?:partially )?reverts commit\b")
_FIXES = re.compile(r"(?m)^Fixes: (?:commit )?[0-9a-f]{7,40}\b")
_FOLLOW_UP = re.compile(r"(?i)\bfollow[ -]?(?:up|s)\b")
_REGRESSION = re.compile(
    r"(?i)\b(?:regress\w*|broke\w*|breaks|since|introduced|caused|accidental\w*|forgot\w*|missed|after)\b"
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z(\"'`*#-])|\n\s*\n|\n(?=\s*[*-] )")


def records(repository: str, *, most: int) -> list[dict[str, Any]]:
    """Return the newest `most` commits that HEAD leads to, merges left out, oldest first."""
    found = [
        {
            "id": commit.id,
            "time": commit.committed_s,
            "subject": commit.subject,
            "body": commit.body[:MAX_BODY],
            "files": sorted({path for change in commit.files for path in (change.path, change.old_path) if path}),
            "nfiles": commit.file_count,
            "symbols": list(commit.symbols),
        }
        for commit in history.walk(repository, ["--no-merges", f"--max-count={most}", "HEAD"])
    ]
    found.reverse()  # git tells the newest first; of one second the order of making stays
    return sorted(found, key=lambda record: record["time"])


def queries(commits: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return a query for each of `commits` that names one to three earlier ones."""
    by_start: dict[str, list[int]] = {}
    by_request: dict[str, int] = {}
    for i, commit in enumerate(commits):
        by_start.setdefault(commit["id"][:7], []).append(i)
        own = _OWN_REQUEST.search(commit["subject"])
        if own:
            by_request.setdefault(own.group(1), i)
    if len(by_request) < len(commits) * _HABIT:
        by_request = {}  # here and there a subject came from elsewhere with a number that means another thing
    found = []
    for i in range(len(commits) // _TAKEN_FOR_HISTORY, len(commits)):
        commit = commits[i]
        message = _PICKED.sub("", f"{commit['subject']}\n{commit['body']}")
        named = [j for j in _named(message, commits, by_start, by_request) if j != i]
        if not 1 <= len(named) <= _MOST_NAMED or not commit["files"]:
            continue
        if any(commits[j]["time"] >= commit["time"] for j in named):
            continue
        query = _query(commit, message, [commits[j] for j in named])
        if len(query["text"]) >= _LEAST_TEXT and len(query["strict"]) >= _LEAST_STRICT:
            found.append({**query, "relevant": [commits[j]["id"] for j in named], "gap": i - max(named)})
    return found


def _named(
    message: str, commits: Sequence[dict[str, Any]], by_start: dict[str, list[int]], by_request: dict[str, int]
) -> list[int]:
    """Return the positions of the commits that a message names, each once, ascending."""
    wanted: set[int] = set()
    for name in _HASH.findall(message):
        same = [j for j in by_start.get(name[:7], ()) if commits[j]["id"].startswith(name)]
        wanted.update(same if len(same) == 1 else ())
    own = _OWN_REQUEST.search(message.partition("\n")[0])
    for number in _REQUEST.findall(message):
        if number in by_request and not (own and own.group(1) == number):
            wanted.add(by_request[number])
    return sorted(wanted)


def _query(commit: dict[str, Any], message: str, named: Sequence[dict[str, Any]]) -> dict[str, Any]:
    subjects = [re.sub(r"\s*\(#\d+\)\s*$", "", other["subject"]) for other in named]
    subject, _, body = message.partition("\n")
    parts = [part for part in _SENTENCE.split(body) if part]
    plain = [part for part in parts if not _names(part, named, subjects)]
    head = _without_names(subject, subjects)
    return {
        "id": commit["id"],
        "time": commit["time"],
        "kind": _kind(message),
        "subject": head,
        "text": _joined(head, _without_names(body, subjects)),
        "strict": _joined(head, _without_names("\n".join(plain), subjects)),
        "files": commit["files"],
    }


def _names(part: str, named: Sequence[dict[str, Any]], subjects: Sequence[str]) -> bool:
    """Return whether a sentence holds a hash, a number or the subject of one of `named`."""
    if any(other["id"].startswith(name) for name in _HASH.findall(part) for other in named):
        return True
    numbers = {own.group(1) for other in named if (own := _OWN_REQUEST.search(other["subject"]))}
    if not numbers.isdisjoint(_REQUEST.findall(part)):
        return True
    flat = " ".join(part.split())
    return any(len(subject) > _SAME_NAME and subject in flat for subject in subjects)


def _without_names(text: str, subjects: Iterable[str]) -> str:
    """Return `text` without trailers, links, hashes, numbers of requests and any of `subjects`, quoted or not."""
    text = "\n".join(line for line in text.split("\n") if not _TRAILER.fullmatch(line.strip()))
    text = _REVERTS.sub("", text)
    for subject in subjects:
        if len(subject) > _SAME_NAME:
            spaced = r"\s+".join(re.escape(word) for word in subject.split())
            text = re.sub(rf'(?:Revert\s+)?\(?["\'`]?{spaced}["\'`]?\)?', " ", text)
    text = _NUMBER.sub(" ", _HASH.sub(" ", _LINK.sub(" ", text)))
    lines = (re.sub(r"[ \t]+", " ", line).rstrip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line and not _CLOSING.fullmatch(line.strip()))


def _joined(head: str, body: str) -> str:
    return "\n".join(part for part in (head, body) if part).strip()


def _kind(message: str) -> str:
    """Return how a message speaks of the commit that it names."""
    if _REVERTS.search(message):
        return "revert"
    if _FIXES.search(message):
        return "fixes-trailer"
    if _FOLLOW_UP.search(message):
        return "follow-up"
    return "regression" if _REGRESSION.search(message) else "mention"


def main() -> None:
    """Read the repository and write the file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("repository")
    parser.add_argument("output")
    parser.add_argument("--most", type=int, default=20_000)
    parser.add_argument("--queries", type=int, default=600)
    options = parser.parse_args()
    commits = records(options.repository, most=options.most)
    eligible = queries(commits)
    step = max(1.0, len(eligible) / options.queries)
    asked = [eligible[int(k * step)] for k in range(int(len(eligible) / step))]
    meta = {"repo": options.repository, "corpus": len(commits), "queries": len(asked), "eligible": len(eligible)}
    with gzip.open(options.output, "wt", encoding="utf-8") as out:
        out.write(json.dumps({"type": "meta", **meta}) + "\n")
        for kind, values in (("record", commits), ("query", asked)):
            out.writelines(json.dumps({"type": kind, **value}) + "\n" for value in values)
    print(json.dumps(meta))


if __name__ == "__main__":
    main()
