"""All finders over one text, each behind a cheap look for what it needs, and what goes on behind a line break.

A text without secrets pays for one split into words and some forty searches; a finder is imported when it has work.
"""

from __future__ import annotations

from trailnote.capture.secrets.names import FOREIGN_ASCII, names_among
from trailnote.capture.secrets.values import BASE64, is_opaque
from trailnote.capture.secrets.vendors import LEAST, find_vendor_tokens, runs_of, tokens_among

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Add = Callable[[int, int, str], None]
    Spans = list[tuple[int, int, str]]

# What must be in the text before a finder is imported; tests hold the lists complete. First words, then parts of words.
_COMMANDS = (
    "curl mysql mysqldump mysqladmin mysqlimport mysqlsh mysqlcheck mariadb mariadb-dump sshpass docker podman"
    " nerdctl buildah skopeo oras crane helm az cf ibmcloud redis-cli mongo mongosh mongodump mongorestore"
    " mongoexport mongoimport smbclient rpcclient smbmap mount.cifs ldapsearch ldapadd ldapmodify ldapwhoami"
    " ldappasswd ldapdelete xh htpasswd sqlcmd bcp osql isql mosquitto_pub mosquitto_sub zip unzip 7z 7za rar"
    " unrar openssl oc psexec psexec64 PsExec64.exe PsExec.exe cqlsh influx clickhouse-client useradd usermod -u"
    " --user snmp-server snmpset stats ssh-keygen oathtool cmdkey gpg gpg2 keytool jarsigner gh glab doppler"
    " vercel netlify put-parameter create-secret put-secret-value update-secret vault rabbitmqctl net net.exe"
    " nmcli wpa_cli ipmitool snmpwalk snmpget lftp sqlplus sqlldr expdp impdp exp imp rman AUTH rclone pscp plink"
    " putty pscp.exe plink.exe xfreerdp mc cargo echo printf IDENTIFY signtool signtool.exe security poetry"
    " radtest schtasks schtasks.exe -p -P -w -pass --pw"
)
COMMAND_WORDS = frozenset(_COMMANDS.split())
_CLIENTS = frozenset(("http", "https"))  # of HTTPie: commands if a flag of theirs is there, for URLs begin so too
MAKER_WORDS = frozenset(
    (
        "pwgen",
        "openssl",
        "mkpasswd",
        "genkey",
        "genpsk",
        "secrets.token_urlsafe",
        "secrets.token_hex",
        "urandom",
        "base64",
    )
)
ASKING_WORDS = frozenset(
    (
        "user", "User", "username", "Username", "account", "wifi", "WiFi", "Wifi", "WLAN", "wlan", "unlock",
        "WIFI", "login", "Login",
    )
)  # fmt: skip
# phrases of two words behind which a secret is told, and the first word of each, of makers too
PHRASES = frozenset(
    (
        "key for", "key of", "key from", "key is", "token for", "token of", "secret for", "code is", "get in",
        "get into",
        "getting in", "getting into", "key found", "basic auth", "pin for", "pin is", "log in", "logged in", "sign in",
    )
)  # fmt: skip
LEADS = frozenset(
    form for phrase in PHRASES for word in (phrase.partition(" ")[0],) for form in (word, word.title(), word.upper())
) | {"base64", "openssl", "bearer", "Bearer", "BEARER"}
_HOSTS = (".com", ".io", ".org", ".net", ".dev", ".de")
SEED_PHRASES = ("setup key", "setup code")
# where a prompt ends, on its own line or behind a folder
SHELL_WORDS = frozenset(("zsh", "fish", "cmd.exe", "powershell"))
_ROOT_PROMPTS = ("/# ", "~# ", "]# ")
SEED_WORDS = ("totp", "otp", "2fa", "mfa", "authenticator", "base32", "seed", "setup")
CLI_WORDS = frozenset(
    (
        "az", "aws", "gcloud", "kubectl", "vault", "terraform", "tofu", "heroku", "flyctl", "doppler", "argocd",
        "consul",
        "nomad", "rails", "php", "mix", "bitwarden", "oc", "doctl", "kubeadm",
    )
)  # fmt: skip
FILE_WORDS = ("bcrypt_hash", "pgpass", "random_", "securestring", "add-mask", "chpasswd")
CALL_ENDS = (
    "PSCredential", "PDO", ".login", "auth", "Auth", "_auth", "Authentication", "authenticate", "Credential",
    "Credentials", "mysqli", "_connect", "Password", "_password", "_keys", ".type", "_authentication", "connect",
    ".Login", "_pw_set", "login", "log_in", "signIn", "sign_in", "database", "crypt", "unlock",
)  # fmt: skip
PLAIN_CALLS = (
    "getconnection", "_connect", "plaintext", "jwt", "hmac", "create_", "createuser", "signin", "fernet",
)  # fmt: skip
# runs that stand there as they are
CALL_WORDS = frozenset(
    (
        "ConvertTo-SecureString", "-AsPlainText", "-String", "send", "tcp", "unix", "jdbc", "identified", "Identified",
        "IDENTIFIED",
    )
)  # fmt: skip
PROMPT_WORDS = frozenset(
    (
        "apg", "print-access-token", "print-identity-token", "token", "read", "pass", "find-generic-password", "show",
        "get-login-password", "gen-random", "get", "get-access-token", "secret", "access", "diceware", "random",
        "generate-password", "generate_password", "age-keygen", "secrets.token_bytes", "secrets.choice", "--decode",
        "keys", "key", "secrets", "password", "passwd", "credential", "credentials", "join-token", "initial-password",
        "phx.gen.secret", "generate", "gen", "-raw", "auth", "api-key", "apikey", "access-token", "create-token",
    )
)  # fmt: skip
_DENSE_CHARS = 1 << 18  # of the words of a text; in fewer nothing is left out
_DATA_CHARS = 31  # a longer run of letters and digits is data rather than a name
_MANY_WORDS = 400  # beyond it a finder is imported rather than looked for more closely
PHRASE_WORDS = ("mnemonic", "phrase", "seed", "wallet", "bip39", "recovery", "backup")
_MARGIN = " \t>+|#*-"
_QUOTES = ('"', "'", "`")
_JOINS = frozenset(
    (
        "\\",
        "=",
        '"',
        "'",
        "`",
        '" \\',
        "' \\",
        '" + \\',
        "' + \\",
        '" +',
        "' +",
        '"+',
        "'+",
        '",',
        "',",
        '" .',
        "' .",
        ")",
        "",
    )
)
_RUN_CHARS = BASE64 + ".%~"
_BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567="
_LINES = 40  # that one value goes on over
_WHOLE_KINDS = ("private-key", "password-hash", "aws-key-id")


