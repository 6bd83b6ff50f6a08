"""The counts and the names that test runners print: passed, failed, errors, skipped, and which tests failed."""

from __future__ import annotations

from trailnote.distill.signatures.patterns import compiled

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Iterable

MAX_NAMES = 20
_WORDS = {
    "passed": "passed", "pass": "passed", "passing": "passed", "ok": "passed", "successful": "passed",
    "xpassed": "passed", "failed": "failed", "fail": "failed", "failing": "failed", "failure": "failed",
    "failures": "failed", "error": "errors", "errors": "errors", "skipped": "skipped", "skip": "skipped",
    "skips": "skipped", "skipping": "skipped", "pending": "skipped", "ignored": "skipped", "todo": "skipped",
    "xfailed": "skipped", "disabled": "skipped", "cancelled": "errors", "incomplete": "skipped",
}  # fmt: skip


def _search(pattern: str, text: str) -> re.Match[str] | None:
    return compiled(pattern).search(text)


def _all(pattern: str, text: str) -> list[tuple[str, ...]]:
    return [match.groups("") for match in compiled(pattern).finditer(text)]


def _worded(line: str) -> dict[str, int]:
    """Read `2 failed, 3 passed | 1 skipped (6)` in either order of number and word."""
    counts: dict[str, int] = {}
    for number, word in _all(r"(\d+) ([a-z]+)", line):
        if word in _WORDS:
            counts[_WORDS[word]] = counts.get(_WORDS[word], 0) + int(number)
    return counts


def _named(pairs: Iterable[tuple[str, ...]]) -> dict[str, int]:
    """Read `Failures: 1` pairs."""
    counts: dict[str, int] = {}
    for word, number, *_ in pairs:
        key = _WORDS.get(word.lower())
        if key:
            counts[key] = counts.get(key, 0) + int(number)
    return counts


def _with_passed(counts: dict[str, int], total: int) -> dict[str, int]:
    """Add what a runner leaves to the reader: the passed ones are the rest of the total."""
    rest = total - sum(counts.values())
    return {"passed": max(rest, 0), **counts}


def _pytest(text: str) -> dict[str, int]:
    lines = [
        line
        for line in text.split("\n")
        if " in " in line
        and line.rstrip("= ").endswith(("s", ")"))
        and _search(r"\d+ (?:passed|failed|error|skipped|xfailed|deselected)", line)
    ]
    return _worded(lines[-1].rpartition(" in ")[0]) if lines else {}


def _unittest(text: str) -> dict[str, int]:
    ran = _search(r"^Ran (\d+) tests? in ", text)
    if ran is None:
        return {}
    detail = _search(r"^(?:FAILED|OK)(?: \((.*)\))?$", text[ran.start() :])
    pairs = [part.partition("=")[::2] for part in (detail.group(1) or "").split(", ")] if detail else []
    counts = _named(
        (name.replace("expected failures", "xfailed"), number) for name, number in pairs if number.isdigit()
    )
    return _with_passed(counts, int(ran.group(1)))


def _go(text: str) -> dict[str, int]:
    marks = [mark for mark, _ in _all(r"^--- (PASS|FAIL|SKIP): (\S+)", text)]
    if not marks:
        return {}
    return {"passed": marks.count("PASS"), "failed": marks.count("FAIL"), "skipped": marks.count("SKIP")}


def _cargo(text: str) -> dict[str, int]:
    counts: dict[str, int] = {}
    for (line,) in _all(r"^test result: \w+\. (.*?); \d+ measured", text):
        for key, number in _worded(line).items():
            counts[key] = counts.get(key, 0) + number
    return counts


def _jest(text: str) -> dict[str, int]:
    found = _all(r"^\s*Tests:?\s+((?:\d+ \w+[ ,|]*)+)", text)
    return _worded(found[-1][0].replace("total", "")) if found else {}


def _mocha(text: str) -> dict[str, int]:
    if not _search(r"^\s*\d+ passing", text):
        return {}
    return _named((word, number) for number, word in _all(r"^\s*(\d+) (passing|failing|pending)\b", text))


def _node(text: str) -> dict[str, int]:
    return _named(_all(r"^(?:#|ℹ) (pass|fail|skipped|todo|cancelled) (\d+)$", text))


def _rspec(text: str) -> dict[str, int]:
    found = _all(r"^(\d+) examples?, (\d+) failures?(?:, (\d+) pending)?(?:, (\d+) errors? occurred)?", text)
    if not found:
        return {}
    total, failed, pending, errors = found[-1]
    return _with_passed(
        {"failed": int(failed), "skipped": int(pending or 0), **({"errors": int(errors)} if errors else {})}, int(total)
    )


def _surefire(text: str) -> dict[str, int]:
    found = _all(r"Tests run: (\d+), Failures: (\d+), Errors: (\d+)(?:, Skipped: (\d+))?(,? ?Time elapsed)?", text)
    totals = [numbers for numbers in found if not numbers[4]] or found
    if not totals:
        return {}
    total, failed, errors, skipped = totals[-1][:4]
    return _with_passed({"failed": int(failed), "errors": int(errors), "skipped": int(skipped or 0)}, int(total))


def _gradle(text: str) -> dict[str, int]:
    found = _search(r"^(\d+) tests? completed(.*)$", text)
    return _with_passed(_worded(found.group(2)), int(found.group(1))) if found else {}


