"""Measure what redaction costs: `python bench/redaction_speed.py [FILE ...]`.

Prints the start-up cost in a fresh interpreter beyond `import re`, the time for each FILE (text without secrets; the
standard library's sources and made texts of many kinds when none is given) as a multiple of one pass of
`re.findall(r"\\S+", text)`, and of a set of hostile texts the slowest mebibyte and the one whose time for a character
grows most from 64 KiB to a mebibyte.
"""

from __future__ import annotations

import base64
import glob
import os
import random
import re
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable

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
    "-----END PRIVATE" + " KEY-----\n", "-----BEGIN ", "a", "=", "\\", '"', "<", "\n", "key=", "$", "x@", "user a/ ",
)  # fmt: skip
_CHANCE = random.Random(1)


def _digits(count: int) -> str:
    return _CHANCE.randbytes(count).hex()


def _coded(count: int) -> str:
    return base64.b64encode(_CHANCE.randbytes(count)).decode()


# a line of each kind of text, from its number
LINES: dict[str, Callable[[int], str]] = {
    "access log": lambda n: (
        f"2026-01-{n % 28 + 1:02}T10:00:00Z INFO req={_digits(16)} user={n} status=200 /v1/orders/{n}"
    ),
    "test run": lambda n: f"tests/test_{n % 40}.py::TestLogin::test_reads_{n} PASSED   [ {n % 100}%]",
    "build log": lambda n: f"[{n % 900}/900] /usr/bin/c++ -O2 -Ilib{n} -o CMakeFiles/a.dir/f{n}.o -c ../src/f{n}.cc",
    "stack trace": lambda n: f'  File "/usr/lib/python3/pkg{n % 9}/mod_{n}.py", line {n}, in handle_{n}',
    "table of paths": lambda n: f"/usr/share/doc/package-{n % 700}/examples/part{n % 13}/file_{n}.html",
    "lock file": lambda n: f'"@scope/part-{n}@^1.{n % 9}.0":\n  resolved "https://example.org/p-{n}.tgz#{_digits(20)}"',
    "checksums": lambda n: f"{_digits(32)}  ./pkg/file{n}.tar.gz",
    "hex dump": lambda n: f"{n * 16:08x}: {' '.join(_digits(2) for _ in range(8))}  ................",
    "base64 lines": lambda n: _coded(n % 7 + 54),
    "numbers": lambda n: ",".join(str(_CHANCE.randrange(10**6)) for _ in range(n % 5 + 9)),
    "CJK": lambda n: f"函数返回值类型接口测试失败原因{n}" * 3,
    "very short lines": lambda n: "})"[: n % 3],
    "code of logins": lambda n: f"    token_{n % 50} = self.get_token(session, key=name_{n % 70}, password=None)",
}


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


def _seconds(unit: str, size: int) -> float:
    """Return the least processor time of two turns over `unit` repeated to `size` characters."""
    text = (unit * (size // len(unit) + 1))[:size]
    times = []
    for _ in range(2):
        begin = time.process_time()
        redact(text)
        times.append(time.process_time() - begin)
    return min(times)


def main() -> None:
    """Print what is measured."""
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
    for kind, line in LINES.items() if not sys.argv[1:] else ():
        text = "\n".join(line(n) for n in range(MEBIBYTE // len(line(1)) + 1))[:MEBIBYTE]
        ours, theirs = best(text, turns=3)
        print(f"{kind}: {ours * 1000:.1f} ms, {ours / theirs:.1f} times findall")
    slowest = growth = (0.0, "")
    for unit in HOSTILE:
        small, large = (_seconds(unit, size) for size in (MEBIBYTE >> 4, MEBIBYTE))
        slowest = max(slowest, (large, unit))
        growth = max(growth, (large / small / 16, unit))
    print(f"slowest hostile mebibyte: {slowest[0]:.1f} s, of {slowest[1]!r}")
    print(f"most growth for a character from 64 KiB to 1 MiB: {growth[0]:.1f} times, of {growth[1]!r}")


if __name__ == "__main__":
    main()
