# ruff: noqa: E501  one occurrence per line reads as a table
"""Families that were written after the readers and are measured before anything is changed for them."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path


def _load(name: str):
    spec = importlib.util.spec_from_file_location(name, Path(__file__).parent / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules.setdefault(name, module)
    spec.loader.exec_module(module)
    return module


program = _load("python_programs").program
pt = _load("python_tests").pt
node = _load("javascript").node


def module_attr(cause, v):
    return program(f"def now():\n    return time.{cause}()\n", "now()", v, "import time")


def positional(cause, v):
    n = {"one": 1, "three": 3}[cause]
    return program("def move(x, y):\n    return x + y\n", f"move({', '.join(str(i + v) for i in range(n))})", v)


def strptime(cause, v):
    fmt = {"date": "%Y-%m-%d", "clock": "%H:%M"}[cause]
    value = {"date": ["01/02/2024", "2 Jan", "31.12.23"][v], "clock": ["8pm", "noon", "7h"][v]}[cause]
    return program(f"def parse_{cause}(text):\n    return datetime.datetime.strptime(text, {fmt!r})\n", f"parse_{cause}({value!r})", v, "import datetime")


def gaierror(cause, v):
    return program(f"def connect():\n    return socket.create_connection(('{cause}.acme.invalid', 80), timeout=3)\n", "connect()", v, "import socket")


def os_errors(cause, v):
    code = {
        "isdir": "def save():\n    open('/tmp', 'w')\n", "exists": "def save():\n    os.mkdir('/tmp')\n", "notdir": "def save():\n    os.listdir('/etc/passwd')\n", "badzip": "def save():\n    zipfile.ZipFile('/etc/passwd')\n",
    }[cause]
    return program(code, "save()", v, "import os, zipfile")


def abstract(cause, v):
    return program(f"class Base(abc.ABC):\n    @abc.abstractmethod\n    def {cause}(self):\n        pass\n\nclass Shop(Base):\n    pass\n\ndef make():\n    return Shop()\n", "make()", v, "import abc")


def enum_value(cause, v):
    return program(f"class {cause}(enum.Enum):\n    A = 1\n\ndef read(n):\n    return {cause}(n)\n", f"read({7 + v})", v, "import enum")


def exit_message(cause, v):
    text = {"token": "no API token configured, run login first", "schema": "schema version is too old, run migrate"}[cause]
    return program(f"def check():\n    sys.exit({text!r})\n", "check()", v, "import sys")


def logged(cause, v):
    text = {"queue": "could not reach queue", "mail": "could not reach mail server"}[cause]
    return program(f"logging.basicConfig(format='%(asctime)s %(levelname)s %(name)s %(message)s')\n\ndef check():\n    logging.error('{text} after %d tries', {v + 2})\n    sys.exit(1)\n", "check()", v, "import sys, logging")


def plain_assert(cause, v):
    return program(f"def {cause}(n):\n    assert n > 0, 'n must be positive, got %d' % n\n    return n\n", f"{cause}({-v - 1})", v)


def thread(cause, v):
    return program(f"def {cause}():\n    rows = []\n    return rows[0]\n\ndef start():\n    with concurrent.futures.ThreadPoolExecutor() as pool:\n        return pool.submit({cause}).result()\n", "start()", v, "import concurrent.futures")


def warn_error(cause, v):
    files, command = program(f"def old():\n    warnings.warn('{cause} is deprecated', FutureWarning)\n", "old()", v, "import warnings")
    return files, command.replace("python ", "python -W error ", 1)


def decimal_bad(cause, v):
    value = {"empty": "", "comma": ["1,50", "2,75", "9,99"][v]}[cause]
    return program("def amount(text):\n    return decimal.Decimal(text)\n" if cause == "comma" else "def price(text):\n    return float(text)\n", ("amount" if cause == "comma" else "price") + f"({value!r})", v, "import decimal")


def nested_import(cause, v):
    files, command = program("", "1", v, "import shoplib")
    prefix = {0: "", 1: "src/", 2: ""}[v]
    files[prefix + "shoplib/__init__.py"] = "# x\n" * v + "from . import core\n"
    files[prefix + "shoplib/core.py"] = f"import {cause}\n"
    return files, command


# pytest
def pt_monkey(cause, v):
    return pt("def f():\n    pass\n", [f"import shop\nmp = pytest.MonkeyPatch()\nmp.setattr(shop, {cause!r}, 1)"], v)


def pt_compare(cause, v):
    code = "def stock():\n    return 3\n\ndef limit():\n    return 3\n"
    return pt(code, [f"assert {cause}() > {a}" for a in (5, 9, 20)], v)


def pt_isinstance(cause, v):
    code = "def load():\n    return 'x'\n\ndef read():\n    return 'x'\n"
    return pt(code, [f"assert isinstance({cause}(), int)", f"value = {cause}()\nassert isinstance(value, int)", f"assert isinstance({cause}(), int), 'type'"], v)


def pt_match(cause, v):
    code = "def a():\n    raise ValueError('bad rate 3')\n"
    return pt(code, [f"with pytest.raises(ValueError, match={cause!r}):\n    a()"], v)


def pt_wrong_raise(cause, v):
    code = "def load(n):\n    raise KeyError('rate')\n\ndef save(n):\n    raise TypeError('rate must be a number')\n"
    return pt(code, [f"with pytest.raises(ValueError):\n    {cause}({v})"], v)


def pt_multiline(cause, v):
    code = {"indent": "def render(n):\n    return 'a\\n  b' + str(n) + '\\nc'\n", "missing": "def render(n):\n    return 'a\\nc'\n"}[cause]
    return pt(code, [f"assert render({n}) == 'a\\nb{n}\\nc'" for n in (1, 2, 3)], v)


def pt_dataclass(cause, v):
    code = "import dataclasses\n\n@dataclasses.dataclass\nclass Order:\n    id: int\n    total: int\n    tax: int\n\ndef make(n):\n    return Order(n, 10, 2)\n"
    body = {"total": "assert make({n}) == Order({n}, 12, 2)", "tax": "assert make({n}) == Order({n}, 10, 3)"}[cause]
    return pt(code, [body.format(n=n) for n in (1, 5, 9)], v)


def pt_sets(cause, v):
    code = "def tags(n):\n    return {'a', 'b'}\n"
    return pt(code, [f"assert tags({n}) == {{'a', 'b', {cause!r}}}" for n in (1, 2, 3)], v)


def pt_none(cause, v):
    code = "def find(n):\n    return None\n\ndef lookup(n):\n    return None\n"
    return pt(code, [f"assert {cause}({n}) is not None" for n in (1, 2, 3)], v)


def pt_exit5(cause, v):
    return {"test_a.py": "def test_a():\n    pass\n"}, [f"python -m pytest -k {cause}", f"python -m pytest -q -k {cause}", f"pytest -v -k {cause} test_a.py"][v]


def pt_teardown(cause, v):
    extra = f"import pytest\n\n@pytest.fixture\ndef {cause}():\n    yield 1\n    raise RuntimeError('{cause} did not close')\n"
    files, command = pt("", ["assert 1"], v, extra=extra)
    for name in files:
        if "test_" in name:
            files[name] = files[name].replace("test_it()", f"test_it({cause})").replace("test_total(self)", f"test_total(self, {cause})").replace("test_again()", f"test_again({cause})")
    return files, command


def pt_order(cause, v):
    code = "def by_price(rows):\n    return rows\n\ndef by_name(rows):\n    return rows\n"
    return pt(code, [f"assert {cause}([{a}, {b}]) == [{b}, {a}]" for a, b in ((3, 1), (9, 4), (7, 2))], v)


def ut_more(cause, v):
    body = {"list": f"self.assertEqual(sorted([{v + 3}, 1]), [{v + 3}, 1])", "dict": f"self.assertEqual(dict(a={v}), dict(b={v}))", "raises": "with self.assertRaises(ValueError):\n            int('3')", "true": "self.assertTrue(check_stock(3))", "true2": "self.assertTrue(check_price(3))", "none": "self.assertIsNone(check_stock(3))"}[cause]
    name = ["test_one", "test_two", "test_three"][v]
    files = {"test_shop.py": "# t\n" * v + f"import unittest\n\ndef check_stock(n):\n    return 0\n\ndef check_price(n):\n    return 0\n\nclass ShopTest(unittest.TestCase):\n    def {name}(self):\n        {body}\n"}
    return files, ["python -m unittest", "python -m unittest -v test_shop", "python -m unittest discover -b"][v]


def ut_setup(cause, v):
    files = {"test_shop.py": "# t\n" * v + f"import unittest\n\nclass ShopTest(unittest.TestCase):\n    @classmethod\n    def setUpClass(cls):\n        open('{cause}.sql')\n\n    def test_a(self):\n        pass\n"}
    return files, ["python -m unittest", "python -m unittest -v test_shop", "python -m unittest discover -b"][v]


# node
def n_esm(cause, v):
    return {["a.mjs", "src/a.mjs", "app.mjs"][v]: "// c\n" * v + f"import {{ {cause} }} from './lib.mjs';\nconsole.log({cause});\n", ["lib.mjs", "src/lib.mjs", "lib.mjs"][v]: "export const other = 1;\n"}, f"node {['a.mjs', 'src/a.mjs', 'app.mjs'][v]}"


def n_ctor(cause, v):
    return node(f"const lib = {{}};\nfunction make() {{\n  return new lib.{cause}();\n}}", "make()", v)


def n_assert(cause, v):
    return node(f"const assert = require('assert');\nfunction check(n) {{\n  assert(n > 0, '{cause} must be positive');\n}}", f"check({-v})", v)


def n_exit(cause, v):
    text = {"token": "No token configured", "stock": "Stock file is damaged"}[cause]
    return node(f"function check() {{\n  console.error('{text}: attempt ' + {v});\n  process.exit(2);\n}}", "check()", v)


def n_fetch(cause, v):
    return node(f"async function load() {{\n  return fetch('http://127.0.0.1:{cause}/v1');\n}}", "load()", v)


def n_fs(cause, v):
    call = {"dir": "fs.readFileSync('/tmp')", "exists": "fs.mkdirSync('/tmp')", "notdir": "fs.readdirSync('/etc/passwd')"}[cause]
    return node(f"const fs = require('fs');\nfunction go() {{\n  return {call};\n}}", "go()", v)


def n_null(cause, v):
    return node(f"function find(id) {{ return null; }}\nfunction show_{cause}(id) {{\n  return find(id).{cause};\n}}", f"show_{cause}({v})", v)


def jest_more(cause, v):
    body = {
        "throw": ["expect(() => 1).toThrow()", "expect(() => 2).toThrow()", "expect(() => 3).toThrow('x')"], "length": ["expect(m.list()).toHaveLength(2)", "expect(m.list()).toHaveLength(2)", "expect(m.list().slice()).toHaveLength(2)"],
        "contain": ["expect(m.list()).toContain('z')"] * 3, "contain2": ["expect(m.list()).toContain('y')"] * 3, "slow": ["return new Promise(() => {})"] * 3, "reject": ["return m.fail()"] * 3, "type": ["m.gone.price"] * 3, "type2": ["m.gone.stock"] * 3,
    }[cause][v]
    name = ["adds up", "works", "counts lines"][v]
    path = ["cart.test.js", "test/cart.test.js", "cart.test.js"][v]
    text = "// c\n" * v + f"const m = require('{'../' if v == 1 else './'}cart');\njest.setTimeout(200);\ntest('{name}', () => {{\n  {body};\n}});\n"
    return {"cart.js": "exports.list = () => ['a', 'b', 'c'];\nexports.fail = () => Promise.reject(new Error('no rates for today'));\n", path: text, "package.json": '{"name":"x"}'}, ["npx jest", "npx jest --verbose test", "npx jest --colors --ci"][v]


# C++, Rust, Java, make
def cpp_throw(cause, v):
    body = {"at": "std::vector<int> a(2); a.at(5);", "stoi": "std::stoi(\"x\");", "custom": "throw std::runtime_error(\"no licence\");", "custom2": "throw std::runtime_error(\"no display\");", "alloc": "std::string s(static_cast<size_t>(-1), 'x');"}[cause]
    path = ["main.cpp", "src/main.cpp", "lib/app.cc"][v]
    return {path: "// c\n" * v + f"#include <vector>\n#include <string>\n#include <stdexcept>\nvoid work() {{ {body} }}\nint main() {{ work(); }}\n"}, f"g++ -w {['', '-g ', '-O0 '][v]}{path} -o app && ./app"


def c_message(cause, v):
    body = {"open_a": "perror(\"rates.csv\"); return 1;", "usage": "fprintf(stderr, \"usage: app FILE\\n\"); return 2;", "license": "fprintf(stderr, \"app: no licence found\\n\"); return 3;"}[cause]
    path = ["main.c", "src/main.c", "lib/app.c"][v]
    return {path: f"#include <stdio.h>\n#include <errno.h>\nint main(void) {{ errno = 2; {body} }}\n"}, f"gcc -w {path} -o app && ./app{['', ' --all', ' -v'][v]}"


def make_compile(cause, v):
    body = {"undecl": "int main(void) { return total; }\n", "undecl2": "int main(void) { return price; }\n", "ref": "int total(void);\nint main(void) { return total(); }\n", "ref2": "int price(void);\nint main(void) { return price(); }\n"}[cause]
    return {"main.c": "// c\n" * v + body, "Makefile": "# c\n" * v + "app: main.o\n\tgcc -g -o app main.o\n%.o: %.c\n\tgcc -g -c $< -o $@\n"}, ["make", "make -j2", "make -C . V=1"][v]


def rust_more(cause, v):
    body = {"E0277": "fn main() { let a = 1 + \"x\"; }\n", "args": "fn add(a: i32, b: i32) -> i32 { a + b }\nfn main() { add(1); }\n", "private": "mod m { pub struct S { n: i32 } impl S { pub fn new() -> S { S { n: 1 } } } }\nfn main() { let s = m::S::new(); println!(\"{}\", s.n); }\n", "match": "enum E { A, B }\nfn main() { let e = E::A; match e { E::A => {} } }\n", "field": "struct S { a: i32 }\nfn main() { let s = S { a: 1 }; println!(\"{}\", s.total); }\n", "field2": "struct S { a: i32 }\nfn main() { let s = S { a: 1 }; println!(\"{}\", s.price); }\n", "lifetime": "fn main() { let r; { let x = 5; r = &x; } println!(\"{}\", r); }\n", "moved": "fn main() { let s = String::new(); let t = s; println!(\"{}{}\", s, t); }\n"}[cause]
    path = ["main.rs", "src/main.rs", "src/bin/tool.rs"][v]
    return {path: "// c\n" * v + body}, [f"rustc {path}", f"rustc --edition 2021 -A warnings {path} -o app", f"rustc --color always --edition 2021 {path} -o app"][v]


def java_more(cause, v):
    line = {"npe_a": "String s = null; s.length();", "npe_b": "int[] a = null; System.out.println(a.length);", "key": "java.util.Map.of(\"a\", 1).get(\"b\").intValue();", "conc": "var l = new java.util.ArrayList<>(java.util.List.of(1, 2, 3)); for (var x : l) l.remove(x);", "oom": "long[] x = new long[Integer.MAX_VALUE];", "so": "work(p);", "uns": "java.util.List.of(1).add(2);", "class": "Class.forName(\"com.acme.Driver\");", "class2": "Class.forName(\"com.zeta.Driver\");", "port": "new java.net.Socket(\"127.0.0.1\", 9401);", "port2": "new java.net.Socket(\"127.0.0.1\", 9402);"}[cause]
    return {"Main.java": "// c\n" * v + f"public class Main {{\n  static void work(String[] p) throws Exception {{\n    {line}\n  }}\n  public static void main(String[] p) throws Exception {{\n    {['work(p);', 'System.out.println(1); work(p);', 'new Main().work(p);'][v]}\n  }}\n}}\n"}, ["java -Xmx64m Main.java", "javac Main.java && java -Xmx64m Main", "javac -g -d out Main.java && java -Xmx64m -cp out Main"][v]


# git, shell
START = "git init -q -b main . && printf '1\\n2\\n3\\n' > rates.txt && cp rates.txt users.txt && git add . && git commit -qm first && git switch -q -c topic && "


def git_more(cause, v):
    change = "sed -i 's/2/topic/' {f} && git commit -qam topic && git switch -q main && sed -i 's/2/main/' {f} && git commit -qam main"
    file = "users.txt" if cause.endswith("_b") else "rates.txt"
    setup = START + change.format(f=file)
    kind = cause.split("_")[0]
    if kind == "pick":
        command = ["git cherry-pick topic", "git cherry-pick -x topic", "git cherry-pick topic --no-edit"][v]
    elif kind == "stash":
        setup = START + f"sed -i 's/2/stash/' {file} && git stash -q && sed -i 's/2/other/' {file} && git commit -qam o"
        command = ["git stash pop", "git stash apply", "git stash pop --index"][v]
    elif kind == "tag":
        setup += "; git tag v1; git tag v2"
        command = [f"git tag v{'2' if cause.endswith('_b') else '1'}", f"git tag v{'2' if cause.endswith('_b') else '1'} HEAD", f"git tag -a v{'2' if cause.endswith('_b') else '1'} -m x"][v]
    elif kind == "hook":
        text = "line too long" if cause.endswith("_b") else "debug print left in code"
        setup += f"; printf '#!/bin/sh\\necho \"{text}\"\\nexit 1\\n' > .git/hooks/pre-commit; chmod +x .git/hooks/pre-commit; echo 9 > new.txt; git add new.txt"
        command = ["git commit -m a", "git commit -m 'other words'", "git commit -q -m b"][v]
    elif kind == "revert":
        command = ["git revert topic --no-edit", "git revert -n topic", "git revert topic --no-edit -q" if False else "git revert --no-edit topic"][v]
    elif kind == "path":
        name = "gone.txt" if cause.endswith("_b") else "lost.txt"
        command = [f"git add {name}", f"git rm {name}", f"git checkout -- {name}"][v]
    else:
        command = ["git worktree add ../w main", "git worktree add -f ../w2 nothere", "git config --get-regexp '['"][v]
    return {}, setup + "\n# setup\n" + command


def shell_more(cause, v):
    text = {
        "arg": ": ${1:?target is required}\n", "arg2": ": ${1:?region is required}\n", "custom": "echo 'error: disk label not found' >&2\nexit 3\n", "custom2": "echo 'error: backup label not found' >&2\nexit 3\n", "cmd": "set -e\ncp rates.csv out/\n", "cmd2": "set -e\ncp users.csv out/\n", "src": "source ./env.sh || exit 1\n", "test": "[ -f conf.ini ] || { echo 'conf.ini is missing'; exit 1; }\n", "int": "set -e\n[ abc -gt 3 ]\n", "subst": "echo ${a b}\n", "array": "set -u\na=()\necho ${a[5]}\n",
    }[cause]
    path = ["run.sh", "scripts/run.sh", "deploy.sh"][v]
    return {path: "#!/bin/bash\n" + "# c\n" * v + "echo start\n" * v + text}, [f"bash {path}", f"bash -e ./{path}", f"bash {path} 2>&1"][v]


def tools_more(cause, v):
    files = {"a.txt": "x\n", "sums": "0000000000000000000000000000000000000000000000000000000000000000  a.txt\n", "x.gz": "no"}
    return files, {
        "sha": ["sha256sum -c sums", "sha256sum --check ./sums", "sha256sum -c sums 2>&1"], "b64": ["base64 -d a.txt > o; echo '***' | base64 -d", "echo '!!!' | base64 --decode", "printf '***' | base64 -d > out"], "gunzip": ["gunzip x.gz", "gunzip -k x.gz", "gzip -d ./x.gz"], "date": ["date -d 'tomorow'", "date --date='tomorow' +%s", "date -d tomorow -u"], "chmod": ["chmod q+x a.txt", "chmod q+x ./a.txt", "chmod -v q+x a.txt"], "ln": ["touch b; ln -s a.txt b", "touch b; ln a.txt b", "touch b; ln -sv a.txt b"], "find": ["find gone -name x", "find ./gone -type f", "find gone -print"], "find2": ["find lost -name x", "find ./lost -type f", "find lost -print"], "kill": ["kill 99999999", "kill -9 99999998", "kill -TERM 99999997"], "head": ["head -n x a.txt", "head -n x ./a.txt", "cat a.txt | head -n x"], "xargs": ["echo a | xargs nosuchtool", "echo b c | xargs -n1 nosuchtool", "echo a | xargs -I{} nosuchtool {}"], "keygen": ["ssh-keygen -l -f gone.pub", "ssh-keygen -lf ./gone.pub", "ssh-keygen -l -E md5 -f gone.pub"],
    }[cause][v]


def sql_client(cause, v):
    return {}, {
        "refused_a": ["psql -h 127.0.0.1 -p 9501 -U app -c 'select 1'", "psql 'postgresql://app@127.0.0.1:9501/shop' -c 'select 1'", "psql -h localhost -p 9501 -U app shop"], "refused_b": ["psql -h 127.0.0.1 -p 9502 -U app -c 'select 1'", "psql 'postgresql://app@127.0.0.1:9502/shop' -c 'select 1'", "psql -h localhost -p 9502 -U app shop"], "dns": ["psql -h db.acme.invalid -U app -c 'select 1'", "psql 'postgresql://app@db.acme.invalid/shop'", "pg_dump -h db.acme.invalid shop"], "option": ["psql --hots x", "psql -h localhost --hots=x", "psql --hots x -c 'select 1'"],
    }[cause][v]


def python_tools(cause, v):
    path = ["app.py", "src/shop.py", "a.py"][v]
    text = {"fmt": "x = {1: 2 }\n", "syntax": "def f(:\n    pass\n", "star": "from os import *\nprint(getcwdd())\n", "f841": "def f():\n    unused_total = 1\n", "f841b": "def f():\n    unused_price = 1\n", "e741": "l = 1\n", "f811": "def f():\n    pass\n\n\ndef f():\n    pass\n"}[cause]
    return {path: "# c\n" * v + text}, [f"ruff check --select ALL --ignore D,INV,INP,ERA,ANN {path}" if False else f"ruff check --select E,F {path}", f"ruff check --select E,F --output-format concise {path}", f"ruff check --select E,F --no-cache {path}"][v]


def mypy_more(cause, v):
    line = {"assign": "a: int = 'x'", "assign2": "b: str = 3", "call": "f(1, 2)", "undef": "print(total)", "undef2": "print(price)", "union": "import re\nprint(re.match('a', 'b').group())", "override": "class A:\n    def f(self) -> int:\n        return 1\n\nclass B(A):\n    def f(self) -> str:\n        return 'x'"}[cause]
    path = ["app.py", "src/shop.py", "a.py"][v]
    return {path: "# c\n" * v + f"def f(x: int) -> int:\n    return x\n\n\n{line}\n"}, ["mypy app.py", "python -m mypy --strict --show-column-numbers src", "mypy --pretty a.py"][v]


FIX = "Fix it."
FAMILIES = [
    (name, tool, dict.fromkeys(causes.split(), FIX), build)
    for name, tool, causes, build in (
        ("ho-py-module-attr", "python", "noww clok", module_attr), ("ho-py-positional", "python", "one three", positional), ("ho-py-strptime", "python", "date clock", strptime), ("ho-py-dns", "python", "db mail", gaierror),
        ("ho-py-os", "python", "isdir exists notdir badzip", os_errors), ("ho-py-abstract", "python", "area name", abstract), ("ho-py-enum", "python", "Color State", enum_value), ("ho-py-exit", "python", "token schema", exit_message),
        ("ho-py-logged", "python", "queue mail", logged), ("ho-py-assert", "python", "width height", plain_assert), ("ho-py-thread", "python", "first head", thread), ("ho-py-warn", "python", "area width", warn_error),
        ("ho-py-number", "python", "empty comma", decimal_bad), ("ho-py-nested", "python", "zetalib acmelib", nested_import),
        ("ho-pt-monkey", "pytest", "rate price", pt_monkey), ("ho-pt-compare", "pytest", "stock limit", pt_compare), ("ho-pt-isinstance", "pytest", "load read", pt_isinstance), ("ho-pt-match", "pytest", "stock price", pt_match),
        ("ho-pt-wrong-raise", "pytest", "load save", pt_wrong_raise), ("ho-pt-multiline", "pytest", "indent missing", pt_multiline), ("ho-pt-dataclass", "pytest", "total tax", pt_dataclass), ("ho-pt-sets", "pytest", "new hot", pt_sets),
        ("ho-pt-none", "pytest", "find lookup", pt_none), ("ho-pt-exit5", "pytest", "nothere gone", pt_exit5), ("ho-pt-teardown", "pytest", "db mail", pt_teardown), ("ho-pt-order", "pytest", "by_price by_name", pt_order),
        ("ho-ut", "unittest", "list dict raises true true2 none", ut_more), ("ho-ut-setup", "unittest", "schema seed", ut_setup),
        ("ho-node-esm", "node", "rate price", n_esm), ("ho-node-ctor", "node", "Cart Order", n_ctor), ("ho-node-assert", "node", "width height", n_assert), ("ho-node-exit", "node", "token stock", n_exit), ("ho-node-fetch", "node", "9411 9412", n_fetch),
        ("ho-node-fs", "node", "dir exists notdir", n_fs), ("ho-node-null", "node", "price name", n_null), ("ho-jest", "jest", "throw length contain contain2 slow reject type type2", jest_more),
        ("ho-cpp-throw", "g++", "at stoi custom custom2 alloc", cpp_throw), ("ho-c-message", "gcc", "open_a usage license", c_message), ("ho-make-compile", "make", "undecl undecl2 ref ref2", make_compile),
        ("ho-rust", "rustc", "E0277 args private match field field2 lifetime moved", rust_more), ("ho-java", "java", "npe_a npe_b key conc oom so uns class class2 port port2", java_more),
        ("ho-git", "git", "pick_a pick_b tag_a tag_b hook_a hook_b path_a path_b", git_more), ("ho-git-stash", "git", "stash_a stash_b", git_more), ("ho-shell", "bash", "arg arg2 custom custom2 cmd cmd2 src test int subst array", shell_more),
        ("ho-tools", "coreutils", "sha b64 gunzip date chmod ln find find2 kill head xargs keygen", tools_more), ("ho-psql", "psql", "refused_a refused_b dns option", sql_client),
        ("ho-ruff", "ruff", "syntax star f841 f841b e741 f811", python_tools), ("ho-mypy", "mypy", "assign assign2 call undef undef2 union override", mypy_more),
    )
]
