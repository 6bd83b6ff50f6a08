"""Secrets are replaced by marks before anything is written; what only looks like one stays.

Every token here is made up, and put together at run time, so that no scanner takes this file for a leak.
"""

from __future__ import annotations

import base64
import json
import random
import re
import string
import subprocess
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trailnote.capture.redact import READ_CHARS, redact, redact_and_cap, redact_tree, without_own_blocks
from trailnote.capture.secrets import calls, commands, find, told

ALNUM = string.ascii_letters + string.digits


def run(size: int, seed: int = 1, chars: str = ALNUM) -> str:
    """Return `size` characters of `chars`, the same for the same seed."""
    return "".join(random.Random(seed).choices(chars, k=size))


def hexes(size: int, seed: int = 1) -> str:
    return run(size, seed, "0123456789abcdef")


def b64(size: int, seed: int = 1) -> str:
    return base64.b64encode(random.Random(seed).randbytes(size)).decode()


def gone(secret: str, shown: str) -> bool:
    """Say whether neither `secret` nor a piece of twelve characters of it is left in `shown`."""
    if len(secret) < 16:
        return secret not in shown
    return all(secret[i : i + 12] not in shown for i in range(len(secret) - 11))


KEY_LINES = [b64(400)[i : i + 64] for i in range(0, 512, 64)]
RSA = "RSA PRIVATE" + " KEY-----"
TOKENS = {
    "github": "gh" + "p_" + run(36),
    "github fine": "github" + "_pat_11" + run(20) + "_" + run(59, 2),
    "gitlab": "glpat" + "-" + run(20),
    "slack": "xox" + f"b-{run(12, chars=string.digits)}-{run(12, 2, string.digits)}-{run(24)}",
    "stripe": "sk_" + "live_" + run(24),
    "openai": "sk-" + "proj-" + run(74) + "T3Blbk" + "FJ" + run(74, 2),
    "anthropic": "sk-" + "ant-api03-" + run(93) + "AA",
    "google": "AI" + "za" + run(35),
    "npm": "npm" + "_" + run(36),
    "pypi": "pypi" + "-AgEIcHlwaS5vcmc" + run(120),
    "sendgrid": "SG" + "." + run(22) + "." + run(43, 2),
    "vault": "hv" + "s." + run(24),
    "telegram": "123456" + "7890:AA" + run(33),
    "discord": "MT" + run(24) + "." + run(6) + "." + run(38, 3),
    "mailchimp": hexes(32) + "-us" + "14",
    "terraform": run(14) + ".atlas" + "v1." + run(67, 2),
    "azure": run(3) + "8Q" + "~" + run(34),
    "age": "AGE-SECRET" + "-KEY-1" + run(58, chars="QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L"),
    "wallet": "xpr" + "v9s21ZrQH143K" + run(95),
    "jwt": "eyJ"
    + base64.urlsafe_b64encode(b'{"alg":"HS256","typ":"JWT"}').decode()[3:]
    + ".eyJ"
    + run(40)
    + "."
    + run(43),
    "aws": "AK" + "IA" + run(16, chars=string.ascii_uppercase + "234567"),
    "fly": "fm" + "2_+" + b64(90),
}


@pytest.mark.parametrize("name", TOKENS)
@pytest.mark.parametrize(
    "around",
    [
        "leaked {} in main",
        '["a","{}","b"]',
        "client = Client('{}')",
        "x={}\n",
        '{{"out":"a\\n{}\\nb"}}',
        "🔑{}🔑",
        "?q=1&token%3D{}",
    ],
)
def test_a_token_of_a_vendor_goes_wherever_it_stands(name: str, around: str) -> None:
    text = around.format(TOKENS[name])
    shown = redact(text)
    assert gone(TOKENS[name], shown)
    assert "[redacted:" in shown


@pytest.mark.parametrize("cut", ["…", "... [truncated]"])
def test_a_token_that_was_cut_goes_too(cut: str) -> None:
    assert gone(TOKENS["github"][:20], redact(f"starting with {TOKENS['github'][:20]}{cut}"))


def test_the_tail_of_a_token_whose_head_was_cut_goes() -> None:
    assert gone(run(30, 5), redact(f"[output truncated]…{run(30, 5)} --daemon"))


