"""Which host, port or URL a network error is about, where its message does not say."""

from __future__ import annotations

from trailnote.distill.signatures.patterns import compiled
from trailnote.distill.signatures.wording import subject, url_subject

_SOURCE_PORT = r"(?<![\w.])(\d{2,5})(?![\w.])"
_PORT = (
    r"(?i)(?:\bport[ =:]+|--port[ =]|\s-p ?|"
    r"(?:localhost|\[?::1?\]?|\d+\.\d+\.\d+\.\d+|[\w-]+\.[\w.-]+):)(\d{2,5})\b"
)
_URL = r"\b(?:https?|wss?|tcp|postgres(?:ql)?|redis|mysql|amqp|grpc|ftp)://[^\s'\"<>)\]},]+"
NETWORK_KINDS = frozenset(("refused", "port-in-use", "http", "tls", "timeout", "reset"))
_DOCUMENTATION = (
    "docs.", "/docs", "github.com", "nodejs.org/", "pip.pypa.io", "cwiki.", "help.", "stackoverflow", "aka.ms",
    "wiki", "readthedocs",
)  # fmt: skip


def endpoints_in(text: str) -> list[str]:
    """Return the URLs (host, port and path), else the ports that a command or a line of output names, in order."""
    found: list[str] = []
    if "://" in text:
        urls = [url for url in compiled(_URL).findall(text) if not any(mark in url for mark in _DOCUMENTATION)]
        found = list(dict.fromkeys(url_subject(url) for url in urls))
    return found or list(dict.fromkeys(compiled(_PORT).findall(text)))


def _hosts_in(source: str) -> list[str]:
    """Return the quoted host names of a line of source: three or more labels, letters in the last, no path."""
    hosts = []
    for quote in ("'", '"'):
        for text in source.split(quote)[1::2]:
            labels = text.split(".")
            if len(labels) >= 3 and labels[-1].isalpha() and all(label.replace("-", "").isalnum() for label in labels):
                hosts.append(text)
    return hosts


def ports_in_source(source: str) -> list[str]:
    """Return the numbers of a line of source that can be ports (80, 443, 1024 and above), and its URLs."""
    urls = endpoints_in(source) if "://" in source else []
    if urls:
        return urls
    hosts = _hosts_in(source)
    if hosts:
        return hosts
    return [
        port
        for port in compiled(_SOURCE_PORT).findall(source)
        if port in ("80", "443", "8080") or 1024 <= int(port) <= 65535
    ]


def endpoint_of(parts: tuple[str, ...]) -> str:
    """Return what the groups of a phrase name: host and port as `host:port`, one name as it is."""
    if len(parts) == 2 and parts[1].isdigit():
        return subject(parts[0] + ":" + parts[1])
    return " ".join(subject(part) for part in parts)
