"""The form of a command line under which two runs of it are the same, and whether its exit code can be believed.

`cd shop && CI=1 python -m pytest ./tests/a.py -q 2>&1 | tail -5` is `pytest tests/a.py`: where it was run, how much it
printed and who watched do not matter; what it was asked to do does.
"""

from __future__ import annotations

from trailnote.distill.command_kinds import answers_by_code, kind_of

_SILENT = frozenset((
    "cd", "pushd", "popd", "export", "unset", "source", ".", "echo", "printf", "true", ":", "sleep", "set", "pwd",
    "clear", "date", "exit", "return", "fi", "done", "esac", "}",
))  # fmt: skip
_KEYWORDS = frozenset(("if", "then", "else", "elif", "do", "while", "until", "!", "{"))
_FILTERS_TEXT = """
    tail head tee grep egrep rg cat less more sed awk sort uniq cut wc tr column nl jq ts sponge bat xargs
"""
_FILTERS = frozenset(_FILTERS_TEXT.split())
_RUN_BY = {
    "uv": ("run",), "poetry": ("run",), "pipenv": ("run",), "hatch": ("run",), "pdm": ("run",), "rye": ("run",),
    "bundle": ("exec",), "pnpm": ("exec", "dlx"), "yarn": ("exec", "dlx"), "npm": ("exec",), "npx": (), "bunx": (),
    "pnpx": (), "uvx": (), "pipx": ("run",), "time": (), "nohup": (), "env": (), "nice": (), "command": (),
    "exec": (), "stdbuf": (), "sudo": (), "xvfb-run": (), "timeout": (), "coverage": ("run",), "dotenv": ("run",),
    "mise": ("exec",),
}  # fmt: skip
# Options that change how much is printed or how fast it runs, by what they begin with; only for tests and checks.
_NOISE = (
    "--verbose", "--quiet", "--color", "--colors", "--no-color", "--tb", "--no-header", "--showlocals", "--maxfail",
    "--durations", "--ci", "--silent", "--runInBand", "--reporter", "--no-fail-fast", "--failfast", "--nocapture",
    "--test-threads", "--no-print-directory", "--show-error-codes", "--pretty", "--no-cache", "--cache-clear",
    "--last-failed", "--lf", "--ff", "--bail", "--stacktrace", "--info", "--no-daemon", "--offline", "--locked",
    "--message-format", "--output-format", "--format", "--log-level", "--batch-mode", "--no-progress", "--no-cov",
    "--cov", "--numprocesses", "--jobs", "--progress", "--exitfirst", "--stepwise", "--output-on-failure",
    "--no-capture", "--capture", "--warnings", "--verbosity", "--console", "--parallel", "--show-column-numbers",
    "--no-pretty", "--run", "--no-watch", "--watch=false", "--watchAll=false",
)  # fmt: skip
_NOISE_SHORT_TEXT = """
    -v -vv -vvv -q -qq -x -s -l -ra -rA -rs -rf -rx -B -e -i -w -j -j1 -j2 -j4 -j8 -b -f -race -count=1 -count
    -failfast -json
"""
_NOISE_SHORT = frozenset(_NOISE_SHORT_TEXT.split())
_NOISE_WITH_VALUE = frozenset((
    "-n", "-p", "-W", "-j", "--maxfail", "--durations", "--tb", "--reporter", "--test-threads", "--color", "--jobs",
    "--log-level", "--message-format", "--output-format", "-o",
))  # fmt: skip
_ALIASES = {"py.test": "pytest", "pip3": "pip", "mvnw": "mvn", "gradlew": "gradle"}
_MAX_CHARS = 4000


def split(command: str) -> list[tuple[str, list[str]]]:
    """Split a command line into (what joins it to the one before, its words); quotes and escapes are honoured.

    Joints are "", ";", "&&", "||", "|" and "&". Redirections are left out; a line break counts as ";". A line that
    ends with "&" has an empty last part.
    """
    found: list[tuple[str, list[str]]] = []
    joint, words = "", []
    for joins, text in _tokens(_without_documents(command)[:_MAX_CHARS]):
        if not joins:
            words.append(text)
            continue
        if words:
            found.append((joint, words))
        joint, words = text, []
    if words or joint == "&":
        found.append((joint, words))
    return found


