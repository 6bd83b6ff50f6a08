"""Secrets that are known by their own shape: private keys, JWTs, hashes, URL credentials, webhooks, cloud keys.

Each finder takes the text and `add(start, end, kind)`. It is reached by a cheap search for a literal trigger; what follows
works on runs of characters by `lstrip`, so that time is linear and a hook process compiles no pattern.
"""

from __future__ import annotations

from trailnote.capture.secret_values import is_hex, is_opaque, is_stand_in, is_uuid
from trailnote.capture.secret_vendors import ALNUM, BASE64, DOTTED, HEX, TOKEN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Add = Callable[[int, int, str], None]

_AWS_HEADS = (b"AKIA", b"ASIA", b"ABIA", b"ACCA")
_AWS_NEAR_CHARS = 300  # a secret access key stands near its id
_HASH_MARKS = (
    "$2a$", "$2b$", "$2y$", "$2x$", "$1$", "$5$", "$6$", "$7$", "$y$", "$gy$", "$argon2", "$scrypt", "$pbkdf2", "$apr1$", "$S$", "$P$", "$H$",
    "$bcrypt", "$sha1$", "$md5", "$8$", "$9$", "$krb5", "$NT$", "pbkdf2_sha", "pbkdf2:sha", "bcrypt_sha256$", "scrypt:", "{SSHA", "{SHA",
    "{CRYPT}", "{bcrypt}", "{pbkdf2", "{PBKDF2", "{ARGON2", "{SMD5}", "{MD5}", "{X-PBKDF2", "SCRAM-SHA-", "sha1$", "sha256$", "argon2$",
)  # fmt: skip
_HASH_CHARS = ALNUM + "./$=,+-_:*{}@"
_WEBHOOKS = (
    "hooks.slack.com/", "discord.com/api/webhooks/", "discordapp.com/api/webhooks/", "webhook.office.com/", "outlook.office.com/webhook/",
    "hooks.zapier.com/hooks/", "maker.ifttt.com/", "api.telegram.org/bot", "events.pagerduty.com/", "hc-ping.com/", "/open-apis/bot/",
    "hook.eu1.make.com/", "hook.eu2.make.com/", "hook.us1.make.com/", "hook.us2.make.com/", "hook.integromat.com/", "logic.azure.com",
    "api.day.app/", "/hooks/", "/webhook/", "/webhooks/", "alert.victorops.com/", "alerts.in.opsgenie.com", "betteruptime.com/api/",
    "uptime.betterstack.com/api/", "cronitor.link/", "ntfy.sh/", "push.statuspage.io", "api.honeycomb.io", "heartbeat.uptimerobot.com/",
    "mainnet.infura.io/", "infura.io/v3/", "alchemy.com/v2/", "quiknode.pro/", "/reset/", "/reset-password/", "/password/", "/invite/",
    "/invitation/", "/verify/", "/magic/", "/magic-link/", "/confirm/", "/activate/", "/unlock/", "/login/", "/set-password/",
    "/password-reset/", "/sso/", "/share/", "/calendar/ical/", "/token/", "/auth/",
)  # fmt: skip


def find_shapes(text: str, runs: list[bytes], add: Add) -> None:
    """Add every secret of `text` that its own shape shows; `runs` are its longer runs of token characters."""
    if "eyJ" in text:
        _find_jwts(text, add)
    if "$" in text or "{" in text or "SCRAM-" in text or "scrypt:" in text or "pbkdf2:" in text:
        _find_hashes(text, add)
    if "PRIVATE KEY" in text or "Private-Lines" in text or "PRIVATE-KEY" in text:
        from trailnote.capture.secret_keys import find_private_keys

        find_private_keys(text, add)
    if "://" in text or "%3A%2F%2F" in text:
        _find_url_credentials(text, add)
        for mark in _WEBHOOKS:
            if mark in text:
                _find_segments(text, mark, add)
    _find_marked_runs(text, runs, add)


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
    for mark in _HASH_MARKS:
        start = text.find(mark)
        while start >= 0:
            end = run_at(text, start, _HASH_CHARS, 1024)
            value = text[start:end]
            for stop in ("::", ":0:", ":1", ":2"):  # the next field of a line of /etc/shadow
                if mark[0] == "$" and stop in value:
                    value = value[: value.index(stop)]
            rest = value[len(mark) :]
            if len(value) >= 24 and "$" in rest + mark[:1] + ("$" if "{" in mark else "") and is_opaque(rest.rpartition("$")[2].rpartition("}")[2], 12):
                add(start, start + len(value.rstrip(":.,")), "password-hash")
            start = text.find(mark, start + len(mark))