OPAQUE = run(32, 7)
NAMED = [
    "export API_TOKEN={}",
    "API_TOKEN='{}' ./run.sh",
    "set -gx API_TOKEN {}",
    'setx API_TOKEN "{}"',
    "$env:API_TOKEN = '{}'",
    "ENV API_TOKEN {}\n",
    "docker run -e API_TOKEN={} img:1",
    "- name: API_TOKEN\n  value: {}\n",
    '{{"name": "API_TOKEN", "value": "{}"}}',
    '{{"value": "{}", "name": "API_TOKEN"}}',
    '{{\\"apiToken\\":\\"{}\\"}}',
    "api_token: {}\n",
    "api_token: |\n  {}\n",
    'api_token = "{}"',
    'const API_TOKEN: &str = "{}";',
    "const apiToken: string = '{}';",
    'var apiToken string = "{}"',
    'os.getenv("API_TOKEN", "{}")',
    "const t = process.env.API_TOKEN || '{}';",
    'Config {{ api_token: Some("{}") }}',
    "define('API_TOKEN', '{}');",
    "<apiToken>{}</apiToken>",
    '<add key="ApiToken" value="{}" />',
    "<key>apiToken</key>\n<string>{}</string>",
    "<tr><td>API_TOKEN</td><td>{}</td></tr>",
    "| `API_TOKEN` | `{}` |",
    "id,api_token\n1,{}\n",
    " id | api_token\n----+-----\n  1 | {}\n",
    "INSERT INTO t (id, api_token) VALUES (1, '{}');",
    "tool --api-token {} run",
    "tool --api-token={} run",
    "https://example.org/x?api_token={}&page=2",
    "curl -H 'X-Api-Token: {}' https://example.org",
    "curl -H 'Authorization: Bearer {}' https://example.org",
    "Set-Cookie: session={}; Path=/",
    "the api token is {} for now",
    "please use {} as the api token",
    "$ printenv API_TOKEN\n{}\n",
    'variable "api_token" {{\n  type = string\n  default = "{}"\n}}',
    "API_TOKEN={}\\\n",
]


@pytest.mark.parametrize("form", NAMED)
@pytest.mark.parametrize("value", [OPAQUE, hexes(40, 3), b64(32, 4)], ids=["alnum", "hex", "base64"])
def test_an_opaque_value_beside_a_name_for_a_secret_goes(form: str, value: str) -> None:
    if value.endswith("=") and ("?" in form or "--api-token=" in form or form.endswith("\\\n")):
        value = value.rstrip("=")
    shown = redact(form.format(value))
    assert gone(value, shown)


PASSWORDS = ["amber-quill-otter-fern42", "Harbor7731!Quill", "kv92Rt#mQ!x8Lw", "otter1987!", "qp38WXT-fe9Lm"]
PASSWORD_FORMS = [
    "DB_PASSWORD={}\n",
    'password: "{}"',
    '{{"user":"a","password":"{}"}}',
    "machine x.example.org login bob password {}\n",
    "mysql -u root -p'{}' shop",
    "sshpass -p '{}' ssh root@10.0.0.1",
    "curl -u 'bob:{}' https://example.org",
    "redis-cli -a '{}' ping",
    "docker login -u bob -p '{}' registry.example.org",
    "echo '{}' | docker login --password-stdin",
    "CREATE USER bob IDENTIFIED BY '{}';",
    "ALTER ROLE bob WITH PASSWORD '{}';",
    "psycopg2.connect(host='h', password='{}')",
    "new PDO('mysql:host=h', 'app', '{}')",
    "<password>{}</password>",
    "the root password is '{}' for now",
    "log in with bob / {} on staging",
    "use {} as the password",
    "Generated password: {}\n",
    "Das Passwort lautet {} ab heute",
    "la contraseña es {}",
    "пароль: {}",
    "密码是{}，别外传",
    "パスワードは「{}」です",
    "*:*:*:bob:{}\n",
    "openssl rsa -in k.pem -passin 'pass:{}'",
]


