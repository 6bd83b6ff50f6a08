"""Sentences that many tools print in many ways, and the one thing each is about.

A row is (trigger, kind, pattern). The trigger is looked for in the lower-cased line first, so that a pattern is compiled
only for an output that may need it. What the groups catch becomes the message; a row without a group is about its kind
alone. The first row that matches a line is taken.
"""

from __future__ import annotations

import re

ROWS: tuple[tuple[str, str, str], ...] = (
    # the shell
    ("command not found", "no-command", r"command not found: ([\w./+@-]+)|(?:^|[\s:])([\w./+@-]+): command not found"),
    (": not found", "no-command", r"^(?:[\w./-]+: )?(?:line )?\d+: (?:exec: )?([\w./+-]+): not found"),
    ("is not recognized as", "no-command", r"'?([\w./+-]+)'? is not recognized as (?:an internal|the name)"),
    ("executable file not found", "no-command", r"exec: \"?([\w./+-]+)\"?: executable file not found"),
    ("no such file or directory", "no-command", r"^(?:/usr/bin/)?env: [‘'\"]?([\w.+-]+)[’'\"]?: No such file or directory"),
    ("no such file or directory", "no-command", r"^g?make(?:\[\d+\])?: ([\w.+-]+): No such file or directory"),
    ("spawn ", "no-command", r"spawn (\S+) ENOENT"),
    ("unbound variable", "unbound-variable", r"(?:^|[\s:])\$?([\w@*]+(?:\[[^\]]*\])?): unbound variable"),
    ("parameter not set", "unbound-variable", r"(?:^|[\s:])(\w+): parameter not set"),
    ("deselected", "no-tests", r"\d+ deselected\b"),
    ("no tests ran", "no-tests", r"no tests ran"),
    ("no tests found", "no-tests", r"[Nn]o tests found"),
    ("bad interpreter", "bad-interpreter", r"bad interpreter: (.*)|([\w./+-]+): cannot execute: required file not found"),
    ("syntax error near unexpected token", "shell-syntax", r"syntax error near unexpected token (.*)"),
    ("unexpected end of file", "shell-syntax", r"line \d+: syntax error: (unexpected end of file)"),
    ("while looking for matching", "shell-syntax", r"unexpected EOF while looking for matching (.*)"),
    ("readonly variable", "readonly-variable", r"(\w+): readonly variable"),
    # git
    ("conflict (", "git-conflict", r"CONFLICT \(([\w/ -]+)\): Merge conflict in (.+)"),
    ("conflict (", "git-conflict", r"CONFLICT \(([\w/ -]+)\): (.+?) (?:deleted|renamed|added|directory)\b.*"),
    ("patch does not apply", "git-apply", r"error: (.+?): patch does not apply"),
    ("did not match any file", "git-ref", r"pathspec '(.+?)' did not match"),
    ("invalid reference", "git-ref", r"invalid reference: (\S+)"),
    ("couldn't find remote ref", "git-ref", r"couldn't find remote ref (\S+)"),
    ("remote branch", "git-ref", r"Remote branch (\S+) not found"),
    ("unknown revision", "git-ref", r"ambiguous argument '(.+?)': unknown revision"),
    ("bad revision", "git-ref", r"bad revision '(.+?)'"),
    ("not a valid object name", "git-ref", r"[Nn]ot a valid object name:? '?([^'\s]+)"),
    ("not a commit and a branch", "git-ref", r"'(.+?)' is not a commit and a branch"),
    ("not something we can merge", "git-ref", r"(?:merge: )?(\S+) - not something we can merge"),
    ("invalid upstream", "git-ref", r"invalid upstream '(.+?)'"),
    ("does not match any", "git-ref", r"src refspec (\S+) does not match any"),
    ("cannot delete branch", "git-branch-used", r"Cannot delete branch '(.+?)'|cannot delete branch '(.+?)'"),
    ("is not a git command", "unknown-command", r"'(.+?)' is not a git command"),
    ("branch named", "git-branch-exists", r"[Aa] branch named '(.+?)' already exists"),
    ("not a git repository", "git-no-repository", r"not a git repository"),
    ("dubious ownership", "git-ownership", r"dubious ownership"),
    ("unrelated histories", "git-unrelated", r"unrelated histories"),
    ("non-fast-forward", "git-push-behind", r"non-fast-forward"),
    ("(fetch first)", "git-push-behind", r"fetch first"),
    ("not possible to fast-forward", "git-diverged", r"Not possible to fast-forward"),
    ("divergent branches", "git-diverged", r"divergent branches"),
    ("would be overwritten by", "git-dirty", r"(local changes|untracked working tree files).* would be overwritten by (?:checkout|merge|switch)"),
    ("index.lock", "git-lock", r"index\.lock': File exists"),
    ("does not appear to be a git repository", "git-no-remote", r"'(.+?)' does not appear to be a git repository"),
    ("no such remote", "git-no-remote", r"No such remote:? '?([^'\s]+)"),
    ("please tell me who you are", "git-identity", r"Please tell me who you are"),
    ("unable to auto-detect email", "git-identity", r"unable to auto-detect email"),
    ("nothing to commit", "git-nothing", r"nothing to commit"),
    ("pre-receive hook declined", "git-hook", r"pre-receive hook declined"),
    ("repository not found", "git-no-repository-remote", r"[Rr]epository (?:not found|'(.+?)' not found)"),
    ("already exists and is not an empty directory", "git-clone-exists", r"destination path '(.+?)' already exists"),
    ("already checked out at", "git-worktree", r"'(.+?)' is already (?:checked out|used by worktree) at"),
    ("already used by worktree", "git-worktree", r"'(.+?)' is already (?:checked out|used by worktree) at"),
    # network
    ("could not resolve host", "dns", r"Could not resolve host:? ([\w.-]+)"),
    ("enotfound", "dns", r"ENOTFOUND ([\w.-]+)"),
    ("eai_again", "dns", r"EAI_AGAIN ([\w.-]+)"),
    ("no such host", "dns", r"lookup ([\w.-]+)(?: on \S+)?: no such host"),
    ("could not translate host name", "dns", r"could not translate host name \"?([\w.-]+)"),
    ("could not resolve hostname", "dns", r"Could not resolve hostname ([\w.-]+)"),
    ("unable to resolve host address", "dns", r"unable to resolve host address [‘'\"]?([\w.-]+)"),
    ("unknown mysql server host", "dns", r"Unknown MySQL server host '([\w.-]+)"),
    ("unknownhostexception", "dns", r"UnknownHostException: ([\w.-]+)"),
    ("temporary failure in name resolution", "dns", r"Temporary failure in name resolution"),
    ("name or service not known", "dns", r"([\w.-]+): Name or service not known|Name or service not known"),
    ("econnrefused", "refused", r"ECONNREFUSED ([\w.:\[\]-]+)"),
    ("failed to connect to", "refused", r"Failed to connect to ([\w.:-]+) port (\d+)[^:]*: (?:Couldn't connect|Could not connect|Connection refused)"),
    ("couldn't connect to server", "refused", r"connect to ([\w.:-]+) port (\d+)"),
    ("connection refused", "refused", r"dial tcp (\S+?): connect: connection refused"),
    ("connection refused", "refused", r"at \"([\w.:-]+)\"(?: \([\w.:]+\))?, port (\d+) failed: [Cc]onnection refused"),
    ("connection refused", "refused", r"(?:connect to |host )([\w.-]+) port (\d+): Connection refused"),
    ("connection refused", "refused", r"(?:host=')([\w.:-]+)', port=(\d+)\).*Connection refused"),
    ("connection refused", "refused", r"Could not connect to Redis at (\S+?): Connection refused"),
    ("connection refused", "refused", r"[Cc]onnection refused"),
    ("connect to mysql server", "refused", r"Can't connect to (?:local )?MySQL server (?:on|through) (.*)"),
    ("port is already allocated", "port-in-use", r"Bind for (\S+?) failed: port is already allocated"),
    ("eaddrinuse", "port-in-use", r"EADDRINUSE:? (?:address already in use )?(\S+)"),
    ("address already in use", "port-in-use", r"[Aa]ddress already in use[^\d]{0,40}?((?:[\w.:\[\]]*:)?\d{2,5})\b"),
    ("address already in use", "port-in-use", r"((?:[\w.\[\]]*:)\d{2,5}): bind: address already in use"),
    ("address already in use", "port-in-use", r"[Aa]ddress already in use"),
    ("is in use", "port-in-use", r"[Pp]ort (\d+) is (?:already )?in use"),
    ("is already in use", "port-in-use", r"[Pp]ort (\d+) (?:is|was) already in use"),
    ("requested url returned error", "http", r"returned error: (\d{3})"),
    ("client error", "http", r"(\d{3}) Client Error: .*? for url: (\S+)"),
    ("server error", "http", r"(\d{3}) Server Error: .*? for url: (\S+)"),
    ("error ", "http", r"\bERROR ([45]\d\d): "),
    ("http error", "http", r"HTTP Error (\d{3})"),
    ("status code", "http", r"(?:with|unexpected|response|returned|got|received)?\s*status code:? (\d{3})"),
    ("awaiting response", "http", r"awaiting response... ([45]\d\d)"),
    ("self-signed certificate", "tls", r"(self-signed certificate)"),
    ("self signed certificate", "tls", r"self signed certificate()"),
    ("certificate has expired", "tls", r"(certificate has expired)"),
    ("certificate verify failed", "tls", r"certificate verify failed:? ?([\w ,.-]*)"),
    ("ssl certificate problem", "tls", r"SSL certificate problem: (.*)"),
    ("host key verification failed", "ssh-host-key", r"Host key verification failed"),
    ("permission denied (publickey", "ssh-key", r"Permission denied \(publickey"),
    # the machine
    ("no space left on device", "disk-full", r"No space left on device"),
    ("enospc", "disk-full", r"ENOSPC"),
    ("disk quota exceeded", "disk-full", r"Disk quota exceeded"),
    ("heap out of memory", "out-of-memory", r"JavaScript heap out of memory"),
    ("too many open files", "too-many-files", r"[Tt]oo many open files"),
    ("cannot allocate memory", "out-of-memory", r"Cannot allocate memory"),
    ("read-only file system", "read-only", r"([\w./-]+)['’]?: Read-only file system"),
    ("argument list too long", "arguments-too-long", r"Argument list too long"),
    ("exec format error", "exec-format", r"([\w./-]+): cannot execute binary file|[Ee]xec format error"),
    ("error while loading shared libraries", "no-library", r"error while loading shared libraries: (\S+?):"),
    ("version `glibc", "glibc", r"version `(GLIBC\w*_[\d.]+)' not found"),
    # modules of languages
    ("cannot find module", "no-module", r"Cannot find module '([^']+)'"),
    ("cannot find package", "no-module", r"Cannot find package '([^']+)'"),
    ("can't resolve", "no-module", r"Can't resolve '([^']+)'"),
    ("failed to resolve import", "no-module", r"Failed to resolve import \"([^\"]+)\""),
    ("could not resolve \"", "no-module", r"Could not resolve \"([^\"]+)\""),
    ("could not resolve '", "no-module", r"Could not resolve '([^']+)'"),
    ("can't locate ", "no-module", r"Can't locate (\S+\.pm) in @INC"),
    ("cannot load such file", "no-module", r"cannot load such file -- (\S+)"),
    ("no required module provides", "no-module", r"no required module provides package ([^\s;]+)"),
    ("is not in std", "no-module", r"package (\S+) is not in std"),
    ("missing go.sum entry", "go-sum", r"missing go\.sum entry for (?:module providing package )?(\S+)"),
    # SQL
    ("no such table", "no-table", r"no such table: (\S+)"),
    ("no such column", "no-column", r"no such column: \"?(\S+?)\"?(?: - .*)?$"),
    ("no such function", "no-function", r"no such function: (\S+)"),
    ("has no column named", "no-column", r"table (\S+) has no column named (\S+)"),
    ("relation \"", "no-table", r"relation \"(.+?)\" does not exist"),
    ("relation \"", "table-exists", r"relation \"(.+?)\" already exists"),
    ("column \"", "no-column", r"column \"?(\S+?)\"?(?: of relation \"(.+?)\")? does not exist"),
    ("doesn't exist", "no-table", r"Table '(?:\w+\.)?(\w+)' doesn't exist"),
    ("unknown column", "no-column", r"Unknown column '(.+?)'"),
    ("already exists", "table-exists", r"table [\"']?(\w+)[\"']? already exists"),
    ("unique constraint", "unique", r"UNIQUE constraint failed: (.+)"),
    ("unique constraint", "unique", r"violates unique constraint \"(.+?)\""),
    ("foreign key constraint", "foreign-key", r"violates foreign key constraint \"(.+?)\""),
    ("foreign key constraint failed", "foreign-key", r"FOREIGN KEY constraint failed"),
    ("not null constraint", "not-null", r"NOT NULL constraint failed: (\S+)"),
    ("not-null constraint", "not-null", r"column \"(.+?)\".* violates not-null constraint"),
    ("check constraint", "check", r"CHECK constraint failed: (.+)|violates check constraint \"(.+?)\""),
    ("database is locked", "database-locked", r"database is locked"),
    ("readonly database", "database-readonly", r"attempt to write a readonly database"),
    ("file is not a database", "not-a-database", r"file is not a database"),
    ("unable to open database", "database-open", r"unable to open database"),
    ("password authentication failed", "sql-login", r"password authentication failed for user \"(.+?)\""),
    ("access denied for user", "sql-login", r"Access denied for user '(.+?)'"),
    ("database \"", "no-database", r"database \"(.+?)\" does not exist"),
    ("role \"", "no-role", r"role \"(.+?)\" does not exist"),
    ("permission denied for", "sql-permission", r"permission denied for (?:table|relation|schema|database|sequence) (\S+)"),
    ("must be owner of", "sql-owner", r"must be owner of (?:table|relation) (\S+)"),
    # containers and infrastructure
    ("docker daemon socket", "docker-permission", r"permission denied while trying to connect to the Docker daemon"),
    ("cannot connect to the docker daemon", "docker-daemon", r"Cannot connect to the Docker daemon"),
    ("unable to find image", "docker-image", r"Unable to find image '(.+?)' locally"),
    ("pull access denied", "docker-image", r"pull access denied for (\S+?),"),
    ("no such container", "docker-container", r"No such container: (\S+)"),
    ("no such image", "docker-image", r"No such image: (\S+)"),
    ("container name", "docker-name", r"container name \"/?(.+?)\" is already in use"),
    ("failed to compute cache key", "docker-copy", r"\"?(/\S+?)\"?: not found"),
    # build tools
    ("no rule to make target", "make-target", r"No rule to make target [‘'`](.+?)['’]"),
    ("missing separator", "make-separator", r"missing separator"),
    ("missing script:", "npm-script", r"[Mm]issing script:? \"?([\w:.-]+)"),
    ("unknown command:", "unknown-command", r"[Uu]nknown command:? \"?([\w:.-]+)"),
    ("unexpected end of file", "truncated-gzip", r"gzip: \S+: unexpected end of file"),
    ("not in gzip format", "not-gzip", r"not in gzip format"),
)

_COMPILED: dict[str, re.Pattern[str]] = {}


def _pattern(text: str) -> re.Pattern[str]:
    found = _COMPILED.get(text)
    if found is None:
        found = _COMPILED[text] = re.compile(text)
    return found


def rows_for(text_lower: str) -> list[tuple[str, str, str]]:
    """Return the rows whose trigger occurs anywhere in the lower-cased output."""
    return [row for row in ROWS if row[0] in text_lower]


def read_phrase(line: str, rows: list[tuple[str, str, str]]) -> tuple[str, tuple[str, ...]] | None:
    """Return (kind, what it is about) for the first of `rows` that `line` satisfies, or None."""
    lower = line.lower()
    for trigger, kind, pattern in rows:
        if trigger in lower:
            match = _pattern(pattern).search(line)
            if match is not None:
                return kind, tuple(group for group in match.groups() if group)
    return None
