"""Tokens that vendors mark by a prefix, known by that prefix, their characters and their least length.

No regular expressions: a hook process has no time to compile some two hundred. The text is split once into runs of
token characters, and only a run's first two characters are looked up. Source: the vendors' documentation.
"""

from __future__ import annotations

from trailnote.capture.secrets.values import ALNUM, BASE64, DOTTED, HEX, TOKEN, has_words, is_hex, is_opaque, is_plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Add = Callable[[int, int, str], None]

_RUN_CHARS = 8192  # the longest run that is taken for one token
LEAST = 14  # a shorter run is no token
_CUT_LEAST = 6  # of the rest, where the text was cut right behind it

_BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_SETS = {"a": ALNUM, "t": TOKEN, "d": DOTTED, "b": BASE64 + "%", "h": HEX, "x": DOTTED + "%+/=:", "u": _BASE32}
_SPLIT = bytes(c if chr(c) in DOTTED else 32 for c in range(256))
_CUTS = ("…", "...", " (trunc", "[trunc", "<trunc", "\\u2026")

# kind, characters of the rest, its least length, prefixes. Where the text was cut ("…") a shorter rest counts.
# characters: a = letters and digits, t = with _ and -, d = with dots too, h = hexadecimal, b = base64, u = base32,
# x = nearly all
_VENDORS = (
    ("jfrog", "a", 50, "cmVmd"), ("authress", "x", 40, "sc_ ext_ scauth_ authress_"), ("bedrock", "b", 60, "ABSK"),
    ("bedrock", "b", 20, "bedrock-api-key-"), ("clickhouse", "a", 36, "4b1d"), ("harness", "d", 60, "pat. sat."),
    ("intra42", "h", 40, "s-s4t2ud- s-s4t2af-"), ("infracost", "a", 30, "ico-"),
    ("settlemint", "a", 14, "sm_aat_ sm_pat_ sm_sat_"), ("dropbox", "t", 100, "sl."), ("discord", "t", 60, "mfa."),
    ("amazon", "d", 30, "amzn.mws. amzn1.oa2-cs.v1."), ("backblaze", "a", 28, "K00"), ("brave", "t", 26, "BSA"),
    ("runpod", "a", 30, "rpa_"), ("neon", "a", 40, "napi_"), ("vault", "t", 80, "b.AAAAA"),
    ("nats", "u", 54, "SUA SAA SOA SCA SNA"),
    ("clojars", "a", 40, "CLOJARS_"), ("fly", "t", 20, "FlyV1"), ("langfuse", "t", 30, "sk-lf-"),
    ("github", "a", 20, "ghp_ gho_ ghu_ ghr_"), ("github", "d", 20, "ghs_"), ("github", "t", 20, "github_pat_"),
    ("gitlab", "d", 16, "glpat- glrt- glrtr-"),
    ("gitlab", "t", 16, "gldt- glptt- glcbt- glagent- gloas- glsoat- glft- glimt- glffct- glwt- GR1348941"),
    ("gitlab", "x", 20, "_gitlab_session"),
    ("slack", "t", 16, "xoxb- xoxp- xoxa- xoxr- xoxs- xoxo- xoxe- xoxc- xapp- xwfp-"), ("slack", "d", 16, "xoxe.xox"),
    ("slack", "b", 16, "xoxd-"),
    ("stripe", "a", 10, "sk_live_ sk_test_ rk_live_ rk_test_ sk_prod_ rk_prod_ sk_org_live_ ek_live_ ek_test_"),
    ("webhook", "b", 16, "whsec_"), ("webhook", "t", 20, "svix_"), ("webhook", "t", 16, "whsk_"),
    ("api-key", "t", 20, "sk-"), ("api-key", "t", 24, "sk_"), ("npm", "a", 30, "npm_"), ("pypi", "t", 24, "pypi-"),
    ("google", "t", 30, "AIza AQ.Ab"), ("google", "d", 16, "ya29."), ("google", "t", 16, "GOCSPX-"),
    ("openai", "a", 24, "sess-"), ("huggingface", "a", 24, "hf_ api_org_"), ("groq", "a", 24, "gsk_"),
    ("xai", "a", 24, "xai-"), ("perplexity", "a", 24, "pplx-"), ("replicate", "a", 24, "r8_"),
    ("cohere", "a", 36, "co_"), ("nvidia", "t", 24, "nvapi-"), ("fireworks", "a", 20, "fw_"),
    ("together", "t", 20, "tgp_v1_"), ("cerebras", "a", 24, "csk-"), ("jina", "a", 24, "jina_"),
    ("pinecone", "t", 24, "pcsk_"), ("langsmith", "t", 24, "lsv2_"), ("langsmith", "a", 24, "ls__"),
    ("tavily", "t", 16, "tvly-"), ("firecrawl", "h", 30, "fc-"), ("e2b", "h", 32, "e2b_"), ("exa", "t", 24, "exa_"),
    ("sendgrid", "d", 24, "SG."), ("mailgun", "h", 24, "key-"), ("mailgun", "h", 32, "pubkey-"),
    ("brevo", "t", 24, "xkeysib- xsmtpsib-"), ("mailersend", "h", 32, "mlsn."), ("resend", "t", 24, "re_"),
    ("mandrill", "t", 22, "md-"), ("digitalocean", "h", 24, "dop_v1_ doo_v1_ dor_v1_"),
    ("digitalocean", "a", 14, "DO00"), ("databricks", "t", 30, "dapi"), ("databricks", "h", 32, "dose dkea"),
    ("vault", "t", 16, "hvs."), ("vault", "t", 20, "hvb. hvr."), ("vault", "a", 24, "s."),
    ("doppler", "d", 20, "dp.pt. dp.st. dp.ct. dp.sa. dp.scim. dp.audit. dp.said."),
    ("linear", "a", 20, "lin_api_ lin_oauth_ lin_wh_"), ("notion", "a", 24, "ntn_"), ("notion", "a", 32, "secret_"),
    ("atlassian", "x", 24, "ATATT3 ATCTT3 ATSTT3"), ("atlassian", "x", 40, "ATOA"), ("bitbucket", "a", 24, "ATBB"),
    ("bitbucket", "b", 30, "BBDC-"), ("figma", "t", 24, "figd_ figdr_ figu_ figor_"), ("postman", "t", 24, "PMAK-"),
    ("postman", "t", 20, "PMAT-"), ("grafana", "t", 24, "glsa_"), ("grafana", "b", 24, "glc_ eyJrIjoi"),
    ("sentry", "b", 24, "sntrys_"), ("sentry", "a", 24, "sntryu_ sntrya_ sntryi_"),
    ("newrelic", "t", 20, "NRAK- NRII- NRAL- NRRA-"), ("newrelic", "t", 16, "NRJS- NRIQ- NRSP- NRBR- NRAA-"),
    ("datadog", "a", 24, "ddp_ ddapp_"), ("datadog", "t", 24, "ddpat_"),
    ("planetscale", "t", 20, "pscale_tkn_ pscale_pw_ pscale_oauth_ pscale_app_secret_ pscale_otkn_"),
    ("supabase", "t", 24, "sbp_"), ("supabase", "t", 16, "sb_secret_"), ("supabase", "h", 24, "sbp_oauth_"),
    ("tailscale", "t", 16, "tskey-"), ("age", "t", 30, "AGE-SECRET-KEY- AGE-PLUGIN-"),
    ("shopify", "h", 24, "shpat_ shpss_ shpca_ shppa_ shpua_ shprt_"), ("shopify", "a", 24, "shptka_"),
    ("docker", "t", 20, "dckr_pat_ dckr_oat_ dckr_svcat_"), ("circleci", "t", 24, "CCIPAT_ CCIPRJ_"),
    ("buildkite", "a", 24, "bkua_ bkpt_ bkct_ bkat_"), ("buildkite", "d", 24, "bkaj_"),
    ("sonar", "a", 24, "sqp_ squ_ sqa_ sqb_"), ("rubygems", "h", 24, "rubygems_"), ("nuget", "a", 40, "oy2"),
    ("crates", "a", 32, "cio"), ("jfrog", "a", 40, "AKCp"), ("jfrog", "a", 24, "cmVmdGtuO"),
    ("heroku", "t", 24, "HRKU-"), ("fly", "b", 24, "fm1_ fm2_ fm1a_ fm1r_ fm2r_"), ("fly", "t", 24, "fo1_"),
    ("dynatrace", "d", 24, "dt0c01. dt0s01. dt0s02. dt0s06. dt0s08. dt0s16."),
    ("netlify", "a", 24, "nfp_ nfc_ nfo_ nfu_"), ("vercel", "a", 20, "vcp_ vck_ vca_ vci_ vcr_"),
    ("vercel", "t", 20, "vercel_blob_rw_"), ("render", "a", 24, "rnd_"), ("railway", "t", 30, "railway_"),
    ("cloudflare", "t", 24, "cfut_ cfat_ cfk_"), ("cloudflare", "t", 80, "v1.0-"), ("alibaba", "a", 16, "LTAI"),
    ("tencent", "a", 30, "AKID"), ("volcengine", "a", 20, "AKLT AKTP"), ("huawei", "a", 20, "HPUAC"),
    ("facebook", "a", 20, "EAACEdEose0cBA"), ("facebook", "a", 60, "EAAC EAAG EAAB EAAJ EAAD EAAM EAAO"),
    ("instagram", "t", 60, "IGQV IGQW IGAA"), ("square", "t", 56, "EAAA"), ("square", "t", 20, "sq0atp-"),
    ("square", "t", 36, "sq0csp-"), ("razorpay", "a", 12, "rzp_live_ rzp_test_"),
    ("flutterwave", "t", 12, "FLWSECK- FLWSECK_TEST-"), ("paddle", "d", 30, "pdl_live_ pdl_sdbx_ pdl_ntfset_"),
    ("plaid", "t", 36, "access-sandbox- access-production- access-development-"), ("coinbase", "a", 20, "cb_live_"),
    ("hubspot", "t", 30, "pat-na1- pat-na2- pat-na3- pat-eu1- pat-ap1-"), ("airtable", "d", 70, "pat"),
    ("mapbox", "d", 24, "sk.eyJ tk.eyJ"), ("posthog", "a", 24, "phx_ phs_ phr_"), ("sourcegraph", "t", 30, "sgp_"),
    ("sourcegraph", "h", 40, "slk_ sgd_ sgs_"), ("readme", "a", 40, "rdme_"), ("typeform", "t", 30, "tfp_"),
    ("pulumi", "h", 36, "pul-"), ("duffel", "t", 20, "duffel_live_ duffel_test_"), ("easypost", "a", 40, "EZAK EZTK"),
    ("shippo", "h", 30, "shippo_live_ shippo_test_"), ("adobe", "a", 28, "p8e-"),
    ("clerk", "t", 30, "wk_"), ("ory", "t", 24, "ory_at_ ory_pat_ ory_rt_ ory_apikey_ ory_st_"),
    ("unkey", "a", 20, "unkey_"), ("trigger", "a", 16, "tr_dev_ tr_prod_ tr_stg_"), ("inngest", "t", 24, "signkey-"),
    ("infisical", "d", 60, "st."), ("1password", "b", 40, "ops_eyJ"), ("1password", "t", 30, "A3-"),
    ("adafruit", "a", 24, "aio_"), ("contentful", "t", 30, "CFPAT-"), ("wandb", "t", 20, "wandb_v1_"),
    ("apify", "a", 24, "apify_api_"), ("algolia", "a", 32, "algolia_"), ("anyscale", "a", 24, "esecret_ aph0_"),
    ("modal", "a", 22, "ak- as-"), ("roboflow", "a", 20, "rf_"), ("cursor", "h", 40, "crsr_"),
    ("cursor", "h", 60, "key_"), ("codecov", "t", 30, "codecov_"), ("snyk", "d", 20, "snyk_uat."),
    ("nightfall", "a", 30, "NF-"), ("prefect", "a", 30, "pnu_ pnb_"), ("scalingo", "t", 40, "tk-us-"),
    ("launchdarkly", "t", 36, "sdk- mob- api-"), ("split", "a", 40, "sdk_"), ("mergify", "a", 30, "mka_"),
    ("pagerduty", "t", 20, "pdus+"), ("pagerduty", "t", 18, "u+"), ("okta", "t", 40, "00"),
    ("okta-secret", "t", 30, "okta_"), ("frameio", "t", 40, "fio-u-"), ("lob", "h", 30, "live_ test_"),
    ("messagebird", "a", 25, "live_"), ("cloudsmith", "t", 20, "cs_live_"), ("rootly", "h", 40, "rootly_"),
    ("defined", "t", 24, "dnkey-"), ("octopus", "a", 25, "API-"), ("prefixed", "t", 32, "secret-"),
    ("prefixed", "t", 24, "apikey- pat_ api_key_"), ("prefixed", "t", 20, "sk_ant_"),
    ("wallet-key", "a", 80, "xprv yprv zprv tprv"), ("wallet-key", "a", 50, "nsec1"), ("twilio", "h", 30, "SK"),
    ("twitter", "b", 40, "AAAAAAAAAAAAAAAAAAAAA"), ("linkedin", "t", 90, "AQV"), ("linkedin", "d", 16, "WPL_AP1."),
    ("ansible-secret", "b", 60, "gAAAAA"), ("base64-secret", "b", 20, "c2stYW50L c2stcHJva"),
    ("base64-secret", "b", 16, "c2tfbGl2Z c2tfdGVzd Z2xwYXQt QUtJQ"),
    ("base64-secret", "b", 24, "Z2hwX Z2hzX Z2hvX Z2l0aHViX3BhdF eG94Y eG94c cHlwaS1 aHZzL eyJhdXRocy ewogICJhdXRocyI"),
    ("base64-secret", "b", 24, "ewogICAgImF1dGhzI ewoJImF1dGhzIj eyJ0eXBlIjoic2VydmljZV9hY2NvdW50"),
    ("base64-secret", "b", 24, "ewogICJ0eXBlIjogInNlcnZpY2VfYWNjb3VudC"), ("base64-secret", "b", 30, "bnBtX QUl6Y"),
    ("base64-secret", "b", 40, "U0cu LS0tLS1CRUdJTi"), ("base64-secret", "b", 60, "ZXlK"),
)  # fmt: skip
# looked for inside of other words too, since they are glued to flags (`-pglpat-…`) and to names
_ANYWHERE = (
    "ghp_",
    "github_pat_",
    "glpat-",
    "xoxb-",
    "xoxp-",
    "sk_live_",
    "sk_test_",
    "sk-ant-",
    "sk-proj-",
    "AIza",
    "hvs.",
)
_SHOWN = ("xxxx", "****", ".....", "your", "example", "abcdefgh", "00000000", "placeholder")  # not in a real token
_DOTTED_OR_NOT = frozenset(DOTTED)
_LEADS = "-_.~"
_CHANCE = ("00", "AAAAAAAAAAAAAAAAAAAAA")
_CODE64 = ("+", "/")
_CODED = (b"%3D", b"%3d", b"%22", b"%20", b"%3A", b"%26")
_CODES = 500  # of the sign that they begin with, beyond which each is replaced in one pass

