"""Handshakes from one address: a class that comes back together is let in, a script that hammers is not."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from pytest_django import Settings

from project.realtime.addresses import is_loopback, source_of
from project.realtime.errors import TooFast
from project.realtime.limits import BUCKETS_KEPT, Buckets
from tests.harness.fixtures import Connect
from tests.harness.handshake import status_of
from tests.harness.servers import Web


async def test_too_many_handshakes_from_one_address(
    start_web: Callable[..., Web], connect: Connect, alice: User
) -> None:
    web = start_web(BEHIND_PROXY="on", HANDSHAKES_PER_SECOND="1", HANDSHAKES_BURST="3")

    async def handshake(forwarded_for: str) -> int:
        return await status_of(web, [("X-Forwarded-For", forwarded_for)])

    assert [await handshake("203.0.113.7") for _ in range(3)] == [101, 101, 101]
    assert await handshake("203.0.113.7") == 403
    # What the client claims before the proxy's own word is no other address, and no way to spend another's share.
    assert await handshake("198.51.100.1, 203.0.113.7") == 403
    assert await handshake("203.0.113.7, 198.51.100.1") == 101
    assert [await handshake("2001:db8:1:2::1") for _ in range(3)] == [101, 101, 101]
    assert await handshake("2001:db8:1:2:ffff::9") == 403
    assert await handshake("2001:db8:1:3::1") == 101
    # What the client writes into a proxy's headers is no crash, for the socket or for a page.
    for name in ("X-Forwarded-For", "X-Forwarded-Proto"):
        garbage = [(name, "\xff, 192.0.2.9")]
        assert await status_of(web, garbage) == 101
        assert await status_of(web, [*garbage, ("Upgrade", "none")], "/accounts/login/") == 200
    assert "Traceback" not in web.output()
    # Without a word of a proxy it is this machine itself, which is never counted.
    for _ in range(5):
        client = await connect(alice, to=web)
        await client.hello()


@pytest.mark.parametrize(
    ("peer", "forwarded_for", "source"),
    [
        ("192.0.2.1", "", "192.0.2.1"),
        ("192.0.2.1", "203.0.113.7", "203.0.113.7"),
        ("192.0.2.1", "10.0.0.1, 203.0.113.7", "203.0.113.7"),
        ("192.0.2.1", "203.0.113.7,", "192.0.2.1"),
        ("192.0.2.1", "::ffff:203.0.113.7", "203.0.113.7"),
        ("192.0.2.1", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("192.0.2.1", "nonsense" * 20, ("nonsense" * 20)[:64]),
        ("::1", "", "::1"),
    ],
)
def test_the_source_behind_a_proxy(settings: Settings, peer: str, forwarded_for: str, source: str) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert source_of(peer, forwarded_for) == source


def test_the_source_without_one(settings: Settings) -> None:
    settings.SECURE_PROXY_SSL_HEADER = None
    assert source_of("192.0.2.1", "203.0.113.7") == "192.0.2.1"


@pytest.mark.parametrize(
    ("source", "loopback"), [("127.0.0.9", True), ("::1", True), ("192.0.2.1", False), ("", False)]
)
def test_this_machine_is_nobody_in_particular(source: str, loopback: bool) -> None:
    assert is_loopback(source) is loopback


def test_only_so_many_addresses_are_remembered() -> None:
    buckets = Buckets(rate=1, burst=1)
    buckets.take("first")
    for number in range(BUCKETS_KEPT - 1):
        buckets.take(f"address {number}")
    with pytest.raises(TooFast):
        buckets.take("first")
    for number in range(BUCKETS_KEPT):
        buckets.take(f"another {number}")
    buckets.take("first")
