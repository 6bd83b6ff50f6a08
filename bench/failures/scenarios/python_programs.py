# ruff: noqa: E501  one occurrence per line reads as a table
"""Python programs that end in a traceback."""

from __future__ import annotations


def program(definitions: str, call: str, v: int, imports: str = "") -> tuple[dict[str, str], str]:
    """Place definitions and a failing call at the top of a script, in a function of another file, or in a module run by -m."""
    if v == 0:
        return {"app.py": f"{imports}\n{definitions}\n{call}\n"}, "python app.py"
    if v == 1:
        body = f"{imports}\n\n# settings\nLIMIT = 10\nNAMES = ['a', 'b']\n\n\n{definitions}\n\n\ndef main():\n    print('starting')\n    result = {call}\n    return result\n\n\nif __name__ == '__main__':\n    main()\n"
        return {"src/job.py": body}, "python -X dev src/job.py --all 2>&1"
    body = f"'''Nightly report.'''\n{imports}\nimport sys\n\n\n{definitions}\n\n\nclass Report:\n    def __init__(self):\n        self.rows = [{call} for _ in range(2)]\n\n\nReport()\n"
    return {"tools/__init__.py": "", "tools/report.py": body}, "python -m tools.report"


def key(cause, v):
    return program(f"CONF = {{'name': 'x', 'size': 3}}\n\ndef setting(conf):\n    return conf[{cause!r}]\n", "setting(CONF)", v)


def missing_file(cause, v):
    return program("def load(path):\n    with open(path) as f:\n        return f.read()\n", f"load({['data/', './data/', '/nonexistent/data/'][v]!r} + {cause!r})", v)


def refused(cause, v):
    return program(f"def ping():\n    return socket.create_connection(('127.0.0.1', {cause}), timeout=2)\n", "ping()", v, "import socket")


def url_refused(cause, v):
    return program(f"def fetch(path):\n    return urllib.request.urlopen('http://127.0.0.1:{cause}/' + path, timeout=2)\n", "fetch('health')", v, "import urllib.request")


def in_use(cause, v):
    return program(f"import atexit\n_busy = socket.socket()\n_busy.bind(('127.0.0.1', {cause}))\n_busy.listen()\n\ndef serve():\n    s = socket.socket()\n    s.bind(('127.0.0.1', {cause}))\n", "serve()", v, "import socket")


def none_attr(cause, v):
    fn, attr = {"user_email": ("find_user", "email"), "order_total": ("find_order", "total"), "user_name": ("find_user", "name")}[cause]
    return program(f"def {fn}(key):\n    return None\n\ndef show_{attr}(key):\n    return {fn}(key).{attr}\n", f"show_{attr}(7)", v)


def none_item(cause, v):
    return program(f"def load_{cause}(key):\n    return None\n\ndef first_{cause}(key):\n    rows = load_{cause}(key)\n    return rows[0]\n", f"first_{cause}({v})", v)


def index(cause, v):
    return program(f"def {cause}(text):\n    parts = text.split(',')\n    return parts[{3 + v}]\n", f"{cause}('a,b')", v)


def zero(cause, v):
    expression = {"mean": "sum(rows) / len(rows)", "share": "100 * part / total"}[cause]
    args = {"mean": "rows", "share": "part, total"}[cause]
    call = {"mean": "mean([])", "share": f"share({v + 1}, 0)"}[cause]
    return program(f"def {cause}({args}):\n    return {expression}\n", call, v)


def int_literal(cause, v):
    value = {"port": ["http", "https", "web"][v], "quantity": ["3x", "12 pcs", "n/a"][v]}[cause]
    return program(f"def parse_{cause}(text):\n    return int(text)\n", f"parse_{cause}({value!r})", v)


def unpack(cause, v):
    return program(f"def split_{cause}(text):\n    a, b = text.split(':')\n    return a\n", f"split_{cause}('x{':y:z' if cause == 'host' else ''}')", v)


def name(cause, v):
    return program(f"def total(rows):\n    return sum(rows) * {cause}\n", f"total([{v}, 2])", v)


def unbound(cause, v):
    return program(f"def pick(rows):\n    for row in rows:\n        {cause} = row\n    return {cause}\n", "pick([])", v)


