# ruff: noqa: E501  one occurrence per line reads as a table
"""C, C++, Rust, Java, make, cmake, ninja."""

from __future__ import annotations


def c_file(body: str, v: int, head: str = ""):
    path = ["main.c", "src/main.c", "lib/app.c"][v]
    text = head + "/* c */\n" * (v * 2) + body
    return {path: text}, path


def gcc(cause, v):
    body = {
        "header_a": '#include "acme.h"\nint main(void) { return 0; }\n',
        "header_b": '#include <zeta/zeta.h>\nint main(void) { return 0; }\n',
        "semicolon": "int main(void) {\n  int a = 1\n  return a;\n}\n",
        "brace": "int main(void) {\n  if (1) {\n  return 0;\n}\n",
        "implicit_a": "int main(void) { return compute(3); }\n",
        "implicit_b": "int main(void) { return convert(3); }\n",
        "type": "struct s { int a; };\nint main(void) { struct s x; x.total = 1; return 0; }\n",
        "args": "int add(int a, int b) { return a + b; }\nint main(void) { return add(1); }\n",
    }[cause]
    files, path = c_file(body, v)
    return files, [f"gcc {path}", f"gcc -Wall -Wextra -Werror=implicit-function-declaration -c {path} -o x.o", f"cc -O2 -fdiagnostics-color=always -Werror {path} -o app"][v]


def gxx(cause, v):
    body = {
        "convert": "#include <string>\nint main() {\n  std::string s = \"a\";\n  int n = s;\n  return n;\n}\n",
        "undeclared": "int main() {\n  std::cout << 1;\n}\n",
        "match": "#include <vector>\nvoid f(std::vector<int>) {}\nint main() { f(\"a\"); }\n",
        "abstract": "struct Shape { virtual int area() = 0; };\nint main() { Shape s; return s.area(); }\n",
        "private": "class A { int n; };\nint main() { A a; return a.n; }\n",
    }[cause]
    path = ["main.cpp", "src/main.cpp", "lib/app.cc"][v]
    return {path: "// c\n" * v + body}, [f"g++ {path}", f"g++ -std=c++17 -Wall -c {path} -o x.o", f"c++ -fdiagnostics-color=always {path} -o app"][v]


def link(cause, v):
    if cause.startswith("lib_"):
        files, path = c_file("int main(void) { return 0; }\n", v)
        return files, f"gcc {['', '-g ', '-O2 '][v]}{path} -l{cause[4:]} -o app"
    files, path = c_file(f"int {cause}(int);\nint main(void) {{ return {cause}(3); }}\n", v)
    return files, f"gcc {['', '-g ', '-O1 -Wall '][v]}{path} -o app"


def crash(cause, v):
    body = {
        "div": "#include <stdio.h>\nint part(int a) { return 10 / a; }\nint main(int c, char **v) { printf(\"%d\\n\", part(c - 1)); }\n",
        "null": "#include <stdio.h>\nint first(int *p) { return p[0]; }\nint main(void) { printf(\"go\\n\"); return first(0); }\n",
        "assert_a": "#include <assert.h>\nint f(int n) { assert(n > 3); return n; }\nint main(void) { return f(1); }\n",
        "assert_b": "#include <assert.h>\nint f(int n) { assert(n < 0); return n; }\nint main(void) { return f(1); }\n",
    }[cause]
    files, path = c_file(body, v)
    return files, [f"gcc -w {path} -o app && ./app", f"gcc -w -g {path} -o demo && ./demo", f"gcc -w {path} -o app && bash -c './app; exit $?'"][v]


def asan(cause, v):
    body = {
        "heap": "#include <stdlib.h>\nint read_heap(int n) { int *p = malloc(4 * n); int r = p[n]; free(p); return r; }\nint main(void) { return read_heap(4); }\n",
        "free": "#include <stdlib.h>\nint read_freed(int n) { int *p = malloc(4 * n); free(p); return p[0]; }\nint main(void) { return read_freed(4); }\n",
        "leak": "#include <stdlib.h>\nvoid leak_one(int n) { malloc(4 * n); }\nint main(void) { leak_one(4); return 0; }\n",
        "stack": "int read_stack(int n) { int a[4] = {0}; return a[n]; }\nint main(void) { return read_stack(5); }\n",
    }[cause]
    files, path = c_file(body, v)
    return files, f"gcc -w -g -fsanitize=address {['', '-O0 ', '-O1 '][v]}{path} -o app && ./app"


