"""The form of a command line under which two runs of it are the same, and whether its exit code can be believed.

`cd shop && CI=1 python -m pytest ./tests/a.py -q 2>&1 | tail -5` is `pytest tests/a.py`: where it was run, how much it
printed and who watched do not matter; what it was asked to do does.
"""

from __future__ import annotations

_SILENT = frozenset(("cd", "pushd", "popd", "export", "unset", "source", ".", "echo", "printf", "true", ":", "sleep", "set", "pwd", "clear", "date", "exit", "return", "fi", "done", "esac", "}"))
_KEYWORDS = frozenset(("if", "then", "else", "elif", "do", "while", "until", "!", "{"))
_FILTERS = frozenset(
    "tail head tee grep egrep rg cat less more sed awk sort uniq cut wc tr column nl jq ts sponge bat xargs".split()
)
_RUN_BY = {
    "uv": ("run",), "poetry": ("run",), "pipenv": ("run",), "hatch": ("run",), "pdm": ("run",), "rye": ("run",), "bundle": ("exec",),
    "pnpm": ("exec", "dlx"), "yarn": ("exec", "dlx"), "npm": ("exec",), "npx": (), "bunx": (), "pnpx": (), "uvx": (), "pipx": ("run",), "time": (), "nohup": (),
    "env": (), "nice": (), "command": (), "exec": (), "stdbuf": (), "sudo": (), "xvfb-run": (), "timeout": (), "coverage": ("run",), "dotenv": ("run",), "mise": ("exec",),
}  # fmt: skip
_TAKES_VALUE = {"timeout": 1, "nice": 0}
TEST_PROGRAMS = frozenset(
    "pytest py.test unittest tox nox nose2 behave trial jest vitest mocha ava karma cypress playwright rspec phpunit pest ctest nextest "
    "tap minitest testem".split()
)
CHECK_PROGRAMS = frozenset(
    "mypy ruff flake8 pylint pyright basedpyright black isort bandit eslint biome oxlint prettier stylelint tsc shellcheck golangci-lint staticcheck "
    "hadolint yamllint markdownlint rubocop phpstan psalm clippy ktlint detekt swiftlint pre-commit gcc g++ cc c++ clang clang++ rustc javac "
    "kotlinc cmake make ninja meson webpack vite rollup esbuild tsup turbo gmake bazel scons swiftc go-vet".split()
)
_BUILDERS = frozenset("npm yarn pnpm bun deno go cargo mvn mvnw gradle gradlew dotnet just rake sbt bazel mix swift nx turbo".split())
_TEST_WORDS = frozenset("test tests t spec check verify nextest e2e unit test:unit test:e2e".split())
_CHECK_WORDS = frozenset("build lint compile typecheck type-check vet clippy fmt check:types tsc assemble package install-dist doc bench".split())
_INSTALLERS = {
    "pip": ("install", "download", "wheel"), "pip3": ("install",), "uv": ("sync", "add", "pip", "lock"), "poetry": ("install", "add", "lock"), "npm": ("install", "i", "ci", "add", "update"), "yarn": ("install", "add"),
    "pnpm": ("install", "i", "add"), "bun": ("install", "add"), "cargo": ("add", "install", "fetch"), "go": ("get", "mod"), "apt": ("install",), "apt-get": ("install", "update"), "brew": ("install",),
    "gem": ("install",), "bundle": ("install",), "composer": ("install", "require"), "conda": ("install", "create"), "dotnet": ("restore", "add"), "pipenv": ("install",), "apk": ("add",), "dnf": ("install",),
}  # fmt: skip
# Options that change how much is printed or how fast it runs, by what they begin with; only for tests and checks.
_NOISE = (
    "--verbose", "--quiet", "--color", "--colors", "--no-color", "--tb", "--no-header", "--showlocals", "--maxfail", "--durations", "--ci", "--silent",
    "--runInBand", "--reporter", "--no-fail-fast", "--failfast", "--nocapture", "--test-threads", "--no-print-directory", "--show-error-codes", "--pretty",
    "--no-cache", "--cache-clear", "--last-failed", "--lf", "--ff", "--bail", "--stacktrace", "--info", "--no-daemon", "--offline", "--locked", "--message-format",
    "--output-format", "--format", "--log-level", "--batch-mode", "--no-progress", "--no-cov", "--cov", "--numprocesses", "--jobs", "--progress", "--exitfirst", "--stepwise",
    "--output-on-failure", "--no-capture", "--capture", "--warnings", "--verbosity", "--console", "--parallel", "--show-column-numbers", "--no-pretty", "--run", "--no-watch", "--watch=false", "--watchAll=false",
)  # fmt: skip
_NOISE_SHORT = frozenset("-v -vv -vvv -q -qq -x -s -l -ra -rA -rs -rf -rx -B -e -i -w -j -j1 -j2 -j4 -j8 -b -f -race -count=1 -count -failfast -json -k-".split()) - {"-k-"}
_NOISE_WITH_VALUE = frozenset(("-n", "-p", "-W", "-j", "--maxfail", "--durations", "--tb", "--reporter", "--test-threads", "--color", "--jobs", "--log-level", "--message-format", "--output-format", "-o"))


