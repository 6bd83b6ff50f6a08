# ruff: noqa: E501  one occurrence per line reads as a table
"""pytest, unittest, mypy and ruff."""

from __future__ import annotations


def pt(code: str, body: list[str], v: int, extra: str = "", names: tuple[str, str, str] = ("test_it", "test_total", "test_again"), flags: tuple[str, str, str] | None = None):
    """Put a module `shop.py` and a failing test in one of three layouts."""
    flag = (flags or ("-q", "-v", "--tb=short -q"))[v]
    lines = body[v % len(body)]
    if v == 1:
        test = f"import pytest\nfrom shop import *\n\n\nclass TestShop:\n    def test_fine(self):\n        assert 1\n\n    def {names[1]}(self):\n" + "".join(f"        {line}\n" for line in lines.split("\n"))
        return {"shop.py": code, "tests/conftest.py": "import sys\nsys.path.insert(0, '.')\n" + extra, "tests/test_shop.py": test}, f"python -m pytest {flag} tests"
    head = "import pytest\nfrom shop import *\n\n" + ("# more\n" * v)
    test = head + f"\ndef {names[v]}():\n" + "".join(f"    {line}\n" for line in lines.split("\n"))
    if v == 2:
        test += "\n\ndef test_other():\n    assert True\n"
    return {"shop.py": ("# shop\n" * v) + code, "conftest.py": extra, "test_shop.py": test}, f"python -m pytest {flag}"


def assert_value(cause, v):
    code = "def price(n):\n    return n * 10\n\ndef discount(n):\n    return n - 5\n\ndef vat(n):\n    return n * 2\n"
    if cause == "price":
        return pt(code, ["assert price(2) == 30", "assert price(4) == 60", "got = price(6)\nassert got == 90"], v)
    if cause == "discount":
        return pt(code, ["assert discount(20) == 18", "assert discount(40) == 36", "assert discount(30) == 27"], v)
    return pt(code, ["assert price(2) == 21", "assert price(4) == 41", "assert price(6) == 61"], v)


def assert_in(cause, v):
    code = "def menu():\n    return ['tea', 'milk']\n\ndef roles():\n    return ['admin', 'user']\n"
    word = {"menu": "coffee", "roles": "editor", "menu2": "bread"}[cause]
    fn = "roles" if cause == "roles" else "menu"
    return pt(code, [f"assert {word!r} in {fn}()", f"items = {fn}()\nassert {word!r} in items", f"assert {word!r} in {fn}(), 'gone'"], v)


def raises_none(cause, v):
    code = "def check_age(n):\n    pass\n\ndef check_name(n):\n    pass\n"
    return pt(code, [f"with pytest.raises(ValueError):\n    check_{cause}(-1)", f"with pytest.raises(ValueError):\n    check_{cause}(None)", f"with pytest.raises(ValueError):\n    check_{cause}('')"], v)


def error_in_code(cause, v):
    code = f"def total(rows):\n    return sum(r[{cause!r}] for r in rows)\n"
    return pt(code, ["assert total([{'x': 1}]) == 1", "assert total([{'z': 1}, {}]) == 1", "total([{}])"], v)


def conftest_import(cause, v):
    return pt("", ["assert 1"], v, extra=f"import {cause}\n")


def collect_import(cause, v):
    files, command = pt("", ["assert 1"], v)
    name = next(n for n in files if "test_" in n)
    files[name] = f"from shop import {cause}\n" + files[name]
    return files, command


def usage(cause, v):
    option = {"cov": "--cov=shop", "xdist": "-n 4", "timeoutx": "--timeouts=5"}[cause]
    return {"test_a.py": "def test_a():\n    assert 1\n"}, [f"python -m pytest {option}", f"python -m pytest -q {option} test_a.py", f"pytest -v {option}"][v]


