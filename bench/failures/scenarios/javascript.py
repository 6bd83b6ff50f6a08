# ruff: noqa: E501  one occurrence per line reads as a table
"""node, npm, tsc, eslint, jest, vitest, mocha, esbuild, webpack."""

from __future__ import annotations


def node(code: str, call: str, v: int):
    if v == 0:
        return {"app.js": f"{code}\n{call};\n"}, "node app.js"
    if v == 1:
        return {"src/main.js": f"// main\nconst limit = 3;\n\n{code}\n\nfunction start() {{\n  console.log('up');\n  return {call};\n}}\nstart();\n"}, "node --trace-warnings src/main.js 2>&1"
    return {"lib/job.js": f"'use strict';\n{code}\nmodule.exports = () => {call};\n", "index.js": "const job = require('./lib/job');\n[1].forEach(() => job());\n"}, "node index.js --all"


def n_undefined(cause, v):
    return node(f"function pick(o) {{\n  return o.inner.{cause};\n}}", "pick({})", v)


def n_reference(cause, v):
    return node(f"function total(n) {{\n  return n * {cause};\n}}", "total(3)", v)


def n_call(cause, v):
    return node(f"const cart = {{}};\nfunction add(n) {{\n  return cart.{cause}(n);\n}}", f"add({v})", v)


def n_port(cause, v):
    return node(f"function serve() {{\n  const net = require('net');\n  net.createServer().listen({cause}, '127.0.0.1', () => net.createServer().listen({cause}, '127.0.0.1'));\n}}", "serve()", v)


def n_refused(cause, v):
    return node(f"function ping() {{\n  require('net').connect({cause}, '127.0.0.1');\n}}", "ping()", v)


def n_file(cause, v):
    prefix = ["data/", "./data/", "/nonexistent/data/"][v]
    return node(f"function load() {{\n  return require('fs').readFileSync('{prefix}{cause}');\n}}", "load()", v)


def n_json(cause, v):
    text = {"html": "<html>" + "x" * v, "cut": '{"a": 1' + ", " * 0, "empty": ""}[cause]
    return node(f"function parse() {{\n  return JSON.parse({text!r});\n}}", "parse()", v)


def n_reject(cause, v):
    return node(f"async function load() {{\n  throw new Error('no {cause} in store');\n}}", "load()", v)


def n_syntax(cause, v):
    text = {"brace": "function f() {\n  return 1;\n", "token": "const a = ;\n", "esm": "import fs from 'fs';\n"}[cause]
    path = ["app.js", "src/a.js", "b.js"][v]
    return {path: "// c\n" * v + text}, f"node {path}"


def n_throw(cause, v):
    return node(f"class StockError extends Error {{\n  constructor(m) {{ super(m); this.name = 'StockError'; }}\n}}\nfunction take(n) {{\n  throw new StockError('{cause} item ' + n);\n}}", f"take({v + 40})", v)


def npm_bad(cause, v):
    files = {"package.json": '{"name": "x", "version": "1.0.0", "scripts": {"check": "exit 3", "build": "nosuchtool --x"}}', "node_modules/.keep": ""}
    if cause == "json":
        files["package.json"] = '{"name": "x",}'
        return files, ["npm run check", "npm install --offline", "npm ls"][v]
    if cause == "lock":
        return files, ["npm ci", "npm ci --no-audit", "npm ci --offline"][v]
    return files, ["npm run build", "npm run build --silent", "npm run build -- --all"][v]


def npm_missing(cause, v):
    files = {"package.json": f'{{"name": "x", "version": "1.0.0", "dependencies": {{"{cause}": "^1.0.0"}}}}', "node_modules/.keep": ""}
    return files, ["npm install --offline", "npm install --offline --no-audit --no-fund", "npm i --offline --loglevel=error"][v]


def tsc(cause, v):
    line = {"arg": "f('a');", "arg2": "g('a');", "imp": "import x from './gone';", "imp2": "import y from './lost';", "ret": "function h(): string { return 1; }"}[cause]
    path = ["app.ts", "src/app.ts", "src/report.ts"][v]
    text = "// c\n" * v + (line if "import" in line else "") + "\nfunction f(n: number) { return n; }\nfunction g(n: boolean) { return n; }\n" + ("" if "import" in line else line) + "\nexport {};\n"
    return {path: text}, [f"npx tsc --noEmit {path}", f"npx tsc --noEmit --pretty {path}", f"npx tsc --noEmit --strict {path}"][v]


