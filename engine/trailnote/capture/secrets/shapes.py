"""Secrets that are known by their own shape: private keys, JWTs, hashes, URL credentials, webhooks, cloud keys.

Each finder takes the text and `add(start, end, kind)`. It is reached by a cheap search for a literal trigger; what follows
works on runs of characters by `lstrip`, so that time is linear and a hook process compiles no pattern.
"""

from __future__ import annotations

from trailnote.capture.secrets.values import is_hex, is_opaque, is_stand_in, is_uuid
from trailnote.capture.secrets.vendors import ALNUM, DOTTED, TOKEN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Add = Callable[[int, int, str], None]

_AWS_HEADS = ("AKIA", "ASIA", "ABIA", "ACCA")
_AWS_NEAR_CHARS = 300  # a secret access key stands near its id
# what a text must have, then the marks that begin a hash
_HASH_MARKS = (
    ("$2", ("$2a$", "$2b$", "$2y$", "$2x$")), ("$1$", ("$1$",)), ("$5$", ("$5$",)), ("$6$", ("$6$",)), ("$y$", ("$y$", "$gy$")),
    ("$arg", ("$argon2",)), ("$s", ("$scrypt$", "$sha1$")), ("pbkdf2", ("$pbkdf2", "pbkdf2_sha", "pbkdf2:sha", "{PBKDF2", "{pbkdf2")),
    ("$apr1$", ("$apr1$",)), ("$P$", ("$P$",)), ("$S$", ("$S$",)), ("$H$", ("$H$",)), ("$7$", ("$7$",)), ("bcrypt", ("bcrypt_sha256$", "$bcrypt")),
    ("{S", ("{SSHA", "{SHA", "{SMD5}")), ("{CRYPT}", ("{CRYPT}",)), ("SCRAM-", ("SCRAM-SHA-",)), ("scrypt:", ("scrypt:",)), ("1$", ("sha1$",)),
    ("256$", ("sha256$",)), ("argon2$", ("argon2$",)), ("$8$", ("$8$",)), ("$9$", ("$9$",)), ("$krb5", ("$krb5",)),
)  # fmt: skip
_HASH_CHARS = ALNUM + "./$=,+-_:*{}@"
# URLs whose path opens something; the hosts of webhooks, then the steps of links that are sent by mail
_HOOKS = (
    "hooks.slack.com/", "/api/webhooks/", "webhook.office.com/", "outlook.office.com/", "hooks.zapier.com/", "maker.ifttt.com/", "telegram.org/bot",
    "events.pagerduty.com/", "hc-ping.com/", "/open-apis/bot/", ".make.com/", "hook.integromat.com/", "logic.azure.com", "api.day.app/", "/hooks/",
    "/webhook/", "/webhooks/", "victorops.com/", "opsgenie.com", "betteruptime.com/", "betterstack.com/", "cronitor.link/", "ntfy.sh/",
    "heartbeat.uptimerobot.com/", "infura.io/", "alchemy.com/", "quiknode.pro/", "webhook.site/", "pipedream.net", "n8n.cloud", "/bot",
)  # fmt: skip
_LINKS = (
    "reset", "password", "invite", "invitation", "verify", "verification", "magic", "confirm", "activate", "activation", "unlock", "login", "signin",
    "sso", "token", "auth", "unsubscribe", "accept", "recover", "ical", "share", "session", "impersonate", "otp",
)  # fmt: skip
_URL_ENDS = (" ", "\n", '"', "'", "`", "<", ">", "\t", "\\", "://", ",http", "|", "•", "\r")


def find_shapes(text: str, words: set[str], long: list[str], add: Add) -> None:
    """Add every secret of `text` that its own shape shows; `words` are its runs of token characters, `long` the longer ones."""
    if "eyJ" in text:
        _find_jwts(text, add)
    if "$" in text or "SHA" in words or "SSHA" in words or "scrypt" in words:
        _find_hashes(text, add)
    if "://" in text:
        _find_urls(text, add)
    _find_marked_runs(text, long, add)


def run_at(text: str, start: int, chars: str, limit: int = 8192) -> int:
    """Return where the run of `chars` that begins at `start` ends."""
    window = text[start : start + limit]
    return start + len(window) - len(window.lstrip(chars))


def run_before(text: str, end: int, chars: str, limit: int = 512) -> int:
    """Return where the run of `chars` that ends at `end` begins."""
    window = text[max(0, end - limit) : end]
    return end - (len(window) - len(window.rstrip(chars)))