def import_name(cause, v):
    files, command = program("", "1", v, f"from shoplib.core import {cause}")
    prefix = {0: "", 1: "src/", 2: ""}[v]
    files[prefix + "shoplib/__init__.py"] = ""
    files[prefix + "shoplib/core.py"] = "def other():\n    pass\n"
    return files, command


def circular(cause, v):
    files, command = program("", "1", v, f"import {cause}_a")
    prefix = {0: "", 1: "src/", 2: ""}[v]
    files[prefix + f"{cause}_a.py"] = f"from {cause}_b import g\n\ndef f():\n    pass\n"
    files[prefix + f"{cause}_b.py"] = f"from {cause}_a import f\n\ndef g():\n    pass\n"
    return files, command


def decode(cause, v):
    data = {"latin1": b"\\xe9t\\xe9", "utf16": b"\\xff\\xfea\\x00"}[cause].decode()
    return program(f"def read_{'names' if cause == 'latin1' else 'export'}(data):\n    return data.decode('utf-8')\n", f"read_{'names' if cause == 'latin1' else 'export'}(b'{'x' * v}{data}')", v)


def recursion(cause, v):
    return program(f"def {cause}(node):\n    return {cause}(node) + 1\n", f"{cause}({v})", v)


def env(cause, v):
    return program(f"def setting():\n    return os.environ[{cause!r}]\n", "setting()", v, "import os")


def subprocess_code(cause, v):
    args = {"checkout": "['git', 'rev-parse', 'HEAD~99']", "list": "['ls', '/nonexistent']"}[cause]
    return program(f"def {cause}():\n    return subprocess.check_output({args}, stderr=subprocess.DEVNULL)\n", f"{cause}()", v, "import subprocess")


def chained(cause, v):
    return program(f"class ConfigError(Exception):\n    pass\n\ndef load(conf):\n    try:\n        return conf[{cause!r}]\n    except KeyError as exc:\n        raise ConfigError('cannot read the configuration') from exc\n", "load({})", v)


def sql(cause, v):
    statement = {"orders": "select * from orders", "unique": "insert into t values (1), (1)", "syntax": "selec 1"}[cause]
    return program(f"def query():\n    c = sqlite3.connect(':memory:')\n    c.execute('create table t (a integer unique)')\n    return c.execute({statement!r}).fetchall()\n", "query()", v, "import sqlite3")


def syntax(cause, v):
    text = {"paren": "total = (1 + 2\nprint(total)\n", "colon": "def f()\n    return 1\n", "indent": "def f():\nreturn 1\n"}[cause]
    pad = "# c\n" * (v * 3)
    path = ["app.py", "src/tool.py", "lib/a.py"][v]
    if v == 2:
        return {path: pad + text, "run.py": "import sys\nsys.path.insert(0, 'lib')\nimport a\n"}, "python run.py"
    return {path: pad + text}, f"python {path}"


def raised(cause, v):
    text = {"rate": "no rate for EUR on this date", "stock": "stock of item is negative"}[cause]
    return program(f"def check(value):\n    raise ValueError('{text}: %s' % value)\n", f"check({v * 17 + 4})", v)


def timeout(cause, v):
    return program(f"async def {cause}():\n    await asyncio.sleep(5)\n\ndef call_{cause}():\n    async def inner():\n        return await asyncio.wait_for({cause}(), 0.01)\n    return asyncio.run(inner())\n", f"call_{cause}()", v, "import asyncio")


def operand(cause, v):
    body = {"price": "def add_price(total, price):\n    return total + price\n", "label": "def make_label(name, number):\n    return name + number\n"}[cause]
    call = {"price": f"add_price({v}, '3')", "label": f"make_label('a', {v})"}[cause]
    return program(body, call, v)


def group(cause, v):
    return program(f"def job():\n    raise KeyError({cause!r})\n\ndef everything():\n    errors = []\n    for f in (job, job):\n        try:\n            f()\n        except Exception as e:\n            errors.append(e)\n    raise ExceptionGroup('jobs failed', errors)\n", "everything()", v)