def eslint(cause, v):
    line = {"unused_a": "const alpha = 1;", "unused_b": "const beta = 1;", "parse": "const = 3;", "undef": "alpha();"}[cause]
    path = ["a.js", "src/a.js", "src/b.js"][v]
    return {path: "// c\n" * v + line + "\n", "eslint.config.js": "module.exports = [{rules: {'no-unused-vars': 'error', 'no-undef': 'error'}}];\n"}, [f"npx eslint {path}", "npx eslint src --color", "npx eslint src"][v]


CART = "exports.total = (n) => n * 10;\nexports.label = (n) => 'Item ' + n;\nexports.find = () => undefined;\nexports.pair = () => ({a: 1, b: 2});\nexports.boom = () => { throw new RangeError('too many lines'); };\nexports.bust = () => { throw new RangeError('no lines left'); };\n"
BODY = {
    "total": ["expect(m.total(2)).toBe(30)", "expect(m.total(4)).toBe(60)", "expect(m.total(6)).toEqual(90)"],
    "label": ["expect(m.label(2)).toBe('item 2')", "expect(m.label(4)).toBe('item 4')", "expect(m.label(6)).toEqual('item 6')"],
    "pair": ["expect(m.pair()).toEqual({a: 1, b: 3})", "expect(m.pair()).toEqual({b: 4, a: 1})", "expect(m.pair()).toEqual({a: 1, b: 9})"],
    "paira": ["expect(m.pair()).toEqual({a: 7, b: 2})", "expect(m.pair()).toEqual({b: 2, a: 8})", "expect(m.pair()).toEqual({a: 0, b: 2})"],
    "defined": ["expect(m.find(1)).toBeDefined()", "expect(m.find(2)).toBeDefined()", "expect(m.find(3)).toBeDefined()"],
    "boom": ["m.boom()", "m.boom(4)", "expect(m.boom()).toBe(1)"],
    "bust": ["m.bust()", "m.bust(4)", "expect(m.bust()).toBe(1)"],
}


def jest(cause, v):
    if cause.startswith("mod_"):
        body, head = "expect(1).toBe(1)", f"require('./{cause[4:]}');\n"
    else:
        body, head = BODY[cause][v], ""
    name = ["adds up", "works", "counts lines"][v]
    path = ["cart.test.js", "test/cart.test.js", "cart.test.js"][v]
    text = "// c\n" * v + head + f"const m = require('{'../' if v == 1 else './'}cart');\ndescribe('cart', () => {{\n  test('{name}', () => {{\n    {body};\n  }});\n  test('ok', () => {{}});\n}});\n"
    return {"cart.js": CART, path: text, "package.json": '{"name":"x"}'}, ["npx jest", "npx jest --verbose test", "npx jest --colors --ci"][v]


def vitest(cause, v):
    name = ["adds up", "works", "counts lines"][v]
    text = "// c\n" * v + f"import {{ test, expect, describe }} from 'vitest';\nimport m from './cart.cjs';\ndescribe('cart', () => {{\n  test('{name}', () => {{\n    {BODY[cause][v]};\n  }});\n}});\n"
    return {"cart.cjs": CART, "cart.test.js": text, "package.json": '{"name":"x","type":"module"}'}, ["npx vitest run", "npx vitest run --reporter=verbose", "FORCE_COLOR=1 npx vitest run"][v]


def mocha(cause, v):
    body = {"total": ["assert.strictEqual(m.total(2), 30)", "assert.strictEqual(m.total(4), 60)", "assert.strictEqual(m.total(6), 90)"], "label": ["assert.strictEqual(m.label(2), 'item 2')", "assert.strictEqual(m.label(4), 'item 4')", "assert.equal(m.label(6), 'item 6')"], "boom": ["m.boom()"] * 3, "bust": ["m.bust()"] * 3}[cause][v]
    name = ["adds up", "works", "counts lines"][v]
    text = "// c\n" * v + f"const assert = require('assert');\nconst m = require('../cart');\ndescribe('cart', () => {{\n  it('{name}', () => {{\n    {body};\n  }});\n}});\n"
    return {"cart.js": CART, "test/cart.js": text}, ["npx mocha", "npx mocha --reporter dot", "npx mocha --colors test"][v]