def _find_jwts(text: str, add: Add) -> None:
    start = text.find("eyJ")
    while start >= 0:
        end = run_at(text, start, TOKEN + ".")
        value = text[start:end].rstrip(".-")
        head = value.partition(".")[0]
        public = text[max(0, start - 3) : start] == "pk."
        # a JWT's header holds "alg", "typ" or "kid"; a part alone is what a cut left
        known = any(part in head for part in ("hbGci", "0eXAi", "raWQi", "lbmMi", "YWxn", "dHlw", "jdHki"))
        if not public and len(value) >= 24 and "SflKxwRJSMeKKF2QT4fw" not in value and (known or value.count(".eyJ")):
            add(start, start + len(value), "jwt")
        start = text.find("eyJ", max(end, start + 3))


def _find_hashes(text: str, add: Add) -> None:
    for gate, marks in _HASH_MARKS:
        if gate not in text:
            continue
        for mark in marks:
            start = text.find(mark)
            while start >= 0:
                _take_hash(text, start, mark, add)
                start = text.find(mark, start + len(mark))


def _take_hash(text: str, start: int, mark: str, add: Add) -> None:
    end = run_at(text, start, _HASH_CHARS, 1024)
    value = text[start:end]
    for stop in ("::", ":0:", ":1", ":2"):  # the next field of a line of /etc/shadow
        if mark[0] == "$" and stop in value:
            value = value[: value.index(stop)]
    rest = value[len(mark) :]
    if len(value) < 24 or ("$" not in rest + mark[:1] and "{" not in mark):
        return
    if is_opaque(rest.rpartition("$")[2].rpartition("}")[2], 12):
        add(start, start + len(value.rstrip(":.,")), "password-hash")


def _find_urls(text: str, add: Add) -> None:
    start = text.find("://")
    while start >= 0:
        url = text[start + 3 : start + 1600]
        for stop in _URL_ENDS:
            cut = url.find(stop)
            if cut >= 0:
                url = url[:cut]
        if "@" in url:
            _url_user(start + 3, url, add)
        if len(url) > 30:
            _url_parts(start + 3, url, add)
        start = text.find("://", start + 3)


def _url_user(at: int, authority: str, add: Add) -> None:
    """Add the password of `user:password@host`, or the token of `token@host`, of an authority that begins at `at`."""
    split = authority.rfind("@")
    while split > 0:
        host = authority[split + 1 :]
        if host and (host[0].isalnum() or host[0] in "[${%(*_") and not host[:40].split("/")[0].strip(DOTTED + "[]:${}%()*,;?#&="):
            break
        split = authority.rfind("@", 0, split)
    info = authority[:split] if split > 0 else ""
    user, colon, password = info.partition(":")
    if not info or "/" in user or "?" in user or "#" in user:
        return
    if not colon:
        if is_opaque(user, 20) and not is_stand_in(user):
            add(at, at + len(user), "url-credential")
        return
    first = password.partition("/")[0]
    if "/" in password and first.isdigit() and len(first) < 6:
        return  # a port and a path with an @ in it
    if len(password) > 2 and not is_stand_in(password) and password != user:
        add(at + len(user) + 1, at + len(info), "url-credential")
    if is_opaque(user, 20):
        add(at, at + len(user), "url-credential")


def _url_parts(at: int, url: str, add: Add) -> None:
    """Add the opaque parts of a URL whose host or path says that it opens something."""
    hook = any(mark in url for mark in _HOOKS)
    armed = hook
    for part in url.replace("?", "/").replace("&", "/").replace("=", "/").replace("#", "/").replace(":", "/").replace("@", "/").split("/"):
        if armed and is_opaque(part, 16 if hook else 20) and not (not hook and is_hex(part) and len(part) == 40):
            if "." not in part[-5:] and not is_stand_in(part):
                add(at, at + len(part), "url-token")
        if not armed and part.lower().replace("_", "-").split("-")[0] in _LINKS:
            armed = True
        at += len(part) + 1