def yaml_error(cause, v):
    text = {"tab": "a:\n\t- 1\n", "colon": "a: b: c\n"}[cause]
    return program(f"def settings():\n    return yaml.safe_load({('# x' + chr(10)) * v + text!r})\n", "settings()", v, "import yaml")


def argparse_exit(cause, v):
    files = {["app.py", "src/cli.py", "tool.py"][v]: "# x\n" * v + "import argparse\np = argparse.ArgumentParser()\np.add_argument('--limit', type=int)\np.add_argument('--out', required=True)\np.parse_args()\n"}
    args = {"required": "", "type": "--out x --limit many", "unknown": "--out x --verbos"}[cause]
    return files, f"python {next(iter(files))} {args}".strip()


def module_option(cause, v):
    return {"a.py": ""}, [f"python -m {cause}", f"cd . && python -m {cause} --help", f"python -X dev -m {cause} run"][v]


FAMILIES = [
    ("py-key", "python", {"host": "Add host.", "port": "Add port.", "user": "Add user."}, key),
    ("py-file", "python", {"rates.csv": "Export rates.csv.", "users.csv": "Export users.csv."}, missing_file),
    ("py-refused", "python", {"9101": "Start the cache.", "9102": "Start the queue."}, refused),
    ("py-url-refused", "python", {"9103": "Start the API.", "9104": "Start the search."}, url_refused),
    ("py-in-use", "python", {"9111": "Stop the other server.", "9112": "Stop the other worker."}, in_use),
    ("py-none-attr", "python", {"user_email": "Handle the missing user.", "order_total": "Handle the missing order.", "user_name": "Handle it."}, none_attr),
    ("py-none-item", "python", {"orders": "load_orders must return a list.", "users": "load_users must return a list."}, none_item),
    ("py-index", "python", {"surname": "Check the parts.", "country": "Check the parts."}, index),
    ("py-zero", "python", {"mean": "Guard empty rows.", "share": "Guard total 0."}, zero),
    ("py-int", "python", {"port": "Give a number.", "quantity": "Strip units."}, int_literal),
    ("py-unpack", "python", {"host": "Split once.", "pair": "Check for the colon."}, unpack),
    ("py-name", "python", {"RATE": "Define RATE.", "FACTOR": "Define FACTOR."}, name),
    ("py-unbound", "python", {"best": "Initialise best.", "last": "Initialise last."}, unbound),
    ("py-import-name", "python", {"Basket": "Add Basket.", "Invoice": "Add Invoice."}, import_name),
    ("py-circular", "python", {"orders": "Break the cycle.", "users": "Break the cycle."}, circular),
    ("py-decode", "python", {"latin1": "Decode as latin-1.", "utf16": "Decode as utf-16."}, decode),
    ("py-recursion", "python", {"depth": "Stop at leaves.", "walk": "Stop at cycles."}, recursion),
    ("py-env", "python", {"SHOP_TOKEN": "Export SHOP_TOKEN.", "SHOP_REGION": "Export SHOP_REGION."}, env),
    ("py-subprocess", "python", {"checkout": "Use a commit that exists.", "list": "Create the directory."}, subprocess_code),
    ("py-chained", "python", {"host": "Add host.", "token": "Add token."}, chained),
    ("py-sql", "python", {"orders": "Create the table.", "unique": "Drop duplicates.", "syntax": "Fix the statement."}, sql),
    ("py-syntax", "python", {"paren": "Close the bracket.", "colon": "Add the colon.", "indent": "Indent the body."}, syntax),
    ("py-raised", "python", {"rate": "Load rates.", "stock": "Fix stock."}, raised),
    ("py-timeout", "python", {"fetch_rates": "Speed up.", "fetch_users": "Speed up."}, timeout),
    ("py-operand", "python", {"price": "Convert the price.", "label": "Convert the number."}, operand),
    ("py-group", "python", {"host": "Add host.", "port": "Add port."}, group),
    ("py-yaml", "python", {"tab": "Use spaces.", "colon": "Quote the value."}, yaml_error),
    ("py-argparse", "python", {"required": "Pass --out.", "type": "Pass a number.", "unknown": "Spell --verbose."}, argparse_exit),
    ("py-m-missing", "python", {"flaskish": "Install flaskish.", "shoptool": "Install shoptool."}, module_option),
]
