"""Secrets in the arguments of commands: `curl -u user:x`, `mysql -px`, `sshpass -p x`, `echo x | … --with-token`."""

from __future__ import annotations

from trailnote.capture.secrets.headers import take_scheme
from trailnote.capture.secrets.passwords import is_expected, is_jumble, looks_like_argument, looks_password
from trailnote.capture.secrets.stand_ins import is_stand_in
from trailnote.capture.secrets.syntax import argument_at, line_begin
from trailnote.capture.secrets.values import is_literal
from trailnote.capture.secrets.vendors import locate

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Add = Callable[[int, int, str], None]

_LINE_CHARS = 2000
# Commands, what else their line must have, and their flags with how each takes its secret:
# u user:password, % user%password, / user/password@host, c user,password; g glued to the flag, s behind it, p either;
# a digit is how many arguments stand between; a flag `*` is the first argument
FLAGS = (
    ("curl", "", "-u=u --user=u --proxy-user=u -U=u"),
    ("mysql mysqldump mysqladmin mysqlimport mysqlsh mysqlcheck mariadb mariadb-dump", "", "-p=g"),
    ("mysqladmin", "", "password=s"),
    ("sshpass", "", "-p=p"),
    ("docker podman nerdctl buildah skopeo oras crane helm az cf ibmcloud", " login", "-p=s --password=s"),
    ("redis-cli", "", "-a=s --pass=s"),
    ("mongo mongosh mongodump mongorestore mongoexport mongoimport", "", "-p=s"),
    ("smbclient rpcclient smbmap mount.cifs", "", "-U=% -p=s"),
    ("ldapsearch ldapadd ldapmodify ldapwhoami ldappasswd ldapdelete", "", "-w=s"),
    ("http https xh", "", "-a=u --auth=u"),
    ("htpasswd", "", "-b=2 -bc=2 -cb=2 -bB=2 -Bb=2 -cbB=2 -bcB=2 -nb=1 -nbB=1 -bn=1"),
    ("sqlcmd bcp osql isql mosquitto_pub mosquitto_sub zip unzip ipmitool", "", "-P=s"),
    ("7z 7za rar unrar", "", "-p=g -hp=g"),
    ("openssl", "", "-k=s -K=s -pass=s"),
    ("oc", " login", "-p=s --token=s"),
    ("psexec psexec64 PsExec64.exe PsExec.exe cqlsh influx clickhouse-client useradd usermod", "", "-p=s --password=s"),
    ("keytool jarsigner", "", "-storepass=s -keypass=s -srcstorepass=s -deststorepass=s"),
    ("gh glab doppler vercel netlify az", " se", "--body=s -b=s --value=s"),
    ("put-parameter", "", "--value=s"),
    ("create-secret put-secret-value update-secret", "", "--secret-string=s"),
    ("vault", " login", "login=s"),
    ("vault", " unseal", "unseal=s"),
    ("rabbitmqctl", "", "add_user=1 change_password=1"),
    ("net net.exe", " user", "user=1"),
    ("ssh-keygen", "", "-N=s -P=s"),
    ("oathtool", "", "-b=s --base32=s"),
    ("cmdkey", "", "/pass:=g /pass=g"),
    ("gpg gpg2", "", "--passphrase=s"),
    ("nmcli wpa_cli", "", "password=s"),
    ("snmpwalk snmpget", "", "-A=s -X=s"),
    ("lftp", "", "-u=c"),
    ("sqlplus sqlldr expdp impdp exp imp rman", "@", "*=/"),
    ("AUTH", "", "*=s *=1"),
    ("IDENTIFY", "", "*=s *=1"),
    ("poetry", "http-basic", "config=2"),
    ("signtool signtool.exe", "", "/p=s"),
    ("security", "", "-p=s -P=s"),
    ("radtest", "", "*=1 *=4"),
    ("schtasks schtasks.exe", "", "/rp=s"),
    ("-u --user", ":", "*=u"),
    ("snmp-server", " community", "community=s"),
    ("snmpwalk snmpget snmpset", "", "-c=s"),
    ("stats", " auth ", "auth=u"),
    ("rclone", " obscure", "obscure=s"),
    ("pscp plink putty pscp.exe plink.exe", "", "-pw=s"),
    ("xfreerdp", "", "/p:=g"),
    ("mc", " alias", "set=2 set=3"),
    ("cargo", " login", "login=s"),
)  # fmt: skip
# flags of many commands for a password, and for the user beside it
_PASSWORD_FLAGS = ("-p", "-P", "-w", "-pass", "--pw")
_USER_FLAGS = (" -u", " -U", " -l ", " -D ", " --user", " --login", " -user", " -login")
_USER_WORDS = frozenset(flag.strip() for flag in _USER_FLAGS)
_NEAR_CHARS = 300
_SIGNS = {"u": ":", "%": "%", "/": "/", "c": ","}
_ELSEWHERE = ("file:", "env:", "stdin", "-", "$", "@")  # where a secret is read from
# what a line with `echo` has when it hands a secret over
_TOLD = (
    "-stdin", "with-token", "chpasswd", "sudo -s", "secret", "passw", "cred", "luks", "kinit", "| su ", "| base64",
    "passphrase", "crypt",
)  # fmt: skip
_ECHO_FLAGS = ("-n ", "-e ", "-ne ", "-en ", "'%s' ", '"%s" ', "'%s\\n' ", "%s ", "-- ")