def find(text: str) -> Spans:
    """Return start, end and kind of each secret in `text`, unsorted; they can overlap."""
    spans: Spans = []

    def add(start: int, end: int, kind: str) -> None:
        if end > start:
            spans.append((start, end, kind))

    flat = text if text.isascii() else text.encode("ascii", "replace").decode("ascii")  # position by position
    runs = runs_of(flat)
    words = set(runs)
    long = [word for word in words if len(word) >= LEAST]
    joined = " ".join(words)
    if len(joined) > _DENSE_CHARS and len(joined) > len(flat) * 0.3:  # checksums, numbers: nothing repeats
        joined = " ".join([word for word in words if not (word.isdigit() or _is_data(word))])
    low_words = joined.lower()
    named = names_among(words, joined, low_words)
    tokens = tokens_among(long, cut=_is_cut(text, low_words), last=runs[-1] if runs else "")
    kinds: dict[str, str] = {}
    if long:
        from trailnote.capture.secrets.shapes import kinds_among

        kinds = kinds_among(long)
    leads = words & LEADS
    commands = words & COMMAND_WORDS
    client = not _CLIENTS.isdisjoint(words) and (" -a" in flat or " --auth" in flat)
    if client:
        commands |= words & _CLIENTS
    wanted = tokens | kinds.keys() | named.keys() | leads | commands
    places = [n for n, run in enumerate(runs) if run in wanted] if wanted else []
    marked = [runs[n] for n in places]
    if len(flat) >= LEAST:
        find_vendor_tokens(text, flat, marked, tokens, words, long, add)
    _find_shapes(text, flat, marked, kinds, words, long, low_words, add)
    low = flat.lower()
    if named:
        from trailnote.capture.secrets.assignments import find_named

        find_named(text, flat, marked, named, add)
    said = {f"{runs[n]} {runs[n + 1]}".lower() for n in places if runs[n] in leads and n + 1 < len(runs)}
    _find_placed(flat, low, [run for run in marked if run in commands], words, long, said, low_words, add)
    if not text.isascii() or not FOREIGN_ASCII.isdisjoint(words):
        from trailnote.capture.secrets.told import find_foreign

        find_foreign(text, words, low_words, add)
    for start, end, kind in tuple(spans):
        if "\n" in text[end : end + 12]:
            _continue(text, start, end, kind, spans)
    return spans