_Entry = tuple[str, str, int, str]  # prefix, characters, least length of the rest, kind
_index: dict[str, list[_Entry]] = {}  # by the first two characters
_heads: dict[str, tuple[str, ...]] = {}  # the prefixes of those
_NO_HEADS = ("\0",)
_wide: dict[str, list[_Entry]] = {}  # by the first four, of those whose characters break a run


def runs_of(flat: str) -> list[str]:
    """Return the runs of token characters in an ASCII text in order; escapes such as `\\n` and `%3D` part them."""
    raw = flat.encode("ascii")
    if b"\\" in raw:
        raw = raw.replace(b"\\n", b"  ")
    if b"%" in raw:
        raw = _without_codes(raw)
    if b"=3D" in raw:
        raw = raw.replace(b"=3D", b"   ")
    return raw.translate(_SPLIT).decode("ascii").split()


def _without_codes(raw: bytes) -> bytes:
    """Return `raw` with each of the coded signs of a URL replaced by three spaces."""
    if raw.count(b"%") > _CODES:
        for mark in _CODED:
            raw = raw.replace(mark, b"   ")
        return raw
    out: list[bytes] = []
    done = 0
    at = raw.find(b"%")
    while at >= 0:
        if raw[at : at + 3] in _CODED:
            out += (raw[done:at], b"   ")
            done = at + 3
        at = raw.find(b"%", at + 1)
    return b"".join((*out, raw[done:])) if out else raw


