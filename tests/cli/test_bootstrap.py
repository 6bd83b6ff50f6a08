"""`trailnote bootstrap` as a person types it."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.cli.conftest import Typed


def test_it_says_what_it_learned_and_the_second_time_that_nothing_is_new(repo: Path, typed: Typed) -> None:
    (repo / "shop.py").write_text("VAT = 19\n", encoding="utf-8")
    for words in (["add", "-A"], ["commit", "-qm", "Charge VAT"]):
        subprocess.run(["git", *words], cwd=repo, check=True)
    words = ["git", "-C", str(repo), "rev-list", "--count", "HEAD"]
    count = subprocess.run(words, capture_output=True, text=True, check=True).stdout.strip()
    assert typed("bootstrap", "--repo", str(repo))[1].startswith(
        f"learned {count} commit{'s' if count != '1' else ''} of {count}\n"
    )
    code, out, _ = typed("bootstrap", "--repo", str(repo))
    assert code == 0 and out.startswith("no commit is new\n")
