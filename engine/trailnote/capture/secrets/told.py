"""Passwords behind phrases, in other languages, and on the line that a generator printed."""

from __future__ import annotations

from trailnote.capture.secrets import names
from trailnote.capture.secrets.passwords import is_expected, is_strong, looks_password
from trailnote.capture.secrets.prose import LINE_CHARS, MARKS, take_next_line, take_words
from trailnote.capture.secrets.stand_ins import is_stand_in
from trailnote.capture.secrets.values import is_hex, is_literal, is_opaque

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Add = Callable[[int, int, str], None]

_ASCII = bytes(range(128))
_FOREIGN_CHARS = 90
_FOREIGN_HITS = 4000
# a stem and what may follow it, behind which user and password are told
_PHRASES = (
    ("login", (" with", " as", ":", "s:")), ("log in", (" with", " as")), ("sign in", (" with", " as")),
    ("logged in", (" with", " as")), ("cred", ("ential", "s")), ("user/pass", ("",)), ("wifi", ("",)), ("wlan", ("",)),
    ("get in", (" with", ":")), ("getting in", (" with",)), ("get into", ("",)), ("getting into", ("",)),
    ("key is", ("",)), ("code is", ("",)),
    ("basic auth", ("",)), ("key found", ("! [", "!")), ("pin for", ("",)), ("pin is", ("",)),
    ("unlock", (" with", " it with", " using")),
)
# the signs of prompts and what stands before each; a sign that a text has more often is looked for with what stands
# around it. Parts of commands that print a secret, and commands that print what has the name of one
_PROMPTS = (("$", ("\n", "~", "]")), ("%", ("\n",)), (">", ("\n", "\\", "\nps")), ("#", ("/", "~", "]")))
_SIGNS = 8000
_ASKED_FOR = ("secret", "passw", "token", "key", "credential", "rand", "auth")
_PLAIN_COMMANDS = (
    "git ", "ls", "cat ", "grep", "rg ", "find ", "wc ", "sha", "md5", "cd ", "vim ", "which ", "docker ",
)  # fmt: skip
# those that are known without a prompt, at the start of a line
CLIS = (
    "az", "aws", "gcloud", "kubectl", "vault", "terraform", "tofu", "heroku", "flyctl", "doppler", "argocd", "consul",
    "nomad", "rails", "php", "mix", "bitwarden", "oc", "doctl", "kubeadm",
)  # fmt: skip
# those behind which a key is told
KEYED = ("key for ", "key of ", "token for ", "token of ", "secret for ", "key from ")
_PAIRED = (":", " and ", " with ", "/", " pw", " pass", ",", ": ", " or ", " >")
_USERS = ("user", "username", "account", "login")  # fmt: skip
# commands that print a secret, wherever they stand, by a word of theirs; then those that do behind a prompt
MAKERS = (
    ("pwgen", "pwgen"), ("openssl rand", "openssl rand"), ("mkpasswd", "mkpasswd"), ("genkey", "wg genkey"),
    ("genpsk", "wg genpsk"), ("secrets.token_urlsafe", "token_urlsafe"), ("secrets.token_hex", "token_hex"),
    ("urandom", "/dev/urandom"), ("base64 -d", "base64 -d"), ("base64 --decode", "base64 --decode"),
)  # fmt: skip
PROMPTED = (
    "apg ", "print-access-token", "print-identity-token", "auth token", "op read", "pass show", "pass ",
    "find-generic-password", "get-login-password", "randombytes", "gen-random", "secret get", "secrets get",
    "get-access-token", "config get", "access secret", "versions access", "bw get", "lpass show", "keyring get",
    "gopass show", "diceware", "generate-password", "generate_password", "age-keygen", "token_bytes", "secrets.choice",
    "/dev/random", "--decode",
)  # fmt: skip


