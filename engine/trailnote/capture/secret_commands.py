"""Secrets whose place shows them: arguments of commands, fields of known files and outputs."""

from __future__ import annotations

from trailnote.capture.secret_headers import take_scheme
from trailnote.capture.secret_values import classes, is_literal, is_opaque, is_stand_in, looks_password

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Add = Callable[[int, int, str], None]

_LINE_CHARS = 2000


def find_in_commands(text: str, low: str, words: set[bytes], low_words: str, add: Add) -> None:
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
                    _take_command(text, command.decode(), flags, add)
    if b"pass" in words and "pass:" in low:
        _after(text, low, "pass:", add)
    if b"echo" in words or b"printf" in words or "<<<" in text:
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
    ((b"curl",), "curl ", (("-u", "u"), ("--user", "u"), ("--proxy-user", "u"), ("-U", "u"))),
    ((b"mysql", b"mysqldump", b"mysqladmin", b"mysqlimport", b"mysqlsh", b"mysqlcheck", b"mariadb", b"mariadb-dump"), "m", (("-p", "g"),)),
    ((b"mysqladmin",), "mysqladmin", (("password", "s"),)),
    ((b"sshpass",), "sshpass", (("-p", "p"),)),
    ((b"docker", b"podman", b"nerdctl", b"buildah", b"skopeo", b"oras", b"crane", b"helm", b"az", b"cf", b"ibmcloud"), " login", (("-p", "s"), ("--password", "s"))),
    ((b"redis-cli",), "redis-cli", (("-a", "s"), ("--pass", "s"))),
    ((b"mongo", b"mongosh", b"mongodump", b"mongorestore", b"mongoexport", b"mongoimport"), "mongo", (("-p", "s"),)),
    ((b"smbclient", b"rpcclient", b"smbmap", b"mount.cifs"), "smb", (("-U", "%"), ("-p", "s"))),
    ((b"ldapsearch", b"ldapadd", b"ldapmodify", b"ldapwhoami", b"ldappasswd", b"ldapdelete"), "ldap", (("-w", "s"),)),
    ((b"http", b"https", b"xh"), "http ", (("-a", "u"), ("--auth", "u"))),
    ((b"htpasswd",), "htpasswd", (("-b", "2"), ("-bc", "2"), ("-cb", "2"), ("-bB", "2"), ("-Bb", "2"), ("-cbB", "2"), ("-bcB", "2"), ("-nb", "1"), ("-nbB", "1"), ("-bn", "1"), ("-bnBC", "2"))),
    ((b"sqlcmd", b"bcp", b"osql", b"isql"), "", (("-P", "s"),)),
    ((b"mosquitto_pub", b"mosquitto_sub"), "mosquitto", (("-P", "s"),)),
    ((b"zip", b"unzip"), "zip ", (("-P", "s"),)),
    ((b"7z", b"7za", b"rar", b"unrar"), "", (("-p", "g"), ("-hp", "g"))),
    ((b"openssl",), "openssl", (("-k", "s"), ("-K", "s"), ("-pass", "s"))),
    ((b"oc",), "oc login", (("-p", "s"), ("--token", "s"))),
    ((b"psexec", b"psexec64", b"PsExec64.exe", b"PsExec.exe", b"cqlsh", b"influx", b"clickhouse-client"), "", (("-p", "s"), ("--password", "s"))),
    ((b"useradd", b"usermod"), "user", (("-p", "s"),)),
    ((b"keytool", b"jarsigner"), "", (("-storepass", "s"), ("-keypass", "s"), ("-srcstorepass", "s"), ("-deststorepass", "s"))),
    ((b"gh", b"glab", b"doppler", b"vercel", b"netlify"), " se", (("--body", "s"), ("-b", "s"), ("--value", "s"))),
    ((b"put-parameter",), "put-parameter", (("--value", "s"),)),
    ((b"create-secret", b"put-secret-value", b"update-secret"), "secret", (("--secret-string", "s"),)),
    ((b"az",), " secret set", (("--value", "s"),)),
    ((b"vault",), "vault login", (("login", "s"),)),
    ((b"rabbitmqctl",), "rabbitmqctl", (("add_user", "1"), ("change_password", "1"))),
    ((b"net", b"net.exe"), "net user", (("user", "1"),)),
    ((b"nmcli", b"wpa_cli"), "", (("password", "s"),)),
    ((b"ipmitool",), "ipmitool", (("-P", "s"),)),
    ((b"snmpwalk", b"snmpget"), "snmp", (("-A", "s"), ("-X", "s"))),
    ((b"lftp",), "lftp", (("-u", ","),)),
    ((b"sqlplus", b"sqlldr", b"expdp", b"impdp", b"exp", b"imp", b"rman"), "@", (("", "/"),)),
    ((b"AUTH",), "auth ", (("", "s"),)),
    ((b"rclone",), "obscure", (("obscure", "s"),)),
    ((b"pscp", b"plink", b"putty", b"pscp.exe", b"plink.exe"), "p", (("-pw", "s"),)),
    ((b"xfreerdp",), "xfreerdp", (("/p:", "g"),)),
)  # fmt: skip


