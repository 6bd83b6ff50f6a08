"""Secrets in the arguments of calls, and in data sources and statements of databases."""

from __future__ import annotations

from trailnote.capture.secrets.passwords import is_expected, looks_like_argument, looks_password
from trailnote.capture.secrets.stand_ins import is_stand_in
from trailnote.capture.secrets.syntax import argument_at
from trailnote.capture.secrets.values import is_opaque

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Add = Callable[[int, int, str], None]

# calls whose first arguments are a user and a password, or a password alone; then calls that take others first
CALLS = (
    "PSCredential", "PDO", ".login", "auth=", "HTTPBasicAuth", "BasicAuth", "basic_auth", ".auth",
    "PasswordAuthentication", "NetworkCredential", "UsernamePasswordCredentials", "mysqli", "_connect", "authenticate",
    "signInWithEmailAndPassword", "send_keys", "basicAuth", "set_password", ".type", "createUserWithEmailAndPassword",
    "check_password", "basic_authentication", "encryptPassword", "BasicCredentials", ":auth", "->connect",
    "Credentials",
    "UserPassword", ".Login", ".Auth", ".Password", "setPassword", "_pw_set", "login", "log_in", "signIn", "sign_in",
    "database", "decrypt", "encrypt", "unlock", "withPassword", "URLCredential", "Credential",
)
_CALL_ENDS = frozenset([call[-3:] for call in CALLS])
# of those, what takes other strings too
_LOOSE = (".type", "send_keys", "->connect", "database", "crypt")  # fmt: skip
_LATER = (
    "Fernet(", "jwt.sign(", "jwt.verify(", "jwt.encode(", "createHmac(", "hmac.new(", "create_superuser(",
    "create_user(",
    "createUser(", "unsafePlainText(", "getConnection(", "mysqli_connect(", "pg_connect(", "mysql_connect(",
    "signInWithEmailAndPassword(", "createUserWithEmailAndPassword(",
)  # fmt: skip
_LATER_STEMS = frozenset(
    ("getconnection", "_connect", "create_", "createuser", "signin", "jwt", "hmac", "fernet", "plaintext")
)
_COMMANDS = ("ConvertTo-SecureString", "-AsPlainText", "send", "-String")
_CALL_CHARS = 300
_ARGUMENTS = 5


def find_in_calls(text: str, low: str, words: set[str], low_words: str, plain: list[str], add: Add) -> None:
    """Add secrets that a call, a statement or a data source shows by its form.

    `plain` are the stems of such that are in the text.
    """
    for mark in ("('", '("'):
        at = 0
        for before in text.split(mark):
            at += len(before)
            if before[-3:] in _CALL_ENDS and before.endswith(CALLS) and at < len(text):
                _take_arguments(text, at + 1, add, sure=not before.endswith(_LOOSE))
            at += 2
    stems = _LATER_STEMS.intersection(plain)
    for call in _LATER if stems else ():
        low_call = call[:-1].lower()
        at = text.find(call) if any(stem in low_call for stem in stems) and low_call in low_words else -1
        while at >= 0:
            _take_arguments(text, at + len(call) + text.startswith("b", at + len(call)), add)
            at = text.find(call, at + len(call))
    for command in _COMMANDS:
        at = text.find(command + " ") if command in words else -1
        while at >= 0:
            _take_arguments(text, at + len(command), add)
            at = text.find(command + " ", at + len(command))
    if "identified" in plain:
        _take_identified(text, low, add)
    if "jdbc" in plain:
        _take_thin(text, add)
    for stem, mark in (("tcp", "@tcp("), ("unix", "@unix(")):
        if stem in plain and mark in text:
            _take_dsn(text, mark, add)


def _take_arguments(text: str, begin: int, add: Add, *, sure: bool = False) -> None:
    """Add the quoted arguments behind `begin` that look like passwords; the last of several may look less like one.

    `sure` says that the call takes a password and nothing else of the kind.
    """
    line = text[begin : begin + _CALL_CHARS].partition("\n")[0]
    pos = 0
    for _ in range(_ARGUMENTS):
        quote = min((q for q in (line.find("'", pos), line.find('"', pos)) if q >= 0), default=-1)
        close = line.find(line[quote], quote + 1) if quote >= 0 else -1
        if close < 0:
            return
        value = line[quote + 1 : close].removesuffix("\\r").removesuffix("\\n")
        last = line[close + 1 : close + 2] == ")"
        told = looks_password(value) or (last and pos > 0 and looks_like_argument(value))
        told = told or (sure and last and len(value) > 5 and is_expected(value))
        if (told and not _is_mail(value)) or is_opaque(value, 20):
            add(begin + quote + 1, begin + quote + 1 + len(value), "password")
        if last:
            return
        pos = close + 1


def _is_mail(value: str) -> bool:
    """Say whether a run is an address rather than a password with an @ in it."""
    host = value.partition("@")[2]
    return "." in host[:-1] and host.replace(".", "").replace("-", "").isalnum()


def _take_identified(text: str, low: str, add: Add) -> None:
    """Add the password of `IDENTIFIED BY '…'` and `IDENTIFIED WITH plugin BY '…'`."""
    at = low.find("identified ")
    while at >= 0:
        begin = low.find("by ", at, at + 60) + 3
        if begin > 3 and text[begin : begin + 1] in ("'", '"', "`", "\\"):
            start, close = argument_at(text, begin, begin + _CALL_CHARS)
            if close > start + 2 and not is_stand_in(text[start:close]):
                add(start, close, "password")
        at = low.find("identified ", at + 11)


def _take_thin(text: str, add: Add) -> None:
    """Add the password of `jdbc:oracle:thin:user/password@host`."""
    at = text.find("jdbc:oracle:")
    while at >= 0:
        info, sign, _ = text[at + 12 : at + 200].partition("@")
        password = info.rpartition(":")[2].partition("/")[2]
        if sign and len(password) > 3 and "\n" not in info and " " not in info and not is_stand_in(password):
            end = at + 12 + len(info)
            add(end - len(password), end, "password")
        at = text.find("jdbc:oracle:", at + 12)


def _take_dsn(text: str, mark: str, add: Add) -> None:
    """Add the password of a Go data source: `user:password@tcp(host)/db`."""
    at = text.find(mark)
    while at >= 0:
        head = text[max(0, at - 200) : at]
        for stop in (" ", '"', "'", "`", "\n", "//"):
            head = head.rpartition(stop)[2]
        password = head.partition(":")[2]
        if len(password) > 3 and not is_stand_in(password):
            add(at - len(password), at, "password")
        at = text.find(mark, at + 4)
