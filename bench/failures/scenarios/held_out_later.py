# ruff: noqa: E501  one occurrence per line reads as a table
"""A second set of families that was measured before anything was changed for it; see held_out.py."""

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


def pt_hang(cause, v):
    code = "import time\n\ndef fetch_rates():\n    time.sleep(9)\n\ndef fetch_users():\n    time.sleep(9)\n"
    return pt(code, [f"{cause}()"], v, flags=("-q --timeout=0.3", "-v --timeout=0.4", "--tb=short --timeout=0.2"))


def pt_async(cause, v):
    if cause == "native":
        return {"test_a.py": "# c\n" * v + "async def test_a():\n    assert 1\n"}, ["python -m pytest -q -p no:asyncio -W error", "python -m pytest -v -p no:asyncio -W error", "python -m pytest --tb=short -p no:asyncio -W error"][v]
    body = {"loop": "import asyncio\n    asyncio.run(asyncio.sleep(0))", "attr": "import asyncio\n    await asyncio.sleap(0)"}[cause]
    name = ["test_a", "test_send", "test_again"][v]
    return {["test_a.py", "tests/test_b.py", "test_c.py"][v]: "# c\n" * v + f"import pytest\n\n@pytest.mark.asyncio\nasync def {name}():\n    {body}\n"}, ["python -m pytest -q", "python -m pytest -v tests", "python -m pytest --tb=short"][v]


def http_lib(cause, v):
    call = {"refused_a": "requests.get('http://127.0.0.1:9601/health', timeout=2)", "refused_b": "requests.get('http://127.0.0.1:9602/health', timeout=2)", "dns": "requests.get('http://api.acme.invalid/health', timeout=2)", "schema": "requests.get('api/health')", "bad": "requests.get('http://127.0.0.1:9603/v1/orders', timeout=2).raise_for_status()", "busy": "requests.get('http://127.0.0.1:9603/busy', timeout=2).raise_for_status()"}[cause]
    files, command = program(f"def health():\n    return {call}\n", "health()", v, "import requests")
    if cause in ("bad", "busy"):
        files["server.py"] = _load("system").SERVER
        command = "python server.py 9603 >/dev/null 2>&1 &\nsleep 1\n# setup\n" + command
    return files, command


def data_errors(cause, v):
    code = {
        "csv": "def total(rows):\n    return sum(float(r['amount']) for r in csv.DictReader(rows))\n", "csv2": "def total(rows):\n    return sum(float(r['price']) for r in csv.DictReader(rows))\n",
        "json": "def total(rows):\n    return json.loads(rows[0])['total']\n", "json2": "def total(rows):\n    return json.loads(rows[0])['total']\n",
        "struct": "def total(rows):\n    return struct.unpack('<I', rows[0].encode())\n",
    }[cause]
    rows = {"csv": ["id,x", f"{v},3"], "csv2": ["id,x", f"{v},3"], "json": [f"{{'a': {v}}}"], "json2": [f'{{"a": {v}'], "struct": ["ab" + "c" * v if v != 2 else "a"]}[cause]
    return program(code, f"total({rows!r})", v, "import csv, json, struct")


def log_only(cause, v):
    text = {"disk": "cannot write index, volume is full", "lock": "cannot take the lock, another indexer runs"}[cause]
    return program(f"def index():\n    print('ERROR: {text} (try %d)' % {v}, file=sys.stderr)\n    raise SystemExit(3)\n", "index()", v, "import sys")


def deep(cause, v):
    return program(f"def read(conf, name):\n    return conf[name]\n\ndef start_{cause}(conf):\n    return read(conf, {cause!r})\n", f"start_{cause}({{}})", v)


def generic_attr(cause, v):
    fn = {"load": "load_users", "save": "save_users"}[cause]
    return program(f"def {fn}(rows):\n    return rows.split(',')\n", f"{fn}([{v}])", v)


def kwargs(cause, v):
    return program("class Order:\n    def __init__(self, id, total):\n        self.id = id\n", f"Order({cause}={v})" if cause != "both" else "Order()", v)


def ctest(cause, v):
    text = f"add_test(NAME {cause} COMMAND sh -c \"echo wrong {cause}; exit 1\")\nadd_test(NAME fine COMMAND true)\n"
    return {"CMakeLists.txt": "cmake_minimum_required(VERSION 3.10)\nproject(p NONE)\nenable_testing()\n" + "# c\n" * v + text}, "cmake . \n# setup\n" + ["ctest", "ctest --output-on-failure", "ctest -j2"][v]


