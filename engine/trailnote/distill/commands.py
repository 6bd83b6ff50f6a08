"""What a shell command line does to the files: reads, changes, or cannot be told; and which files it names.

Judged by the names of programs and their options, so that all of it is inferred. A command line counts as what its
strongest part does: `cd src && sed -i s/a/b/ x.py | cat` changes.
"""

from __future__ import annotations

import os

READS, RUNS, CHANGES = "reads", "runs", "changes"

_READERS = frozenset((
    "[", "ag", "alias", "awk", "bat", "cat", "cd", "cmp", "column", "comm", "cut", "date", "df", "diff", "dirname",
    "du", "echo", "egrep", "env", "export", "false", "fd", "fgrep", "file", "find", "gawk", "grep", "head", "help",
    "hexdump", "history", "hostname", "id", "jq", "less", "ls", "man", "md5sum", "more", "nl", "od", "pgrep",
    "popd", "printenv", "printf", "ps", "pushd", "pwd", "readlink", "realpath", "rg", "sed", "seq", "sha256sum",
    "sleep", "sort", "source", "stat", "strings", "tail", "tee", "test", "time", "tr", "tree", "true", "type",
    "uname", "uniq", "wait", "wc", "which", "whereis", "whoami", "xxd", "yq", "trailnote"
))  # fmt: skip
_CHANGERS = frozenset((
    "alembic", "apt", "apt-get", "black", "brew", "bundle", "chgrp", "chmod", "chown", "cp", "createdb",
    "createuser", "dd", "dnf", "docker", "docker-compose", "dropdb", "gem", "install", "isort", "kill", "killall",
    "ln", "mkdir", "mkfifo", "mv", "nvm", "pacman", "patch", "perl", "pip", "pip3", "pipx", "pkill", "podman",
    "prettier", "protoc", "psql", "pyenv", "rbenv", "redis-cli", "rename", "rm", "rmdir", "rsync", "rustup",
    "service", "shred", "systemctl", "tar", "touch", "truncate", "unlink", "unzip", "virtualenv", "yum"
))  # fmt: skip
# Programs of several uses: the words after the name that make them a change, or a mere look.
_GIT_LOOKS = frozenset((
    "blame", "cat-file", "describe", "diff", "for-each-ref", "grep", "help", "log", "ls-files", "ls-tree",
    "merge-base", "name-rev", "reflog", "remote", "rev-list", "rev-parse", "shortlog", "show", "show-ref", "status",
    "version", "whatchanged"
))  # fmt: skip
_CHANGING_WORDS = frozenset((
    "add", "apply", "ci", "clean", "create", "delete", "down", "download", "fix", "fmt", "format", "generate",
    "get", "i", "init", "install", "link", "lock", "makemigrations", "migrate", "mod", "pull", "push", "remove",
    "reset", "restart", "restore", "run-migrations", "seed", "start", "stop", "sync", "tidy", "uninstall", "unlink",
    "up", "update", "upgrade", "vendor", "write"
))  # fmt: skip
_SEVERAL = frozenset((
    "bun", "bundle", "bunx", "cargo", "composer", "conda", "corepack", "deno", "dotnet", "go", "gradle", "hatch",
    "just", "lerna", "make", "manage.py", "mix", "mvn", "npm", "npx", "nx", "pdm", "php", "pipenv", "pnpm",
    "poetry", "prisma", "python", "python3", "rails", "rake", "ruff", "sbt", "swift", "task", "terraform", "turbo",
    "uv", "yarn"
))  # fmt: skip
_CHANGING_OPTIONS = frozenset(
    ("--fix", "--write", "--in-place", "--fix-only", "--apply", "--update-snapshot", "--snapshot-update")
)
_WRAPPERS = frozenset(("sudo", "time", "env", "nohup", "nice", "command", "exec", "timeout", "xargs", "stdbuf"))
_CATS = frozenset(("cat", "head", "tail", "nl", "bat", "less", "more"))
_MAX_CHARS = 2_000


def parts(command: str) -> list[list[str]]:
    """Return the simple commands of a command line as lists of words; [] when its quotes do not close.

    The text of a here-document is left out. A redirection stands as the words `>` and its target.
    """
    global _parsed
    if _parsed[0] != command:  # the same line is asked for its effect and then for its files
        _parsed = (command, _parse(command))
    return _parsed[1]


_parsed: tuple[str, list[list[str]]] = ("", [])


def _parse(command: str) -> list[list[str]]:
    import shlex

    line = _without_documents(command)[:_MAX_CHARS]
    lexer = shlex.shlex(line.replace("\n", " ; "), posix=True, punctuation_chars=";&|<>")
    lexer.whitespace_split = True
    lexer.commenters = ""
    found: list[list[str]] = [[]]
    try:
        for word in lexer:
            if word.strip(";&|") == "":
                found.append([])
            else:
                found[-1].append(word)
    except ValueError:
        return []
    return [_unwrapped(words) for words in found if words]


