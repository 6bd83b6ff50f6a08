"""Secrets whose place in a file, an output or a call shows them: .pgpass, Kubernetes, Terraform, SQL, JWK, phrases, codes."""

from __future__ import annotations

from trailnote.capture.secrets.commands import argument_at, looks_like_argument
from trailnote.capture.secrets.values import classes, is_opaque, is_stand_in, looks_password

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Add = Callable[[int, int, str], None]


def find_in_files(text: str, low: str, low_words: str, add: Add) -> None:
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
            start, close = argument_at(text, begin, begin + 300)
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