def cpp_link(cause, v):
    body = {"method": "struct Order { int total() const; };\nint main() { return Order().total(); }\n", "method2": "struct Order { int price() const; };\nint main() { return Order().price(); }\n", "vtable": "struct Shape { virtual int area(); };\nint main() { Shape s; return 0; }\n", "static": "struct Conf { static int limit; };\nint main() { return Conf::limit; }\n"}[cause]
    path = ["main.cpp", "src/main.cpp", "lib/app.cc"][v]
    return {path: "// c\n" * v + body}, [f"g++ {path} -o app", f"g++ -g -O0 {path} -o app", f"c++ -std=c++17 {path} -o prog"][v]


def curl_tls(cause, v):
    if cause == "plain":
        setup = "python server.py 9611 >/dev/null 2>&1 &\nsleep 1\n# setup\n"
        url = "https://127.0.0.1:9611/health"
    else:
        setup = "openssl req -x509 -newkey rsa:2048 -nodes -keyout k.pem -out c.pem -subj /CN=localhost -days 1; (timeout 10 openssl s_server -accept 9612 -cert c.pem -key k.pem -quiet >/dev/null 2>&1 &) ; sleep 1\n# setup\n"
        url = "https://127.0.0.1:9612/health"
    return {"server.py": _load("system").SERVER}, setup + [f"curl -sS {url}", f"curl -fsSL -o x {url}", f"curl --no-progress-meter -H 'A: b' {url}"][v]


def sqlite_more(cause, v):
    if cause == "db":
        return {"a.db": "not a database at all, " * 20}, ["sqlite3 a.db 'select 1 from t'", "sqlite3 -bail ./a.db .tables", "sqlite3 a.db '.schema'"][v]
    if cause == "dir":
        return {"x": ""}, ["sqlite3 data/a.db 'select 1'", "sqlite3 -header data/a.db .tables", "sqlite3 ./data/a.db '.schema'"][v]
    statement = {"fk": "pragma foreign_keys=on; insert into child values (9);", "type": "insert into s values ('x');"}[cause]
    base = "create table parent (id integer primary key); create table child (p references parent(id)); create table s (a integer) strict;"
    return {"q.sql": "select 1;\n" * v + statement + "\n"}, f'sqlite3 a.db "{base}"\n# setup\n' + [f'sqlite3 a.db "{statement}"', "sqlite3 a.db < q.sql", "sqlite3 -bail a.db < q.sql"][v]


def npm_more(cause, v):
    if cause == "nopkg":
        return {"a.txt": "", "node_modules/.k": ""}, ["npm run build", "npm test", "npm start --silent"][v]
    if cause == "workspace":
        return {"package.json": '{"name":"x","version":"1.0.0"}', "node_modules/.k": ""}, ["npm run build -w api", "npm test -w api", "npm install -w api --offline"][v]
    name = {"exit_a": "check", "exit_b": "verify"}[cause]
    return {"package.json": f'{{"name":"x","version":"1.0.{v}","scripts":{{"{name}":"echo {name} is broken && exit 4"}}}}', "node_modules/.k": ""}, [f"npm run {name}", f"npm run {name} --silent", f"npm run {name} -- --all"][v]


def jest_more(cause, v):
    body = {"esm": "", "syntax": "const a = ;", "snap": "expect({a: 1, b: 2}).toMatchSnapshot()", "mock": "jest.mock('../gone'); require('../gone')", "null": "const o = null; o.price", "fn": "({}).sum()", "fn2": "({}).mean()"}[cause]
    head = "import fs from 'fs';\n" if cause == "esm" else ""
    name = ["adds up", "works", "counts lines"][v]
    path = ["cart.test.js", "test/cart.test.js", "cart.test.js"][v]
    files = {path: "// c\n" * v + head + f"test('{name}', () => {{\n  {body}\n}});\n", "package.json": '{"name":"x"}'}
    if cause == "snap":
        files[str(Path(path).parent / "__snapshots__" / "cart.test.js.snap")] = f"// Jest Snapshot v1, https://jestjs.io/docs/snapshot-testing\n\nexports[`{name} 1`] = `\n{{\n  \"a\": 1,\n  \"b\": 3,\n}}\n`;\n"
    return files, ["npx jest --ci", "npx jest --ci --verbose test", "npx jest --colors --ci"][v]