@pytest.mark.parametrize("form", PASSWORD_FORMS)
@pytest.mark.parametrize("password", PASSWORDS)
def test_a_password_goes_in_the_forms_that_people_and_programs_write(form: str, password: str) -> None:
    assert gone(password, redact(form.format(password)))


@pytest.mark.parametrize("form", ["wget --password={} https://x.example", "PGPASSWORD={} psql -h db", "DB_PASSWORD={}"])
def test_words_and_a_number_are_a_password_behind_a_flag_or_variable_for_one(form: str) -> None:
    assert gone("winterlake77", redact(form.format("winterlake77")))
    for plain in ("$PW", "{{ password2 }}", "<password>", "password"):
        assert redact(form.format(plain)) == form.format(plain)


def test_a_passphrase_with_spaces_goes() -> None:
    assert "3107" not in redact('export STORE_PASSWORD="amber quill 3107 Otter"')


def pem(lines: list[str], lead: str = "", tail: str = "") -> str:
    return "\n".join(f"{lead}{line}{tail}" for line in ["-----BEGIN " + RSA, *lines, "-----END " + RSA])


@pytest.mark.parametrize(
    "text",
    [
        pem(KEY_LINES),
        pem(KEY_LINES, "> "),
        pem(KEY_LINES, "+"),
        pem(KEY_LINES, '"', '\\n" +'),
        json.dumps({"key": pem(KEY_LINES)}),
        json.dumps(json.dumps({"key": pem(KEY_LINES)})),
        pem(KEY_LINES).replace("\n", "\r\n"),
        "\n".join(f"{n:6}\t{line}" for n, line in enumerate(pem(KEY_LINES).split("\n"))),
        "\n".join(f"key.pem:{n}:{line}" for n, line in enumerate(pem(KEY_LINES).split("\n"))),
        pem(KEY_LINES).rpartition("\n")[0],
        "[… 900 characters skipped …]\n" + pem(KEY_LINES).partition("\n")[2],
        "tls.key: " + base64.b64encode(pem(KEY_LINES).encode()).decode(),
    ],
    ids=[
        "plain",
        "quoted",
        "diff",
        "code",
        "json",
        "json twice",
        "crlf",
        "numbered",
        "grep",
        "no end",
        "no head",
        "base64",
    ],
)
def test_a_private_key_goes_whole_cut_or_escaped(text: str) -> None:
    shown = redact(text)
    assert all(gone(line, shown) for line in KEY_LINES)
    if "tls.key" in text:
        assert gone(text.partition(": ")[2], shown)


WORDY = "Amber" + "4821" + "!Quill"
CHAIN = "amber-quill-" + "otter73"
SEED = "MZXW6YTB" + "OI2GK43UMFRGGZDF"


@pytest.mark.parametrize("password", [WORDY, CHAIN, "qjlw48TRK" + "_x7Bm2p", run(16, 5)])
@pytest.mark.parametrize(
    "form",
    [
        "net use Z: \\\\files\\share {} /user:CORP\\bob",
        "net use Z: \\\\files\\share /user:CORP\\bob {}",
        "tool -u bob -p '{}' run",
        "ssh-keygen -t ed25519 -f key -N '{}'",
        "you can get into staging with user demo and {}, same for the panel",
        "creds for the jump host: bob / {} (they rotate)",
        "It only works when I log in as root with {}, why?",
        "I changed root's password from {} to another",
        "use {} for the keystore password",
        "bob@shop.example / {}",
        "jdbc:oracle:thin:app/{}@//db.shop.example:1521/X",
        'connection.DBI->connect("dbi:Pg:dbname=shop", "app", "{}")',
        'Settings(host="db", password=SecretStr("{}"))',
        '  ["password"]=>\n  string(14) "{}"',
        "WIFI:T:WPA;S:shop;P:{};;",
        "passwords are: bob={}",
    ],
)
def test_a_password_goes_that_no_name_stands_right_before(form: str, password: str) -> None:
    assert gone(password, redact(form.replace("{}", password)))


@pytest.mark.parametrize(
    "text",
    [
        f"TOTP seed for the shared account: {SEED}",
        f"Enter this setup key in your authenticator: {SEED}",
        f"$ oathtool --totp -b {SEED}\n884211",
    ],
)
def test_the_seed_of_one_time_passwords_goes(text: str) -> None:
    assert gone(SEED, redact(text))


