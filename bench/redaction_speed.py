"""Measure what redaction costs: `python bench/redaction_speed.py [FILE ...]`.

Prints the start-up cost in a fresh interpreter beyond `import re`, the time for each FILE (text without secrets; the
standard library's sources when none is given) as a multiple of one pass of `re.findall(r"\\S+", text)`, and the slowest
of a set of hostile texts of one mebibyte.
"""

from __future__ import annotations

import glob
import os
import re
import subprocess
import sys
import sysconfig
import time

ENGINE = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "engine")
sys.path.insert(0, ENGINE)

from trailnote.capture.redact import redact  # noqa: E402  the path comes first

MEBIBYTE = 1 << 20
PAYLOAD = "$ pytest -q tests/test_auth.py\nFF..  [100%]\nE  assert client.get('/login').status_code == 200\n" * 20
COLD = (
    "import re, sys, time\n"
    "text = sys.stdin.read()\n"
    "a = time.process_time()\n"
    "from trailnote.capture.redact import redact\n"
    "assert redact(text) == text\n"
    "print((time.process_time() - a) * 1000)\n"
)
HOSTILE = (
    "password=", '"token",', "key=a&", "://a:b@", "eyJhbGci.", "token%3D", "1 as the password ", "a:b@tcp(",
    "echo x | ", "Cookie: a=b; ", "a,password\n", "mnemonic ", "İpassword=", "<private>a</private>",
    "-----END PRIVATE" + " KEY-----\n",
)  # fmt: skip


def best(text: str, *, turns: int = 7) -> tuple[float, float]:
    """Return the least processor time in seconds for redacting `text` and for one pass of findall over it."""
    ours = theirs = 9e9
    for _ in range(turns):
        begin = time.process_time()
        redact(text)
        ours = min(ours, time.process_time() - begin)
        begin = time.process_time()
        re.findall(r"\S+", text)
        theirs = min(theirs, time.process_time() - begin)
    return ours, theirs


def main() -> None:
    """Print the three measurements."""
    environment = {**os.environ, "PYTHONPATH": sys.path[0]}
    command = [sys.executable, "-c", COLD]
    runs = []
    for _ in range(15):
        done = subprocess.run(
            command, input=PAYLOAD[:2048], env=environment, capture_output=True, text=True, check=True
        )
        runs.append(float(done.stdout))
    print(f"first call on 2 KB with its imports: {min(runs):.2f} ms at best, {sorted(runs)[7]:.2f} ms in the middle")
    files = sys.argv[1:] or [os.path.join(sysconfig.get_path("stdlib"), "*.py")]
    for pattern in files:
        parts = []
        for path in sorted(glob.glob(pattern)):
            with open(path, encoding="utf-8", errors="replace") as source:
                parts.append(source.read())
        text = "".join(parts)[:MEBIBYTE]
        ours, theirs = best(text)
        print(f"{pattern}: {len(text)} characters, {ours * 1000:.1f} ms, {ours / theirs:.1f} times findall")
    slowest = (0.0, "")
    for unit in HOSTILE:
        begin = time.process_time()
        redact((unit * (MEBIBYTE // len(unit) + 1))[:MEBIBYTE])
        slowest = max(slowest, (time.process_time() - begin, unit))
    print(f"slowest hostile mebibyte: {slowest[0]:.1f} s, of {slowest[1]!r}")


if __name__ == "__main__":
    main()