def find_told(text: str, low: str, words: set[str], low_words: str, add: Add, *, prompted: bool) -> None:
    """Add passwords behind phrases that are not names (`log in with admin / …`) and what a generator printed.

    `words` has the phrases of two words too. `prompted` says that a command stands behind a prompt.
    """
    for stem, rests in _PHRASES:
        first = stem.partition("/")[0]
        known = stem in words if " " in stem else first in low_words and (first == stem or "pass" in low_words)
        at = low.find(stem) if known else -1
        while at >= 0:
            end = at + len(stem)
            if low.startswith(rests, end) and not low.startswith("::", end):  # TestLogin::test_of_it
                rest = next(rest for rest in rests if low.startswith(rest, end))
                end = _take_phrase(text, end + len(rest), add)
            at = low.find(stem, end)
    for stem in KEYED:
        at = low.find(stem) if stem[:-1] in words else -1
        while at >= 0:
            rest = text[at + len(stem) - 1 : at + LINE_CHARS].partition("\n")[0]
            take_words(rest, at + len(stem) - 1, names.SECRET, add, certain=True)
            at = low.find(stem, at + len(stem))
    if "@" in text:
        _take_pairs(text, add)
    if "WIFI:" in text:
        _take_network(text, add)
    for stem in _USERS:
        end = 0
        for rest in low.split(stem) if stem in words or stem.title() in words else ():
            if end and rest[:1] in (" ", ":"):
                at = end + (rest[0] == ":")
                if text[at : at + 1] == " " and not text[end - len(stem) - 1 : end - len(stem)].isdigit():
                    _take_user(text, at, add)  # not behind the 0.01user of `time`
            end += len(rest) + len(stem)
    for word, maker in MAKERS:
        at = low.find(maker) if word in words else -1
        while at >= 0:
            _take_printed(text, at, add)
            at = low.find(maker, at + len(maker))
    for cli in CLIS:
        if cli in words:
            _take_lines_of(text, low, cli, add)
    for sign, before in _PROMPTS if prompted else ():
        _take_prompts(text, low, sign, before, add)


def _take_prompts(text: str, low: str, sign: str, before: tuple[str, ...], add: Add) -> None:
    """Add what was printed behind each prompt that ends in `sign` and a space, with one of `before` before it."""
    if low.startswith(sign + " ") and "\n" in before:
        _take_prompted(text, low, 2, add)
    if low.count(sign) < _SIGNS:
        at = low.find(sign)
        while at >= 0:
            if low[at + 1 : at + 2] == " " and low.endswith(before, 0, at):
                _take_prompted(text, low, at + 2, add)
            at = low.find(sign, at + 1)
        return
    for lead in before:
        prompt = lead + sign + " "
        at = low.find(prompt) if prompt[:-1] in low else -1  # far faster to look for without the space
        while at >= 0:
            _take_prompted(text, low, at + len(prompt), add)
            at = low.find(prompt, at + len(prompt))


def _take_user(text: str, at: int, add: Add) -> None:
    """Add the password that stands behind a user's name, which begins behind the space at `at`."""
    rest = text[at : at + LINE_CHARS].partition("\n")[0]
    if any(sign in rest for sign in _PAIRED):
        take_words(rest, at, names.PASSWORD, add, user=True)


def _take_pairs(text: str, add: Add) -> None:
    """Add what stands behind an address and a sign: `ana@example.org / …`, `ana@example.org:…`."""
    at = text.find("@")
    while at >= 0:
        if not text[at - 1 : at].isalnum() or not text[at + 1 : at + 2].isalnum():
            at = text.find("@", at + 1)
            continue
        line, _, below = text[at : at + 240].partition("\n")
        if "." in line and line[1:].replace(".", "").replace("-", "").isalnum():
            word = below.partition("\n")[0].strip()  # a file of a name and a password
            if is_strong(word):
                begin = at + len(line) + 1 + below.find(word)
                add(begin, begin + len(word), "password")
        host, sign, rest = line[:160].partition(" / ")
        if not sign:
            host, sign, rest = line.partition(":")
        word = rest.partition(" ")[0].strip(MARKS)
        bare = host.replace("-", "").replace(".", "")
        told = len(word) > 5 and "/" not in word and is_expected(word)
        if told and "." in host and bare[1:].isalnum():
            begin = at + len(host) + len(sign) + rest.find(word)
            add(begin, begin + len(word), "password")
        at = text.find("@", at + 1)