def test_what_a_command_that_asks_for_a_key_printed_goes() -> None:
    assert gone(b64(64), redact(f"az storage account keys list -n shop -o tsv\n{b64(64)}"))
    assert redact(f"$ git rev-parse token-branch\n{hexes(40)}") == f"$ git rev-parse token-branch\n{hexes(40)}"


def test_a_long_random_part_behind_a_short_word_goes_but_an_id_stays() -> None:
    assert gone(run(40), redact(f"used shop_pat_{run(40)} here"))
    for plain in (f"cus_{run(14)} evt_{run(24)}", f"styles_login__{run(5)}", f"build-{hexes(40)}"):
        assert redact(plain) == plain


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        (f"postgres://app:{run(14)}@db.internal/shop", run(14)),
        (f"redis://:{run(14)}@cache:6379/0", run(14)),
        ("mongodb://app:a%40b%3A" + run(10) + "@h/x", "a%40b%3A" + run(10)),
        (f"https://{run(32)}@o1.ingest.sentry.io/1", run(32)),
        (f"https://hooks.slack.com/services/T01ABCDEF/B01ABCDEF/{run(24)}", run(24)),
        (f"https://app.example.org/password/reset/{run(32)}", run(32)),
        (f"https://b.s3.amazonaws.com/k?X-Amz-Signature={hexes(64)}", hexes(64)),
        (f"https://a.blob.core.windows.net/c?sp=r&sig={run(43)}%3D", run(43)),
        ("Authorization: Basic " + base64.b64encode(f"bob:{run(12)}".encode()).decode(), run(12)),
        ("bob:$2b$12$" + run(53), run(53)),
        ("bob:$6$" + run(16) + "$" + run(86, 2) + ":19800:0:99999:7:::", run(86, 2)),
        (f'"password_hash": "{hexes(64)}"', hexes(64)),
        (f"kind: Secret\ndata:\n  dbpass: {b64(12)}\n", b64(12)),
        (f'{{"kty":"EC","x":"{run(43)}","d":"{run(43, 2)}"}}', run(43, 2)),
        ("Recovery codes:\nab3de-7gh1j\nkl5mn-9pq2r", "kl5mn-9pq2r"),
        (
            "my seed phrase is " + "otter fern quill amber harbor slate pine reed moss larch kelp iris",
            "harbor slate pine",
        ),
        (f'form-data; name="password"\r\n\r\n{WORDY}\r\n---', WORDY),
        ('echo "deploy:xlKYSPeKZIbz" | chpasswd', "xlKYSPeKZIbz"),
        (f"bitcoin-cli importprivkey 5K{run(49)}", run(49)),
        (f'{{default_pass, <<"{WORDY}">>}}.', WORDY),
        (f"vault operator unseal {b64(33)}", b64(33)),
        (f"SecretValue.unsafePlainText('{run(30)}')", run(30)),
        (f"note <private>call {run(8)} back</private> end", run(8)),
        (f"note <private>call {run(8)} back", run(8)),
        (f"\\u003cprivate\\u003ecall {run(8)}\\u003c/private\\u003e", run(8)),
    ],
)
def test_what_opens_something_by_its_place_goes(text: str, secret: str) -> None:
    assert gone(secret, redact(text))


def test_a_secret_access_key_goes_with_the_id_near_it() -> None:
    shown = redact(f"here are the keys: {TOKENS['aws']} / {b64(30, 9)}, bucket is shop")
    assert gone(b64(30, 9), shown)
    assert shown.endswith("bucket is shop")


@pytest.mark.parametrize("joint", ["'\n    '", '" +\n  "', "\\\n    ", "=\n"])
def test_a_value_that_goes_on_behind_a_line_break_goes_whole(joint: str) -> None:
    head, tail = run(24, 11), run(24, 12)
    quote = joint[0] if joint[0] in "'\"" else ""
    shown = redact(f"api_key = {quote}{head}{joint}{tail}{quote}\n")
    assert gone(head, shown)
    assert gone(tail, shown)