def _without_documents(command: str) -> str:
    if "<<" not in command:
        return command
    kept: list[str] = []
    end = ""
    for line in command.split("\n"):
        if end:
            if line.strip() == end:
                end = ""
            continue
        kept.append(line)
        _, mark, rest = line.partition("<<")
        if mark and not rest.startswith("<"):
            words = rest.lstrip("-").split()
            end = words[0].strip("'\"") if words else ""
    return "\n".join(kept)


def _unwrapped(words: list[str]) -> list[str]:
    """Return a simple command without variables, wrappers and their options before the program's name."""
    at = 0
    while at < len(words):
        word = words[at]
        sets = "=" in word and word.split("=", 1)[0].isidentifier()
        if not (sets or word in _WRAPPERS or (at and word[:1] == "-") or word[:1].isdigit()):
            break
        at += 1
    return words[at:] or words[:1]


def effect(command: str) -> str:
    """Return READS, RUNS (a program whose effect cannot be told from its name) or CHANGES."""
    simple = parts(command)
    if not simple:
        return RUNS
    found = [_effect(words) for words in simple]
    return CHANGES if CHANGES in found else RUNS if RUNS in found else READS


def _effect(words: list[str]) -> str:
    name = words[0].rpartition("/")[2]
    rest = words[1:]
    if _targets(words):
        return CHANGES
    if name == "git":
        return _git(rest)
    if name == "tee":
        return CHANGES if any(w[:1] != "-" and not w.startswith("/dev/") for w in rest) else READS
    if name in ("sed", "perl", "awk", "gawk"):
        return CHANGES if any(w == "-i" or w.startswith(("-i", "-pi", "--in-place")) for w in rest) else READS
    if name in ("find", "fd"):
        return CHANGES if any(w in ("-delete", "-exec", "-execdir", "-x", "-X") for w in rest) else READS
    if name in ("black", "isort", "prettier"):
        return RUNS if any(w.startswith("--check") or w == "-c" for w in rest) else CHANGES
    if any(w in _CHANGING_OPTIONS for w in rest) or (name == "gofmt" and "-w" in rest):
        return CHANGES
    if name in _READERS:
        return READS
    if name in _CHANGERS:
        return CHANGES
    if name in _SEVERAL:
        named = [w for w in rest if w[:1] != "-"][:3]
        return CHANGES if any(w in _CHANGING_WORDS or w.rpartition(":")[2] in _CHANGING_WORDS for w in named) else RUNS
    return RUNS


def _git(rest: list[str]) -> str:
    named = [w for w in rest if w[:1] != "-"]
    if "-C" in rest and len(named) > 1:
        named = named[1:]
    word = named[0] if named else ""
    if word in _GIT_LOOKS or not word:
        return READS
    lists = len(named) == 1 or named[1] in ("list", "show")
    if word in ("branch", "tag", "stash", "config", "worktree") and lists:
        return CHANGES if word == "stash" and len(named) == 1 else READS
    # What a commit holds was changed before it, so that it mends nothing by itself; but a hook of git's may fail it.
    return RUNS if word in ("add", "commit", "push", "fetch") else CHANGES


def _targets(words: list[str]) -> list[str]:
    """Return the files that a simple command's redirections write."""
    found = []
    for sign, target in zip(words, words[1:], strict=False):  # noqa: RUF007  itertools is not loaded on the hook path
        if sign.endswith(">") and sign.strip("12&>") == "" and not target.startswith(("&", "/dev/")):
            found.append(target)
    return found


def files(command: str, cwd: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return (files that a command line shows, files that it writes), as full paths of files that exist."""
    shown: dict[str, None] = {}
    written: dict[str, None] = {}
    here = cwd
    for words in parts(command):
        name, rest = words[0].rpartition("/")[2], words[1:]
        if name == "cd" and rest:
            here = os.path.join(here, os.path.expanduser(rest[-1]))
            continue
        for target in _targets(words):
            _add(written, here, target)
        named = [w for w in rest if w[:1] not in ("-", "<", ">")]
        if name in _CATS:
            for word in named:
                _add(shown, here, word)
        elif name == "sed":
            into = written if _effect(words) == CHANGES else shown
            for word in named[1:] if not any(w in ("-e", "-f") for w in rest) else named:
                _add(into, here, word)
        elif name in ("mv", "cp", "touch", "tee", "patch", "perl"):
            for word in named[-1:] if name in ("mv", "cp") else named:
                _add(written, here, word)
    for path in written:
        shown.pop(path, None)
    return tuple(shown), tuple(written)


def _add(found: dict[str, None], here: str, word: str) -> None:
    path = os.path.normpath(os.path.join(here, os.path.expanduser(word)))
    if len(found) < 20 and os.path.isfile(path):
        found[path] = None
