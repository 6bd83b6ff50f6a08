"""Secrets whose place shows them: arguments of commands, fields of known files and outputs."""

from __future__ import annotations

from trailnote.capture.secrets.headers import take_scheme
from trailnote.capture.secrets.values import classes, is_literal, is_opaque, is_stand_in, looks_password

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Add = Callable[[int, int, str], None]

_LINE_CHARS = 2000


def find_in_commands(text: str, low: str, words: set[str], low_words: str, add: Add) -> None:
    """Add secrets given as arguments: `curl -u user:x`, `mysql -px`, `sshpass -p x`, `echo x | … --password-stdin`."""
    for scheme in ("bearer", "basic"):
        if scheme not in low_words:
            continue
        at = low.find(scheme + " ")
        while at >= 0:
            take_scheme(text, at + len(scheme) + 1, scheme, add)
            at = low.find(scheme + " ", at + 6)
    if " " in text:
        for commands, context, flags in _FLAGS:
            for command in commands:
                if command in words and context in low:
                    _take_command(text, command, flags, add)
    if "pass" in words and "pass:" in low:
        _after(text, low, "pass:", add)
    if "echo" in words or "printf" in words or "<<<" in text:
        _take_echoed(text, low, add)
    if "chpasswd" in low_words:
        _take_user_lines(text, low, add)


def _take_command(text: str, command: str, flags: tuple[tuple[str, str], ...], add: Add) -> None:
    """Add the arguments of `flags` on each line of `text` that has `command`."""
    at = text.find(command)
    while at >= 0:
        end = text.find("\n", at, at + _LINE_CHARS)
        while end > 0 and text[end - 1] == "\\" and end - at < _LINE_CHARS:  # a continued line
            end = text.find("\n", end + 1, end + 1 + _LINE_CHARS)
        end = end if end >= 0 else min(len(text), at + _LINE_CHARS)
        _take_flags(text, at, end, flags, add)
        at = text.find(command, end)


# words that name the command, what else the text must have, flags. `u` holds user:password, `%` user%password,
# `/` user/password@host, `,` user,password, `g` a password glued to the flag, `s` one behind it, `p` either; a number is how many arguments stand before it
_FLAGS = (
    (("curl",), "curl ", (("-u", "u"), ("--user", "u"), ("--proxy-user", "u"), ("-U", "u"))),
    (("mysql", "mysqldump", "mysqladmin", "mysqlimport", "mysqlsh", "mysqlcheck", "mariad", "mariadb-dump"), "m", (("-p", "g"),)),
    (("mysqladmin",), "mysqladmin", (("password", "s"),)),
    (("sshpass",), "sshpass", (("-p", "p"),)),
    (("docker", "podman", "nerdctl", "buildah", "skopeo", "oras", "crane", "helm", "az", "cf", "ibmcloud"), " login", (("-p", "s"), ("--password", "s"))),
    (("redis-cli",), "redis-cli", (("-a", "s"), ("--pass", "s"))),
    (("mongo", "mongosh", "mongodump", "mongorestore", "mongoexport", "mongoimport"), "mongo", (("-p", "s"),)),
    (("smbclient", "rpcclient", "smbmap", "mount.cifs"), "sm", (("-U", "%"), ("-p", "s"))),
    (("ldapsearch", "ldapadd", "ldapmodify", "ldapwhoami", "ldappasswd", "ldapdelete"), "ldap", (("-w", "s"),)),
    (("http", "https", "xh"), "http ", (("-a", "u"), ("--auth", "u"))),
    (("htpasswd",), "htpasswd", (("-", "2"), ("-bc", "2"), ("-c", "2"), ("-bB", "2"), ("-B", "2"), ("-cbB", "2"), ("-bcB", "2"), ("-n", "1"), ("-nbB", "1"), ("-bn", "1"), ("-bnBC", "2"))),
    (("sqlcmd", "bcp", "osql", "isql"), "", (("-P", "s"),)),
    (("mosquitto_pu", "mosquitto_su"), "mosquitto", (("-P", "s"),)),
    (("zip", "unzip"), "zip ", (("-P", "s"),)),
    (("7z", "7za", "rar", "unrar"), "", (("-p", "g"), ("-hp", "g"))),
    (("openssl",), "openssl", (("-k", "s"), ("-K", "s"), ("-pass", "s"))),
    (("oc",), "oc login", (("-p", "s"), ("--token", "s"))),
    (("psexec", "psexec64", "PsExec64.exe", "PsExec.exe", "cqlsh", "influx", "clickhouse-client"), "", (("-p", "s"), ("--password", "s"))),
    (("useradd", "usermod"), "user", (("-p", "s"),)),
    (("keytool", "jarsigner"), "", (("-storepass", "s"), ("-keypass", "s"), ("-srcstorepass", "s"), ("-deststorepass", "s"))),
    (("gh", "gla", "doppler", "vercel", "netlify"), " se", (("--body", "s"), ("-", "s"), ("--value", "s"))),
    (("put-parameter",), "put-parameter", (("--value", "s"),)),
    (("create-secret", "put-secret-value", "update-secret"), "secret", (("--secret-string", "s"),)),
    (("az",), " secret set", (("--value", "s"),)),
    (("vault",), "vault login", (("login", "s"),)),
    (("rabbitmqctl",), "rabbitmqctl", (("add_user", "1"), ("change_password", "1"))),
    (("net", "net.exe"), "net user", (("user", "1"),)),
    (("nmcli", "wpa_cli"), "", (("password", "s"),)),
    (("ipmitool",), "ipmitool", (("-P", "s"),)),
    (("snmpwalk", "snmpget"), "snmp", (("-A", "s"), ("-X", "s"))),
    (("lftp",), "lftp", (("-u", ","),)),
    (("sqlplus", "sqlldr", "expdp", "impdp", "exp", "imp", "rman"), "@", (("", "/"),)),
    (("AUTH",), "auth ", (("", "s"),)),
    (("rclone",), "obscure", (("obscure", "s"),)),
    (("pscp", "plink", "putty", "pscp.exe", "plink.exe"), "p", (("-pw", "s"),)),
    (("xfreerdp",), "xfreerdp", (("/p:", "g"),)),
)  # fmt: skip