def split(command: str) -> list[tuple[str, list[str]]]:
    """Split a command line into (what joins it to the one before, its words); quotes and escapes are honoured.

    Joints are "", ";", "&&", "||", "|" and "&". Redirections are left out; a line break counts as ";".
    """
    command = _without_documents(command)
    found: list[tuple[str, list[str]]] = []
    joint, words, word, quote, begun = "", [], "", "", False
    i, n = 0, min(len(command), 4000)
    while i <= n:
        c = command[i] if i < n else "\n"
        if quote and i < n:
            if c == quote:
                quote = ""
            elif c == "\\" and quote == '"' and i + 1 < n and command[i + 1] in '"\\$`':
                i += 1
                word += command[i]
            else:
                word += c
        elif c in "'\"":
            quote, begun = c, True
        elif c == "\\" and i + 1 < n:
            i += 1
            if command[i] != "\n":
                word += command[i]
        elif c.isspace() or c in ";|&()<>":
            if c in "<>" and word in ("1", "2", "&"):
                word, begun = "", False
            if word or begun:
                words.append(word)
            word, begun = "", False
            if c in "<>":
                i = _past_redirection(command, i, n)
            elif c in ";|&\n":
                mark = command[i : i + 2]
                if mark == "&>":
                    i = _past_redirection(command, i + 1, n)
                else:
                    if words:
                        found.append((joint, words))
                        words = []
                    if i < n:
                        joint = mark if mark in ("&&", "||") else (";" if c == "\n" else c)
                        i += mark in ("&&", "||", "|&")
        else:
            word += c
        i += 1
    if joint == "&" and found:
        found.append(("&", []))
    return found


def _without_documents(command: str) -> str:
    """Return a command line without the text of its here-documents."""
    if "<<" not in command or "\n" not in command:
        return command
    kept: list[str] = []
    end = ""
    for line in command.split("\n"):
        if end:
            end = "" if line.strip() == end else end
            continue
        kept.append(line)
        words = line.partition("<<")[2].lstrip("-").split()
        if words and not words[0].startswith("<"):
            end = words[0].strip("'\"")
    return "\n".join(kept)


def _past_redirection(command: str, i: int, n: int) -> int:
    """Return the index of the last character of a redirection that begins at `i`."""
    while i + 1 < n and command[i + 1] in "<>&|":
        i += 1
    while i + 1 < n and command[i + 1] == " ":
        i += 1
    while i + 1 < n and not command[i + 1].isspace() and command[i + 1] not in ";|&()<>":
        i += 1
    return i