def _junit(text: str) -> dict[str, int]:
    return _named((word, number) for number, word in _all(r"^\[\s*(\d+) tests (successful|failed|skipped)\s*\]", text))


def _ctest(text: str) -> dict[str, int]:
    found = _search(r"^\d+% tests passed, (\d+) tests failed out of (\d+)", text)
    return _with_passed({"failed": int(found.group(1))}, int(found.group(2))) if found else {}


def _phpunit(text: str) -> dict[str, int]:
    fine = _search(r"^OK \((\d+) tests?, \d+ assertions?\)", text)
    if fine:
        return {"passed": int(fine.group(1))}
    found = _search(r"^Tests: (\d+), Assertions: \d+(.*)\.", text)
    return _with_passed(_named(_all(r"(\w+): (\d+)", found.group(2))), int(found.group(1))) if found else {}


def _dotnet(text: str) -> dict[str, int]:
    found = _all(r"^(?:Passed|Failed)!\s+- Failed:\s*(\d+), Passed:\s*(\d+), Skipped:\s*(\d+)", text)
    if found:
        return {key: sum(int(row[at]) for row in found) for at, key in ((1, "passed"), (0, "failed"), (2, "skipped"))}
    if _search(r"^Total tests: \d+", text):
        return _named(_all(r"^\s+(Passed|Failed|Skipped): (\d+)", text))
    return {}


def _minitest(text: str) -> dict[str, int]:
    found = _search(r"^(\d+) (?:runs|tests), \d+ assertions, (.*)$", text)
    return _with_passed(_worded(found.group(2)), int(found.group(1))) if found else {}


def _others(text: str) -> dict[str, int]:
    """Read bun (` 3 pass`), playwright (`  1 failed`), deno (`ok | 3 passed`) and ExUnit (`3 tests, 1 failure`)."""
    line = _search(r"^(?:ok|FAILED) \| (.*\d+ (?:passed|failed).*)$", text)
    if line:
        return _worded(line.group(1))
    line = _search(r"^(\d+) (?:tests|doctests|properties).*?, (\d+) failures?(?:.*?(\d+) (?:skipped|excluded))?", text)
    if line:
        return _with_passed({"failed": int(line.group(2)), "skipped": int(line.group(3) or 0)}, int(line.group(1)))
    return _named(
        (word, number) for number, word in _all(r"^ {1,2}(\d+) (pass|fail|skip|passed|failed|skipped)\b", text)
    )


_READERS = (
    (" in ", _pytest), ("Ran ", _unittest), ("--- ", _go), ("test result: ", _cargo), ("Tests", _jest),
    (" passing", _mocha), ("pass ", _node), (" example", _rspec), ("Tests run: ", _surefire), ("completed", _gradle),
    ("tests successful", _junit), ("% tests passed", _ctest), ("assertion", _phpunit), ("Assertions: ", _phpunit),
    ("Failed:", _dotnet), ("Total tests:", _dotnet), ("assertions, ", _minitest),
)  # fmt: skip


def read_counts(text: str) -> dict[str, int]:
    """Return the counts that a test runner printed, of `passed`, `failed`, `errors`, `skipped`; {} when none did."""
    for trigger, reader in _READERS:
        if trigger in text:
            counts = reader(text)
            if any(counts.values()):
                return {key: number for key, number in counts.items() if number or key in ("passed", "failed")}
    return {key: number for key, number in _others(text).items() if number or key in ("passed", "failed")}


_NAMES = (
    ("FAILED ", r"^(?:FAILED|ERROR) (\S+::[^\n]*?|\S+\.py)(?: - .*)?$"),
    ("FAIL: ", r"^(?:FAIL|ERROR): (\w+ \([\w.]+\))"), ("ERROR ", r"^ERROR (\S+::[^\n]*?|\S+\.py)(?: - .*)?$"),
    ("--- FAIL: ", r"^\s*--- FAIL: (\S+)"), (" ... FAILED", r"^test (\S+) \.\.\. FAILED"),
    ("● ", r"^  ● (.+ › .+|[^›\n]+)$"), ("FAIL ", r"^ ?\s*FAIL\s+(\S+ > .+)$"), ("rspec ./", r"^rspec (\./\S+)"),
    ("not ok ", r"^\s*not ok \d+ - (.+)$"), ("[ERROR] ", r"^\[ERROR\]\s+(\w+\.\w+):\d+"),
    ("(Failed)", r"^\s+\d+ - (\S+) \(Failed\)"), (") ", r"^\d+\) ([\w\\]+::\w+)"),
    ("  Failed ", r"^  Failed (\S+) \["), (" FAILED", r"^(\w+(?:\.\w+)* > .+) FAILED$"),
    ("✖ ", r"^✖ (.+?) \([\d.]+ms\)$"), ("✕ ", r"^\s+✕ (.+?)(?: \(\d+ m?s\))?$"),
)  # fmt: skip


def read_failing(text: str) -> tuple[str, ...]:
    """Return the names of the failing tests as the runner prints them, each once, at most 20."""
    for trigger, pattern in _NAMES:
        if trigger in text:
            names = dict.fromkeys(groups[0].strip() for groups in _all(pattern, text))
            if names:
                return tuple(names)[:MAX_NAMES]
    return ()
