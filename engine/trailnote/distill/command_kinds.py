"""What a simple command is: a test run, a check (build, lint, types), an installation, git, or something else."""

from __future__ import annotations

_TEST_PROGRAMS_TEXT = """
    pytest py.test unittest tox nox nose2 behave trial jest vitest mocha ava karma cypress playwright rspec phpunit
    pest ctest nextest tap minitest testem
"""
TEST_PROGRAMS = frozenset(_TEST_PROGRAMS_TEXT.split())
_CHECK_PROGRAMS_TEXT = """
    mypy ruff flake8 pylint pyright basedpyright black isort bandit eslint biome oxlint prettier stylelint tsc
    shellcheck golangci-lint staticcheck hadolint yamllint markdownlint rubocop phpstan psalm clippy ktlint detekt
    swiftlint pre-commit gcc g++ cc c++ clang clang++ rustc javac kotlinc cmake make ninja meson webpack vite rollup
    esbuild tsup turbo gmake bazel scons swiftc go-vet
"""
CHECK_PROGRAMS = frozenset(_CHECK_PROGRAMS_TEXT.split())
_BUILDERS_TEXT = """
    npm yarn pnpm bun deno go cargo mvn mvnw gradle gradlew dotnet just rake sbt bazel mix swift nx turbo
"""
_BUILDERS = frozenset(_BUILDERS_TEXT.split())
_TEST_WORDS_TEXT = """
    test tests t spec check verify nextest e2e unit test:unit test:e2e
"""
_TEST_WORDS = frozenset(_TEST_WORDS_TEXT.split())
_CHECK_WORDS_TEXT = """
    build lint compile typecheck type-check vet clippy fmt check:types tsc assemble package install-dist doc bench
"""
_CHECK_WORDS = frozenset(_CHECK_WORDS_TEXT.split())
_INSTALLERS = {
    "pip": ("install", "download", "wheel"), "pip3": ("install",), "uv": ("sync", "add", "pip", "lock"),
    "poetry": ("install", "add", "lock"), "npm": ("install", "i", "ci", "add", "update"), "yarn": ("install", "add"),
    "pnpm": ("install", "i", "add"), "bun": ("install", "add"), "cargo": ("add", "install", "fetch"),
    "go": ("get", "mod"), "apt": ("install",), "apt-get": ("install", "update"), "brew": ("install",),
    "gem": ("install",), "bundle": ("install",), "composer": ("install", "require"), "conda": ("install", "create"),
    "dotnet": ("restore", "add"), "pipenv": ("install",), "apk": ("add",), "dnf": ("install",),
}  # fmt: skip
_ANSWERING_TEXT = "grep egrep fgrep rg ag diff cmp test [ [[ which pgrep type false expr comm"
_ANSWERING = frozenset(_ANSWERING_TEXT.split())


def kind_of(words: list[str]) -> str:
    """Return what a simple command is: test, check (build, lint, types), install, git or other."""
    if not words:
        return "other"
    name = words[0]
    named = [word for word in words[1:4] if not word.startswith("-")]
    first = named[1] if named[:1] == ["run"] and len(named) > 1 else named[0] if named else ""
    if name == "git":
        return "git"
    if name in TEST_PROGRAMS:
        return "test"
    if name in _INSTALLERS and first in _INSTALLERS[name]:
        return "install"
    if name in _BUILDERS or name in ("make", "ninja", "composer", "php", "manage.py", "node"):
        if first in _TEST_WORDS or (name == "node" and "--test" in words) or first.startswith(("test:", "test-")):
            return "check" if first == "check" and name == "cargo" else "test"
        if first in _CHECK_WORDS or first.startswith(("lint", "build")):
            return "check"
    if name in CHECK_PROGRAMS or name in ("mvn", "gradle", "dotnet"):
        return "check"
    script = named[0] if name in ("python", "bash", "sh") and named else name
    bare = script.rpartition("/")[2]
    if bare.startswith(("test_", "run_tests", "runtests", "run-tests", "test.")):
        return "test"
    return "test" if bare == "manage.py" and "test" in named else "other"


def answers_by_code(words: list[str]) -> bool:
    """Say whether exit code 1 is an answer of the program and no failure: grep, diff, test, which and their like."""
    if words[0] in _ANSWERING:
        return True
    quiet = "--exit-code" in words or "--quiet" in words or words[1:2] in (["grep"], ["check-ignore"])
    return words[0] == "git" and quiet