def _find_marked_runs(text: str, runs: list[str], add: Add) -> None:
    """Add tokens whose mark stands inside: AWS ids, Azure, Telegram, Terraform, Mailchimp, Discord."""
    joined = " ".join(runs)
    for head in _AWS_HEADS:
        if head in joined:
            _find_aws(text, head, add)
    if "Q~" in joined:
        _find_inside(text, "Q~", DOTTED, add, before=4, least=30, kind="azure")
    if "AZDO" in joined:
        _find_inside(text, "AZDO", ALNUM, add, before=60, least=60, kind="azure")
    for mark in ("AzSe", "AzFu", "AzCa", "ACD", "AIoT", "ASbE", "AEhA", "AStA", "APIM", "+ASt", "JQQJ99"):
        if mark in text:
            _find_inside(text, mark, ALNUM + "+/=", add, before=24, least=50, kind="azure")
    if "atlasv1" in joined:
        _find_inside(text, ".atlasv1.", DOTTED, add, before=10, least=40, kind="terraform")
    if "-us" in joined:
        _find_inside(text, "-us", TOKEN, add, before=32, least=36, kind="mailchimp", hexed=True)
    if ":AA" in joined or ":AA" in text:
        _find_telegram(text, add)
    if "T3BlbkFJ" in joined:
        _find_inside(text, "T3BlbkFJ", TOKEN, add, before=0, least=24, kind="openai")
    for mark in ("…", "...", "skipped]", "truncated]"):
        if mark in text:
            _find_tails(text, mark, add)
    if ":::" in text:
        _find_ntlm(text, add)
    for run in runs:
        if len(run) == 40 and run.isupper() and is_hex(run):  # PASSWORD() of MySQL
            start = text.find("*" + run)
            if start >= 0:
                add(start, start + 41, "password-hash")
    if "." in joined:
        for run in runs:
            if 55 <= len(run) <= 85 and run[:1] in "MNO" and run.rstrip(".").count(".") == 2:
                parts = run.split(".")
                if 5 <= len(parts[1]) <= 8 and len(parts[0]) > 20 and is_opaque(parts[2], 20):
                    start = text.find(run)
                    add(start, start + len(run), "discord")


def _find_tails(text: str, mark: str, add: Add) -> None:
    """Add what is left of a token whose head was cut off."""
    at = text.find(mark)
    while at >= 0:
        start = at + len(mark)
        start += len(text[start : start + 3]) - len(text[start : start + 3].lstrip("].…"))
        end = run_at(text, start, TOKEN + "+/=.")
        value = text[start:end]
        if is_opaque(value, 14) and not is_hex(value) and value.count("/") < 3 and value != value.lower():
            add(start, end, "token-tail")
        at = text.find(mark, max(end, at + len(mark)))


def _find_ntlm(text: str, add: Add) -> None:
    at = text.find(":::")
    while at >= 0:
        start = at - 65
        pair = text[start:at] if start >= 0 else ""
        if len(pair) == 65 and pair[32] == ":" and is_hex(pair.replace(":", "")):
            add(start, at, "password-hash")
        at = text.find(":::", at + 3)


def _find_inside(text: str, mark: str, chars: str, add: Add, *, before: int, least: int, kind: str, hexed: bool = False) -> None:
    at = text.find(mark)
    while at >= 0:
        start, end = run_before(text, at, chars), run_at(text, at, chars, 512)
        value = text[start:end].strip(".-=") if not hexed else text[start:end]
        if at - start >= before and len(value) >= least and not is_stand_in(value) and is_opaque(value):
            head = value[: at - start]
            if not hexed or (is_hex(head[-32:]) and value[at - start + 3 :].isdigit()):
                add(start, end, kind)
        at = text.find(mark, max(end, at + len(mark)))


def _find_telegram(text: str, add: Add) -> None:
    at = text.find(":AA")
    while at >= 0:
        start, end = run_before(text, at, "0123456789"), run_at(text, at + 1, TOKEN)
        if 8 <= at - start <= 12 and end - at > 24 and is_opaque(text[at + 1 : end]):
            add(start, end, "telegram")
        at = text.find(":AA", end)


def _find_aws(text: str, head: str, add: Add) -> None:
    at = text.find(head)
    while at >= 0:
        end = run_at(text, at, ALNUM, 64)
        value = text[at:end]
        free = at == 0 or text[at - 1] not in ALNUM or text[at - 2 : at - 1] in ("\\", "%") or text[at - 3 : at - 2] == "%"
        if free and 16 <= len(value) <= 24 and value.isupper() and "EXAMPLE" not in value and (len(value) == 20 or any(c in "234567" for c in value[4:])):
            if len(set(value)) > 7 and "XXXX" not in value:
                add(at, end, "aws-key-id")
                _find_aws_secret(text, at, add)
        at = text.find(head, max(end, at + 4))


def _find_aws_secret(text: str, at: int, add: Add) -> None:
    """Add runs of 40 base64 characters near an access key id."""
    low, high = max(0, at - _AWS_NEAR_CHARS), at + _AWS_NEAR_CHARS
    pos = low
    while pos < min(high, len(text)):
        end = run_at(text, pos, ALNUM + "/+", 64)
        value = text[pos:end]
        if len(value) == 40 and not is_hex(value) and is_opaque(value) and value.lower() != value:
            add(pos, end, "aws-secret")
        pos = end + 1