def program_words(words: list[str]) -> list[str]:
    """Return a simple command from its program on: no variables, wrappers, interpreter (`python -m`) or directory before it."""
    at = 0
    while at < len(words):
        word = words[at]
        name = word.rpartition("/")[2]
        if word in _KEYWORDS or ("=" in word and word.split("=", 1)[0].isidentifier()):
            at += 1
        elif name in _RUN_BY and (not _RUN_BY[name] or words[at + 1 : at + 2] and words[at + 1] in _RUN_BY[name]):
            at += 1 + bool(_RUN_BY[name])
            while at < len(words) and (words[at].startswith("-") or (name == "timeout" and words[at][:1].isdigit())):
                at += 1
        elif name.startswith("python") and "-m" in words[at + 1 : at + 6]:
            at = words.index("-m", at) + 1
        else:
            break
    rest = words[at:]
    if not rest:
        return []
    name = rest[0].rpartition("/")[2]
    if name.startswith("python") and name[6:].replace(".", "").isdigit():
        name = "python"
    return [{"py.test": "pytest", "pip3": "pip", "mvnw": "mvn", "gradlew": "gradle"}.get(name, name), *rest[1:]]


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
    if bare.startswith(("test_", "run_tests", "runtests", "run-tests", "test.")) or bare in ("test", "tests", "manage.py") and "test" in named:
        return "test"
    return "other"


def _without_noise(words: list[str]) -> list[str]:
    kept = [words[0]]
    skip = False
    for at, word in enumerate(words[1:], start=2):
        after = words[at] if at < len(words) else ""
        if skip:
            skip = False
        elif word in _NOISE_WITH_VALUE and not after.startswith("-") and "/" not in after and "::" not in after:
            skip = True
        elif word in _NOISE_SHORT or word == "--" or word.split("=")[0] in _NOISE:
            continue
        else:
            kept.append(word)
    return kept


def _target(word: str, root: str) -> str:
    """Return a path argument without the directory that the line changed into, and without `./` and a last slash."""
    if root and word.startswith(root.rstrip("/") + "/"):
        word = word[len(root.rstrip("/")) + 1 :]
    bare = word if word == "./..." else word.removeprefix("./")
    bare = bare.rstrip("/") or word
    return f"'{bare}'" if any(c.isspace() or c in ";|&" for c in bare) else bare


def main_parts(command: str) -> list[list[str]]:
    """Return the simple commands that a line is about: no filters behind pipes, no `cd`, `echo` or `export`; else all."""
    found: list[list[str]] = []
    for joint, words in split(command):
        own = program_words(words)
        if own[:1] and own[0] in ("bash", "sh", "zsh") and len(own) > 2 and own[1] in ("-c", "-lc", "-ec", "-lic"):
            found += main_parts(own[2])
            continue
        if own and own[0] not in _SILENT and not (joint == "|" and own[0] in _FILTERS) and not (joint == "||"):
            found.append(own)
    return found


def canonical_command(command: str) -> str:
    """Return the form of a command line under which a later run of it is recognised; never empty for a line with words."""
    root = ""
    for _, words in split(command):
        if len(words) == 2 and words[0] == "cd" and words[1].startswith("/"):
            root = words[1]
    kept = []
    for words in main_parts(command):
        own = _without_noise(words) if kind_of(words) in ("test", "check") else words
        kept.append(" ".join([own[0], *(_target(word, root) for word in own[1:])]))
    return " && ".join(dict.fromkeys(kept)) or " ".join(command.split())


def exit_is_own(command: str) -> bool:
    """Say whether the exit code of a line is that of what it is about: not of a filter, an `echo`, a `true` behind it."""
    parts = split(command)
    if "pipefail" in command:
        parts = [part for at, part in enumerate(parts) if not (part[0] == "|" and at and program_words(part[1])[:1] and program_words(part[1])[0] in _FILTERS)]
    if not parts:
        return True
    joint, words = parts[-1]
    own = program_words(words)
    if joint in ("|", "||", "&"):
        return False
    return not (joint == ";" and (not own or own[0] in _SILENT) and own[:1] != ["exit"] and len(parts) > 1)


def expects_one(command: str) -> bool:
    """Say whether exit code 1 is an answer of the program and no failure: grep, diff, test, which and their like."""
    parts = main_parts(command) or [program_words(words) for _, words in split(command)]
    if not parts or not parts[-1]:
        return False
    words = parts[-1]
    if words[0] in ("grep", "egrep", "fgrep", "rg", "ag", "diff", "cmp", "test", "[", "[[", "which", "pgrep", "type", "false", "expr", "comm"):
        return True
    return words[0] == "git" and len(words) > 1 and (words[1] in ("grep", "check-ignore") or "--exit-code" in words or "--quiet" in words)
