"""Saying something while there is no network: it is kept whatever happens to the page, and said once."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from chat.models import Room
from tests.browser.conftest import PageOf
from tests.browser.screen import assert_all_have, delivery, enter, live, said, say, texts
from tests.browser.test_accessibility import barriers
from tests.browser.wire import Wire
from tests.cast import session_of
from tests.harness.servers import Web

pytestmark = pytest.mark.browser

LATE_MS = 15_000


@pytest.fixture
def his(page_of: PageOf, bob: User, room: Room, wire: Wire) -> Page:
    """Bob's page, whose network is ``wire``."""
    return enter(page_of(bob, base_url=wire.url, forgives_outages=True), room)


def test_offline_and_back(hers: Page, his: Page, carols: Page, alice_says: Callable[[str], None], room: Room) -> None:
    his.context.set_offline(True)
    alice_says("one")
    say(his, "three")
    say(his, "four")
    expect(delivery(his, "pending")).to_have_count(2)
    alice_says("two")
    expect(texts(hers)).to_have_text(["one", "two"])
    his.context.set_offline(False)
    assert_all_have(room, [hers, his], carols, ["one", "two", "three", "four"])


def test_what_waits_outlives_the_page(hers: Page, his: Page, wire: Wire, carols: Page, room: Room) -> None:
    """And two tabs that both find it send it once."""
    wire.cut()
    say(his, "first")
    say(his, "second")
    expect(delivery(his, "pending")).to_have_count(2)
    address, bobs = his.url, his.context
    his.close()
    tabs = [bobs.new_page(), bobs.new_page()]
    for tab in tabs:
        tab.goto(address)
    assert_all_have(room, [hers, *tabs], carols, ["first", "second"])


def test_an_answer_that_was_lost_is_no_second_message(
    hers: Page, his: Page, wire: Wire, carols: Page, room: Room
) -> None:
    wire.cut_answers()
    say(his, "heard")
    expect(said(hers, "heard")).to_have_count(1)
    expect(delivery(his, "pending")).to_have_count(1)
    his.reload()
    assert_all_have(room, [hers, live(his)], carols, ["heard"])
    say(his, "and on")
    assert_all_have(room, [hers, his], carols, ["heard", "and on"])


def test_what_waits_is_sent_from_any_page(hers: Page, his: Page, wire: Wire, carols: Page, room: Room) -> None:
    wire.cut()
    say(his, "left behind")
    expect(delivery(his, "pending")).to_have_count(1)
    his.goto("/chat/")
    expect(said(hers, "left behind")).to_have_count(1)
    assert_all_have(room, [hers, enter(his, room)], carols, ["left behind"])


def test_late_offers_ways_out_and_retry_twice_says_it_once(
    page_of: PageOf, hers: Page, carols: Page, bob: User, room: Room
) -> None:
    page = page_of(bob, forgives_outages=True)
    page.clock.install()
    his = enter(page, room)
    his.context.set_offline(True)
    say(his, "from the tunnel")
    say(his, "better not")
    expect(delivery(his, "pending")).to_have_count(2)
    his.clock.run_for(LATE_MS)
    expect(delivery(his, "failed")).to_have_count(2)
    delivery(his, "failed").last.get_by_role("button", name="Discard").click()
    expect(delivery(his, "failed")).to_have_count(1)
    delivery(his, "failed").get_by_role("button", name="Try again").dblclick()
    expect(delivery(his, "pending")).to_have_count(1)
    his.context.set_offline(False)
    assert_all_have(room, [hers, his], carols, ["from the tunnel"])


def test_what_was_refused_keeps_its_ways_out_over_a_reload(hers: Page, his: Page, carols: Page, room: Room) -> None:
    composer = his.locator("#chat-message-input")
    his.context.set_offline(True)
    say(his, "/nothing like that")
    composer.fill("something else")
    his.context.set_offline(False)
    expect(delivery(his, "failed")).to_have_count(1)
    his.reload()
    expect(delivery(live(his), "failed")).to_contain_text("Not sent.")
    expect(composer).to_have_value("something else")
    edit = delivery(his, "failed").get_by_role("button", name="Edit")
    edit.click()
    expect(composer).to_have_value("something else")
    composer.fill("")
    edit.click()
    expect(composer).to_have_value("/nothing like that")
    expect(delivery(his, "failed")).to_have_count(0)
    say(his, "//nothing like that")
    assert_all_have(room, [hers, his], carols, ["/nothing like that"])


def test_what_is_written_after_a_sign_out_goes_out_after_the_next_sign_in(
    page_of: PageOf, hers: Page, carols: Page, bob: User, web: Web, room: Room
) -> None:
    his = enter(page_of(bob, forgives_outages=True), room)
    Session.objects.get(pk=session_in(his)).delete()
    expect(his.locator("connection-state")).to_contain_text("You have been signed out. What you have written is kept.")
    say(his, "to whom?")
    say(his, "never mind")
    expect(delivery(his, "failed")).to_have_count(2)
    expect(delivery(his, "failed").first).to_contain_text("It goes out when you have signed in again.")
    expect(his.get_by_role("button", name="Try again")).to_have_count(0)
    assert barriers(his) == []
    delivery(his, "failed").last.get_by_role("button", name="Discard").click()
    his.context.add_cookies([{"name": "sessionid", "value": session_of(bob), "url": web.url}])
    his.reload()
    assert_all_have(room, [hers, live(his)], carols, ["to whom?"])


def session_in(page: Page) -> str:
    return next(each["value"] for each in page.context.cookies() if each["name"] == "sessionid")


def test_what_was_refused_says_nothing_of_what_is_being_written(his: Page) -> None:
    his.context.set_offline(True)
    say(his, "/nothing like that")
    his.locator("#chat-message-input").fill("something else")
    his.context.set_offline(False)
    expect(delivery(his, "failed")).to_contain_text("There is no command /nothing.")
    expect(his.locator(".composer-note")).to_have_text("")


def test_what_an_edit_was_to_become_outlives_the_page(his: Page, room: Room) -> None:
    say(his, "teh")
    said(his, "teh").hover()
    his.get_by_role("button", name="Edit").click()
    his.get_by_role("textbox", name="Edit message").fill("the")
    his.reload()
    said(live(his), "teh").hover()
    his.get_by_role("button", name="Edit").click()
    expect(his.get_by_role("textbox", name="Edit message")).to_have_value("the")
    his.get_by_role("button", name="Save").click()
    expect(said(his, "the")).to_have_count(1)
    assert room.messages.get().text == "the"
