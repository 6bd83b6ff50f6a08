"""Which host, port or URL a network error is about, where its message does not say."""

from __future__ import annotations

import re

from trailnote.distill.signatures.wording import subject, url_subject

NETWORK_KINDS = frozenset(("refused", "port-in-use", "http", "tls", "timeout", "reset"))
_URL: re.Pattern[str] | None = None
_PORT: re.Pattern[str] | None = None
_SOURCE_PORT: re.Pattern[str] | None = None
_DOCUMENTATION = ("docs.", "/docs", "github.com", "nodejs.org/", "pip.pypa.io", "cwiki.", "help.", "stackoverflow", "aka.ms", "wiki", "readthedocs")


def endpoints_in(text: str) -> list[str]:
    """Return the URLs (host, port and path), else the ports that a command or a line of output names, in order."""
    global _URL, _PORT
    found: list[str] = []
    if "://" in text:
        if _URL is None:
            _URL = re.compile(r"\b(?:https?|wss?|tcp|postgres(?:ql)?|redis|mysql|amqp|grpc|ftp)://[^\s'\"<>)\]},]+")
        for url in _URL.findall(text):
            if not any(mark in url for mark in _DOCUMENTATION):
                name = url_subject(url)
                if name not in found:
                    found.append(name)
    if found:
        return found
    if _PORT is None:
        _PORT = re.compile(
            r"(?:\bport[ =:]+|--port[ =]|\s-[pP] ?|(?:localhost|0\.0\.0\.0|\[?::1?\]?|\d+\.\d+\.\d+\.\d+|[\w-]+\.[\w.-]+):)(\d{2,5})\b", re.IGNORECASE
        )
    for port in _PORT.findall(text):
        if port not in found:
            found.append(port)
    return found


def _hosts_in(source: str) -> list[str]:
    """Return the quoted host names of a line of source: two or more labels, letters in the last, no path, no file suffix."""
    hosts = []
    for quote in ("'", '"'):
        for text in source.split(quote)[1::2]:
            labels = text.split(".")
            if len(labels) >= 3 and labels[-1].isalpha() and all(label.replace("-", "").isalnum() for label in labels):
                hosts.append(text)
    return hosts


def ports_in_source(source: str) -> list[str]:
    """Return the numbers of a line of source that can be ports (80, 443, 1024 and above), and its URLs."""
    global _SOURCE_PORT
    urls = endpoints_in(source) if "://" in source else []
    if urls:
        return urls
    hosts = _hosts_in(source)
    if hosts:
        return hosts
    if _SOURCE_PORT is None:
        _SOURCE_PORT = re.compile(r"(?<![\w.])(\d{2,5})(?![\w.])")
    return [port for port in _SOURCE_PORT.findall(source) if port in ("80", "443", "8080") or 1024 <= int(port) <= 65535]


def endpoint_of(parts: tuple[str, ...]) -> str:
    """Return what the groups of a phrase name: host and port as `host:port`, one name as it is."""
    if len(parts) == 2 and parts[1].isdigit():
        return subject(parts[0] + ":" + parts[1])
    return " ".join(subject(part) for part in parts)
