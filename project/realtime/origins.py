"""Whose page opens the socket? An ``Origin`` is ours if it is this very site, or one that the settings name."""

import re
from typing import Any, NamedTuple

from django.conf import settings
from django.http.request import split_domain_port, validate_host
from django.utils.http import is_same_domain

_ORIGIN = re.compile(r"(https?)://(\[[0-9a-f:.]+\]|[^\s/?#@:\[\]]+)(?::(\d{1,5}))?", re.IGNORECASE)
_PORTS = {"http": 80, "https": 443}
# What browsers said before RFC 6455; nobody may come by it unasked.
_NAMES = (b"origin", b"sec-websocket-origin")


class Origin(NamedTuple):
    scheme: str
    host: str
    port: int


def parsed(text: str) -> Origin | None:
    """``https://chat.example.org:8443``; None for whatever is more or less than scheme, host and port."""
    match = _ORIGIN.fullmatch(text)
    if match is None:
        return None
    scheme, host, port = match[1].lower(), match[2].lower(), match[3]
    return Origin(scheme, host, int(port) if port else _PORTS[scheme])


def is_ours(scope: Any) -> bool:
    """May this handshake go on? Without any ``Origin`` it is a script's: every browser sends one (RFC 6455, 4.1).

    The host must be one of this site's in any case: else another name for our address, with pages and so an ``Origin``
    of its own, would be let in.
    """
    host = header(scope, b"host")
    domain, _port = split_domain_port(host)
    if not domain or not validate_host(domain, settings.ALLOWED_HOSTS):
        return False
    said = [text for name in _NAMES for text in headers(scope, name)]
    if not said:
        return True
    origin = parsed(said[0]) if len(said) == 1 else None
    return origin is not None and (origin == parsed(f"{_scheme(scope)}://{host}") or _is_trusted(origin))


def _is_trusted(origin: Origin) -> bool:
    for pattern in settings.CSRF_TRUSTED_ORIGINS:
        # As for forms: https://*.example.org is every host below that one.
        trusted = parsed(pattern.replace("://*.", "://.", 1))
        if trusted and origin == trusted._replace(host=origin.host) and is_same_domain(origin.host, trusted.host):
            return True
    return False


def _scheme(scope: Any) -> str:
    """How the browser came, which only the proxy knows where there is one."""
    if settings.SECURE_PROXY_SSL_HEADER:
        name, secure = settings.SECURE_PROXY_SSL_HEADER
        if said := header(scope, name.removeprefix("HTTP_").replace("_", "-").lower().encode()):
            return "https" if said.split(",")[0].strip() == secure else "http"
    return "https" if scope.get("scheme") in {"https", "wss"} else "http"


def headers(scope: Any, name: bytes) -> list[str]:
    return [value.decode("latin1").strip() for each, value in scope["headers"] if each == name]


def header(scope: Any, name: bytes) -> str:
    """The first of that name, or nothing."""
    return next(iter(headers(scope, name)), "")