def find_in_commands(
    text: str, low: str, words: set[str], low_words: str, commands: list[str], schemes: bool, add: Add
) -> None:
    """Add secrets given as arguments.

    `low` is the text in lower case, `words` its runs of token characters, `low_words` these in lower case, `commands`
    those of them in order that are commands or flags, `schemes` says whether a header's scheme is there.
    """
    for scheme in ("bearer", "basic") if schemes else ():
        at = low.find(scheme + " ")
        while at >= 0:
            take_scheme(text, at + len(scheme) + 1, scheme, add)
            at = low.find(scheme + " ", at + len(scheme))
    places = _places(text, commands)
    for names, context, flags in FLAGS:
        for command in names.split():
            if command in places and _has_flag(words, flags) and context in text:
                _take_command(text, command, places[command], context, flags, add)
    if not _USER_WORDS.isdisjoint(words):
        for flag in _PASSWORD_FLAGS:
            for at in places.get(flag, ()):
                _take_flag_of_user(text, at, flag, add)
    if "net" in words and "use" in words:
        _take_shares(text, low, add)
    if "pass:" in low:
        _take_sources(text, low, add)
    if "echo" in words or "printf" in words or "<<<" in text:
        _take_echoed(text, low, low_words, add)


def _has_flag(words: set[str], flags: str) -> bool:
    """Say whether one of `flags` is among the words, or can stand glued to its argument."""
    for item in flags.split():
        flag, _, how = item.rpartition("=")
        if flag == "*" or how in "gp" or flag in words or not flag.strip("-").replace("-", "").isalnum():
            return True
    return False


def _places(text: str, commands: list[str]) -> dict[str, list[int]]:
    """Return where each of the runs stands that `commands` has in order."""
    places: dict[str, list[int]] = {}
    at = 0
    for command in commands:
        start = locate(text, command, at)
        at = start + len(command)
        places.setdefault(command, []).append(start)
    return places


def _take_command(text: str, command: str, places: list[int], context: str, flags: str, add: Add) -> None:
    """Add the arguments of `flags` on each line of `text` that has `command`, at `places`, and `context`."""
    size = len(command)
    signs = {text[at + size : at + size + 1] for at in places}
    command += " " if " " in signs else '"' if '"' in signs else "'"  # a list of arguments
    done = 0
    for at in places:
        if at < done or text[at + size : at + size + 1] != command[-1]:
            continue
        end = text.find("\n", at, at + _LINE_CHARS)
        while end > 0 and text[end - 1] == "\\" and end - at < _LINE_CHARS:  # a continued line
            end = text.find("\n", end + 1, end + 1 + _LINE_CHARS)
        end = end if end >= 0 else min(len(text), at + _LINE_CHARS)
        again = text.find(command, at + len(command), end)
        if again > 0 and not (text[again - 1].isalnum() or text[again - 1] in "./-_"):
            end = again
        if not context or context in text[at:end]:
            for item in flags.split():
                flag, _, how = item.rpartition("=")
                _take_flag(text, at + len(command) - 1, end, flag, how, add)
        done = end


def _take_flag(text: str, at: int, end: int, flag: str, how: str, add: Add) -> None:
    begin = at
    if flag != "*":
        begin = text.find(" " + flag, at, end)
        if begin < 0 and how == "g":  # a list of arguments
            begin = max(text.find("'" + flag, at, end), text.find('"' + flag, at, end))
        if begin < 0:
            return
        begin += 1 + len(flag)
        follows = text[begin : begin + 1]
        if how == "g":
            if follows in (" ", ""):
                return
        elif how != "p" and follows not in (" ", "=") and not (how == "u" and follows in ("'", '"')):
            return
    start, stop = argument_at(text, begin, end)
    for _ in range(int(how) if how.isdigit() else 0):
        start, stop = argument_at(text, stop + (text[stop : stop + 1] in ("'", '"')), end)
    if how in _SIGNS:
        start, stop = _password_of(text, start, stop, end, how)
        if flag == "*" and how == "u" and not is_expected(text[start:stop]):
            return
    elif flag == "*" and not _is_positional(text[start:stop]):
        return
    if text.startswith("pass:", start):
        start += 5
    if stop > start and _is_password_argument(text[start:stop], how):
        add(start, stop, "password")


