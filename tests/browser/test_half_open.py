"""A network that dies without a word. Nobody is told, and yet nothing is missed and nothing is said twice."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from chat.models import Room
from tests.browser.conftest import PageOf
from tests.browser.screen import assert_all_have, delivery, enter, mark, say, texts, was_never_reloaded
from tests.browser.wire import Wire

pytestmark = pytest.mark.browser


def test_silence_alone_is_enough(
    page_of: PageOf,
    quick_wire: Wire,
    hers: Page,
    carols: Page,
    bob: User,
    room: Room,
    alice_says: Callable[[str], None],
) -> None:
    """No event of the browser tells that anything is wrong."""
    his = enter(page_of(bob, base_url=quick_wire.url, forgives_outages=True), room)
    mark(his)
    alice_says("before")
    expect(texts(his)).to_have_text(["before"])
    quick_wire.cut()
    alice_says("meanwhile")
    say(his, "into the void")
    expect(delivery(his, "pending")).to_have_count(1)
    assert_all_have(room, [hers, his], carols, ["before", "meanwhile", "into the void"])
    assert was_never_reloaded(his)


def test_a_network_that_returns_is_asked_whether_anybody_is_there(
    page_of: PageOf, wire: Wire, hers: Page, carols: Page, bob: User, room: Room, alice_says: Callable[[str], None]
) -> None:
    """By silence alone it would be found after 35 seconds, which is longer than anything here waits."""
    his = enter(page_of(bob, base_url=wire.url, forgives_outages=True), room)
    mark(his)
    wire.cut()
    his.context.set_offline(True)
    alice_says("meanwhile")
    say(his, "into the void")
    his.context.set_offline(False)
    assert_all_have(room, [hers, his], carols, ["meanwhile", "into the void"])
    assert was_never_reloaded(his)


def test_a_network_that_goes_is_noticed_before_anything_is_written(
    page_of: PageOf, wire: Wire, hers: Page, carols: Page, bob: User, room: Room, alice_says: Callable[[str], None]
) -> None:
    """By silence alone it would be found after 35 seconds, which is longer than anything here waits."""
    his = enter(page_of(bob, base_url=wire.url, forgives_outages=True), room)
    mark(his)
    his.context.set_offline(True)
    expect(his.locator("connection-state")).to_contain_text("Connection lost.")
    alice_says("meanwhile")
    his.context.set_offline(False)
    assert_all_have(room, [hers, his], carols, ["meanwhile"])
    expect(his.locator("connection-state")).to_be_hidden()
    assert was_never_reloaded(his)


def test_offline_for_longer_than_the_server_waits(
    page_of: PageOf,
    quick_wire: Wire,
    hers: Page,
    carols: Page,
    bob: User,
    room: Room,
    alice_says: Callable[[str], None],
) -> None:
    his = enter(page_of(bob, base_url=quick_wire.url, forgives_outages=True), room)
    mark(his)
    his.context.set_offline(True)
    alice_says("meanwhile")
    say(his, "from the tunnel")
    expect(his.locator("html")).to_have_attribute("data-connection", "offline")
    his.context.set_offline(False)
    assert_all_have(room, [hers, his], carols, ["meanwhile", "from the tunnel"])
    assert was_never_reloaded(his)
