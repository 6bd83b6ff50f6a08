"""What a name says of the value beside it: `DB_PASSWORD`, `x-api-key`, `keyStorePassword`, `mot de passe`.

A name is judged by its last words: `password_length` and `tokenCount` are no secrets, `refreshToken` is one.
"""

from __future__ import annotations

from trailnote.capture.secrets.values import has_words, is_opaque

PASSWORD, SECRET, KEY, WEAK, HEADER, COOKIE, NONE = "password", "secret", "key", "weak", "authorization", "cookie", ""

# Every name that `kind_of_name` knows has one of these in it, in lower case; a space stands for the edge of the name.
_STEMS = (
    "pass", "secret", "token", "key", "auth", "cred", "pwd", "_pat ", "-pat ", "jwt", "bearer", "psk", "dsn", "pepper",
    "salt", "otp", "_sid ", "signature", "cookie", "sess", "seed", "mnemonic", "hmac", "_code ", "_pin ", "pw ", "psw",
    "kennwort", "appid ",
)  # fmt: skip
# of those without, each in the ways that it is written
_WHOLE = frozenset(form for word in ("sig", "code", "eap") for form in (word, word.title(), word.upper()))
# names that announce something only with one of these signs right behind
FOLLOWED = {"code": "=", "sig": "=", "pw": " :="}
_NAME_CHARS = 64  # of a longer name the last are read
FOREIGN = (
    "mot de passe", "contraseña", "contrasena", "senha", "wachtwoord", "hasło", "haslo", "lösenord", "losenord",
    "adgangskode", "adgangskoden", "passordet", "parolen", "hasla", "hesla", "wachtwoorden", "şifre", "sifre",
    "heslo", "jelszó", "salasana", "passord", "parola", "mật khẩu", "пароль",
    "пароля", "паролем", "parol", "лозинка", "ключ", "токен", "секрет", "密码", "キー", "密碼", "口令", "パスワード",
    "パスフレーズ", "暗証番号", "トークン", "シークレット", "秘钥", "密钥", "令牌", "비밀번호", "암호", "토큰",
    "รหัสผ่าน", "كلمة المرور", "كلمة السر", "סיסמה", "סיסמא", "पासवर्ड", "κωδικός", "κωδικό", "clave",
    "kata sandi", "zugangsdaten", "mdp",
)  # fmt: skip
# words of those that a text without other letters can hold
FOREIGN_ASCII = frozenset(
    form for word in FOREIGN if word.isascii() for form in (word.rpartition(" ")[2], word.rpartition(" ")[2].title())
)