def locate(flat: str, run: str, at: int) -> int:
    """Return where the whole run stands in an ASCII text at or behind `at`, where it must be."""
    start = flat.find(run, at)
    while start >= 0:
        whole = start == 0 or flat[start - 1] not in DOTTED or _escaped(flat, start)
        if whole and flat[start + len(run) : start + len(run) + 1] not in _DOTTED_OR_NOT:
            return start
        start = flat.find(run, start + 1)
    return max(at, flat.find(run, at))


def tokens_among(long: list[str], *, cut: bool, last: str) -> set[str]:
    """Return those of `long`, the longer runs, that begin as a vendor's token does and are long enough for one.

    `cut` says that the text can have marks behind which something was cut, `last` is its last run: a part of a token
    may stand there.
    """
    if not _index:
        _build()
    index = _index
    found = {run for run in long if (run[:2] in index or run[0] in _LEADS) and _begins_token(run)}
    if cut or not found:
        return found
    return {run for run in found if run == last or _is_whole(run.lstrip(_LEADS))}


def find_vendor_tokens(
    text: str, flat: str, marked: list[str], wanted: set[str], words: set[str], long: list[str], add: Add
) -> None:
    """Add the tokens of known vendors in `text`.

    `flat` is the text with `?` for what is not ASCII, `marked` has in order its runs that are in `wanted`, the result
    of `tokens_among`, `words` all its runs without repetition, `long` the longer of them.
    """
    index, wide = _index, _wide
    at = 0
    for run in [run for run in marked if run in wanted] if wanted else ():
        start = locate(flat, run, at)
        bare = run.lstrip(_LEADS)
        _take_first(text, start + len(run) - len(bare), bare, add)
        at = start + len(run)
    for head in wide.keys() & {run[:4] for run in words}:
        for entry in wide[head]:
            _take_all(text, flat, entry[0], entry, add)
    if "1" in words and "1//0" in flat:
        _take_all(text, flat, "1//0", ("1//0", TOKEN, 24, "google"), add)
    tokens = " ".join(long)
    for mark in _ANYWHERE:
        if mark in tokens:
            entry = next(entry for entry in index[mark[:2]] if mark.startswith(entry[0]))
            _take_all(text, flat, mark, entry, add, glued=True)


