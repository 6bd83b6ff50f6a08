"""Two occurrences of one root cause share a signature; look-alikes with another cause do not."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trailnote.distill.signature import Signature, describe, lookup_keys, signature, similar
from trailnote.distill.signatures.text import HEAD_CHARS, TAIL_CHARS

ROOT = Path(__file__).resolve().parents[2]
RECORDED = ROOT / "bench" / "failures"


def traceback(
    error: str, *, path: str = "/home/ana/shop/app.py", line: int = 3, function: str = "load", source: str = "x()"
) -> str:
    return (
        "Traceback (most recent call last):\n"
        f'  File "{path}", line {line + 9}, in <module>\n    main()\n'
        f'  File "{path}", line {line}, in {function}\n    {source}\n{error}\n'
    )


def same(a: tuple[str, int | None, str], b: tuple[str, int | None, str]) -> bool:
    one, other = signature(*a), signature(*b)
    assert similar(one, other) == similar(other, one)
    return similar(one, other)


def test_other_paths_lines_and_addresses_are_the_same_failure() -> None:
    first = traceback("ValueError: bad row <Row object at 0x7f3a11> in /tmp/pytest-of-ana/pytest-3/in.csv")
    again = traceback(
        "ValueError: bad row <Row object at 0x7f9922> in /tmp/pytest-of-li/pytest-41/in.csv",
        path="/srv/ci/app.py",
        line=88,
    )
    assert same(("python app.py", 1, first), ("python -X dev app.py", 1, again))


def test_colours_make_no_difference() -> None:
    plain = "a.js\n  2:10  error  'total' is not defined  no-undef\n"
    red = "\x1b[31merror\x1b[39m"
    coloured = f"\x1b[4ma.js\x1b[24m\n  \x1b[2m9:1\x1b[22m  {red}  'total' is not defined  \x1b[2mno-undef\x1b[22m\n"
    assert same(("npx eslint .", 1, plain), ("npx eslint --color .", 1, coloured))


def test_the_times_that_a_log_collector_puts_before_the_lines_make_no_difference() -> None:
    plain = traceback("KeyError: 'host'")
    stamped = "".join(f"2026-11-20T14:29:{n:02}.1234567Z {line}\n" for n, line in enumerate(plain.splitlines()))
    spaced = "".join(f"2026-11-20 14:29:{n:02},123 {line}\n" for n, line in enumerate(plain.splitlines()))
    assert same(("python a.py", 1, plain), ("python a.py", 1, stamped))
    assert same(("python a.py", 1, plain), ("python a.py", 1, spaced))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("KeyError: 'host'", "KeyError: 'port'"),
        ("ModuleNotFoundError: No module named 'yaml'", "ModuleNotFoundError: No module named 'toml'"),
        (
            "AttributeError: 'Order' object has no attribute 'total'",
            "AttributeError: 'Order' object has no attribute 'tax'",
        ),
        (
            "FileNotFoundError: [Errno 2] No such file or directory: 'a.csv'",
            "FileNotFoundError: [Errno 2] No such file or directory: 'b.csv'",
        ),
    ],
)
def test_the_name_that_an_error_is_about_tells_failures_apart(one: str, other: str) -> None:
    assert not same(("python a.py", 1, traceback(one)), ("python a.py", 1, traceback(other)))
    assert same(
        ("python a.py", 1, traceback(one)), ("python b.py", 1, traceback(one, path="/w/b.py", line=40, function="main"))
    )


def test_a_message_that_names_nothing_needs_the_same_function() -> None:
    error = "IndexError: list index out of range"
    here = ("python a.py", 1, traceback(error, function="surname", source="return parts[3]"))
    elsewhere = ("python a.py", 1, traceback(error, function="country", source="return fields[9]"))
    moved = ("python b.py", 1, traceback(error, path="/w/b.py", line=77, function="surname", source="return parts[4]"))
    assert not same(here, elsewhere)
    assert same(here, moved)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            ("curl -f http://127.0.0.1:8001/v1/orders", 22, "curl: (22) The requested URL returned error: 404\n"),
            ("curl -f http://127.0.0.1:8001/v1/users", 22, "curl: (22) The requested URL returned error: 404\n"),
        ),
        (
            ("curl -f http://127.0.0.1:8001/v1/orders", 22, "curl: (22) The requested URL returned error: 404\n"),
            ("curl -f http://127.0.0.1:8001/v1/orders", 22, "curl: (22) The requested URL returned error: 503\n"),
        ),
        (
            (
                "bash check.sh",
                7,
                "curl: (7) Failed to connect to 127.0.0.1 port 8481 after 0 ms: Couldn't connect to server\n",
            ),
            (
                "bash check.sh",
                7,
                "curl: (7) Failed to connect to 127.0.0.1 port 9481 after 0 ms: Couldn't connect to server\n",
            ),
        ),
        (
            (
                "python a.py",
                1,
                traceback(
                    "ConnectionRefusedError: [Errno 111] Connection refused", source="connect(('127.0.0.1', 6379))"
                ),
            ),
            (
                "python a.py",
                1,
                traceback(
                    "ConnectionRefusedError: [Errno 111] Connection refused", source="connect(('127.0.0.1', 5672))"
                ),
            ),
        ),
    ],
)
def test_a_port_a_status_code_and_a_url_tell_failures_apart(
    one: tuple[str, int | None, str], other: tuple[str, int | None, str]
) -> None:
    assert not same(one, other)
    assert same(one, one)


def test_a_chain_of_exceptions_is_known_by_its_root() -> None:
    def chained(key: str) -> str:
        first = traceback(f"KeyError: {key!r}")
        return (
            first
            + "\nThe above exception was the direct cause of the following exception:\n\n"
            + traceback("ConfigError: cannot read the settings")
        )

    assert same(("python a.py", 1, chained("host")), ("python a.py", 1, chained("host")))
    assert not same(("python a.py", 1, chained("host")), ("python a.py", 1, chained("port")))


def pytest_report(test: str, source: str, *errors: str) -> str:
    body = "".join(f"E       {line}\n" for line in errors)
    head = f"=== FAILURES ===\n____ {test} ____\n\n    def {test}():\n>       {source}\n"
    return head + body + "\ntest_shop.py:7: AssertionError\n=== 1 failed in 0.02s ===\n"


def test_an_assertion_with_other_values_is_the_same_when_it_misses_in_the_same_way() -> None:
    one_short = pytest_report("test_a", "assert pages(7) == 4", "assert 3 == 4", " +  where 3 = pages(7)")
    again = pytest_report("test_b", "assert pages(90) == 10", "assert 9 == 10", " +  where 9 = pages(90)")
    doubled = pytest_report("test_a", "assert pages(7) == 4", "assert 8 == 4", " +  where 8 = pages(7)")
    assert same(("pytest", 1, one_short), ("pytest -q", 1, again))
    assert not same(("pytest", 1, one_short), ("pytest", 1, doubled))


def test_a_mapping_that_lacks_a_key_differs_from_one_with_a_wrong_value() -> None:
    lacks = pytest_report("test_a", "assert to_json(1) == want", "assert {'id': 1} == {'id': 1, 'tax': 2}")
    wrong = pytest_report("test_a", "assert to_json(1) == want", "assert {'id': 1, 'tax': 3} == {'id': 1, 'tax': 2}")
    other_data = pytest_report("test_a", "assert to_json(7) == want", "assert {'id': 7} == {'id': 7, 'tax': 5}")
    assert not same(("pytest", 1, lacks), ("pytest", 1, wrong))
    assert same(("pytest", 1, lacks), ("pytest", 1, other_data))


def test_the_order_in_which_a_parallel_build_reports_does_not_matter() -> None:
    lines = [f"src/{name}.c:3:5: error: unknown type name ‘{name}_t’" for name in ("cart", "user", "tax")]
    assert same(("make -j8", 2, "\n".join(lines)), ("make -j2", 2, "\n".join(reversed(lines))))


def test_a_missing_command_is_the_same_under_every_shell() -> None:
    said = ["bash: line 1: helm: command not found", "./deploy.sh: 3: helm: not found", "zsh: command not found: helm"]
    for one, other in itertools.combinations(said, 2):
        assert same(("bash deploy.sh", 127, one), ("./deploy.sh", 127, other))
    assert not same(("helm", 127, said[0]), ("tofu", 127, said[0].replace("helm", "tofu")))


def test_a_crash_without_a_word_is_known_by_signal_and_program() -> None:
    silent, told = (
        ("gcc a.c -o app && ./app", 139, ""),
        ("bash -c ./app", 139, "bash: line 1:  2615 Segmentation fault      ./app\n"),
    )
    assert same(silent, told)
    assert not same(silent, ("gcc a.c -o app && ./app", 134, ""))


def test_consequences_do_not_stand_for_the_cause() -> None:
    follows = "collect2: error: ld returned 1 exit status\nmake: *** [Makefile:3: app] Error 1\n"
    linked = "main.c:(.text+0x9): undefined reference to `{}'\n" + follows
    assert not same(("make", 2, linked.format("total")), ("make", 2, linked.format("price")))


def test_a_signature_survives_the_store() -> None:
    found = signature("python a.py", None, traceback("KeyError: 'host'"))
    again = Signature.from_text(found.to_text())
    assert again == found
    assert hash(again) == hash(found)
    assert similar(again, found)
    assert "\n" not in found.to_text()


@pytest.mark.parametrize("text", ["", "[]", "{}", '["a",1]', '["a",1,[[1]]]', "nonsense"])
def test_a_text_that_is_no_signature_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        Signature.from_text(text)


@pytest.mark.parametrize(
    ("command", "output", "name"),
    [
        ("pytest", pytest_report("test_login_retry", "login()", "TimeoutError"), "TimeoutError in test_login_retry"),
        ("python a.py", traceback("KeyError: 'host'"), "KeyError: host in load"),
        ("helm", "bash: line 1: helm: command not found", "no command: helm"),
        ("./app --all", "", "exit code 1 in app"),
    ],
)
def test_a_failure_has_a_short_name(command: str, output: str, name: str) -> None:
    assert describe(signature(command, 1, output)) == name


@given(st.text(max_size=400), st.one_of(st.none(), st.integers(-20, 300)), st.text(max_size=2000))
def test_any_text_has_a_signature_that_is_like_itself(command: str, code: int | None, output: str) -> None:
    found = signature(command, code, output)
    assert found.items
    assert 1 <= len(lookup_keys(found)) <= 12
    assert Signature.from_text(found.to_text()) == found
    assert describe(found)


def test_head_and_tail_of_a_long_output_are_read_and_the_middle_is_not() -> None:
    error = "src/a.c:1:1: error: unknown type name ‘cart_t’\n"
    filler = "all is well here\n" * (HEAD_CHARS // 8)
    for output in (error + filler * 3, filler * 3 + error):
        assert "cart_t" in signature("make", 2, output).to_text()
    middle = filler * 2 + error + "x\n" * TAIL_CHARS
    assert "cart_t" not in signature("make", 2, middle).to_text()


@pytest.mark.parametrize(
    "unit",
    [
        "src/a.c:12:3: error: unknown type name ‘foo_t’\n",
        traceback("ValueError: x"),
        "E   assert 1 == 2\n",
        "\"'({[",
        "/a/b/c:1:2: ",
        "\x1b[31mno\x1b[0m error\n",
    ],
)
def test_a_mebibyte_of_output_costs_no_more_than_its_window(unit: str) -> None:
    def seconds(size: int) -> float:
        output = unit * (size // len(unit))
        signature("make", 1, output)
        started = time.perf_counter()
        signature("make", 1, output)
        return time.perf_counter() - started

    window = HEAD_CHARS + TAIL_CHARS
    assert seconds(1 << 20) < 5 * seconds(window) + 0.05


def recorded(name: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in (RECORDED / name).read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize(
    ("name", "least_precision", "least_recall"), [("own.jsonl", 0.95, 0.9), ("held_out.jsonl", 0.95, 0.9)]
)
def test_recorded_failures_are_told_apart_and_recognised(
    name: str, least_precision: float, least_recall: float
) -> None:
    rows = recorded(name)
    found = [signature(row["command"], int(row["exit_code"]), row["output"]) for row in rows]
    hit = false = missed = 0
    for a, b in itertools.combinations(range(len(rows)), 2):
        if rows[a]["family"] != rows[b]["family"]:
            continue
        is_same, said = rows[a]["cause"] == rows[b]["cause"], similar(found[a], found[b])
        hit, false, missed = hit + (is_same and said), false + (said and not is_same), missed + (is_same and not said)
        if said:
            assert set(lookup_keys(found[a])) & set(lookup_keys(found[b])), (rows[a]["id"], rows[b]["id"])
    assert hit / (hit + false) >= least_precision
    assert hit / (hit + missed) >= least_recall


def test_no_machine_of_ours_shows_in_the_recorded_failures() -> None:
    for name in ("own.jsonl", "held_out.jsonl"):
        for row in recorded(name):
            assert "/" + "root/" not in row["output"]
            assert str(ROOT) not in row["output"]


def test_reading_a_failure_loads_no_slow_module() -> None:
    code = (
        "import sys\nfrom trailnote.distill.signature import signature\n"
        "signature('pytest', 1, 'E   x\\nTraceback')\nprint(*sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(ROOT / "engine")},
    )
    assert not {"typing", "dataclasses", "pathlib", "logging", "subprocess", "hashlib", "shlex"} & set(
        done.stdout.split()
    )