_PASSWORD_TAILS = (
    "password_confirmation", "passwordconfirmation", "passwords", "passphrases",
    "password", "passwd", "passphrase", "passcode", "passwort", "kennwort", "passwrd", "pwd", "userpass", "dbpass",
    "rootpass", "adminpass", "pgpass", "mysqlpass", "smtppass", "requirepass", "masterauth", "passin", "passout",
    "keypass", "storepass", "basicpass", "ftppass", "psk", "presharedkey", "preshared_key", "mailpass", "bindpw",
    "rootpw", "adminpw", "userpw", "dbpw", "olcrootpw",
)  # fmt: skip
_SECRET_TAILS = (
    "secret", "token", "credential", "credentials", "creds", "apikey", "jwt", "bearer", "pepper", "salt", "otp", "totp",
    "secretkey", "accesskey", "privatekey", "privkey", "authkey", "sharedkey", "masterkey", "encryptionkey",
    "signingkey",
    "accountkey", "sharedaccesskey", "licensekey", "tokenvalue", "secretstring", "authtoken", "secret_key_base",
    "secretkeybase", "sharedsecret", "presharedkey", "serverkey", "clientkey", "adminkey", "storagekey",
    "primarykeystring", "webhooksecret", "_pat", "-pat", "mfa_seed", "sas_token", "sastoken", "connectionstring",
    "connection_string", "connstr", "conn_str", "personalaccesstoken", "recovery_code", "secrettoken", "deploykey",
    "cookiesecret", "hmacsecret",
)  # fmt: skip
_WEAK_TAILS = (
    "auth", "_auth", "key", "keys", "tokens", "secrets", "passwords", "sig", "signature", "session", "cookie", "code",
    "seed", "mnemonic", "hmac", "webhook", "license", "sid", "dsn", "access_key_id", "accesskeyid", "secret_id",
    "secretid", "secret-id", "password_hash", "passwordhash", "password_digest", "pass_hash", "key_id", "keyid",
    "pw_hash", "key_data", "key-data", "keydata", "private_key_data", "privatekeydata", "auth_string",
    "authentication_string", "encrypted_password", "sessionid", "session_id", "session-id", "sessid", "access",
    "webhook_url", "connection_url", "authdata", "auth_data", "authorization_code", "nonce", "pin", "role_id", "csrf",
    "sas", "recovery", "recovery_key", "key_material", "honeycomb-team", "keymaterial", "key_pem", "keypem",
    "signature_key", "credential_data", "appid", "token_secret_hash",
)  # fmt: skip
_WHOLE_PASSWORD = ("pass", "pw", "psw", "pwd", "pword", "passw", "pin", "passwort", "eap", "xauth")
# what ends in `pass` and is no password
_PLAIN_PASSES = (
    "bypass", "buypass", "compass", "trespass", "surpass", "lowpass", "highpass", "bandpass", "renderpass",
    "render_pass", "subpass", "multipass",
    "firstpass", "first_pass", "secondpass", "second_pass", "onepass", "one_pass", "twopass", "two_pass",
    "allpass", "all_pass", "overpass", "underpass", "_must_pass", "should_pass", "shouldpass", "to_pass", "testpass",
    "tests_pass", "test_pass", "will_pass", "postpass", "post_pass", "passbypass", "singlepass", "single_pass",
)  # fmt: skip
# A last word before `key` that makes it no secret
_PLAIN_KEYS = (
    "cache", "sort", "primary", "foreign", "partition", "row", "hash", "range", "idempotency", "object",
    "map", "dict", "group", "order", "translation", "i18n", "lookup", "index", "unique", "composite", "public",
    "publishable", "pub", "host", "mon", "tur", "don", "hot", "whis", "jockey", "site", "anon", "shortcut",
    "storage_object", "bucket", "composite", "natural", "surrogate", "message", "react", "list", "item", "column",
    "field", "label", "config", "param", "prop", "event", "any", "press", "arrow", "enter", "escape", "modifier",
    "sortable", "metric", "issue", "project", "tag", "attribute", "section", "menu", "each", "child", "dedupe", "dedup",
    "state", "local",
)  # fmt: skip
_PLAIN_KEY_TAILS = tuple(word for word in _PLAIN_KEYS if len(word) > 3)
_VALUE_TAILS = (
    "value", "_b64", "_base64", "base64", "_plain", "_plaintext", "_text", "_raw", "_str", "_string", "_dev", "_prod",
    "_production", "_staging", "_test", "_old", "_new", "_current", "_prev", "_previous", "_default", "_live",
    "_sandbox", "_env", "_primary", "_secondary", "_main", "_master", "_backup", "_local", "_enc", "-value", "-b64",
    "-base64", "-prod", "-dev", "_hex", "_bytes",
)  # fmt: skip
_PUBLIC_PARTS = (
    "sec-websocket",
    "sealed",
    "hashed_",
    "public",
    "publishable",
    "pubkey",
    "pub_key",
    "sitekey",
    "site_key",
    "data-key",
)
# Last words that make a name with a secret word in it one of something else
_OTHER_TAILS = (
    "length", "len", "count", "url", "uri", "path", "file", "filename", "name", "type", "ttl", "expiry", "expires",
    "in", "required", "field", "accessor", "duration", "endpoint", "policy", "policies", "size", "min", "max", "limit",
    "provider", "store", "manager", "hint", "label", "placeholder", "prompt", "version", "arn", "ref", "status",
    "error", "format", "regex", "pattern", "header", "prefix", "suffix", "algorithm", "alg", "class", "function",
    "usage", "used", "budget", "index", "position", "kind", "id", "ids", "at", "date", "time", "age", "enabled",
    "disabled", "changed", "rotation", "fingerprint", "checksum", "sha256", "sha1", "md5", "digest", "hash", "issuer",
    "audience", "scope", "scopes", "mode", "input", "form", "page", "link", "email", "method", "service", "server",
    "host", "port", "dir", "directory", "bucket", "region", "stdin", "fd",
)  # fmt: skip