KEPT = [
    "password: changeme",
    "API_KEY=${API_KEY}",
    "token: ${{ secrets.DEPLOY_TOKEN }}",
    "GITHUB_TOKEN=gh" + "p_" + "x" * 36,
    "api_key: <your-token>",
    'password: "********"',
    "AWS_ACCESS_KEY_ID=AK" + "IAIOSFODNN7" + "EXAMPLE",
    "DATABASE_URL=postgres://user:password@localhost/db",
    "postgres://$DB_USER:$DB_PASS@$DB_HOST:5432/app",
    "STRIPE_PUBLISHABLE_KEY=pk" + "_test_" + run(30),
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI" + run(43) + " bob@laptop",
    "commit " + hexes(40),
    '"integrity": "sha512-' + b64(64) + '"',
    "github.com/x/y v1.2.3 h1:" + b64(32),
    '<img src="data:image/png;base64,' + b64(300) + '">',
    f"job {hexes(8)}-{hexes(4)}-{hexes(4)}-{hexes(4)}-{hexes(12)} finished",
    f"MD5 (disk.iso) = {hexes(32)}",
    "const apiKey = process.env.API_KEY;",
    'password = os.environ["DB_PASSWORD"]',
    "token = parser.next_token()",
    "password: z.string().min(8).max(64),",
    'if token is None or token == "": raise ValueError("token required")',
    "token_count=42\nmax_tokens=39436\npassword_length = 938",
    'cache_key = f"user:{user_id}:profile:v211"',
    '"token.expired": "Your session token has expired. Sign in again.",',
    "regex: /gh" + "p_[0-9a-zA-Z]{36}/",
    "'-----BEGIN [A-Z ]*PRIVATE" + " KEY-----[\\s\\S]+?-----END'",
    "-----BEGIN CERTIFICATE-----\n" + "\n".join(KEY_LINES) + "\n-----END CERTIFICATE-----",
    "projects/shop/secrets/db-token/versions/latest",
    "git@github.com:shop/shop.git https://bob@example.org/x.git",
    "http://localhost:8080/users/@me",
    "docker run -p 8080:80 -e API_TOKEN nginx",
    'Can you add a "forgot password" link? The token should expire after 30 minutes.',
    "password=[redacted:password]",
    "Tried react@18.3.1 with next@14.2.3 and typescript@5.4.5, the login page still flickers.",
    "The user service (svc-users-7f9c) times out; I tried node20 and node22, same result.",
    "user ana42 and user bob17 both report HTTP 403 on /api/v2/orders/88412",
    "Access denied for user 'app'@'10.0.0.3' (using password: YES)",
    "password: Annotated[str, Field(min_length=12, max_length=128)]",
    "--- FAIL: TestLogin/wrong_password (0.01s)",
    f"traceparent: 00-{hexes(32)}-{hexes(16)}-01",
    f"arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop/db-{run(6)}",
    f"checksum/secret: {hexes(64)}",
    "My password manager is KeePassXC 2.7.9 on Fedora 40, the clipboard clears after 10s.",
    "credentials are in Vault under kv/prod/shop-db, role app-rw-2",
    "net use Z: \\\\files\\share /user:CORP\\bob * /persistent:yes",
    "--- PASS: TestLogin/case_17 (0.01s)",
    "=== RUN   TestToken/case_1\n--- PASS: TestToken/case_1 (0.00s)\nPASS: t/token_2.sh",
    "#define sk_PKCS7_SIGNER_INFO_new_null() ((STACK_OF(PKCS7_SIGNER_INFO) *)OPENSSL_sk_new_null())",
    "EVP_PKEY_get_private_key\nd2i_AutoPrivateKey_ex\nCMS_add0_recipient_password\nCMS_RecipientInfo_set0_password\n",
    "from cryptography import (\n    Ed448PrivateKey,\n    Ed448PublicKey,\n)\nprivate_key: Ed25519PrivateKey | None",
    'echo "$FMT_PROG: ${COLOR_ERROR}error2${COLOR_RESET}: $*" >&2',
    'printf "%-31s v%s\\n", $class, $version;',
    "0.00user 0.50system 0:06.69elapsed 8%CPU (0avgtext+489avgdata 32352maxresident)k",
    "  integrity sha512-" + b64(40) + "+00" + run(50) + 'Pw==\n\n"@scope/pkg-13@^2.0.0":',
    'import type { CredentialValue } from "@scope/sdk/v2/types";',
    "In the password prompt, submit with Ctrl+Enter.",
    "disableCredentials:!1,disableXhr:er,disableBeacon:!K;f.key):a[je](f.key)}),r&&me(r.keys,9)",
    f'{{"sessionID":"ses_{hexes(12)}{run(14)}","type":"tool"}}',
    "minisign public key: RWQ" + run(53),
    "Buypass AS-9831633271",
]