def _find_url_credentials(text: str, add: Add) -> None:
    start = text.find("://")
    while start >= 0:
        end = len(text) if start + 600 > len(text) else start + 600
        authority = text[start + 3 : end]
        for stop in (" ", "\n", '"', "'", "`", "<", ">", "\t", "\\n", "\\", "://", ",http", "|", "•"):
            cut = authority.find(stop)
            if cut >= 0:
                authority = authority[:cut]
        if "@" in authority:
            _url_user(start + 3, authority, add)
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


def _find_segments(text: str, mark: str, add: Add) -> None:
    """Add the opaque parts of the path that follows `mark` (a webhook, a reset link)."""
    start = text.find(mark)
    while start >= 0:
        at = start + len(mark)
        own = mark[0] != "/" or "hook" in mark or "bot" in mark
        end = run_at(text, at, DOTTED + "/:@%=?&", 1024)
        for part in text[at:end].replace("?", "/").replace("@", "/").replace("&", "/").replace("=", "/").split("/"):
            if is_opaque(part, 16 if own else 20) and not (is_hex(part) and not own and len(part) == 40):
                if not part.endswith((".js", ".css", ".png", ".html", ".json", ".py", ".ts")) and not is_stand_in(part):
                    add(at, at + len(part), "url-token")
            at += len(part) + 1
        start = text.find(mark, start + len(mark))


def _find_marked_runs(text: str, runs: list[bytes], add: Add) -> None:
    """Add tokens whose mark stands inside: AWS ids, Azure, Telegram, Terraform, Mailchimp, Discord."""
    joined = b" ".join(runs)
    for head in _AWS_HEADS:
        if head in joined:
            _find_aws(text, head.decode(), add)
    if b"Q~" in joined:
        _find_inside(text, "Q~", DOTTED, add, before=4, least=30, kind="azure")
    if b"AZDO" in joined:
        _find_inside(text, "AZDO", ALNUM, add, before=60, least=60, kind="azure")
    for mark in ("AzSe", "AzFu", "AzCa", "ACDb", "AIoT", "ASbE", "AEhA", "AStA", "APIM", "+ASt", "JQQJ99"):
        if mark in text:
            _find_inside(text, mark, ALNUM + "+/=", add, before=24, least=50, kind="azure")
    if b"atlasv1" in joined:
        _find_inside(text, ".atlasv1.", DOTTED, add, before=10, least=40, kind="terraform")
    if b"-us" in joined:
        _find_inside(text, "-us", TOKEN, add, before=32, least=36, kind="mailchimp", hexed=True)
    if ":AA" in text:
        _find_telegram(text, add)
    if b"T3BlbkFJ" in joined:
        _find_inside(text, "T3BlbkFJ", TOKEN, add, before=0, least=24, kind="openai")
    if "iscord" in text or "DISCORD" in text or b"." in joined:
        for run in runs:
            if run.count(b".") == 2 and 55 <= len(run) <= 85 and run[:1] in b"MNO" and run[:4] != b"MII.":
                parts = run.decode().split(".")
                if 5 <= len(parts[1]) <= 8 and is_opaque(parts[0], 16) and is_opaque(parts[2], 20):
                    start = text.find(run.decode())
                    add(start, start + len(run), "discord")


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
        if free and 16 <= len(value) <= 24 and value.isupper() and "EXAMPLE" not in value and any(c in "234567" for c in value[4:]):
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


__all__ = ["BASE64", "HEX", "find_shapes", "is_uuid", "run_at", "run_before"]
