"""Tokens that vendors mark by a prefix, known by that prefix, their characters and their least length.

No regular expressions: a hook process has no time to compile some two hundred. The text is split once into runs of token
characters, and only a run's first two characters are looked up. Sources: the vendors' documentation of their formats.
"""

from __future__ import annotations

from trailnote.capture.secret_values import has_words, is_documented, is_hex, is_opaque

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Add = Callable[[int, int, str], None]

ALNUM = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
TOKEN = ALNUM + "_-"
DOTTED = TOKEN + ".~"
BASE64 = ALNUM + "+/=_-"
HEX = "0123456789abcdefABCDEF"
_RUN_CHARS = 8192  # the longest run that is taken for one token
_LEAST = 14  # a shorter run is no token
_CUT_LEAST = 6  # of the rest, where the text was cut right behind it

_SETS = {"a": ALNUM, "t": TOKEN, "d": DOTTED, "b": BASE64 + "%", "h": HEX, "x": DOTTED + "%+/=:"}
_SPLIT = bytes(c if chr(c) in DOTTED else 32 for c in range(256))
_CUTS = ("…", "...", " (trunc", "[trunc", "<trunc", "\\u2026")

# kind, then prefix:characters:least length of the rest. Where the text was cut ("…") a shorter rest counts.
# characters: a = letters and digits, t = with _ and -, d = with dots too, h = hexadecimal, b = base64, x = nearly all
_VENDORS = """
github ghp_:a:20 gho_:a:20 ghu_:a:20 ghs_:d:20 ghr_:a:20 github_pat_:t:20
gitlab glpat-:d:16 gldt-:t:16 glptt-:t:16 glrt-:d:16 glrtr-:d:16 glcbt-:t:16 glagent-:t:16 gloas-:t:16 glsoat-:t:16 glft-:t:16
gitlab glimt-:t:16 glffct-:t:16 glwt-:t:16 GR1348941:t:16 _gitlab_session:x:20
slack xoxb-:t:16 xoxp-:t:16 xoxa-:t:16 xoxr-:t:16 xoxs-:t:16 xoxo-:t:16 xoxe-:t:16 xoxe.xox:d:16 xoxc-:t:16 xoxd-:b:16 xapp-:t:16 xwfp-:t:16
stripe sk_live_:a:12 sk_test_:a:12 rk_live_:a:12 rk_test_:a:12 sk_prod_:a:12 rk_prod_:a:12 sk_org_live_:a:12 ek_live_:a:12 ek_test_:a:12
webhook whsec_:b:16 svix_:t:20 whsk_:t:16
api-key sk-:t:20 sk_:t:24
npm npm_:a:30
pypi pypi-:t:24
google AIza:t:30 ya29.:d:16 GOCSPX-:t:16 AQ.Ab:t:30
openai sess-:a:24
huggingface hf_:a:24 api_org_:a:24
groq gsk_:a:24
xai xai-:a:24
perplexity pplx-:a:24
replicate r8_:a:24
cohere co_:a:36
nvidia nvapi-:t:24
fireworks fw_:a:20
together tgp_v1_:t:20
cerebras csk-:a:24
jina jina_:a:24
pinecone pcsk_:t:24
langsmith lsv2_:t:24 ls__:a:24
tavily tvly-:t:16
firecrawl fc-:h:30
e2b e2b_:h:32
exa exa_:t:24
sendgrid SG.:d:24
mailgun key-:h:24 pubkey-:h:32
brevo xkeysib-:t:24 xsmtpsib-:t:24
mailersend mlsn.:h:32
resend re_:t:24
mandrill md-:t:22
digitalocean dop_v1_:h:24 doo_v1_:h:24 dor_v1_:h:24 DO00:a:14
databricks dapi:t:30 dose:h:32 dkea:h:32
vault hvs.:t:16 hvb.:t:20 hvr.:t:20 s.:a:24
doppler dp.pt.:d:20 dp.st.:d:20 dp.ct.:d:20 dp.sa.:d:20 dp.scim.:d:20 dp.audit.:d:20 dp.said.:d:20
linear lin_api_:a:20 lin_oauth_:a:20 lin_wh_:a:20
notion ntn_:a:24 secret_:a:32
atlassian ATATT3:x:24 ATCTT3:x:24 ATOA:x:40 ATSTT3:x:24
bitbucket ATBB:a:24 BBDC-:b:30
figma figd_:t:24 figdr_:t:24 figu_:t:24 figor_:t:24
postman PMAK-:t:24 PMAT-:t:20
grafana glsa_:t:24 glc_:b:24 eyJrIjoi:b:24
sentry sntrys_:b:24 sntryu_:a:24 sntrya_:a:24 sntryi_:a:24
newrelic NRAK-:t:20 NRII-:t:20 NRAL-:t:20 NRJS-:t:16 NRIQ-:t:16 NRSP-:t:16 NRRA-:t:20 NRBR-:t:16 NRAA-:t:16
datadog ddp_:a:24 ddapp_:a:24 ddpat_:t:24
planetscale pscale_tkn_:t:20 pscale_pw_:t:20 pscale_oauth_:t:20 pscale_app_secret_:t:20 pscale_otkn_:t:20
supabase sbp_:t:24 sb_secret_:t:16 sbp_oauth_:h:24
tailscale tskey-:t:16
age AGE-SECRET-KEY-:t:30 AGE-PLUGIN-:t:30
shopify shpat_:h:24 shpss_:h:24 shpca_:h:24 shppa_:h:24 shpua_:h:24 shprt_:h:24 shptka_:a:24
docker dckr_pat_:t:20 dckr_oat_:t:20 dckr_svcat_:t:20
circleci CCIPAT_:t:24 CCIPRJ_:t:24
buildkite bkua_:a:24 bkpt_:a:24 bkaj_:d:24 bkct_:a:24 bkat_:a:24
sonar sqp_:a:24 squ_:a:24 sqa_:a:24 sqb_:a:24
rubygems rubygems_:h:24
nuget oy2:a:40
crates cio:a:32
jfrog AKCp:a:40 cmVmdGtuO:a:24
heroku HRKU-:t:24
fly fm1_:b:24 fm2_:b:24 fm1a_:b:24 fm1r_:b:24 fm2r_:b:24 fo1_:t:24
dynatrace dt0c01.:d:24 dt0s01.:d:24 dt0s02.:d:24 dt0s06.:d:24 dt0s08.:d:24 dt0s16.:d:24
netlify nfp_:a:24 nfc_:a:24 nfo_:a:24 nfu_:a:24
vercel vcp_:a:20 vck_:a:20 vca_:a:20 vci_:a:20 vcr_:a:20 vercel_blob_rw_:t:20
render rnd_:a:24
railway railway_:t:30
cloudflare cfut_:t:24 cfat_:t:24 cfk_:t:24 v1.0-:t:80
alibaba LTAI:a:16
tencent AKID:a:30
volcengine AKLT:a:20 AKTP:a:20
huawei HPUAC:a:20
facebook EAACEdEose0cBA:a:20 EAAC:a:60 EAAG:a:60 EAAB:a:60 EAAJ:a:60 EAAD:a:60 EAAM:a:60 EAAO:a:60
instagram IGQV:t:60 IGQW:t:60 IGAA:t:60
square EAAA:t:56 sq0atp-:t:20 sq0csp-:t:36
razorpay rzp_live_:a:12 rzp_test_:a:12
flutterwave FLWSECK-:t:12 FLWSECK_TEST-:t:12
paddle pdl_live_:d:30 pdl_sdbx_:d:30 pdl_ntfset_:d:30
plaid access-sandbox-:t:36 access-production-:t:36 access-development-:t:36
coinbase cb_live_:a:20
hubspot pat-na1-:t:30 pat-na2-:t:30 pat-na3-:t:30 pat-eu1-:t:30 pat-ap1-:t:30
airtable pat:d:70
mapbox sk.eyJ:d:24 tk.eyJ:d:24
posthog phx_:a:24 phs_:a:24 phr_:a:24
sourcegraph sgp_:t:30 slk_:h:40 sgd_:h:40 sgs_:h:40
readme rdme_:a:40
typeform tfp_:t:30
pulumi pul-:h:36
duffel duffel_live_:t:20 duffel_test_:t:20
easypost EZAK:a:40 EZTK:a:40
shippo shippo_live_:h:30 shippo_test_:h:30
adobe p8e-:a:28
clojars CLOJARS_:h:40
clerk wk_:t:30
ory ory_at_:t:24 ory_pat_:t:24 ory_rt_:t:24 ory_apikey_:t:24 ory_st_:t:24
unkey unkey_:a:20
trigger tr_dev_:a:16 tr_prod_:a:16 tr_stg_:a:16
inngest signkey-:t:24
infisical st.:d:60
1password ops_eyJ:b:40 A3-:t:30
adafruit aio_:a:24
contentful CFPAT-:t:30
wandb wandb_v1_:t:20
apify apify_api_:a:24
algolia algolia_:a:32
anyscale esecret_:a:24 aph0_:a:24
modal ak-:a:22 as-:a:22
roboflow rf_:a:20
cursor crsr_:h:40 key_:h:60
codecov codecov_:t:30
snyk snyk_uat.:d:20
nightfall NF-:a:30
prefect pnu_:a:30 pnb_:a:30
scalingo tk-us-:t:40
launchdarkly sdk-:t:36 mob-:t:36 api-:t:36
split sdk_:a:40
mergify mka_:a:30
pagerduty pdus+:t:20 u+:t:18
okta 00:t:40
okta-secret okta_:t:30
frameio fio-u-:t:40
lob live_:h:30 test_:h:30
messagebird live_:a:25
cloudsmith cs_live_:t:20
rootly rootly_:h:40
defined dnkey-:t:24
octopus API-:a:25
prefixed secret-:t:32 apikey-:t:24 pat_:t:24 api_key_:t:24 sk_ant_:t:20
wallet-key xprv:a:80 yprv:a:80 zprv:a:80 tprv:a:80 nsec1:a:50
twilio SK:h:30
twitter AAAAAAAAAAAAAAAAAAAAA:b:40
linkedin AQV:t:90 WPL_AP1.:d:16
ansible-secret gAAAAA:b:60
base64-secret c2stYW50L:b:20 c2stcHJva:b:20 c2tfbGl2Z:b:16 c2tfdGVzd:b:16 Z2hwX:b:24 Z2hzX:b:24 Z2hvX:b:24 Z2l0aHViX3BhdF:b:24
base64-secret Z2xwYXQt:b:16 eG94Y:b:24 eG94c:b:24 QUtJQ:b:16 bnBtX:b:30 cHlwaS1:b:24 QUl6Y:b:30 U0cu:b:40 aHZzL:b:24 ZXlK:b:60
base64-secret eyJhdXRocy:b:24 ewogICJhdXRocyI:b:24 ewogICAgImF1dGhzI:b:24 ewoJImF1dGhzIj:b:24 eyJ0eXBlIjoic2VydmljZV9hY2NvdW50:b:24
base64-secret ewogICJ0eXBlIjogInNlcnZpY2VfYWNjb3VudC:b:24 LS0tLS1CRUdJTi:b:40
"""
# looked for inside of other words too, since they are glued to flags (`-pglpat-…`) and to names
_ANYWHERE = ("ghp_", "github_pat_", "glpat-", "xoxb-", "xoxp-", "sk_live_", "sk_test_", "sk-ant-", "sk-proj-", "AIza", "hvs.")
_ESCAPES = (b"\\n", b"\\t", b"\\r")
_CODED = (b"%3D", b"%3d", b"%22", b"%20", b"%3A", b"%26")

