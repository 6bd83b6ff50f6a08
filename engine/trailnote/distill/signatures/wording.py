"""The skeleton of a message: what stays when the same error is met in another place, at another time.

Written without regular expressions, because compiling them costs more than the whole reading in a cold process.
"""

from __future__ import annotations

MESSAGE_CHARS = 600
_QUOTES = {ord(mark): " ' " for mark in '"`´‘’“”'}
_BREAKS = {ord(mark): " " for mark in "()[]{},;<>=|!?*^~\t…"}
_KEEP_NUMBER_AFTER_TEXT = """
    port status code http errno signal exit returned codec http/1.1 http/2 statuscode exited error
"""
_KEEP_NUMBER_AFTER = frozenset(_KEEP_NUMBER_AFTER_TEXT.split())
_SILENT_TEXT = """
    error fatal err failed failure the a an is was are be been to of in at on for and
"""
_SILENT = frozenset(_SILENT_TEXT.split())
_UNITS = (
    "ms", "s", "sec", "secs", "seconds", "m", "min", "h", "b", "kb", "mb", "gb", "kib", "mib", "gib", "k", "%", "us",
    "ns", "px",
)  # fmt: skip
_BUILTIN_TYPES_TEXT = """
    str int float bool list dict tuple set bytes none nonetype object function method type module undefined null
    string number boolean array generator coroutine builtin_function_or_method self utf-# ascii
"""
_BUILTIN_TYPES = frozenset(_BUILTIN_TYPES_TEXT.split())
_STOCK_TEXT = """
    no such file directory or permission denied operation not permitted connection refused reset closed by peer
    timed out timeout invalid argument arguments unexpected token syntax found fail unknown killed aborted abort bad
    request input output format value index range expected end missing null command with code status exit # * cannot
    could unable read write open load run execute process broken pipe device busy resource temporarily unavailable
    exists does exist internal server too many list division zero overflow bounds length len access out it this that
    than line column position occurred terminated core dumped segmentation fault assertion errors return returned
    non-zero called nonetype none undefined
"""
_STOCK = frozenset(_STOCK_TEXT.split())
_LOCAL_HOSTS_TEXT = """
    localhost 127.0.0.1 0.0.0.0 :: ::1 [::] [::1] ::ffff:127.0.0.1
"""
_LOCAL_HOSTS = frozenset(_LOCAL_HOSTS_TEXT.split())


def _is_number(token: str) -> bool:
    return token[:1].isdigit() and all(c.isdigit() or c in ".,:+-_x/%" for c in token)


def _is_measure(token: str) -> bool:
    if not token[0].isdigit():
        return False
    digits = token.rstrip("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ%µ")
    return bool(digits) and _is_number(digits) and token[len(digits) :].lower() in _UNITS


def _is_hash(token: str) -> bool:
    if token.startswith(("0x", "0X")):
        return True
    bare = token.replace("-", "")
    if len(bare) < 7 or not all(c in "0123456789abcdefABCDEF" for c in bare):
        return False
    return any(c.isdigit() for c in bare)


def _is_random_name(token: str) -> bool:
    """Say whether a name looks drawn by a temporary-file function: tmpx8k2_a1q, ccsLEBto, pytest-of-ana."""
    if token.startswith("tmp") and len(token) >= 9 and not token.isalpha():
        return True
    if token.startswith("tmp") and 10 <= len(token) <= 12:
        return True
    return token.startswith(("pytest-of-", "pytest-")) and token[-1:].isdigit()


def _host_port(token: str) -> str | None:
    host, colon, port = token.rpartition(":")
    if not colon or not port.isdigit() or not 2 <= len(port) <= 5:
        return None
    if host in _LOCAL_HOSTS or host == "" or host == "*":
        return "local:" + port
    if "." in host and all(part.isdigit() for part in host.split(".")):
        return token
    return None


def url_subject(url: str) -> str:
    """Return host, port and path of a URL without scheme, credentials, query and the numbers in its path."""
    rest = url.split("://", 1)[1]
    rest = rest.split("?", 1)[0].split("#", 1)[0].rstrip("/.:'\")")
    authority, _, path = rest.partition("/")
    authority = authority.rpartition("@")[2]
    host, colon, port = authority.rpartition(":")
    if not colon:
        host, port = authority, ""
    if host in _LOCAL_HOSTS:
        host = "local"
    parts = ["#" if part.isdigit() or _is_hash(part) else part for part in path.split("/") if part]
    return host + (":" + port if port else "") + "".join("/" + part for part in parts)