@pytest.mark.parametrize("text", KEPT)
def test_what_only_looks_like_a_secret_stays(text: str) -> None:
    assert redact(text) == text


def test_everything_around_a_secret_stays() -> None:
    text = f"a\nexport TOKEN={OPAQUE} # rotate\nb"
    assert redact(text) == "a\nexport TOKEN=[redacted:secret] # rotate\nb"


def test_own_patterns_and_the_allow_list_are_kept_to() -> None:
    assert redact("badge ZZ-1234 here", extra=(r"ZZ-\d+", "(broken")) == "badge [redacted:own] here"
    assert redact("badge id=77 here", extra=(re.compile(r"id=(\d+)"),)) == "badge id=[redacted:own] here"
    text = f"export TOKEN={OPAQUE}"
    assert redact(text, allow=(OPAQUE,)) == text


texts = st.text(st.sampled_from("ab0=:\"'\\ \n\t-_./@$<>{}[]()|,;%&#é密🔑" + "PASSWORDtokenkey"), max_size=200)
pieces = st.lists(
    st.one_of(
        texts,
        st.sampled_from([*TOKENS.values(), *NAMED, *PASSWORDS, pem(KEY_LINES), "<private>", "password=", "key: "]),
    ),
    max_size=8,
)


@settings(max_examples=150)
@given(pieces)
def test_redacting_twice_equals_once_and_never_fails(parts: list[str]) -> None:
    once = redact("".join(parts))
    assert redact(once) == once


@settings(max_examples=60)
@given(st.sampled_from(sorted(TOKENS)), texts, texts)
def test_a_token_between_spaces_goes_from_any_text(name: str, before: str, after: str) -> None:
    before = before.replace("…", "")
    assert gone(TOKENS[name], redact(f"{before} {TOKENS[name]} {after}")) or TOKENS[name] in before + after


def test_a_cut_never_leaves_half_of_a_token() -> None:
    filler = "word " * 40
    token = TOKENS["github"]
    for limit in range(180, 260):
        shown = redact_and_cap(f"{filler}{token} tail", limit)
        assert len(shown) <= limit
        assert "gh" + "p_" not in shown
        assert "[redacted" not in shown or "[redacted:github]" in shown


def test_no_more_than_a_mebibyte_is_read_and_the_token_at_its_edge_is_dropped() -> None:
    text = "w " * (READ_CHARS // 2 - 5) + TOKENS["github"]
    shown = redact_and_cap(text, READ_CHARS)
    assert shown.endswith("w…")
    assert redact_and_cap("short", 100) == "short"
    assert redact_and_cap("a long line", 6) == "a…"
    assert redact_and_cap("abc", 0) == ""


def test_a_tree_is_redacted_by_its_keys_and_our_own_blocks_are_cut_out() -> None:
    tree = {
        "tool_input": {"command": f"export TOKEN={OPAQUE}", "password": "otter-fern-88", "count": 3, "none": None},
        "list": [f"Bearer {OPAQUE}", True],
        "context": 'a <trailnote project="shop">\n· old\n</trailnote> b',
        TOKENS["github"]: "key",
    }
    shown = redact_tree(tree)
    assert shown == {
        "tool_input": {
            "command": "export TOKEN=[redacted:secret]",
            "password": "[redacted:password]",
            "count": 3,
            "none": None,
        },
        "list": ["Bearer [redacted:authorization]", True],
        "context": "a  b",
        "[redacted:github]": "key",
    }
    assert tree["list"] == [f"Bearer {OPAQUE}", True]


def test_our_own_blocks_are_cut_out_unclosed_ones_to_the_end() -> None:
    assert without_own_blocks("a <trailnote x='1'>b</trailnote> c") == "a  c"
    assert without_own_blocks('a <trailnote project="x">\n· old\n') == "a "
    assert without_own_blocks('"a <trailnote project=\\"x\\">\\n· old') == '"a '
    assert without_own_blocks('> <trailnote project="x">\n> · old\n> </trailnote>\nwhy?') == "> \nwhy?"


def test_a_word_about_our_tag_is_no_block_of_ours() -> None:
    for text in ("the <trailnotes> tag", "Mend how <trailnote project=...> is\nescaped, please", "c <trailnote>d"):
        assert without_own_blocks(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<private>a <private>b</private> c</private> d", "[redacted:private] d"),
        ("<private>a</private> b <private>c</private> d", "[redacted:private] b [redacted:private] d"),
        ("<private>a <private>b</private> c", "[redacted:private]"),
        ("a </private> b", "a </private> b"),
    ],
)
def test_private_blocks_nest(text: str, shown: str) -> None:
    assert redact(text) == shown