_Entry = tuple[str, str, int, str]  # prefix, characters, least length of the rest, kind
_index: dict[bytes, list[_Entry]] = {}  # by the first two characters
_wide: dict[bytes, list[_Entry]] = {}  # by the first four, of those whose characters break a run


def words_of(text: str) -> set[bytes]:
    """Return the distinct runs of token characters in `text` as ASCII."""
    raw = text.encode("ascii", "replace")
    if b"\\" in raw:
        for mark in _ESCAPES:
            raw = raw.replace(mark, b"  ")
    if b"%" in raw:
        for mark in _CODED:
            raw = raw.replace(mark, b"   ")
    if b"=3D" in raw:
        raw = raw.replace(b"=3D", b"   ")
    return set(raw.translate(_SPLIT).split())


def find_vendor_tokens(text: str, words: set[bytes], add: Add) -> list[bytes]:
    """Add the tokens of known vendors in `text`; return its words that are long enough for a token."""
    if not _index:
        _build()
    index, wide, long = _index, _wide, []
    for run in words:
        if len(run) >= _LEAST:
            long.append(run)
            if run[0] in b"-_.~":
                run = run.lstrip(b"-_.~")
            if run[:2] in index:
                _take_all(text, run.decode(), index[run[:2]], add)
        if run[:4] in wide:
            for entry in wide[run[:4]]:
                if run.startswith(entry[0].encode()):
                    _take_all(text, entry[0], [entry], add)
    if "1//0" in text:
        _take_all(text, "1//0", [("1//0", TOKEN, 24, "google")], add)
    joined = b" ".join(long)
    for mark in _ANYWHERE:
        if mark.encode() in joined:
            _take_all(text, mark, [e for e in index[mark[:2].encode()] if mark.startswith(e[0])], add, glued=True)
    return long


