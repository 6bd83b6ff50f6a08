"""How a command ended is read from its exit code where that is its own, else from the text, else not at all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trailnote.distill.command_form import exit_is_own, split
from trailnote.distill.outcome import FAILED, PASSED, canonical_command, read_outcome
from trailnote.model import INFERRED, OBSERVED, UNKNOWN

RECORDED = Path(__file__).resolve().parents[2] / "bench" / "failures"

TALLIES = [
    (
        "pytest",
        "==== 2 failed, 3 passed, 1 skipped, 4 warnings in 0.12s ====",
        {"passed": 3, "failed": 2, "skipped": 1},
    ),
    ("pytest -q", "FAILED tests/a.py::test_x - E\n1 failed, 1 error in 1.20s (0:00:01)", {"failed": 1, "errors": 1}),
    (
        "python -m unittest",
        "Ran 5 tests in 0.001s\n\nFAILED (failures=1, errors=2, skipped=1)",
        {"passed": 1, "failed": 1, "errors": 2, "skipped": 1},
    ),
    ("python -m unittest", "Ran 3 tests in 0.001s\n\nOK", {"passed": 3}),
    (
        "go test ./... -v",
        "--- PASS: TestA (0.00s)\n--- FAIL: TestB (0.00s)\n--- SKIP: TestC (0.00s)\nFAIL",
        {"passed": 1, "failed": 1, "skipped": 1},
    ),
    (
        "cargo test",
        "test result: ok. 2 passed; 0 failed; 0 ignored; 0 measured;\n"
        "test result: FAILED. 1 passed; 3 failed; 1 ignored; 0 measured;",
        {"passed": 3, "failed": 3, "skipped": 1},
    ),
    ("npx jest", "Tests:       1 failed, 2 skipped, 5 passed, 8 total", {"passed": 5, "failed": 1, "skipped": 2}),
    (
        "npx vitest run",
        " Test Files  1 failed | 2 passed (3)\n      Tests  1 failed | 3 passed (4)",
        {"passed": 3, "failed": 1},
    ),
    ("npx mocha", "  3 passing (12ms)\n  1 pending\n  2 failing\n", {"passed": 3, "failed": 2, "skipped": 1}),
    ("node --test", "# tests 3\n# pass 2\n# fail 1\n# skipped 0", {"passed": 2, "failed": 1}),
    ("bundle exec rspec", "5 examples, 2 failures, 1 pending", {"passed": 2, "failed": 2, "skipped": 1}),
    (
        "mvn test",
        "[ERROR] Tests run: 6, Failures: 1, Errors: 2, Skipped: 1, Time elapsed: 0.1 s\n"
        "[ERROR] Tests run: 7, Failures: 1, Errors: 2, Skipped: 1",
        {"passed": 3, "failed": 1, "errors": 2, "skipped": 1},
    ),
    ("./gradlew test", "5 tests completed, 1 failed, 1 skipped", {"passed": 3, "failed": 1, "skipped": 1}),
    ("ctest", "60% tests passed, 2 tests failed out of 5", {"passed": 3, "failed": 2}),
    (
        "vendor/bin/phpunit",
        "Tests: 5, Assertions: 7, Failures: 1, Errors: 1, Skipped: 1.",
        {"passed": 2, "failed": 1, "errors": 1, "skipped": 1},
    ),
    ("vendor/bin/phpunit", "OK (4 tests, 9 assertions)", {"passed": 4}),
    (
        "dotnet test",
        "Failed!  - Failed:     1, Passed:     4, Skipped:     2, Total:     7",
        {"passed": 4, "failed": 1, "skipped": 2},
    ),
    ("rake test", "5 runs, 7 assertions, 1 failures, 0 errors, 2 skips", {"passed": 2, "failed": 1, "skipped": 2}),
    ("npx playwright test", "  1 failed\n    [chromium] › a.spec.ts\n  3 passed (5s)", {"passed": 3, "failed": 1}),
]


@pytest.mark.parametrize(("command", "output", "counts"), TALLIES)
def test_each_runner_s_counts_are_read(command: str, output: str, counts: dict[str, int]) -> None:
    read = read_outcome(command, output, None)
    assert {name: number for name, number in read.tests.items() if number} == counts
    assert read.kind == "test"
    failed = bool(counts.get("failed") or counts.get("errors"))
    assert (read.outcome, read.label) == (FAILED if failed else PASSED, INFERRED)


@pytest.mark.parametrize(
    ("command", "output", "names"),
    [
        (
            "pytest",
            "FAILED tests/a.py::TestX::test_y[a b] - ValueError: x\n1 failed in 0.1s",
            ("tests/a.py::TestX::test_y[a b]",),
        ),
        (
            "python -m unittest",
            "FAIL: test_a (tests.t.A.test_a)\nRan 1 test in 0s\n\nFAILED (failures=1)",
            ("test_a (tests.t.A.test_a)",),
        ),
        ("go test", "--- FAIL: TestB (0.00s)\nFAIL", ("TestB",)),
        (
            "cargo test",
            "test tests::sum ... FAILED\ntest result: FAILED. 0 passed; 1 failed; 0 ignored; 0 measured;",
            ("tests::sum",),
        ),
        ("npx jest", "  ● cart › total\n\nTests:       1 failed, 1 total", ("cart › total",)),
        ("node --test", "not ok 1 - adds up\n# pass 0\n# fail 1", ("adds up",)),
    ],
)
def test_the_names_of_failing_tests_are_kept(command: str, output: str, names: tuple[str, ...]) -> None:
    assert read_outcome(command, output, 1).failing == names


def test_at_most_twenty_names_are_kept() -> None:
    output = "".join(f"FAILED tests/a.py::test_{n} - x\n" for n in range(50)) + "50 failed in 0.1s"
    assert len(read_outcome("pytest", output, 1).failing) == 20


@pytest.mark.parametrize(
    ("command", "code", "outcome", "label"),
    [
        ("pytest", 0, PASSED, OBSERVED),
        ("pytest", 1, FAILED, OBSERVED),
        ("cd shop && make", 2, FAILED, OBSERVED),
        ("pytest | tail -3", 0, UNKNOWN, UNKNOWN),
        ("pytest || true", 0, UNKNOWN, UNKNOWN),
        ("pytest; echo done", 0, UNKNOWN, UNKNOWN),
        ("pytest &", 0, UNKNOWN, UNKNOWN),
        ("set -o pipefail; pytest | tail -3", 0, PASSED, OBSERVED),
        ("pytest > log.txt 2>&1", 1, FAILED, OBSERVED),
        ("grep -q x a.txt", 1, UNKNOWN, UNKNOWN),
        ("grep -q x a.txt", 2, FAILED, OBSERVED),
        ("pytest", None, UNKNOWN, UNKNOWN),
    ],
)
def test_an_exit_code_is_believed_where_it_is_the_command_s_own(
    command: str, code: int | None, outcome: str, label: str
) -> None:
    read = read_outcome(command, "", code)
    assert (read.outcome, read.label) == (outcome, label)


@pytest.mark.parametrize(
    ("command", "output", "outcome"),
    [
        ("pytest -q | tail -1", "1 failed, 3 passed in 0.1s", FAILED),
        ("ruff check . | head", "All checks passed!", PASSED),
        (
            "python a.py",
            "Traceback (most recent call last):\n  File \"a.py\", line 1, in <module>\nKeyError: 'x'",
            FAILED,
        ),
        ("cat build.log", 'ERROR: it broke\nTraceback (most recent call last):\n  File "a"\nKeyError: 1', UNKNOWN),
        ("cat gone.txt", "cat: gone.txt: No such file or directory", FAILED),
        ("git log -3", "commit abc\n    fix: error: handled", UNKNOWN),
        ("helm ls", "bash: line 1: helm: command not found", FAILED),
        ("go test ./...", "ok  \tshop/cart\t0.1s", PASSED),
        ("make", "cc -c a.c\ncc -o app a.o", UNKNOWN),
        ("python train.py", "epoch 1 loss 0.3", UNKNOWN),
    ],
)
def test_without_an_exit_code_the_text_decides_or_nothing_is_claimed(command: str, output: str, outcome: str) -> None:
    read = read_outcome(command, output, None)
    assert (read.outcome, read.label) == (outcome, UNKNOWN if outcome == UNKNOWN else INFERRED)
    assert read.is_failure == (outcome == FAILED)


def test_no_recorded_failure_is_read_as_passed() -> None:
    rows = [json.loads(line) for line in (RECORDED / "own.jsonl").read_text(encoding="utf-8").splitlines()[::3]]
    read = [read_outcome(row["command"], row["output"], None).outcome for row in rows]
    assert PASSED not in read
    assert read.count(FAILED) > 0.8 * len(read)


@pytest.mark.parametrize(
    ("command", "kind"),
    [
        ("pytest", "test"),
        ("npm run test:unit", "test"),
        ("cargo test", "test"),
        ("make check", "test"),
        ("mvn verify", "test"),
        ("python manage.py test shop", "test"),
        ("cargo check", "check"),
        ("npm run build", "check"),
        ("mypy src && ruff check", "check"),
        ("make", "check"),
        ("npm ci", "install"),
        ("pip install -e .", "install"),
        ("git commit -m x", "git"),
        ("python app.py", "other"),
        ("ls", "other"),
        ("cd x && npm run lint && npm test", "test"),
    ],
)
def test_a_command_is_of_a_kind(command: str, kind: str) -> None:
    assert read_outcome(command, "", 0).kind == kind


@pytest.mark.parametrize(
    ("spoken", "canonical"),
    [
        ("cd x && python -m pytest tests/a.py -q 2>&1 | tail -5", "pytest tests/a.py"),
        (
            "cd /home/ana/shop && .venv/bin/python3.11 -m pytest /home/ana/shop/tests/a.py::test_x -x -vv",
            "pytest tests/a.py::test_x",
        ),
        ("CI=1 time npx jest --ci --verbose ./test/a.test.js > out.txt", "jest test/a.test.js"),
        ("bash -lc 'cd x && npm test -- --silent'", "npm test"),
        ("timeout -k 1 60 uv run --no-sync pytest -n 4 -k 'a and b'", "pytest -k 'a and b'"),
        ("cat <<EOF > conf.ini\npytest --all\nEOF\npytest", "cat && pytest"),
        ("git commit -m 'x | y; z' && git push", "git commit -m 'x | y; z' && git push"),
        ("go test ./... -v -count=1", "go test ./..."),
        ("if true; then ./gradlew test --info; fi", "gradle test"),
        ("echo hi", "echo hi"),
    ],
)
def test_where_and_how_loudly_a_command_ran_does_not_change_its_form(spoken: str, canonical: str) -> None:
    assert canonical_command(spoken) == canonical


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("pytest tests/a.py", "pytest tests/b.py"),
        ("pytest -k a", "pytest -k b"),
        ("npm test", "npm run build"),
        ("python a.py --all", "python a.py"),
    ],
)
def test_what_a_command_was_asked_to_do_stays(one: str, other: str) -> None:
    assert canonical_command(one) != canonical_command(other)


@given(st.text(alphabet="abz -'\"\\|&;<>()$=./\n2", max_size=80))
def test_any_line_has_one_form_and_it_is_its_own(command: str) -> None:
    form = canonical_command(command)
    assert bool(form) == bool(command.strip()) or not split(command)
    assert exit_is_own(command) in (True, False)
    assert read_outcome(command, "", None).outcome in (PASSED, FAILED, UNKNOWN)