def _take_flags(text: str, at: int, end: int, flags: tuple[tuple[str, str], ...], add: Add) -> None:
    for flag, how in flags:
        mark = " " + flag
        pos = text.find(mark, at, end)
        if pos < 0:
            continue
        begin = pos + len(mark)
        if not flag:
            if how == "s" and not looks_like_argument(text[slice(*_argument(text, begin, end))]):
                continue
            begin = pos
        elif how in "us%,123":
            if text[begin : begin + 1] not in (" ", "="):
                if not (how == "u" and text[begin : begin + 1] in ("'", '"')):
                    continue
        elif how == "g" and text[begin : begin + 1] == " ":
            continue
        start, stop = _argument(text, begin, end)
        for _ in range(int(how) if how in "123" else 0):
            start, stop = _argument(text, stop + (text[stop : stop + 1] in ("'", '"')), end)
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
                start, stop = _argument(text, start, end)
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


def _argument(text: str, at: int, end: int) -> tuple[int, int]:
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
        start, stop = _argument(text, at + len(mark), min(len(text), at + 200))
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
                start, stop = _argument(text, begin, end)
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


def find_in_formats(text: str, low: str, low_words: str, add: Add) -> None:
    """Add secrets of known files and outputs: .pgpass, Kubernetes secrets, Terraform state, recovery phrases."""
    if "5432" in low_words and ":5432:" in text or ":*:*:" in text or "pgpass" in low_words:
        _take_pgpass(text, add)
    if "kind" in low_words and ("kind: Secret" in text or '"kind":"Secret"' in text or '"kind": "Secret"' in text):
        _take_k8s(text, add)
    if "random_password" in low_words or "securestring" in low_words or "add-mask" in low_words or "random_string" in low_words:
        _take_results(text, add)
    if "mnemonic" in low_words or "phrase" in low_words or "seed" in low_words or "wallet" in low_words or "bip39" in low_words:
        _take_mnemonic(text, low, add)
    if "kty" in low_words:
        _take_jwk(text, add)
    for call in _CALLS:
        if call.strip("=(. ").lower() in low_words and call in text:
            _take_arguments(text, call, add)
    if "identified" in low_words:
        _take_identified(text, low, add)
    if "@tcp(" in text or "@unix(" in text:
        _take_dsn(text, add)
    if ("recovery" in low_words or "backup" in low_words) and "code" in low_words:
        _take_codes(text, low, add)


# calls that take a user and a password in this order, or a password alone
_CALLS = (
    "PSCredential(", "PDO(", "getConnection(", ".login(", "auth=(", "HTTPBasicAuth(", "BasicAuth(", "SetBasicAuth(", "basic_auth(", ".auth(",
    "PasswordAuthentication(", "NetworkCredential(", "UsernamePasswordCredentials(", "mysqli(", "mysqli_connect(", "mysql_connect(", "pg_connect(",
    "authenticate(", "signInWithEmailAndPassword(", "send_keys(", "ConvertTo-SecureString ", "ConvertTo-SecureString -String ", "send ", "basicAuth(",
    "createUserWithEmailAndPassword(", "set_password(", "check_password(", "basic_authentication(", "set_basic_auth(", ".type(", "-AsPlainText ", "encryptPassword(",
)  # fmt: skip