def _find_shapes(
    text: str,
    flat: str,
    marked: list[str],
    kinds: dict[str, str],
    words: set[str],
    long: list[str],
    low_words: str,
    add: Add,
) -> None:
    """Run the finders that go by the shape of a secret."""
    if long:
        from trailnote.capture.secrets.shapes import find_shapes

        find_shapes(flat, marked, kinds, words, long, add)
    if not text.isascii() or "..." in low_words or "skipped" in words or "truncated" in words:
        from trailnote.capture.secrets.shapes import find_tails

        find_tails(text, flat, words, add)
    if "://" in flat:
        from trailnote.capture.secrets.urls import find_urls

        find_urls(flat, add)
    if "PRIVATE" in words or "Private-Lines" in words or "OpenVPN" in words:
        from trailnote.capture.secrets.keys import find_private_keys

        find_private_keys(text, add)


def _find_placed(
    flat: str,
    low: str,
    commands: list[str],
    words: set[str],
    long: list[str],
    said: set[str],
    low_words: str,
    add: Add,
) -> None:
    """Run the finders that go by the place of a secret.

    `low` is the text in lower case, `commands` has in order its runs that are commands or flags, `said` its phrases of
    two words that begin with a lead.
    """
    scheme = any(_is_scheme(phrase) for phrase in said)
    source = "pass" in low_words and "pass:" in low
    if scheme or source or commands or "<<<" in flat:
        from trailnote.capture.secrets.commands import find_in_commands

        find_in_commands(flat, low, words, low_words, commands, scheme, add)
    manifest = "kind" in words and "Secret" in words
    manifest = manifest or "kty" in words
    if manifest or _any_in(FILE_WORDS, low_words) or ("5432" in words and ":5432:" in flat) or ":*:*:" in flat:
        from trailnote.capture.secrets.files import find_in_files

        find_in_files(flat, low, words, low_words, add)
    plain = [stem for stem in PLAIN_CALLS if stem in low_words]
    plain += [word.lower() for word in CALL_WORDS & words]
    if plain or _calls(flat, words):
        from trailnote.capture.secrets.calls import find_in_calls

        find_in_calls(flat, low, words, low_words, plain, add)
    if _any_in(PHRASE_WORDS, low_words):
        from trailnote.capture.secrets.phrases import find_phrases

        find_phrases(flat, low, low_words, add)
    seeded = _has_base32(long) or ("setup" in low_words and _any_in(SEED_PHRASES, low)) or "authenticator" in low_words
    if seeded and _any_in(SEED_WORDS, low_words):
        from trailnote.capture.secrets.phrases import find_seeds

        find_seeds(flat, low, low_words, add)
    asked = ("login" in low_words and _asks(low)) or "cred" in low_words or not ASKING_WORDS.isdisjoint(words)
    asked = asked or not PHRASES.isdisjoint(said) or ("@" in flat and (" / " in flat or _any_in(_HOSTS, low_words)))
    printing = not PROMPT_WORDS.isdisjoint(words) or "randombytes" in low_words
    prompted = printing and _at_prompt(low, words)
    if asked or prompted or (printing and not CLI_WORDS.isdisjoint(words)) or not MAKER_WORDS.isdisjoint(words):
        from trailnote.capture.secrets.told import find_told

        find_told(flat, low, words | said, low_words, add, prompted=prompted)