def rustc(cause, v):
    body = {
        "type": "fn size() -> usize { 3 }\nfn main() { let s: String = size(); println!(\"{}\", s); }\n",
        "unresolved": "use std::collections::HashMop;\nfn main() {}\n",
        "unknown_fn": "fn main() { compute(3); }\n",
        "unknown_fn2": "fn main() { convert(3); }\n",
        "method": "struct Order;\nfn main() { Order.total(); }\n",
        "trait": "struct Order;\nfn main() { println!(\"{}\", Order); }\n",
        "lifetime": "fn longest(a: &str, b: &str) -> &str { a }\nfn main() {}\n",
        "macro": "fn main() { printn!(\"a\"); }\n",
        "brace": "fn main() { let a = (1;\n }\n",
    }[cause]
    path = ["main.rs", "src/main.rs", "src/bin/tool.rs"][v]
    return {path: "// c\n" * v + body}, [f"rustc {path}", f"rustc --edition 2021 {path} -o app", f"rustc --color always --edition 2021 {path} -o app"][v]


def rust_panic(cause, v):
    body = {
        "unwrap": "fn find(n: i32) -> Option<i32> { None }\nfn main() { find(3).unwrap(); }\n",
        "index": "fn main() { let a = vec![1]; let i = a.len() + 3; println!(\"{}\", a[i]); }\n",
        "expect": "fn main() { std::fs::read_to_string(\"rates.csv\").expect(\"rates must exist\"); }\n",
        "expect2": "fn main() { std::fs::read_to_string(\"users.csv\").expect(\"users must exist\"); }\n",
        "parse": "fn main() { let n: i32 = \"x\".parse().unwrap(); println!(\"{}\", n); }\n",
        "overflow": "fn main() { let a: u8 = std::env::args().count() as u8; println!(\"{}\", a - 2); }\n",
    }[cause]
    path = ["main.rs", "src/main.rs", "src/bin/tool.rs"][v]
    return {path: "// c\n" * v + body}, [f"rustc -A warnings {path} -o app && ./app", f"rustc -A warnings -g {path} -o app && ./app", f"rustc -A warnings {path} -o app && RUST_BACKTRACE=1 ./app"][v]


def cargo(cause, v):
    manifest = f'[package]\nname = "acme"\nversion = "0.1.{v}"\nedition = "2021"\n'
    lib = "pub fn twice(n: i32) -> i32 { n * 3 }\npub fn half(n: i32) -> i32 { n }\n"
    test = {"twice": f"assert_eq!(super::twice({v + 2}), {2 * (v + 2)});", "half": f"assert_eq!(super::half({4 + 2 * v}), {2 + v});", "msg_a": "assert!(super::twice(1) < 0, \"twice is positive\");", "msg_b": "assert!(super::half(1) < 0, \"half is positive\");"}.get(cause, "")
    if cause.startswith("dep_"):
        manifest += f"[dependencies]\n{cause[4:]} = \"1\"\n"
    if cause.startswith("use_"):
        lib = f"use {cause[4:]}::Thing;\n" + lib
    name = ["checks", "works", "again"][v]
    lib += f"#[cfg(test)]\nmod tests {{\n    #[test]\n    fn {name}() {{\n        {test}\n    }}\n}}\n"
    return {"Cargo.toml": manifest, "src/lib.rs": "// c\n" * v + lib}, ["cargo test --offline", "cargo test --offline -q", "cargo test --offline --no-fail-fast -- --test-threads=1"][v]


def make(cause, v):
    text = {
        "tool_a": "all:\n\tnosuchcc -c a.c\n", "tool_b": "all:\n\tnosuchgen --all\n", "sep": "all:\n    echo a\n", "fail": "all: check\ncheck:\n\t@echo checking\n\t@exit 3\n",
        "rule": "app: gone.c\n\tcc gone.c\n", "rule2": "app: lost.c\n\tcc lost.c\n",
    }[cause]
    return {"Makefile": "# c\n" * v + text}, ["make", "make -j2", "make -C . V=1"][v]


def cmake(cause, v):
    text = {
        "command": "acme_setup(x)\n", "command2": "zeta_setup(x)\n", "source": "add_executable(app gone.c)\n", "source2": "add_executable(app lost.c)\n", "version": "cmake_minimum_required(VERSION 9.9)\n", "include": "include(AcmeTools)\n", "req": "message(FATAL_ERROR \"no licence file\")\n",
    }[cause]
    return {"CMakeLists.txt": "cmake_minimum_required(VERSION 3.10)\nproject(p NONE)\n" + ("enable_language(C)\n" if "source" in cause else "") + "# c\n" * v + text}, ["cmake .", "cmake -S . -B build", "mkdir -p out && cd out && cmake -DX=1 .."][v]


def ninja(cause, v):
    text = {"rule": "rule cc\n  command = gcc -c $in -o $out\nbuild a.o: cc gone.c\n", "rule2": "rule cc\n  command = gcc -c $in -o $out\nbuild a.o: cc lost.c\n", "fail": "rule r\n  command = sh -c 'echo no licence; exit 2'\nbuild a: r\n", "syntax": "rule r\n command $in\n"}[cause]
    return {"build.ninja": "# c\n" * v + text}, ["ninja", "ninja -v", "ninja -C ."][v]