def _take_arguments(text: str, call: str, add: Add) -> None:
    """Add the quoted arguments of a call that look like passwords."""
    at = text.find(call)
    while at >= 0:
        begin = at + len(call)
        line = text[begin : begin + 300].partition("\n")[0]
        pos = 0
        for _ in range(5):
            quote = min((q for q in (line.find("'", pos), line.find('"', pos)) if q >= 0), default=-1)
            if quote < 0:
                break
            close = line.find(line[quote], quote + 1)
            if close < 0:
                break
            value = line[quote + 1 : close].removesuffix("\\r").removesuffix("\\n")
            last = line[close + 1 : close + 2] == ")" and pos > 0
            if (looks_password(value) or (last and looks_like_argument(value))) and not _is_mail(value) or is_opaque(value, 20):
                add(begin + quote + 1, begin + quote + 1 + len(value), "password")
            pos = close + 1
            if line[pos : pos + 1] == ")":
                break
        at = text.find(call, begin)


def _take_identified(text: str, low: str, add: Add) -> None:
    """Add the password of `IDENTIFIED BY '…'` and `IDENTIFIED WITH plugin BY '…'`."""
    at = low.find("identified ")
    while at >= 0:
        by = low.find("by ", at, at + 60)
        begin = by + 3
        if by > 0 and text[begin : begin + 1] in ("'", '"', "`", "\\"):
            start, close = _argument(text, begin, begin + 300)
            if close > start + 2 and not is_stand_in(text[start:close]):
                add(start, close, "password")
        at = low.find("identified ", at + 11)


def _is_mail(value: str) -> bool:
    """Say whether a run is an address rather than a password with an @ in it."""
    host = value.partition("@")[2]
    return "." in host[:-1] and host.replace(".", "").replace("-", "").isalnum()


def _take_dsn(text: str, add: Add) -> None:
    """Add the password of a Go data source: `user:password@tcp(host)/db`."""
    for mark in ("@tcp(", "@unix("):
        at = text.find(mark)
        while at >= 0:
            head = text[max(0, at - 200) : at]
            for stop in (" ", '"', "'", "`", "\n", "/"):
                head = head.rpartition(stop)[2] if stop != "/" or "//" in head else head
            user, colon, password = head.partition(":")
            if colon and len(password) > 3 and not is_stand_in(password):
                add(at - len(password), at, "password")
            at = text.find(mark, at + 4)


def _take_pgpass(text: str, add: Add) -> None:
    pos = 0
    for line in text.split("\n"):
        for word in line.split():
            bare = word.strip("'\"`")
            parts = bare.split(":", 4)
            if len(parts) == 5 and (parts[1].isdigit() or parts[1] == "*") and parts[4] and not is_stand_in(parts[4]):
                if "://" not in bare and parts[0] and (not parts[2].isdigit()):
                    begin = pos + line.find(bare) + len(bare) - len(parts[4])
                    add(begin, begin + len(parts[4]), "password")
        pos += len(line) + 1


def _take_k8s(text: str, add: Add) -> None:
    """Add the values of a Kubernetes secret's `data` and `stringData`."""
    pos, depth = 0, -1
    for line in text.split("\n"):
        bare = line.strip().lstrip("+- ")
        indent = len(line) - len(line.lstrip(" +-"))
        if bare in ("data:", "stringData:"):
            depth = indent
        elif depth >= 0 and bare:
            name, colon, value = bare.partition(":")
            value = value.strip().strip("\"'")
            if indent <= depth:
                depth = -1
            elif colon and len(value) > 3 and not is_stand_in(value) and not value.startswith(("LS0tLS1CRUdJTiBDRVJUS", "http")):
                if is_opaque(value, 6) or looks_password(value) or "0" in classes(value) or value.endswith("=") or (len(value) % 4 == 0 and value.isalnum() and not value.islower()):
                    begin = pos + line.rfind(value)
                    add(begin, begin + len(value), "secret")
        pos += len(line) + 1