def _is_data(run: str) -> bool:
    """Say whether a run is a checksum or a part of base64: no name is as long without a sign between its words."""
    return len(run) > _DATA_CHARS and run.isalnum() and not run.isalpha()


def _is_cut(text: str, low_words: str) -> bool:
    """Say whether a mark can stand in the text that something was cut behind it."""
    return "..." in low_words or "trunc" in low_words or "u2026" in low_words or "…" in text


def _calls(flat: str, words: set[str]) -> bool:
    """Say whether something is called, with a literal first, that takes a password."""
    if "('" not in flat and '("' not in flat:
        return False
    return len(words) > _MANY_WORDS or any(word.endswith(CALL_ENDS) for word in words)


def _at_prompt(low: str, words: set[str]) -> bool:
    """Say whether a command stands behind a prompt in the text."""
    if low.startswith(("$ ", "> ", "% ")):
        return True
    at = low.find("$")
    while at >= 0:
        if low[at + 1 : at + 2] == " " and low[at - 1 : at] in ("\n", "~", "]"):
            return True
        at = low.find("$", at + 1)
    if "root" in words and "root@" in low and any(prompt in low for prompt in _ROOT_PROMPTS):
        return True
    return ("PS" in words and "> " in low) or not SHELL_WORDS.isdisjoint(words)


def _asks(low: str) -> bool:
    """Say whether `login` is followed by what tells a user and a password."""
    at = low.find("login")
    while at >= 0:
        if low.startswith((" with", " as", ":", "s:"), at + 5) and not low.startswith("::", at + 5):
            return True
        at = low.find("login", at + 5)
    return False


def _has_base32(long: list[str]) -> bool:
    """Say whether one of the longer runs is in capitals and can be base32, and is not all of its signs in order."""
    runs = [run for run in long if len(run) > 15 and run.isupper() and not run.strip(_BASE32)]
    return any((not run.isalpha() or len(run) > 25) and not run.startswith("ABCDEFGHIJ") for run in runs)


def _is_scheme(phrase: str) -> bool:
    """Say whether a phrase is the scheme of a header and what can be a credential."""
    scheme, _, value = phrase.partition(" ")
    return scheme in ("bearer", "basic") and len(value) > 3 and (not value.isalpha() or len(value) > 11)


def _any_in(parts: tuple[str, ...], low_words: str) -> bool:
    return any(part in low_words for part in parts)


def _continue(text: str, start: int, end: int, kind: str, spans: Spans) -> None:
    """Add the rest of a token that goes on behind a line break."""
    if kind in _WHOLE_KINDS or " " in text[start:end]:
        return
    at = end - (text[end - 1] in "=\\")
    for _ in range(_LINES):
        line_end = text.find("\n", at, at + 12)
        joined = text[at:line_end].strip(" \r") if line_end >= 0 else "?"
        if joined not in _JOINS:
            return
        begin = line_end + 1
        begin += len(text[begin : begin + 80]) - len(text[begin : begin + 80].lstrip(_MARGIN))
        quoted = text[begin : begin + 1] in _QUOTES
        begin += quoted
        window = text[begin : begin + 4096]
        size = len(window) - len(window.lstrip(_RUN_CHARS))
        certain = joined in ("\\", "=") or (quoted and joined != "")
        if not _goes_on(window[:size], window[size : size + 1], certain=certain, first_line=line_end - start):
            return
        spans.append((begin, begin + size, kind))
        at = begin + size


def _goes_on(value: str, behind: str, *, certain: bool, first_line: int) -> bool:
    """Say whether `value` at the start of a line continues a token; `certain` if the line before says that it does."""
    if certain:
        ends = behind in ("", "\n", "\r", '"', "'", "`", " ", ")", ";", ",", "\\")
        return ends and len(value) > 3 and (any(c.isdigit() for c in value) or is_opaque(value, 8))
    return behind in ("", "\n", "\r") and first_line > 15 and is_opaque(value, 12)
