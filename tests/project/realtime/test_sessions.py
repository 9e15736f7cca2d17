"""A session that ends takes its sockets with it, and no others; and an ended one opens none."""

import asyncio
import secrets
from http.cookies import SimpleCookie

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client as Browser
from pytest_django import Settings

from chat.actions import post_message
from chat.models import Room
from project.realtime.groups import user_topic
from project.realtime.sessions import SessionStore
from tests.cast import Browse
from tests.harness.client import Client
from tests.harness.fixtures import Connect

WITHDRAWN_SECONDS = 2.0


@pytest.fixture(autouse=True)
def _quickly_hashed(settings: Settings) -> None:
    """The passwords of this file are no secrets."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def key_in(browser: Browser) -> str:
    return browser.cookies[settings.SESSION_COOKIE_NAME].value


async def refused_at_the_door(connect: Connect, session: str) -> None:
    nobody = await connect(None, session=session)
    assert await nobody.expect_close() == 4301
    assert [frame["type"] for frame in nobody.seen] == ["error", "bye"]


async def still_there(client: Client, room: Room, author: User, text: str) -> None:
    post_message(author=author, room=room, text=text, key=None)
    await client.expect("message_posted", text=text)


def heard(client: Client, text: str) -> bool:
    return any(frame.get("data", {}).get("text") == text for frame in client.seen)


async def test_the_cookie_of_a_session_that_was_signed_out_opens_nothing(
    connect: Connect, browse: Browse, alice: User, bob: User, room: Room
) -> None:
    browser = browse(alice)
    stolen = key_in(browser)
    thief, there = await connect(alice, session=stolen), await connect(alice)
    for client in (thief, there):
        await client.hello(room.topic)
    await asyncio.to_thread(browser.post, "/accounts/logout/")
    assert await thief.expect_close(within=WITHDRAWN_SECONDS) == 4300
    await refused_at_the_door(connect, stolen)
    await still_there(there, room, bob, "afterwards")
    assert not heard(thief, "afterwards")


async def test_a_session_that_is_flushed(connect: Connect, browse: Browse, alice: User, bob: User, room: Room) -> None:
    """As when somebody else signs in with the same browser."""
    key = key_in(browse(alice))
    here, there = await connect(alice, session=key), await connect(bob)
    for client in (here, there):
        await client.hello(room.topic)
    SessionStore(key).flush()
    assert await here.expect_close(within=WITHDRAWN_SECONDS) == 4300
    await still_there(there, room, bob, "afterwards")
    assert not heard(here, "afterwards")


async def test_nothing_is_told_while_the_good_bye_waits(
    connect: Connect, browse: Browse, alice: User, bob: User, room: Room
) -> None:
    """The close comes half a second later, so that a new cookie is there before the browser asks who it is."""
    browser = browse(bob)
    his, hers = await connect(bob, session=key_in(browser)), await connect(alice)
    await his.hello(user_topic(bob.pk), room.topic)
    await hers.hello(room.topic)
    SessionStore(key_in(browser)).flush()
    told = True
    while told:
        text = secrets.token_hex(4)
        post_message(author=alice, room=room, text=text, key=None)
        await hers.expect("message_posted", text=text)
        # He is still there, and answered after whatever he was told.
        assert (await his.ask({"type": "ping"}))["type"] == "pong"
        told = heard(his, text)
    assert await his.expect_close(within=WITHDRAWN_SECONDS) == 4300


async def test_a_new_password_of_ones_own_keeps_the_browser_and_no_other(
    connect: Connect, admin: User, bob: User, room: Room
) -> None:
    """Django gives the browser another session; its tabs come back with it, as their rules say. A thief's do not."""
    admin.set_password("old and long enough")
    admin.save()
    browser, elsewhere = Browser(), Browser()
    for each in (browser, elsewhere):
        assert await asyncio.to_thread(each.login, username=admin.username, password="old and long enough")
    old, thiefs = key_in(browser), key_in(elsewhere)
    tab, thief = await connect(admin, session=old), await connect(admin, session=thiefs)
    for client in (tab, thief):
        await client.hello(user_topic(admin.pk))
    passwords = {
        "old_password": "old and long enough",
        "new_password1": "new and longer",
        "new_password2": "new and longer",
    }
    answer = await asyncio.to_thread(browser.post, "/admin/password_change/", passwords)
    assert answer.status_code == 302
    for client in (tab, thief):
        assert await client.expect_close(within=WITHDRAWN_SECONDS) == 4300
    assert key_in(browser) != old
    assert (await asyncio.to_thread(browser.get, "/accounts/session/")).status_code == 200
    again = await connect(admin, session=key_in(browser))
    await again.hello(user_topic(admin.pk))
    for key in (old, thiefs):
        await refused_at_the_door(connect, key)


async def test_signing_in_elsewhere_leaves_the_tabs_that_are_open(
    connect: Connect, browse: Browse, alice: User, bob: User, room: Room
) -> None:
    browser = browse(alice)
    tab = await connect(alice, session=key_in(browser))
    await tab.hello(user_topic(alice.pk), room.topic)
    before = key_in(browser)
    browse(alice)
    browser.force_login(alice)
    assert key_in(browser) == before
    await tab.settle()
    await still_there(tab, room, bob, "still here")


async def test_a_key_that_was_known_before_signing_in_is_worth_nothing(connect: Connect, alice: User) -> None:
    """A session fixed by an attacker: his cookie is in her browser when she signs in."""
    planted = SessionStore()
    planted["next"] = "/"
    planted.create()
    alice.set_password("long enough")
    alice.save()
    browser = Browser()
    browser.cookies = SimpleCookie({settings.SESSION_COOKIE_NAME: planted.session_key or ""})
    answer = await asyncio.to_thread(
        browser.post, "/accounts/login/", {"username": alice.username, "password": "long enough"}
    )
    assert answer.status_code == 302
    assert key_in(browser) != planted.session_key
    await refused_at_the_door(connect, planted.session_key or "")
    hers = await connect(alice, session=key_in(browser))
    await hers.hello(user_topic(alice.pk))


@pytest.mark.parametrize("session", ["x" * 32, "x" * 5000, "' OR 1=1 --", "../../etc", "%00"])
async def test_a_made_up_key_opens_nothing(connect: Connect, session: str) -> None:
    await refused_at_the_door(connect, session)


async def test_a_session_that_is_over_opens_nothing(connect: Connect, browse: Browse, alice: User) -> None:
    key = key_in(browse(alice))
    Session.objects.filter(session_key=key).update(expire_date="2020-01-01T00:00Z")
    await refused_at_the_door(connect, key)