def _take_results(text: str, add: Add) -> None:
    for mark, keys in (("random_password", ('"result"', '"bcrypt_hash"')), ("SecureString", ('"Value"',)), ("random_string", ('"result"',))):
        at = text.find(mark)
        while at >= 0:
            low, high = max(0, at - 600), at + 600
            for key in keys:
                found = text.find(key, low, high)
                while found >= 0:
                    begin = found + len(key)
                    begin += len(text[begin : begin + 9]) - len(text[begin : begin + 9].lstrip(' :\\"'))
                    end = text.find('"', begin, begin + 2000)
                    if end > begin + 3 and not is_stand_in(text[begin:end].rstrip("\\")):
                        add(begin, end, "secret")
                    found = text.find(key, found + 1, high)
            at = text.find(mark, at + len(mark))
    at = text.find("add-mask::")
    while at >= 0:
        begin = at + 10
        word = text[begin : begin + 300].split("\n")[0].split(" ")[0].strip("\"'")
        if len(word) > 5 and not is_stand_in(word):
            add(begin, begin + len(word), "secret")
        at = text.find("add-mask::", begin)


def _take_mnemonic(text: str, low: str, add: Add) -> None:
    """Add a run of twelve or more short words behind a word for a recovery phrase."""
    for mark in ("mnemonic", "phrase", "seed words", "wallet", "bip39"):
        at = low.find(mark)
        while at >= 0:
            window = text[at + len(mark) : at + len(mark) + 400]
            best, run, begin, pos = 0, 0, 0, 0
            seen: set[str] = set()
            span = (0, 0)
            for word in window.replace("\n", " ").split(" "):
                bare = word.strip("\"'`,;.:=()[]<>0123456789\\")
                if bare and bare.isalpha() and bare.islower() and 3 <= len(bare) <= 8 and bare not in _COMMON and not word.endswith((".", ":")):
                    if not run:
                        begin, seen = pos, set()
                    seen.add(bare)
                    run += 1
                    if run > best and len(seen) > 3:
                        best, span = run, (begin, pos + len(word))
                elif bare or word.strip("0123456789.,)"):
                    run = 0
                pos += len(word) + 1
            if best >= 11:
                add(at + len(mark) + span[0], at + len(mark) + span[1], "recovery-phrase")
            at = low.find(mark, at + len(mark))


_COMMON = frozenset("the and for with from are was not our its has had were been they them which when then than into does".split())


def _take_jwk(text: str, add: Add) -> None:
    for key in ('"d"', '"k"', '"p"', '"q"', '"dp"', '"dq"', '"qi"', '\\"d\\"', '\\"k\\"', '\\"p\\"', '\\"q\\"', '\\"dp\\"', '\\"dq\\"', '\\"qi\\"'):
        at = text.find(key)
        while at >= 0:
            begin = at + len(key)
            begin += len(text[begin : begin + 9]) - len(text[begin : begin + 9].lstrip(' :\\"'))
            end = text.find('"', begin, begin + 4000)
            value = text[begin:end].rstrip("\\") if end > 0 else ""
            if is_opaque(value, 20):
                add(begin, begin + len(value), "private-key")
            at = text.find(key, at + len(key))


def _take_codes(text: str, low: str, add: Add) -> None:
    """Add one-time recovery codes that stand behind their heading."""
    for mark in ("ecovery code", "ackup code"):
        at = low.find(mark)
        while at >= 0:
            begin = at + len(mark)
            window = text[begin : begin + 600]
            pos = 0
            for line in window.split("\n")[:14]:
                for word in line.split(" "):
                    bare = word.strip(",;.:()*•\"'`-")
                    if 5 < len(bare) < 13 and bare.isdigit() and line.replace(" ", "").strip("-*•").isdigit():
                        add(begin + pos + word.find(bare), begin + pos + word.find(bare) + len(bare), "recovery-code")
                    if len(bare) > 7 and "0" in classes(bare) and (("-" in bare and not bare.replace("-", "").isdigit()) or is_opaque(bare, 8)):
                        add(begin + pos + word.find(bare), begin + pos + word.find(bare) + len(bare), "recovery-code")
                    pos += len(word) + 1
            at = low.find(mark, begin)