def _begins_token(run: str) -> bool:
    if run[0] in _LEADS:
        run = run.lstrip(_LEADS)
    if run.islower() and len(run) < 30 and run.replace("_", "").replace("-", "").replace(".", "").isalpha():
        return False  # words
    return run.startswith(_heads.get(run[:2], _NO_HEADS))


def _is_whole(run: str) -> bool:
    """Say whether a run is as long as a token of a vendor by whose prefix it begins."""
    for prefix, chars, least, _ in _index.get(run[:2], ()):
        body = run[len(prefix) : len(prefix) + least]
        if len(body) == least and run.startswith(prefix) and not body.strip(chars):
            return True
    return False


def _take_first(text: str, start: int, run: str, add: Add) -> None:
    """Add the token that the run at `start` begins with, by the longest prefix of a vendor that fits."""
    for entry in _index[run[:2]]:
        if run.startswith(entry[0]) and _take(text, start, entry, add):
            return


def _take_all(text: str, flat: str, mark: str, entry: _Entry, add: Add, *, glued: bool = False) -> None:
    """Add each token that begins with `mark` and has the form of `entry`; `glued` inside of other words too."""
    inside = ALNUM + "+/" if entry[3] == "base64-secret" else TOKEN
    start = flat.find(mark)
    while start >= 0:
        if glued or start == 0 or text[start - 1] not in inside or _escaped(text, start):
            _take(text, start, entry, add)
        start = flat.find(mark, start + len(mark))