def _is_positional(value: str) -> bool:
    return value not in ("PLAIN", "LOGIN", "XOAUTH2") and (looks_like_argument(value) or is_expected(value))


def _take_flag_of_user(text: str, at: int, flag: str, add: Add) -> None:
    """Add the argument of the `flag` at `at` if its line has a flag for a user too: `tool -u ana -p …`."""
    begin = at + len(flag)
    if text[at - 1 : at] != " " or text[begin : begin + 1] not in (" ", "=", ":"):
        return
    line = text[line_begin(text, at, _NEAR_CHARS) : at + _NEAR_CHARS].partition("\n")[0]
    end = text.find("\n", begin, begin + _LINE_CHARS)
    start, stop = argument_at(text, begin + 1, end if end >= 0 else min(len(text), begin + _LINE_CHARS))
    value = text[start:stop]
    if any(user in line for user in _USER_FLAGS) and _is_password_argument(value, "s") and is_expected(value):
        add(start, stop, "password")


def _password_of(text: str, start: int, stop: int, end: int, how: str) -> tuple[int, int]:
    """Return the bounds of the password in an argument that has the user too."""
    user, sign, value = text[start:stop].partition(_SIGNS[how])
    if not sign:
        return start, start
    start += len(user) + 1
    if how == "/":
        return start, start + len(value.rpartition("@")[0])
    return argument_at(text, start, end) if how == "c" and not value else (start, stop)


def _is_password_argument(value: str, how: str) -> bool:
    if value.startswith(_ELSEWHERE) or len(value) < 4 or is_stand_in(value):
        return False
    if how == "u":
        return True
    if value.isdigit() and len(value) < 6:
        return False
    if ":" in value and value.replace(":", "").isdigit():
        return False  # ports
    return is_literal(value) and not (value.isalpha() and value.islower() and len(value) < 7)


def _take_sources(text: str, low: str, add: Add) -> None:
    """Add the password of `-passin pass:x`."""
    at = low.find("pass:")
    while at >= 0:
        start, stop = argument_at(text, at + 5, min(len(text), at + 200))
        if (
            text[at - 1 : at] in (" ", "'", '"')
            and text[at + 5 : at + 6] != " "
            and looks_like_argument(text[start:stop])
        ):
            add(start, stop, "password")
        at = low.find("pass:", at + 5)


def _take_shares(text: str, low: str, add: Add) -> None:
    """Add the password of `net use X: \\\\host\\share password /user:name`, which has no flag."""
    at = low.find("net use ")
    while at >= 0:
        end = text.find("\n", at, at + _LINE_CHARS)
        pos = at + 8
        shared = False
        for word in text[pos : end if end >= 0 else at + _LINE_CHARS].split(" "):
            bare = word.strip("\"'")
            if shared and len(bare) > 3 and bare[0] not in "/*$%\\" and _is_password_argument(bare, "s"):
                begin = pos + word.find(bare)
                add(begin, begin + len(bare), "password")
            shared = shared or bare.startswith("\\\\")
            pos += len(word) + 1
        at = low.find("net use ", at + 8)


def _take_echoed(text: str, low: str, low_words: str, add: Add) -> None:
    """Add what `echo` or `printf` hands on, if the line tells that it is a secret or it looks like a password."""
    for mark in ("echo ", "printf ", "<<<"):
        at = low.find(mark) if mark == "<<<" or mark[:-1] in low_words else -1
        while at >= 0:
            if mark == "<<<" and low[at + 3 : at + 4] == "<":  # no here-string: a conflict's mark, a drawing
                while low[at : at + 1] == "<":
                    at += 1
                at = low.find(mark, at)
                continue
            end = text.find("\n", at, at + _LINE_CHARS)
            end = end if end >= 0 else min(len(text), at + _LINE_CHARS)
            line = low[line_begin(text, at, _NEAR_CHARS) : end]
            told = any(word in line for word in _TOLD)
            if told or "|" in line or ">" in line or mark == "<<<":
                _take_parts(text, at + len(mark), end, add, told=told, users="chpasswd" in line)
            at = low.find(mark, at + len(mark))


def _take_parts(text: str, begin: int, end: int, add: Add, *, told: bool, users: bool) -> None:
    for flag in _ECHO_FLAGS:
        if text.startswith(flag, begin):
            begin += len(flag)
    start, stop = argument_at(text, begin, end)
    for part in text[start:stop].replace("\\n", "\n\n").split("\n"):  # keeps the length
        skip = part.index(":") + 1 if users and ":" in part else 0
        value = part[skip:]
        plain = " " not in value or (told and "$" not in value and "%" not in value)
        given = looks_like_argument(value) or (users and is_jumble(value))
        if plain and (looks_password(value) or (told and given)):
            add(start + skip, start + len(part), "password")
        start += len(part) + 1