def javac(cause, v):
    line = {"type": "int n = \"a\";", "ret": "", "pkg": "", "pkg2": "", "semi": "int a = 1", "unreported": "throw new Exception(\"x\");", "uninit": "int q; System.out.println(q);"}[cause]
    head = {"pkg": "import com.acme.Tool;\n", "pkg2": "import org.zeta.Box;\n"}.get(cause, "")
    extra = "static int f() { }\n" if cause == "ret" else ""
    path = ["App.java", "src/App.java", "app/App.java"][v]
    return {path: head + "// c\n" * v + f"class App {{\n  {extra}\n  static void run() {{\n    {line}\n  }}\n}}\n"}, [f"javac {path}", f"javac -d out {path}", f"javac -g -Xlint:all -d build {path}"][v]


def java(cause, v):
    line = {
        "index": f"int[] q = new int[{v + 2}]; System.out.println(q[{v + 5}]);", "cast": "Object o = \"a\"; Integer n = (Integer) o;", "num": f"Integer.parseInt(\"x{v}\");", "arith": "System.out.println(1 / (a.length - a.length));",
        "state_a": "throw new IllegalStateException(\"cart is closed\");", "state_b": "throw new IllegalStateException(\"stock is empty\");",
        "chain_a": "try { new java.io.FileReader(\"rates.csv\"); } catch (Exception e) { throw new RuntimeException(\"cannot start\", e); }",
        "chain_b": "try { new java.io.FileReader(\"users.csv\"); } catch (Exception e) { throw new RuntimeException(\"cannot start\", e); }",
    }[cause]
    return {"Main.java": "// c\n" * v + f"public class Main {{\n  static void work(String[] a) {{\n    {line}\n  }}\n  public static void main(String[] a) {{\n    {['work(a);', 'Runnable r = () -> work(a); r.run();', 'new Main().work(a);'][v]}\n  }}\n}}\n"}, ["java Main.java", "javac Main.java && java Main", "javac -g -d out Main.java && java -cp out Main"][v]


def java_start(cause, v):
    if cause.startswith("jar"):
        return {"a.txt": ""}, [f"java -jar {cause}.jar", f"java -jar build/{cause}.jar", f"java -Xmx64m -jar {cause}.jar"][v]
    return {"a.txt": ""}, [f"java {cause}", f"java -cp out {cause}", f"java -ea {cause}"][v]


FAMILIES = [
    ("gcc-kinds", "gcc", dict.fromkeys(("header_a", "header_b", "semicolon", "brace", "implicit_a", "implicit_b", "type", "args"), "Fix it."), gcc),
    ("gxx-kinds", "g++", dict.fromkeys(("convert", "undeclared", "match", "abstract", "private"), "Fix it."), gxx),
    ("ld-kinds", "ld", dict.fromkeys(("compute", "convert", "lib_acme", "lib_zeta"), "Link it."), link),
    ("c-crash", "gcc", dict.fromkeys(("div", "null", "assert_a", "assert_b"), "Fix it."), crash),
    ("c-asan", "gcc", dict.fromkeys(("heap", "free", "leak", "stack"), "Fix it."), asan),
    ("rustc-kinds", "rustc", dict.fromkeys(("type", "unresolved", "unknown_fn", "unknown_fn2", "method", "trait", "lifetime", "macro", "brace"), "Fix it."), rustc),
    ("rust-panic", "rustc", dict.fromkeys(("unwrap", "index", "expect", "expect2", "parse", "overflow"), "Fix it."), rust_panic),
    ("cargo-kinds", "cargo", dict.fromkeys(("twice", "half", "msg_a", "msg_b", "dep_acmelib", "dep_zetalib", "use_acmelib", "use_zetalib"), "Fix it."), cargo),
    ("make-kinds", "make", dict.fromkeys(("tool_a", "tool_b", "sep", "fail", "rule", "rule2"), "Fix it."), make),
    ("cmake-kinds", "cmake", dict.fromkeys(("command", "command2", "source", "source2", "version", "include", "req"), "Fix it."), cmake),
    ("ninja-kinds", "ninja", dict.fromkeys(("rule", "rule2", "fail", "syntax"), "Fix it."), ninja),
    ("javac-kinds", "javac", dict.fromkeys(("type", "ret", "pkg", "pkg2", "semi", "unreported", "uninit"), "Fix it."), javac),
    ("java-kinds", "java", dict.fromkeys(("index", "cast", "num", "arith", "state_a", "state_b", "chain_a", "chain_b"), "Fix it."), java),
    ("java-start", "java", dict.fromkeys(("jara", "jarb", "com.acme.Main", "com.acme.Tool"), "Build it."), java_start),
]