def _tokens(command: str) -> list[tuple[bool, str]]:
    """Return words as (False, word) and what joins commands as (True, sign)."""
    found: list[tuple[bool, str]] = []
    i, n = 0, len(command)
    while i < n:
        c = command[i]
        if c == "\n" or c in ";|&":
            sign = command[i : i + 2]
            if sign == "&>":
                i = _past_redirection(command, i + 1)
                continue
            i += 2 if sign in ("&&", "||", "|&") else 1
            found.append((True, sign if sign in ("&&", "||") else ";" if c == "\n" else c))
        elif c in "<>":
            if found and found[-1] in ((False, "1"), (False, "2")) and command[i - 1] in "12":
                found.pop()
            i = _past_redirection(command, i)
        elif c.isspace() or c in "()":
            i += 1
        else:
            word, i = _word(command, i)
            found.append((False, word))
    return found


def _word(command: str, i: int) -> tuple[str, int]:
    """Return the word that begins at `i` without its quotes, and the index after it."""
    kept, quote, n = "", "", len(command)
    while i < n:
        c = command[i]
        if quote:
            if c == quote:
                quote = ""
            elif c == "\\" and quote == '"' and command[i + 1 : i + 2] in ('"', "\\", "$", "`"):
                i += 1
                kept += command[i]
            else:
                kept += c
        elif c in "'\"":
            quote = c
        elif c == "\\" and i + 1 < n:
            i += 1
            kept += "" if command[i] == "\n" else command[i]
        elif c.isspace() or c in ";|&()<>":
            break
        else:
            kept += c
        i += 1
    return kept, i


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


def _past_redirection(command: str, i: int) -> int:
    """Return the index after a redirection that begins at `i`: its signs, spaces and target."""
    n = len(command)
    while i < n and command[i] in "<>&|":
        i += 1
    while i < n and command[i] == " ":
        i += 1
    return _word(command, i)[1]


def _wraps(words: list[str], at: int) -> int:
    """Return how many words from `at` on only wrap a program: `uv run`, `timeout -k 1 60`, `CI=1`; 0 for none."""
    word = words[at]
    name = word.rpartition("/")[2]
    if word in _KEYWORDS or ("=" in word and word.split("=", 1)[0].isidentifier()):
        return 1
    if name not in _RUN_BY:
        return 0
    by = _RUN_BY[name]
    if by and words[at + 1 : at + 2] and words[at + 1] not in by:
        return 0
    end = at + 1 + bool(by)
    while end < len(words) and (words[end].startswith("-") or (name == "timeout" and words[end][:1].isdigit())):
        end += 1
    return end - at


def program_words(words: list[str]) -> list[str]:
    """Return a simple command from its program on, without what wraps it, its directory, or `python -m` before it."""
    at = 0
    while at < len(words):
        name = words[at].rpartition("/")[2]
        if name.startswith("python") and "-m" in words[at + 1 : at + 6]:
            at = words.index("-m", at) + 1
            continue
        step = _wraps(words, at)
        if not step:
            break
        at += step
    rest = words[at:]
    if not rest:
        return []
    name = rest[0].rpartition("/")[2]
    if name.startswith("python") and name[6:].replace(".", "").isdigit():
        name = "python"
    return [_ALIASES.get(name, name), *rest[1:]]


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
    """Return the simple commands that a line is about: no filters behind pipes, no `cd`, `echo` or fallback."""
    found: list[list[str]] = []
    for joint, words in split(command):
        own = program_words(words)
        if own[:1] and own[0] in ("bash", "sh", "zsh") and len(own) > 2 and own[1] in ("-c", "-lc", "-ec", "-lic"):
            found += main_parts(own[2])
        elif own and own[0] not in _SILENT and joint != "||" and not _filters(joint, own):
            found.append(own)
    return found


def _filters(joint: str, own: list[str]) -> bool:
    return joint == "|" and bool(own) and own[0] in _FILTERS


def canonical_command(command: str) -> str:
    """Return the form of a command line under which a later run of it is recognised; a line with words gives words."""
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
    """Say whether the exit code is that of what a line is about, not of a filter, an `echo` or a `true` behind it."""
    parts = split(command)
    if "pipefail" in command:
        parts = [(joint, words) for joint, words in parts if not _filters(joint, program_words(words))]
    if not parts:
        return True
    joint, words = parts[-1]
    own = program_words(words)
    if joint in ("|", "||", "&"):
        return False
    last_is_silent = not own or (own[0] in _SILENT and own[0] != "exit")
    return not (joint == ";" and last_is_silent and len(parts) > 1)


def expects_one(command: str) -> bool:
    """Say whether exit code 1 of a command line is the answer of its last program, and no failure."""
    parts = main_parts(command) or [program_words(words) for _, words in split(command)]
    return bool(parts) and bool(parts[-1]) and answers_by_code(parts[-1])
