"""Credentials in URLs: `user:password@host`, tokens of webhooks, reset and invitation links."""

from __future__ import annotations

from trailnote.capture.secrets.stand_ins import is_stand_in
from trailnote.capture.secrets.values import DOTTED, is_hex, is_opaque

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Add = Callable[[int, int, str], None]

_URL_CHARS = 1600
_HOST = DOTTED + "[]:${}%()*,;?#&="
_ENDS = ('"', "'", "`", "<", ">", "\\", "://", ",http", "|", "•")
# hosts and paths of webhooks and of nodes that are opened by their path
_HOOKS = (
    "hooks.slack.com/", "/api/webhooks/", "webhook.office.com/", "outlook.office.com/", "hooks.zapier.com/",
    "maker.ifttt.com/", "telegram.org/bot", "events.pagerduty.com/", "hc-ping.com/", "/open-apis/bot/", ".make.com/",
    "hook.integromat.com/", "logic.azure.com", "api.day.app/", "/hooks/", "/webhook/", "/webhooks/", "victorops.com/",
    "opsgenie.com", "betteruptime.com/", "betterstack.com/", "cronitor.link/", "ntfy.sh/", "uptimerobot.com/",
    "infura.io/", "alchemy.com/", "quiknode.pro/", "webhook.site/", "pipedream.net", "n8n.cloud", "/bot",
)  # fmt: skip
_PATHS = tuple([mark for mark in _HOOKS if mark[0] == "/"])
_COMMITS = ("/commit", "/blob/", "/tree/", "/raw/", "/compare/", "/blame/", "git")
# steps of a path behind which the token of a link stands that was sent by mail
_LINK_WORDS = (
    "reset password invite invitation verify verification magic confirm activate activation unlock login signin sso"
    " token auth unsubscribe accept recover ical share session impersonate otp"
)
_LINKS = frozenset(_LINK_WORDS.split())


def find_urls(text: str, add: Add) -> None:
    """Add the passwords, user tokens and opaque path parts of every URL in `text`."""
    hosts: dict[str, bool] = {}
    start = text.find("://")
    while start >= 0:
        url = _up_to_space(text, start + 3)
        for stop in _ENDS:
            if stop in url:
                url = url.partition(stop)[0]
        if "@" in url:
            _take_user(start + 3, url, add)
        if len(url) > 30:
            _take_parts(start + 3, url, hosts, add)
        start = text.find("://", start + 3)


def _up_to_space(text: str, at: int) -> str:
    """Return what stands from `at` to the next space or line break."""
    for size in (160, _URL_CHARS):
        window = text[at : at + size]
        if not window or window[0].isspace():
            return ""
        url = window.split(None, 1)[0]
        if len(url) < len(window):
            break
    return url


def _take_user(at: int, url: str, add: Add) -> None:
    """Add the password of `user:password@host`, or the token of `token@host`; the authority begins at `at`."""
    info = url[: max(0, _host_sign(url))]
    user, colon, password = info.partition(":")
    if not info or "/" in user or "?" in user or "#" in user:
        return
    if is_opaque(user, 20) and not is_stand_in(user):
        add(at, at + len(user), "url-credential")
    first = password.partition("/")[0]
    if not colon or ("/" in password and first.isdigit() and len(first) < 6):
        return  # no password, or a port and a path with an @ in it
    if len(password) > 2 and not is_stand_in(password) and password != user:
        add(at + len(user) + 1, at + len(info), "url-credential")


def _host_sign(url: str) -> int:
    """Return where the last @ stands that a host follows, or -1: a password may have one too."""
    split = url.rfind("@")
    while split > 0:
        host = url[split + 1 :]
        if host and (host[0].isalnum() or host[0] in "[${%(*_") and not host[:40].split("/")[0].strip(_HOST):
            return split
        split = url.rfind("@", 0, split)
    return -1


def _take_parts(at: int, url: str, hosts: dict[str, bool], add: Add) -> None:
    """Add the opaque parts of a URL whose host or path says that it opens something; `hosts` has what was found."""
    host = url.partition("/")[0]
    opening = hosts.get(host)
    if opening is None:
        opening = hosts[host] = any(mark.partition("/")[0] in host for mark in _HOOKS if mark[0] != "/")
    hook = any(mark in url for mark in (_HOOKS if opening else _PATHS))
    linked = False
    plain = url
    for sign in "?&=#:@":
        plain = plain.replace(sign, "/")
    parts = plain.split("/")
    if not hook and _LINKS.isdisjoint([part.lower().replace("_", "-").partition("-")[0] for part in parts]):
        return
    for part in parts:
        commit = not hook and len(part) == 40 and is_hex(part) and any(mark in url for mark in _COMMITS)
        opens = (hook or linked) and not commit and "." not in part[-5:] and is_opaque(part, 16 if hook else 20)
        if opens and not is_stand_in(part):
            add(at, at + len(part), "url-token")
        linked = linked or part.lower().replace("_", "-").partition("-")[0] in _LINKS
        at += len(part) + 1