def test_a_deep_tree_ends() -> None:
    tree: object = "x"
    for _ in range(200):
        tree = [tree]
    assert "x" not in json.dumps(redact_tree(tree))


HOSTILE = [
    "password=", "password ", '"token",', "key=a&", "://a:b@", "-----BEGIN " + RSA, "-----END " + RSA + "\n", "eyJ",
    "eyJhbGci.", "$6$", "gh" + "p_", "AK" + "IA", "…abc", "...", ":::", "echo x | ", "curl -u ", "<private>",
    "<trailnote ", "Cookie: a=b; ", "mnemonic ", "пароль ", "a,password\n", ".login('", "%3D", "token%3D", "a:b@tcp(",
    "1 as the password ", '{"password":{"value":', "İpassword=", "\\", '"', "\n", "a",
    "x -p a -u b ", "user a/ ", "net use \\\\a ", "\n$ key ", "totp ABCDEFGH23456789 ", "key for a is ", "WIFI:;P:a;",
    "keys=[]string{", 'API_KEYS = {"a": ', 'login("a","b","c1",', "a@b.example\n", "mysql -p -pa ",
]  # fmt: skip


@pytest.mark.parametrize("unit", HOSTILE)
def test_time_grows_with_the_length_on_hostile_text(unit: str) -> None:
    size = 1 << 13

    def took(chars: int) -> float:
        text = (unit * (chars // len(unit) + 1))[:chars]
        best = 9.0
        for _ in range(3):
            begin = time.process_time()
            redact(text)
            best = min(best, time.process_time() - begin)
        return best

    assert took(4 * size) < 11 * took(size) + 0.2  # quadratic would be 16 times


def test_the_gates_let_every_command_and_maker_through() -> None:
    named = {command for row in commands.FLAGS for command in row[0].split()} - {"http", "https"}
    assert named <= find.COMMAND_WORDS
    assert {word.partition(" ")[0] for word, _ in told.MAKERS} == find.MAKER_WORDS
    for maker in told.PROMPTED:
        runs = maker.replace("/", " ").split()
        assert maker == "randombytes" or any(word.endswith(run) for run in runs for word in find.PROMPT_WORDS), maker
    assert all(call.removesuffix("=").endswith(find.CALL_ENDS) for call in calls.CALLS)


def test_a_hook_process_compiles_no_pattern_for_text_without_secrets() -> None:
    code = (
        "import re, sys\n"
        "calls = []\n"
        "real = re._compiler.compile\n"
        "re._compiler.compile = lambda *a, **k: calls.append(a) or real(*a, **k)\n"
        "from trailnote.capture.redact import redact\n"
        "assert redact('def login(token):\\n    return token.key == 3\\n' * 40)\n"
        "assert not calls, calls\n"
        "heavy = {'typing', 'dataclasses', 'pathlib', 'hashlib', 'logging', 'subprocess'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    subprocess.run([sys.executable, "-S", "-c", code], check=True, env={"PYTHONPATH": "engine", "PATH": ""}, timeout=60)
