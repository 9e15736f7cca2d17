"""Tabs that sleep, and pages that are left and returned to: awake, they have everything, once."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from chat.models import Room
from chat.people import people_in
from tests.browser.conftest import PageOf
from tests.browser.screen import assert_all_have, enter, live, mark, say, texts, was_never_reloaded
from tests.browser.wire import Wire
from tests.harness.program import wait_until

pytestmark = pytest.mark.browser


@pytest.fixture
def his(page_of: PageOf, bob: User, room: Room) -> Page:
    page = enter(page_of(bob), room)
    mark(page)
    return page


def wait_until_gone(user: User, room: Room) -> None:
    """As the server sees it."""
    wait_until(
        lambda: user.pk not in [each.id for each in people_in(room)], 20, lambda: f"{people_in(room)} are in the room"
    )


def test_a_tab_that_stands_still_comes_back_to_everything(
    page_of: PageOf,
    quick_wire: Wire,
    hers: Page,
    carols: Page,
    bob: User,
    room: Room,
    alice_says: Callable[[str], None],
) -> None:
    """Nothing runs in it: no timer, no pong, and no event says that it sleeps or wakes."""
    his = enter(page_of(bob, base_url=quick_wire.url, forgives_outages=True), room)
    mark(his)
    debugger = his.context.new_cdp_session(his)
    debugger.send("Debugger.enable")
    debugger.send("Debugger.pause")
    alice_says("asleep 1")
    wait_until_gone(bob, room)
    alice_says("asleep 2")
    debugger.send("Debugger.resume")
    debugger.send("Debugger.disable")
    say(his, "awake")
    assert_all_have(room, [hers, his], carols, ["asleep 1", "asleep 2", "awake"])
    assert was_never_reloaded(his)


def test_a_frozen_tab_is_away_and_wakes_up_to_everything(
    hers: Page, his: Page, carols: Page, bob: User, room: Room, alice_says: Callable[[str], None]
) -> None:
    """A headless browser freezes no tab but those in its back-forward cache; it tells the page as others do."""
    alice_says("before")
    expect(texts(his)).to_have_text(["before"])
    his.evaluate("() => { document.dispatchEvent(new Event('freeze')); }")
    wait_until_gone(bob, room)
    alice_says("asleep")
    expect(texts(hers)).to_have_text(["before", "asleep"])
    his.evaluate("() => { document.dispatchEvent(new Event('resume')); }")
    say(his, "awake")
    assert_all_have(room, [hers, his], carols, ["before", "asleep", "awake"])
    assert was_never_reloaded(his)


def test_a_page_that_is_returned_to_has_what_was_missed(
    hers: Page, his: Page, carols: Page, room: Room, alice_says: Callable[[str], None]
) -> None:
    """From the back-forward cache: the very page, not loaded again."""
    alice_says("before")
    expect(texts(his)).to_have_text(["before"])
    for number in range(2):
        live(his).goto("/chat/")
        live(his)
        alice_says(f"away {number}")
        his.go_back(wait_until="commit")
        expect(texts(his)).to_have_text(["before", *[f"away {n}" for n in range(number + 1)]])
        assert was_never_reloaded(his)
    say(live(his), "back")
    assert_all_have(room, [hers, his], carols, ["before", "away 0", "away 1", "back"])