def vitest_more(cause, v):
    body = {"slow": "return new Promise(() => {})", "null": "const o = null; o.price", "null2": "const o = null; o.stock", "throws": "expect(() => 1).toThrow('x')", "contain": "expect([1, 2]).toContain(3)"}[cause]
    name = ["adds up", "works", "counts lines"][v]
    return {"cart.test.js": "// c\n" * v + f"import {{ test, expect }} from 'vitest';\ntest('{name}', () => {{\n  {body};\n}}, 300);\n", "package.json": '{"name":"x","type":"module"}'}, ["npx vitest run", "npx vitest run --reporter=verbose", "FORCE_COLOR=1 npx vitest run"][v]


def cargo_more(cause, v):
    manifest = f'[package]\nname = "acme"\nversion = "0.1.{v}"\nedition = "2021"\n'
    lib = "pub fn half(n: i32) -> i32 { n }\n"
    if cause == "manifest":
        manifest += "[dependencies\n"
    elif cause == "feature":
        return {"Cargo.toml": manifest, "src/lib.rs": lib}, ["cargo build --offline --features fast", "cargo build --offline -q --features fast", "cargo test --offline --features fast"][v]
    elif cause == "bin":
        return {"Cargo.toml": manifest, "src/lib.rs": lib}, ["cargo run --offline", "cargo run --offline -q", "cargo run --offline --release"][v]
    elif cause == "none":
        return {"a.txt": ""}, ["cargo build", "cargo test -q", "cargo check --offline"][v]
    elif cause.startswith("doc"):
        lib = f"/// ```\n/// assert_eq!(acme::half({4 + 2 * v}), {2 + v});\n/// ```\n" + lib
        return {"Cargo.toml": manifest, "src/lib.rs": "// c\n" * v + lib}, ["cargo test --offline --doc", "cargo test --offline -q --doc", "cargo test --offline"][v]
    return {"Cargo.toml": manifest, "src/lib.rs": lib}, ["cargo build --offline", "cargo test --offline -q", "cargo check --offline"][v]


def git_config(cause, v):
    start = "git init -q -b main . && echo 1 > a.txt && git add . && git commit -qm first; "
    return {}, start + {
        "detach": "git switch -q --detach", "rebase": "git rebase -i x", "merge": "echo 2 > a.txt; git switch -qc t; git commit -qam 2; git switch -q main; echo 3 > a.txt; git commit -qam 3; git merge t -q", "sub": "true", "email": "git config user.useConfigOnly true; git config --unset user.email", "mv": "true", "bisect": "true",
    }[cause] + "\n# setup\n" + {"detach": ["git push", "git push -q", "git pull"], "rebase": ["git rebase --continue", "git rebase --abort", "git rebase --skip"], "merge": ["git commit -m x", "git merge t", "git pull . t"], "sub": ["git submodule add ./gone lib", "git submodule add -q ./gone lib", "git submodule add ./gone"], "email": ["git stash drop", "git stash pop", "git stash apply"], "mv": ["git mv gone.txt b.txt", "git mv -v gone.txt b.txt", "git mv gone.txt c.txt"], "bisect": ["git bisect good", "git bisect bad", "git bisect reset HEAD~4"]}[cause][v]


def make_more(cause, v):
    text = {"recursive": "all:\n\t$(MAKE) -C sub\n", "py": "all:\n\tpython gen.py\n", "py2": "all:\n\tpython gen2.py\n", "var": "ifndef TARGET\n$(error TARGET is not set)\nendif\nall:\n\techo\n", "var2": "ifndef REGION\n$(error REGION is not set)\nendif\nall:\n\techo\n", "circ": "%.a: %.b\n\tcp $< $@\nall: x.z\n"}[cause]
    return {"Makefile": "# c\n" * v + text, "gen.py": "# c\n" * v + "import acmegen\n", "gen2.py": "raise ValueError('template is empty')\n"}, ["make", "make -j2", "make --no-print-directory all"][v]


def java_build(cause, v):
    if cause == "version":
        return {"A.java": "class A { void f() { var x = switch (1) { case 1 -> 2; default -> 3; }; } }\n"}, ["javac --release 8 A.java", "javac -source 8 -target 8 A.java", "javac -Xlint:-options --release 8 -d out A.java"][v]
    body = {"final": "final int a = 1; a = 2;", "static": "g();", "types": "java.util.List<String> l = new java.util.ArrayList<Integer>();", "args": "h(1, 2);", "args2": "k(1, 2);", "missing": "String s = \"a\"\n;foo(s);"}[cause]
    path = ["App.java", "src/App.java", "app/App.java"][v]
    return {path: "// c\n" * v + f"class App {{\n  void g() {{}}\n  static void h(int a) {{}}\n  static void k(int a) {{}}\n  static void run() {{\n    {body}\n  }}\n}}\n"}, [f"javac {path}", f"javac -d out {path}", f"javac -g -Xlint:all -d build {path}"][v]


