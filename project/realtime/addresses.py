"""Where a request comes from, as far as it cannot be made up by whoever sent it."""

from ipaddress import IPv6Address, ip_address

from django.conf import settings

# An IPv6 customer has as many addresses as he likes below one of these.
PREFIX_BITS = 64


def source_of(peer: str, forwarded_for: str) -> str:
    """One name for all that comes from there. ``forwarded_for`` is the header ``X-Forwarded-For``, or empty.

    Only the last address of it was written by our proxy; all before it is what the client claimed.
    """
    address = forwarded_for.rpartition(",")[2].strip() if settings.SECURE_PROXY_SSL_HEADER else ""
    return _network(address or peer)


def is_loopback(source: str) -> bool:
    """This machine itself, or a proxy on it of which nobody told us: no single visitor in either case."""
    try:
        return ip_address(source).is_loopback
    except ValueError:
        return False


def _network(address: str) -> str:
    try:
        number = ip_address(address)
    except ValueError:
        return address[:64]
    if isinstance(number, IPv6Address):
        if number.ipv4_mapped:
            return str(number.ipv4_mapped)
        if not number.is_loopback:
            return str(IPv6Address(int(number) >> PREFIX_BITS << PREFIX_BITS))
    return str(number)