def names_among(runs: set[str], words: str, low: str) -> dict[str, str]:
    """Return the words that announce a secret with the kind of each.

    `runs` has them all, `words` are those that can, parted by spaces, `low` the same in lower case.
    """
    words, low = f" {words} ", f" {low} "
    found = {word: kind for word in _WHOLE & runs if (kind := kind_of_name(word))}
    seen: set[int] = set()
    for stem in _STEMS:
        at = low.find(stem)
        while at >= 0:
            start = low.rfind(" ", 0, at + 1) + 1
            end = low.find(" ", start)
            if start not in seen:
                seen.add(start)
                word = words[start:end]
                kind = kind_of_name(word if len(word) < _NAME_CHARS else word[-_NAME_CHARS:])
                if kind:
                    found[word] = kind
            at = low.find(stem, end)
    return found


_known: dict[str, str] = {}
_KNOWN_LIMIT = 4096


def kind_of_name(name: str) -> str:
    """Return what kind of value `name` announces; NONE for a name that announces no secret."""
    kind = _known.get(name)
    if kind is None:
        if len(_known) >= _KNOWN_LIMIT:
            _known.clear()
        data = name.isalnum() and is_opaque(name, 8) and not has_words(name)  # a part of base64
        kind = _known[name] = NONE if data else _judge(name)
    return kind


def _judge(name: str) -> str:
    low = name.lower().strip("-_.:$ 0123456789")
    for _ in range(2):
        if not low.endswith(_VALUE_TAILS):
            break
        tail = next(tail for tail in _VALUE_TAILS if low.endswith(tail))
        if len(low) > len(tail) + 2:
            low = low[: -len(tail)].rstrip("-_. 0123456789")
    if not low:
        return NONE
    if any(part in low for part in _PUBLIC_PARTS) or "redacted" in low:
        return NONE
    if low.endswith("authorization"):
        return HEADER
    if low.endswith("cookie") and "key" not in low and low.rpartition("-")[2].rpartition("_")[2] == "cookie":
        return COOKIE
    if low.endswith("pass") and len(low) > 4 and not low.endswith(_PLAIN_PASSES):
        return PASSWORD
    if low.endswith(_PASSWORD_TAILS):
        return PASSWORD
    last = _last_word(name, low)
    if last in _WHOLE_PASSWORD and _is_written(low[: -len(last)]):
        return PASSWORD
    if low.endswith(_SECRET_TAILS):
        return SECRET if _ends_on_word(low) else NONE
    if low.endswith("key"):
        return _kind_of_key(name, low)
    if low.endswith(_WEAK_TAILS) and _last_word(name, low) not in ("author",):
        return WEAK
    return _kind_of_middle(name, low)


def is_certain(name: str) -> bool:
    """Say whether `name` is written as an environment variable is: capitals and underscores, or as `PGPASSWORD`."""
    return name == name.upper() and ("_" in name or (name.endswith("PASSWORD") and len(name) > len("PASSWORD")))


def _last_word(name: str, low: str) -> str:
    """Return the last word of a name in camel case, with hyphens, dots or underscores, in lower case."""
    word = low.replace("-", "_").replace(".", "_").rpartition("_")[2]
    tail = name.rstrip("-_.0123456789")[-len(word) :]
    for i in range(len(tail) - 1, 0, -1):
        if tail[i].isupper() and tail[i - 1].islower():
            return tail[i:].lower()
    return word


def _is_written(head: str) -> bool:
    """Say whether what stands before the last word of a name was written by a person, and is no part of base64."""
    return len(head) < 4 or head[-1] in "-_." or has_words(head)


def _ends_on_word(low: str) -> bool:
    return not low.endswith(("desalt", "cobalt", "basalt", "asphalt", "exalt", "dispatcher"))


def _kind_of_key(name: str, low: str) -> str:
    before = low[:-3].rstrip("-_.")
    last = before.replace("-", "_").replace(".", "_").rpartition("_")[2]
    if not before or last == "routing":
        return WEAK
    if last in _PLAIN_KEYS or before.endswith(_PLAIN_KEY_TAILS):
        return NONE
    return (
        KEY
        if "_" in low or "-" in low or "." in low or name[-3:] == "Key" or low.endswith(("apikey", "accesskey"))
        else NONE
    )


def _kind_of_middle(name: str, low: str) -> str:
    """Judge a name whose secret word stands in its middle: `API_KEY_OPENAI` weakly, `TOKEN_FILE` not at all."""
    if name != name.upper() or "_" not in low:
        return NONE
    last = low.rpartition("_")[2]
    if last in _OTHER_TAILS:
        return NONE
    parts = low.split("_")
    return (
        WEAK
        if any(
            part in ("password", "passwd", "pwd", "pass", "secret", "token", "key", "apikey", "pat") for part in parts
        )
        else NONE
    )