def _build() -> None:
    for kind, chars, least, prefixes in _VENDORS:
        allowed = _SETS[chars]
        for prefix in prefixes.split():
            if chars in "bx":
                _wide.setdefault(prefix[:4], []).append((prefix, allowed, least, kind))
            else:
                _index.setdefault(prefix[:2], []).append((prefix, allowed, least, kind))
    for head, entries in _index.items():
        if len(entries) > 1:
            entries.sort(key=_longest_first)
        _heads[head] = tuple([entry[0] for entry in entries])


def _longest_first(entry: _Entry) -> int:
    return -len(entry[0])


def _escaped(text: str, start: int) -> bool:
    """Say whether what stands before `start` is an escape (`\\n`, `%3D`, `=3D`), so that a token can begin there."""
    before = text[max(0, start - 3) : start]
    return before[-2:-1] == "\\" or (len(before) == 3 and before[0] in "%=" and is_hex(before[1:]))


def _take(text: str, start: int, entry: _Entry, add: Add) -> bool:
    """Add the token that starts at `start` if its rest is long and random enough; say whether it was."""
    prefix, chars, least, kind = entry
    body = start + len(prefix)
    window = text[body : body + _RUN_CHARS]
    rest = window[: len(window) - len(window.lstrip(chars))].rstrip(".-:/")
    end = body + len(rest)
    cut = text.startswith(_CUTS, end) or end == len(text)
    if len(rest) < (min(least, _CUT_LEAST if len(prefix) > 3 else 16) if cut else least):
        return False
    if prefix in _CHANCE and (text[start - 1 : start] in _CODE64 or text[end : end + 1] in _CODE64):
        return False  # a part of longer base64
    if not _is_random(rest, prefix, chars) or (kind == "base64-secret" and not _hides_secret(prefix + rest)):
        return False
    add(start, end, kind)
    return True