def _take_flags(text: str, at: int, end: int, flags: tuple[tuple[str, str], ...], add: Add) -> None:
    for flag, how in flags:
        mark = " " + flag
        pos = text.find(mark, at, end)
        if pos < 0:
            continue
        begin = pos + len(mark)
        if not flag:
            if how == "s" and not looks_like_argument(text[slice(*argument_at(text, begin, end))]):
                continue
            begin = pos
        elif how in "us%,123":
            if text[begin : begin + 1] not in (" ", "="):
                if not (how == "u" and text[begin : begin + 1] in ("'", '"')):
                    continue
        elif how == "g" and text[begin : begin + 1] == " ":
            continue
        start, stop = argument_at(text, begin, end)
        for _ in range(int(how) if how in "123" else 0):
            start, stop = argument_at(text, stop + (text[stop : stop + 1] in ("'", '"')), end)
        value = text[start:stop]
        if how in "u%/,":
            user, sign, value = value.partition(":" if how == "u" else how)
            if not sign:
                continue
            start += len(user) + 1
            if how == "/":
                value, sign, _ = value.rpartition("@")
                stop = start + len(value)
            elif how == "," and not value:
                start, stop = argument_at(text, start, end)
                value = text[start:stop]
        if value.startswith(("file:", "env:", "stdin", "-", "$", "@")) or len(value) < 4 or is_stand_in(value):
            continue
        if value.startswith("pass:"):
            start, value = start + 5, value[5:]
        if value.isdigit() and how not in "u" and len(value) < 6:
            continue
        if how == "u" or not is_port_like(value):
            add(start, stop, "password")


def is_port_like(value: str) -> bool:
    """Say whether an argument is a port mapping, a path, or a plain word without a digit in front of other arguments."""
    if value.count(":") and value.replace(":", "").isdigit():
        return True
    return not is_literal(value) or (value.isalpha() and value.islower() and len(value) < 7)


def argument_at(text: str, at: int, end: int) -> tuple[int, int]:
    """Return the bounds of the argument that begins at or behind `at`, its quotes left out."""
    while at < end and text[at] in " =\t":
        at += 1
    slashes = at
    while text[slashes : slashes + 1] == "\\":
        slashes += 1
    if slashes < end and text[slashes] in "'\"":
        close = text.find(text[at : slashes + 1], slashes + 1, end)
        return slashes + 1, close if close >= 0 else end
    stop = at
    while stop < end and text[stop] not in " \t\"'|><`":
        stop += 1
    return at, stop


def _after(text: str, low: str, mark: str, add: Add) -> None:
    at = low.find(mark)
    while at >= 0:
        start, stop = argument_at(text, at + len(mark), min(len(text), at + 200))
        value = text[start:stop].partition("\n")[0]
        if text[at - 1 : at] in (" ", "'", '"') and looks_like_argument(value) and text[at + len(mark) : at + len(mark) + 1] != " ":
            add(start, start + len(value), "password")
        at = low.find(mark, at + len(mark))


def looks_like_argument(value: str) -> bool:
    """Say whether a command's argument can be a password."""
    return len(value) > 5 and not is_stand_in(value) and is_literal(value) and ("0" in classes(value) or is_opaque(value, 10))


def _take_echoed(text: str, low: str, add: Add) -> None:
    """Add what `echo` or `printf` sends to a command or a file, if it is told to be a secret or looks like a password."""
    for mark in ("echo ", "printf ", "<<<"):
        at = low.find(mark)
        while at >= 0:
            end = text.find("\n", at, at + _LINE_CHARS)
            end = end if end >= 0 else min(len(text), at + _LINE_CHARS)
            line = low[at:end]
            told = any(word in line for word in ("-stdin", "with-token", "chpasswd", "sudo -s", "secret", "passw", "cred", "luks", "kinit", "| su "))
            if told or "|" in line or ">" in line or mark == "<<<":
                begin = at + len(mark)
                for skip in ("-n ", "-e ", "-ne ", "-en ", "'%s' ", '"%s" ', "'%s\\n' ", "%s ", "-- "):
                    if text.startswith(skip, begin):
                        begin += len(skip)
                start, stop = argument_at(text, begin, end)
                for part in text[start:stop].replace("\\n", "\n\n").split("\n"):  # keeps the length
                    if "chpasswd" in line and ":" in part:
                        start += part.index(":") + 1
                        part = part.partition(":")[2]
                    if looks_password(part) or (told and looks_like_argument(part)):
                        add(start, start + len(part), "password")
                    start += len(part) + 1
            at = low.find(mark, at + len(mark))


def _take_user_lines(text: str, low: str, add: Add) -> None:
    """Add the passwords of `user:password` lines near `chpasswd`."""
    at = low.find("chpasswd")
    while at >= 0:
        pos = at
        for line in text[at : at + 400].split("\n")[:8]:
            user, colon, password = line.strip().partition(":")
            if colon and user.replace("-", "").isalnum() and looks_like_argument(password):
                begin = pos + line.rfind(password)
                add(begin, begin + len(password), "password")
            pos += len(line) + 1
        at = low.find("chpasswd", at + 8)