def _take_network(text: str, add: Add) -> None:
    """Add the password of what a QR code tells of a network: `WIFI:T:WPA;S:name;P:…;;`."""
    at = text.find("WIFI:")
    while at >= 0:
        line = text[at : at + 200].partition("\n")[0]
        cut = line.find(";P:")
        value = line[cut + 3 :].partition(";")[0] if cut > 0 else ""
        if len(value) > 4 and not is_stand_in(value):
            add(at + cut + 3, at + cut + 3 + len(value), "password")
        at = text.find("WIFI:", at + 5)


def _take_lines_of(text: str, low: str, cli: str, add: Add) -> None:
    """Add what the commands of `cli` at the start of lines printed."""
    if low.startswith(cli + " "):
        _take_prompted(text, low, 0, add)
    at = low.find(f"\n{cli} ")
    while at >= 0:
        _take_prompted(text, low, at + 1, add)
        at = low.find(f"\n{cli} ", at + 1)


def _take_prompted(text: str, low: str, at: int, add: Add) -> None:
    """Add what the command at `at` printed on a line of its own, if the command asks for a secret."""
    line = low[at : at + LINE_CHARS].partition("\n")[0]
    if any(maker in line for maker in PROMPTED):
        _take_printed(text, at, add)
    elif any(part in line for part in _ASKED_FOR) and "pub" not in line and not line.startswith(_PLAIN_COMMANDS):
        end = text.find("\n", at, at + LINE_CHARS)
        word = text[end + 1 : end + 600].partition("\n")[0].strip().strip("\"'") if end > 0 else ""
        bare = word.removeprefix("base64:")
        if not bare or " " in bare or is_stand_in(bare) or not is_literal(bare):
            return
        if is_strong(bare) or (len(bare) > 19 and is_opaque(bare) and not (is_hex(bare) and len(bare) == 40)):
            begin = text.find(bare, end)
            add(begin, begin + len(bare), "secret")


def _take_phrase(text: str, end: int, add: Add) -> int:
    while text[end : end + 1].isalpha():
        end += 1
    take_words(text[end : end + LINE_CHARS].partition("\n")[0], end, names.PASSWORD, add)
    return end


def _take_printed(text: str, at: int, add: Add) -> None:
    """Add the secret on the line below that of `at`."""
    line_end = text.find("\n", at, at + LINE_CHARS)
    if line_end > 0:
        take_next_line(text, line_end, names.PASSWORD, add)


def find_foreign(text: str, words: set[str], low_words: str, add: Add) -> None:
    """Add the first password-like run behind a word for password in another language."""
    rest = text.encode("utf-8", "replace").translate(None, _ASCII)  # the letters that are not ASCII
    letters = rest.decode("utf-8", "replace").lower()
    low = ""
    for word in names.FOREIGN:
        if word.isascii():
            last = word.rpartition(" ")[2]
            if last not in words and last.title() not in words:
                continue
        elif not _has_parts(word, letters, low_words):
            continue
        if not low and word not in text and word.title() not in text and word.upper() not in text:
            continue
        if not low:
            low = text.lower()
            if len(low) != len(text):  # İ becomes two characters
                low = text.replace("İ", "I").lower()
        at = low.find(word)
        for _ in range(_FOREIGN_HITS):
            if at < 0:
                break
            _take_first_run(text, at + len(word), add)
            at = low.find(word, at + len(word))


def _has_parts(word: str, letters: str, low_words: str) -> bool:
    """Say whether the letters of `word` that are not ASCII stand together in `letters`, and its other part in words."""
    if "".join([char for char in word if char > "\x7f"]) not in letters:
        return False
    plain = "".join([char if char <= "\x7f" else " " for char in word]).split()
    return not plain or max(plain, key=len) in low_words


def _take_first_run(text: str, at: int, add: Add) -> None:
    """Add the first run of visible ASCII behind `at` that can be a password."""
    line = text[at : at + _FOREIGN_CHARS].partition("\n")[0]
    pos = at
    for run in "".join([char if "!" <= char <= "~" else " " for char in line]).split(" "):
        word = run.strip(MARKS + "=")
        bare = word.rstrip(".")
        token = len(word) > 15 and is_opaque(word) and not is_stand_in(word)
        if token or (len(bare) > 5 and (looks_password(word) or is_expected(bare))):
            begin = pos + run.find(word)
            add(begin, begin + len(word), "password")
            return
        pos += len(run) + 1