def mvn_more(cause, v):
    extra = {"model": "<modelVersion>9</modelVersion>", "xml": "<broken>", "packaging": "<packaging>wat</packaging>", "dep_a": "<dependencies><dependency><groupId>com.acme</groupId><artifactId>left</artifactId></dependency></dependencies>", "dep_b": "<dependencies><dependency><groupId>com.acme</groupId><artifactId>right</artifactId></dependency></dependencies>"}[cause]
    head = "" if cause == "model" else "<modelVersion>4.0.0</modelVersion>"
    return {"pom.xml": "<!-- c -->\n" * v + f'<project xmlns="http://maven.apache.org/POM/4.0.0">{head}<groupId>com.acme</groupId><artifactId>web</artifactId><version>1.{v}</version>\n{extra}\n</project>\n'}, ["mvn -o -B validate", "mvn -o validate -DskipTests", "mvn -o -B -q -e validate"][v]


def perl_more(cause, v):
    text = {"open_a": "open(my $f, '<', 'rates.csv') or die \"cannot open rates.csv: $!\";\n", "open_b": "open(my $f, '<', 'users.csv') or die \"cannot open users.csv: $!\";\n", "syntax": "my $a = ;\n", "num": "use strict; use warnings FATAL => 'all'; my $x = 'a' + 1;\n", "uninit": "use strict; use warnings FATAL => 'all'; my $x; my $y = $x + 1;\n"}[cause]
    path = ["a.pl", "bin/b.pl", "tool.pl"][v]
    return {path: "# c\n" * v + text}, f"perl {['', '-w ', ''][v]}{path}"


def bash_more(cause, v):
    text = {"pipe": "set -eo pipefail\ncat rates.csv | sort\n", "pipe2": "set -eo pipefail\ncat users.csv | sort\n", "fn": "build() {\n  compile_all\n}\nbuild\n", "fn2": "build() {\n  link_all\n}\nbuild\n", "py": "set -e\npython -c 'import acmelib'\n", "py2": "set -e\npython -c 'import zetalib'\n", "git": "set -e\ngit checkout release\n", "curl": "set -e\ncurl -sS http://127.0.0.1:9621/x\n", "curl2": "set -e\ncurl -sS http://127.0.0.1:9622/x\n"}[cause]
    path = ["run.sh", "scripts/run.sh", "deploy.sh"][v]
    return {path: "#!/bin/bash\n" + "# c\n" * v + "echo start\n" * v + text}, ["git init -q; \n# setup\n", "", ""][0] + [f"bash {path}", f"bash ./{path}", f"bash {path} 2>&1"][v]


FIX = "Fix it."
FAMILIES = [
    (name, tool, dict.fromkeys(causes.split(), FIX), build)
    for name, tool, causes, build in (
        ("hp-pt-hang", "pytest", "fetch_rates fetch_users", pt_hang), ("hp-pt-async", "pytest", "native loop attr", pt_async), ("hp-py-requests", "python", "refused_a refused_b dns schema bad busy", http_lib),
        ("hp-py-data", "python", "csv csv2 json json2 struct", data_errors), ("hp-py-log", "python", "disk lock", log_only), ("hp-py-deep", "python", "host port", deep), ("hp-py-attr", "python", "load save", generic_attr), ("hp-py-kwargs", "python", "total price both", kwargs),
        ("hp-ctest", "ctest", "rates users", ctest), ("hp-cpp-link", "ld", "method method2 vtable static", cpp_link), ("hp-curl-tls", "curl", "plain self", curl_tls), ("hp-sqlite", "sqlite3", "db dir fk type", sqlite_more), ("hp-npm", "npm", "nopkg workspace exit_a exit_b", npm_more),
        ("hp-jest", "jest", "esm syntax snap mock null fn fn2", jest_more), ("hp-vitest", "vitest", "slow null null2 throws contain", vitest_more), ("hp-cargo", "cargo", "manifest feature bin none doc", cargo_more),
        ("hp-git", "git", "detach rebase merge sub email mv bisect", git_config), ("hp-make", "make", "recursive py py2 var var2 circ", make_more), ("hp-javac", "javac", "version final static types args args2 missing", java_build), ("hp-mvn", "mvn", "model xml packaging dep_a dep_b", mvn_more),
        ("hp-perl", "perl", "open_a open_b syntax num uninit", perl_more), ("hp-bash", "bash", "pipe pipe2 fn fn2 py py2 git curl curl2", bash_more),
    )
]