def nodetest(cause, v):
    body = {"total": ["assert.strictEqual(m.total(2), 30)", "assert.strictEqual(m.total(4), 60)", "assert.strictEqual(m.total(6), 90)"], "label": ["assert.strictEqual(m.label(2), 'item 2')", "assert.strictEqual(m.label(4), 'item 4')", "assert.equal(m.label(6), 'item 6')"], "boom": ["m.boom()"] * 3, "bust": ["m.bust()"] * 3}[cause][v]
    name = ["adds up", "works", "counts lines"][v]
    text = "// c\n" * v + f"const assert = require('assert');\nconst {{ test }} = require('node:test');\nconst m = require('./cart');\ntest('{name}', () => {{\n  {body};\n}});\n"
    return {"cart.js": CART, "cart.test.js": text}, ["node --test", "node cart.test.js", "node --test --test-reporter=spec"][v]


def esbuild(cause, v):
    return {["app.js", "src/app.js", "a.js"][v]: "// c\n" * v + f"import x from '{cause}';\nconsole.log(x);\n"}, ["npx esbuild app.js --bundle", "npx esbuild src/app.js --bundle --minify", "npx esbuild --bundle a.js --outfile=out.js"][v]


def webpack(cause, v):
    path = ["src/index.js", "src/index.js", "app/main.js"][v]
    return {path: "// c\n" * v + f"import x from '{cause}';\nconsole.log(x);\n"}, ["npx webpack --mode development", "npx webpack --mode production --no-color", "npx webpack --mode development ./app/main.js"][v]


FAMILIES = [
    ("node-undefined", "node", {"price": "Set inner.", "count": "Set inner."}, n_undefined),
    ("node-reference", "node", {"rate": "Define rate.", "factor": "Define factor."}, n_reference),
    ("node-call", "node", {"push": "cart is a list.", "insert": "cart is a tree."}, n_call),
    ("node-port", "node", {"9121": "Stop a.", "9122": "Stop b."}, n_port),
    ("node-refused", "node", {"9123": "Start a.", "9124": "Start b."}, n_refused),
    ("node-file", "node", {"rates.json": "Write it.", "users.json": "Write it."}, n_file),
    ("node-json", "node", {"html": "Fix the URL.", "cut": "Fetch again.", "empty": "Write it."}, n_json),
    ("node-reject", "node", {"token": "Put a token.", "price": "Put a price."}, n_reject),
    ("node-syntax", "node", {"brace": "Close.", "token": "Give a value.", "esm": "Set type module."}, n_syntax),
    ("node-throw", "node", {"missing": "Add.", "locked": "Unlock."}, n_throw),
    ("npm-kinds", "npm", {"json": "Fix package.json.", "lock": "Commit the lock.", "tool": "Install nosuchtool."}, npm_bad),
    ("npm-missing", "npm", {"acme-left": "Publish.", "acme-right": "Publish."}, npm_missing),
    ("tsc-kinds", "tsc", {"arg": "Pass a number.", "arg2": "Pass a boolean.", "imp": "Restore gone.", "imp2": "Restore lost.", "ret": "Return a string."}, tsc),
    ("eslint-kinds", "eslint", {"unused_a": "Remove alpha.", "unused_b": "Remove beta.", "parse": "Name it.", "undef": "Import alpha."}, eslint),
    ("jest-kinds", "jest", {"total": "T.", "label": "L.", "pair": "P.", "paira": "PA.", "defined": "D.", "boom": "B.", "bust": "BB."}, jest),
    ("jest-module", "jest", {"mod_rates": "R.", "mod_users": "U."}, jest),
    ("vitest-kinds", "vitest", {"total": "T.", "label": "L.", "pair": "P.", "boom": "B.", "bust": "BB."}, vitest),
    ("mocha-kinds", "mocha", {"total": "T.", "label": "L.", "boom": "B.", "bust": "BB."}, mocha),
    ("nodetest-kinds", "node:test", {"total": "T.", "label": "L.", "boom": "B.", "bust": "BB."}, nodetest),
    ("esbuild-module", "esbuild", {"leftpadx": "Install.", "./gone": "Restore."}, esbuild),
    ("webpack-module", "webpack", {"leftpadx": "Install.", "./gone": "Restore."}, webpack),
]
