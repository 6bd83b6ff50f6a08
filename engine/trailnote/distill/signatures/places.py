"""Where an error happened, in names that survive other lines, files and callers."""

from __future__ import annotations

_FOREIGN = (
    "site-packages", "dist-packages", "/lib/python", "<frozen", "<__array", "node_modules", "node:", "internal/",
    "java.base/", "jdk.internal", "/rustc/", "/.cargo/registry", "/usr/lib/", "/usr/share/", "/go/src/", "/pkg/mod/",
    "/ruby/gems/", "/vendor/", "\\Lib\\", "<string>", "importlib", "/usr/local/go/",
)  # fmt: skip
_UNNAMED = frozenset((
    "<module>", "<lambda>", "<listcomp>", "<genexpr>", "<dictcomp>", "<setcomp>", "<anonymous>", "", "main",
    "__init__", "new",
))  # fmt: skip
_COMMON_CALLS_TEXT = """
    print len str int float list dict set tuple sorted sum min max range open isinstance repr format map filter zip
    any all enumerate next iter type super getattr setattr expect tobe toequal tostrictequal assert assertequal
    assertequals assert_eq assertthat assertisnone assertin asserttrue assertfalse assertraises equal strictequal
    deepequal deepstrictequal describe test it if while for return and not with raises approx lambda self require
    console log println string vec assertlistequal assertdictequal isequalto be fail ok assertalmostequal main
    tobecloseto tohavelength tothrow in or error round abs wait_for gather to_thread tobedefined tobetruthy
    tobefalsy tobenull tocontain tomatch tomatchobject
"""
_COMMON_CALLS = frozenset(_COMMON_CALLS_TEXT.split())
_COMMON_METHODS_TEXT = """
    push append get run sleep create_task join split replace items keys values decode encode read write strip copy
    close slice map filter find index format lower upper trim then catch finally
"""
_COMMON_METHODS = frozenset(_COMMON_METHODS_TEXT.split())


def is_foreign(path: str) -> bool:
    """Say whether a frame's file belongs to a library, the runtime or the tool, and not to the project."""
    return any(mark in path for mark in _FOREIGN)


def calls_in(source: str) -> list[str]:
    """Return the names called in a line of source, in order, without the assertion words and built-ins."""
    names: list[str] = []
    start = source.find("(")
    while start > 0:
        end = start
        begin = end
        while begin > 0 and (source[begin - 1].isalnum() or source[begin - 1] == "_"):
            begin -= 1
        name = source[begin:end]
        method = begin > 0 and source[begin - 1] == "."
        if method and name.lower() in _COMMON_METHODS:
            name = ""
        if name and not name[0].isdigit() and name.lower() not in _COMMON_CALLS and name not in names:
            names.append(name)
        start = source.find("(", start + 1)
    return names


def source_skeleton(source: str) -> str:
    """Return a line of source with its literals masked and its spacing evened: the same line over other data."""
    out: list[str] = []
    quote = ""
    i, n = 0, min(len(source), 300)
    while i < n:
        c = source[i]
        if quote:
            if c == "\\":
                i += 1
            elif c == quote:
                quote = ""
        elif c in "'\"`":
            quote = c
            out.append("'")
        elif c.isdigit() and not (out and (out[-1].isalnum() or out[-1] == "_")):
            while i + 1 < n and (source[i + 1].isalnum() or source[i + 1] in "._"):
                i += 1
            out.append("#")
        elif not c.isspace():
            out.append(c)
        elif out and out[-1] != " ":
            out.append(" ")
        i += 1
    return "".join(out).strip()


def of_function(name: str) -> str:
    """Return the bare name of a function as a trace prints it, "" when it says nothing (`<module>`, `<lambda>`)."""
    name = name.replace("::{{closure}}", "").split(" [as ")[0].removesuffix("()")
    last = name.rsplit("::", 1)[-1].rsplit(".", 1)[-1].rsplit("#", 1)[-1]
    last = last.removeprefix("lambda$").split("$")[0]
    return "" if last in _UNNAMED or last.startswith("<") else last


def of_test(name: str) -> str:
    """Return a test's name without its parameters and its class."""
    name = name.split("[", 1)[0].strip()
    return name.rsplit("::", 1)[-1].rsplit(".", 1)[-1]