def _is_random(rest: str, prefix: str, chars: str) -> bool:
    low = rest.lower()
    if low.startswith("1234567890") or any(part in low for part in _SHOWN):
        return False
    from trailnote.capture.secrets.stand_ins import is_documented

    if is_documented(rest) or (prefix == "00" and is_hex(rest.replace("-", ""))):
        return False
    if len(set(low)) < 5:
        return False
    if rest.count("_") > 1 and is_plain(rest):
        return False  # sk_PKCS7_SIGNER_INFO_new_null of OpenSSL
    if chars == HEX or is_hex(rest):
        return any(c.isdigit() for c in rest) and (len(prefix) > 2 or chars == HEX)
    if len(prefix) > 3 and len(rest) >= (10 if len(prefix) > 7 else 16):
        digits = any(c.isdigit() for c in rest)
        return (
            (digits and not (rest == low and has_words(rest)))
            or (not has_words(rest) and (rest != low or len(rest) > 30))
            or is_opaque(rest)
        )
    return (
        is_opaque(rest, 6)
        if len(prefix) > 3
        else is_opaque(rest) or (len(rest) > (24 if rest != low else 30) and not has_words(rest))
    )


def _hides_secret(value: str) -> bool:
    """Say whether base64 text holds a secret: a vendor's token, a private key, a key file. A certificate is none."""
    if value.startswith("LS0tLS1CRUdJTi"):
        return "UFJJVkFURS" in value[:60] or "BSSVZBVEUg" in value[:60] or "QUklWQVRFI" in value[:60]
    return True