def nothing_found(cause, v):
    path = {"gone": "tests/test_gone.py", "old": "tests/test_old.py"}[cause]
    return {"tests/test_a.py": "def test_a():\n    assert 1\n"}, [f"python -m pytest {path}", f"python -m pytest -q ./{path}", f"pytest {path} -x"][v]


def fixture_error(cause, v):
    extra = f"import pytest\n\n@pytest.fixture\ndef {cause}():\n    raise RuntimeError('no {cause} server')\n"
    files, command = pt("", ["assert 1"], v, extra=extra)
    for name in files:
        if "test_" in name:
            files[name] = files[name].replace("test_it()", f"test_it({cause})").replace("test_total(self)", f"test_total(self, {cause})").replace("test_again()", f"test_again({cause})")
    return files, command


def scope_mismatch(cause, v):
    extra = f"import pytest\n\n@pytest.fixture\ndef {cause}():\n    return 1\n\n@pytest.fixture(scope='session')\ndef app({cause}):\n    return 2\n"
    files, command = pt("", ["assert 1"], v, extra=extra)
    for name in files:
        if "test_" in name:
            files[name] = files[name].replace("test_it()", "test_it(app)").replace("test_total(self)", "test_total(self, app)").replace("test_again()", "test_again(app)")
    return files, command


def approx(cause, v):
    code = "def area(r):\n    return 3.0 * r * r\n\ndef volume(r):\n    return 4.0 * r ** 3\n"
    return pt(code, [f"assert {cause}(2) == pytest.approx(3.14159 * 4)", f"assert {cause}(3) == pytest.approx(3.14159 * 9)", f"assert {cause}(5) == pytest.approx(3.14159 * 25)"], v)


def text_diff(cause, v):
    code = {"strip": "def clean(s):\n    return s\n", "join": "def clean(s):\n    return s.strip().replace(' ', '')\n"}[cause]
    return pt(code, ["assert clean(' a b ') == 'a b'", "assert clean(' Nice day') == 'Nice day'", "assert clean('so what ') == 'so what'"], v)


def list_diff(cause, v):
    code = {"unsorted": "def names(n):\n    return list(n)\n", "repeats": "def names(n):\n    return sorted(list(n) + list(n)[:1])\n", "short": "def names(n):\n    return sorted(n)[1:]\n"}[cause]
    return pt(code, ["assert names(['b', 'a']) == ['a', 'b']", "assert names(['z', 'x', 'y']) == ['x', 'y', 'z']", "assert names(['m', 'k', 'a']) == ['a', 'k', 'm']"], v)


def summary_only(cause, v):
    code = f"def load():\n    import {cause}\n"
    return pt(code, ["load()"], v, flags=("--tb=no -q", "--tb=line", "--tb=no"))


def mark_error(cause, v):
    code = "def limit(n):\n    return min(n, 10)\n\ndef floor(n):\n    return max(n, 0)\n"
    return pt(code, [f"assert {cause}({a}) is None" for a in (1, 2, 3)], v)


def ut(cause, v):
    code = "def slug(s):\n    return s\n\ndef title(s):\n    return s\n"
    body = {"slug": "self.assertEqual(slug('A B'), 'a-b')", "title": "self.assertEqual(title('a b'), 'A B')", "member": "self.assertIn('x', slug('abc'))", "error": "self.assertTrue(slug(None).strip())"}[cause]
    name = ["test_one", "test_two", "test_three"][v]
    files = {"shop.py": code, "test_shop.py": "# t\n" * v + f"import unittest\nfrom shop import *\n\nclass ShopTest(unittest.TestCase):\n    def {name}(self):\n        {body}\n\n    def test_ok(self):\n        pass\n"}
    return files, ["python -m unittest", "python -m unittest -v test_shop", "python -m unittest discover -b"][v]