def _take_all(text: str, word: str, entries: list[_Entry], add: Add, *, glued: bool = False) -> None:
    """Add each token of `text` that begins as `word` does and has the form of one of `entries`."""
    for entry in entries:
        if not word.startswith(entry[0]):
            continue
        start = text.find(word)
        while start >= 0:
            free = glued or start == 0 or text[start - 1] not in TOKEN or _escaped(text, start)
            if free and not _take(text, start, entry, add) and not glued and len(word) > len(entry[0]):
                break
            start = text.find(word, start + len(word))
        else:
            return


def _build() -> None:
    for line in _VENDORS.split("\n"):
        kind, _, rest = line.partition(" ")
        for item in rest.split():
            prefix, chars, least = item.rsplit(":", 2)
            entry = (prefix, _SETS[chars], int(least), kind)
            if chars in "bx":
                _wide.setdefault(prefix[:4].encode(), []).append(entry)
            else:
                _index.setdefault(prefix[:2].encode(), []).append(entry)
    for entries in _index.values():
        entries.sort(key=_longest_first)


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
    if not _is_random(rest, prefix, chars) or (kind == "base64-secret" and not _hides_secret(prefix + rest)):
        return False
    add(start, end, kind)
    return True


def _is_random(rest: str, prefix: str, chars: str) -> bool:
    low = rest.lower()
    if "xxxx" in low or "****" in low or "....." in low or "your" in low or "example" in low or "1234567890" in low:
        return False
    if is_documented(rest):
        return False
    if "abcdefgh" in low or "00000000" in low or "placeholder" in low or len(set(low)) < 5:
        return False
    if chars == HEX or is_hex(rest):
        return any(c.isdigit() for c in rest) and (len(prefix) > 2 or chars == HEX)
    if len(prefix) > 3 and len(rest) >= (10 if len(prefix) > 7 else 16):
        digits = any(c.isdigit() for c in rest)
        return (digits and not (rest == low and has_words(rest))) or (rest != low and not has_words(rest)) or is_opaque(rest)
    return is_opaque(rest, 6) if len(prefix) > 3 else is_opaque(rest) or (rest != low and len(rest) > 24 and not has_words(rest))


def _hides_secret(value: str) -> bool:
    """Say whether base64 text holds a secret: a vendor's token, a private key, a key file. A certificate is none."""
    if value.startswith("LS0tLS1CRUdJTi"):
        return "UFJJVkFURS" in value[:60] or "BSSVZBVEUg" in value[:60] or "QUklWQVRFI" in value[:60]
    return True
