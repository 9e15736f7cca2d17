"""Another site's page opens a socket with the cookies of whoever reads it: the door looks at where it comes from."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from pytest_django import Settings

from project.realtime.origins import is_ours
from tests.cast import session_of
from tests.harness.fixtures import Connect
from tests.harness.handshake import Headers, status_of
from tests.harness.servers import Web


def handshake(host: str, *said: tuple[str, str]) -> dict[str, Any]:
    return {"headers": [(name.encode(), value.encode("latin1")) for name, value in [("host", host), *said]]}


@pytest.fixture
def site(settings: Settings) -> Settings:
    settings.ALLOWED_HOSTS = ["chat.example.org", "127.0.0.1", "[::1]", ".shops.example"]
    settings.CSRF_TRUSTED_ORIGINS = ["https://chat.example.org", "https://*.shops.example:8443"]
    settings.SECURE_PROXY_SSL_HEADER = None
    return settings


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("127.0.0.1", "http://127.0.0.1:80"),
        ("127.0.0.1:80", "http://127.0.0.1"),
        ("127.0.0.1:8000", "HTTP://127.0.0.1:8000"),
        ("[::1]:8000", "http://[::1]:8000"),
        ("chat.example.org", "https://chat.example.org"),
        ("chat.example.org", "https://chat.example.org:443"),
        ("Chat.Example.Org", "https://CHAT.example.org"),
        ("127.0.0.1:8000", "https://chat.example.org"),
        ("a.shops.example", "https://a.shops.example:8443"),
    ],
)
def test_our_own_pages_come_in(site: Settings, host: str, origin: str) -> None:
    assert is_ours(handshake(host, ("origin", origin)))


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("127.0.0.1:8000", "http://127.0.0.1:9999"),
        ("127.0.0.1:8000", "http://127.0.0.1"),
        ("127.0.0.1:8000", "https://127.0.0.1:8000"),
        ("127.0.0.1:8000", "ws://127.0.0.1:8000"),
        ("127.0.0.1:8000", "http://localhost:8000"),
        ("127.0.0.1:8000", "http://127.0.0.1.evil.example:8000"),
        ("127.0.0.1:8000", "http://evil.example/127.0.0.1:8000"),
        ("127.0.0.1:8000", "http://127.0.0.1:8000@evil.example"),
        ("127.0.0.1:8000", "http://evil.example@127.0.0.1:8000"),
        ("127.0.0.1:8000", "http://127.0.0.1:8000/"),
        ("127.0.0.1:8000", "http://127.0.0.1:8000#x"),
        ("127.0.0.1:8000", "http://127.0.0.1:8000,http://evil.example"),
        ("127.0.0.1:8000", "http://127.0.0.1:8000 http://evil.example"),
        ("127.0.0.1:8000", "http://127.0.0.1:800000"),
        ("127.0.0.1:8000", "http://127.0.0.1:x"),
        ("127.0.0.1:8000", "http://["),
        ("127.0.0.1:8000", "http://"),
        ("127.0.0.1:8000", "null"),
        ("127.0.0.1:8000", "NULL"),
        ("127.0.0.1:8000", "file://"),
        ("127.0.0.1:8000", ""),
        ("127.0.0.1:8000", "127.0.0.1:8000"),
        ("127.0.0.1:8000", "http://\xff:8000"),
        ("[::1]:8000", "http://[::1]:9999"),
        ("[::1]:8000", "http://::1:8000"),
        ("chat.example.org", "https://evil-chat.example.org"),
        ("chat.example.org", "https://chat.example.org.evil.example"),
        ("chat.example.org", "https://evil.chat.example.org"),
        ("chat.example.org", "https://chat.example.org:8443"),
        ("chat.example.org", "https://a.shops.example"),
        ("chat.example.org", "https://evilshops.example:8443"),
        # Another name of our address, which its owner's pages rebind to us: host and origin agree.
        ("evil.example:8000", "http://evil.example:8000"),
        ("evil.example", "https://chat.example.org"),
        ("127.0.0.1:8000, evil.example", "http://127.0.0.1:8000"),
        ("", "https://chat.example.org"),
    ],
)
def test_others_do_not(site: Settings, host: str, origin: str) -> None:
    assert not is_ours(handshake(host, ("origin", origin)))


def test_an_origin_is_said_once_or_not_believed(site: Settings) -> None:
    ours, theirs = ("origin", "http://127.0.0.1:8000"), ("origin", "http://evil.example")
    assert is_ours(handshake("127.0.0.1:8000", ours))
    for said in ([ours, ours], [ours, theirs], [theirs, ours]):
        assert not is_ours(handshake("127.0.0.1:8000", *said))


def test_a_script_says_no_origin_and_comes_in(site: Settings) -> None:
    assert is_ours(handshake("127.0.0.1:8000"))
    assert not is_ours(handshake("evil.example:8000"))


def test_an_origin_by_its_old_name_is_one(site: Settings) -> None:
    assert not is_ours(handshake("127.0.0.1:8000", ("sec-websocket-origin", "http://evil.example")))
    assert is_ours(handshake("127.0.0.1:8000", ("sec-websocket-origin", "http://127.0.0.1:8000")))


def test_the_scheme_is_what_the_proxy_says_and_nobody_else(site: Settings) -> None:
    site.CSRF_TRUSTED_ORIGINS = []
    secure = ("origin", "https://chat.example.org"), ("x-forwarded-proto", "https")
    assert not is_ours(handshake("chat.example.org", *secure))
    site.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert is_ours(handshake("chat.example.org", *secure))
    plain = ("origin", "http://chat.example.org"), ("x-forwarded-proto", "https")
    assert not is_ours(handshake("chat.example.org", *plain))


@pytest.mark.parametrize(
    "said",
    [
        [("Origin", "null")],
        [("Origin", "http://[")],
        [("Origin", "http://127.0.0.1:x")],
        [("Origin", "http://")],
        [("Origin", "nonsense")],
        [("Origin", "\xff\xfe")],
        [("Origin", "https://evil.example")],
        [("Origin", "http://127.0.0.1.evil.example")],
        [("Origin", "http://127.0.0.1:1")],
        [("Origin", "http://127.0.0.1:80"), ("Origin", "http://127.0.0.1:80")],
        [("Host", "evil.example:8000"), ("Origin", "http://evil.example:8000")],
        [("Host", "evil.example:8000")],
    ],
    ids=lambda said: " ".join(ascii(value) for _name, value in said),
)
async def test_the_web_process_answers_403(web: Web, alice: User, said: Headers) -> None:
    before = len(web.output())
    cookie = ("Cookie", f"sessionid={session_of(alice)}")
    assert await status_of(web, [cookie, *said]) == 403
    assert "Traceback" not in web.output()[before:]


async def test_the_web_process_lets_its_own_pages_and_scripts_in(web: Web) -> None:
    assert await status_of(web, [("Origin", web.url)]) == 101
    assert await status_of(web, [("Origin", web.url.upper())]) == 101
    assert await status_of(web, []) == 101


async def test_the_old_handshake_is_not_served(web: Web) -> None:
    """It says the origin under another name, which no check of ``Origin`` would see."""
    old = [("Sec-WebSocket-Version", "8"), ("Sec-WebSocket-Origin", "https://evil.example")]
    assert await status_of(web, old) == 400


async def test_bytes_where_a_word_belongs_are_no_crash(web: Web) -> None:
    before = len(web.output())
    assert await status_of(web, [("Sec-WebSocket-Protocol", "\xff")]) == 400
    assert "Traceback" not in web.output()[before:]


async def test_a_page_on_another_port_gets_nothing_from_alices_session(connect: Connect, alice: User, web: Web) -> None:
    """The cookie goes along: for cookies all ports of a host are one site."""
    with pytest.raises(Exception, match="HTTP 403"):
        await connect(alice, origin=f"http://127.0.0.1:{web.port + 1}")
    hers = await connect(alice)
    await hers.hello()


async def test_no_address_for_a_socket_is_403(web: Web) -> None:
    assert await status_of(web, [("Origin", web.url)], "/ws/nothing/here/") == 403