def ut_error(cause, v):
    code = f"def load(conf):\n    return conf[{cause!r}]\n"
    name = ["test_load", "test_reload", "test_all"][v]
    files = {"shop.py": code, "test_shop.py": "# t\n" * v + f"import unittest\nfrom shop import *\n\nclass LoadTest(unittest.TestCase):\n    def {name}(self):\n        load({{}})\n"}
    return files, ["python -m unittest", "python -m unittest -v test_shop", "python -m unittest discover -f"][v]


def mypy(cause, v):
    line = {"attr": "x.upperr()", "ret": "f2(1)", "item": "x.lowerr()", "imp": "1"}[cause]
    head = "import yamlish\n" if cause == "imp" else ""
    extra = "\ndef f2(n: int) -> str:\n    return n\n" if cause == "ret" else ""
    text = "# c\n" * v + f"{head}\ndef f(x: str) -> object:\n    return {line}\n{extra}"
    path = ["app.py", "src/shop.py", "a.py"][v]
    return {path: text}, ["mypy app.py", "python -m mypy --strict --show-column-numbers src", "mypy --pretty a.py"][v]


def ruff(cause, v):
    line = {"undef_a": "print(rate)", "undef_b": "print(factor)", "bare": "try:\n    pass\nexcept:\n    pass", "long": "x = 1; y = 2"}[cause]
    path = ["app.py", "src/shop.py", "a.py"][v]
    return {path: "# c\n" * v + line + "\n"}, ["ruff check .", "ruff check --output-format concise src", "ruff check --no-cache a.py"][v]


FAMILIES = [
    ("pt-value", "pytest", {"price": "price() is too low.", "discount": "discount() must be a share.", "offset": "Add the base fee."}, assert_value),
    ("pt-in", "pytest", {"menu": "Add coffee.", "roles": "Add editor.", "menu2": "Add bread."}, assert_in),
    ("pt-raises", "pytest", {"age": "Check the age.", "name": "Check the name."}, raises_none),
    ("pt-code-error", "pytest", {"price": "Rows need price.", "count": "Rows need count."}, error_in_code),
    ("pt-conftest", "pytest", {"factoryboy": "Install factoryboy.", "fakeredis2": "Install fakeredis2."}, conftest_import),
    ("pt-collect", "pytest", {"Basket": "Add Basket.", "Invoice": "Add Invoice."}, collect_import),
    ("pt-usage", "pytest", {"cov": "Install pytest-cov.", "xdist": "Install pytest-xdist.", "timeoutx": "Spell --timeout."}, usage),
    ("pt-nofile", "pytest", {"gone": "The file moved.", "old": "The file was renamed."}, nothing_found),
    ("pt-fixture-error", "pytest", {"redis": "Start redis.", "mail": "Start mail."}, fixture_error),
    ("pt-scope", "pytest", {"db": "Make db session scoped.", "clock": "Make clock session scoped."}, scope_mismatch),
    ("pt-approx", "pytest", {"area": "Use pi.", "volume": "Use 4/3 pi."}, approx),
    ("pt-text", "pytest", {"strip": "Strip.", "join": "Keep inner spaces."}, text_diff),
    ("pt-list", "pytest", {"unsorted": "Sort.", "repeats": "Drop repeats.", "short": "Keep the first."}, list_diff),
    ("pt-summary", "pytest", {"orjsonx": "Install orjsonx.", "lxmlx": "Install lxmlx."}, summary_only),
    ("pt-none", "pytest", {"limit": "Return nothing.", "floor": "Return nothing."}, mark_error),
    ("ut-value", "unittest", {"slug": "Slug.", "title": "Title.", "member": "Member.", "error": "Handle None."}, ut),
    ("ut-error", "unittest", {"host": "Add host.", "port": "Add port."}, ut_error),
    ("mypy-kinds", "mypy", {"attr": "Spell upper.", "ret": "Return a string.", "item": "Spell lower.", "imp": "Install stubs."}, mypy),
    ("ruff-kinds", "ruff", {"undef_a": "Define rate.", "undef_b": "Define factor.", "bare": "Name the exception.", "long": "Split the line."}, ruff),
]