def path_subject(path: str) -> str:
    """Return what of a path is the same in another checkout: its last part, or a whole relative name without suffix."""
    path = path.replace("\\", "/").rstrip("/:.,")
    while True:
        head, colon, tail = path.rpartition(":")
        if colon and (tail.isdigit() or not tail):
            path = head
        else:
            break
    last = path.rpartition("/")[2]
    rooted = path.startswith(("/", "~", "./", "../", "file:")) or path[1:2] == ":"
    if not rooted and "." not in last.strip(".") and not path.startswith(("src/", "lib/", "tests/", "test/")):
        return path
    if (
        _is_random_name(last)
        or _is_random_name(last.partition(".")[0])
        or (last[:2] == "cc" and last.endswith((".o", ".s", ".ltrans0.o")))
    ):
        return "*"
    return "*" if _is_hash(last) else last


def _word(token: str) -> str:
    stem = token.rstrip("0123456789")
    if stem != token and stem.endswith("-"):
        token = stem + "#"
    if _is_random_name(token):
        return "*"
    head, colon, tail = token.partition(":")
    if colon and tail and all(part.isdigit() for part in tail.split(":")):
        return head
    if colon and "." in head and "::" not in token:
        return ":".join(
            "#" if part and _is_number(part.removesuffix("-SNAPSHOT")) else part for part in token.split(":")
        )
    if token.startswith("@") and _is_number(token[1:]):
        return "#"
    if "_" not in head and _is_hash(head) and ":" in tail:
        return "*:" + tail
    return token


def _normal(token: str, previous: str, *, quoted: bool) -> str:
    if "://" in token:
        return url_subject(token)
    local = _host_port(token)
    if local is not None and ":" in token:
        return local
    if _is_number(token) or _is_measure(token):
        if previous in _KEEP_NUMBER_AFTER and token.isdigit():
            return token
        return "#"
    if _is_hash(token):
        return "*"
    if "/" in token or (token[1:3] == ":\\"):
        return path_subject(token)
    if token[0] == "v" and _is_number(token[1:]) and not quoted:
        return "#"
    return _word(token)


def subject(text: str) -> str:
    """Return the name that a phrase is about: numbers and hashes stay, paths and URLs lose what is local."""
    text = text.strip().strip("'\"`‘’“”").rstrip(".,;:") or text.strip()
    if text in _LOCAL_HOSTS:
        return "local"
    if "://" in text:
        return url_subject(text)
    with_port = _host_port(text)
    if with_port is not None:
        return with_port
    if "/" in text and " " not in text:
        return path_subject(text)
    return text if " " not in text else skeleton("'" + text + "'")[0]


def _apart(message: str) -> str:
    """Space out quotes, drop apostrophes inside words, turn brackets and operators into spaces."""
    message = message.translate(_QUOTES)
    if "'" in message:
        out = []
        last = len(message) - 1
        for i, c in enumerate(message):
            if c != "'":
                out.append(c)
            elif not (0 < i < last and message[i - 1].isalpha() and message[i + 1].isalpha()):
                out.append(" ' ")
        message = "".join(out)
    return message.translate(_BREAKS)


def first_sentence(message: str) -> str:
    """Return the first sentence of a long message; what follows it is advice."""
    at = message.find(". ")
    while at >= 0:
        if message[at + 2 : at + 3].isupper() and at >= 20:
            return message[:at]
        at = message.find(". ", at + 2)
    return message


def skeleton(message: str) -> tuple[str, int]:
    """Return the skeleton of `message` and how many of its words name something (0: the message is vague).

    Paths become their last part; hashes, addresses and temporary names `*`; measures, versions and counts `#`; what
    follows port, status, code, errno, exit or signal stays. Quoted words and words with capitals, digits, dots or
    underscores inside count as naming.
    """
    words: list[str] = []
    named = 0
    quoted = False
    previous = ""
    for raw in _apart(message[:MESSAGE_CHARS]).split():
        if raw == "'":
            quoted = not quoted
            continue
        token = raw.strip(".:,-+$&\\") if not raw.startswith((":::", "--")) else raw.rstrip(".:,")
        if not token:
            continue
        word = _normal(token, previous, quoted=quoted)
        lower = word.lower()
        previous = lower
        if word == "#" and words and words[-1] == "#":
            continue
        if lower in _SILENT and not quoted:
            continue
        words.append(word)
        if names_something(word, quoted=quoted):
            named += 1
    return " ".join(words), named


def is_stock(words: str) -> bool:
    """Say whether a skeleton is made of stock words alone ("No such file or directory"): it identifies nothing."""
    return all(word.lower() in _STOCK for word in words.split())


def names_something(word: str, *, quoted: bool) -> bool:
    """Say whether a skeleton word points at one thing: quoted, or spelt as an identifier, file, code or address."""
    if word in "#*" or word.lower() in _BUILTIN_TYPES:
        return False
    if quoted:
        return True
    inner = word[1:]
    return any(c.isupper() or c in "_./:@" or c.isdigit() for c in inner) and not word.isupper()
